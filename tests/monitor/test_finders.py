"""Published files that somebody changed, killed workers, an outage that ended, a full disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.config import Config, load
from syndicator.errors import EngineError, StoreUnwritable
from syndicator.model import FailureKind
from syndicator.model.incident import Kind
from syndicator.monitor.alerts.without_outbox import WithoutOutbox
from syndicator.monitor.monitoring import Monitoring
from syndicator.monitor.watch import Tick, after_tick
from syndicator.pipeline import Engine
from syndicator.store import incidents, sources
from syndicator.store.activate import activate
from syndicator.store.database import Store
from syndicator.store.polls import Outcome, Poll

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)
CONFIG = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
[poll]
allow_private = ["127.0.0.0/8"]
[monitor]
outside = "off"
[sources.harbor]
url = "http://127.0.0.1:1/feed"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["harbor"]
[feeds.second]
title = "Second"
sources = ["harbor"]
[alerts.ops]
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return load(path, environ={})


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    made = Engine.start(config, now=NOW)
    made.publish(now=NOW)
    yield made
    made.close()


def open_incidents(engine: Engine) -> dict[str, str]:
    found = incidents.standing(engine._store)
    return {
        e.finding.subject: e.finding.sentence for e in found if e.finding.kind.of_source is False
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.write_bytes(b"<html>hi"), "is an HTML page"),
        (lambda path: path.write_bytes(b"<feed"), "is not well-formed"),
        (lambda path: path.unlink(), "cannot be read"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"World", b"Other")),
            "is not what was written",
        ),
    ],
)
def test_a_file_that_somebody_changed(engine: Engine, change: object, words: str) -> None:
    assert isinstance(engine.config.output, Path)
    path = engine.config.output / "world.atom"
    before = path.read_bytes()
    assert callable(change)
    change(path)
    engine.publish(now=NOW + MINUTE)
    assert words in open_incidents(engine)["world"]
    assert path.read_bytes() == before
    for minute in (2, 3):
        engine.publish(now=NOW + minute * MINUTE)
    assert open_incidents(engine) == {}


def test_an_output_that_was_emptied_is_one_incident(engine: Engine) -> None:
    assert isinstance(engine.config.output, Path)
    for path in engine.config.output.glob("*.atom"):
        path.unlink()
    engine.publish(now=NOW + MINUTE)
    assert list(open_incidents(engine)) == ["output"]
    for minute in (2, 3):
        engine.publish(now=NOW + minute * MINUTE)
    assert open_incidents(engine) == {}


def test_what_is_wrong_with_looking_keeps_nobody_from_publishing_and_telling(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(engine._monitor._files, "look", breaks)
    monkeypatch.setattr("syndicator.monitor.monitoring.propose", breaks)
    engine.publish(now=NOW + MINUTE)
    assert engine.alert(now=NOW + MINUTE).sent == 0


def test_a_poll_that_cannot_be_done_is_told(config: Config) -> None:
    with Store.open(config.database, mode="own") as store:
        activate(store, config, NOW)
        monitoring = Monitoring(store, lambda: config)
        for minute in range(3):
            with (
                pytest.raises(EngineError),
                monitoring.polling(now=NOW + minute * MINUTE),
            ):
                raise EngineError("the Dask cluster has failed")
        (found,) = incidents.standing(store)
        assert (found.finding.kind, found.finding.subject) == (Kind.TICK, "poll")
        with monitoring.polling(now=NOW + 4 * MINUTE):
            pass
        with monitoring.polling(now=NOW + 5 * MINUTE):
            pass
        assert incidents.standing(store) == []


def test_after_an_outage_nobody_waits_for_a_back_off(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    listed = "".join(
        f'[sources.s{n}]\nurl = "https://s{n}.example/feed"\ngrant = "headline-only"\n'
        for n in range(20)
    )
    head, tail = CONFIG.split("[sources.harbor]")
    tail = tail.partition("[feeds.world]")[2].replace('"harbor"', '"s0"')
    path.write_text(f"{head}{listed}[feeds.world]{tail}")
    config = load(path, environ={})
    with Store.open(config.database, mode="own") as store:
        activate(store, config, NOW)

        def poll(minute: int, kind: FailureKind | None) -> None:
            now = NOW + minute * MINUTE
            with store.transaction():
                sources.save_polls(
                    store,
                    [
                        (
                            replace(
                                state,
                                last_attempt=now,
                                next_poll=now + timedelta(hours=5),
                                failures=state.failures + 1 if kind else 0,
                                failure_kind=kind,
                                failure_message="x" if kind else None,
                                last_success=None if kind else now,
                            ),
                            Poll(
                                source=state.name,
                                at=now,
                                outcome=Outcome.FAILED if kind else Outcome.FETCHED,
                                kind=kind,
                            ),
                        )
                        for state in sources.all(store)
                    ],
                )
            names = tuple(state.name for state in sources.all(store))
            after_tick(store, config, Tick(polled=names), now=now)

        for minute in range(4):
            poll(minute, FailureKind.CONNECT)
        assert [each.finding.kind for each in incidents.standing(store)] == [Kind.NETWORK]
        # The first that are asked again find that it is over.
        names = tuple(state.name for state in sources.all(store))[:4]
        now = NOW
        for minute in (60, 61):
            now = NOW + minute * MINUTE
            with store.transaction():
                states = sources.several(store, names)
                sources.save_polls(
                    store,
                    [
                        (
                            replace(
                                state,
                                last_attempt=now,
                                failures=0,
                                failure_kind=None,
                                last_success=now,
                                first_success=now,
                                next_poll=now + timedelta(hours=1),
                            ),
                            Poll(source=state.name, at=now, outcome=Outcome.FETCHED),
                        )
                        for state in states.values()
                    ],
                )
            after_tick(store, config, Tick(polled=names), now=now)
        assert incidents.standing(store) == []
        due = [s.next_poll - now for s in sources.all(store) if s.name not in names]
        assert len(due) == 16
        assert timedelta(0) <= min(due) <= max(due) < timedelta(minutes=5)
        # In portions, not all at once.
        assert len(set(due)) == 16


# ── a database that cannot be written ────────────────────────────────────────────────────────


class Sent(list[tuple[str, str]]):
    def __call__(self, url: str, message: object, **_: object) -> None:
        self.append((url, getattr(message, "title", "")))


def test_one_alert_a_day_without_an_outbox_and_one_at_the_end(
    config: Config, tmp_path: Path
) -> None:
    environ = {"SYNDICATOR_ALERTS_OPS": "json://one.example/\njson://two.example/"}
    sent = Sent()

    def another() -> WithoutOutbox:
        return WithoutOutbox(config.database, folder=tmp_path, send=sent)

    for minute in range(0, 50 * 60, 30):
        another().failed(config, "the disk is full", now=NOW + minute * MINUTE, environ=environ)
    assert len(sent) == 3 * 2
    assert {title for _, title in sent} == {"Desk: critical: the database cannot be written"}
    sent.clear()
    for minute in range(2):
        now = NOW + timedelta(days=3) + minute * MINUTE
        another().works(config, now=now, environ=environ)
    assert [title for _, title in sent] == ["Desk: over: the database can be written again"] * 2


def test_without_any_room_it_is_remembered_by_the_process(config: Config, tmp_path: Path) -> None:
    sent = Sent()
    environ = {"SYNDICATOR_ALERTS_OPS": "json://one.example/"}
    told = WithoutOutbox(config.database, folder=tmp_path / "missing", send=sent)
    for _ in range(3):
        told.failed(config, "full", now=NOW, environ=environ)
    told.works(config, now=NOW, environ=environ)
    told.works(config, now=NOW, environ=environ)
    assert len(sent) == 2


def test_a_note_that_is_a_link_is_not_followed(config: Config, tmp_path: Path) -> None:
    told = WithoutOutbox(config.database, folder=tmp_path, send=Sent())
    victim = tmp_path / "victim"
    victim.write_text("mine")
    told._note.symlink_to(victim)
    told.failed(config, "full", now=NOW + timedelta(days=9), environ={})
    assert victim.read_text() == "mine"
    assert victim.stat().st_mtime < (NOW + timedelta(days=1)).timestamp()


def test_the_monitor_sends_it(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent()
    environ = {"SYNDICATOR_ALERTS_OPS": "json://one.example/"}

    def full(*_: object, **__: object) -> None:
        raise StoreUnwritable("syndicator.db: the disk is full")

    with Store.open(config.database, mode="own") as store:
        activate(store, config, NOW)
        monitoring = Monitoring(store, lambda: config)
        told = WithoutOutbox(config.database, folder=tmp_path, send=sent)
        monkeypatch.setattr(monitoring, "_without_outbox", told)
        with monkeypatch.context() as broken:
            broken.setattr("syndicator.monitor.monitoring.deliver", full)
            for minute in range(3):
                with pytest.raises(StoreUnwritable):
                    monitoring.alert(now=NOW + minute * MINUTE, environ=environ)
        monitoring.alert(now=NOW + 4 * MINUTE, environ=environ, stop=threading.Event())
        monitoring.alert(now=NOW + 5 * MINUTE, environ=environ)
    assert [title.partition(": ")[2] for _, title in sent] == [
        "critical: the database cannot be written",
        "over: the database can be written again",
    ]
