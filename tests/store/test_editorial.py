from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import Desk, FeedName, GrantName, SourceName, Tombstone, Word
from syndicator.model.hosts import host_of, same_site
from syndicator.store import editorial, feeds, items, sources, tombstones
from syndicator.store.database import Store
from syndicator.store.editorial import Action
from syndicator.store.times import seconds

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

WORLD = FeedName("world")


def desk(filled: Filled, item: int) -> Desk:
    [found] = items.get(filled.store, [item])
    return found.desk


def say(filled: Filled, make: Make, item: int, *actions: Action) -> None:
    for action in actions:
        editorial.record(
            filled.store, [item], action, by="maria", reason="  so\nit is ", now=make.now
        )


@pytest.mark.parametrize(
    ("actions", "stands"),
    [
        ((Action.APPROVE,), {"approved"}),
        ((Action.REJECT,), {"rejected"}),
        ((Action.APPROVE, Action.REJECT), {"rejected"}),
        ((Action.REJECT, Action.APPROVE), {"approved"}),
        ((Action.HOLD,), {"held"}),
        ((Action.HOLD, Action.APPROVE), {"held", "approved"}),
        ((Action.HOLD, Action.RELEASE), set()),
        ((Action.RELEASE,), set()),
        ((Action.KILL,), {"killed"}),
        ((Action.KILL, Action.APPROVE, Action.RELEASE, Action.HOLD), {"killed"}),
        ((Action.HOLD, Action.KILL, Action.RELEASE), {"held", "killed"}),
    ],
)
def test_what_all_words_come_to(
    filled: Filled, make: Make, actions: tuple[Action, ...], stands: set[str]
) -> None:
    [item] = filled.apply(make.new("a"))
    say(filled, make, item, *actions)
    found = desk(filled, item)
    names = ("approved", "rejected", "held", "killed")
    assert {name for name in names if getattr(found, name)} == stands
    for name in stands:
        assert getattr(found, name) == Word(at=make.now, by="maria", reason="so it is")


def test_the_record_can_only_be_added_to(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    say(filled, make, item, Action.HOLD, Action.RELEASE, Action.KILL, Action.APPROVE)
    spoken = editorial.history(filled.store, item)
    assert [each.action for each in spoken] == [Action.HOLD, Action.RELEASE, Action.KILL]
    for sql in ("UPDATE editorial SET reason = ''", "DELETE FROM editorial"):
        with pytest.raises(sqlite3.IntegrityError), filled.store.transaction():
            filled.store.write(sql)


def test_words_are_spoken_beside_a_running_instance(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    with Store.open(filled.store.path, mode="edit") as beside:
        editorial.record(beside, [item], Action.KILL, by="maria", reason="", now=make.now)
    assert desk(filled, item).killed


def test_a_replacement_is_known_from_both_sides(filled: Filled, make: Make) -> None:
    old, new = filled.apply(make.new("a"), make.new("b"))
    say(filled, make, old, Action.KILL)
    editorial.record(
        filled.store, [old], Action.KILL, by="maria", reason="", now=make.now, replaced_by=new
    )
    assert desk(filled, old).replaced_by == new
    [found] = items.get(filled.store, [new])
    assert found.replaces == ("https://alpha.example/a",)


def test_copies_of_a_killed_story_die(filled: Filled, make: Make) -> None:
    [original] = filled.apply(make.new("a"))
    [copy, other] = filled.apply(
        make.new("x", "a"), make.new("b", link="https://alpha.example/b"), source=filled.beta
    )
    said = editorial.record(
        filled.store, [original], Action.KILL, by="maria", reason="", now=make.now
    )
    assert said.copies == (copy,)
    killed = desk(filled, copy).killed
    assert killed
    assert (killed.by, killed.reason) == ("maria", f"the same as killed item {original}")
    assert not desk(filled, other).killed


@pytest.mark.parametrize("by", [editorial.SOURCE, editorial.AGENCY])
def test_who_speaks_for_a_copy_binds_no_other_source(filled: Filled, make: Make, by: str) -> None:
    [original] = filled.apply(make.new("a"))
    [copy] = filled.apply(make.new("x", "a"), source=filled.beta)
    editorial.record(filled.store, [copy], Action.KILL, by=by, reason="", now=make.now)
    assert not desk(filled, original).killed
    [again] = filled.apply(make.new("y", "a"), source=filled.alpha)
    assert editorial.kill_copies_of_killed(filled.store, [again], now=make.now).items == ()
    # But for its own source the word holds, and for copies of what it had first.
    [own] = filled.apply(make.new("z", "a"), source=filled.beta)
    assert editorial.kill_copies_of_killed(filled.store, [own], now=make.now).items == (own,)


@pytest.mark.parametrize(
    ("link", "dies"),
    [
        ("https://alpha.example/a", True),
        ("https://alpha.example/", False),
        (None, False),
    ],
    ids=["a page", "the front page", "none"],
)
def test_the_same_link_is_the_same_story(
    filled: Filled, make: Make, link: str | None, *, dies: bool
) -> None:
    [first] = filled.apply(make.new("a", link=link))
    say(filled, make, first, Action.KILL)
    [new] = filled.apply(make.new("b", "quite another text", link=link))
    assert bool(editorial.kill_copies_of_killed(filled.store, [new], now=make.now).items) is dies


def test_a_source_withdraws_its_own_item_of_an_id(filled: Filled, make: Make) -> None:
    guid = "https://alpha.example/?p=a"
    [first] = filled.apply(make.new("a"))
    [copied] = filled.apply(make.new("a", "copied"), source=filled.beta)
    assert editorial.item_of(filled.store, filled.alpha, guid) == first
    assert editorial.item_of(filled.store, filled.beta, guid) == copied
    assert editorial.item_of(filled.store, filled.beta, "unknown") is None


CARRIERS = [
    # the site of the feed, of the page that its items point to
    ("https://alpha.example/feed", "https://alpha.example"),
    ("https://feeds.alpha.example/x", "https://www.alpha.example"),
    ("https://beta.example/rss", "https://beta.example"),
    ("https://beta.example/rss", "https://alpha.example"),
    ("https://gamma.example/rss", "https://beta.example"),
    ("https://gamma.example/rss", None),
]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    carriers=st.lists(st.sampled_from(CARRIERS), min_size=2, max_size=5),
    speaker=st.integers(0, 4),
    by=st.sampled_from([editorial.SOURCE, editorial.AGENCY]),
    late=st.booleans(),
)
def test_a_source_speaks_only_for_what_is_its_own(
    make: Make, carriers: list[tuple[str, str | None]], speaker: int, by: str, *, late: bool
) -> None:
    """Whoever carried a story first, under whatever link: its word ends at its own site."""
    speaker %= len(carriers)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "x.db", mode="own") as store:
        names = [SourceName(f"s{number}") for number, _ in enumerate(carriers)]
        urls = [url for url, _ in carriers]
        grant = GrantName("g")
        sources.sync(store, [(n, u, grant) for n, u in zip(names, urls, strict=True)], make.now)

        def bring(number: int) -> int:
            site = carriers[number][1]
            link = None if site is None else f"{site}/story"
            new = make.new("a", "one story", guid=f"guid-{number}", link=link)
            [item] = items.apply(
                store,
                [new],
                source=names[number],
                source_url=urls[number],
                base_url="https://feeds.example.org/",
                meta=make.meta,
                now=make.now,
                first_poll=False,
            )
            editorial.kill_copies_of_killed(store, [item], now=make.now)
            return item

        there = range(speaker + 1) if late else range(len(carriers))
        known = {number: bring(number) for number in there}
        editorial.record(store, [known[speaker]], Action.KILL, by=by, reason="gone", now=make.now)
        known |= {number: bring(number) for number in range(len(carriers)) if number not in there}
        for number, item in known.items():
            page = carriers[number][1]
            own = page is not None and same_site(host_of(urls[speaker]), host_of(page))
            killed = editorial.desk_of(store, item).killed is not None
            assert killed is (number == speaker or own)


def test_a_change_of_words_is_a_correction_once_published(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    filled.apply(make.revised(item, make.incoming("a", "a2")))
    assert items.get(filled.store, [item])[0].corrected is None
    with filled.store.transaction():
        filled.store.write("UPDATE items SET first_published = 1 WHERE id = ?", (item,))
    filled.apply(make.revised(item, make.incoming("a", "a3"), significant=False))
    assert items.get(filled.store, [item])[0].corrected is None
    filled.apply(make.revised(item, make.incoming("a", "a4")))
    [found] = items.get(filled.store, [item])
    assert found.corrected == found.updated


def test_every_correction_is_remembered(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    hours = [make.now + timedelta(hours=number) for number in range(6)]
    filled.apply(make.revised(item, make.incoming("a", "before")), now=hours[1])
    with filled.store.transaction():
        filled.store.write(
            "UPDATE items SET first_published = ? WHERE id = ?", (seconds(hours[1]), item)
        )
    assert items.get(filled.store, [item])[0].corrections == ()
    expected = []
    for words, hour in (("b", 2), ("c", 4)):
        filled.apply(make.revised(item, make.incoming("a", words)), now=hours[hour])
        expected.append(items.get(filled.store, [item])[0].corrected)
        only_markup = make.revised(item, make.incoming("a", f"{words}."), significant=False)
        filled.apply(only_markup, now=hours[hour + 1])
    assert len(set(expected)) == 2
    assert items.get(filled.store, [item])[0].corrections == tuple(expected)


def stone(make: Make, ref: str, item: int, days: float = 0) -> Tombstone:
    when = make.now + timedelta(days=days)
    return Tombstone(ref=ref, when=when, by="We", comment="Withdrawn.", item=item)


def bury(filled: Filled, *stones: Tombstone, since: datetime) -> None:
    found = [tombstones.Withdrawal(stone=stone, since=since) for stone in stones]
    tombstones.add(filled.store, WORLD, found)


def test_tombstones_stand_for_a_while(filled: Filled, make: Make) -> None:
    store = filled.store
    [item] = filled.apply(make.new("a"))
    feeds.ensure(store, WORLD, atom_id="https://feeds.example.org/world.atom", now=make.now)
    old, new = stone(make, "urn:x:a", item), stone(make, "urn:x:b", item, days=1)
    bury(filled, old, new, since=make.now)
    assert tombstones.standing(store, WORLD, now=make.now) == [new, old]
    later = make.now + tombstones.KEPT
    assert tombstones.standing(store, WORLD, now=later) == [new]
    tombstones.forget_standing(store, WORLD, ["urn:x:b"])
    assert tombstones.standing(store, WORLD, now=later) == []


def test_a_publish_that_was_cut_short_says_the_same_again(filled: Filled, make: Make) -> None:
    store = filled.store
    [item] = filled.apply(make.new("a"))
    feeds.ensure(store, WORLD, atom_id="https://feeds.example.org/world.atom", now=make.now)
    first, second = stone(make, "urn:x:a", item), stone(make, "urn:x:a", item, days=1)
    bury(filled, first, since=make.now)
    bury(filled, second, since=make.now)
    assert tombstones.standing(store, WORLD, now=make.now) == [first]
    # It stood again since: that is another withdrawal.
    bury(filled, second, since=make.now + timedelta(hours=1))
    assert tombstones.standing(store, WORLD, now=make.now) == [second]
