"""What of an item is read to know whether it is an order to editors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What of an item can be an order."""

    title: str
    text: str = ""
    """Plain; its beginning is enough."""
    categories: tuple[str, ...] = ()
