"""One story from several sources: which copy is carried, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import FeedName
from syndicator.store import editorial, ledger, placements
from syndicator.store.editorial import Action

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HARBOR, MIRROR = "https://harbor.example/1", "https://mirror.example/1"
ENDED = "expires = 2026-01-01"


def both(house: House, *, mirror_first: bool = False) -> None:
    sources = ["mirror", "harbor"] if mirror_first else ["harbor", "mirror"]
    for minutes, source in enumerate(sources):
        house.bring(START + timedelta(minutes=minutes), 1, source=source)


@pytest.mark.parametrize(
    ("feed", "mirror_first", "carried"),
    [
        ("", False, HARBOR),
        ("", True, MIRROR),
        ('prefer = ["mirror"]', False, MIRROR),
        ('prefer = ["harbor", "mirror"]', True, HARBOR),
    ],
)
def test_the_copy_that_is_carried(
    house: House, feed: str, carried: str, *, mirror_first: bool
) -> None:
    house.configure(START, feed=feed)
    both(house, mirror_first=mirror_first)
    house.publish(START + HOUR)
    house.check()
    assert house.ids() == [carried]


def test_permission_comes_before_preference(house: House) -> None:
    house.configure(START, feed='prefer = ["harbor"]', harbor=ENDED)
    both(house)
    house.publish(START + HOUR)
    assert house.ids() == [MIRROR]
    house.configure(START, harbor="")
    house.publish(START + 2 * HOUR)
    assert house.ids() == [MIRROR]  # the one that stands stays


def test_where_a_permission_ends_another_copy_takes_the_place(house: House) -> None:
    both(house)
    house.publish(START + HOUR)
    house.configure(START + 2 * HOUR, harbor=ENDED)
    [report] = house.publish(START + 2 * HOUR)
    house.check()
    assert house.ids() == [MIRROR]
    assert list(house.stubs()) == [HARBOR]
    assert report.instead == ((house.number(1), house.number(1, "mirror")),)


@pytest.mark.parametrize("first", ["harbor", "mirror"])
def test_a_source_withdraws_its_own_copy_only(house: House, first: str) -> None:
    """Also where it carried the story first; but the page of both is Harbor's."""
    both(house, mirror_first=first == "mirror")
    house.publish(START + HOUR)
    for hours, (source, left) in enumerate((("mirror", [HARBOR]), ("harbor", [])), start=2):
        now = START + hours * HOUR
        item = house.number(1, source)
        editorial.record(
            house.store, [item], Action.KILL, by=editorial.SOURCE, reason="so", now=now
        )
        [report] = house.publish(now)
        house.check()
        assert house.ids() == left
        replaced = (house.number(1, "mirror"), house.number(1))
        assert report.instead == ((replaced,) if first == source == "mirror" else ())


@pytest.mark.parametrize("action", [Action.KILL, Action.REJECT, Action.HOLD])
@pytest.mark.parametrize("late", [False, True], ids=["there", "later"])
def test_the_desk_takes_all_copies_along(house: House, action: Action, *, late: bool) -> None:
    house.bring(START, 1)
    if not late:
        house.bring(START, 1, source="mirror")
    house.publish(START + HOUR)
    item = house.number(1)
    said = editorial.record(house.store, [item], action, by="maria", reason="so", now=START + HOUR)
    house.publish(START + HOUR)
    if late:
        house.bring(START + HOUR, 1, source="mirror")
        house.publish(START + 2 * HOUR)
    else:
        assert said.copies == (house.number(1, "mirror"),)
    house.check()
    assert house.ids() == []
    word = editorial.history(house.store, house.number(1, "mirror"))[-1]
    assert word.action is action
    assert str(item) in word.word.reason
    if action is Action.HOLD:
        house.say("release", 1, START + 3 * HOUR)
        house.publish(START + 3 * HOUR)
        assert house.ids() == [HARBOR]
        assert not editorial.desk_of(house.store, house.number(1, "mirror")).held


STEPS = st.one_of(
    st.tuples(st.sampled_from(["harbor", "mirror"]), st.sampled_from(["", ENDED])),
    st.tuples(
        st.sampled_from(["hold", "release", "reject", "kill"]),
        st.sampled_from(["harbor", "mirror"]),
    ),
    st.tuples(st.just("bring"), st.sampled_from(["harbor", "mirror"])),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=2, max_size=7), preferred=st.sampled_from(["", "mirror"]))
def test_whatever_happens_one_permitted_copy_stands(
    new_house: Callable[[], House], steps: list[tuple[str, str]], preferred: str
) -> None:
    house = new_house()
    grants = {"harbor": "", "mirror": ""}
    brought = ["harbor"]
    now = START
    try:
        house.configure(now, feed=f'prefer = ["{preferred}"]' if preferred else "", **grants)
        house.bring(now, 1)
        house.publish(now)
        for verb, what in steps:
            now += HOUR
            before = house.ids()
            if verb in grants:
                grants[verb] = what
                house.configure(now, **grants)
            elif verb == "bring":
                house.bring(now, 1, source=what)
                brought.append(what)
            elif what in brought:
                house.say(verb, 1, now, source=what)
            house.publish(now)
            house.check()
            free = [
                source
                for source in ("harbor", "mirror")
                if source in brought and not grants[source]
                for desk in [editorial.desk_of(house.store, house.number(1, source))]
                if not (desk.killed or desk.held or desk.rejected)
            ]
            ids = house.ids()
            assert len(ids) == min(1, len(free))
            assert {each.split("/")[2].removesuffix(".example") for each in ids} <= set(free)
            if before and before[0].split("/")[2].removesuffix(".example") in free:
                assert ids == before  # the one that stands stays
            if verb in {"hold", "reject", "kill"} and what in brought:
                assert ids == []
            rows = ledger.query(house.store)
            assert len(placements.standing(house.store, FeedName("world"))) == len(ids)
            assert sum(row.entry.action is ledger.Action.PUBLISHED for row in rows) - sum(
                row.entry.action is ledger.Action.WITHDRAWN for row in rows
            ) == len(ids)
    finally:
        house.store.close()
