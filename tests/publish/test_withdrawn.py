"""What a feed says of its past: tombstones, corrections, replacements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import Desk, Digest, Entry, GrantName, Item, PublishedFeed, Tombstone, Word
from syndicator.model.grant import Grant
from syndicator.publish.compose import feed as compose
from syndicator.publish.compose import tombstone
from syndicator.publish.formats import atom
from syndicator.publish.formats.xml import ATOM
from syndicator.rights.content.body import reprint
from syndicator.rights.notice import correction
from syndicator.rights.notice.render import render

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]

READER: Any = feedparser  # it ships no types
NOON = datetime(2020, 4, 25, 12, tzinfo=UTC)
STONE = Tombstone(
    ref="urn:x:gone?a=1&b=<2>", when=NOON, by="Example & Sons", comment="Withdrawn.", item=9
)
AT = "{http://purl.org/atompub/tombstones/1.0}"


def test_a_tombstone_is_written_as_rfc_6721_has_it(feed: MakeFeed, entry: MakeEntry) -> None:
    made = feed(entry(), tombstones=[STONE])
    document = atom.render(made)
    atom.reread(document, made)
    root = etree.fromstring(document)
    [stone] = root.findall(f"{AT}deleted-entry")
    assert (stone.get("ref"), stone.get("when")) == (STONE.ref, "2020-04-25T12:00:00Z")
    assert stone.findtext(f"{AT}by/{{{ATOM}}}name") == "Example & Sons"
    assert stone.findtext(f"{AT}comment") == "Withdrawn."
    # A reader that knows no tombstones sees the same feed as before.
    without = READER.parse(BytesIO(atom.render(feed(entry()))))
    seen = READER.parse(BytesIO(document))
    assert not seen.bozo
    assert seen.entries == without.entries
    assert seen.feed.author == without.feed.author
    assert seen.feed.title == without.feed.title


def test_a_feed_without_tombstones_does_not_speak_of_them(feed: MakeFeed, entry: MakeEntry) -> None:
    assert b"tombstones" not in atom.render(feed(entry()))


def test_what_stands_has_no_tombstone(feed: MakeFeed, entry: MakeEntry) -> None:
    one = entry()
    made = feed(one, tombstones=[STONE, replace(STONE, ref=one.id)])
    assert made.tombstones == (STONE,)
    wrong = replace(made, tombstones=())
    with pytest.raises(OutputError, match="tombstones"):
        atom.reread(atom.render(made), wrong)


def test_a_tombstone_changes_the_feed_and_its_date(feed: MakeFeed, entry: MakeEntry) -> None:
    with_stone, without = feed(entry(), tombstones=[STONE]), feed(entry())
    digest = compose.feed_digest(with_stone)
    assert digest != compose.feed_digest(without)
    assert digest == compose.feed_digest(feed(entry(), tombstones=[replace(STONE, item=1)]))
    assert (
        compose.feed_updated(
            [replace(entry(), updated=datetime(2020, 4, 1, tzinfo=UTC))],
            previous=datetime(2020, 4, 2, tzinfo=UTC),
            previous_digest=Digest("a" * 64),
            digest=digest,
            now=datetime(2020, 5, 1, tzinfo=UTC),
            created=datetime(2020, 1, 1, tzinfo=UTC),
            tombstones=[STONE],
        )
        == NOON
    )


def word(by: str) -> Word:
    return Word(at=NOON, by=by, reason="a secret")


@pytest.mark.parametrize(
    ("desk", "by", "comment"),
    [
        (Desk(), "Example Newsroom", "It may no longer be republished here."),
        (Desk(held=word("maria")), "Example Newsroom", "Withdrawn for the time being."),
        (Desk(rejected=word("maria")), "Example Newsroom", "Withdrawn."),
        (Desk(killed=word("maria")), "Example Newsroom", "Withdrawn."),
        (Desk(killed=word("maria"), held=word("x")), "Example Newsroom", "Withdrawn."),
        (Desk(killed=word("source")), "The Daily", "Withdrawn by The Daily."),
        (
            Desk(killed=word("maria"), replaced_by=2),
            "Example Newsroom",
            "Withdrawn. Replaced by https://daily.example/new.",
        ),
    ],
)
def test_what_a_tombstone_says(item: MakeItem, desk: Desk, by: str, comment: str) -> None:
    made = tombstone.tombstone_of(
        item(desk=desk),
        site_title="Example Newsroom",
        source_title="The Daily",
        replacement=item(article={"link": "https://daily.example/new"})
        if desk.replaced_by
        else None,
        publishers=frozenset({"source"}),
        now=NOON,
    )
    assert (made.by, made.comment, made.ref) == (by, comment, item().atom_id)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "Corrected on 25 April 2020."),
        ("de", "Berichtigt am 25. April 2020."),
        ("es", "Corregido el 25 de abril de 2020."),
        ("fr-CA", "Corrigé le 25 avril 2020."),
        ("uk", "Виправлено 25 квітня 2020 року."),
        ("fa", "Corrected on 25 April 2020."),
        (None, "Corrected on 25 April 2020."),
    ],
)
def test_a_correction_in_the_language_of_the_story(language: str | None, expected: str) -> None:
    assert correction.sentence(NOON, language, zone=ZoneInfo("UTC"))[0] == expected


def test_the_day_of_a_correction_is_that_of_the_newsroom() -> None:
    late = datetime(2020, 4, 25, 23, 30, tzinfo=UTC)
    assert "26 April" in correction.sentence(late, "en", zone=ZoneInfo("Europe/Berlin"))[0]


@pytest.mark.parametrize("language", sorted(correction._WORDS))
def test_every_language_has_twelve_months(language: str) -> None:
    months = {
        correction.sentence(datetime(2020, month, 1, tzinfo=UTC), language, zone=ZoneInfo("UTC"))
        for month in range(1, 13)
    }
    assert len(months) == 12


def test_a_corrected_entry_says_so_once(item: MakeItem, entry: MakeEntry) -> None:
    made = entry(item(corrected=NOON))
    assert made.content.count("Corrected on 25 April 2020.") == 1
    assert (
        made.content.removeprefix(
            '<div><p lang="en"><em>Corrected on 25 April 2020.</em></p></div>'
        )
        == entry().content
    )


def test_our_own_entry_as_a_source_gathers_no_lines(item: MakeItem, entry: MakeEntry) -> None:
    zone = ZoneInfo("UTC")
    grant = Grant(name=GrantName("daily"), holder="Daily Example, Inc.", footer="By {{ holder }}")
    first = again = ""
    for _ in range(3):
        story = item(corrected=NOON, article={"content": again} if again else None)
        notice = render(grant, story, zone=zone)
        again = entry(story, grant=grant, notice=notice, body=reprint(story, grant, notice)).content
        first = first or again
    assert again == first


def test_a_replacement_links_to_what_it_replaces(item: MakeItem, entry: MakeEntry) -> None:
    own = item().article.link
    made = entry(item(replaces=("https://daily.example/old", "tag:x,2020:1", own)))
    related = [link.href for link in made.links if link.rel == "related"]
    assert related == ["https://daily.example/old"]
