"""The service itself: its ticks, the database, disks, backups, hubs, alerts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from syndicator.config import Config
from syndicator.store import alerts, audits, backups, outbox, subscriptions, watched
from syndicator.store.alerts import Recipient
from syndicator.store.database import Store
from syndicator.web.admin.context import context_of
from syndicator.web.admin.pages import render


@dataclass(frozen=True, slots=True)
class Disk:
    """Room for something."""

    what: str
    free: int
    size: int


@dataclass(frozen=True, slots=True)
class Channel:
    """How people are told."""

    name: str
    due_since: datetime | None
    """What waits for them was due then; None: nothing waits."""
    failing: tuple[Recipient, ...]


def service_page(request: Request) -> Response:
    """Show how the service does."""
    context = context_of(request)
    config, now = context.config, context.clock()
    with context.reading() as store:
        due, first_due = watched.overdue(store, now, now - now)
        channels = list(_channels(config, store, now))
        pending = outbox.pending(store)
        pushed = subscriptions.counts(store)
        audited = {name: audits.get(store, name) for name in config.feeds}
        path = store.path
    made = [] if config.backup is None else backups.made(config.database, config.backup.folder)
    finished = [each.finished for each in audited.values() if each and each.finished]
    return render(
        request,
        "service.html",
        refresh=True,
        pulse=context.pulse,
        late=context.pulse.overdue(),
        due=due,
        first_due=first_due,
        config=config,
        database=_size(path),
        log=_size(path.with_name(f"{path.name}-wal")),
        disks=list(_disks(config)),
        backup=config.backup,
        backups=made,
        channels=channels,
        waiting=sum(each.failed_at is None for each in pending),
        given_up=sum(each.failed_at is not None for each in pending),
        pushed=sorted(pushed.items()),
        audited=min(finished, default=None) if len(finished) == len(config.feeds) else None,
    )


def _channels(config: Config, store: Store, now: datetime) -> Iterator[Channel]:
    due = alerts.due(store, now)
    for channel in config.alerts:
        failing = alerts.recipients(store, channel.name)
        yield Channel(channel.name, due.get(channel.name), tuple(failing.values()))


def _disks(config: Config) -> Iterator[Disk]:
    places = {"the database": config.database.parent}
    if isinstance(config.output, Path):
        places["the feeds"] = config.output
    if config.backup is not None:
        places["backups"] = config.backup.folder
    for what, place in places.items():
        try:
            usage = shutil.disk_usage(place)
        except OSError:
            continue
        yield Disk(what, usage.free, usage.total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
