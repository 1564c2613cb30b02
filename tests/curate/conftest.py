"""Items and feeds with everything filled in that a test does not care about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicator.model import Article, CleanHtml, Digest, Item, SourceMeta, SourceName

MakeItem = Callable[..., Item]


@pytest.fixture(scope="session")
def make_item() -> MakeItem:
    """Make an item from those of its fields, and of its article's, that matter."""

    def make(number: int = 1, /, **fields: object) -> Item:
        date = datetime(2026, 3, 1, 12, tzinfo=UTC)
        article = Article(
            title="Ferries stop on the Elbe",
            content=CleanHtml("<p>No boats run.</p>"),
            text_hash=Digest("text"),
            content_hash=Digest("content"),
        )
        parts = {key: value for key, value in fields.items() if hasattr(article, key)}
        parts.pop("source", None)  # an item's source is its table, an article's what it names
        item = Item(
            id=number,
            source=SourceName("harbour"),
            atom_id=f"urn:x:{number}",
            link=f"https://harbour.example/{number}",
            story=number,
            first_seen=date,
            first_poll=False,
            published=date,
            updated=date,
            revision=number,
            number=1,
            article=replace(article, **parts),  # type: ignore[arg-type]  # a test's own spelling
            source_meta=SourceMeta(title="Harbour Gazette", language="en-GB"),
        )
        own = {key: value for key, value in fields.items() if hasattr(item, key)}
        return replace(item, **own)  # type: ignore[arg-type]  # likewise

    return make
