"""What responses reserve, and what an odd document cannot do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import ParsedFeed, Reservation
from syndicator.parse.clean import MAX_LINE, clean, clean_source
from syndicator.parse.feed import parse
from syndicator.parse.rights_metadata import MAX_STATEMENTS, from_headers

BY = "https://creativecommons.org/licenses/by/4.0/"
TERMS = "https://daily.example/license.xml"


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"tdm-reservation": "1"}, [("tdm", "1", "tdm-reservation")]),
        (
            {"tdm-reservation": "1", "tdm-policy": "https://daily.example/tdm.json"},
            [
                ("tdm", "1", "tdm-reservation"),
                ("tdm", "https://daily.example/tdm.json", "tdm-policy"),
            ],
        ),
        (
            {"x-robots-tag": "noai, noimageai"},
            [("robots", "noai", "x-robots-tag"), ("robots", "noimageai", "x-robots-tag")],
        ),
        ({"x-robots-tag": "noindex, nofollow"}, []),
        ({"content-usage": "train-ai=n"}, [("usage", "train-ai=n", "content-usage")]),
        ({"link": f'<{BY}>; rel="license"'}, [("license", BY, "link rel=license")]),
        ({"link": f"<{BY}>; rel=license; title=x"}, [("license", BY, "link rel=license")]),
        (
            {"link": f'<{BY}>; rel="hub", <{TERMS}>; rel="license"; type="application/rsl+xml"'},
            [("rsl", TERMS, "link rel=license")],
        ),
        (
            {"link": '<https://daily.example/a,b>; rel="alternate license"'},
            [("license", "https://daily.example/a,b", "link rel=license")],
        ),
        ({"link": '<javascript:x>; rel="license"'}, []),
        ({"link": "<<>>;;,rel=license"}, []),
        ({}, []),
    ],
)
def test_headers(headers: dict[str, str], found: list[tuple[str, str, str]]) -> None:
    expected = [(kind, value, f"response {where}") for kind, value, where in found]
    assert [(each.kind, each.value, each.where) for each in from_headers(headers)] == expected


def _document(inside: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title>'
        f"<item><title>x</title>{inside}</item></channel></rss>"
    ).encode()


def _read(inside: str) -> tuple[Reservation, ...]:
    feed = parse(_document(inside), content_type=None, url="https://feeds.example/feed")
    assert isinstance(feed, ParsedFeed)
    return clean(feed.items[0], feed.meta).reserved


def test_a_statement_becomes_one_clean_line() -> None:
    (found,) = _read(
        "<dc:rights>&lt;b&gt;Not&lt;/b&gt;\n for\u202e republication\u2028</dc:rights>"
    )
    assert found.value == "Not for republication"


def test_statements_are_few_and_short() -> None:
    rights = "".join(f"<dc:rights>{number} {'x' * 9_000}</dc:rights>" for number in range(99))
    found = _read(rights)
    assert len(found) == MAX_STATEMENTS
    assert all(len(each.value) <= MAX_LINE for each in found)


def test_what_is_reserved_is_news() -> None:
    plain, reserving = (
        parse(_document(each), content_type=None, url="https://feeds.example/feed")
        for each in ("", "<dc:rights>Not for republication</dc:rights>")
    )
    assert isinstance(plain, ParsedFeed)
    assert isinstance(reserving, ParsedFeed)
    assert plain.items[0].raw_hash != reserving.items[0].raw_hash


def test_what_a_feed_reserves_is_cleaned() -> None:
    feed = parse(
        b"<rss version='2.0'><channel><title>t</title><copyright>&amp;copy; A\n B</copyright>"
        b"</channel></rss>",
        content_type=None,
        url="https://feeds.example/feed",
    )
    assert isinstance(feed, ParsedFeed)
    assert [each.value for each in clean_source(feed.meta).reserved] == ["© A B"]


@given(st.dictionaries(st.sampled_from(["link", "tdm-policy", "x-robots-tag"]), st.text()))
def test_any_header_is_read(headers: dict[str, str]) -> None:
    assert len(from_headers(headers)) <= MAX_STATEMENTS
