"""Every document in ``cases`` is read as it says of itself."""

from __future__ import annotations

from typing import Protocol

from syndicator.model import ParsedFeed
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.feed import parse

URL = "https://feeds.example/feed"


class Case(Protocol):
    @property
    def body(self) -> bytes: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def expectations(self) -> tuple[str, ...]: ...


def test_document_says_what_it_expects(case: Case) -> None:
    feed = parse(case.body, content_type=case.content_type, url=URL)
    assert isinstance(feed, ParsedFeed), feed
    names = {
        "feed": feed,
        "meta": feed.meta,
        "items": feed.items,
        "item": feed.items[0] if feed.items else None,
        "articles": [clean(item, feed.meta) for item in feed.items],
        "source": clean_source(feed.meta),
    }
    for expectation in case.expectations:
        # The comprehensions in an expectation see these names only as globals.
        assert eval(expectation, dict(names)), (expectation, feed)


def test_the_same_document_gives_the_same_hashes(case: Case) -> None:
    once = parse(case.body, content_type=case.content_type, url=URL)
    again = parse(bytes(bytearray(case.body)), content_type=case.content_type, url=URL)
    assert once == again
    assert isinstance(once, ParsedFeed)
    assert len({item.raw_hash for item in once.items}) == len(once.items)
