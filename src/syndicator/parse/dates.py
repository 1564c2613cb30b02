"""Dates: the offset that a source wrote, and which dates may be believed."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time
from typing import Final

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before that there was no web to publish on."""
AHEAD: Final = timedelta(hours=24)
"""How far a date may lie in the future: a clock that is wrong, or an offset left out."""

_LONGEST: Final = 64
_NAME_OF_DAY: Final = re.compile(r"^\s*[^\W\d_]{2,12}\.?,\s*")
_MONTH: Final = re.compile(r"(?<=\d)[\s.-]+([^\W\d_]{3,12})\.?[\s-]+(?=\d)")
# The first letters of months in the languages that feeds are dated in against RFC 822.
_MONTHS: Final = {
    **dict.fromkeys(("jan", "jän", "ene", "gen"), "Jan"),
    **dict.fromkeys(("feb", "fev", "fév"), "Feb"),
    **dict.fromkeys(("mar", "mär", "mrz", "maa"), "Mar"),
    **dict.fromkeys(("apr", "abr", "avr"), "Apr"),
    **dict.fromkeys(("may", "mai", "mag", "mei"), "May"),
    **dict.fromkeys(("jun", "giu", "juin"), "Jun"),
    **dict.fromkeys(("jul", "lug", "juil"), "Jul"),
    **dict.fromkeys(("aug", "ago", "aoû", "aou"), "Aug"),
    **dict.fromkeys(("sep", "set"), "Sep"),
    **dict.fromkeys(("oct", "okt", "out", "ott"), "Oct"),
    **dict.fromkeys(("nov",), "Nov"),
    **dict.fromkeys(("dec", "dez", "dic", "déc"), "Dec"),
}


def moment(raw: object, parsed: object) -> datetime | None:
    """Read a date with the offset that the source wrote.

    feedparser turns every date into UTC, which loses the local day, and with it at times the
    year of a notice. Where the raw text, read by RFC 5322 §3.3 or RFC 3339, means the same moment
    as feedparser's reading, the offset is kept; else feedparser's reading stands, in UTC.

    Args:
        raw: the text of the element, or nothing.
        parsed: feedparser's reading of it, a ``struct_time`` in UTC, or nothing.

    Returns:
        An aware datetime in whole seconds; None for no date and for an impossible one.
    """
    ours = _read(raw) if isinstance(raw, str) else None
    theirs = _from_struct(parsed)
    if ours is None or theirs is None:
        return ours or theirs
    return ours if abs(ours - theirs) < timedelta(seconds=1) else theirs


def _from_struct(parsed: object) -> datetime | None:
    if not isinstance(parsed, struct_time | tuple) or len(parsed) < 6:  # noqa: PLR2004  # y to s
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(tuple(parsed)), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _read(raw: str) -> datetime | None:
    raw = raw.strip()
    if not raw or len(raw) > _LONGEST:
        return None
    for reader in (datetime.fromisoformat, _read_mail_date):
        try:
            found = reader(raw)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
        return _whole_seconds(found)
    return None


def _read_mail_date(raw: str) -> datetime:
    text = _NAME_OF_DAY.sub("", raw)
    month = _MONTH.search(text)
    if month:
        name = month[1].lower()
        english = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
        if english:
            text = f"{text[: month.start()]} {english} {text[month.end() :]}"
    return parsedate_to_datetime(text)


def _whole_seconds(found: datetime) -> datetime | None:
    """Without an offset the text means UTC, as feedparser has it and "-0000" says."""
    try:
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        aware.astimezone(UTC)  # a year 1 or 9999 may leave the calendar
        return aware.replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def credible(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a date that may be published: from 1990 to a day after ``now``; else None.

    The caller puts the time when the item was first seen in its place.
    """
    if moment is None or not EARLIEST <= moment <= now + AHEAD:
        return None
    return moment
