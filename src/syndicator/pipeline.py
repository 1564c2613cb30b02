"""One tick, top to bottom, and one publish: the map of the house.

::

    poll     due sources ─▶ Job ─ collect (in any thread) ─▶ Collected        network, parsing
                 └─ for each, in one transaction, ingest:
                        compare ─▶ Change ─▶ permit, judge ─▶ Decision        dedupe, rights, curate
                        ─▶ items, decisions, validators; feeds touched        store
                 └─ a few pages of published stories: still there?            network

    publish  feeds due ─▶ candidates ─ plan (permit again, judge, select, compose) ─▶ bytes
                 ─▶ written aside ─▶ ledger: what will stand ─▶ in place ─▶ ledger: what ended
                 (`syndicator.publish`)

What stands is driven from the state of the database, never from "something came in": a feed is
due when an item touched it, when its configuration or a permission changed, when the clock passed
a moment that matters to one of its stories, or when a file is not what was written. So a crash
between any two steps costs a re-poll or a re-publish, never an item: the next tick puts it right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from syndicator.config import Config
from syndicator.log import Log
from syndicator.model import FeedName, SourceName
from syndicator.monitor.alerts.deliver import AlertReport
from syndicator.monitor.backups import BackupReport
from syndicator.monitor.monitoring import Monitoring
from syndicator.monitor.outside import OutsideReport
from syndicator.poll import find_feeds
from syndicator.poll.tick import Poller, PollReport, Progress
from syndicator.poll.websub.callbacks import Subscriber
from syndicator.poll.websub.deliveries import receive
from syndicator.poll.websub.renew import RenewReport, renew
from syndicator.publish import ownership, run
from syndicator.publish.hubs.deliver import PingReport, ping
from syndicator.store import audits, deletion, deliveries, disk_space, hosts
from syndicator.store.activate import ActiveConfig, activate
from syndicator.store.database import Store
from syndicator.store.hosts import LeftAlone
from syndicator.store.inspection import wal_bug
from syndicator.store.maintenance import maintain

if TYPE_CHECKING:
    from syndicator.publish.audit import AuditReport
    from syndicator.publish.report import FeedReport

log = Log(__name__)


class Engine:
    """The whole job, on one database, under one configuration at a time.

    Methods may be called from different threads; polls and publishes each go one at a time, and
    a reload waits for neither: what was begun under the old configuration is due under the new.
    """

    def __init__(self, store: Store, active: ActiveConfig) -> None:
        self._store = store
        self._active = active
        self._poller = Poller(store, lambda: self._active)
        self._room = disk_space.Room(store.path)
        self._polling = threading.Lock()
        self._publishing = threading.Lock()
        self._pinging = threading.Lock()
        self._auditing = threading.Lock()
        self._renewing = threading.Lock()
        self._monitor = Monitoring(
            store, lambda: self.config, room=self._room, find=find_feeds.named_feed
        )

    @classmethod
    def start(cls, config: Config, *, now: datetime) -> Self:
        """Open the database as its only instance and put a configuration in force.

        Raises:
            ForeignOutput: another database wrote the output, or a later state of this one.
            StoreError: the database cannot be used; `InstanceRunning` if another process does.
            ConfigError: the configuration may not follow the one that was in force before.
        """
        store = Store.open(config.database, mode="own")
        if problem := wal_bug():
            log.warning("database.sqlite", problem=problem)
        try:
            ownership.claim(store, config.output)
            return cls(store, activate(store, config, now))
        except BaseException:
            store.close()
            raise

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self._active.config

    @property
    def store(self) -> Store:
        """The database, open for writing; for whoever works beside the engine in its process."""
        return self._store

    def reload(self, config: Config, *, now: datetime) -> None:
        """Put another configuration in force, or raise as `start` does and keep the one in force.

        Feeds that it changes are due at once.
        """
        ownership.check_if_reachable(self._store, config.output)
        self._active = activate(self._store, config, now, former=self._active.config)
        audits.begin_anew(self._store, config.feeds, now)

    def close(self) -> None:
        """Let go of the database. What is still being fetched is forgotten."""
        self._poller.close()
        self._store.close()

    def poll(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
        everything: bool = False,
        progress: Progress | None = None,
    ) -> PollReport:
        """One tick; the arguments and errors are those of `Poller.tick`."""
        with self._monitor.polling(now=now) as polled:
            with self._polling, self._room.needed():
                report = self._poller.tick(
                    now=now, stop=stop, names=names, everything=everything, progress=progress
                )
            polled.names = tuple(each.source for each in report.sources)
        return report

    def left_alone(self, *, now: datetime) -> list[LeftAlone]:
        """The sources that are not asked now, because their host said so."""
        return hosts.left_alone(self._store, now)

    def subscriber(self, *, news: Callable[[], None]) -> Subscriber:
        """What answers hubs; ``news`` is called when `receive` has something to do."""
        return Subscriber(self._store, lambda: self._active.config, news=news)

    def receive(self, *, now: datetime, stop: threading.Event | None = None) -> PollReport:
        """Read and store what hubs have brought; see `syndicator.poll.websub.deliveries.receive`.

        Never beside a poll, which may know less. ``stop``: when set, no further document is read.
        """
        if not deliveries.waiting(self._store, most=1):
            return PollReport(())
        with self._polling, self._room.needed():
            reports = receive(
                self._store,
                lambda: self._active,
                now=now,
                enough=stop.is_set if stop is not None else lambda: False,
            )
        return PollReport(tuple(reports))

    def renew(self, *, now: datetime, stop: threading.Event | None = None) -> RenewReport:
        """Ask hubs to push, to go on pushing, or to stop; see `syndicator.poll.websub.renew`."""
        with self._renewing, self._room.needed():
            return renew(self._store, self._active.config, now=now, stop=stop)

    def publish(
        self, *, now: datetime, names: Sequence[FeedName] | None = None, everything: bool = False
    ) -> tuple[FeedReport, ...]:
        """Make every feed that is due what it should be; take down those that left.

        Args:
            now: the moment of the publish.
            names: these feeds, due or not; None: those that are due.
            everything: every feed, due or not, and every file of it.

        Raises:
            UsageError: a name is no feed.
            OutputError: some files could not be written; the other feeds were, all the same.
        """
        with self._publishing, self._room.needed(), self._monitor.publishing(now=now):
            return run.publish(
                self._store, self._active, now=now, names=names, everything=everything
            )

    def alert(self, *, now: datetime, stop: threading.Event | None = None) -> AlertReport:
        """Tell people of incidents; see `Monitoring.alert`."""
        return self._monitor.alert(now=now, stop=stop)

    def beat(self, *, good: bool) -> None:
        """Say elsewhere that a tick came to its end; see `Monitoring.beat`."""
        self._monitor.beat(good=good)

    def back_up(self, *, now: datetime) -> BackupReport:
        """Make a backup, if it is time for one; see `Monitoring.back_up`."""
        return self._monitor.back_up(now=now)

    def incident_feed(self, *, now: datetime) -> bytes:
        """The incidents as an Atom document; see `Monitoring.incident_feed`."""
        return self._monitor.incident_feed(now=now)

    def look_outside(self, *, now: datetime, stop: threading.Event) -> OutsideReport | None:
        """Ask for our own feeds as a stranger would; see `Monitoring.look_outside`."""
        return self._monitor.look_outside(now=now, stop=stop)

    def next_wake(self) -> datetime | None:
        """The next moment at which the clock alone could change a feed."""
        return run.next_wake(self._store, self._active)

    def ping(self, *, now: datetime, stop: threading.Event | None = None) -> PingReport:
        """Tell the hubs what has changed; see `syndicator.publish.hubs.deliver.ping`."""
        with self._pinging, self._room.needed():
            return ping(self._store, self._active.config, now=now, stop=stop)

    def audit(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        limit: timedelta | None = None,
        again: bool = False,
    ) -> AuditReport | None:
        """Judge a part of what stands again, if it is due: once a day and after every reload.

        Args:
            now: the moment.
            stop: when set, the rest is left to the next call.
            limit: how long it may take; None: until all of it is done.
            again: whether to begin anew, due or not.

        Returns:
            What was found, which the next publish puts right; None: it is not due.

        Raises:
            OutputError: the output does not answer.
        """
        # What judges everything takes time to import, and most ticks do not.
        from syndicator.publish import audit  # noqa: PLC0415

        with self._auditing:
            if again:
                audits.begin_anew(self._store, self.config.feeds, now)
            enough = audit.budget(stop, limit)
            return audit.audit_if_due(
                self._store, self._active, now=now, enough=enough, publishing=self._publishing
            )

    def maintain(self, *, now: datetime) -> None:
        """Do what is due once a day: delete old texts and polls, tidy the database."""
        config = self.config
        deletion.delete_due(
            self._store, config.grants, unpublished=config.keep.unpublished, now=now
        )
        maintain(self._store, now)

    def summary(self) -> str:
        """One line for whoever looks at the service."""
        return run.summary(self._store, self._active)
