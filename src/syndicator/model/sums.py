"""Counts that can be added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What came of something done in parts: each field is a number."""

    @classmethod
    def of(cls, parts: Iterable[Self]) -> Self:
        """The sum."""
        every = list(parts)
        return cls(
            **{each.name: sum(getattr(part, each.name) for part in every) for each in fields(cls)}
        )
