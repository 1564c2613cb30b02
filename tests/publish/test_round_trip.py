"""What a subscriber reads back is what was meant, whatever a source sent."""

from __future__ import annotations

import html
from calendar import timegm
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import (
    Category,
    CleanHtml,
    Digest,
    Enclosure,
    Entry,
    GrantName,
    Item,
    Link,
    Notice,
    Person,
    PublishedFeed,
    SourceMeta,
    SourceName,
)
from syndicator.publish import compose
from syndicator.publish.atom import render, reread
from syndicator.rights.grant import Grant, Scope

READER: Any = feedparser  # it ships no types
MakeFeed = Callable[..., PublishedFeed]

NASTY = ["\x00", "\x0b", "\x85", "\ufffe", "\ud83d", "\ufffd", "\u202e", "\u200f", "\u2028", "\r\n"]
NASTY += ["]]>", "</b>", "&amp;", "&#0;", "<!--", "Ã©", "水", "שלום", "𝄞", "\U0010ffff", '"', "'"]

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
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
maybe_texts = st.one_of(st.none(), texts)
languages = st.sampled_from([None, "en", "pt_br", "zh-Hant", "English", "x"])
people = st.lists(st.builds(Person, name=texts, email=maybe_texts, uri=urls), max_size=3).map(tuple)
markup = texts.map(lambda text: CleanHtml(f"<p>{html.escape(text)}</p>"))
sources = st.builds(
    SourceMeta,
    id=urls,
    title=maybe_texts,
    subtitle=maybe_texts,
    link=urls,
    self_link=urls,
    language=languages,
    rights=maybe_texts,
    authors=people,
    icon=urls,
    updated=st.one_of(st.none(), moments),
    format=st.sampled_from(["atom10", "rss20"]),
)
numbers = st.one_of(st.none(), st.integers(0, 2**40))
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
            st.builds(Enclosure, url=urls.map(str), type=texts, length=numbers), max_size=2
        ).map(tuple),
        "language": languages,
        "source": st.one_of(st.none(), sources),
    }
)
days = st.one_of(st.none(), st.dates(date(1990, 1, 2), date(2100, 1, 1)))
grants = st.builds(
    Grant,
    name=st.just(GrantName("g")),
    holder=texts,
    credit=texts,
    scope=st.sampled_from(Scope),
    granted=days,
    expires=days,
    license=urls.map(str),
    onward=st.booleans(),
)
notices = st.builds(
    Notice,
    above=st.one_of(st.just(CleanHtml("")), markup),
    below=st.one_of(st.just(CleanHtml("")), markup),
    rights=texts,
    digest=st.just(Digest("0" * 64)),
)


@st.composite
def entries(draw: st.DrawFn, make: Callable[..., Item]) -> list[Entry]:
    """Up to three stories as they leave, of whatever arrived."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        item = make(
            id=number,
            source=SourceName("daily"),
            atom_id=f"tag:daily.example,2020:{number}",
            link=None,
            published=draw(st.one_of(st.none(), moments)),
            updated=draw(moments),
            article=draw(articles),
        )
        made = compose.entry(
            replace(item, source_meta=draw(sources)),
            draw(grants),
            1,
            draw(notices),
            item.article.content,
            source_title=draw(maybe_texts),
            source_url="https://daily.example/feed",
            zone=ZoneInfo("UTC"),
        )
        if isinstance(made, Entry):
            found.append(made)
    return found


def moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def said(detail: Any) -> str:
    """A text construct as a reader shows it."""
    value: str = detail["value"]
    return html.unescape(value) if detail["type"] == "text/html" else value


def repaired(text: str) -> str:
    """What feedparser makes of text that could be UTF-8 read as Latin-1, if it has no type."""
    try:
        return text.encode("iso-8859-1").decode()
    except UnicodeError:
        return text


def links(found: Any) -> list[Link]:
    return [
        Link(
            rel=link["rel"],
            href=link["href"],
            # feedparser makes up a type where there is none.
            type=link["type"] if link["rel"] == "enclosure" else None,
            length=int(link["length"]) if "length" in link else None,
        )
        for link in found
    ]


def persons(found: Any) -> list[Person]:
    return [
        Person(name=each["name"], email=each.get("email"), uri=each.get("href")) for each in found
    ]


def test_feedparser_reads_back_what_was_meant(
    item: Callable[..., Item], feed: MakeFeed, atom_problems: Callable[[bytes], list[str]]
) -> None:
    @settings(max_examples=60, deadline=None)
    @given(entries(item))
    def check(meant: list[Entry]) -> None:
        published = feed(*meant)
        document = render(published)
        reread(document, published)
        assert atom_problems(document) == []
        parsed = READER.parse(
            BytesIO(document),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/atom+xml; charset=utf-8"},
        )
        assert not parsed.bozo
        assert len(parsed.entries) == len(meant)
        for read, entry in zip(parsed.entries, meant, strict=True):
            compare(read, entry)

    check()


def compare(read: Any, entry: Entry) -> None:
    assert read.id == entry.id
    assert said(read.title_detail) == entry.title
    assert moment(read.updated_parsed) == entry.updated
    assert ("published" in read) == (entry.published is not None)
    if entry.published:
        assert moment(read.published_parsed) == entry.published
    assert links(read.links) == list(entry.links)
    assert persons(read.authors) == list(entry.authors)
    assert said(read.rights_detail) == entry.rights
    assert read.title_detail.language == entry.language
    assert [
        Category(term=tag["term"], scheme=tag["scheme"], label=tag["label"])
        for tag in read.get("tags", [])
    ] == list(entry.categories)
    if entry.content:
        (content,) = read.content
        assert content["type"] == "text/html"
        assert html.unescape(content["value"]) == html.unescape(entry.content.strip())
    else:
        assert "content" not in read
        assert said(read.summary_detail) == entry.summary
    assert read.dcterms_rightsholder == repaired(entry.holder)
    assert read.dcterms_datecopyrighted == entry.copyrighted
    assert read.dcterms_license == entry.license
    assert read.dcterms_accessrights == repaired(entry.access)
    assert read.publisher == repaired(entry.credit)
    for name, expected in (("start", entry.valid_from), ("end", entry.valid_until)):
        found = read.get(f"validity_{name}_parsed")
        assert (moment(found) if found else None) == expected
    compare_source(read.source, entry)


def compare_source(read: Any, entry: Entry) -> None:
    source = entry.source
    assert read.id == source.id
    assert said(read.title_detail) == source.title
    assert moment(read.updated_parsed) == source.updated
    assert (said(read.subtitle_detail) if "subtitle" in read else None) == source.subtitle
    assert (said(read.rights_detail) if "rights" in read else None) == source.rights
    assert read.get("icon") == source.icon
    assert read.title_detail.language == (source.language or entry.language)
    addresses = {"self": source.self_link, "alternate": source.link}
    assert {link["rel"]: link["href"] for link in read.get("links", [])} == {
        rel: href for rel, href in addresses.items() if href
    }
    assert persons(read.get("authors", [])) == list(source.authors)
