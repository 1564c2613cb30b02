"""Stories that wait their turn: who goes first, who gives way, and that nobody is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.curate import queue
from syndicator.curate.queue import Judged, Turn, select_in_turn
from syndicator.curate.select import select
from syndicator.model import Decision, FeedName, Head, Item, SourceName, Verdict
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import Quota

MakeItem = Callable[..., Item]

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOMORROW = DATE + timedelta(days=1)


def wanted(item: Item) -> tuple[Head, Decision]:
    return item, Decision(
        item=item.id, feed=FeedName("world"), verdict=Verdict.PUBLISH, rule="r", reason="r"
    )


def turn(waiting: list[int], room: int) -> Turn:
    rule = "grants.daily.daily_limit"
    return Turn(waiting=tuple(waiting), room=room, rule=rule, reason="waits", until=TOMORROW)


def nothing(_: Judged) -> Mapping[int, Decision]:
    return {}


def choose(
    items: list[Item],
    *turns: Turn,
    limit: int = 50,
    standing: frozenset[int] = frozenset(),
    refuse: Callable[[Judged], Mapping[int, Decision]] = nothing,
) -> dict[int, Decision]:
    feed = OutputFeed(
        name=FeedName("world"), title="World", sources=(SourceName("harbour"),), limit=limit
    )
    chosen = select_in_turn(
        [wanted(item) for item in items], feed, standing=standing, turns=turns, refuse=refuse
    )
    assert sorted(item.id for item, _ in chosen) == sorted(item.id for item in items)
    return {item.id: decision for item, decision in chosen}


def published(decisions: Mapping[int, Decision]) -> set[int]:
    return {item for item, each in decisions.items() if each.verdict is Verdict.PUBLISH}


@pytest.fixture
def stories(make_item: MakeItem) -> list[Item]:
    """Nine stories, a day apart; the first is the oldest."""
    return [make_item(n, published=DATE - timedelta(days=10 - n)) for n in range(1, 10)]


@pytest.mark.parametrize(
    ("room", "expected"), [(0, set()), (1, {1}), (3, {1, 2, 3}), (9, {*range(1, 10)})]
)
def test_the_first_in_the_queue_go(stories: list[Item], room: int, expected: set[int]) -> None:
    decisions = choose(stories, turn([*range(1, 10)], room))
    assert published(decisions) == expected
    for item, decision in decisions.items():
        if item not in expected:
            assert decision.verdict is Verdict.WITHHELD
            assert decision.rule == "grants.daily.daily_limit"
            assert decision.wake_at == TOMORROW


def test_others_are_not_concerned(stories: list[Item]) -> None:
    decisions = choose(stories, turn([1, 2, 3], 1), turn([7, 8], 1))
    assert published(decisions) == {1, 4, 5, 6, 7, 9}


def test_a_copy_gives_its_turn_to_the_next(stories: list[Item], make_item: MakeItem) -> None:
    stories[1] = make_item(2, story=1, published=stories[1].published)
    decisions = choose(stories, turn([2, 3, 4], 1), standing=frozenset({1}))
    assert published(decisions) & {2, 3, 4} == {3}
    assert decisions[2].rule == "dedupe"


def test_what_the_limit_cuts_gives_its_turn_to_the_next(stories: list[Item]) -> None:
    # 5 to 9 fill the feed: 1 to 3 come too late for it, 8 does not.
    decisions = choose(stories, turn([1, 2, 3, 8, 9], 1), limit=4)
    assert published(decisions) == {5, 6, 7, 8}
    assert {decisions[item].rule for item in (1, 2, 3, 4)} == {"feeds.world.limit"}
    assert decisions[9].rule == "grants.daily.daily_limit"


def test_a_long_queue_of_old_stories_is_passed_over_at_once(
    make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [make_item(n, published=DATE - timedelta(days=90, hours=n)) for n in range(1, 301)]
    new = [make_item(n, published=DATE - timedelta(hours=n)) for n in range(301, 306)]
    calls: list[int] = []

    def counted(*arguments: Any, **more: Any) -> list[tuple[Head, Decision]]:
        calls.append(1)
        return select(*arguments, **more)

    monkeypatch.setattr(queue, "select", counted)
    decisions = choose([*old, *new], turn([*range(300, 0, -1), 305], 1), limit=3)
    assert published(decisions) == {301, 302, 303}
    assert len(calls) < 9


def test_a_long_queue_over_its_quota_is_passed_over_at_once(
    make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud, quiet = SourceName("loud"), SourceName("quiet")
    old = [
        make_item(n, published=DATE - timedelta(days=9, hours=n), source=loud)
        for n in range(1, 301)
    ]
    new = [make_item(300 + n, published=DATE - timedelta(hours=n), source=loud) for n in (1, 2)]
    other = make_item(303, published=DATE - timedelta(days=8), source=quiet)
    calls: list[int] = []

    def counted(*arguments: Any, **more: Any) -> list[tuple[Head, Decision]]:
        calls.append(1)
        return select(*arguments, **more)

    monkeypatch.setattr(queue, "select", counted)
    feed = OutputFeed(
        name=FeedName("world"), title="World", sources=(loud, quiet), quota=Quota(source=2)
    )
    chosen = select_in_turn(
        [wanted(item) for item in (*old, *new, other)],
        feed,
        standing=frozenset(),
        turns=[turn([*range(300, 0, -1), 303], 1)],
        refuse=nothing,
    )
    decisions = {item.id: decision for item, decision in chosen}
    assert published(decisions) == {301, 302, 303}
    assert decisions[7].rule == "feeds.world.quota.source"
    assert len(calls) < 9


def test_what_cannot_be_published_gives_its_turn_to_the_next(stories: list[Item]) -> None:
    def refuse(chosen: Judged) -> Mapping[int, Decision]:
        return {
            item.id: Decision(
                item=item.id,
                feed=FeedName("world"),
                verdict=Verdict.WITHHELD,
                rule="publish",
                reason="no",
            )
            for item, decision in chosen
            if item.id in {1, 5} and decision.verdict is Verdict.PUBLISH
        }

    decisions = choose(stories, turn([1, 2, 3], 2), refuse=refuse, limit=5)
    assert published(decisions) == {4, 6, 7, 8, 9}  # the newest; 5 makes room for one more
    decisions = choose(stories, turn([1, 2, 3], 2), refuse=refuse)
    assert published(decisions) == {2, 3, 4, 6, 7, 8, 9}
    assert decisions[1].rule == decisions[5].rule == "publish"


@given(
    waits=st.lists(st.booleans(), min_size=1, max_size=12),
    room=st.integers(0, 4),
    limit=st.integers(1, 12),
    copies=st.lists(st.integers(1, 12), max_size=12),
)
def test_day_by_day_everybody_who_has_a_place_gets_it(
    make_item: MakeItem, waits: list[bool], room: int, limit: int, copies: list[int]
) -> None:
    story = dict(enumerate(copies, start=1))
    items = [
        make_item(n, published=DATE + timedelta(hours=n), story=min(n, story.get(n, n)))
        for n in range(1, len(waits) + 1)
    ]
    waiting = [item.id for item, waits_ in zip(items, waits, strict=True) if waits_]
    standing: frozenset[int] = frozenset()
    decisions: dict[int, Decision] = {}
    for _ in range(len(waiting) + 2):
        decisions = choose(items, turn(waiting, room), limit=limit, standing=standing)
        new = [item for item in waiting if item in published(decisions)]
        assert len(new) <= room
        assert len(published(decisions)) <= limit
        waiting = [item for item in waiting if item not in new]
        standing = frozenset(published(decisions))
    # What still waits does so for no want of turns.
    if room:
        assert {decisions[item].verdict for item in waiting} <= {Verdict.LEFT_OUT}
