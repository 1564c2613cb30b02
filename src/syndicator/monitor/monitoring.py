"""The monitor as the engine drives it: after ticks, and between them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from syndicator.config import Config
from syndicator.errors import EngineError, OutputError, StoreError, StoreUnwritable
from syndicator.http.exchange import Interrupted
from syndicator.log import Log
from syndicator.model import Limits, SourceName
from syndicator.monitor import incident_feed
from syndicator.monitor.alerts.deliver import AlertReport, deliver
from syndicator.monitor.alerts.without_outbox import WithoutOutbox
from syndicator.monitor.backups import BackupReport, back_up
from syndicator.monitor.heartbeat import beat
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.outside import OutsideReport, look, pace
from syndicator.monitor.proposals import propose
from syndicator.monitor.published_files import PublishedFiles
from syndicator.monitor.watch import Tick, after_tick
from syndicator.monitor.wording import Words
from syndicator.store import identity, incidents
from syndicator.store.database import Store
from syndicator.store.disk_space import Room

log = Log(__name__)

FEED: Final = timedelta(days=30)
"""So long incidents that are over stay in their feed."""
RETRY: Final = timedelta(hours=1)
"""After so long a backup that failed is tried again."""


PROPOSAL_TIMEOUT: Final = timedelta(seconds=5)
"""For each address that is asked for the feed of a dead source."""


class FindFeed(Protocol):
    """Asks a page for a feed that it names."""

    def __call__(
        self, url: str, known: Callable[[str], bool], *, limits: Limits, now: datetime
    ) -> str | None:
        """See `syndicator.poll.find_feeds.named_feed`."""


def _find_nothing(url: str, known: Callable[[str], bool], *, limits: Limits, now: datetime) -> None:
    """Ask nobody."""
    del url, known, limits, now


@contextmanager
def _harmless() -> Iterator[None]:
    """What goes wrong inside is logged, and left to the next time; but for a full disk."""
    try:
        yield
    except StoreUnwritable:
        raise
    except StoreError as error:
        log.warning("monitor.failed", tick="look", error=str(error))
    except Exception:
        log.critical("bug", stage="monitor", exc_info=True)


@dataclass(slots=True)
class Polled:
    """What one poll did, filled in by whoever polls."""

    names: tuple[SourceName, ...] = ()


class Monitoring:
    """Watches one database, under the configuration in force. Methods are for any thread."""

    def __init__(
        self,
        store: Store,
        config: Callable[[], Config],
        *,
        room: Room | None = None,
        find: FindFeed = _find_nothing,
    ) -> None:
        """Watch from now on.

        Args:
            store: open for writing.
            config: gives the configuration in force.
            room: knows whether the database could be written last; None: begin with that it can.
            find: asks a page for a feed that it names; see `FindFeed`.
        """
        self._store = store
        self._config = config
        self._find = find
        self._files = PublishedFiles()
        self._without_outbox = WithoutOutbox(store.path)
        self._room = room or Room(store.path)
        self._watching = threading.Lock()
        self._alerting = threading.Lock()
        self._beating: str | None = None
        self._backing_up = threading.Lock()
        self._looked: datetime | None = None
        self._no_backup_before: datetime | None = None

    def after(self, tick: Tick, *, now: datetime, more: Iterable[Observation] = ()) -> None:
        """Open and close incidents after a tick; what goes wrong here does not undo the tick.

        Args:
            tick: what was done.
            now: the moment of the tick.
            more: what was looked at before it.
        """
        with self._watching:
            try:
                after_tick(self._store, self._config(), tick, now=now, more=more)
            except StoreError as error:
                log.warning("monitor.failed", tick=tick.kind, error=str(error))
            except Exception:
                log.critical("bug", stage="monitor", exc_info=True)

    @contextmanager
    def polling(self, *, now: datetime) -> Iterator[Polled]:
        """Around a poll: open and close incidents once it is done, or could not be."""
        polled = Polled()
        try:
            yield polled
        except (EngineError, OutputError) as error:
            self.after(Tick(kind="poll", failed=str(error)), now=now)
            raise
        self.after(Tick(polled=polled.names), now=now)

    @contextmanager
    def publishing(self, *, now: datetime) -> Iterator[None]:
        """Around a publish, which alone writes files meanwhile: the same, and look at the files."""
        found: list[Observation] = []
        with _harmless():
            config = self._config()
            words = Words(now=now, timezone=config.timezone)
            found = self._files.look(self._store, config, words)
        try:
            yield
        except OutputError as error:
            self.after(Tick(kind="publish", failed=str(error)), now=now, more=found)
            raise
        self.after(Tick(kind="publish"), now=now, more=found)

    def alert(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> AlertReport:
        """Tell people of incidents, as far as it is due; bounded in time.

        Args:
            now: the moment.
            stop: when set, nothing more is begun, and what is under way is broken off.
            environ: where the credentials are.

        Raises:
            StoreError: the database cannot be written.
        """
        config = self._config()
        with self._alerting:
            try:
                with self._room.needed():
                    self._propose(config, now, stop)
                    told = deliver(self._store, config, environ=environ, now=now, stop=stop)
                self._without_outbox.works(config, now=now, environ=environ, stop=stop)
            except StoreUnwritable as error:
                self._without_outbox.failed(config, str(error), now=now, environ=environ, stop=stop)
                raise
            return told

    def _propose(self, config: Config, now: datetime, stop: threading.Event | None) -> None:
        """Ask the sites of dead sources before anybody is told of those."""
        limits = config.limits(timeout=PROPOSAL_TIMEOUT, max_bytes=config.poll.max_bytes)

        def find(url: str, known: Callable[[str], bool]) -> str | None:
            return self._find(url, known, limits=limits, now=now)

        def enough() -> bool:
            return stop is not None and stop.is_set()

        # That no feed is proposed keeps nobody from being told.
        with _harmless():
            propose(self._store, config, find=find, now=now, enough=enough)

    def incident_feed(self, *, now: datetime) -> bytes:
        """The incidents as an Atom document; see `syndicator.monitor.incident_feed`.

        Args:
            now: the moment; those that were over long before are left out.

        Raises:
            StoreError: the database cannot be read.
        """
        config = self._config()
        found = incidents.recent(self._store, since=now - FEED)
        return incident_feed.render(
            found,
            database=identity.get(self._store).name,
            title=config.title,
            base_url=config.base_url,
            timezone=config.timezone,
        )

    def beat(self, *, good: bool, environ: Mapping[str, str] = os.environ) -> None:
        """Say elsewhere that a tick came to its end, if the configuration asks for it.

        Args:
            good: whether it did its work.
            environ: where the credential is.
        """
        config = self._config()
        if not config.monitor.heartbeat:
            return
        with suppress(Interrupted):
            problem = beat(config, good=good, environ=environ)
            # The other side notices, too: the same trouble is not told at every tick.
            if problem is not None and problem != self._beating:
                log.warning("heartbeat.failed", error=problem)
            self._beating = problem

    def back_up(self, *, now: datetime) -> BackupReport:
        """Make a backup, if it is time for one; see `syndicator.monitor.backups.back_up`.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._backing_up:
            waits = self._no_backup_before
            if waits is not None and now < waits <= now + RETRY:
                return BackupReport()
            report = back_up(self._store, self._config(), now=now)
            self._no_backup_before = now + RETRY if report.problem else None
            return report

    def look_outside(self, *, now: datetime, stop: threading.Event) -> OutsideReport | None:
        """Ask for our own feeds through their public addresses, if it is time for that.

        Args:
            now: the moment.
            stop: when set, nothing more is begun.

        Returns:
            What was seen; None: it was not time for that, or it was broken off.

        Raises:
            StoreError: the database cannot be written.
        """
        config = self._config()
        last = self._looked
        if last is not None and timedelta(0) <= now - last < pace(config):
            return None
        self._looked = now
        with suppress(Interrupted):
            return look(self._store, config, now=now, enough=stop.is_set)
        return None
