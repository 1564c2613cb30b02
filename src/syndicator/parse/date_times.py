"""The time of day and the zone in a date that is not in one of the two usual forms."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from syndicator.parse.date_parts import numeric_zone, time_of_day
from syndicator.parse.date_zones import ZONES, is_zone

_OFFSET: Final = r"[+-]\d{1,2}(?::?\d{2})?"
ZONE: Final = (
    rf"(?:(?P<zone>(?:(?:utc|gmt|ut) ?)?{_OFFSET}|[a-z]{{1,5}})"
    r"(?: ?(?P<again>[a-z]{1,5}))?(?: ?\[[a-z_/+-]{1,40}\])?(?: ?\((?P<comment>[^()]{1,60})\))?"
    r"|\((?P<only>[a-z]{1,5})\))"
)
"""The text of a zone, for `zone_in`."""
_HALF: Final = r"[ap]\.? ?m\.?|π\.?μ\.?|μ\.?μ\.?|ص|م|sa|ch"
TIME: Final = (
    r"(?:(?P<half_first>오전|오후|上午|下午|午前|午後) ?)?"
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"| ?(?:h|時|时|시|点|點) ?(?:(?P<minute_2>\d{2}) ?(?:min|m|分|분)?"
    r"(?: ?(?P<second_2>\d{2}) ?(?:s|秒|초)?)?)?|(?= ?[ap]\.? ?m)))"
    rf"(?: ?(?P<half>{_HALF})(?![^\W\d_]))?(?: (?:uhr|hrs?|hours|h)\b\.?)?"
)
"""The text of a time of day, for `time_in`."""
UNKNOWN: Final = ""
"""A zone that there is not, or that is not known."""
_ZERO: Final = frozenset({"gmt+0", "utc+0", "gmt-0", "utc-0"})
_NOON: Final = 12
_AFTER_NOON: Final = frozenset({"오후", "下午", "午後", "م", "ch"})


def time_in(found: re.Match[str]) -> timedelta | None:
    """Return the time of day; midnight if there is none; None if there is no such time."""
    time = time_of_day(
        [
            found["hour"],
            found["minute"] or found["minute_2"],
            found["second"] or found["second_2"],
        ]
    )
    half = (found["half_first"] or found["half"] or "").replace(".", "").replace(" ", "")
    if time is None or not half:
        return time
    hour = int(found["hour"])
    if half in _AFTER_NOON or half in {"pm", "μμ"}:
        if hour == 0:
            return None
        return time if hour >= _NOON else time + timedelta(hours=_NOON)
    if hour > _NOON:
        return None
    return time - timedelta(hours=_NOON) if hour == _NOON else time


def zone_in(found: re.Match[str]) -> int | str | None:
    """Return the zone: minutes east of UTC, a name that means several, `UNKNOWN`, or none."""
    # What stands in brackets behind an offset names what the offset says: RFC 5322 §3.2.2.
    text, again = found["zone"] or found["only"], found["again"]
    if text is None:
        return None
    if not text[-1].isdigit():
        return ZONES.get(text, text) if is_zone(text) and not again else UNKNOWN
    offset = text.lstrip("utcgm ")
    minutes = 0 if text in _ZERO else numeric_zone(offset)
    if minutes is None or (again and (not is_zone(again) or ZONES.get(again, minutes) != minutes)):
        return UNKNOWN
    return minutes
