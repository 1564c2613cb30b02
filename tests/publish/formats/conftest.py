"""Feeds of whatever sources may have sent, for the tests of every form."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from syndicator.model import (
    Category,
    CleanHtml,
    Digest,
    Enclosure,
    Entry,
    GrantName,
    Image,
    Item,
    Notice,
    Paging,
    Person,
    Podcast,
    PublishedFeed,
    Reservation,
    SourceMeta,
    SourceName,
    Tombstone,
    Transcript,
)
from syndicator.model.grant import UNSPECIFIED, Grant, Images, Scope
from syndicator.publish.compose import entry as compose
from syndicator.publish.compose import fields

NASTY = ["\x00", "\x0b", "\x85", "\ufffe", "\ud83d", "\ufffd", "\u202e", "\u200f", "\u2028", "\r\n"]
NASTY += ["]]>", "</b>", "&amp;", "&#0;", "<!--", "Ã©", "水", "שלום", "𝄞", "\U0010ffff", '"', "'"]
NASTY += ["<b>", "&copy", "&apos;", "<a href='x'>", "</script>", "?>", "\u2060"]

texts = st.lists(
    st.one_of(st.text(st.characters(exclude_categories=()), max_size=8), st.sampled_from(NASTY)),
    max_size=4,
).map("".join)
urls = st.one_of(
    st.none(),
    texts,
    st.builds("https://x.example/{}?{}#{}".format, texts, texts, texts),
)
moments = st.datetimes(
    datetime(1990, 1, 2),  # noqa: DTZ001  # the strategy adds the zone
    datetime(2025, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
maybe_texts = st.one_of(st.none(), texts)
languages = st.sampled_from([None, "en", "pt_br", "zh-Hant", "English", "x"])
people = st.lists(st.builds(Person, name=texts, email=maybe_texts, uri=urls), max_size=3).map(tuple)
markup = texts.map(lambda text: CleanHtml(f"<p>{html.escape(text)}</p>"))
media_types = st.one_of(
    texts, st.sampled_from(["audio/mpeg", "video/mp4", "image/png", "IMAGE/JPEG", "text/vtt"])
)
numbers = st.one_of(st.none(), st.integers(0, 2**40))
small = st.one_of(st.none(), st.integers(0, 2_000))
podcasts = st.one_of(
    st.none(),
    st.builds(
        Podcast,
        duration=small,
        season=small,
        episode=small,
        explicit=st.sampled_from([None, True, False]),
        image=urls,
        chapters=urls,
        chapters_type=st.one_of(st.none(), media_types),
        transcripts=st.lists(
            st.builds(Transcript, url=urls.map(str), type=media_types, language=languages),
            max_size=2,
        ).map(tuple),
    ),
)
images = st.lists(
    st.builds(
        Image,
        url=urls.map(str),
        credit=maybe_texts,
        copyright=maybe_texts,
        title=maybe_texts,
        description=maybe_texts,
        type=st.one_of(st.none(), media_types),
    ),
    max_size=3,
).map(tuple)
reservations = st.lists(
    st.sampled_from(
        [
            Reservation(kind="tdm", value="1", where="response tdm-reservation"),
            Reservation(kind="tdm", value="https://x.example/p", where="response tdm-policy"),
            Reservation(kind="rsl", value="ai-train search", where="item rsl:prohibits usage"),
            Reservation(kind="robots", value="noai", where="response x-robots-tag"),
            Reservation(kind="rights", value="Ã© </b> all &amp; sundry", where="item dc:rights"),
        ]
    ),
    max_size=2,
    unique=True,
).map(tuple)
# These cases are also held against the W3C feed validator, which takes an id beyond ASCII for an
# error, although it may be an IRI (RFC 4287 §4.2.6).
feed_ids = st.sampled_from(
    [None, "", "feed", "tag:x.example,2020:feed", "https://x.example/feed", "urn:isbn:0451450523"]
)
feed_urls = st.sampled_from(
    [None, "feed", "https://x.example/feed?a=1&b=&amp;", "https://x.example/größe", "ftp://x.y/"]
)
sources = st.builds(
    SourceMeta,
    id=feed_ids,
    title=maybe_texts,
    subtitle=maybe_texts,
    link=urls,
    self_link=feed_urls,
    language=languages,
    rights=maybe_texts,
    authors=people,
    icon=urls,
    updated=st.one_of(st.none(), moments),
    format=st.sampled_from(["atom10", "rss20"]),
)
articles = st.fixed_dictionaries(
    {
        "title": texts,
        "content": markup,
        "link": urls,
        "authors": people,
        "categories": st.lists(
            st.builds(Category, term=texts, scheme=urls, label=maybe_texts), max_size=3
        ).map(tuple),
        "enclosures": st.lists(
            st.builds(Enclosure, url=urls.map(str), type=media_types, length=numbers), max_size=3
        ).map(tuple),
        "images": images,
        "podcast": podcasts,
        "language": languages,
        "source": st.one_of(st.none(), sources),
        "reserved": reservations,
    }
)
days = st.one_of(st.none(), st.dates(date(1990, 1, 2), date(2100, 1, 1)))
LICENSES: Final = (UNSPECIFIED, "https://creativecommons.org/licenses/by/4.0/")
grants = st.builds(
    Grant,
    name=st.just(GrantName("g")),
    holder=texts,
    credit=texts,
    scope=st.sampled_from(Scope),
    granted=days,
    expires=days,
    license=st.one_of(st.sampled_from(LICENSES), urls.map(str)),
    images=st.sampled_from(Images),
    onward=st.booleans(),
    index=st.booleans(),
)
notices = st.builds(
    Notice,
    above=st.one_of(st.just(CleanHtml("")), markup),
    below=st.one_of(st.just(CleanHtml("")), markup),
    rights=texts,
    digest=st.just(Digest("0" * 64)),
)
STEM: Final = "https://feeds.example.org/world"
pagings = st.sampled_from(
    [
        Paging(),
        Paging(complete=True),
        Paging(previous=f"{STEM}/2020-03"),
        Paging(archive=True, current=STEM),
        Paging(archive=True, current=STEM, previous=f"{STEM}/2020-02", following=f"{STEM}/2020-04"),
    ]
)


@st.composite
def entries(draw: st.DrawFn, make: Callable[..., Item]) -> list[Entry]:
    """Up to three stories as they leave, of whatever arrived."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        article = draw(articles)
        ids = [f"tag:daily.example,2020:{number}", f"https://x.example/{number}"]
        item = make(
            id=number,
            source=SourceName("daily"),
            atom_id=draw(st.sampled_from(ids)),
            link=None,
            published=draw(st.one_of(st.none(), moments)),
            updated=draw(moments),
            article=article,
        )
        page = f"{STEM}/{number}.html"
        made = compose.entry(
            replace(item, source_meta=draw(sources)),
            compose.Permission(grant=draw(grants), version=1, notice=draw(notices)),
            item.article.content,
            origin=compose.Origin(title=draw(maybe_texts), url="https://daily.example/feed"),
            zone=ZoneInfo("UTC"),
            page=draw(st.sampled_from([None, page])),
        )
        if isinstance(made, Entry):
            corrections = sorted(draw(st.lists(moments, max_size=2)))
            found.append(replace(made, corrections=tuple(corrections)))
    return found


@pytest.fixture(scope="session")
def stories(item: Callable[..., Item]) -> st.SearchStrategy[list[Entry]]:
    """What may leave, of whatever arrived."""
    return entries(item)


@pytest.fixture(scope="session")
def feeds(
    item: Callable[..., Item], feed: Callable[..., PublishedFeed]
) -> st.SearchStrategy[PublishedFeed]:
    """Whole feed documents of such stories."""
    return any_feed(item, feed)


@st.composite
def any_feed(
    draw: st.DrawFn, item: Callable[..., Item], feed: Callable[..., PublishedFeed]
) -> PublishedFeed:
    """A feed document of such stories."""
    chosen: Sequence[Any] = draw(entries(item))
    paging = draw(pagings)
    stem = f"{STEM}/2020-03" if paging.archive else STEM
    buried = Tombstone(
        ref="tag:daily.example,2020:gone",
        when=datetime(2020, 4, 25, 11, tzinfo=UTC),
        by="Example Newsroom",
        comment="Withdrawn.",
        item=9,
    )
    return replace(
        feed(*chosen),
        title=fields.one_line(draw(texts)) or "World",
        subtitle=fields.one_line(draw(texts)) or None,
        language=draw(st.sampled_from([None, "en"])),
        stem=stem,
        paging=paging,
        forms=("atom", "rss", "json", *draw(st.sampled_from([(), ("html",)]))),
        hubs=draw(st.sampled_from([(), ("https://hub.example/",)])),
        private=draw(st.booleans()),
        closed=draw(st.booleans()),
        email=draw(st.sampled_from([None, "news@example.org"])),
        tombstones=draw(st.sampled_from([(), (buried,)])),
    )
