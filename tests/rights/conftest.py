"""Builders of stories and permissions for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from syndicator.model import (
    Article,
    CleanHtml,
    Digest,
    GrantName,
    Item,
    Notice,
    SourceMeta,
    SourceName,
)
from syndicator.model.grant import Grant

NOTHING: Final = Digest("0" * 64)
ARTICLE: Final = Article(
    title="The river rises",
    content=CleanHtml("<p>The water stood at nine metres.</p>"),
    text_hash=NOTHING,
    content_hash=NOTHING,
    link="https://daily.example/river?a=1&b=2",
)
ITEM: Final = Item(
    id=1,
    source=SourceName("daily"),
    atom_id="https://daily.example/river",
    link=None,
    story=1,
    first_seen=datetime(2026, 3, 1, 12, tzinfo=UTC),
    first_poll=False,
    published=datetime(2020, 4, 25, 10, 30, tzinfo=UTC),
    updated=datetime(2020, 4, 25, 11, tzinfo=UTC),
    revision=1,
    number=1,
    article=ARTICLE,
    source_meta=SourceMeta(title="Daily Example News"),
)
GRANT: Final = Grant(
    name=GrantName("daily"),
    holder="Daily Example, Inc.",
    credit="The Daily Example/The Weekly Example",
    header="Editor's Note: This article originally appeared on {{ credit_link }}.",
    footer="Copyright (c) {{ year }}. {{ holder }}. Reprinted with the permission of {{ credit }},"
    " 12 Sample Street, Exampleton 20036.",
)
_ARTICLE_FIELDS: Final = {field.name for field in fields(Article)} - {"source", "link"}


@pytest.fixture(scope="session")
def story() -> Callable[..., Item]:
    """A story; keywords change the item or its article (``url`` is the article's link)."""

    def make(**changes: Any) -> Item:
        article = {name: changes.pop(name) for name in list(changes) if name in _ARTICLE_FIELDS}
        if "url" in changes:
            article["link"] = changes.pop("url")
        return replace(ITEM, article=replace(ARTICLE, **article), **changes)

    return make


@pytest.fixture(scope="session")
def permission() -> Callable[..., Grant]:
    """A permission with a linking header and a long footer; keywords change it."""

    def make(**changes: Any) -> Grant:
        return replace(GRANT, **changes)

    return make


@pytest.fixture(scope="session")
def notice() -> Callable[..., Notice]:
    """A notice of the given sides."""

    def make(above: str = "", below: str = "") -> Notice:
        return Notice(above=CleanHtml(above), below=CleanHtml(below), rights="©", digest=NOTHING)

    return make
