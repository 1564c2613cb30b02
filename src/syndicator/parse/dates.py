"""Dates: read if the whole text is one, never guessed.

::

    text ─ read ─┬─▶ datetime          it says all: a day, a time, a zone
                 ├─▶ Written           something of it depends on its document: `date_context`
                 └─▶ None              it is not a date, or only a part of one

What is missing is never filled in from the clock, the locale or the zone of this machine: a text
that is not a date from its first to its last character is none.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from syndicator.parse.date_parts import (
    EARLIEST,
    YEARS,
    Written,
    at,
    calendar_day,
    numeric_zone,
    time_of_day,
    zone_of,
)
from syndicator.parse.date_words import MONTHS

AHEAD: Final = timedelta(hours=24)
"""How far a date may lie in the future: a clock that is wrong, or an offset left out."""
MAX_LENGTH: Final = 100
"""Characters of a date; what is longer is none."""

_REMEMBERED: Final = 8_192
_MIDNIGHT: Final = "24"
# RFC 5322 §3.3 and RFC 3339 §5.6 as nearly all feeds have them; the rest is for `date_forms`.
_MAIL: Final = re.compile(
    r"(?:[A-Za-z]{3,9}, ?)?([0-9]{1,2}) ([A-Za-z]{3}) ([0-9]{4}) "
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? ([A-Z]{1,5}|[+-][0-9]{4})"
)
_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)


@lru_cache(_REMEMBERED)
def read(text: str, language: str = "") -> datetime | Written | None:
    """Read a date.

    Args:
        text: of an element or attribute.
        language: of the feed, a language tag (BCP 47) or nothing: for names of months that mean
            different ones in different languages.

    Returns:
        An aware datetime in whole seconds, with the offset that was written; what was written, if
        that depends on the document; None for what is no date as a whole. 24:00 is the beginning
        of the next day, a leap second the second before it.
    """
    text = text.strip()
    if found := _MAIL.fullmatch(text):
        day, name, year, hour, minute, second, zone = found.groups()
        month = MONTHS.get(name.lower(), 0)
        if moment := _moment((year, month, day), (hour, minute, second), zone):
            return moment
    if found := _ISO.fullmatch(text):
        year, number, day, hour, minute, second, zone = found.groups()
        if moment := _moment((year, number, day), (hour, minute, second), zone):
            return moment
    if not text or len(text) > MAX_LENGTH:
        return None
    # Most feeds are dated in one of the two forms above: the others are imported when one is met.
    from syndicator.parse.date_forms import read_any  # noqa: PLC0415

    return read_any(text, language)


def _moment(
    day: tuple[str, int | str, str], clock: tuple[str, str, str | None], zone: str
) -> datetime | None:
    """Put a date together that says all; None if there is no such moment."""
    hour, minute, second = clock
    if hour == _MIDNIGHT or second == "60":
        return _unusual(day, clock, zone)
    year, month, number = day
    try:
        moment = datetime(
            int(year), int(month), int(number), int(hour), int(minute), int(second or 0),
            tzinfo=_zone(zone),
        )  # fmt: skip
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _unusual(
    day: tuple[str, int | str, str], clock: tuple[str, str, str | None], zone: str
) -> datetime | None:
    """Put a date together whose time of day is that of no clock: 24:00, or a leap second."""
    time, found, minutes = time_of_day(clock), calendar_day(*day), numeric_zone(zone)
    if time is None or found is None or minutes is None:
        return None
    return at(found, time, minutes)


@lru_cache(256)
def _zone(text: str) -> timezone:
    """Return the zone that is written.

    Raises:
        ValueError: there is no such zone.
    """
    minutes = numeric_zone(text)
    if minutes is None:
        raise ValueError(text)
    return zone_of(minutes)


def credible(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a date that may be published: from 1990 to a day after ``now``; else None.

    The caller puts the time when the item was first seen in its place.
    """
    if moment is None or not EARLIEST <= moment <= now + AHEAD:
        return None
    return moment
