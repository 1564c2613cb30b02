"""What was composed once is what would be composed again, to the last byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator import __version__
from syndicator.config.digests import Under, made_of
from syndicator.model import Desk, Digest, FeedName, Head, Item, SourceName, Word
from syndicator.publish.candidates import plan_feed
from syndicator.publish.compose import entry as compose
from syndicator.publish.compose import feed as compose_feed
from syndicator.publish.formats.registry import FEED_FORMS
from syndicator.publish.plan import Plan
from syndicator.store import editorial, entry_cache, items, placements

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
WORLD = FeedName("world")
GRANTS = (
    "",
    'header = "First on {{ credit_link }}, {{ year }}"\ncredit = "The Harbor"',
    'footer = "{{ author }}: {{ link }}"\nscope = "excerpt"\nexcerpt = { words = 3 }',
    'scope = "headline"\nonward = false',
    'counter = "<img src=\\"https://count.example/{{ number }}\\">"\nexpires = 2027-01-01',
    '[[grants.harbor.wording]]\nfrom = 2026-03-11\nheader = "As of now."',
)
FEEDS = ("", 'territory = ["CZ"]', 'access = "token"', 'language = "cs"', "exclude = []")

numbers = st.integers(1, 4)
steps = st.one_of(
    st.tuples(st.just("bring"), st.lists(numbers, min_size=1, max_size=3)),
    st.tuples(st.just("correct"), numbers, st.integers(0, 2)),
    st.tuples(st.sampled_from(["hold", "release", "kill"]), numbers),
    st.tuples(st.just("replace"), numbers, numbers),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 24 * 40])),
    st.tuples(st.just("harbor"), st.sampled_from(GRANTS)),
    st.tuples(st.just("feed"), st.sampled_from(FEEDS)),
    st.tuples(st.just("title"), st.sampled_from(["World", "Other"])),
    st.tuples(st.just("limit"), st.sampled_from(["1", "2", "50"])),
    st.tuples(st.just("formats"), st.sampled_from(['["atom"]', '["atom", "html", "json"]'])),
)


def act(house: House, step: tuple[object, ...], now: datetime) -> None:
    known = house.known()
    match step:
        case "bring", list(which):
            house.bring(now, *which)
        case "correct", int(number), int(text) if number in known:
            house.bring(now, number, text=f"v{text}")
        case ("hold" | "release" | "kill") as action, int(number) if number in known:
            house.say(str(action), number, now)
        case "replace", int(old), int(new) if {old, new} <= known.keys() and old != new:
            editorial.record(
                house.store, [known[old]], editorial.Action.KILL, by="ed", reason="-", now=now,
                replaced_by=known[new],
            )  # fmt: skip
        case ("harbor" | "feed" | "title" | "limit" | "formats") as key, str(value):
            house.configure(now, **{str(key): value})


def planned(house: House, now: datetime, *, kept: bool) -> Plan:
    assert house.rules
    config = house.rules.config
    feed = config.feeds[WORLD]
    return plan_feed(
        house.store, config, feed, versions=house.rules.versions, now=now,
        under=Under(config, feed, house.rules.common) if kept else None,
    )  # fmt: skip


def documents(plan: Plan) -> list[bytes]:
    made = compose_feed.feed(
        plan.feed, plan.entries,
        site=compose_feed.Site(
            base_url="https://feeds.example.org/", title="Site", version=__version__
        ),
        updated=START,
    )  # fmt: skip
    return [form.render(made) for form in FEED_FORMS.values()]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(course=st.lists(steps, min_size=3, max_size=10))
def test_an_entry_that_is_kept_is_the_one_that_would_be_composed(
    new_house: Callable[[], House], course: list[tuple[object, ...]]
) -> None:
    house = new_house()
    try:
        now = START
        house.configure(now)
        house.bring(now, 1, 2)
        house.publish(now)
        for step in course:
            now += timedelta(hours=int(str(step[1])) if step[0] == "wait" else 1)
            act(house, step, now)
            kept, fresh = (planned(house, now, kept=each) for each in (True, False))
            assert kept == fresh
            assert documents(kept) == documents(fresh)
            house.publish(now)
            current = placements.standing(house.store, WORLD, current=True)
            assert entry_cache.made_of(house.store, WORLD).keys() == {each.item for each in current}
        files = house.files()
        house.publish(now, everything=True)
        assert house.files() == files
    finally:
        house.store.close()


def test_what_stands_is_not_composed_again(
    new_house: Callable[[], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house()
    composed: list[int] = []
    entry: Any = compose.entry

    def counted(item: Item, *args: object, **keywords: object) -> object:
        composed.append(item.id)
        return entry(item, *args, **keywords)

    monkeypatch.setattr("syndicator.publish.plan.entry", counted)
    house.configure(START)
    house.bring(START, 1, 2, 3)
    house.publish(START)
    assert sorted(composed) == [1, 2, 3]
    composed.clear()
    house.bring(START, 4)
    house.bring(START + timedelta(hours=1), 2, text="new")
    house.publish(START + timedelta(hours=1))
    assert sorted(composed) == [2, 4]
    composed.clear()
    house.publish(START + timedelta(hours=2), everything=True)
    assert sorted(composed) == [1, 2, 3, 4], "an operator who asks for all gets it made anew"
    house.store.close()


def test_the_digest_moves_with_everything_that_an_entry_is_made_of(
    new_house: Callable[[], House],
) -> None:
    house = new_house()
    house.configure(START)
    house.bring(START, 1)
    (item,) = items.get(house.store, [1])
    later = START + timedelta(days=1)
    changed: dict[str, Any] = {
        "published": (item.published or START).astimezone(timezone(timedelta(hours=5))),
        "desk": Desk(approved=Word(at=START, by="a", reason="b")),
        "corrections": (later,),
        "replaces": ("https://x.example/",),
        "first_poll": not item.first_poll,
        "source": SourceName("mirror"),
    }
    digests = {made_of(item, Digest("a"), 1), made_of(item, Digest("b"), 1)}
    digests.add(made_of(item, Digest("a"), 2))
    count = 3
    for field in fields(Head):
        if field.name in {"first_published", "near"}:
            continue
        before: Any = getattr(item, field.name)
        other: Any = changed.get(field.name)
        if other is None:
            other = later if before is None or isinstance(before, datetime) else before * 2
        moved: dict[str, Any] = {field.name: other}
        digests.add(made_of(replace(item, **moved), Digest("a"), 1))
        count += 1
    assert len(digests) == count
    house.store.close()


def test_a_permission_with_other_words_makes_all_its_entries_otherwise(
    new_house: Callable[[], House],
) -> None:
    house = new_house()
    under = {}
    for harbor in GRANTS:
        house.configure(START, harbor=harbor)
        assert house.rules
        config = house.rules.config
        found = Under(config, config.feeds[WORLD], house.rules.common)
        assert list(found) == list(config.sources)
        under[harbor] = found[SourceName("harbor")]
    assert len(set(under.values())) == len(GRANTS)
    house.store.close()


def test_another_program_makes_all_of_it_anew(
    new_house: Callable[[], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house()
    house.configure(START)
    house.bring(START, 1, 2)
    house.publish(START)
    later = START + timedelta(hours=1)
    mended = dict.fromkeys(compose._ACCESS, "Mended: {credit}.")
    with monkeypatch.context() as patch:
        patch.setattr(compose, "_ACCESS", mended)
        patch.setattr("syndicator.store.activate.identity", lambda: "another")
        house.configure(later)
        house.publish(later)
    atom, _ = house.files()["world.atom"]
    assert atom.count(b"Mended: ") == 2
    house.store.close()


def test_what_cannot_be_read_any_more_is_made_again(new_house: Callable[[], House]) -> None:
    house = new_house()
    house.configure(START)
    house.bring(START, 1, 2)
    house.publish(START)
    with house.store.transaction():
        house.store.write("UPDATE entries SET composed = '[1' WHERE item = 1")
    house.bring(START + timedelta(hours=1), 3)
    house.publish(START + timedelta(hours=1))
    kept = [entry_cache.get(house.store, WORLD, item) for item in (1, 2, 3)]
    assert all(kept)
    house.store.close()
