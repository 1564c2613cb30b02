"""What can happen to sources, by a clock of its own and a real database, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.config import Config, load
from syndicator.model import DateFaults, FailureKind, Move, SourceName
from syndicator.model.incident import IncidentChanges, Mute
from syndicator.model.polling import Contents
from syndicator.monitor import watch
from syndicator.monitor.watch import Tick, after_tick
from syndicator.store import health, incidents, sources
from syndicator.store.activate import activate
from syndicator.store.database import Store
from syndicator.store.polls import Outcome, Poll

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFIG = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[monitor]
egress = ["http://127.0.0.1:9/"]
[sources.a]
url = "https://a.example/feed"
grant = "own"
[sources.b]
url = "https://b.example/feed"
grant = "own"
[sources.c]
url = "https://c.example/one"
grant = "own"
[sources.d]
url = "https://c.example/two"
grant = "own"
[grants.own]
holder = "One, Inc."
[feeds.world]
title = "World"
sources = ["a", "b", "c", "d"]
"""
K = FailureKind
OK = "ok"


class World:
    """A newsroom whose polls are what a test says they were."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "config.toml"
        self.path.write_text(CONFIG, "utf-8")
        self.config: Config = load(self.path, environ={})
        self.now = NOW
        self.told: list[tuple[str, str, str]] = []
        self.online = True
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.config.database, mode="own")
        activate(self.store, self.config, self.now)

    def restart(self) -> None:
        self.store.close()
        self.open()

    def poll(self, **outcomes: object) -> IncidentChanges:
        """One tick, an hour after the last: what each source that was asked answered."""
        self.now += HOUR
        outcomes = {**dict.fromkeys(map(str, self.config.sources), OK), **outcomes}
        names = [SourceName(name) for name in outcomes]
        states = sources.several(self.store, names)
        with self.store.transaction():
            sources.save_polls(
                self.store, [self._answer(states[name], outcomes[name]) for name in names]
            )
        changes = after_tick(self.store, self.config, Tick(polled=tuple(names)), now=self.now)
        for verb in ("opened", "worsened", "closed"):
            for each in getattr(changes, verb):
                self.told.append((verb, each.finding.kind.value, each.finding.subject))
        return changes

    def _answer(
        self, state: sources.SourceState, outcome: object
    ) -> tuple[sources.SourceState, Poll]:
        base = replace(state, last_attempt=self.now, next_poll=self.now + HOUR)
        if isinstance(outcome, tuple | FailureKind):
            kind, status, message = outcome if isinstance(outcome, tuple) else (outcome, None, "")
            failed = replace(
                base,
                failures=state.failures + 1,
                failure_kind=kind,
                failure_status=status,
                failure_message=message or f"it is {kind}",
            )
            poll = Poll(source=state.name, at=self.now, outcome=Outcome.FAILED, kind=kind)
            return failed, poll
        well = replace(
            base,
            failures=0,
            failure_kind=None,
            failure_status=None,
            failure_message=None,
            last_success=self.now,
            first_success=state.first_success or self.now,
        )
        contents = outcome if isinstance(outcome, Contents) else None
        changed = contents.items if contents and not contents.renamed else 0
        if isinstance(outcome, DateFaults):
            well = replace(well, dates=outcome)
            contents = Contents(items=outcome.items)
        if isinstance(outcome, Move):
            well = replace(well, move=outcome)
        seconds = outcome if isinstance(outcome, float) else 0.1
        return well, Poll(
            source=state.name,
            at=self.now,
            outcome=Outcome.FETCHED,
            seconds=seconds,
            revised=changed,
            contents=contents,
        )


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(tmp_path)
    monkeypatch.setattr(watch, "answers", lambda _: made.online)
    yield made
    made.store.close()


HTML = (K.NOT_A_FEED, 200, "this is an HTML page (“Log in”), not a feed")
MOVED = Move(
    to="https://new.example/", count=3, since=NOW - timedelta(days=3), last=NOW - timedelta(hours=1)
)


@pytest.mark.parametrize(
    ("outcomes", "kinds"),
    [
        ([K.TIMEOUT] * 3, ["failing"]),
        ([K.TIMEOUT] * 2, []),
        ([K.TIMEOUT] * 2 + [OK], []),
        ([K.CONNECT] * 4, ["failing"]),
        ([K.DNS] * 3, ["failing"]),
        ([K.TLS] * 3, ["failing"]),
        ([K.PROTOCOL] * 3, ["failing"]),
        ([K.REDIRECT] * 3, ["failing"]),
        ([K.TOO_LARGE] * 3, ["failing"]),
        ([K.TRUNCATED] * 3, ["failing"]),
        ([K.ENCODING] * 3, ["failing"]),
        ([K.UNSAFE] * 3, ["failing"]),
        ([K.COSTLY] * 3, ["failing"]),
        ([K.UNREADABLE] * 3, ["failing"]),
        ([K.ADDRESS] * 3, ["failing"]),
        ([(K.STATUS, 404, "404 Not Found")] * 3, ["failing"]),
        ([(K.STATUS, 500, "500 Internal Server Error")] * 3, ["failing"]),
        ([(K.STATUS, 403, "403 Forbidden")] * 3, ["blocked"]),
        ([(K.STATUS, 406, "406 Not Acceptable")] * 3, ["blocked"]),
        ([(K.STATUS, 401, "401 Unauthorized")] * 3, ["blocked"]),
        ([K.CHALLENGE] * 3, ["blocked"]),
        ([HTML] * 3, ["blocked"]),
        ([HTML] * 2, []),
        ([(K.NOT_A_FEED, 200, "this is a sitemap, not a feed")] * 3, ["failing"]),
        ([(K.GONE, 410, "410 Gone")], ["gone"]),
        ([(K.THROTTLED, 429, "429 Too Many Requests")] * 3, []),
        ([(K.THROTTLED, 429, "429 Too Many Requests")] * 26, ["waiting"]),
        ([K.TIMEOUT, OK] * 4, ["failing"]),
        ([Contents(items=5, renamed=5)] * 3, ["broken"]),
        ([Contents(items=5, renamed=5)] + [OK] * 3, []),
        ([Contents(items=3, empty=3)] * 3, ["broken"]),
        ([Contents(items=3, garbled=3)] * 3, ["broken"]),
        ([Contents(items=0)] * 4, []),
        ([DateFaults(items=4, unreadable=4)] * 3, ["broken"]),
        ([DateFaults(items=4, ahead=4)] * 3, ["broken"]),
        ([DateFaults(items=9, same=9)] * 3, ["broken"]),
        ([DateFaults(items=4, unreadable=1)] * 4, []),
        ([MOVED], ["moved"]),
        ([replace(MOVED, count=2)], []),
        ([20.0] * 5, []),
        ([OK] * 9, []),
    ],
)
def test_a_source_in_trouble(world: World, outcomes: list[object], kinds: list[str]) -> None:
    for outcome in outcomes:
        world.restart()
        world.poll(a=outcome, b=OK)
    assert world.told == [("opened", kind, "a") for kind in kinds]
    for _ in range(8):
        world.restart()
        world.poll(a=MOVED if outcomes == [MOVED] else Contents(items=3), b=OK)
    closed = [kind for verb, kind, _ in world.told if verb == "closed"]
    well = [DateFaults, Move]
    assert closed == ([] if type(outcomes[0]) in well else kinds)
    for each in incidents.recent(world.store, since=NOW):
        assert each.finding.sentence.endswith(".")
        assert "{" not in each.finding.sentence
        assert each.finding.subject == "a"


def test_it_is_dated_from_the_first_failure_and_closed_after_patience(world: World) -> None:
    world.poll(a=K.TIMEOUT)
    world.poll(a=K.TIMEOUT)
    changes = world.poll(a=K.TIMEOUT)
    assert changes.opened[0].opened == NOW + HOUR
    assert "2026-03-02 13:00" in changes.opened[0].finding.sentence
    assert not world.poll(a=OK)
    assert world.poll(a=OK).closed


def test_failing_that_turns_into_blocked_is_one_incident(world: World) -> None:
    for outcome in [K.TIMEOUT] * 3 + [(K.STATUS, 403, "403 Forbidden")] * 3:
        world.poll(a=outcome)
    assert world.told == [("opened", "failing", "a")]
    assert [each.finding.kind for each in incidents.standing(world.store)] == ["blocked"]


def test_all_sources_of_one_host_are_one_incident(world: World) -> None:
    for _ in range(4):
        world.poll(c=K.TIMEOUT, d=K.TIMEOUT, a=OK)
    for _ in range(3):
        world.poll(c=OK, d=OK, a=OK)
    assert world.told == [("opened", "host", "c.example"), ("closed", "host", "c.example")]


def test_a_source_that_fails_before_the_rest_of_its_host(world: World) -> None:
    for _ in range(3):
        world.poll(c=K.TIMEOUT, d=OK, a=OK)
    for _ in range(3):
        world.poll(c=K.TIMEOUT, d=K.TIMEOUT, a=OK)
    assert [each.finding.kind for each in incidents.standing(world.store)] == ["host"]
    for _ in range(3):
        world.poll(c=OK, d=OK, a=OK)
    assert world.told == [("opened", "failing", "c"), ("closed", "host", "c.example")]


def test_documents_of_several_sources_that_end_processes(world: World) -> None:
    for _ in range(3):
        world.poll(a=K.COSTLY, b=K.COSTLY, c=K.COSTLY)
    assert ("opened", "workers", "workers") in world.told
    for _ in range(2):
        world.poll(a=K.COSTLY, b=OK, c=OK)
    assert ("closed", "workers", "workers") in world.told


def test_our_own_network_is_one_incident_and_one_recovery(world: World) -> None:
    world.online = False
    for _ in range(5):
        world.poll(a=K.CONNECT, b=K.DNS, c=K.TIMEOUT, d=K.TIMEOUT)
        world.restart()
    world.online = True
    for _ in range(4):
        world.poll(a=OK, b=OK, c=OK, d=OK)
    assert world.told == [("opened", "network", "network"), ("closed", "network", "network")]


def test_a_source_that_is_down_beside_our_network_is_told_after_it(world: World) -> None:
    world.online = False
    for _ in range(4):
        world.poll(a=K.CONNECT, b=K.DNS, c=K.TIMEOUT, d=K.TIMEOUT)
    world.online = True
    for _ in range(5):
        world.poll(a=K.CONNECT, b=OK, c=OK, d=OK)
    assert ("opened", "failing", "a") in world.told
    assert len(world.told) == 3


def test_a_source_that_left_the_configuration_closes_its_incident(world: World) -> None:
    for _ in range(3):
        world.poll(a=K.TIMEOUT)
    left = {name: each for name, each in world.config.sources.items() if name != "a"}
    world.config = replace(world.config, sources=left)
    assert world.poll(b=OK).closed


def test_acknowledged_and_muted(world: World) -> None:
    world.poll(a=K.TIMEOUT)
    world.poll(a=K.TIMEOUT)
    changes = world.poll(a=K.TIMEOUT)
    number = changes.opened[0].id
    until = world.now + timedelta(days=3)
    assert incidents.acknowledge(world.store, number, until=until, note="known", now=world.now)
    assert not incidents.acknowledge(world.store, 99, until=until, note="", now=world.now)
    found = incidents.get(world.store, number)
    assert found is not None
    assert found.quiet(world.now)
    assert not found.quiet(until)
    incidents.mute(world.store, Mute(subject=None, until=until))
    assert [each.subject for each in incidents.mutes(world.store, world.now)] == [None]
    assert health.facts(world.store, None, world.now)
