"""A feed as JSON, and the check before it may replace what stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicator.errors import OutputError
from syndicator.model import (
    CleanHtml,
    Enclosure,
    Entry,
    Image,
    Item,
    Podcast,
    PublishedFeed,
    Tombstone,
    Transcript,
)
from syndicator.publish.formats.jsonfeed import EXTENSION, render, reread

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]


def test_an_episode(item: MakeItem, entry: MakeEntry, feed: MakeFeed) -> None:
    episode = entry(
        item(
            article={
                "enclosures": (
                    Enclosure(url="https://daily.example/a.png", type="image/png"),
                    Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg", length=12),
                ),
                "images": (Image(url="https://daily.example/b.jpg", credit="Ada"),),
                "podcast": Podcast(
                    duration=61,
                    season=2,
                    explicit=False,
                    chapters="https://daily.example/c.json",
                    transcripts=(Transcript(url="https://daily.example/t.vtt", type="text/vtt"),),
                ),
            }
        ),
        page="https://feeds.example.org/world/1.html",
    )
    made = json.loads(render(feed(episode)))["items"][0]
    assert made["url"] == "https://feeds.example.org/world/1.html"
    assert made["external_url"] == "https://daily.example/river"
    assert made["image"] == "https://daily.example/b.jpg"
    assert made["attachments"] == [
        {
            "url": "https://daily.example/a.mp3",
            "mime_type": "audio/mpeg",
            "size_in_bytes": 12,
            "duration_in_seconds": 61,
        },
        {"url": "https://daily.example/a.png", "mime_type": "image/png"},
    ]
    assert made[EXTENSION]["episode"] == {
        "season": 2,
        "chapters": {"url": "https://daily.example/c.json"},
        "transcripts": [{"url": "https://daily.example/t.vtt", "type": "text/vtt"}],
        "explicit": False,
    }


def test_what_was_withdrawn_and_a_feed_that_has_ended(feed: MakeFeed) -> None:
    stone = Tombstone(
        ref="urn:x:1", when=datetime(2020, 4, 25, tzinfo=UTC), by="B", comment="Gone.", item=1
    )
    made = replace(feed(tombstones=[stone]), closed=True, hubs=("https://hub.example/",))
    document = render(made)
    reread(document, made)
    read = json.loads(document)
    assert read["expired"] is True
    assert read["items"] == []
    assert read["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert read[EXTENSION]["withdrawn"] == [
        {"id": "urn:x:1", "when": "2020-04-25T00:00:00Z", "by": "B", "comment": "Gone."}
    ]
    assert "hubs" not in json.loads(render(replace(made, private=True)))
    assert "expired" not in json.loads(render(feed()))


def test_a_headline_has_its_summary_for_a_text(entry: MakeEntry, feed: MakeFeed) -> None:
    bare = replace(entry(), content=CleanHtml(""), summary="Read it at A & B.")
    made = json.loads(render(feed(bare)))["items"][0]
    assert made["content_text"] == "Read it at A & B."
    assert "content_html" not in made


def spoilt(document: bytes) -> list[tuple[str, bytes]]:
    return [
        ("no JSON", document[:-3]),
        ("cannot be read back", b"[]"),
        ("cannot be read back", document.replace(b"version/1.1", b"version/1")),
        ("cannot be read back", document.replace(b'world.json",', b'w.json",')),
        ("other items", document.replace(b'      "id": "https', b'      "id": "http')),
        ("its licence", document.replace(b'"license"', b'"licence"')),
        ("its licence", document.replace(b'"content_html"', b'"content"')),
    ]


def test_a_document_that_is_not_what_was_meant_is_refused(entry: MakeEntry, feed: MakeFeed) -> None:
    made = feed(entry())
    document = render(made)
    reread(document, made)
    for reason, bad in spoilt(document):
        assert bad != document
        with pytest.raises(OutputError, match=reason):
            reread(bad, made)
    with pytest.raises(OutputError, match="two items with one id"):
        reread(render(feed(entry(), entry())), feed(entry(), entry()))
    stone = Tombstone(ref=made.entries[0].id, when=made.updated, by="B", comment="", item=1)
    with pytest.raises(OutputError, match="other tombstones"):
        reread(render(replace(made, tombstones=(stone,))), replace(made, tombstones=(stone,)))
