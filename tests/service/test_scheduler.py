from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import structlog
from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED

from syndicator.config import Config
from syndicator.errors import ConfigError, OutputError, Problem, StoreUnwritable
from syndicator.service.scheduler import Ticks
from syndicator.service.systemd import Notifier
from syndicator.service.timing import Timing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECONDS = 10.0
RARELY = timedelta(hours=1)


class Engine:
    """Notes what it is asked, and does what a test put into ``acts``."""

    def __init__(self) -> None:
        self.asked: queue.Queue[str] = queue.Queue()
        self.beats: queue.Queue[bool] = queue.Queue()
        self.acts: dict[str, Callable[[], object]] = {}
        self.wake: datetime | None = None

    def _do(self, name: str) -> object:
        try:
            return self.acts.get(name, lambda: None)()
        finally:
            self.asked.put(name)

    def poll(self, *, now: datetime, stop: threading.Event) -> object:  # noqa: ARG002
        return self._do("poll")

    def publish(self, *, now: datetime) -> object:
        assert now == NOW
        return self._do("publish")

    def ping(self, *, now: datetime, stop: threading.Event) -> object:
        assert now == NOW
        assert not stop.is_set()
        return self._do("ping")

    def receive(self, *, now: datetime, stop: threading.Event) -> object:
        assert now == NOW
        assert not stop.is_set()
        return self._do("receive")

    def renew(self, *, now: datetime, stop: threading.Event) -> object:
        assert now == NOW
        assert not stop.is_set()
        return self._do("renew")

    def alert(self, *, now: datetime, stop: threading.Event) -> object:
        assert now == NOW
        assert not stop.is_set()
        return self._do("alert")

    def beat(self, *, good: bool) -> object:
        self.beats.put(good)
        return None

    def back_up(self, *, now: datetime) -> object:
        assert now.tzinfo is UTC
        return self._do("backup")

    def look_outside(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def audit(self, *, now: datetime, stop: threading.Event) -> object:
        assert now == NOW
        assert not stop.is_set()
        return self._do("audit")

    def maintain(self, *, now: datetime) -> None:
        assert now == NOW
        self._do("maintain")

    def next_wake(self) -> datetime | None:
        wake, self.wake = self.wake, None
        return wake

    def summary(self) -> str:
        return "2 sources"

    def reload(self, config: Config, *, now: datetime) -> None:
        assert str(config) == "config"
        assert now == NOW
        self._do("reload")

    def close(self) -> None:
        pass

    def until(self, *names: str) -> None:
        """Waits until these were asked, in this order."""
        for name in names:
            while self.asked.get(timeout=SECONDS) != name:
                pass


KINDS = {
    "audit",
    "poll",
    "publish",
    "ping",
    "receive",
    "renew",
    "alert",
    "beat",
    "backup",
    "maintain",
    "reload",
}


class Bench:
    def __init__(self, address: str) -> None:
        self.engine = Engine()
        self.address = address
        self.loading: Callable[[], object] = lambda: "config"
        self.ticks: Ticks | None = None
        self.submitted: queue.Queue[str] = queue.Queue()
        self.executed: queue.Queue[str] = queue.Queue()

    def begin(self, watchdog: timedelta | None = None, **pace: timedelta) -> Ticks:
        self.ticks = Ticks(
            self.engine,
            load=lambda: cast("Config", self.loading()),
            notifier=Notifier(self.address, watchdog=watchdog),
            clock=lambda: NOW,
            timing=Timing(
                **{
                    "poll": RARELY,
                    "publish": RARELY,
                    "ping": RARELY,
                    "receive": RARELY,
                    "renew": RARELY,
                    "alert": RARELY,
                    "backup": RARELY,
                    **pace,
                }
            ),
        )
        self.ticks._scheduler.add_listener(
            lambda event: self.submitted.put(event.job_id), EVENT_JOB_SUBMITTED
        )
        self.ticks._scheduler.add_listener(
            lambda event: self.executed.put(event.job_id), EVENT_JOB_EXECUTED
        )
        self.ticks.begin()
        return self.ticks

    def wait_until_submitted(self, job: str) -> None:
        """Waits until the scheduler has handed this job to its thread."""
        while self.submitted.get(timeout=SECONDS) != job:
            pass

    def wait_until_executed(self, job: str) -> None:
        """Waits until the scheduler knows that this job has come to its end."""
        while self.executed.get(timeout=SECONDS) != job:
            pass

    def wait_for_threads(self) -> None:
        limit = time.monotonic() + SECONDS
        for thread in threading.enumerate():
            if thread.name.partition("_")[0] in KINDS:
                thread.join(limit - time.monotonic())


@pytest.fixture
def bench(manager: Any) -> Iterator[Bench]:
    bench = Bench(manager.address)
    yield bench
    if bench.ticks is not None:
        bench.ticks.halt()
    bench.wait_for_threads()


def fails(error: Exception) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def test_first_poll_and_first_publish_are_at_once(bench: Bench, manager: Any) -> None:
    bench.begin()
    assert manager.receive() == {"READY": "1", "STATUS": "running"}
    asked = [bench.engine.asked.get(timeout=SECONDS) for _ in range(4)]
    assert sorted(asked) == ["alert", "ping", "poll", "publish"]
    assert asked.index("publish") < asked.index("ping")
    assert manager.receive() == {"STATUS": "2 sources"}


def test_hubs_are_told_after_a_publish_even_a_failed_one(bench: Bench) -> None:
    bench.engine.acts["publish"] = fails(OutputError("feeds/world.atom: no room"))
    bench.begin()
    bench.engine.until("publish", "ping")


def test_hubs_are_tried_again(bench: Bench) -> None:
    bench.begin(ping=timedelta(milliseconds=20))
    bench.engine.until("ping", "ping", "ping")


def test_news_are_published_at_once(bench: Bench) -> None:
    first = threading.Event()
    bench.engine.acts["poll"] = lambda: first.wait(SECONDS)
    bench.begin()
    bench.engine.until("publish")
    first.set()
    bench.engine.until("poll", "publish")


def test_what_hubs_bring_is_read_and_published_at_once(bench: Bench) -> None:
    bench.engine.acts["receive"] = lambda: True
    ticks = bench.begin()
    bench.engine.until("publish")
    ticks.receive_soon()
    bench.engine.until("receive", "publish")


def test_people_are_told_after_a_poll_and_tried_again(bench: Bench) -> None:
    bench.begin(alert=timedelta(milliseconds=100))
    bench.engine.until("poll", "alert", "alert", "alert")


def test_a_finished_poll_is_told_elsewhere_and_so_is_a_failed_one(bench: Bench) -> None:
    bench.begin(poll=timedelta(milliseconds=50))
    assert bench.engine.beats.get(timeout=SECONDS)
    bench.engine.acts["publish"] = fails(OutputError("feeds/world.atom: no room"))
    bench.engine.acts["poll"] = lambda: True
    while bench.engine.beats.get(timeout=SECONDS):
        pass
    bench.engine.acts.clear()
    bench.engine.acts["poll"] = lambda: True
    while not bench.engine.beats.get(timeout=SECONDS):
        pass


def test_backups_are_made_by_themselves(bench: Bench) -> None:
    bench.begin(backup=timedelta(milliseconds=50))
    bench.engine.until("backup", "backup")


def test_hubs_are_asked_again(bench: Bench) -> None:
    bench.begin(renew=timedelta(milliseconds=20))
    bench.engine.until("renew", "renew")


def test_news_during_a_publish_are_published_after_it(bench: Bench) -> None:
    began, polled = threading.Event(), threading.Event()

    def publish() -> None:
        began.set()
        polled.wait(SECONDS)

    bench.engine.acts["publish"] = publish
    bench.engine.acts["poll"] = lambda: began.wait(SECONDS)
    bench.begin()
    bench.engine.until("poll")
    polled.set()
    bench.engine.until("publish", "publish")


@pytest.mark.parametrize("ahead", [timedelta(seconds=-60), timedelta(seconds=1.1)])
def test_a_story_s_time_is_not_waited_for_in_vain(bench: Bench, ahead: timedelta) -> None:
    bench.engine.wake = NOW + ahead
    began = time.monotonic()
    bench.begin()
    bench.engine.until("publish", "publish")
    assert max(ahead.total_seconds(), 1) <= time.monotonic() - began < 5


def test_maintenance_comes_after_the_start(bench: Bench) -> None:
    bench.begin(maintain_after=timedelta(milliseconds=1))
    bench.engine.until("maintain")


def test_trouble_is_told_once_and_retried_and_its_end_told(bench: Bench, manager: Any) -> None:
    bench.engine.acts["publish"] = fails(OutputError("feeds/world.atom: no room"))
    with structlog.testing.capture_logs() as logs:
        bench.begin(publish=timedelta(milliseconds=20), watchdog=timedelta(seconds=60))
        bench.engine.until("publish", "publish", "publish")
        assert manager.until("WATCHDOG")
        assert manager.until("STATUS", "2 sources; publish failed: feeds/world.atom: no room")
        bench.engine.acts["publish"] = fails(StoreUnwritable("read-only"))
        assert manager.until("STATUS", "2 sources; publish failed: read-only")
        del bench.engine.acts["publish"]
        assert manager.until("STATUS", "2 sources")
    told = [(e["event"], e.get("error")) for e in logs if e["log_level"] in {"error", "info"}]
    assert told == [
        ("tick.failed", "feeds/world.atom: no room"),
        ("tick.failed", "read-only"),
        ("tick.recovered", None),
    ]


def test_a_bug_is_critical_and_not_the_end(bench: Bench, manager: Any) -> None:
    bench.engine.acts["poll"] = fails(KeyError("title"))
    with structlog.testing.capture_logs() as logs:
        bench.begin(watchdog=timedelta(milliseconds=150))
        bench.engine.until("poll", "poll", "poll")
        assert manager.until("STATUS", "2 sources; poll fails by a bug, see the log")
    assert {"log_level": "critical", "event": "tick.bug", "tick": "poll", "exc_info": True} in logs


def test_reload(bench: Bench, manager: Any) -> None:
    ticks = bench.begin()
    bench.engine.until("publish")
    ticks.reload_soon()
    bench.engine.until("reload", "publish")
    assert manager.until("RELOADING", "1")
    assert manager.until("READY", "1")


def test_reload_asked_for_during_a_reload_is_done_after_it(bench: Bench) -> None:
    go = threading.Event()
    bench.engine.acts["reload"] = lambda: go.wait(SECONDS)
    ticks = bench.begin()
    loads: queue.Queue[None] = queue.Queue()

    def load() -> str:
        loads.put(None)
        return "config"

    bench.loading = load
    ticks.reload_soon()
    loads.get(timeout=SECONDS)
    ticks.reload_soon()
    bench.wait_until_submitted("reload")
    bench.wait_until_submitted("reload")
    go.set()
    loads.get(timeout=SECONDS)
    bench.engine.until("reload", "reload")


@pytest.mark.parametrize(
    ("error", "status", "lines"),
    [
        (
            ConfigError(
                (
                    Problem(file="c", line=1, key="a", message="x"),
                    Problem(file="c", line=2, key="b", message="y"),
                )
            ),
            "configuration not reloaded: c:1: a: x (and 1 more)",
            ["c:1: a: x", "c:2: b: y"],
        ),
        (
            StoreUnwritable("database cannot move"),
            "configuration not reloaded: database cannot move",
            ["database cannot move"],
        ),
        (RuntimeError("bug"), "reload fails by a bug, see the log", []),
    ],
    ids=["wrong", "refused by the engine", "bug"],
)
def test_reload_that_fails(
    bench: Bench, manager: Any, error: Exception, status: str, lines: list[str]
) -> None:
    ticks = bench.begin()
    bench.engine.until("publish")
    bench.loading = fails(error)
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            ticks.reload_soon()
            manager.until("RELOADING", "1")
            assert manager.until("READY", "1")["STATUS"].endswith(status)
    assert [e["error"] for e in logs if e["log_level"] == "error"] == lines * 2
    assert "reload" not in bench.engine.asked.queue


def test_hung_poll_stops_the_watchdog(bench: Bench, manager: Any) -> None:
    hung = threading.Event()
    bench.engine.acts["poll"] = lambda: hung.wait(SECONDS)
    with structlog.testing.capture_logs() as logs:
        bench.begin(watchdog=timedelta(milliseconds=60), poll_hung=timedelta(seconds=0.4))
        manager.until("WATCHDOG")
        while not any(e["event"] == "tick.hung" for e in logs):
            bench.engine.until("publish")
        manager.drain()
        bench.engine.until("publish", "publish")
        with pytest.raises(TimeoutError):
            manager.receive(0.1)
        hung.set()
        manager.until("WATCHDOG")
    assert next(e for e in logs if e["event"] == "tick.hung")["ticks"] == "poll"


def test_clock_set_back_makes_everything_due(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = bench.begin()
    bench.engine.until("publish")
    bench.wait_until_executed("publish")
    bench.engine.acts["poll"] = lambda: None
    ticks.check_clock()
    wall = time.time
    monkeypatch.setattr("syndicator.service.scheduler.time.time", lambda: wall() - 3600)
    with structlog.testing.capture_logs() as logs:
        ticks.check_clock()
        bench.engine.until("publish")
        ticks.check_clock()
    (told,) = [e for e in logs if e["event"] == "clock.set_back"]
    assert told["seconds"] == pytest.approx(3600, abs=1)


def test_what_waits_at_the_halt_is_not_begun(bench: Bench) -> None:
    publishing, go = threading.Event(), threading.Event()

    def publish() -> None:
        publishing.set()
        go.wait(SECONDS)

    bench.engine.acts["publish"] = publish
    bench.engine.acts["poll"] = lambda: publishing.wait(SECONDS)
    ticks = bench.begin()
    bench.engine.until("poll")
    bench.wait_until_submitted("publish-news")
    ticks.halt()
    bench.ticks = None
    assert not ticks.idle()
    go.set()
    bench.wait_for_threads()
    assert ticks.idle()
    assert set(bench.engine.asked.queue) - {"alert"} == {"publish"}


@pytest.mark.parametrize(
    ("watchdog", "poll", "publish"),
    [(None, 15, 60), (300, 15, 60), (90, 15, 30), (30, 10, 10)],
)
def test_pace_suits_the_watchdog(watchdog: int | None, poll: int, publish: int) -> None:
    pace = Timing().within(None if watchdog is None else timedelta(seconds=watchdog))
    assert (pace.poll, pace.publish) == (timedelta(seconds=poll), timedelta(seconds=publish))
