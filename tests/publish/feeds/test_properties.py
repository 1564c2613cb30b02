"""What must hold whatever happens: files, placements and ledger say the same; nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.curate.decide import rule
from syndicator.model import FeedName
from syndicator.store import items

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)

numbers = st.integers(1, 6)
sources = st.sampled_from(["harbor", "mirror"])
steps = st.one_of(
    st.tuples(st.just("bring"), st.lists(numbers, min_size=1, max_size=3), sources),
    st.tuples(st.just("correct"), numbers, st.integers(0, 2)),
    st.tuples(st.sampled_from(["kill", "hold", "release", "reject", "approve"]), numbers),
    st.tuples(st.just("pass"), st.sampled_from([1, 3, 8, 31, 70])),
    st.tuples(st.just("limit"), st.integers(1, 4)),
    st.tuples(st.just("max_age"), st.sampled_from(["2d", "30d", "all"])),
    st.tuples(st.just("exclude"), st.sampled_from(["", "story 1", "story 2"])),
    st.tuples(st.just("expires"), st.sampled_from(["", "2026-03-15", "2026-04-02"])),
    st.tuples(st.just("source"), st.sampled_from(["", "remove_after"])),
)


def act(house: House, step: tuple[object, ...], now: datetime) -> None:
    known = house.known()
    match step:
        case ("bring", list(which), str(source)):
            house.bring(now, *which, source=source)
        case ("correct", int(number), int(text)) if number in known:
            house.bring(now, number, text=f"v{text}")
        case (
            "kill" | "hold" | "release" | "reject" | "approve" as action,
            int(number),
        ) if number in known:
            house.say(str(action), number, now)
        case ("limit", int(limit)):
            house.configure(now, limit=str(limit))
        case ("max_age", str(age)):
            house.configure(now, max_age=age)
        case ("exclude", str(word)):
            excluded = f'exclude = [{{ title = "{word}" }}]' if word else ""
            house.configure(now, feed=excluded)
        case ("expires", str(day)):
            house.configure(now, mirror=f"expires = {day}" if day else "")
        case ("source", str(condition)):
            house.configure(now, harbor='remove_after = "20d"' if condition else "")


def nothing_withheld_is_anywhere(house: House, now: datetime) -> None:
    assert house.rules
    config = house.rules.config
    feed = config.feeds[FeedName("world")]
    found = items.candidates(house.store, config.sources)
    free = [item for item in found if rule(config, item, now=now, feed=feed).permitted]
    told = {item.atom_id.rpartition("/")[2] for item in free}
    everywhere = {*house.ids(), *(each for ids in house.archives().values() for each in ids)}
    assert everywhere <= {item.atom_id for item in free}
    for item in found:
        if (number := item.atom_id.rpartition("/")[2]) not in told:
            assert house.says(f"marker{number}x") == []
            assert house.says(f"Headline of story {number}") == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(course=st.lists(steps, min_size=3, max_size=10))
def test_whatever_happens(new_house: Callable[[], House], course: list[tuple[object, ...]]) -> None:
    house = new_house()
    try:
        now = START
        closed: dict[str, set[str]] = {}
        house.configure(now, limit="2")
        house.bring(now, 1, 2, 3)
        house.publish(now)
        for step in course:
            now += timedelta(hours=1)
            if step[0] == "pass":
                now += timedelta(days=int(str(step[1])))
            act(house, step, now)
            house.publish(now)
            house.check()
            nothing_withheld_is_anywhere(house, now)
            for path, ids in house.archives().items():
                assert set(ids) <= closed.get(path, set(ids)), "a closed archive takes nothing in"
                closed[path] = set(ids)
        # Built again from the same state, every file is the same.
        files = house.files()
        house.publish(now, everything=True)
        assert house.files() == files
    finally:
        house.store.close()
