"""The date reader: what is written is what is read, and what is cut or garbled is missing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicator.parse.date_context import DateContext, gather
from syndicator.parse.date_names import NAMES
from syndicator.parse.dates import read

_FALLBACK: Final = DateContext()

# What is written, and what it means: with no other date beside it, in a feed without a language.
READ: Final = """
Sat, 28 Nov 2026 09:00:00 GMT | 2026-11-28T09:00:00+00:00
Sat, 28 Nov 26 09:00:00 GMT | 2026-11-28T09:00:00+00:00
Sat, 28 Nov 98 09:00:00 GMT | 1998-11-28T09:00:00+00:00
5 Nov 2026 9:05 +0100 | 2026-11-05T09:05:00+01:00
Sat, 28 Nov 2026 09:00:00 -0000 | 2026-11-28T09:00:00+00:00
Sat, 28 Nov 2026 09:00:00 CET | 2026-11-28T09:00:00+01:00
Sat, 28 Nov 2026 09:00:00 JST | 2026-11-28T09:00:00+09:00
Sat, 28 Nov 2026 09:00:00 PST | 2026-11-28T09:00:00-08:00
Sat, 28 Nov 2026 09:00:00 BRT | 2026-11-28T09:00:00-03:00
Sat, 28 Nov 2026 09:00:00 MSK | 2026-11-28T09:00:00+03:00
Sat, 28 Nov 2026 09:00:00 NPT | 2026-11-28T09:00:00+05:45
Sat, 28 Nov 2026 09:00:00 EST | 2026-11-28T09:00:00-05:00
Sat, 28 Nov 2026 09:00:00 (CET) | 2026-11-28T09:00:00+01:00
Sat, 28 Nov 2026 09:00:00 +0100 (CET) | 2026-11-28T09:00:00+01:00
Sat, 28 Nov 2026 09:00:00 PM GMT | 2026-11-28T21:00:00+00:00
Sat, 28 Nov 2026 09:00 PM | 2026-11-28T21:00:00+00:00
Sat, 28 Nov 2026 12:00 AM EST | 2026-11-28T00:00:00-05:00
Sat, 28 Nov 2026 12:30 pm | 2026-11-28T12:30:00+00:00
Sat, 28 Nov 2026 9 a.m. | 2026-11-28T09:00:00+00:00
Sat, 28 Nov 2026 21:00:00 +2 | 2026-11-28T21:00:00+02:00
Sat, 28 Nov 2026 21:00:00 +200 | 2026-11-28T21:00:00+02:00
Sat, 28 Nov 2026 21:00:00 GMT+2 | 2026-11-28T21:00:00+02:00
Sat, 28 Nov 2026 21:00:00 +02:00 | 2026-11-28T21:00:00+02:00
Sat Nov 28 2026 09:00:00 GMT+0100 (Central European Standard Time) | 2026-11-28T09:00:00+01:00
Sat Nov 28 09:00:00 2026 | 2026-11-28T09:00:00+00:00
Sat Nov  7 09:00:00 UTC 2026 | 2026-11-07T09:00:00+00:00
Sat Nov 28 09:00:00 +0000 2026 | 2026-11-28T09:00:00+00:00
Saturday, 28-Nov-26 09:00:00 GMT | 2026-11-28T09:00:00+00:00
28/Nov/2026:09:00:00 +0000 | 2026-11-28T09:00:00+00:00
2026-11-28T21:30:00Z | 2026-11-28T21:30:00+00:00
2026-11-28t21:30:00z | 2026-11-28T21:30:00+00:00
2026-11-28T21:30:00.123456+01:00 | 2026-11-28T21:30:00+01:00
2026-11-28T21:30:00,5+0100 | 2026-11-28T21:30:00+01:00
2026-11-28 21:30:00 UTC | 2026-11-28T21:30:00+00:00
2026-11-28 21:30:00 +0000 UTC | 2026-11-28T21:30:00+00:00
2026-11-28T21:30:00+01:00[Europe/Berlin] | 2026-11-28T21:30:00+01:00
2026-11-28T21:30+01 | 2026-11-28T21:30:00+01:00
2026-11-28T21:30 | 2026-11-28T21:30:00+00:00
2026-11-28T21:30.5Z | 2026-11-28T21:30:30+00:00
2026-11-28T21Z | 2026-11-28T21:00:00+00:00
2026-11-28 | 2026-11-28T00:00:00+00:00
2026-11-28Z | 2026-11-28T00:00:00+00:00
2026-1-5 | 2026-01-05T00:00:00+00:00
2026-11-28T9:00:00Z | 2026-11-28T09:00:00+00:00
2026-11-28 9:00 PM | 2026-11-28T21:00:00+00:00
20261128 | 2026-11-28T00:00:00+00:00
20261128T213000Z | 2026-11-28T21:30:00+00:00
20261128213000 | 2026-11-28T21:30:00+00:00
2026-W48-6 | 2026-11-28T00:00:00+00:00
2026W486T2130Z | 2026-11-28T21:30:00+00:00
2026-332 | 2026-11-28T00:00:00+00:00
2026332T213000Z | 2026-11-28T21:30:00+00:00
2026-11-28T24:00:00Z | 2026-11-29T00:00:00+00:00
2016-12-31T23:59:60Z | 2016-12-31T23:59:59+00:00
2026/11/29 15:07:41 | 2026-11-29T15:07:41+00:00
28.11.2026 12:00 | 2026-11-28T12:00:00+00:00
5.11.2026, 12.30 Uhr | 2026-11-05T12:30:00+00:00
23-11-2026 10:00:00 | 2026-11-23T10:00:00+00:00
25-11-2026 | 2026-11-25T00:00:00+00:00
11/28/2026 | 2026-11-28T00:00:00+00:00
11/11/2026 | 2026-11-11T00:00:00+00:00
Sat, 11/28/2026 - 12:00 | 2026-11-28T12:00:00+00:00
Sun, 11/08/2026 - 12:00 | 2026-11-08T12:00:00+00:00
Nov 28, 2026 | 2026-11-28T00:00:00+00:00
Nov. 28th, 2026 9:00 PM EST | 2026-11-28T21:00:00-05:00
Saturday, November 28, 2026 at 9:00 p.m. | 2026-11-28T21:00:00+00:00
21:00, 28 Nov 2026 | 2026-11-28T21:00:00+00:00
Сб, 28 ноя 2026 12:00:00 +0300 | 2026-11-28T12:00:00+03:00
28 ноября 2026 г., 12:00 | 2026-11-28T12:00:00+00:00
Sa., 28 Dez 2026 12:00:00 +0100 | 2026-12-28T12:00:00+01:00
Samstag, 28. November 2026 um 12:00 Uhr | 2026-11-28T12:00:00+00:00
samedi 28 août 2026 à 12h30 | 2026-08-28T12:30:00+00:00
1er févr. 2026 | 2026-02-01T00:00:00+00:00
28 de noviembre de 2026 a las 12:00 | 2026-11-28T12:00:00+00:00
sábado, 28 de setembro de 2026 às 12h30 | 2026-09-28T12:30:00+00:00
28 d’octubre de 2026 | 2026-10-28T00:00:00+00:00
28 Kasım 2026 Cumartesi 12:00 | 2026-11-28T12:00:00+00:00
28 Νοεμβρίου 2026 9:00 μ.μ. | 2026-11-28T21:00:00+00:00
2026. november 28. | 2026-11-28T00:00:00+00:00
2026 m. lapkričio 28 d. | 2026-11-28T00:00:00+00:00
2026. gada 28. novembris | 2026-11-28T00:00:00+00:00
2026年11月28日 21:30 | 2026-11-28T21:30:00+00:00
2026年11月28日(土) 21時30分 | 2026-11-28T21:30:00+00:00
2026年11月28日 星期六 下午 9:30 | 2026-11-28T21:30:00+00:00
2026년 11월 28일 토요일 오후 9:30 | 2026-11-28T21:30:00+00:00
2026. 11. 28. 오전 9:30 | 2026-11-28T09:30:00+00:00
Thứ Bảy, 28 Tháng 11 2026 12:00:00 +0700 | 2026-11-28T12:00:00+07:00
٢٨ نوفمبر ٢٠٢٦ ١٢:٠٠ | 2026-11-28T12:00:00+00:00
السبت، 28 تشرين الثاني 2026 | 2026-11-28T00:00:00+00:00
२८ नवंबर २०२६ | 2026-11-28T00:00:00+00:00
28 พ.ย. 2569 12:00 | 2026-11-28T12:00:00+00:00
1795856400 | 2026-11-28T09:00:00+00:00
1795856400000 | 2026-11-28T09:00:00+00:00
"""

MISSING: Final = (
    *("", " ", "yesterday", "2 hours ago", "n/a", "0", "-", "12:00", "Mon", "x" * 5_000, "1 " * 50),
    *("2026", "2026-11", "2026-W48", "Nov 2026", "28 Nov", "28 Nov 20", "2026-11-2", "2026112"),
    *("2026-02-30", "31/02/2026", "2026-13-01", "2026-366", "2026-W54-1", "2026-000"),
    *("Sat, 31 Nov 2026 09:00:00 GMT", "Sat, 28 Nov 2026 25:00:00 GMT", "2026-11-28T24:01:00Z"),
    *("Sat, 28 Nov 2026 09:60:00 GMT", "Sat, 28 Nov 2026 09:00:00 +9900"),
    *("Sat, 28 Nov 2026 09:00:00 +010", "Sat, 28 Nov 2026 09:00:00 +0119"),
    *("Sat, 28 Nov 2026 21:00 AM", "Sat, 28 Nov 2026 00:30 PM"),
    *("Sat, 28 Nov 2026 09:00:00 XYZ", "Sat, 28 Nov 2026 09:00:00 A", "Updated 28 Nov 2026"),
    *("2026-11-28T21:30:00Z and more", "28 Nov 2026 - 30 Nov 2026", "2026-11-28/2026-11-30"),
    *("2026-11-28T21.30Z", "28.11.26", "11/28/26", "2026112809", "05/11/2026", "05-11-2026"),
    # Other calendars: Persian, Islamic, Japanese and Buddhist years.
    *("7 آذر 1405", "1405/09/07", "18 جمادى الآخرة 1448", "令和8年11月28日", "2569-11-28"),
    *("0001-01-01T00:00:00", "0000-00-00 00:00:00", "28 พ.ย. 69"),
    # One name, two months; one name, several zones.
    *("28 listopada 2026", "Sat, 28 Nov 2026 09:00:00 IST", "Sat, 28 Nov 2026 09:00:00 CST"),
)


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_a_date_is_what_is_written(line: str) -> None:
    """Each form, with the offset that was written, whatever the clock says."""
    text, _, expected = line.partition(" | ")
    found = gather([[text]]).read(text)
    assert found is not None
    assert found.isoformat() == expected
    assert gather([[f"\n  {text}\t"]]).read(f"\n  {text}\t") == found


@pytest.mark.parametrize("text", MISSING)
def test_what_is_no_date_as_a_whole_is_missing(text: str) -> None:
    """A part of a date, a date and something else, a day or a time that there is not."""
    assert gather([[text]]).read(text) is None


# ── what is written is what is read ──────────────────────────────────────────────────────────

LANGUAGES: Final = {
    line.split("\t")[0]: line.split("\t")[1:] for line in NAMES.strip().splitlines()
}
ZONES: Final[dict[str, int | None]] = {
    "": None,
    "GMT": 0,
    "UTC": 0,
    "Z": 0,
    "CET": 60,
    "CEST": 120,
    "MSK": 180,
    "JST": 540,
    "EDT": -240,
    "BRT": -180,
    "AEDT": 660,
    "NPT": 345,
    "+0000": 0,
    "-0000": 0,
    "+01:00": 60,
    "+2": 120,
    "+200": 120,
    "+02": 120,
    "-0330": -210,
    "+0545": 345,
    "GMT+2": 120,
    "UTC+02:00": 120,
    "GMT-0700": -420,
    "-0500 (EST)": -300,
    "(CET)": 60,
    "+1400": 840,
    "-1200": -720,
}

_Form = Callable[[datetime, str, str], str]
"""Writes a date, given a name of its month and of its day of the week."""


def _half(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"


WITH_ZONE: Final[tuple[_Form, ...]] = (
    lambda at, mon, day: f"{day}, {at.day:02} {mon} {at:%Y %H:%M:%S}",
    lambda at, mon, _: f"{at.day} {mon} {at:%Y %H:%M:%S}",
    lambda at, mon, _: f"{at.day} {mon} {at:%Y} {at.hour}:{at:%M:%S}",
    lambda at, mon, _: f"{at.day} {mon}. {at:%y %H:%M:%S}",
    lambda at, mon, _: f"{at.day}-{mon}-{at:%Y %H:%M:%S}",
    lambda at, mon, _: f"{at.day}. {mon} {at:%Y}, {at:%H:%M:%S}",
    lambda at, mon, _: f"{at.day} de {mon} de {at:%Y}, {at:%H:%M:%S}",
    lambda at, mon, day: f"{day} {at.day} {mon} {at:%Y} - {at:%H:%M:%S}",
    lambda at, mon, _: f"{mon} {at.day}, {at:%Y %H:%M:%S}",
    lambda at, mon, day: f"{day}, {mon} {at.day}, {at:%Y} {_half(at)}",
    lambda at, mon, _: f"{at.day} {mon} {at:%Y} {_half(at)}",
    lambda at, mon, _: f"{at:%Y} {mon} {at.day} {at:%H:%M:%S}",
    lambda at, mon, _: f"{at:%Y}. {mon} {at.day}. {at:%H:%M:%S}",
    lambda at, mon, _: f"{at:%Y}-{mon}-{at.day:02} {at:%H:%M:%S}",
    lambda at, mon, day: (
        f"{at:%H:%M:%S}, {day} {at.day} {mon} {at:%Y}"
        if not day
        else f"{at.day} {mon} {at:%Y} {at:%H:%M:%S}"
    ),
    lambda at, *_: f"{at:%Y-%m-%dT%H:%M:%S}",
    lambda at, *_: f"{at:%Y-%m-%d %H:%M:%S}",
    lambda at, *_: f"{at:%Y-%m-%dT%H:%M:%S.%f}",
    lambda at, *_: f"{at:%Y-%m-%d} {_half(at)}",
    lambda at, *_: f"{at:%Y%m%dT%H%M%S}",
    lambda at, *_: f"{at:%G-W%V-%uT%H:%M:%S}",
    lambda at, *_: f"{at:%GW%V%uT%H%M%S}",
    lambda at, *_: f"{at:%Y-%jT%H:%M:%S}",
    lambda at, *_: f"{at:%Y%jT%H%M%S}",
    lambda at, *_: f"{at:%Y/%m/%d %H:%M:%S}",
    lambda at, *_: f"{at:%Y.%m.%d %H:%M:%S}",
    lambda at, *_: f"{at.year}-{at.month}-{at.day} {at.hour}:{at:%M:%S}",
    lambda at, *_: f"{at:%d.%m.%Y %H:%M:%S}",
    lambda at, *_: f"{at.day}.{at.month}.{at.year} {at:%H.%M.%S}",
    lambda at, *_: f"{at:%Y}年{at.month}月{at.day}日 {at:%H:%M:%S}",
    lambda at, *_: f"{at:%Y}年{at.month}月{at.day}日 {at.hour}時{at:%M}分{at:%S}秒",
    lambda at, *_: f"{at:%Y}년 {at.month}월 {at.day}일 {at:%H:%M:%S}",
    lambda at, *_: f"{at:%Y}. {at.month}. {at.day}. {at:%H:%M:%S}",
    lambda at, *_: f"{at.day} tháng {at.month}, {at:%Y %H:%M:%S}",
)
WITHOUT_ZONE: Final[tuple[_Form, ...]] = (
    lambda at, mon, day: f"{day} {mon} {at.day} {at:%H:%M:%S %Y}",
    lambda at, mon, _: f"{at:%H:%M:%S}, {at.day} {mon} {at:%Y}",
    lambda at, *_: f"{at:%Y%m%d%H%M%S}",
    lambda at, *_: f"{at:%H:%M:%S %d.%m.%Y}",
    lambda at, mon, _: f"{at.day} {mon} {at:%Y} kl. {at:%H.%M.%S}",
    lambda at, mon, _: f"{at.day} {mon} {at:%Y} в {at:%H:%M:%S}",
    lambda at, mon, _: f"{at:%Y} m. {mon} {at.day} d. {at:%H:%M:%S}",
    lambda at, *_: "".join(
        chr(0x660 + int(each)) if each.isdigit() else each for each in f"{at:%Y/%m/%d %H:%M:%S}"
    ),
)
DIGITS: Final = (*"0123456789",)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, datetime]:
    """A text, the language of its feed, and the moment that is written."""
    language = draw(st.sampled_from(sorted(set(LANGUAGES) - {"th", "vi", "ja", "ko", "zh"})))
    offset = draw(st.sampled_from(sorted(ZONES)))
    form = draw(st.sampled_from(WITH_ZONE + WITHOUT_ZONE))
    at = draw(st.datetimes(datetime(1990, 1, 2), datetime(2049, 12, 30))).replace(microsecond=0)  # noqa: DTZ001
    columns = LANGUAGES[language]
    month = draw(
        st.sampled_from([each for each in columns[at.month - 1].split("|") if each] or ["nov"])
    )
    day = draw(st.sampled_from([each for each in columns[12 + at.weekday()].split("|") if each]))
    text, minutes = form(at, month.title(), day.title()), ZONES[offset]
    if form in WITHOUT_ZONE or minutes is None:
        minutes = 0
    else:
        text = f"{text} {offset}"
    return text, language, at.replace(tzinfo=timezone(timedelta(minutes=minutes)))


@given(written())
@settings(max_examples=100, deadline=None)
def test_every_form_in_every_language_and_zone(case: tuple[str, str, datetime]) -> None:
    """What is written is what is read: the day, the time, the offset."""
    text, language, moment = case
    found = gather([[text]], language=language).read(text)
    assert found is not None
    assert found.isoformat() == moment.isoformat()


@given(written(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_date_that_was_cut_short_is_missing_or_the_same_day(
    case: tuple[str, str, datetime], data: st.DataObject
) -> None:
    """A day is read as a whole, or not at all."""
    text, language, moment = case
    kept = data.draw(st.integers(0, len(text)))
    found = gather([[text[:kept]]], language=language).read(text[:kept])
    # Of 2026-1-28 nobody can see that it was cut to 2026-1-2.
    if found is not None and not re.fullmatch(r"\d+|\d{4}\D+\d\D+\d", text[:kept]):
        assert found.date() == moment.date()


@given(written(), st.data(), st.sampled_from("#%&=?!*<>\\_ßж中"))
@settings(max_examples=100, deadline=None)
def test_a_garbled_date_is_missing_or_as_it_was(
    case: tuple[str, str, datetime], data: st.DataObject, odd: str
) -> None:
    """No character is passed over, but in a name of a day that stands before a comma."""
    text, language, moment = case
    at = data.draw(st.integers(0, len(text)))
    garbled = f"{text[:at]}{odd}{text[at:]}"
    found = gather([[garbled]], language=language).read(garbled)
    assert found is None or found == moment


@settings(deadline=None)
@given(st.text(max_size=120))
@example("1" * 120)
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever is written: a date or none, and the same each time."""
    found = gather([[text]]).read(text)
    assert found is None or found.tzinfo is not None


def test_no_date_takes_long() -> None:
    """The longest text that is looked at takes some milliseconds at most."""
    for unit in (
        "1 ",
        "a ",
        "1/",
        "a1",
        ", ",
        "é",
        ".1",
        "1:",
        "-1",
        "(",
        "年1",
        "a.",
        "1 a ",
        "ﷺ",
        "ﷺ1 ",
    ):
        begin = time.process_time()
        read.__wrapped__(unit * (100 // len(unit)))
        assert time.process_time() - begin < 0.05, unit
