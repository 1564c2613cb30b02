"""The forms in which dates are written, other than the two usual ones: each as a whole.

A date is read in three parts: the name of a day, which may be missing; the day; and the time with
its zone, which may be missing. Nothing may be left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from syndicator.parse import date_words
from syndicator.parse.date_parts import (
    EARLIEST,
    Written,
    at,
    calendar_day,
    time_of_day,
)
from syndicator.parse.date_times import TIME, UNKNOWN, ZONE, time_in, zone_in
from syndicator.parse.date_words import fold

_NAME: Final = r"(?P<name>[^\W\d_](?:[^\d\s,/_-]){0,24}?(?: [^\W\d_][^\d\s,/_]{1,14}){0,2}?)\.?"
_AT: Final = (
    r"(?: ?[-,;|/·•] |[ ,;|@:] ?|t(?=\d{1,2}:))+"
    r"(?:(?:at|um|kl|klo|kello|a las|a la|as|a|alle|ore|ob|o|u|w|v|в|о|om|la|saat|pukul|jam|luc"
    r"|στις)\.? )?"
)
_REST: Final = re.compile(rf"(?:{_AT}{TIME})?(?: ?,? ?{ZONE})?")
_TIME_FIRST: Final = re.compile(rf"{TIME}(?: ?{ZONE})?(?: ?[-,;|/·•] ?| )(?P<day>.+)")
_ASCTIME: Final = re.compile(rf"{_NAME} (?P<d>\d{{1,2}}),? {TIME}(?: {ZONE})?,? (?P<y>\d{{4}})")

_DE: Final = r"(?:de |del |of |di |d['’])?"
_DAY: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|[.oa])?"
_YEAR: Final = r"(?P<y>\d{4}|\d{2})(?!\d)(?: ?[гр]\b\.?)?"
_DAYS: Final = tuple(
    map(
        re.compile,
        (
            # 2026-11-28, 2026/11/28, 2026.11.28, 2026. 11. 28.
            r"(?P<y>\d{4})(?P<by>[-/]|\. ?)(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})\.?(?!\d)",
            # 28.11.2026, 28. 11. 2026
            r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})(?!\d)(?: ?[гр]\b\.?)?",
            # 28/11/2026 or 11/28/2026
            r"(?P<a>\d{1,2})(?P<by>[-/])(?P<b>\d{1,2})(?P=by)(?P<y>\d{4})(?!\d)",
            r"(?P<y>\d{4}) ?[年년] ?(?P<m>\d{1,2}) ?[月월] ?(?P<d>\d{1,2}) ?[日号號일]",
            # ngày 28 tháng 11 năm 2026
            r"(?:ngay )?(?P<d>\d{1,2}) (?:thang|thg) (?P<m>\d{1,2}),? (?:nam )?(?P<y>\d{4})(?!\d)",
            # 28 Nov 2026, 28-Nov-26, 28. November 2026, 28 de noviembre de 2026, 28th of November
            rf"{_DAY}[ .,/-]{{1,2}}{_DE}{_NAME}[ ,/-]{{1,2}}{_DE}{_YEAR}",
            # November 28th, 2026
            rf"{_NAME} (?P<d>\d{{1,2}})(?:st|nd|rd|th|[.])?,? (?P<y>\d{{4}})(?!\d)",
            # 2026-Nov-28, 2026. november 28., 2026 m. lapkričio 28 d., 2026. gada 28. novembris
            rf"(?P<y>\d{{4}})(?:\.|,| m\.)?[ /-]{_NAME}[ /-](?P<d>\d{{1,2}})(?:\.| d\.?)?(?!\d)",
            rf"(?P<y>\d{{4}})\. gada (?P<d>\d{{1,2}})\.? {_NAME}(?![^\W\d_])",
        ),
    )
)
_CLOCK: Final = (
    r"(?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?(?:[.,](?P<part>\d{1,9}))?"
)
# Week dates, ordinal dates, calendar dates, in basic and extended form (ISO 8601-1:2019 §5.2).
_ISO_8601: Final = re.compile(
    r"(?P<y>\d{4})(?:-?w(?P<week>\d{2})-?(?P<weekday>[1-7])|-?(?P<ordinal>\d{3})(?!\d)"
    r"|-(?P<m>\d{2})-(?P<d>\d{2})|(?P<m_2>\d{2})(?P<d_2>\d{2}))"
    rf"(?:(?:t|(?<=\d) (?=\d\d:)|(?=\d{{4}}(?:\d\d)?$)){_CLOCK})?(?: ?{ZONE})?"
)
_SECONDS: Final = re.compile(r"(\d{10})(?:\d{3})?")
_LATEST_SECONDS: Final = 1_900_000_000
"""In 2030; from then on a count of seconds may be a date of ten digits, too."""
_MAX_FOLDED: Final = 200
"""Characters; some become many when they are taken apart, and no date has them."""
_BUDDHIST: Final = range(2443, 2643)
_BEFORE_BUDDHA: Final = 543
_PIVOT: Final = 50
"""Years of two digits: from 50 on they are of the last century (RFC 5322 §4.3)."""
_SENTENCE: Final = re.compile(r"([^\d,]{1,24}),\s?(?=\S)")
_WORDS: Final = re.compile(r"(([^\d\s,()]+)(?: ([^\d\s,()]+))?)")


def read_any(text: str, language: str) -> datetime | Written | None:
    """Read a date in any form; see `syndicator.parse.dates.read`."""
    text = fold(text)
    if len(text) > _MAX_FOLDED:
        return None
    if found := _SECONDS.fullmatch(text):
        return _since_1970(int(found[1]))
    if (found := _ISO_8601.fullmatch(text)) and (read := _iso(found)) is not None:
        return read
    for weekday, rest in _without_weekday(text, language):
        if (read := _read(rest, language, weekday)) is not None:
            return read
    return None


def _since_1970(seconds: int) -> datetime | None:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment if seconds < _LATEST_SECONDS and moment >= EARLIEST else None


def _iso(found: re.Match[str]) -> datetime | Written | None:
    day, time = _iso_day(found), time_of_day([found["hour"], found["minute"], found["second"]])
    if day is None or time is None:
        return None
    if found["part"] and not found["second"]:
        if len(found["part"]) == 2:  # noqa: PLR2004  # a part of a minute, or its seconds?
            return None
        whole = 60 if found["minute"] else 3600
        time += timedelta(seconds=int(whole * float(f"0.{found['part']}")))
    return _put_together(day, time, zone_in(found))


def _iso_day(found: re.Match[str]) -> date | None:
    year = found["y"]
    if found["week"]:
        try:
            day = date.fromisocalendar(int(year), int(found["week"]), int(found["weekday"]))
        except ValueError:
            return None
        return calendar_day(day.year, day.month, day.day)
    if found["ordinal"] is None:
        return calendar_day(year, found["m"] or found["m_2"], found["d"] or found["d_2"])
    first, number = calendar_day(year, 1, 1), int(found["ordinal"])
    # Seven digits are a day of the year, or a date that was cut short.
    if first is None or number < 1 or (found[0].isdigit() and found["hour"] is None):
        return None
    day = first + timedelta(days=number - 1)
    return day if day.year == first.year else None


# ── names of days ────────────────────────────────────────────────────────────────────────────


def _without_weekday(text: str, language: str) -> Iterator[tuple[int | None, str]]:
    """Yield the text, and the text behind the name of a day, with its number if it is known."""
    yield None, text
    if found := _SENTENCE.match(text):  # a name with a comma behind it, in whatever language
        yield date_words.day(found[1].rstrip("."), language), text[found.end() :]
        return
    found = _WORDS.match(text)
    for name in (found[3] and found[1], found[2]) if found else ():
        if name and date_words.is_day(bare := name.rstrip(".")):
            yield date_words.day(bare, language), text[len(name) :].lstrip(" ,")


def _and_weekday(rest: str) -> Iterator[str]:
    """Yield what comes behind a day, and the same without a name of the day."""
    yield rest
    bare = rest.lstrip(" ,(")
    found = _WORDS.match(bare)
    for name in (found[3] and found[1], found[2]) if found else ():
        if name and date_words.is_day(name.rstrip(".")):
            behind = bare[len(name) :].lstrip(",)")
            yield behind if behind.startswith(" ") or not behind else f" {behind}"


# ── days ─────────────────────────────────────────────────────────────────────────────────────


def _read(text: str, language: str, weekday: int | None) -> datetime | Written | None:
    for form in _DAYS:
        if (found := form.match(text)) is None:
            continue
        for rest in _and_weekday(text[found.end() :]):
            behind = _REST.fullmatch(rest)
            if behind and (read := _dated(found, behind, language, weekday)) is not None:
                return read
    if found := _ASCTIME.fullmatch(text):
        return _dated(found, found, language, weekday)
    if found := _TIME_FIRST.fullmatch(text):
        for named, day in _without_weekday(found["day"], language):
            for form in _DAYS:
                if whole := form.fullmatch(day):
                    return _dated(whole, found, language, named)
    return None


def _dated(
    found: re.Match[str], behind: re.Match[str], language: str, weekday: int | None
) -> datetime | Written | None:
    parts, time, zone = found.groupdict(), time_in(behind), zone_in(behind)
    last = behind["hour"] is None or behind.re is _TIME_FIRST
    if time is None or zone == UNKNOWN or (last and _may_be_cut(found, parts)):
        return None
    if parts.get("a"):
        return _either_way(parts, time, zone, weekday)
    number = parts.get("m")
    if parts.get("name"):
        number = _month(parts["name"], language)
    year = _year(parts["y"], parts.get("name") or "", language)
    day = calendar_day(year, number, parts["d"]) if number and year else None
    return None if day is None else _put_together(day, time, zone)


def _may_be_cut(found: re.Match[str], parts: dict[str, str]) -> bool:
    """Say whether a date without a time may have lost its end.

    ``2026-11-2`` may have been 2026-11-28, ``28 Nov 20`` any year of the century.
    """
    ends_with_day = "d" in parts and found.end("d") == found.end()
    padded = len(parts.get("m") or "10") > 1
    return len(parts["y"]) == 2 or (ends_with_day and padded and len(parts["d"]) == 1)  # noqa: PLR2004


def _either_way(
    parts: dict[str, str], time: timedelta, zone: int | str | None, weekday: int | None
) -> Written | None:
    """Read numbers of which the day may be the first or the second."""
    first = calendar_day(parts["y"], parts["b"], parts["a"])
    second = calendar_day(parts["y"], parts["a"], parts["b"])
    if first and second and first != second and weekday is not None:
        fits = [each for each in (first, second) if each.weekday() == weekday]
        if len(fits) == 1:
            first, second = (first, None) if fits[0] == first else (None, second)
    dashed = parts["by"] == "-"
    if first and second and first != second:
        return Written(first, time, zone, month_first=second, dashed=dashed)
    day = first or second
    order = "" if first == second else "dmy" if first else "mdy"
    return None if day is None else Written(day, time, zone, order=order, dashed=dashed)


def _month(name: str, language: str) -> int | None:
    for each in (name, name.rstrip("."), name.replace(".", "")):
        if (found := date_words.month(each, language)) is not None:
            return found
    return None


def _year(digits: str, name: str, language: str) -> int | None:
    year, thai = int(digits), language.startswith("th") or any("ก" <= each <= "๛" for each in name)
    if thai:
        return year - _BEFORE_BUDDHA if year in _BUDDHIST else year if len(digits) > 2 else None  # noqa: PLR2004
    if len(digits) == 2:  # noqa: PLR2004
        return year + (2000 if year < _PIVOT else 1900)
    return year


def _put_together(day: date, time: timedelta, zone: int | str | None) -> datetime | Written | None:
    if zone == UNKNOWN:
        return None
    return at(day, time, zone) if isinstance(zone, int) else Written(day, time, zone)
