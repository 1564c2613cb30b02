"""Keys of items: what must not move them, and what must."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from syndicator.dedupe.identity import identify
from syndicator.model import Article, CleanHtml, Digest, ParsedItem, SourceMeta, Text
from syndicator.parse.clean import clean

LONG = CleanHtml("<p>The ferry across the Elbe stops on Monday and runs again in the spring.</p>")
SHORT = CleanHtml("<p>Read more on our site.</p>")
DATE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RAW = Digest("raw")


def article(content: CleanHtml = LONG, *, text: str = "words", title: str = "Ferry") -> Article:
    return Article(
        title=title, content=content, text_hash=Digest(text), content_hash=Digest("content")
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("urn:x:1", "urn:x:1", id="as-given"),
        pytest.param(" \n\turn:x:1\r\n", "urn:x:1", id="outer-white-space"),
        pytest.param("HTTP://Example.org/A?b&a", "HTTP://Example.org/A?b&a", id="byte-for-byte"),
        pytest.param("tag:x, 2026", "tag:x, 2026", id="inner-white-space"),
        pytest.param("", None, id="empty"),
        pytest.param("  \n", None, id="blank"),
        pytest.param(None, None, id="none"),
    ],
)
def test_guid(given: str | None, expected: str | None) -> None:
    assert identify(ParsedItem(raw_hash=RAW, guid=given), None).guid == expected


def test_link_is_canonical() -> None:
    tracked = ParsedItem(raw_hash=RAW, link="https://example.org/a?utm_source=rss&b=1#top")
    plain = ParsedItem(raw_hash=RAW, link="https://example.org/a?b=1")
    assert identify(tracked, None).link == identify(plain, None).link is not None
    assert identify(ParsedItem(raw_hash=RAW), None).link is None


def test_an_item_that_was_not_cleaned_has_no_fingerprint() -> None:
    assert identify(ParsedItem(raw_hash=RAW, published=DATE), None).fingerprint is None


def test_long_text_is_told_by_its_words_alone() -> None:
    item = ParsedItem(raw_hash=RAW, guid="a", published=DATE)
    moved = replace(item, guid="b", link="https://example.org/", published=None)
    assert identify(item, article()).fingerprint is not None
    assert identify(item, article()).fingerprint == identify(moved, article()).fingerprint
    assert identify(item, article()).fingerprint != identify(item, article(text="x")).fingerprint


def test_text_without_spaces_between_words_is_long_by_its_characters() -> None:
    item = ParsedItem(raw_hash=RAW, guid="a")
    assert identify(item, article(CleanHtml("渡し船は月曜日に運休します。" * 5))).fingerprint
    assert not identify(item, article(CleanHtml("渡し船は月曜日に運休します。"))).fingerprint


def test_the_summary_stands_in_for_a_missing_text() -> None:
    item = ParsedItem(raw_hash=RAW, guid="a")
    only_summary = replace(article(CleanHtml("")), summary=LONG)
    assert identify(item, only_summary).fingerprint == only_summary.text_hash


def test_short_text_counts_with_its_date_only() -> None:
    item = ParsedItem(raw_hash=RAW, guid="a", link="https://example.org/1", published=DATE)
    fingerprint = identify(item, article(SHORT)).fingerprint
    elsewhere = replace(item, guid="b", link="https://example.org/2")
    later = replace(item, published=DATE + timedelta(hours=1))
    same_moment = replace(item, published=DATE.astimezone(timezone(timedelta(hours=2))))
    assert fingerprint is not None
    assert identify(elsewhere, article(SHORT)).fingerprint == fingerprint
    assert identify(same_moment, article(SHORT)).fingerprint == fingerprint
    assert identify(later, article(SHORT)).fingerprint != fingerprint
    assert identify(replace(item, published=None), article(SHORT)).fingerprint is None


def test_short_text_without_date_counts_where_there_is_no_guid() -> None:
    item = ParsedItem(raw_hash=RAW, guid=" ")
    assert identify(item, article(SHORT)).fingerprint is not None
    assert identify(item, article(CleanHtml(""), title="")).fingerprint is None


def test_words_count_however_few_if_there_are_any() -> None:
    item = ParsedItem(raw_hash=RAW, guid="a", title=Text(value="Ferry"))
    made = clean(item, SourceMeta())
    assert identify(item, made).words == made.text_hash
    assert identify(item, None).words is None
    bare = replace(item, title=None)
    assert identify(bare, clean(bare, SourceMeta())).words is None
