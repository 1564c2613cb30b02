"""JSON Feed 1.1: its rules, read from the specification, held against what we write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Entry, Link, PublishedFeed
from syndicator.publish.formats.jsonfeed import EXTENSION, render, reread

MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]

# ── the rules: https://jsonfeed.org/version/1.1 ──────────────────────────────────────────────

TEXT: Final = {
    "feed": (
        *("version", "title", "home_page_url", "feed_url", "description", "user_comment"),
        *("next_url", "icon", "favicon", "language"),
    ),
    "item": (
        *("id", "url", "external_url", "title", "content_html", "content_text", "summary"),
        *("image", "banner_image", "date_published", "date_modified", "language"),
    ),
    "attachment": ("url", "mime_type", "title"),
    "author": ("name", "url", "avatar"),
    "hub": ("type", "url"),
}
OTHER: Final = {
    "feed": ("authors", "expired", "hubs", "items"),
    "item": ("authors", "tags", "attachments"),
    "attachment": ("size_in_bytes", "duration_in_seconds"),
    "author": (),
    "hub": (),
}
URLS: Final = ("home_page_url", "feed_url", "next_url", "url", "external_url", "image", "avatar")
RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
TYPE: Final = re.compile(r"[\w.+!#$&^-]+/[\w.+!#$&^-]+")


def problems(document: bytes) -> Iterator[str]:
    """Everything in a document that the specification says must or should be otherwise."""
    feed = json.loads(document.decode("utf-8"), object_pairs_hook=unique)
    if not isinstance(feed, dict) or next(iter(feed)) != "version":
        yield "the version is not at the very top"
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "another version"
    yield from keys("feed", feed)
    yield from of_feed(feed)
    items = feed.get("items")
    if not isinstance(items, list):
        yield "no items"
        return
    ids = [item.get("id") for item in items]
    if len(set(ids)) != len(ids):
        yield "two items with one id"
    for item in items:
        yield from of_item(item)
    if EXTENSION in document.decode() and '"about"' not in document.decode():
        yield "the extension is explained nowhere"


def of_feed(feed: dict[str, Any]) -> Iterator[str]:
    for required in ("title", "home_page_url", "feed_url"):
        if not feed.get(required):
            yield f"the feed has no {required}"
    if feed.get("next_url") == feed.get("feed_url"):
        yield "the feed follows itself"
    yield from authors("feed", feed)
    for hub in feed.get("hubs", ()):
        yield from keys("hub", hub)
        if not (hub.get("type") and hub.get("url")):
            yield "a hub without type or url"


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def of_item(item: dict[str, Any]) -> Iterator[str]:
    yield from keys("item", item)
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item without id"
    if "content_html" not in item and "content_text" not in item:
        yield "an item without content"
    for name in ("date_published", "date_modified"):
        if name in item and not RFC3339.fullmatch(item[name]):
            yield f"{name} is no date"
    yield from authors("item", item)
    tags = item.get("tags", [])
    if not all(isinstance(tag, str) and tag for tag in tags) or len(set(tags)) != len(tags):
        yield "tags are not texts, each once"
    for attachment in item.get("attachments", ()):
        yield from keys("attachment", attachment)
        if not attachment.get("url") or not TYPE.fullmatch(attachment.get("mime_type", "")):
            yield "an attachment without url or type"
        for name in ("size_in_bytes", "duration_in_seconds"):
            number = attachment.get(name, 1)
            if isinstance(number, bool) or not isinstance(number, int) or number < 0:
                yield f"{name} is no number"


def authors(where: str, holder: dict[str, Any]) -> Iterator[str]:
    for author in holder.get("authors", ()):
        yield from keys("author", author)
        if not any(author.get(name) for name in ("name", "url", "avatar")):
            yield f"an author of the {where} of whom nothing is said"
    if "author" in holder:
        yield f"the {where} has the deprecated author"


def keys(kind: str, found: dict[str, Any]) -> Iterator[str]:
    for key, value in found.items():
        if key.startswith("_"):
            yield from extension(key, value)
        elif key in TEXT[kind]:
            if not isinstance(value, str) or not value:
                yield f"{kind}: {key} is no text"
            elif key in URLS and not re.match(r"(https?|mailto):", value):
                yield f"{kind}: {key} is no address"
            elif key == "language" and not TAG.fullmatch(value):
                yield f"{kind}: {key} is no language"
        elif key not in OTHER[kind]:
            yield f"{kind}: {key} is not defined"
    if not isinstance(found.get("expired", True), bool):
        yield "expired is not true or false"


def extension(name: str, value: object) -> Iterator[str]:
    if not re.fullmatch(r"_[A-Za-z][^.]*", name) or not isinstance(value, dict):
        yield f"{name} is no extension"
        return
    for key in value:
        if not key.isascii() or not key.replace("_", "a").isalnum() or key.startswith("_"):
            yield f"{name}: {key} is no key"


def test_every_document_keeps_the_rules(feeds: st.SearchStrategy[PublishedFeed]) -> None:
    @settings(max_examples=20, deadline=None)
    @given(feeds)
    def check(feed: PublishedFeed) -> None:
        document = render(feed)
        reread(document, feed)
        assert list(problems(document)) == []
        read = json.loads(document)
        for item, entry in zip(read["items"], feed.entries, strict=True):
            compare(item, entry)

    check()


def compare(item: dict[str, Any], entry: Entry) -> None:
    rights = item[EXTENSION]
    assert item["id"] == entry.id
    assert item["title"] == entry.title
    assert item.get("content_html", "") == entry.content
    assert item.get("content_text", "") == ("" if entry.content else entry.summary)
    assert instant(item["date_modified"]) == entry.updated
    assert ("date_published" in item) == (entry.published is not None)
    assert [each["name"] for each in item["authors"]] == [each.name for each in entry.authors]
    assert set(item.get("tags", [])) == {each.term for each in entry.categories}
    assert item.get("language") == entry.language
    addresses = {link.rel: link.href for link in entry.links}
    assert item.get("url") == addresses.get("alternate")
    assert item.get("external_url") == addresses.get("via")
    files = [link for link in entry.links if link.rel == "enclosure"]
    attached = item.get("attachments", [])
    found = [(each["url"], each["mime_type"], each.get("size_in_bytes")) for each in attached]
    assert sorted(found, key=str) == sorted(
        ((each.href, each.type, each.length) for each in files), key=str
    )
    assert (rights["notice"], rights["license"]) == (entry.rights, entry.license)
    assert (rights["holder"], rights["credit"]) == (entry.holder, entry.credit)
    assert (rights["year"], rights["scope"]) == (entry.copyrighted, entry.access)
    assert rights.get("tdm", {}).get("reserved", False) == entry.machines.tdm_reserved
    assert tuple(rights.get("prohibited", ())) == entry.machines.prohibited
    assert [instant(each) for each in rights.get("corrections", [])] == [
        each.replace(microsecond=0) for each in entry.corrections
    ]
    said = rights.get("valid", {})
    ends = tuple(instant(said[end]) if end in said else None for end in ("from", "until"))
    assert ends == (entry.valid_from, entry.valid_until)
    assert rights["source"]["id"] == entry.source.id
    credits_ = [(each["url"], each.get("credit")) for each in rights.get("images", [])]
    assert credits_ == [(image.url, image.credit) for image in entry.images]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


BREAKS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("another version", lambda d: d.update(version="1.1")),
    ("no feed_url", lambda d: d.pop("feed_url")),
    ("follows itself", lambda d: d.update(next_url=d["feed_url"])),
    ("is no text", lambda d: d.update(description="")),
    ("is not defined", lambda d: d.update(ttl="1")),
    ("no language", lambda d: d.update(language="English language")),
    ("nothing is said", lambda d: d["items"][0].update(authors=[{}])),
    ("without content", lambda d: d["items"][0].pop("content_html")),
    ("without id", lambda d: d["items"][0].update(id=1)),
    ("is no date", lambda d: d["items"][0].update(date_modified="yesterday")),
    ("without url or type", lambda d: d["items"][0].update(attachments=[{"url": "https://x.y/"}])),
    ("is no number", lambda d: d["items"][0]["attachments"][0].update(size_in_bytes=True)),
    ("is no key", lambda d: d["items"][0][EXTENSION].update({"a.b": 1})),
    ("is no extension", lambda d: d.update({"_1": {}})),
    ("is no address", lambda d: d["items"][0].update(url="/here")),
]


@pytest.mark.parametrize(("problem", "spoil"), BREAKS, ids=[name for name, _ in BREAKS])
def test_the_validator_of_these_tests_finds_what_is_wrong(
    entry: MakeEntry, feed: MakeFeed, problem: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    file = Link(rel="enclosure", href="https://daily.example/a.mp3", type="audio/mpeg", length=1)
    one = entry()
    read = json.loads(render(feed(replace(one, links=(*one.links, file)))))
    spoil(read)
    found = list(problems(json.dumps(read).encode()))
    assert any(problem in each for each in found), found
