"""What a subscriber reads back is what was meant, whatever a source sent."""

from __future__ import annotations

import html
import re
from calendar import timegm
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Category, Entry, Link, Person, PublishedFeed
from syndicator.publish.compose.addresses import home, hubs
from syndicator.publish.formats import atom, rss

READER: Any = feedparser  # it ships no types
Feeds = st.SearchStrategy[PublishedFeed]

JOINER = "\u2060"
"""What keeps a text from being read as markup; nobody sees it."""


def read(document: bytes, media_type: str) -> Any:
    parsed = READER.parse(
        BytesIO(document),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": f"{media_type}; charset=utf-8"},
    )
    assert not parsed.bozo
    return parsed


def moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def unseen(text: str) -> str:
    return text.replace(JOINER, "")


def shown(text: str) -> str:
    """A text for which its element has no type, as it is shown."""
    return unseen(text.replace("\ufffd", "?"))


def said(detail: Any) -> str:
    """A text construct as a reader shows it."""
    value: str = detail["value"]
    return html.unescape(value) if detail["type"] == "text/html" else value


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
        Person(name=unseen(each["name"]), email=each.get("email"), uri=each.get("href"))
        for each in found
    ]


def meant(people: tuple[Person, ...]) -> list[Person]:
    return [Person(name=unseen(each.name), email=each.email, uri=each.uri) for each in people]


# ── Atom ─────────────────────────────────────────────────────────────────────────────────────


def test_feedparser_reads_back_from_atom_what_was_meant(
    feeds: Feeds, atom_problems: Callable[[bytes], list[str]]
) -> None:
    @settings(max_examples=20, deadline=None)
    @given(feeds)
    def check(feed: PublishedFeed) -> None:
        ids = [entry.id for entry in feed.entries]
        document = atom.render(feed)
        atom.reread(document, feed)
        assert atom_problems(document) == []
        parsed = read(document, atom.MEDIA_TYPE)
        assert [entry.id for entry in parsed.entries] == ids
        assert said(parsed.feed.title_detail) == feed.title
        assert moment(parsed.feed.updated_parsed) == feed.updated
        compare_documents(parsed.feed, feed, "atom")
        for found, entry in zip(parsed.entries, feed.entries, strict=True):
            compare_atom(found, entry, feed)

    check()


def compare_atom(found: Any, entry: Entry, feed: PublishedFeed) -> None:
    assert said(found.title_detail) == entry.title
    assert moment(found.updated_parsed) == entry.updated
    assert ("published" in found) == (entry.published is not None)
    if entry.published:
        assert moment(found.published_parsed) == entry.published
    assert links(found.links) == list(entry.links)
    assert persons(found.authors) == meant(entry.authors)
    assert said(found.rights_detail) == entry.rights
    language = entry.language or feed.language
    assert found.title_detail.language == language
    assert [
        Category(term=tag["term"], scheme=tag["scheme"], label=tag["label"])
        for tag in found.get("tags", [])
    ] == list(entry.categories)
    if entry.content:
        (content,) = found.content
        assert content["type"] == "text/html"
        assert html.unescape(content["value"]) == html.unescape(entry.content.strip())
    else:
        assert "content" not in found
        assert said(found.summary_detail) == entry.summary
    compare_rights(found, entry)
    compare_media(found, entry, [image.url for image in entry.images])
    compare_episode(found, entry, apple=True)
    compare_source(found.source, entry, language)


def compare_source(found: Any, entry: Entry, language: str | None) -> None:
    source = entry.source
    assert found.id == source.id
    assert said(found.title_detail) == source.title
    assert moment(found.updated_parsed) == source.updated
    assert (said(found.subtitle_detail) if "subtitle" in found else None) == source.subtitle
    assert (said(found.rights_detail) if "rights" in found else None) == source.rights
    assert found.get("icon") == source.icon
    assert found.title_detail.language == (source.language or language)
    addresses = {"self": source.self_link, "alternate": source.link}
    assert {link["rel"]: link["href"] for link in found.get("links", [])} == {
        rel: href for rel, href in addresses.items() if href
    }
    assert persons(found.get("authors", [])) == meant(source.authors)


# ── RSS ──────────────────────────────────────────────────────────────────────────────────────


def test_feedparser_reads_back_from_rss_what_was_meant(feeds: Feeds) -> None:
    @settings(max_examples=20, deadline=None)
    @given(feeds)
    def check(feed: PublishedFeed) -> None:
        document = rss.render(feed)
        rss.reread(document, feed)
        parsed = read(document, rss.MEDIA_TYPE)
        assert parsed.version == "rss20"
        assert unseen(parsed.feed.title) == shown(feed.title)
        assert moment(parsed.feed.updated_parsed) == feed.updated
        assert parsed.feed.link == home(feed)
        assert parsed.feed.get("language") == feed.language
        compare_documents(parsed.feed, feed, "rss")
        assert [entry.id for entry in parsed.entries] == [entry.id for entry in feed.entries]
        for found, entry in zip(parsed.entries, feed.entries, strict=True):
            compare_rss(found, entry, feed)

    check()


def compare_rss(found: Any, entry: Entry, feed: PublishedFeed) -> None:
    assert unseen(found.title) == shown(entry.title)
    assert found.title_detail.type == "text/plain"
    assert moment(found.updated_parsed) == entry.updated
    assert moment(found.published_parsed) == (entry.published or entry.updated)
    compare_rss_links(found, entry)
    assert [each.name for each in persons(found.authors)] == [
        shown(each.name) for each in entry.authors
    ]
    assert unseen(found.rights) == shown(entry.rights)
    assert found.title_detail.language == entry.language
    terms = [(shown(each.term), each.scheme) for each in entry.categories]
    assert [(unseen(tag["term"]), tag["scheme"]) for tag in found.get("tags", [])] == terms
    summary = entry.rights if entry.content else entry.summary
    assert html.unescape(found.summary.replace("<br>", "\n")) == summary
    if entry.content:
        (content,) = found.content
        assert html.unescape(content["value"]) == html.unescape(entry.content.strip())
    else:
        assert "content" not in found
    compare_rights(found, entry)
    playing = entry.podcast and [
        link.href
        for link in entry.links
        if link.rel == "enclosure" and (link.type or "").startswith(("audio/", "video/"))
    ]
    compare_media(found, entry, [image.url for image in entry.images] + (playing or [])[:1])
    compare_episode(found, entry, apple=bool(feed.email and feed.language))
    if entry.source.self_link:
        assert found.source.href == entry.source.self_link
        assert unseen(found.source.title) == shown(entry.source.title or "")


def compare_rss_links(found: Any, entry: Entry) -> None:
    # feedparser ends in RSS's own link what looks like a reference.
    alternate = [
        re.sub(r"&(\w+);", r"&\1", link.href.replace("&amp;", "&"), flags=re.ASCII)
        for link in entry.links
        if link.rel == "alternate"
    ]
    assert [each["href"] for each in found.links if each["rel"] == "alternate"] == alternate
    # RSS has no other word for a length that nobody knows than nought.
    got = {
        (each.rel, each.href, each.type, each.length or None)
        for each in links(found.links)
        if each.rel != "alternate"
    }
    rest = [link for link in entry.links if link.rel != "alternate"]
    assert got == {(each.rel, each.href, each.type, each.length) for each in rest}
    assert len([each for each in found.links if each["rel"] == "enclosure"]) == len(
        [each for each in rest if each.rel == "enclosure"]
    )


# ── both ─────────────────────────────────────────────────────────────────────────────────────


def compare_documents(found: Any, feed: PublishedFeed, form: str) -> None:
    """The links from one document of a feed to the others."""
    got = {(link["rel"], link["href"]) for link in found.links}
    assert ("self", feed.address(form)) in got
    assert {href for rel, href in got if rel == "hub"} == set(hubs(feed))
    pages = {
        "current": feed.paging.current,
        "prev-archive": feed.paging.previous,
        "next-archive": feed.paging.following,
    }
    lone = feed.paging.archive and not (feed.paging.previous or feed.paging.following)
    for rel, stem in pages.items():
        hrefs = {href for each, href in got if each == rel}
        if stem and not feed.paging.complete:
            assert hrefs == {f"{stem}.{form}"}
        elif not lone:
            assert not hrefs
    assert ("fh_complete" in found) == feed.paging.complete
    assert ("fh_archive" in found) == feed.paging.archive


def compare_rights(found: Any, entry: Entry) -> None:
    assert unseen(found.dcterms_rightsholder) == shown(entry.holder)
    assert found.dcterms_datecopyrighted == entry.copyrighted
    assert found.dcterms_license == entry.license
    assert unseen(found.dcterms_accessrights) == shown(entry.access)
    assert unseen(found.publisher) == shown(entry.credit)
    for name, expected in (("start", entry.valid_from), ("end", entry.valid_until)):
        parsed = found.get(f"validity_{name}_parsed")
        assert (moment(parsed) if parsed else None) == expected


def compare_media(found: Any, entry: Entry, addresses: list[str]) -> None:
    """Its pictures and their credits; feedparser keeps every credit, and the last copyright."""
    assert [each["url"] for each in found.get("media_content", [])] == addresses
    credits_ = [shown(image.credit) for image in entry.images if image.credit]
    assert [unseen(each["content"]) for each in found.get("media_credit", [])] == credits_
    copyrights = [shown(image.copyright) for image in entry.images if image.copyright]
    assert unseen(found.get("media_copyright", "")) in {"", *copyrights}
    assert bool(found.get("media_copyright")) == bool(copyrights)


def compare_episode(found: Any, entry: Entry, *, apple: bool) -> None:
    podcast = entry.podcast
    said_by_apple = {
        "itunes_duration": podcast.duration if podcast else None,
        "itunes_season": podcast.season if podcast else None,
        "itunes_episode": podcast.episode if podcast else None,
    }
    for key, number in said_by_apple.items():
        assert found.get(key) == (str(number) if number and apple else None)
    if podcast and apple:
        assert ("itunes_explicit" in found) == (podcast.explicit is not None)
        assert found.get("image", {}).get("href") == podcast.image
    chapters = podcast.chapters if podcast else None
    assert found.get("podcast_chapters", {}).get("url") == chapters
    transcripts = podcast.transcripts if podcast else ()
    last = transcripts[-1].url if transcripts else None
    assert found.get("podcast_transcript", {}).get("url") == last
