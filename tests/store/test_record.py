from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from syndicator.model import Decision, Digest, FeedName, GrantName, Verdict
from syndicator.store import decisions, feeds, grants, items, ledger
from syndicator.store.database import Store
from syndicator.store.decisions import Decided, decided_from
from syndicator.store.feeds import FeedState
from syndicator.store.ledger import Action, LedgerEntry

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

WORLD, LOCAL = FeedName("world"), FeedName("local")
ONE, TWO = Digest("1"), Digest("2")
SELF = "https://feeds.example.org/world.atom"


def of_item(store: Store, item: int) -> list[Decided]:
    rows = store.rows("SELECT * FROM decisions WHERE item = ? ORDER BY feed", (item,))
    return [decided_from(row) for row in rows]


@pytest.fixture
def entry(filled: Filled, make: Make) -> LedgerEntry:
    (item,) = items.get(filled.store, filled.apply(make.new("1")))
    grants.save_notice(filled.store, make.notice())
    return LedgerEntry(
        at=make.now,
        action=Action.PUBLISHED,
        item=item.id,
        revision=item.revision,
        feed=WORLD,
        grant=filled.grant,
        notice=make.notice().digest,
        atom_id=item.atom_id,
        link=item.link,
        title=item.article.title,
    )


# ── grants and notices ───────────────────────────────────────────────────────────────────────


def test_a_grant_is_stored_by_version(filled: Filled, make: Make) -> None:
    store, later = filled.store, make.now + timedelta(days=1)
    again = grants.save(store, make.grant(), later)
    changed = grants.save(store, make.grant(holder="Alpha Media"), later)
    back = grants.save(store, make.grant(), later)
    namesake = grants.save(store, make.grant(name="beta"), later)
    assert again == back == filled.grant
    assert len({filled.grant, changed, namesake}) == 3
    found = grants.versions(store, GrantName("alpha"))
    assert [version.grant.holder for version in found] == ["Alpha Press", "Alpha Media"]
    assert [version.first_used for version in found] == [make.now, later]
    assert grants.get(store, changed) == found[1]
    assert found[1].digest == make.grant(holder="Alpha Media").digest
    assert len(grants.versions(store)) == 3
    assert grants.get(store, 999) is None


def test_a_notice_is_kept_once(filled: Filled, make: Make) -> None:
    for _ in range(2):
        grants.save_notice(filled.store, make.notice())
    assert grants.get_notice(filled.store, make.notice().digest) == make.notice()
    assert grants.get_notice(filled.store, make.digest("none")) is None
    assert len(filled.store.rows("SELECT * FROM notices")) == 1


# ── decisions ────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_written_when_it_differs(filled: Filled, make: Make) -> None:
    store = filled.store
    (item,) = items.get(store, filled.apply(make.new("1")))
    first = Decided(
        decision=Decision(
            item=item.id,
            feed=WORLD,
            verdict=Verdict.WITHHELD,
            rule="grants.alpha.embargo",
            reason="under embargo",
            wake_at=make.now + timedelta(hours=1),
        ),
        revision=item.revision,
        grant=filled.grant,
        decided_at=make.now,
    )
    same = replace(first, decided_at=make.now + timedelta(hours=3))
    other = replace(same, decision=replace(first.decision, wake_at=None, verdict=Verdict.PUBLISH))
    nobody = replace(first, decision=replace(first.decision, feed=LOCAL), grant=None)
    assert decisions.save(store, [first, nobody]) == 2
    assert decisions.save(store, [same]) == 0
    assert of_item(store, item.id) == [nobody, first]
    assert decisions.save(store, [other]) == 1
    assert of_item(store, item.id) == [nobody, other]
    assert decisions.counts(store, WORLD) == {
        Verdict.PUBLISH: 1,
        Verdict.ARCHIVED: 0,
        Verdict.LEFT_OUT: 0,
        Verdict.WITHHELD: 0,
    }
    assert decisions.save(store, []) == 0


# ── the ledger ───────────────────────────────────────────────────────────────────────────────


def test_the_ledger_answers_what_was_republished(
    filled: Filled, make: Make, entry: LedgerEntry
) -> None:
    store, day = filled.store, timedelta(days=1)
    other = grants.save(store, make.grant(name="beta"), make.now)
    entries = [
        entry,
        replace(entry, feed=LOCAL, at=make.now + day, grant=other),
        replace(
            entry, action=Action.WITHDRAWN, reason="it ended", at=make.now + 2 * day, link=None
        ),
    ]
    ledger.append(store, entries)
    rows = ledger.query(store)
    assert [row.entry for row in rows] == entries
    assert [row.grant_name for row in rows] == ["alpha", "beta", "alpha"]
    assert {row.source for row in rows} == {filled.alpha}

    def numbers(rows: list[ledger.LedgerRow]) -> list[int]:
        return [row.id for row in rows]

    assert numbers(ledger.query(store, grant=GrantName("beta"))) == [2]
    assert numbers(ledger.query(store, feed=WORLD)) == [1, 3]
    assert numbers(ledger.query(store, since=make.now + day)) == [2, 3]
    assert numbers(ledger.query(store, until=make.now + day)) == [1]
    assert numbers(ledger.query(store, item=entry.item, limit=2)) == [2, 3]
    assert numbers(ledger.query(store, item=999)) == []


@pytest.mark.parametrize("table", ["ledger", "grants", "notices"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET rowid = rowid",
        "DELETE FROM {}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    ],
    ids=["update", "delete", "replace"],
)
def test_what_must_be_provable_is_never_changed(
    filled: Filled, entry: LedgerEntry, table: str, sql: str
) -> None:
    if table == "notices":
        sql = sql.replace("rowid = rowid", "above = above")
    ledger.append(filled.store, [entry])
    before = [tuple(row) for row in filled.store.rows(f"SELECT * FROM {table}")]
    with (
        pytest.raises(sqlite3.IntegrityError, match="only be added to"),
        filled.store.transaction(),
    ):
        filled.store.write(sql.format(table))
    assert [tuple(row) for row in filled.store.rows(f"SELECT * FROM {table}")] == before


@pytest.mark.parametrize(("received", "published"), [(ONE, TWO), (ONE, None), (None, None)])
def test_the_ledger_keeps_what_came_and_what_left(
    filled: Filled, entry: LedgerEntry, received: Digest | None, published: Digest | None
) -> None:
    row = replace(entry, received_hash=received, published_hash=published)
    ledger.append(filled.store, [row])
    assert [found.entry for found in ledger.query(filled.store)] == [row]


def test_what_left_first_since_some_moment(filled: Filled, make: Make, entry: LedgerEntry) -> None:
    store, day = filled.store, timedelta(days=1)
    two, three, four = items.get(store, filled.apply(*(make.new(key) for key in "234")))
    narrower = grants.save(store, make.grant(holder="Alpha Media"), make.now)
    beta = grants.save(store, make.grant(name="beta"), make.now)

    def left(item: int, revision: int, after: timedelta, **changes: object) -> LedgerEntry:
        at = make.now + after
        return replace(entry, item=item, revision=revision, at=at, **changes)  # type: ignore[arg-type]  # a test's own spelling

    ledger.append(
        store,
        [
            entry,
            left(entry.item, entry.revision, day, feed=LOCAL),  # it left yesterday
            left(two.id, two.revision, day),
            left(two.id, two.revision, day, feed=LOCAL),
            left(three.id, three.revision, 2 * day, grant=narrower),
            left(four.id, four.revision, day, grant=beta),
        ],
    )
    alpha = GrantName("alpha")
    assert ledger.first_since(store, [alpha], make.now + day) == {alpha: {two.id, three.id}}
    assert ledger.first_since(store, [alpha], make.now) == {alpha: {entry.item, two.id, three.id}}
    both = ledger.first_since(store, [alpha, GrantName("beta")], make.now + day)
    assert both[GrantName("beta")] == {four.id}
    assert ledger.first_since(store, [GrantName("gamma")], make.now) == {}
    assert ledger.first_since(store, [], make.now) == {}


def test_the_ledger_takes_no_unknown_grant_or_notice(filled: Filled, entry: LedgerEntry) -> None:
    for wrong in (replace(entry, grant=999), replace(entry, notice=Digest("none"))):
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            ledger.append(filled.store, [entry, wrong])
    assert ledger.query(filled.store) == []


# ── feeds ────────────────────────────────────────────────────────────────────────────────────


def built(filled: Filled, make: Make, **changed: object) -> FeedState:
    state = feeds.ensure(filled.store, WORLD, atom_id=SELF, now=make.now)
    state = replace(
        state,
        updated=make.now,
        digest=TWO,
        config_digest=ONE,
        title="World",
        stem="world",
        built_at=make.now,
        **changed,  # type: ignore[arg-type]  # whatever the test changes
    )
    feeds.save_built(filled.store, state)
    return state


def test_a_feed_keeps_the_id_it_was_born_with(filled: Filled, make: Make) -> None:
    first = feeds.ensure(filled.store, WORLD, atom_id=SELF, now=make.now)
    later = make.now + timedelta(days=1)
    assert feeds.ensure(filled.store, WORLD, atom_id="https://moved.example/", now=later) == first
    assert first == FeedState(name=WORLD, atom_id=SELF, created=make.now, dirty=1)
    assert feeds.get(filled.store, LOCAL) is None


def test_what_was_built_comes_back(filled: Filled, make: Make) -> None:
    state = built(filled, make, wake_at=make.now + timedelta(hours=1))
    assert feeds.get(filled.store, WORLD) == replace(state, dirty=0)
    assert feeds.all(filled.store) == [replace(state, dirty=0)]


def test_when_a_feed_is_due(filled: Filled, make: Make) -> None:
    store, hour = filled.store, timedelta(hours=1)
    configured = {LOCAL: ONE, WORLD: ONE}
    assert feeds.due(store, make.now, configured) == [LOCAL, WORLD]
    feeds.ensure(store, WORLD, atom_id=SELF, now=make.now)
    assert feeds.due(store, make.now, {WORLD: ONE}) == [WORLD], "known, but never built"
    built(filled, make, wake_at=make.now + hour)
    assert feeds.due(store, make.now, configured) == [LOCAL]
    assert feeds.due(store, make.now, {WORLD: TWO}) == [WORLD], "configured otherwise"
    assert feeds.due(store, make.now + hour, {WORLD: ONE}) == [WORLD], "the time has come"
    feeds.mark_due(store, [WORLD, LOCAL])
    assert feeds.due(store, make.now, {WORLD: ONE}) == [WORLD], "touched"
    assert feeds.due(store, make.now, {}) == []


def test_what_touches_a_feed_during_its_build_keeps_it_due(filled: Filled, make: Make) -> None:
    state = built(filled, make)
    feeds.mark_due(filled.store, [WORLD])
    feeds.save_built(filled.store, replace(state, dirty=0))
    assert feeds.due(filled.store, make.now, {WORLD: ONE}) == [WORLD]
    feeds.save_built(filled.store, replace(state, dirty=1))
    assert feeds.due(filled.store, make.now, {WORLD: ONE}) == []
