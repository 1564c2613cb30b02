"""Files, placements, archives and names of feeds; and databases from before there were any."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from syndicator.model import Digest, FeedName, SourceName
from syndicator.store import (
    archived_stories,
    archives,
    editorial,
    feeds,
    files,
    grants,
    items,
    placements,
)
from syndicator.store.archives import Archive
from syndicator.store.database import Store
from syndicator.store.decisions import Decided, decided_from
from syndicator.store.editorial import Action
from syndicator.store.files import Kind, Written
from syndicator.store.migrations import APPLICATION_ID, MIGRATIONS
from syndicator.store.placements import Placement

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

WORLD, LOCAL, GLOBE = FeedName("world"), FeedName("local"), FeedName("globe")
ONE, TWO = Digest("1"), Digest("2")


def of_item(store: Store, item: int) -> list[Decided]:
    rows = store.rows("SELECT * FROM decisions WHERE item = ? ORDER BY feed", (item,))
    return [decided_from(row) for row in rows]


def at_home(filled: Filled, make: Make, *keys: str, feed: FeedName = WORLD) -> list[Placement]:
    """Stories that stand in a feed."""
    feeds.ensure(filled.store, feed, atom_id=f"https://feeds.example.org/{feed}", now=make.now)
    grants.save_notice(filled.store, make.notice())
    found = items.get(filled.store, filled.apply(*(make.new(key) for key in keys)))
    places = [
        Placement(
            feed=feed,
            item=item.id,
            revision=item.revision,
            grant=filled.grant,
            notice=make.notice().digest,
            since=make.now,
            digest=ONE,
        )
        for item in found
    ]
    placements.save(filled.store, places)
    return places


def test_placements_are_what_stands(filled: Filled, make: Make) -> None:
    store, (one, two) = filled.store, at_home(filled, make, "1", "2")
    archived = replace(two, current=False, wake_at=make.now, left_under=TWO, made_under=ONE)
    placements.save(store, [archived])
    assert placements.standing(store, WORLD) == [one, archived]
    assert placements.standing(store, WORLD, current=True) == [one]
    assert placements.standing(store, WORLD, current=False) == [archived]
    assert placements.of_item(store, two.item) == [archived]
    count = placements.count(store, WORLD)
    assert (count.current, count.archived) == (1, 1)
    assert placements.count(store, LOCAL).current == 0
    placements.remove(store, WORLD, [one.item])
    assert placements.get(store, WORLD, [one.item, two.item]) == {two.item: archived}


def test_what_is_about_to_stand_is_not_known_for_certain(filled: Filled, make: Make) -> None:
    (one,) = at_home(filled, make, "1")
    placements.place(filled.store, [replace(one, notice=make.notice().digest)])
    assert placements.standing(filled.store, WORLD) == [replace(one, digest=None)]


def test_what_touches_a_story_makes_its_place_due(filled: Filled, make: Make) -> None:
    store, (one, two) = filled.store, at_home(filled, make, "1", "2")

    def due() -> list[int]:
        return [place.due for place in placements.standing(store, WORLD)]

    assert due() == [0, 0]
    filled.apply(make.seen(one.item, make.incoming("1")))
    assert due() == [0, 0]
    filled.apply(make.revised(two.item, make.incoming("2", "2 anew")))
    assert due() == [0, 1]
    editorial.record(store, [one.item], Action.HOLD, by="m", reason="", now=make.now)
    assert due() == [1, 1]
    editorial.record(
        store, [one.item], Action.KILL, by="m", reason="", now=make.now, replaced_by=two.item
    )
    assert due() == [2, 2], "the story in whose place it stands says so"
    # What was read before it was touched again stays due.
    placements.save(store, [replace(one, due=1), replace(two, due=2)])
    assert due() == [1, 0]


def test_which_archived_stories_are_looked_at(filled: Filled, make: Make) -> None:
    store, places = filled.store, at_home(filled, make, "1", "2", "3", "4")
    later = make.now + timedelta(days=1)
    one, two, three, four = (replace(p, current=False, made_under=ONE) for p in places)
    placements.save(store, [one, replace(two, wake_at=later), replace(three, made_under=TWO)])
    placements.save(store, [replace(four, current=True)])

    def found(**asked: object) -> list[int]:
        return archived_stories.due_in_archive(store, WORLD, **{"now": make.now, **asked})  # type: ignore[arg-type]

    assert found() == []
    assert found(now=later) == [two.item]
    under = archived_stories.made_under_other_rules
    assert under(store, WORLD, {SourceName("alpha"): ONE}) == [three.item]
    assert under(store, WORLD, {}) == [one.item, two.item, three.item], "its source is no more"
    assert found(everything=True) == [one.item, two.item, three.item]
    editorial.record(store, [one.item], Action.HOLD, by="m", reason="", now=make.now)
    assert found() == [one.item]
    assert archived_stories.next_wake(store, WORLD) == later


def test_a_clock_that_was_ahead_is_set_right(filled: Filled, make: Make) -> None:
    (one,) = at_home(filled, make, "1")
    ahead = replace(one, since=make.now + timedelta(days=900), current=False, left_under=ONE)
    placements.save(filled.store, [ahead])
    placements.undo_clock_ahead(filled.store, WORLD, make.now)
    expected = replace(ahead, since=make.now, left_under=None, due=1)
    assert placements.standing(filled.store, WORLD) == [expected]
    assert placements.months(filled.store, WORLD) == ["2026-03"]


def test_files_come_back_and_are_forgotten(filled: Filled, make: Make) -> None:
    store, (one,) = filled.store, at_home(filled, make, "1")
    document = Written(
        output="/out", path="world.atom", feed=WORLD, kind=Kind.DOCUMENT, sha256=ONE, stamp="1"
    )
    page = replace(document, path="world/1.html", kind=Kind.PAGE, item=one.item)
    site = replace(document, path="index.html", feed=None, kind=Kind.SITE)
    files.save(store, [document, page, site], make.now)
    later = make.now + timedelta(hours=1)
    files.save(store, [replace(document, stamp="2"), replace(page, sha256=TWO)], later)
    found = files.of_feed(store, WORLD)
    assert [(each.path, each.stamp, each.written_at) for each in found] == [
        ("world.atom", "2", make.now),
        ("world/1.html", "1", later),
    ]
    assert [each.path for each in files.of_stories(store, WORLD, [99])] == []
    assert [each.path for each in files.of_site(store)] == ["index.html"]
    assert files.elsewhere(store, WORLD, output="/out", stem="world") == []
    assert len(files.elsewhere(store, WORLD, output="/out", stem="private/world")) == 2
    assert len(files.elsewhere(store, WORLD, output="/new", stem="world")) == 2
    assert files.digests(store, ["world.atom", "none"]) == {"world.atom": ONE}
    files.forget(store, [("/out", "world.atom")])
    assert [each.path for each in files.of_feed(store, WORLD)] == ["world/1.html"]


@pytest.mark.parametrize("numbers", [range(1, 4), range(1, 200, 7), [5], []])
def test_every_page_has_its_turn(filled: Filled, make: Make, numbers: Sequence[int]) -> None:
    store = filled.store
    places = at_home(filled, make, *(str(number) for number in range(1, 201)))
    page = Written(output="/o", path="", feed=WORLD, kind=Kind.PAGE, sha256=ONE, stamp="")
    items = [places[number - 1].item for number in numbers]
    files.save(store, [replace(page, path=f"world/{i}.html", item=i) for i in items], make.now)
    turns = [files.pages_in_turn(store, WORLD, turn=turn, turns=10) for turn in range(10)]
    assert {each.item for part in turns for each in part} == set(items)
    assert all(len(part) <= len(items) / 10 + 2 for part in turns)


def test_archives_come_back(filled: Filled, make: Make) -> None:
    at_home(filled, make, "1")
    march = Archive(feed=WORLD, month="2026-03", updated=make.now, digest=ONE, frame=TWO)
    archives.save(filled.store, [march])
    archives.mark_due(filled.store, WORLD, ["2026-03", "2026-04"])
    assert archives.of_feed(filled.store, WORLD) == [replace(march, due=True)]
    archives.remove(filled.store, WORLD, ["2026-03"])
    assert archives.of_feed(filled.store, WORLD) == []


def test_a_feed_is_taken_over_whole(filled: Filled, make: Make) -> None:
    store, (one,) = filled.store, at_home(filled, make, "1")
    archives.save(
        store, [Archive(feed=WORLD, month="2026-03", updated=make.now, digest=ONE, frame=TWO)]
    )
    before = feeds.get(store, WORLD)
    assert before
    feeds.take_over(store, WORLD, GLOBE)
    feeds.set_former(store, WORLD, stem="world", feed=GLOBE, now=make.now)
    assert feeds.get(store, WORLD) is None
    after = feeds.get(store, GLOBE)
    assert after == replace(before, name=GLOBE, dirty=before.dirty + 1)
    assert placements.standing(store, GLOBE) == [replace(one, feed=GLOBE)]
    assert len(archives.of_feed(store, GLOBE)) == 1
    feeds.take_over(store, GLOBE, LOCAL)
    assert files.former_names(store) == {WORLD: LOCAL}
    feeds.forget_former(store, [WORLD])
    assert files.former_names(store) == {}


# ── a database from before ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", ["/srv/out/world.atom", "/srv/out/private/world.atom", None])
def test_an_earlier_database_loses_nothing(path: Path, place: str | None) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database = Database(connection, execute_plugins=False)
    MIGRATIONS.apply(database, stop_before="0006_output")
    for sql in (
        "INSERT INTO sources (name, url, next_poll) VALUES ('a', 'https://a.example/', 0)",
        "INSERT INTO grants VALUES (1, 'g', 'd', '{}', 0)",
        "INSERT INTO notices VALUES ('n', '', '', '')",
        "PRAGMA foreign_keys = OFF",
        (
            "INSERT INTO items (id, source, atom_id, story, first_seen, first_poll, updated,"
            " revision, raw_hash) VALUES (1, 'a', 'urn:x:1', 1, 5, 0, 5, 1, 'r')"
        ),
        "INSERT INTO revisions VALUES (1, 1, 1, 5, 1, 't', 'c', 5, '{}', '{}')",
        "INSERT INTO decisions VALUES ('world', 1, 'left-out', 'r', 'why', NULL, 1, 1, 5)",
        "INSERT INTO placements VALUES ('world', 1, 1, 1, 'n', 5)",
    ):
        connection.execute(sql)
    connection.execute(
        "INSERT INTO feeds (name, atom_id, created, dirty, sha256, size, mtime_ns, built_at, path)"
        " VALUES ('world', 'urn:x', 0, 0, 'sha', 9, 7, 5, ?)",
        (place,),
    )
    connection.close()
    with Store.open(path, mode="own") as store:
        [placed] = placements.standing(store, WORLD)
        assert (placed.current, placed.digest, placed.due) == (True, None, 0)
        [decided] = of_item(store, 1)
        assert (decided.decision.verdict, decided.decision.reason) == ("left-out", "why")
        found = [(each.output, each.path) for each in files.of_feed(store, WORLD)]
        assert (
            found
            == {
                "/srv/out/world.atom": [("/srv/out", "world.atom")],
                "/srv/out/private/world.atom": [("/srv/out", "private/world.atom")],
                None: [],
            }[place]
        )
        assert feeds.get(store, WORLD) is not None
        assert store.pragma("foreign_key_check") == []
