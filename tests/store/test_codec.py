from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import CorruptDatabase
from syndicator.model import (
    Article,
    Category,
    CleanHtml,
    Digest,
    Enclosure,
    GrantName,
    Image,
    Person,
    SourceMeta,
)
from syndicator.model.grant import Approval, Excerpt, Grant, Images, Scope, ThirdParty
from syndicator.store.codec import (
    article_from_json,
    article_to_json,
    grant_from_json,
    grant_to_json,
    meta_from_json,
    meta_to_json,
)

T = TypeVar("T")

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | text
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
earliest, latest = datetime(1990, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  # Hypothesis adds the zone
moments = st.datetimes(earliest, latest, timezones=offsets)
spans = st.timedeltas(timedelta(0), timedelta(days=4000))
people = st.builds(Person, name=text, email=maybe, uri=maybe)


def many(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


metas = st.builds(
    SourceMeta,
    id=maybe,
    title=maybe,
    subtitle=maybe,
    link=maybe,
    self_link=maybe,
    language=maybe,
    rights=maybe,
    licenses=many(text),
    authors=many(people),
    icon=maybe,
    updated=st.none() | moments,
    format=text,
    ttl=st.none() | spans,
    hubs=many(text),
)
articles = st.builds(
    Article,
    title=text,
    content=text.map(CleanHtml),
    summary=text.map(CleanHtml),
    text_hash=text.map(Digest),
    content_hash=text.map(Digest),
    link=maybe,
    authors=many(people),
    categories=many(st.builds(Category, term=text, scheme=maybe, label=maybe)),
    enclosures=many(
        st.builds(Enclosure, url=text, type=text, length=st.none() | st.integers(0, 2**60))
    ),
    images=many(
        st.builds(
            Image,
            url=text,
            credit=maybe,
            copyright=maybe,
            title=maybe,
            description=maybe,
            type=maybe,
        )
    ),
    language=maybe,
    rights=maybe,
    licenses=many(text),
    source=st.none() | metas,
)
grants = st.builds(
    Grant,
    name=text.map(GrantName),
    preset=maybe,
    holder=text,
    scope=st.sampled_from(Scope),
    granted=st.none() | st.dates(date(1990, 1, 1)),
    expires=st.none() | st.dates(date(1990, 1, 1)),
    header=maybe,
    excerpt=st.builds(Excerpt, words=st.none() | st.integers(1, 500)),
    images=st.sampled_from(Images),
    embargo=spans,
    use_within=st.none() | spans,
    approval=st.sampled_from(Approval),
    daily_limit=st.none() | st.integers(0, 100),
    onward=st.booleans(),
    territory=many(text),
    third_party=st.sampled_from(ThirdParty),
)


@given(articles)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    stored = article_to_json(article)
    assert article_from_json(stored) == article
    assert "\n" not in stored


@given(metas)
def test_a_description_comes_back_as_it_was(meta: SourceMeta) -> None:
    again = meta_from_json(meta_to_json(meta))
    assert again == meta
    # Equal moments may differ in their offset, and the offset is what a local year depends on.
    if meta.updated is not None and again.updated is not None:
        assert again.updated.utcoffset() == meta.updated.utcoffset()


@given(grants)
def test_a_permission_comes_back_with_its_digest(grant: Grant) -> None:
    again = grant_from_json(grant_to_json(grant))
    assert again == grant
    assert again.digest == grant.digest


def test_what_says_nothing_takes_no_room() -> None:
    assert meta_to_json(SourceMeta()) == "{}"


def test_a_permission_is_written_whole() -> None:
    stored = json.loads(grant_to_json(Grant(name=GrantName("alpha"))))
    assert stored.keys() == set(Grant.__dataclass_fields__)


def test_keys_of_another_version_are_passed_over() -> None:
    meta = SourceMeta(title="Alpha", updated=datetime(2026, 1, 1, tzinfo=UTC))
    stored = json.loads(meta_to_json(meta)) | {"mood": "calm"}
    assert meta_from_json(json.dumps(stored)) == replace(meta)


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"title": 3}', '{"title": "only"}'])
def test_what_cannot_be_read_is_damage(stored: str) -> None:
    with pytest.raises(CorruptDatabase, match="a stored article cannot be read"):
        article_from_json(stored)
