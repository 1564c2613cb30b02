"""Gauges: how everything is now, read from the database when it is asked for."""

from __future__ import annotations

import shutil
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from syndicator.config import Config
from syndicator.model import FeedName
from syndicator.model.incident import Severity
from syndicator.monitor.metrics.counters import PREFIX
from syndicator.rights.conditions.dates import first_moment
from syndicator.store import feeds, incidents, measured, recent, sources, watched
from syndicator.store.database import Store

ENDING_DAYS: Final = (7, 30, 60)


def gauges(
    config: Config, store: Store, now: datetime, outside: Mapping[FeedName, bool]
) -> Iterator[Metric]:
    """Read everything that goes up and down.

    Args:
        config: the configuration in force.
        store: any mode.
        now: the moment.
        outside: for each feed that was asked for through its public address, whether it was as
            published.
    """
    yield from _polling(store, now)
    yield from _feeds(config, store, outside)
    yield from _waiting(store, now)
    yield from _incidents(store)
    yield from _room(config, store)
    yield from _permissions(config, now)


def _polling(store: Store, now: datetime) -> Iterator[Metric]:
    active, failing = sources.counts(store)
    yield _one("sources", "Active sources.", active)
    yield _one("sources_failing", "Active sources whose last poll failed.", failing)
    due, first = watched.overdue(store, now, now - now)
    yield _one("sources_due", "Sources whose time to be polled has come.", due)
    lag = max((now - first).total_seconds(), 0.0) if first else 0.0
    yield _one("poll_lag_seconds", "For how long the first of them has been due.", lag)


def _feeds(config: Config, store: Store, outside: Mapping[FeedName, bool]) -> Iterator[Metric]:
    standing = recent.entries_by_feed(store)
    states = {each.name: each for each in feeds.all(store) if each.name in config.feeds}
    yield _many(
        "feed_entries",
        "Stories in what subscribers poll.",
        ("feed",),
        (((name,), standing.get(name, (0, 0))[0]) for name in config.feeds),
    )
    yield _many(
        "feed_archived_entries",
        "Stories in the archive of a feed only.",
        ("feed",),
        (((name,), standing.get(name, (0, 0))[1]) for name in config.feeds),
    )
    yield _many(
        "feed_built_timestamp_seconds",
        "When a feed was last built.",
        ("feed",),
        (((n,), each.built_at.timestamp()) for n, each in states.items() if each.built_at),
    )
    yield _many(
        "feed_updated_timestamp_seconds",
        "When a feed last changed.",
        ("feed",),
        (((n,), each.updated.timestamp()) for n, each in states.items() if each.updated),
    )
    yield _many(
        "feed_outside_as_published",
        "Whether strangers last got a feed as it was published.",
        ("feed",),
        (((name,), int(well)) for name, well in outside.items() if name in states),
    )


def _waiting(store: Store, now: datetime) -> Iterator[Metric]:
    yield _many(
        "stories_withheld",
        "Stories that are withheld from some feed, by what does it.",
        ("reason",),
        (((rule or "other",), n) for rule, n in measured.withheld(store).items()),
    )
    waiting, given_up = measured.pings(store)
    yield _many(
        "outbox_waiting",
        "What is still to leave, or to be read, by kind.",
        ("kind",),
        (
            (("hub_ping",), waiting),
            (("alert",), measured.alerts_waiting(store, now)),
            (("hub_delivery",), measured.deliveries_waiting(store)),
        ),
    )
    yield _one("hub_pings_given_up", "Pings that were given up until the next change.", given_up)


def _incidents(store: Store) -> Iterator[Metric]:
    standing = [each.finding for each in incidents.standing(store)]
    severities = Tally(each.severity for each in standing)
    kinds = Tally(each.kind for each in standing)
    # Each severity, so that a rule sees a zero, and no gap.
    yield _many(
        "incidents_open",
        "Open incidents, by severity.",
        ("severity",),
        (((each.value,), severities[each]) for each in Severity),
    )
    yield _many(
        "incidents_open_by_kind",
        "Open incidents, by kind.",
        ("kind",),
        (((kind.value,), number) for kind, number in kinds.items()),
    )


def _room(config: Config, store: Store) -> Iterator[Metric]:
    path = store.path
    yield _one("database_bytes", "Size of the database.", _size(path))
    log = path.with_name(f"{path.name}-wal")
    yield _one("database_log_bytes", "Size of its write-ahead log.", _size(log))
    places = {"database": config.database.parent}
    if isinstance(config.output, Path):
        places["output"] = config.output
    free = []
    for place, folder in places.items():
        try:
            free.append(((place,), shutil.disk_usage(folder).free))
        except OSError:
            continue
    yield _many("disk_free_bytes", "Room on the disk of each place.", ("place",), free)


def _permissions(config: Config, now: datetime) -> Iterator[Metric]:
    used = {source.grant for source in config.sources.values()}
    ends = {
        name: first_moment(grant.expires, config.timezone)
        for name, grant in config.grants.items()
        if grant.expires is not None and name in used
    }
    days = {name: (end - now).total_seconds() / 86_400 for name, end in ends.items()}
    yield _many(
        "grants_ending",
        "Permissions that have not ended and do within so many days.",
        ("days",),
        (
            ((str(limit),), sum(0 < left <= limit for left in days.values()))
            for limit in ENDING_DAYS
        ),
    )
    yield _one(
        "grants_ended",
        "Permissions that have ended and are named by sources.",
        sum(left <= 0 for left in days.values()),
    )
    if config.monitor.metrics_per_source:
        yield _many(
            "grant_expires_timestamp_seconds",
            "When a permission ends.",
            ("grant",),
            (((name,), end.timestamp()) for name, end in ends.items()),
        )


def _one(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", said, value=value)


def _many(
    name: str, said: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", said, labels=labels)
    for names, value in values:
        family.add_metric(names, value)
    return family


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
