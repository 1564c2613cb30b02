"""Periods of validity as metadata writes them: DCMI Period with W3C-DTF, or two dates and a slash.

https://www.dublincore.org/specifications/dublin-core/dcmi-period/ and
https://www.w3.org/TR/NOTE-datetime.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

_PART: Final = re.compile(r"(?:^|;)\s*(start|end)\s*=\s*([^;]{1,40})", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?"
    r"(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time in which something holds: from ``start``, before ``end``; None: without that end."""

    start: datetime | None = None
    end: datetime | None = None


ALWAYS: Final = Period()


def read(text: str, zone: tzinfo) -> Period:
    """Read a period.

    A date without a time means the whole day, month or year in the given zone: the period begins
    with its first moment, and ends with its last.

    Args:
        text: ``start=2026-01-01; end=2026-06-30; scheme=W3C-DTF`` or ``2026-01-01/2026-06-30``.
        zone: of dates that name none.

    Returns:
        What could be understood; a single date without ``start`` or ``end`` says neither.
    """
    parts = {key.lower(): value for key, value in _PART.findall(text)}
    if not parts and text.count("/") == 1:
        first, _, second = text.partition("/")
        parts = {"start": first, "end": second}
    return Period(
        start=_moment(parts.get("start", ""), zone, last=False),
        end=_moment(parts.get("end", ""), zone, last=True),
    )


def common(one: Period, other: Period) -> Period:
    """The time in which both hold; it may be empty, with its end before its start."""
    starts = [each for each in (one.start, other.start) if each is not None]
    ends = [each for each in (one.end, other.end) if each is not None]
    return Period(start=max(starts, default=None), end=min(ends, default=None))


def _moment(written: str, zone: tzinfo, *, last: bool) -> datetime | None:
    """The first moment of what is written, or the first moment after it."""
    found = _DATE.fullmatch(written.strip())
    if not found:
        return None
    year, month, day, hour, _, _, offset = found.groups()
    try:
        if hour is not None:
            return _exact(found[0], offset, zone)
        start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=zone)
        return (_after(start, month, day) if last else start).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _exact(written: str, offset: str | None, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(written.upper())
    return (moment if offset else moment.replace(tzinfo=zone)).astimezone(UTC)


def _after(start: datetime, month: str | None, day: str | None) -> datetime:
    if day is not None:
        return start + timedelta(days=1)
    if month is None or start.month == _MONTHS:
        return start.replace(year=start.year + 1, month=1)
    return start.replace(month=start.month + 1)
