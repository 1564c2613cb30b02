from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from syndicator.model import FailureKind, GrantName, Move, SourceName
from syndicator.store import items, polls, sources
from syndicator.store.database import Store
from syndicator.store.maintenance import maintain
from syndicator.store.polls import Outcome, Poll
from syndicator.store.sources import SourceState

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

ALPHA, BETA, GAMMA = SourceName("alpha"), SourceName("beta"), SourceName("gamma")
URL = "https://alpha.example/feed"
OTHER, THIRD = "https://beta.example/feed", "https://gamma.example/feed"
G = GrantName("g")


def polled(make: Make) -> SourceState:
    return SourceState(
        name=ALPHA,
        url=URL,
        host="alpha.example",
        grant=G,
        next_poll=make.now + timedelta(hours=1),
        meta=make.meta,
        etag='W/"a\\"b"',
        validated_by="https://cdn.alpha.example/feed",
        last_modified="Sun, 01 Mar 2026 11:00:00 GMT",
        body_hash=make.digest("body"),
        first_success=make.now - timedelta(days=1),
        last_attempt=make.now,
        last_success=make.now,
        failures=2,
        failure_kind=FailureKind.STATUS,
        failure_message="HTTP 500",
        failure_status=500,
        move=Move(
            to="https://alpha.example/new",
            count=3,
            since=make.now - timedelta(days=2),
            last=make.now,
        ),
        problem="not well-formed",
    )


def save(store: Store, make: Make, state: SourceState) -> None:
    poll = Poll(source=state.name, at=make.now, outcome=Outcome.FETCHED)
    with store.transaction():
        sources.save_polls(store, [(state, poll)])


def test_a_poll_is_stored_and_comes_back_whole(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    save(store, make, polled(make))
    assert sources.get(store, ALPHA) == polled(make)
    assert sources.get(store, BETA) is None


def test_a_new_source_is_due_at_once(store: Store, make: Make) -> None:
    assert sources.sync(store, [(ALPHA, URL, G), (BETA, OTHER, G)], make.now) == {ALPHA, BETA}
    assert sources.due(store, make.now) == [ALPHA, BETA]
    assert sources.due(store, make.now - timedelta(seconds=1)) == []
    fresh = sources.get(store, ALPHA)
    assert fresh == SourceState(
        name=ALPHA, url=URL, host="alpha.example", grant=G, next_poll=make.now
    )


def test_the_longest_overdue_comes_first(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G), (BETA, OTHER, G), (GAMMA, THIRD, G)], make.now)
    for name, hours in ((ALPHA, 1), (BETA, 3), (GAMMA, 9)):
        state = replace(polled(make), name=name, next_poll=make.now - timedelta(hours=hours))
        save(store, make, state)
    assert sources.due(store, make.now) == [GAMMA, BETA, ALPHA]
    assert sources.due(store, make.now, 2) == [GAMMA, BETA]


def test_nothing_is_written_when_nothing_changed(store: Store, make: Make) -> None:
    configured = [(ALPHA, URL, G), (BETA, OTHER, G)]
    sources.sync(store, configured, make.now)
    before = store.db.conn.total_changes
    assert sources.sync(store, configured, make.now + timedelta(hours=1)) == frozenset()
    assert store.db.conn.total_changes == before


def test_a_source_that_left_is_inactive_and_keeps_its_items(filled: Filled, make: Make) -> None:
    filled.apply(make.new("1"))
    assert sources.sync(filled.store, [(BETA, OTHER, G)], make.now) >= {ALPHA}
    gone = sources.get(filled.store, ALPHA)
    assert gone is not None
    assert not gone.active
    assert ALPHA not in sources.due(filled.store, make.now)
    assert len(filled.store.rows("SELECT * FROM items")) == 1
    assert [state.name for state in sources.all(filled.store)] == [ALPHA, BETA]


def test_a_source_that_comes_back_is_due_and_remembers(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    save(store, make, polled(make))
    sources.sync(store, [], make.now)
    later = make.now + timedelta(minutes=5)
    sources.sync(store, [(ALPHA, URL, G)], later)
    assert sources.get(store, ALPHA) == replace(polled(make), next_poll=later)


def test_a_changed_address_forgets_what_belonged_to_the_old_one(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    save(store, make, polled(make))
    sources.sync(store, [(ALPHA, "https://alpha.example/other", G)], make.now)
    assert sources.get(store, ALPHA) == replace(
        polled(make),
        url="https://alpha.example/other",
        next_poll=make.now,
        etag=None,
        last_modified=None,
        validated_by=None,
        body_hash=None,
        first_success=None,
        failures=0,
        failure_kind=None,
        failure_message=None,
        failure_status=None,
        move=None,
    )


def test_old_polls_are_forgotten_and_new_ones_kept(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    made = [
        Poll(
            source=ALPHA,
            at=make.now - timedelta(days=days),
            outcome=Outcome.FAILED,
            kind=FailureKind.TIMEOUT,
            status=503,
            seconds=1.25,
            bytes=4096,
            new=2,
            revised=1,
        )
        for days in (0, 1, 20, 30)
    ]
    with store.transaction():
        for poll in made:
            sources.save_polls(store, [(polled(make), poll)])
    assert polls.history(store, ALPHA) == made
    assert polls.history(store, ALPHA, 1) == made[:1]
    assert maintain(store, make.now) == 2
    assert polls.history(store, ALPHA) == made[:2]


def test_maintenance_empties_the_log(filled: Filled, make: Make) -> None:
    filled.apply(make.new("1"))
    log = filled.store.path.with_name(f"{filled.store.path.name}-wal")
    assert log.stat().st_size > 0
    maintain(filled.store, make.now)
    assert log.stat().st_size == 0


def test_a_new_name_for_an_address_takes_the_items_along(filled: Filled, make: Make) -> None:
    filled.apply(make.new("1"))
    (state,) = [each for each in sources.all(filled.store) if each.name == ALPHA]
    new = SourceName("renamed")
    assert new in sources.sync(filled.store, [(new, state.url, G)], make.now)
    assert sources.get(filled.store, ALPHA) is None
    assert [item.source for item in items.candidates(filled.store, [new])] == [new]
    assert filled.store.pragma("foreign_key_check") == []


def test_what_a_wrong_clock_did_does_not_count(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    ahead = make.now + timedelta(days=3650)
    save(store, make, replace(polled(make), last_attempt=ahead, next_poll=ahead))
    assert sources.due(store, make.now) == [ALPHA]


def test_a_changed_address_begins_anew(store: Store, make: Make) -> None:
    sources.sync(store, [(ALPHA, URL, G)], make.now)
    save(store, make, replace(polled(make), first_success=make.now))
    sources.sync(store, [(ALPHA, OTHER, G)], make.now)
    state = sources.get(store, ALPHA)
    assert state is not None
    assert (state.url, state.first_success, state.grant) == (OTHER, None, G)
