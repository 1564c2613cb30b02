"""One tick, top to bottom, and one publish: the map of the house.

::

    poll     due sources ─▶ Job ─ collect (in any thread) ─▶ Collected        network, parsing
                 └─ for each, in one transaction, ingest:
                        compare ─▶ Change ─▶ permit, judge ─▶ Decision        dedupe, rights, curate
                        ─▶ items, decisions, validators; feeds touched        store
                 └─ a few pages of published stories: still there?            network

    publish  feeds due ─▶ candidates ─ plan (permit again, judge, select, compose) ─▶ bytes
                 ─▶ written aside ─▶ ledger: what will stand ─▶ in place ─▶ ledger: what ended
                 (`syndicator.output`, `syndicator.publishing`)

What stands is driven from the state of the database, never from "something came in": a feed is
due when an item touched it, when its configuration or a permission changed, when the clock passed
a moment that matters to one of its stories, or when a file is not what was written. So a crash
between any two steps costs a re-poll or a re-publish, never an item: the next tick puts it right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from syndicator import events, output
from syndicator.collect import collect
from syndicator.config import Config
from syndicator.errors import unknown
from syndicator.ingest import SourceReport, ingest
from syndicator.model import FeedName, GrantName, Job, SourceName
from syndicator.page_check import check_pages, limits
from syndicator.pinging import PingReport, ping
from syndicator.poll.exchange import Interrupted
from syndicator.poll.schedule import politely
from syndicator.poll.until import until
from syndicator.publishing import FeedReport
from syndicator.rights.ending import expiring
from syndicator.store import items, sources
from syndicator.store.database import Store
from syndicator.store.inspection import wal_bug
from syndicator.store.maintenance import maintain
from syndicator.store.sources import SourceState
from syndicator.succession import InForce, put_in_force

TICK: Final = timedelta(seconds=60)
"""After so long, a tick begins nothing more: what is still due is due in the next, and a host that
answers slowly for many sources does not keep the others waiting."""
GRACE: Final = timedelta(seconds=3)
"""What is under way when the service stops may take so long; then its connections are cut."""

Progress = Callable[[SourceReport, int, int], None]
"""Told after each source: how it went, how many are done, how many there are."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """How one tick went; true if it brought anything that could change a feed."""

    sources: tuple[SourceReport, ...]
    gone: int = 0
    """Stories that were killed because their pages are gone."""

    def __bool__(self) -> bool:
        return bool(self.gone) or any(
            report.new or report.revised or report.said for report in self.sources
        )


class Engine:
    """The whole job, on one database, under one configuration at a time.

    Methods may be called from different threads; polls and publishes each go one at a time, and
    a reload waits for neither: what was begun under the old configuration is due under the new.
    """

    def __init__(self, store: Store, rules: InForce) -> None:
        self._store = store
        self._rules = rules
        self._polling = threading.Lock()
        self._publishing = threading.Lock()
        self._pinging = threading.Lock()
        self._warned: set[tuple[GrantName, int, date]] = set()

    @classmethod
    def start(cls, config: Config, *, now: datetime) -> Self:
        """Open the database as its only instance and put a configuration in force.

        Raises:
            StoreError: the database cannot be used; `InstanceRunning` if another process does.
            ConfigError: the configuration may not follow the one that was in force before.
        """
        store = Store.open(config.database, mode="own")
        events.database(wal_bug())
        try:
            return cls(store, put_in_force(store, config, now))
        except BaseException:
            store.close()
            raise

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self._rules.config

    def reload(self, config: Config, *, now: datetime) -> None:
        """Put another configuration in force; feeds that it changes are due at once.

        Raises:
            ConfigError: it may not follow the one in force, which stays.
        """
        self._rules = put_in_force(self._store, config, now, former=self._rules.config)

    def close(self) -> None:
        """Let go of the database. What is still being fetched is forgotten."""
        self._store.close()

    # ── poll ─────────────────────────────────────────────────────────────────────────────────

    def poll(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
        everything: bool = False,
        progress: Progress | None = None,
    ) -> PollReport:
        """One tick: fetch, and store what came, source by source as the answers arrive.

        Args:
            now: the moment of the tick.
            stop: when set, nothing more is begun, and what is under way is cut after `GRACE`.
            names: these sources, due or not; None: those that are due.
            everything: every source, due or not.
            progress: told after each source.

        Raises:
            UsageError: a name is no source.
            StoreError: the database cannot be written. What was stored before stays.
        """
        with self._polling:
            rules = self._rules
            config = rules.config
            states = self._chosen(config, names, everything=everything, now=now)
            # A job is made when its turn comes: a tick that ends before has not asked for it.
            jobs = (self._job(config, state, now) for state in states)
            reports: list[SourceReport] = []
            gone = 0
            pool = ThreadPoolExecutor(max_workers=config.poll.workers, thread_name_prefix="fetch")
            budget = TICK if names is None and not everything else None
            try:
                with until(stop, budget=budget, grace=GRACE) as enough, suppress(Interrupted):
                    for collected in politely(
                        jobs,
                        collect,
                        pool,
                        per_host=config.poll.per_host,
                        in_flight=config.poll.workers,
                        stop=enough,
                    ):
                        # What came is judged by the rules of this moment: a reload may have come
                        # meanwhile. An answer from an address that is no longer the source's is
                        # nobody's.
                        rules = self._rules
                        source = rules.config.sources.get(collected.source)
                        if source is None or source.url != config.sources[collected.source].url:
                            continue
                        report = ingest(
                            self._store, rules.config, collected, versions=rules.versions, now=now
                        )
                        events.source(report)
                        reports.append(report)
                        if progress:
                            progress(report, len(reports), len(states))
                    if budget is not None and config.poll.check_pages:
                        gone = check_pages(self._store, config, pool, stop=enough, now=now)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
            return PollReport(tuple(reports), gone)

    def _chosen(
        self,
        config: Config,
        names: Iterable[SourceName] | None,
        *,
        everything: bool,
        now: datetime,
    ) -> list[SourceState]:
        if everything:
            found = [state for state in sources.all(self._store) if state.active]
        elif names is None:
            found = sources.due(self._store, now)
        else:
            wanted = list(dict.fromkeys(names))
            if missing := [name for name in wanted if name not in config.sources]:
                raise unknown("source", missing[0], config.sources)
            found = [s for name in wanted if (s := sources.get(self._store, name)) is not None]
        return [state for state in found if state.name in config.sources]

    def _job(self, config: Config, state: SourceState, now: datetime) -> Job:
        source = config.sources[state.name]
        return Job(
            source=state.name,
            url=source.url,
            validated_by=state.validated_by,
            limits=limits(config, state.name),
            now=now,
            etag=state.etag,
            last_modified=state.last_modified,
            body_hash=state.body_hash,
            known=items.known_hashes(self._store, state.name),
        )

    # ── publish ──────────────────────────────────────────────────────────────────────────────

    def publish(
        self, *, now: datetime, names: Sequence[FeedName] | None = None, everything: bool = False
    ) -> tuple[FeedReport, ...]:
        """Make every feed that is due what it should be; take down those that left.

        Args:
            now: the moment of the publish; every permission is asked again.
            names: these feeds, due or not; None: those that are due.
            everything: every feed, due or not, and every file of it.

        Returns:
            A report for each feed that was built or taken down.

        Raises:
            UsageError: a name is no feed.
            OutputError: some files could not be written; the other feeds were, all the same.
        """
        with self._publishing:
            return output.publish(
                self._store, self._rules, now=now, names=names, everything=everything
            )

    def next_wake(self) -> datetime | None:
        """The next moment at which the clock alone could change a feed."""
        return output.next_wake(self._store, self._rules)

    def ping(self, *, now: datetime, stop: threading.Event | None = None) -> PingReport:
        """Tell the hubs what has changed, as far as it is due; bounded in time.

        Args:
            now: the moment.
            stop: when set, nothing more is begun, and what is under way is cut.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._pinging:
            return ping(self._store, self._rules.config, now=now, stop=stop)

    # ── the rest of the day ──────────────────────────────────────────────────────────────────

    def maintain(self, *, now: datetime) -> None:
        """Prune the history of polls, tend the database, say which permissions end soon."""
        maintain(self._store, now)
        self._warn(now.astimezone(self.config.timezone).date())

    def _warn(self, today: date) -> None:
        """Say in the log which permissions end soon: once a day, however often this is asked."""
        for ending in expiring(self.config.grants.values(), today):
            said = (ending.grant, ending.threshold, today)
            if said not in self._warned:
                self._warned.add(said)
                events.ending(ending)

    def summary(self) -> str:
        """One line for whoever looks at the service."""
        return output.summary(self._store, self._rules)
