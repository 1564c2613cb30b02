"""Counters: what ticks came to, and the polls that were recorded since the last look."""

from __future__ import annotations

import platform
import sqlite3
import threading
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from syndicator import __version__
from syndicator.model import FailureKind, FeedName
from syndicator.store import measured
from syndicator.store.database import Store

PREFIX: Final = "syndicator"
OUTCOMES: Final = ("fetched", "not-modified", "failed")
TICK_OUTCOMES: Final = ("done", "failed", "bug")
_FETCH_BUCKETS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_TICK_BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300)
_BATCH: Final = 20_000
"""Polls that are counted at a time."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # half of all lines, of use to nobody


class Counters:
    """All that only grows. Methods are for any thread."""

    def __init__(self, last_poll: int) -> None:
        """Count from zero.

        Args:
            last_poll: the number of the last poll that was made before.
        """
        self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        build = Info(f"{PREFIX}_build", "The version that runs.", registry=self.registry)
        build.info(
            {
                "version": __version__,
                "python_version": platform.python_version(),
                "sqlite_version": sqlite3.sqlite_version,
            }
        )
        self._polls = self._counter("polls", "Polls of sources, by outcome.", "outcome")
        self._failures = self._counter(
            "poll_failures", "Polls that failed, by the kind of failure.", "kind"
        )
        self._bytes = self._counter("fetched_bytes", "Octets of bodies that sources sent.")
        self._items = self._counter(
            "items", "Stories that polls brought, new or revised.", "change"
        )
        self._fetch = Histogram(
            f"{PREFIX}_fetch_duration_seconds",
            "How long the exchange with a source took.",
            buckets=_FETCH_BUCKETS,
            registry=self.registry,
        )
        self._ticks = self._counter(
            "ticks", "Ticks that ended, by kind and outcome.", "tick", "outcome"
        )
        self._durations = Histogram(
            f"{PREFIX}_tick_duration_seconds",
            "How long ticks took, by kind; publish is the making of feeds.",
            ["tick"],
            buckets=_TICK_BUCKETS,
            registry=self.registry,
        )
        self._alerts = self._counter(
            "alerts",
            "Messages to people, by outcome; given_up counts what they told of.",
            "outcome",
        )
        self._pings = self._counter("hub_pings", "Pings of hubs, by outcome.", "outcome")
        self._outside = self._counter(
            "outside_checks", "Feeds asked for through their public address.", "feed", "outcome"
        )
        self._of_source: Tally[tuple[str, str]] = Tally()
        self._last = last_poll
        self._lock = threading.Lock()
        self._begin()

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", said, labels, registry=self.registry)

    def _begin(self) -> None:
        """Have what has not happened yet be zero, and not missing."""
        for outcome in OUTCOMES:
            self._polls.labels(outcome)
        for kind in FailureKind:
            self._failures.labels(kind.value)
        for change in ("new", "revised"):
            self._items.labels(change)
        for tick in ("poll", "publish"):
            for outcome in TICK_OUTCOMES:
                self._ticks.labels(tick, outcome)
        for outcome in ("sent", "failed", "given_up"):
            self._alerts.labels(outcome)
            self._pings.labels(outcome)

    def ticked(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a tick."""
        self._ticks.labels(kind, outcome).inc()
        self._durations.labels(kind).observe(seconds)

    def alerted(self, *, sent: int, failed: int, given_up: int) -> None:
        """Count messages to people."""
        self._count(self._alerts, sent=sent, failed=failed, given_up=given_up)

    def pinged(self, *, sent: int, failed: int, given_up: int) -> None:
        """Count pings of hubs."""
        self._count(self._pings, sent=sent, failed=failed, given_up=given_up)

    def seen_outside(self, seen: Mapping[FeedName, Sequence[str]]) -> None:
        """Count feeds that were asked for, each with what differs."""
        for feed, problems in seen.items():
            self._outside.labels(feed, "differs" if problems else "as_published").inc()

    def catch_up(self, store: Store, *, wait: bool = True) -> None:
        """Count the polls that were recorded since the last look.

        Args:
            store: any mode.
            wait: for whoever counts already; else that is left to them.
        """
        if not self._lock.acquire(blocking=wait):
            return
        try:
            while True:
                self._last, polls = measured.polls_since(store, self._last, _BATCH)
                for poll in polls:
                    self._poll(poll)
                if len(polls) < _BATCH:
                    return
        finally:
            self._lock.release()

    def of_sources(self) -> dict[tuple[str, str], int]:
        """The polls of each source, by outcome."""
        with self._lock:
            return dict(self._of_source)

    def _poll(self, poll: measured.Polled) -> None:
        self._polls.labels(poll.outcome).inc()
        if poll.kind is not None:
            self._failures.labels(poll.kind).inc()
        self._bytes.inc(poll.bytes)
        self._items.labels("new").inc(poll.new)
        self._items.labels("revised").inc(poll.revised)
        self._fetch.observe(poll.seconds)
        self._of_source[poll.source, poll.outcome] += 1

    @staticmethod
    def _count(counter: Counter, **outcomes: int) -> None:
        for outcome, number in outcomes.items():
            counter.labels(outcome).inc(number)
