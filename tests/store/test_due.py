"""Which sources are due, whose hosts may be asked, and that asking costs no scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from syndicator.model import FailureKind, GrantName, SourceName
from syndicator.store import hosts, sources
from syndicator.store.database import Store, Value
from syndicator.store.hosts import HostState, LeftAlone
from syndicator.store.polls import Outcome, Poll

if TYPE_CHECKING:
    from tests.support.stored import Make

HOUR = timedelta(hours=1)


def configure(store: Store, make: Make, *places: str) -> list[SourceName]:
    """A source for each ``host/name``, due the earlier the further in front."""
    names = [SourceName(place.replace(".", "-").replace("/", "-")) for place in places]
    wanted = [
        (name, f"https://{place}", GrantName("g"))
        for name, place in zip(names, places, strict=True)
    ]
    sources.sync(store, wanted, make.now)
    with store.transaction():
        for age, name in enumerate(reversed(names)):
            state = sources.get(store, name)
            assert state is not None
            due = make.now - timedelta(minutes=age)
            poll = Poll(source=name, at=due, outcome=Outcome.FETCHED)
            sources.save_polls(store, [(replace(state, next_poll=due), poll)])
    return names


def host(store: Store, make: Make, name: str, **fields: object) -> None:
    standing = HostState(host=name, asked_at=make.now, next_request=make.now)
    with store.transaction():
        hosts.save(store, [replace(standing, **fields)])  # type: ignore[arg-type]  # by the tests' word


def test_a_share_of_each_host_before_the_limit(store: Store, make: Make) -> None:
    names = configure(store, make, "a/1", "a/2", "a/3", "b/1", "b/2", "c/1")
    a1, a2, a3, b1, b2, c1 = names
    assert sources.due(store, make.now) == [a1, b1, c1, a2, b2, a3]
    assert sources.due(store, make.now, per_host=1) == [a1, b1, c1]
    assert sources.due(store, make.now, 4, per_host=2) == [a1, b1, c1, a2]
    assert sources.due(store, make.now, 2) == [a1, b1]


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"next_request": HOUR}, False),
        ({"waits_until": HOUR}, False),
        ({"waits_until": -HOUR}, True),
        # A clock that was wrong made that of it.
        ({"waits_until": HOUR, "asked_at": 9 * HOUR}, True),
    ],
    ids=str,
)
def test_a_host_that_is_to_be_left_alone(
    store: Store, make: Make, fields: dict[str, timedelta], *, asked: bool
) -> None:
    a, b = configure(store, make, "a/1", "b/1")
    host(store, make, "a", **{key: make.now + value for key, value in fields.items()})
    assert sources.due(store, make.now) == ([a, b] if asked else [b])


def test_every_source_but_those_that_do_not_want_to_be_asked(store: Store, make: Make) -> None:
    a, b, c = configure(store, make, "a/1", "b/1", "c/1")
    host(store, make, "b", waits_until=make.now + HOUR)
    state = sources.get(store, c)
    assert state is not None
    with store.transaction():
        gone = replace(state, failure_kind=FailureKind.GONE, next_poll=make.now + 99999 * HOUR)
        poll = Poll(source=c, at=make.now, outcome=Outcome.FAILED)
        sources.save_polls(store, [(gone, poll)])
    assert sources.every(store, make.now) == [a]
    assert sources.every(store, make.now + 2 * HOUR) == [a, b]
    assert hosts.waiting(store, make.now) == {"b": make.now + HOUR}
    assert sources.counts(store) == (3, 0)


def test_who_is_left_alone_until_when_and_why(store: Store, make: Make) -> None:
    a, b, c, d, e = configure(store, make, "x/a", "x/b", "x/c", "y/d", "z/e")
    host(store, make, "x", waits_until=make.now + HOUR)
    host(store, make, "z", waits_until=make.now - HOUR)
    with store.transaction():
        for name, until in ((b, 70 * HOUR), (e, -HOUR)):
            state = sources.get(store, name)
            assert state is not None
            refused = replace(
                state,
                last_attempt=make.now,
                next_poll=make.now + until,
                failure_kind=FailureKind.THROTTLED,
                failure_status=429,
            )
            poll = Poll(source=name, at=make.now, outcome=Outcome.FAILED)
            sources.save_polls(store, [(refused, poll)])
    assert hosts.left_alone(store, make.now) == [
        LeftAlone(host="x", until=make.now + HOUR, status=429, sources=(a, c)),
        LeftAlone(host="x", until=make.now + 70 * HOUR, status=429, sources=(b,)),
    ]
    assert sources.every(store, make.now) == [d, e]
    assert sources.every(store, make.now + 2 * HOUR) == [a, c, d, e]
    assert sources.every(store, make.now + 71 * HOUR) == [a, b, c, d, e]


def test_gone_is_not_asked_again_by_a_clock_that_was_wrong(store: Store, make: Make) -> None:
    (name,) = configure(store, make, "a/1")
    state = sources.get(store, name)
    assert state is not None
    ahead = make.now + 999 * HOUR
    gone = replace(
        state, failure_kind=FailureKind.GONE, last_attempt=ahead, next_poll=ahead + 999 * HOUR
    )
    with store.transaction():
        poll = Poll(source=name, at=ahead, outcome=Outcome.FAILED)
        sources.save_polls(store, [(gone, poll)])
    assert sources.due(store, make.now) == []
    sources.sync(store, [(name, "https://a/other", GrantName("g"))], make.now)
    assert sources.due(store, make.now) == [name]


def test_hosts_are_forgotten_when_nothing_is_known_of_them(store: Store, make: Make) -> None:
    host(store, make, "old", asked_at=make.now - 9 * HOUR, next_request=make.now - 9 * HOUR)
    host(store, make, "waits", asked_at=make.now - 9 * HOUR, waits_until=make.now + HOUR)
    host(store, make, "new")
    with store.transaction():
        assert hosts.forget(store, make.now - HOUR) == 1
    kept = hosts.get(store, ["old", "waits"])
    assert list(kept) == ["waits"]
    assert kept["waits"].waits_until == make.now + HOUR


def test_a_database_without_hosts_is_brought_up_to_date(store: Store, make: Make) -> None:
    configure(store, make, "a/1")
    with store.transaction():
        store.write("UPDATE sources SET host = ''")
    configured = [(SourceName("a-1"), "https://a/1", GrantName("g"))]
    assert sources.sync(store, configured, make.now) == frozenset()
    state = sources.get(store, SourceName("a-1"))
    assert state is not None
    assert state.host == "a"


def test_what_is_due_is_found_without_reading_every_source(store: Store) -> None:
    parameters: dict[str, Value] = {"now": 1, "gone": "gone", "per_host": 1, "limit": 1}
    plan = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {sources.DUE}", parameters)]
    assert not [line for line in plan if line.startswith("SCAN sources")], plan
    assert [line for line in plan if "INDEX sources_due (next_poll<?)" in line], plan
    assert [line for line in plan if "INDEX sources_attempt (last_attempt>?)" in line], plan
    assert [line for line in plan if line.startswith("SEARCH hosts")], plan
