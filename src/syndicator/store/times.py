"""Moments, as the database holds them: whole seconds since 1970 in UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import overload


@overload
def seconds(moment: datetime) -> int: ...
@overload
def seconds(moment: None) -> None: ...
@overload
def seconds(moment: datetime | None) -> int | None: ...
def seconds(moment: datetime | None) -> int | None:
    """Seconds since the epoch, rounded down; None stays None."""
    return None if moment is None else math.floor(moment.timestamp())


@overload
def moment(stored: int) -> datetime: ...
@overload
def moment(stored: None) -> None: ...
@overload
def moment(stored: int | None) -> datetime | None: ...
def moment(stored: int | None) -> datetime | None:
    """The aware UTC datetime; None stays None."""
    return None if stored is None else datetime.fromtimestamp(stored, UTC)


def offset_minutes(moment: datetime | None) -> int | None:
    """The offset from UTC that a source wrote, in whole minutes."""
    if moment is None:
        return None
    offset = moment.utcoffset()
    return 0 if offset is None else offset // timedelta(minutes=1)


def with_offset(stored: int | None, minutes: int | None) -> datetime | None:
    """The moment on the clock of the place that wrote it: the year of a notice is local."""
    if stored is None:
        return None
    return datetime.fromtimestamp(stored, timezone(timedelta(minutes=minutes or 0)))
