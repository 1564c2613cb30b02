"""Read what is to be watched beside sources, and have it looked at (I/O)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from syndicator.config import Config
from syndicator.model import FailureKind
from syndicator.model.incident import Incident, Kind
from syndicator.monitor import output
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.permissions import THRESHOLDS, permission
from syndicator.monitor.published_files import OUTPUT
from syndicator.monitor.wording import Words
from syndicator.store import feeds, outbox, placements, watched
from syndicator.store.database import Store

NOTICE = timedelta(days=1)
"""So long a withdrawal or a correction is shown, counted from the latest of its source."""

of_tick = output.tick


def after_poll(store: Store, config: Config, now: datetime) -> Iterator[Observation]:
    """Look at what a poll can have changed."""
    words = Words(now=now, timezone=config.timezone)
    yield output.queue(*watched.overdue(store, now, output.QUEUE), words)
    yield output.workers(watched.failing_by(store, FailureKind.COSTLY), words)
    yield output.clock(watched.last_attempt(store), words)
    yield from _disks(store, config, words)


def after_publish(
    store: Store, config: Config, standing: Sequence[Incident], now: datetime
) -> Iterator[Observation]:
    """Look at what a publish can have changed."""
    words = Words(now=now, timezone=config.timezone)
    for state in feeds.all(store):
        if state.name not in config.feeds:
            continue
        facts = output.FeedFacts(
            name=state.name,
            due_since=now if state.built_at is not None and state.dirty else None,
            built=state.built_at is not None,
            entries=placements.count(store, state.name).current,
            had_entries=watched.was_published(store, state.name),
        )
        yield from output.feed(facts, words)
    yield from _hubs(store, standing, words)
    yield from _desk(store, config, standing, words)
    yield from _permissions(store, config, words)


def left(config: Config, standing: Sequence[Incident]) -> Iterator[Observation]:
    """Close what is about something that is not in the configuration any more."""
    for each in standing:
        finding = each.finding
        of_feed = finding.kind in {Kind.FEED_STALE, Kind.FEED_EMPTY, Kind.FEED_INVALID}
        of_grant = finding.kind in {Kind.PERMISSION_ENDING, Kind.PERMISSION_ENDED}
        if (
            (finding.kind.of_source and finding.subject not in config.sources)
            or (of_feed and finding.subject not in {*config.feeds, OUTPUT})
            or (of_grant and finding.subject not in config.grants)
        ):
            yield Observation(key=each.key, finding=None, at_once=True)


def _permissions(store: Store, config: Config, words: Words) -> Iterator[Observation]:
    today = words.now.astimezone(config.timezone).date()
    for grant in config.grants.values():
        if grant.expires is None:
            continue
        stories = feeds_ = 0
        days = (grant.expires - today).days
        if days <= 0:
            end = datetime.combine(grant.expires, time(), config.timezone).astimezone(UTC)
            reach = watched.withdrawn_under(store, grant.name, end)
            stories, feeds_ = reach.stories, reach.feeds
        elif days <= THRESHOLDS[0]:
            reach = watched.standing_under(store, grant.name)
            stories, feeds_ = reach.stories, reach.feeds
        sources = sum(source.grant == grant.name for source in config.sources.values())
        yield from permission(
            grant, today, config.timezone, stories=stories, feeds=feeds_, sources=sources
        )


def _hubs(store: Store, standing: Sequence[Incident], words: Words) -> Iterator[Observation]:
    by_host: dict[str, list[outbox.Waiting]] = {}
    for each in outbox.pending(store):
        by_host.setdefault(urlsplit(each.ping.hub).hostname or "hub", []).append(each)
    for host, pings in by_host.items():
        yield output.hub(
            host,
            since=min(each.since for each in pings),
            waiting=sum(each.failed_at is None for each in pings),
            given_up=sum(each.failed_at is not None for each in pings),
            error=next((each.error for each in pings if each.error), None),
            words=words,
        )
    for incident in standing:
        if incident.finding.kind is Kind.HUB and incident.finding.subject not in by_host:
            yield Observation(key=incident.key, finding=None, at_once=True)


def _desk(
    store: Store, config: Config, standing: Sequence[Incident], words: Words
) -> Iterator[Observation]:
    waiting = watched.undecided(store)
    yield output.desk(len(waiting), min((each.since for each in waiting), default=None), words)
    until = [
        (each.item, each.date + grant.use_within)
        for each in waiting
        if each.grant is not None
        and (grant := config.grants.get(each.grant)) is not None
        and grant.use_within is not None
    ]
    yield output.expiring(until, words)
    for kind, found in (
        (Kind.WITHDRAWAL, watched.withdrawn(store, words.now - NOTICE)),
        (Kind.CORRECTION, watched.corrected(store, words.now - NOTICE)),
    ):
        for each in found:
            yield output.notice(
                kind,
                each.source,
                stories=each.stories,
                first=each.first,
                item=each.item,
                reason=each.reason,
                words=words,
            )
        sources = {each.source for each in found}
        for incident in standing:
            if incident.finding.kind is kind and incident.finding.subject not in sources:
                yield Observation(key=incident.key, finding=None, at_once=True)


def _disks(store: Store, config: Config, words: Words) -> Iterator[Observation]:
    places: dict[str, Path] = {"database": config.database.parent}
    if isinstance(config.output, Path):
        places["output"] = config.output
    devices: set[int] = set()
    for subject, path in places.items():
        try:
            device, usage = path.stat().st_dev, shutil.disk_usage(path)
        except OSError:
            continue
        if device in devices:
            continue
        devices.add(device)
        with store.transaction():
            history = watched.record_gauge(store, f"free {subject}", usage.free, words.now)
        yield output.disk(subject, free=usage.free, size=usage.total, history=history, words=words)
