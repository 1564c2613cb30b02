"""Sources that make up guids, links or dates at every fetch, and those that only seem to.

Documents go the whole way from what was parsed to the changes, against a store of a few lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedupe.identity import identify
from syndicator.dedupe.match import compare
from syndicator.model import (
    Change,
    Enclosure,
    Identity,
    Incoming,
    Known,
    NewItem,
    ParsedItem,
    Revised,
    Seen,
    SourceMeta,
    Text,
)
from syndicator.parse.clean import clean
from syndicator.parse.hashing import fingerprint

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
SITE = "https://alerts.example/"
LONG = "The ferry across the river stops on Monday and runs again in the spring, says number {}."


def item(
    title: str,
    text: str = "",
    *,
    guid: str | None = None,
    link: str | None = None,
    date: datetime | None = None,
    file: str | None = None,
) -> ParsedItem:
    made = ParsedItem(
        raw_hash=fingerprint(),
        guid=guid,
        link=link,
        title=Text(value=title),
        summary=Text(value=text) if text else None,
        published=date,
        enclosures=(Enclosure(url=file, type="audio/mpeg"),) if file else (),
    )
    return replace(made, raw_hash=fingerprint(item=made))


class Memory:
    """What collecting and the store do, as far as the next comparison can tell.

    What is known is not cleaned again. Keys are never forgotten. `Seen` leaves the present ones.
    """

    def __init__(self) -> None:
        self.known: dict[int, Known] = {}
        self.former: dict[int, list[Identity]] = {}

    def poll(self, *items: ParsedItem, now: datetime) -> list[Change]:
        raw = {known.raw_hash for known in self.known.values()}
        incoming = []
        for each in items:
            article = None if each.raw_hash in raw else clean(each, SourceMeta())
            incoming.append(
                Incoming(
                    identity=identify(each, article),
                    raw_hash=each.raw_hash,
                    article=article,
                    published=each.published,
                )
            )
        listed = [
            replace(known, identity=identity)
            for known in self.known.values()
            for identity in [known.identity, *self.former[known.item]]
        ]
        changes = compare(incoming, listed, now=now)
        for change in changes:
            self._store(change)
        return changes

    def _store(self, change: Change) -> None:
        came = change.incoming
        number = len(self.known) + 1 if isinstance(change, NewItem) else change.item
        old = self.known.get(number)
        keys = replace(came.identity, words=None)
        if old is not None:
            keys = Identity(
                guid=keys.guid or old.identity.guid,
                link=keys.link or old.identity.link,
                fingerprint=keys.fingerprint or old.identity.fingerprint,
            )
            self.former[number] += [
                replace(old.identity, guid=keys.guid),
                replace(old.identity, link=keys.link),
                replace(old.identity, fingerprint=keys.fingerprint),
            ]
        if isinstance(change, Seen):
            self.known[number] = replace(self.known[number], raw_hash=came.raw_hash)
            return
        self.former.setdefault(number, [])
        article = change.article
        self.known[number] = Known(
            item=number,
            identity=keys,
            raw_hash=came.raw_hash,
            text_hash=article.text_hash,
            content_hash=article.content_hash,
            updated=change.updated,
            former=(*old.former, old.text_hash) if old else (),
            published=(old.published if old else None) or came.published,
            link=article.link,
            enclosures=tuple(each.url for each in article.enclosures),
            title=article.title,
        )


def count(changes: list[Change], kind: type) -> int:
    return sum(isinstance(change, kind) for change in changes)


def hour(poll: int) -> datetime:
    return START + timedelta(hours=poll)


TEXTS = {"title-only": "", "short": "More at {}.", "long": LONG}
LINKS: dict[str, Callable[[int, int], str | None]] = {
    "no-link": lambda _story, _poll: None,
    "root": lambda _story, _poll: SITE,
    "one-page": lambda _story, _poll: SITE + "alerts",
    "own-page": lambda story, _poll: f"{SITE}{story}",
    "random": lambda story, poll: f"{SITE}{story}/{poll}",
}
DATES: dict[str, Callable[[int, int], datetime | None]] = {
    "undated": lambda _story, _poll: None,
    "own-date": lambda story, _poll: START - timedelta(days=story),
    "fetch-date": lambda story, poll: hour(poll) - timedelta(seconds=story),
}


@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize("texts", TEXTS)
def test_guids_made_up_at_every_fetch_flood_nothing(texts: str, links: str, dates: str) -> None:
    memory = Memory()
    for poll in range(25):
        changes = memory.poll(
            *(
                item(
                    f"Alert {story}",
                    TEXTS[texts].format(story),
                    guid=f"{story} {poll}",
                    link=LINKS[links](story, poll),
                    date=DATES[dates](story, poll),
                )
                for story in range(3)
            ),
            now=hour(poll),
        )
        assert count(changes, NewItem) == (3 if poll == 0 else 0)
        # A link that moves with its guid is taken over once: so does a site that has moved.
        assert count(changes, Revised) == (3 if poll == 1 and links == "random" else 0)


@pytest.mark.parametrize("links", LINKS)
def test_a_story_is_new_among_made_up_guids(links: str) -> None:
    memory = Memory()
    for poll in range(10):
        changes = memory.poll(
            *(
                item(f"Alert {story}", guid=f"{story} {poll}", link=LINKS[links](story, poll))
                for story in range(poll, poll + 4)
            ),
            now=hour(poll),
        )
        assert count(changes, NewItem) == (4 if poll == 0 else 1)


def test_alike_items_with_made_up_guids_flood_nothing() -> None:
    memory = Memory()
    for poll in range(10):
        for size in (3, 2, 3):
            made = [item("Alert", guid=f"{n} {poll} {size}", link=SITE) for n in range(size)]
            memory.poll(*made, now=hour(poll))
    assert len(memory.known) == 3


@pytest.mark.parametrize("link", [SITE + "today", SITE, None], ids=["page", "root", "none"])
def test_a_page_that_shows_one_story_after_the_other(link: str | None) -> None:
    memory = Memory()
    for poll in range(10):
        made = item(
            f"Story {poll}",
            LONG.format(poll),
            guid=f"{SITE}{poll}",
            link=link,
            date=START + timedelta(days=poll),
        )
        now = START + timedelta(days=poll)
        assert count(memory.poll(made, now=now), NewItem) == 1
        assert count(memory.poll(made, now=now), Seen) == 1
    assert [known.published for known in memory.known.values()] == [
        START + timedelta(days=poll) for poll in range(10)
    ]


@pytest.mark.parametrize("window", [1, 2, 5])
@pytest.mark.parametrize("own_link", [True, False], ids=["own-link", "one-link"])
@pytest.mark.parametrize("text", ["", LONG], ids=["title-only", "long"])
def test_no_episode_in_the_same_words_is_lost(text: str, window: int, *, own_link: bool) -> None:
    memory = Memory()
    for poll in range(12):
        memory.poll(
            *(
                item(
                    "The bulletin",
                    text,
                    guid=f"bulletin {number}",
                    link=f"{SITE}{number}" if own_link else SITE + "bulletin",
                    date=hour(number),
                    # At one page the recording is all that is new.
                    file=None if own_link else f"{SITE}{number}.mp3",
                )
                for number in range(poll, poll + window)
            ),
            now=hour(poll + window),
        )
    assert len(memory.known) == 11 + window


def test_one_words_and_one_page_are_one_item_whatever_its_dates() -> None:
    memory = Memory()
    for poll in range(5):
        memory.poll(
            item("The ferry", guid=f"{poll}", link=SITE + "ferry", date=hour(poll)),
            now=hour(poll),
        )
    assert len(memory.known) == 1


@pytest.mark.parametrize("text", ["", "More at {}.", LONG], ids=["title-only", "short", "long"])
def test_one_guid_for_all_stories(text: str) -> None:
    memory = Memory()
    for poll in range(10):
        changes = memory.poll(
            *(
                item(
                    f"Story {story}",
                    text.format(story),
                    guid=SITE,
                    link=f"{SITE}{story}",
                    date=START - timedelta(days=9) + timedelta(days=story),
                )
                for story in range(poll // 2, poll // 2 + 3)
            ),
            now=hour(poll),
        )
        assert count(changes, NewItem) == (3 if poll == 0 else 1 - poll % 2)
        assert count(changes, Revised) == 0


def test_a_correction_under_a_guid_of_many() -> None:
    memory = Memory()
    made = [item(f"Story {n}", guid="news", link=f"{SITE}{n}") for n in range(3)]
    memory.poll(*made, now=START)
    made[1] = item("Story 1, corrected", guid="news", link=f"{SITE}1")
    changes = memory.poll(*made, now=hour(1))
    assert [type(change) for change in changes] == [Seen, Revised, Seen]


def test_a_site_that_has_moved_takes_its_items_with_it() -> None:
    memory = Memory()
    for address in ("http://old.example/", "http://old.example/", SITE, SITE):
        links = [f"{address}{story}" for story in range(3)]
        made = [
            item(f"Story {n}", LONG.format(n), guid=link, link=link) for n, link in enumerate(links)
        ]
        memory.poll(*made, now=START)
    assert [known.link for known in memory.known.values()] == [f"{SITE}{n}" for n in range(3)]


def test_a_link_that_moves_under_its_guid_is_followed() -> None:
    memory = Memory()
    for poll in range(5):
        [change] = memory.poll(item("Story", guid="g", link=f"{SITE}{poll}"), now=START)
        assert isinstance(change, NewItem if poll == 0 else Revised)


@st.composite
def documents(draw: st.DrawFn) -> list[list[ParsedItem]]:
    """Draw documents in which anything may be equal to or differ from anything."""
    one = st.builds(
        item,
        st.sampled_from(["", "Alert", "Other alert"]),
        st.sampled_from(["", "More.", LONG, LONG + " Corrected."]),
        guid=st.sampled_from([None, "a", "b", "c"]),
        link=st.sampled_from([None, SITE, SITE + "1", SITE + "2"]),
        date=st.sampled_from([None, START, START - timedelta(days=1)]),
        file=st.sampled_from([None, SITE + "1.mp3", SITE + "2.mp3"]),
    )
    return draw(st.lists(st.lists(one, max_size=5), max_size=6))


@given(documents())
def test_the_same_document_again_is_only_seen(polls: list[list[ParsedItem]]) -> None:
    memory = Memory()
    for poll in polls:
        once = memory.poll(*poll, now=START)
        again = memory.poll(*poll, now=START)
        assert all(isinstance(change, Seen) for change in again)
        assert len(again) == len(once)


@given(documents())
def test_a_guid_a_link_and_a_date_of_its_own_make_a_story(polls: list[list[ParsedItem]]) -> None:
    memory, told = Memory(), 0
    for poll in polls:
        made = []
        for each in poll:
            told += 1
            made.append(
                replace(
                    each,
                    guid=f"story {told}",
                    link=f"{SITE}{told}",
                    published=START + timedelta(hours=told),
                )
            )
        made = [replace(each, raw_hash=fingerprint(item=each)) for each in made]
        assert count(memory.poll(*made, now=hour(told)), NewItem) == len(made)
