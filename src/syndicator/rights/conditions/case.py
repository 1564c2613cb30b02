"""What the conditions of a permission are asked, and how each of them answers.

::

    Case(item, grant, now, place …) ─ condition ─▶ Finding(check, changes_at)

A condition is a function from the one to the other, in the module of its kind: `window` (when),
`desk` (what an editor said), `reach` (where to), `others` (what is not the holder's own). Its
`Check` is one sentence for an editor who has never seen the configuration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from syndicator.model import Check, FeedName, Item
from syndicator.model.grant import Grant
from syndicator.rights.attribution.agencies import Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a story would leave to: what of an output feed matters to a permission."""

    feed: FeedName
    token: bool = False
    """Whether only subscribers with a token can read it."""
    territory: tuple[str, ...] = ("*",)
    """Where it is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One story, the permission it claims, and the moment at which that is asked."""

    item: Item
    grant: Grant
    now: datetime
    zone: ZoneInfo
    """In which the grant's dates are days."""
    source_title: str | None = None
    place: Place | None = None
    """The feed that is meant; None: whether the story may leave at all."""
    agencies: tuple[Agency, ...] = ()
    """Whose material is known to turn up in other publishers' feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one condition says of a case."""

    check: Check
    changes_at: datetime | None = None
    """The next moment at which it will say otherwise, if the clock alone makes it."""


Condition = Callable[[Case], Finding]


def passed(name: str, detail: str, *, changes_at: datetime | None = None) -> Finding:
    """Find that a condition is met."""
    if changes_at is None:
        return _passed_for_good(name, detail)
    return Finding(check=Check(name=name, passed=True, detail=detail), changes_at=changes_at)


@lru_cache(maxsize=512)
def _passed_for_good(name: str, detail: str) -> Finding:
    """Most conditions are met by most stories, and say the same of all of them."""
    return Finding(check=Check(name=name, passed=True, detail=detail))


def failed(name: str, detail: str, *, changes_at: datetime | None = None) -> Finding:
    """Find that a condition is not met."""
    return Finding(check=Check(name=name, passed=False, detail=detail), changes_at=changes_at)


def after(moment: datetime, length: timedelta) -> datetime | None:
    """The moment so much later, in UTC; None beyond the end of the calendar: never."""
    try:
        return moment.astimezone(UTC) + length
    except OverflowError:
        return None


def spell_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment for a reason: ``2026-03-01 13:00 (Europe/Prague)``."""
    local = moment.astimezone(zone)
    form = "%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M"
    return f"{local.strftime(form)} ({zone.key})"


def spell_length(length: timedelta) -> str:
    """A length of time for a reason, in the largest unit that it fills: ``2 days``."""
    for unit, one in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, rest = divmod(length.total_seconds(), one)
        if not rest and count:
            return f"{count:.0f} {unit}{'' if count == 1 else 's'}"
    return str(length)
