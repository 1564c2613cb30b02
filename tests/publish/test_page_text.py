"""What pages say of dates, lengths, sizes, languages and addresses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from syndicator.publish.html import localized

EAST = timezone(timedelta(hours=5, minutes=30))


def test_dates_are_said_in_utc() -> None:
    moment = datetime(2026, 11, 23, 1, 5, 59, 7, tzinfo=EAST)
    assert localized.day(moment) == "22 November 2026"
    assert localized.minute(moment) == "22 November 2026, 19:35 UTC"
    assert localized.machine(moment) == "2026-11-22T19:35:59Z"


@pytest.mark.parametrize(
    ("seconds", "said", "machine"),
    [
        (0, "0 s", "PT0S"),
        (59, "59 s", "PT59S"),
        (3600, "1 h", "PT1H"),
        (3723, "1 h 2 min 3 s", "PT1H2M3S"),
        (90_000, "25 h", "PT25H"),
    ],
)
def test_lengths(seconds: int, said: str, machine: str) -> None:
    assert localized.length(seconds) == said
    assert localized.period(seconds) == machine


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (12_345_678, "12.3 MB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_sizes(octets: int, said: str) -> None:
    assert localized.size(octets) == said


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("ckb-IQ", "rtl"),
        ("ku-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("ps-AF", "rtl"),
        ("ja", "ltr"),
        (None, "auto"),
        ("", "auto"),
    ],
)
def test_directions(language: str | None, direction: str) -> None:
    assert localized.direction(language) == direction


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a <b> c", "a &lt;b&gt; c"),
        (
            "see https://a.example/b?c=1&d=2.",
            'see <a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>.',
        ),
        ('"https://a.example/"', '&#34;<a href="https://a.example/">https://a.example/</a>&#34;'),
        ("(http://a.example/x)", '(<a href="http://a.example/x">http://a.example/x</a>)'),
        ("javascript:alert(1) https://", "javascript:alert(1) https://"),
    ],
)
def test_addresses_become_links(text: str, markup: str) -> None:
    assert str(localized.linked(text)) == markup
