"""The parts of a date, put together: a day, a time of day, a zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Final

from syndicator.parse.date_zones import ZONES

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before that there was no web to publish on."""
YEARS: Final = range(1900, 2100)
"""Others are years of another calendar, or typing errors."""
_WEST, _EAST = -12 * 60, 14 * 60
_QUARTERS: Final = frozenset({"0", "00", "15", "30", "45"})


@dataclass(frozen=True, slots=True)
class Written:
    """A date of which something is for its document to say."""

    day: date
    """If the day may stand on either side of the month: as if it stood first."""
    time: timedelta
    """Since midnight."""
    zone: int | str | None
    """Minutes east of UTC; a name that means several zones, in lower case; nothing written."""
    month_first: date | None = None
    """If the day may stand on either side of the month: as if it stood second."""
    order: str = ""
    """What this date shows of the document's: ``dmy`` or ``mdy``."""
    dashed: bool = False
    """Its numbers stand between hyphens, as in 05-11-2026."""


def at(day: date, time: timedelta, zone: int) -> datetime | None:
    """Return a moment on the clock of a zone, given in minutes east of UTC."""
    moment = datetime(day.year, day.month, day.day, tzinfo=zone_of(zone)) + time
    return moment if moment.year in YEARS else None


@cache
def zone_of(minutes: int) -> timezone:
    """Return a zone, given in minutes east of UTC."""
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def calendar_day(year: int | str, month: int | str, day: int | str) -> date | None:
    """Return a day of the Gregorian calendar; None if there is no such day."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def time_of_day(clock: Sequence[str | None]) -> timedelta | None:
    """Return the time since midnight; None if there is no such time of day.

    Args:
        clock: hour, minute and second in digits; what is left out is 0.
    """
    hour, minute, second = (int(each) if each else 0 for each in clock)
    if hour == 24 and minute == second == 0:  # noqa: PLR2004  # ISO 8601-1: the end of the day
        return timedelta(days=1)
    if hour > 23 or minute > 59 or second > 60:  # noqa: PLR2004
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def numeric_zone(text: str) -> int | None:
    """Return the minutes east of UTC that ``+01:00``, ``-0500``, ``+2``, ``Z`` or ``GMT`` say.

    None for what no zone has, and for ``+0`` and ``+010``: a longer one, cut short.
    """
    if text[0] not in "+-":
        return ZONES.get(text.lower())
    digits = text[1:].replace(":", "")
    if digits == "0" or (len(digits) == 3 and digits[0] == "0"):  # noqa: PLR2004
        return None
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])  # noqa: PLR2004
    total = int(hours) * 60 + int(minutes)
    total = -total if text[0] == "-" else total
    return total if _WEST <= total <= _EAST and minutes in _QUARTERS else None
