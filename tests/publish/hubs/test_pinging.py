"""From the outbox to hubs on loopback: once for every change, whatever happens in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from syndicator.config import Config
from syndicator.model import Ping
from syndicator.publish.hubs import deliver as pinging
from syndicator.publish.hubs.deliver import PingReport, next_try, ping
from syndicator.publish.hubs.ping import Answer
from syndicator.store import outbox
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WORLD = "https://feeds.example.org/world.atom"
Configured = Callable[..., Config]


def changed(store: Store, *hubs: Any, topic: str = WORLD, now: datetime = NOW) -> None:
    outbox.enqueue(store, [Ping(hub=hub.url, topic=topic) for hub in hubs], now)


def until_told(store: Store, config: Config, *, now: datetime, days: int = 4) -> list[datetime]:
    """Do as the service does, every minute; when attempts were made."""
    tried = []
    while (waiting := outbox.pending(store)) and now < NOW + days * DAY:
        now = min((each.next_try for each in waiting if not each.failed_at), default=now + 9 * DAY)
        if ping(store, config, now=now).failed:
            tried.append(now)
    return tried


def test_every_hub_is_told_once(
    store: Store, serve_hub: Callable[[], Any], configured: Configured
) -> None:
    one, two = serve_hub(), serve_hub()
    config = configured(one.url, two.url)
    changed(store, one, two)
    changed(store, one, topic="https://feeds.example.org/world.rss")
    assert ping(store, config, now=NOW) == PingReport(told=3)
    assert ping(store, config, now=NOW + MINUTE) == PingReport()
    assert one.told == [WORLD, "https://feeds.example.org/world.rss"]
    assert two.told == [WORLD]


def test_a_restart_between_the_change_and_the_ping(
    tmp_path: Path, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    for _ in range(2):
        with Store.open(tmp_path / "other.db", mode="own") as store:
            changed(store, hub)
    for _ in range(2):
        with Store.open(tmp_path / "other.db", mode="own") as store:
            ping(store, config, now=NOW + MINUTE)
    assert hub.told == [WORLD]


def test_a_change_during_the_ping_is_told_by_another(
    store: Store, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    changed(store, hub)

    def once() -> None:
        hub.during = lambda: None
        changed(store, hub)

    hub.during = once
    assert ping(store, config, now=NOW) == PingReport(told=2)
    assert hub.told == [WORLD, WORLD]


def test_a_hub_that_is_down_is_asked_ever_more_rarely_and_then_told_once(
    store: Store, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    hub.status = 503
    changed(store, hub)
    assert ping(store, config, now=NOW) == PingReport(failed=1)
    now = NOW
    waits = []
    for _ in range(8):
        (waiting,) = outbox.pending(store)
        assert ping(store, config, now=waiting.next_try - timedelta(seconds=1)) == PingReport()
        waits.append((waiting.next_try - now) / MINUTE)
        now = waiting.next_try
        changed(store, hub, now=now - timedelta(seconds=1))
        assert ping(store, config, now=now).failed == 1
    assert [int(wait) for wait in waits] == pytest.approx([1, 2, 4, 8, 16, 32, 64, 128], rel=0.1)
    hub.status = 204
    (waiting,) = outbox.pending(store)
    assert ping(store, config, now=waiting.next_try) == PingReport(told=1)
    assert hub.told == [WORLD]


def test_a_hub_that_is_down_costs_one_request(
    store: Store, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    hub.status = 500
    for number in range(30):
        changed(store, hub, topic=f"https://feeds.example.org/{number}.atom")
    with capture_logs() as logs:
        assert ping(store, config, now=NOW) == PingReport(failed=30)
    assert len(hub.requests) == 1
    (line,) = logs
    assert (line["event"], line["pings"], line["error"]) == (
        "hub.failed",
        30,
        "127.0.0.1: 500 Internal Server Error",
    )
    hub.status = 202
    assert ping(store, config, now=NOW + 2 * MINUTE) == PingReport(told=30)


def test_a_document_that_is_refused_holds_up_no_other(
    store: Store, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    hub.refuses = {WORLD}
    changed(store, hub)
    changed(store, hub, topic="https://feeds.example.org/world.rss", now=NOW + MINUTE)
    assert ping(store, config, now=NOW + MINUTE) == PingReport(told=1, failed=1)


def test_a_hub_that_does_not_answer_holds_up_no_other(
    store: Store, hub: Any, hub_socket: Callable[[bytes], str], configured: Configured
) -> None:
    slow = hub_socket(b"")
    config = configured(slow, hub.url, timeout="1s")
    outbox.enqueue(store, [Ping(hub=slow, topic=WORLD)], NOW)
    changed(store, hub)
    times: list[float] = []
    hub.during = lambda: times.append(time.monotonic())
    began = time.monotonic()
    assert ping(store, config, now=NOW) == PingReport(told=1, failed=1)
    assert times[0] - began < 0.8
    assert time.monotonic() - began < 2.5


def test_telling_ends_when_we_are_stopping(
    store: Store,
    hub_socket: Callable[[bytes], str],
    configured: Configured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pinging, "GRACE", timedelta(seconds=0.1))
    slow = hub_socket(b"")
    outbox.enqueue(store, [Ping(hub=slow, topic=WORLD)], NOW)
    stop = threading.Event()
    stop.set()
    began = time.monotonic()
    assert ping(store, configured(slow), now=NOW, stop=stop) == PingReport()
    assert time.monotonic() - began < 3
    (waiting,) = outbox.pending(store)
    assert waiting.attempts == 0, "that we stopped says nothing about the hub"


def test_telling_ends_when_its_time_is_up(
    store: Store, hub: Any, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinging, "BUDGET", timedelta(seconds=0.05))
    config = configured(hub.url)
    for number in range(40):
        changed(store, hub, topic=f"https://feeds.example.org/{number}.atom")
    hub.during = lambda: time.sleep(0.05)
    first = ping(store, config, now=NOW).told
    assert 0 < first < 40
    monkeypatch.undo()
    hub.during = lambda: None
    assert ping(store, config, now=NOW).told == 40 - first
    assert len(hub.told) == len(set(hub.told)) == 40


def test_after_three_days_it_is_given_up_and_said(
    store: Store, hub: Any, configured: Configured
) -> None:
    config = configured(hub.url)
    hub.status = 500
    changed(store, hub)
    with capture_logs() as logs:
        tried = until_told(store, config, now=NOW)
    assert timedelta(days=3) <= tried[-1] - NOW <= timedelta(days=4)
    assert 10 <= len(tried) <= 15
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["hub.given_up"]
    (given_up,) = outbox.pending(store)
    assert given_up.failed_at == tried[-1]
    hub.status = 204
    changed(store, hub, now=tried[-1] + DAY)
    assert ping(store, config, now=tried[-1] + DAY) == PingReport(told=1)
    assert not outbox.pending(store)


def test_what_was_to_be_told_to_a_hub_that_left_the_configuration_is_dropped(
    store: Store, serve_hub: Callable[[], Any], configured: Configured
) -> None:
    former, hub = serve_hub(), serve_hub()
    changed(store, former, hub)
    assert ping(store, configured(hub.url), now=NOW) == PingReport(told=1)
    assert not outbox.pending(store)
    assert not former.requests


@pytest.mark.parametrize(
    ("attempts", "asked", "wait"),
    [
        (0, None, MINUTE),
        (3, None, 8 * MINUTE),
        (3, timedelta(seconds=5), 8 * MINUTE),
        (3, timedelta(hours=2), timedelta(hours=2)),
        (3, timedelta(days=365), DAY),
        (10_000, None, DAY),
    ],
)
def test_the_next_attempt(attempts: int, asked: timedelta | None, wait: timedelta) -> None:
    waiting = outbox.Waiting(
        ping=Ping(hub="https://hub.example/", topic=WORLD),
        changes=1,
        since=NOW,
        attempts=attempts,
        next_try=NOW,
    )
    answer = Answer(error="down", retry_after=asked)
    again = next_try(waiting, answer, NOW)
    assert again is not None
    assert wait <= again - NOW <= 1.1 * wait
    assert next_try(waiting, answer, NOW) == again, "the same on every machine"
    assert next_try(waiting, answer, NOW + timedelta(days=3)) is None
