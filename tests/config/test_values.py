from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config import values
from syndicator.config.licenses import license_url


@given(st.integers(0, 36_500 * 86_400))
def test_a_duration_is_read_as_it_is_written(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert values.duration(values.show_duration(length)) == length


@given(st.integers(0, 999_999_999))
def test_a_size_is_read_as_it_is_written(octets: int) -> None:
    assert values.size(values.show_size(octets)) == octets


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("20m", timedelta(minutes=20)),
        ("1h", timedelta(hours=1)),
        ("36h", timedelta(hours=36)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        (" 2 w ", timedelta(days=14)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert values.duration(text) == length


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("0B", 0),
        ("512KB", 512_000),
        ("10MB", 10_000_000),
        ("10mb", 10_000_000),
        ("1MiB", 1_048_576),
        ("2 GiB", 2_147_483_648),
    ],
)
def test_sizes(text: str, octets: int) -> None:
    assert values.size(text) == octets


@pytest.mark.parametrize(
    ("read", "value", "result"),
    [
        (values.text, "  words ", "words"),
        (values.url, "https://example.org/a?b=c", "https://example.org/a?b=c"),
        (values.url, "HTTP://EXAMPLE.org:8080", "HTTP://EXAMPLE.org:8080"),
        (values.url, "http://[::1]:80/", "http://[::1]:80/"),
        (values.base_url, "https://example.org", "https://example.org/"),
        (values.base_url, "https://example.org/feeds", "https://example.org/feeds/"),
        (values.contact, "desk@example.org", "desk@example.org"),
        (values.contact, "https://example.org/a(b)", "https://example.org/a%28b%29"),
        (values.language, "en", "en"),
        (values.language, "PT-br", "pt-BR"),
        (values.language, "sr-latn-rs", "sr-Latn-RS"),
        (values.language, "de-CH-1996", "de-CH-1996"),
        (values.language, "es-419", "es-419"),
        (values.territory, "!US", "!US"),
        (license_url, "unspecified", "http://purl.org/atompub/license#unspecified"),
        (license_url, "cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (license_url, "cc-by-nc-nd-1.0", "https://creativecommons.org/licenses/by-nd-nc/1.0/"),
        (license_url, "cc0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (license_url, "https://example.org/l#x", "https://example.org/l#x"),
    ],
)
def test_good_values(read: Callable[[object], object], value: str, result: str) -> None:
    assert read(value) == result


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (values.text, 5, "expected a text in quotes, got the number 5"),
        (values.text, " ", "is empty; write something, or leave the key out"),
        (values.text, "a\nb", "expected one line, without line breaks or control characters"),
        (
            values.name,
            "Rferl",
            ('"Rferl" is no name: up to 64 of the letters a to z, digits and hyphens'),
        ),
        (values.flag, "true", 'expected true or false, without quotes, got "true"'),
        (values.duration, 3600, 'expected a duration such as "1h", got the number 3600'),
        (
            values.duration,
            "1 hour",
            (
                "expected a duration: a whole number and s, m, h, d, w or y, "
                'such as "90s" or "7d", got "1 hour"'
            ),
        ),
        (values.duration, "1000000000000w", None),
        (values.duration, "99999999w", 'must be from "0h" to "36500d", not "99999999w"'),
        (values.size, True, 'expected a size such as "10MB", got true'),
        (values.size, "-1MB", None),
        (
            values.day,
            "2027-01-01",
            ('expected a date without quotes, such as 2027-01-31, got "2027-01-01"'),
        ),
        (values.day, datetime(2027, 1, 1, tzinfo=UTC), None),
        (
            values.network,
            "10.0.0.1/8",
            ('"10.0.0.1/8" is an address inside a network; did you mean "10.0.0.0/8"?'),
        ),
        (values.network, "home", 'expected a network such as "127.0.0.0/8", got "home"'),
        (
            values.network,
            "::/0",
            "this is every address there is; list the networks that are meant",
        ),
        (
            values.language,
            "english",
            'expected a language tag such as "en" or "pt-BR", got "english"',
        ),
        (values.territory, "us", None),
        (
            values.time_zone,
            "Europe/Berln",
            ('no time zone such as "Europe/Berlin": "Europe/Berln"; did you mean "Europe/Berlin"?'),
        ),
        (values.time_zone, "../etc/passwd", None),
        (values.time_zone, "Europe", None),
        (values.path, "~/feeds", '"~" and "$" are not expanded here; write the path out'),
        (values.path, "a\0b", None),
        (values.contact, "me", 'expected a URL or an e-mail address, got "me"'),
        (license_url, "cc-by", 'say which version of it, as in "cc-by-4.0"'),
        (license_url, "cc-by-40", None),
        (
            values.base_url,
            "https://example.org/?a",
            'expected a URL without "?" and what follows it',
        ),
    ],
)
def test_wrong_values(read: Callable[[object], object], value: object, message: str | None) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read(value)
    assert message is None or str(caught.value) == message


@pytest.mark.parametrize(
    "address",
    [
        "example.org/feed",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "https://?q",
        "https://:80/",
        "https://a..b/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://example.org:/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/ü",
        "https://[::1/",
        "https://user@example.org/",
        "https://user:hunter2@example.org/",
        "https://${HOST}/",
        "https://example.org/${TOKEN}",
        "https://example.org/#part",
        "https://example.org/<a>",
        "javascript:alert(1)",
        "https://@example.org/",
        "https://example.org\\@evil.example/",
    ],
)
def test_wrong_addresses(address: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        values.url(address)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["ftp://me:hunter2@example.org/", "https://me:hunter2@exa mple/"]
)
def test_a_password_is_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        values.url(address)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/feed", "http://EXAMPLE.org:80/feed", True),
        ("https://example.org", "https://example.org./", True),
        ("https://example.org/feed", "https://example.org/Feed", False),
        ("https://example.org/feed?a", "https://example.org/feed?b", False),
        ("https://example.org:8080/", "https://example.org/", False),
    ],
)
def test_same_address(one: str, other: str, *, same: bool) -> None:
    assert (values.same_address(one) == values.same_address(other)) is same


@pytest.mark.parametrize(
    "read",
    [
        values.text,
        values.name,
        values.flag,
        values.duration,
        values.size,
        values.day,
        values.url,
        values.base_url,
        values.contact,
        values.network,
        values.language,
        values.territory,
        values.time_zone,
        values.path,
        license_url,
    ],
)
@given(
    value=st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.lists(st.text(), max_size=2),
        st.dictionaries(st.text(), st.text(), max_size=2),
        st.from_regex(r"https?://[a-z0-9:@\[\]/.#?%${}-]{0,20}", fullmatch=True),
    )
)
def test_readers_only_raise_value_errors_of_one_line(
    read: Callable[[Any], object], value: object
) -> None:
    try:
        read(value)
    except ValueError as error:
        assert str(error).isprintable()  # noqa: PT017  # an error is one of two good outcomes


def test_a_date_is_a_date() -> None:
    assert values.day(date(2027, 1, 31)) == date(2027, 1, 31)
