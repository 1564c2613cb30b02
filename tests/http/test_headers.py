from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.http.headers import fresh_for, http_date, kept, retry_after, validator

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_kept_fields() -> None:
    fields = [
        ("Content-Type", " text/xml "),
        ("Link", "<a>"),
        ("LINK", "<b>"),
        ("Set-Cookie", "id=1"),
        ("set-cookie2", "id=1"),
        ("X-Broken", "a\rb"),
        ("X-Null", "a\0b"),
        ("X-Latin", "caf\xe9"),
    ]
    assert kept(fields) == {"content-type": "text/xml", "link": "<a>, <b>", "x-latin": "caf\xe9"}


@pytest.mark.parametrize(
    "value",
    [
        '"abc"',
        'W/"abc"',
        "abc",
        '"a b"',
        '"\xe9"',
        "Sun, 1 Mar 2026 25:61:00 GMT",
        "0",
        '""',
        '"a""',
    ],
)
def test_odd_validators_are_kept_byte_for_byte(value: str) -> None:
    assert validator(value) == value


@pytest.mark.parametrize(
    "value", [None, "", "  ", "a\r\nX: y", "a\0", "a\x7f", "\u2026", "x" * 5000]
)
def test_what_cannot_be_sent_back_is_no_validator(value: str | None) -> None:
    assert validator(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("Sun, 01 Mar 2026 13:00:00 GMT", HOUR),
        ("Sunday, 01-Mar-26 13:00:00 GMT", HOUR),
        ("Sun Mar  1 13:00:00 2026", HOUR),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_retry_after(value: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"cache-control": "max-age=3600"}, HOUR),
        ({"cache-control": 'public, MAX-AGE = "3600", s-maxage=9'}, HOUR),
        ({"cache-control": "s-maxage=3600"}, None),
        ({"cache-control": "x-max-age=3600"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=3600x"}, None),
        ({"cache-control": "no-cache, max-age=0"}, timedelta(0)),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, HOUR),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, timedelta(0)),
        (
            # The server's clock is a year slow; what counts is the difference.
            {"expires": "Sat, 01 Mar 2025 13:00:00 GMT", "date": "Sat, 01 Mar 2025 12:00:00 GMT"},
            HOUR,
        ),
        ({"cache-control": "max-age=60", "expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, HOUR),
    ],
)
def test_freshness(headers: dict[str, str], expected: timedelta | None) -> None:
    assert fresh_for(headers, NOW) == expected


@given(st.text())
def test_nothing_a_server_writes_raises(text: str) -> None:
    for value in (text, f"Sun, 01 Mar {text} GMT", f"max-age={text}"):
        headers = {"retry-after": value, "expires": value, "date": value, "cache-control": value}
        assert (retry_after(headers, NOW) or HOUR) >= timedelta(0)
        assert (fresh_for(headers, NOW) or HOUR) >= timedelta(0)
        date = http_date(value)
        assert date is None or date.tzinfo is UTC
        assert "\n" not in (validator(value) or "")
