"""What stood, from when until when: by table, and against a naive replay of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Digest, FeedName, GrantName, SourceName
from syndicator.publish import proof
from syndicator.store.ledger import Action, LedgerEntry, LedgerRow

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORLD, RIVER = FeedName("world"), FeedName("river")
PUBLISHED, REVISED, WITHDRAWN = Action.PUBLISHED, Action.REVISED, Action.WITHDRAWN

Row = Callable[..., LedgerRow]


def row(
    action: Action,
    minute: int,
    *,
    item: int = 1,
    feed: FeedName = WORLD,
    revision: int = 1,
    grant: int = 1,
    notice: str = "a",
    reason: str = "",
) -> LedgerRow:
    return LedgerRow(
        id=0,
        entry=LedgerEntry(
            at=NOON + timedelta(minutes=minute),
            action=action,
            item=item,
            revision=revision,
            feed=feed,
            grant=grant,
            notice=Digest(notice),
            atom_id=f"tag:example.org,2026:{item}",
            link=f"https://daily.example/{item}",
            title=f"Story {item}, revision {revision}",
            reason=reason,
        ),
        grant_name=GrantName("daily" if grant < 3 else "weekly"),
        grant_digest=Digest(f"version {grant}"),
        source=SourceName("daily"),
    )


def spans(found: Iterable[proof.Interval]) -> list[tuple[int, int | None, str]]:
    def minutes(moment: datetime) -> int:
        return (moment - NOON) // timedelta(minutes=1)

    return [
        (minutes(each.start), None if each.until is None else minutes(each.until), each.reason)
        for each in found
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([row(PUBLISHED, 0)], [(0, None, "")]),
        ([row(PUBLISHED, 0), row(WITHDRAWN, 5, reason="expired")], [(0, 5, "expired")]),
        (
            [row(PUBLISHED, 0), row(REVISED, 3, revision=2), row(WITHDRAWN, 5, reason="killed")],
            [(0, 5, "killed")],
        ),
        (
            [row(PUBLISHED, 0), row(REVISED, 3, grant=2)],
            [(0, 3, proof.OTHER_PERMISSION), (3, None, "")],
        ),
        (
            [row(PUBLISHED, 0), row(REVISED, 3, notice="b")],
            [(0, 3, proof.OTHER_NOTICE), (3, None, "")],
        ),
        (
            [row(PUBLISHED, 0), row(WITHDRAWN, 2, reason="held"), row(PUBLISHED, 4)],
            [(0, 2, "held"), (4, None, "")],
        ),
        ([row(PUBLISHED, 0), row(PUBLISHED, 1, feed=RIVER)], [(0, None, ""), (1, None, "")]),
        ([row(WITHDRAWN, 2)], []),
        ([row(REVISED, 2)], [(2, None, "")]),
        ([row(PUBLISHED, 5), row(WITHDRAWN, 1, reason="clock")], [(5, 5, "clock")]),
    ],
    ids=[
        "nothing",
        "stands",
        "ended",
        "a revision goes on",
        "another permission begins anew",
        "another notice begins anew",
        "came back",
        "two feeds",
        "withdrawn what did not stand",
        "revised what was not published",
        "the clock went back",
    ],
)
def test_intervals(rows: list[LedgerRow], expected: list[tuple[int, int | None, str]]) -> None:
    assert spans(proof.intervals(rows)) == expected


def test_an_interval_knows_its_texts_and_its_rows() -> None:
    rows = [row(PUBLISHED, 0), row(REVISED, 3, revision=2), row(WITHDRAWN, 5)]
    (found,) = proof.intervals(rows)
    assert [text.revision for text in found.texts] == [1, 2]
    assert found.title == "Story 1, revision 2"
    assert found.text(NOON + timedelta(minutes=2)).revision == 1
    assert found.text(NOON + timedelta(minutes=3)).revision == 2
    for minute, revision in ((0, 1), (3, 1), (4, 2), (99, 2)):
        assert found.text_before(NOON + timedelta(minutes=minute)).revision == revision
    assert found.entries == tuple(rows)


DAY = (NOON + timedelta(minutes=10), NOON + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [
        (0, 5, False),
        (0, 10, False),
        (0, 11, True),
        (0, None, True),
        (10, 10, True),
        (12, 15, True),
        (19, None, True),
        (20, None, False),
        (25, 30, False),
    ],
)
def test_what_touches_a_day(start: int, end: int | None, *, touches: bool) -> None:
    rows = [row(PUBLISHED, start), *([] if end is None else [row(WITHDRAWN, end)])]
    found = proof.intervals(rows)
    assert bool(proof.during(found, *DAY)) is touches


def test_narrowed_to_a_permission_or_a_source() -> None:
    found = proof.intervals([row(PUBLISHED, 0), row(REVISED, 5, grant=3)])
    assert spans(proof.during(found, grant=GrantName("daily"))) == [(0, 5, proof.OTHER_PERMISSION)]
    assert spans(proof.during(found, grant=GrantName("weekly"))) == [(5, None, "")]
    assert len(proof.during(found, source=SourceName("daily"))) == 2
    assert proof.during(found, source=SourceName("other")) == []
    assert proof.versions(found) == [1, 3]
    assert proof.notices(found) == [Digest("a")]
    assert [each.grant for each in proof.standing([row(PUBLISHED, 0)])] == [1]


EVENTS = st.lists(
    st.builds(
        row,
        st.sampled_from(Action),
        st.integers(0, 12),
        item=st.integers(1, 2),
        feed=st.sampled_from([WORLD, RIVER]),
        revision=st.integers(1, 3),
        grant=st.integers(1, 3),
        notice=st.sampled_from("ab"),
    ),
    max_size=20,
)


def replay(rows: Iterable[LedgerRow], moment: datetime) -> set[tuple[object, ...]]:
    """What stood at a moment, by going through the events one by one."""
    standing: dict[tuple[FeedName, int], LedgerRow] = {}
    for each in rows:
        if each.entry.at > moment:
            continue
        key = (each.entry.feed, each.entry.item)
        standing.pop(key, None)
        if each.entry.action is not WITHDRAWN:
            standing[key] = each
    return {
        (key, each.entry.revision, each.entry.title, each.entry.grant, each.entry.notice)
        for key, each in standing.items()
    }


@given(EVENTS)
def test_at_any_moment_it_says_what_a_replay_says(rows: list[LedgerRow]) -> None:
    rows.sort(key=lambda each: each.entry.at)
    found = proof.intervals(rows)
    for minute in range(-1, 14):
        moment = NOON + timedelta(minutes=minute)
        said = {
            (
                (each.interval.feed, each.interval.item),
                each.text.revision,
                each.text.title,
                each.interval.grant,
                each.interval.notice,
            )
            for each in proof.at(found, moment)
        }
        assert said == replay(rows, moment)
        assert len(said) == len(proof.at(found, moment))


@given(EVENTS)
def test_intervals_of_a_story_never_overlap_and_lose_no_event(rows: list[LedgerRow]) -> None:
    found = proof.intervals(rows)
    for feed, item in {(each.feed, each.item) for each in found}:
        own = [each for each in found if (each.feed, each.item) == (feed, item)]
        assert all(each.until is not None for each in own[:-1])
        for one, next_one in pairwise(own):
            assert one.until is not None
            assert one.start <= one.until <= next_one.start
    begun = [each for each in rows if each.entry.action is not WITHDRAWN]
    counted = sum(len(each.texts) for each in found)
    assert counted == len(begun)
