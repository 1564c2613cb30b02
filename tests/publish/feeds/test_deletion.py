"""Texts that have to go: from the database, and from every file."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from syndicator.store import backup, deletion, items, ledger
from syndicator.store.database import Store
from syndicator.store.restore import restore

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def prune(house: House, now: datetime, unpublished: timedelta | None = None) -> int:
    assert house.rules
    terms = deletion.terms(house.store, house.rules.config.grants)
    due = deletion.due(house.store, terms, unpublished=unpublished, now=now)
    return deletion.delete_texts(house.store, due, now=now)


def holds(house: House, number: int) -> bool:
    """Whether the words are anywhere in the database's file or the output."""
    with house.store.transaction():
        pass
    house.store.pragma("wal_checkpoint(TRUNCATE)")
    words = f"marker{number}x".encode()
    stored = house.store.rows("SELECT article FROM revisions")
    raw = words in house.store.path.read_bytes()
    assert raw == any(words.decode() in row["article"] for row in stored)
    return raw or bool(house.says(words.decode()))


def test_a_text_goes_so_long_after_its_story_ended(house: House) -> None:
    house.configure(START, harbor='keep = "30d"', limit="50")
    house.bring(START, 1, 2)
    house.publish(START)
    assert prune(house, START + 400 * DAY) == 0  # what stands keeps its text
    house.say("hold", 1, START + DAY)
    house.publish(START + DAY)
    assert prune(house, START + 30 * DAY) == 0
    assert prune(house, START + 31 * DAY) == 1
    assert not holds(house, 1)
    assert holds(house, 2)
    [gone] = items.get(house.store, [house.number(1)])
    assert gone.article.deleted
    rows = ledger.query(house.store, item=gone.id)
    assert [row.entry.title for row in rows] == ["Headline of story 1"] * 2
    assert rows[0].entry.received_hash
    assert gone.article.text_hash
    assert prune(house, START + 32 * DAY) == 0


def test_a_story_without_its_text_never_leaves_again(house: House) -> None:
    house.configure(START, harbor='keep = "1d"')
    house.bring(START, 1, 2)
    house.publish(START)
    house.say("hold", 1, START)
    house.publish(START)
    assert prune(house, START + DAY) == 1
    house.say("release", 1, START + DAY)
    house.publish(START + DAY)
    house.check()
    assert house.numbers() == [2]
    # It is known again as it was, and comes anew with other words.
    house.bring(START + DAY, 1)
    house.publish(START + DAY)
    assert house.numbers() == [2]
    house.bring(START + 2 * DAY, 1, text="other")
    house.publish(START + 2 * DAY)
    house.check()
    assert sorted(house.numbers()) == [1, 2]


def test_a_permission_that_left_the_configuration_still_binds(house: House) -> None:
    house.configure(START, harbor='keep = "30d"')
    house.bring(START, 1)
    house.publish(START)
    assert house.rules
    tables = house.load().path.read_text("utf-8")
    start, end = tables.index("[sources.harbor]"), tables.index("[sources.mirror]")
    without = tables.replace(tables[start:end], "").replace('"harbor", ', "")
    start, end = without.index("[grants.harbor]"), without.index("[grants.mirror]")
    (house.folder / "config.toml").write_text(without.replace(without[start:end], ""), "utf-8")
    from syndicator import config as configuration  # noqa: PLC0415
    from syndicator.store.activate import activate  # noqa: PLC0415

    config = configuration.load(house.folder / "config.toml", environ={})
    house.rules = activate(house.store, config, START + DAY)
    house.publish(START + DAY)
    assert prune(house, START + 31 * DAY) == 1


@pytest.mark.parametrize("spoken", [False, True])
def test_what_never_left_goes_unless_somebody_decided_on_it(house: House, *, spoken: bool) -> None:
    house.configure(START, limit="1", max_age="1d")
    house.bring(START, 1, 2, age=10)
    house.bring(START, 3)
    house.publish(START)
    assert house.numbers() == [3]
    if spoken:
        house.say("approve", 1, START)
    year = timedelta(days=365)
    assert prune(house, START + 2 * year) == 0
    assert prune(house, START + year - DAY, year) == 0
    assert prune(house, START + year, year) == (1 if spoken else 2)
    assert holds(house, 1) is spoken
    assert not holds(house, 2)
    assert holds(house, 3)


def test_backups_that_still_hold_a_text_are_named(house: House) -> None:
    house.bring(START, 1, 2)
    (house.folder / "backups").mkdir()
    old, older = house.folder / "old.db", house.folder / "backups" / "older.db"
    for path in (old, older):
        backup.backup(house.store.path, path)
    (house.folder / "notes.db").write_text("no database")
    both = [house.number(1), house.number(2)]
    deletion.delete_texts(house.store, both[:1], now=START)
    found = deletion.backups_that_hold(house.store.path, both)
    assert sorted(found) == sorted([(old, 2), (older, 2)])
    with Store.open(old, mode="own") as copy:
        deletion.delete_texts(copy, both, now=START)
    assert deletion.backups_that_hold(house.store.path, both) == [(older, 2)]
    elsewhere = house.store.path.parent / "far" / "away"
    elsewhere.mkdir(parents=True)
    moved = older.rename(elsewhere / older.name)
    assert deletion.backups_that_hold(house.store.path, both) == []
    assert deletion.backups_that_hold(house.store.path, both, folder=elsewhere) == [(moved, 2)]


def test_nothing_else_of_a_revision_can_change(house: House) -> None:
    house.bring(START, 1)
    for sql in (
        "UPDATE revisions SET article = json_set(article, '$.title', 'x')",
        "UPDATE revisions SET article = json_set(article, '$.deleted', json('true')), number = 7",
        "UPDATE revisions SET text_hash = 'x'",
        "DELETE FROM revisions",
    ):
        with pytest.raises(sqlite3.IntegrityError), house.store.transaction():
            house.store.write(sql)


def test_what_was_decided_on_a_deleted_text_is_forgotten(house: House) -> None:
    house.configure(START, max_age="1d")
    house.bring(START, 1, age=10)
    house.publish(START)
    deletion.delete_texts(house.store, [house.number(1)], now=START)
    assert house.store.rows("SELECT * FROM judgements") == []


def test_a_restored_backup_brings_no_deleted_text_back(house: House) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    old = house.folder / "old.db"
    backup.backup(house.store.path, old)
    house.say("hold", 1, START + DAY)
    house.publish(START + DAY)
    item, path = house.number(1), house.store.path
    assert deletion.delete_texts(house.store, [item], now=START + DAY) == 1
    house.store.close()
    restore(old, path)
    house.store = Store.open(path, mode="own")
    assert items.get(house.store, [item])[0].article.deleted
    assert not any("marker1x" in r["article"] for r in house.store.rows("SELECT * FROM revisions"))
