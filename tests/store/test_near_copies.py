"""The index of near copies: what it holds, and that looking things up in it reads little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.store import near_copies
from syndicator.store.database import Store

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database that takes items for granted."""
    with Store.open(tmp_path / "x.db", mode="own") as opened:
        opened.pragma("foreign_keys = OFF")
        yield opened


def index(store: Store, sketches: dict[int, tuple[int, ...]], now: datetime = NOW) -> None:
    with store.transaction():
        known = near_copies.sharing(store, {n for each in sketches.values() for n in each})
        near_copies.index(store, sketches, known, now=now)


def test_what_is_noted_is_found_until_it_is_forgotten(store: Store) -> None:
    index(store, {1: (2, 5, 2**32 - 1, 5), 2: (5,)})
    assert near_copies.sharing(store, [5, 2**32 - 1, 9]) == {5: [1, 2], 2**32 - 1: [1]}
    index(store, {1: (2, 7)}, NOW + timedelta(days=1))
    assert near_copies.sharing(store, [2, 5, 7]) == {2: [1], 5: [2], 7: [1]}
    with store.transaction():
        near_copies.forget_before(store, NOW + timedelta(hours=1))
    assert near_copies.sharing(store, [2, 5, 7]) == {2: [1], 7: [1]}


def test_what_is_common_fills_no_table(store: Store) -> None:
    for item in range(1, 40):
        index(store, {item: (3, 1000 + item)})
    assert len(near_copies.sharing(store, [3])[3]) == near_copies.COMMON
    with store.transaction():
        near_copies.forget_before(store, NOW + timedelta(days=1))
    left = store.row(
        "SELECT (SELECT count(*) FROM shingles) + (SELECT count(*) FROM sketches) AS n"
    )
    assert left is not None
    assert left["n"] == 0


def test_a_likeness_is_mutual_and_ends_for_both(store: Store) -> None:
    index(store, {1: (1,), 2: (2,), 3: (3,)})
    with store.transaction():
        assert near_copies.relate(store, 1, {2: 90, 3: None})
        assert not near_copies.relate(store, 1, {2: 90, 3: None})
        assert [each.item for each in near_copies.of_item(store, 2)] == [1]
        assert near_copies.relate(store, 2, {})
    assert near_copies.of_item(store, 1) == [near_copies.Near(item=3, copied=None)]


def test_a_likeness_to_what_has_left_the_index_stays(store: Store) -> None:
    index(store, {1: (1,), 2: (2,)})
    with store.transaction():
        near_copies.relate(store, 1, {2: 90})
        store.write("DELETE FROM sketches WHERE item = 2")
        assert not near_copies.relate(store, 1, {})
    assert near_copies.of_item(store, 2) == [near_copies.Near(item=1, copied=90)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT hash, item FROM json_each('[1]') CROSS JOIN shingles ON hash = value",
        "SELECT other FROM near_copies WHERE item = 1",
        "SELECT item FROM sketches WHERE seen < 1 ORDER BY seen LIMIT 9",
        "DELETE FROM shingles WHERE hash = 1 AND item = 1",
        (
            "SELECT id FROM items WHERE source = 'a' AND id IN (SELECT item FROM sketches)"
            " AND id NOT IN (SELECT value FROM json_each('[1]')) ORDER BY date DESC LIMIT 9"
        ),
    ],
)
def test_nothing_is_read_through(store: Store, query: str) -> None:
    plan = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {query}")]
    assert not [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
