"""What must hold over any sequence of polls, against a store of a few lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedupe.match import compare
from syndicator.model import (
    Article,
    Change,
    CleanHtml,
    Digest,
    Identity,
    Incoming,
    Known,
    NewItem,
    Revised,
    Seen,
)

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORIES = 4


@dataclass
class Memory:
    """What the store does with changes, as far as the next comparison can tell.

    Each item is listed with its present keys, then once for every key that it had before.
    """

    known: dict[int, Known] = field(default_factory=dict)
    former: dict[int, list[Identity]] = field(default_factory=dict)

    def poll(self, incoming: list[Incoming], now: datetime) -> list[Change]:
        changes = compare(incoming, self.listed(), now=now)
        for change in changes:
            if isinstance(change, NewItem):
                self._add(change)
            else:
                self._update(change)
        return changes

    def listed(self) -> list[Known]:
        return [
            replace(known, identity=identity)
            for known in self.known.values()
            for identity in [known.identity, *self.former[known.item]]
        ]

    def _add(self, change: NewItem) -> None:
        item = len(self.known) + 1
        self.former[item] = []
        self.known[item] = Known(
            item=item,
            identity=change.incoming.identity,
            raw_hash=change.incoming.raw_hash,
            text_hash=change.article.text_hash,
            content_hash=change.article.content_hash,
            updated=change.updated,
        )

    def _update(self, change: Revised | Seen) -> None:
        old = self.known[change.item]
        keys, came = old.identity, change.incoming.identity
        new = replace(old, raw_hash=change.incoming.raw_hash)
        now = Identity(
            guid=came.guid or keys.guid,
            link=came.link or keys.link,
            fingerprint=came.fingerprint or keys.fingerprint,
        )
        self.former[change.item] += [
            replace(keys, guid=now.guid),
            replace(keys, link=now.link),
            replace(keys, fingerprint=now.fingerprint),
        ]
        if isinstance(change, Revised):
            self.former[change.item] += [
                replace(now, guid=keys.guid),
                replace(now, link=keys.link),
                replace(now, fingerprint=keys.fingerprint),
            ]
            new = replace(
                new,
                identity=now,
                text_hash=change.article.text_hash,
                content_hash=change.article.content_hash,
                updated=change.updated,
                former=(*old.former, old.text_hash),
            )
        self.known[change.item] = new


def digest(*parts: object) -> Digest:
    return Digest(hashlib.sha256(repr(parts).encode()).hexdigest())


def item(
    text: int | str,
    *,
    guid: str | None,
    link: str | None,
    markup: int = 0,
    updated: datetime | None = None,
) -> Incoming:
    return Incoming(
        identity=Identity(guid=guid, link=link, fingerprint=digest(text)),
        raw_hash=digest(text, guid, link, markup, updated),
        article=Article(
            title="",
            content=CleanHtml(""),
            text_hash=digest(text),
            content_hash=digest(text, markup, link),
        ),
        updated=updated,
    )


GUIDS = ["guid {story}", "guid {story} {poll}", None]
LIVE_PAGE = "https://example.org/latest"
LINKS = [
    "https://example.org/{story}",
    "https://example.org/{story}/{poll}",
    LIVE_PAGE,
    "https://example.org/",
    None,
]


@st.composite
def polls(
    draw: st.DrawFn, *, most: int = 8, links: Sequence[str | None] = LINKS
) -> list[list[Incoming]]:
    """Draw documents of stories with stable texts; all else about them changes as it likes."""
    some = st.lists(st.sampled_from(range(STORIES)), unique=True)
    return [
        [
            item(
                story,
                guid=_fill(draw(st.sampled_from(GUIDS)), story, poll),
                link=_fill(draw(st.sampled_from(links)), story, poll),
                markup=draw(st.integers(0, 2)),
                updated=draw(st.none() | st.integers(-90, 90).map(_hours)),
            )
            for story in stories
        ]
        for poll, stories in enumerate(draw(st.lists(some, max_size=most)))
    ]


def _fill(pattern: str | None, story: int, poll: int) -> str | None:
    return pattern and pattern.format(story=story, poll=poll)


def _hours(hours: int) -> datetime:
    return START + timedelta(hours=hours)


# A page that shows one story after the other, each alone in its document and without a headline,
# can only be taken for one story that is revised: then guids of several stories name one item.
@given(polls(links=[link for link in LINKS if link != LIVE_PAGE]))
def test_no_story_is_doubled_while_its_text_is_stable(documents: list[list[Incoming]]) -> None:
    memory = Memory()
    for count, document in enumerate(documents):
        memory.poll(document, START + timedelta(hours=count))
        texts = [known.text_hash for known in memory.known.values()]
        assert len(texts) == len(set(texts))


@given(polls())
def test_the_same_document_again_is_only_seen(documents: list[list[Incoming]]) -> None:
    memory = Memory()
    for document in documents:
        memory.poll(document, START)
        assert all(isinstance(change, Seen) for change in memory.poll(document, START))


@given(polls(), st.lists(st.integers(0, 50), min_size=8, max_size=8))
def test_updated_moves_forwards_and_never_past_the_clock(
    documents: list[list[Incoming]], pauses: list[int]
) -> None:
    memory, now = Memory(), START
    for document, pause in zip(documents, pauses, strict=False):
        now += timedelta(minutes=pause, microseconds=pause)
        before = {known.item: known.updated for known in memory.known.values()}
        memory.poll(document, now)
        for known in memory.known.values():
            assert before.get(known.item, known.updated) <= known.updated <= now
            assert known.updated.microsecond == 0


@given(polls())
def test_every_item_that_is_not_repeated_is_answered_once(documents: list[list[Incoming]]) -> None:
    memory = Memory()
    for document in documents:
        changes = memory.poll(document, START)
        assert [change.incoming for change in changes] == document
        found = [change.item for change in changes if not isinstance(change, NewItem)]
        assert len(found) == len(set(found))


def test_two_versions_in_turn_stop_being_corrections() -> None:
    memory = Memory()
    told = 0
    for poll in range(20):
        text = "AB"[poll % 2]
        now = START + timedelta(hours=poll)
        [change] = memory.poll([item(text, guid="g", link=None)], now)
        assert memory.known[1].text_hash == digest(text), "what the source says now is taken over"
        told += isinstance(change, Revised) and change.significant
    assert len(memory.known) == 1
    assert told == 3  # B, A again, B again


def test_guids_and_tracking_change_on_every_poll() -> None:
    memory = Memory()
    for poll in range(10):
        document = [
            item(f"{story} {poll}", guid=f"{story}?{poll}", link=f"https://example.org/{story}")
            for story in range(50)
        ]
        memory.poll(document, START + timedelta(hours=poll))
    assert len(memory.known) == 50


def test_what_is_missing_and_comes_back_is_the_same() -> None:
    memory = Memory()
    document = [item(story, guid=str(story), link=None) for story in range(5)]
    for part in (document, [], document[:2]):
        memory.poll(part, START)
    changes = memory.poll(document, START)
    assert [type(change) for change in changes] == [Seen] * 5
    assert len(memory.known) == 5
