"""What an item can ask of editors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """What an advisory asks for."""

    KILL = "kill"
    HOLD = "hold"
    RELEASE = "release"
    NOTE = "note"
    """For the eyes of editors, and about no story that could be stopped."""
    CORRECTION = "correction"
    """A story like any other, that says of itself that it was corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What an item asks for."""

    order: Order
    word: str
    """The order, as written: ``MANDATORY KILL``."""
    names: tuple[str, ...] = ()
    """What may be the headline of the story that it is about: the rest of its own, then quotes."""
    sure: bool = True
    """Whether it is one by itself; otherwise only if `names` has a story that is known."""
