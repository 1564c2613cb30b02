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
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Self

from syndicator import events, output, pacing
from syndicator.collect import collect
from syndicator.config import Config
from syndicator.engines import Engines, lost
from syndicator.errors import unknown
from syndicator.ingest import SourceReport, ingest
from syndicator.model import Collected, FeedName, GrantName, Job, SourceName
from syndicator.page_check import check_pages, limits
from syndicator.pinging import PingReport, ping
from syndicator.poll import moves
from syndicator.poll.exchange import Interrupted
from syndicator.poll.schedule import Turns, in_batches
from syndicator.poll.until import until
from syndicator.receiving import receive
from syndicator.rights.ending import expiring
from syndicator.store import deliveries, files, hosts, memories, sources
from syndicator.store.database import Store
from syndicator.store.inspection import wal_bug
from syndicator.store.maintenance import maintain
from syndicator.subscribing import Subscriber
from syndicator.succession import InForce, put_in_force
from syndicator.tending import TendReport, tend

if TYPE_CHECKING:
    from syndicator.publishing.report import FeedReport

TICK: Final = timedelta(seconds=60)
"""After so long, a tick begins nothing more: what is still due is due in the next, and a host that
answers slowly for many sources does not keep the others waiting."""
MOST: Final = 10_000
"""Sources of one tick; the rest of them is due in the next."""
MOST_OF_A_HOST: Final = 1_000
"""And so many of one host, before those of other hosts are left for the next tick."""
TOGETHER: Final = 32
"""Sources that are read from the database together, and answers that are stored in one
transaction, if so many have come; none is waited for."""
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


def _unless(over: Callable[[], bool], job: Job) -> Collected | None:
    """Collect; None if the job has waited for a thread until the tick was over."""
    return None if over() else collect(job)


class Engine:
    """The whole job, on one database, under one configuration at a time.

    Methods may be called from different threads; polls and publishes each go one at a time, and
    a reload waits for neither: what was begun under the old configuration is due under the new.
    """

    def __init__(self, store: Store, rules: InForce) -> None:
        self._store = store
        self._rules = rules
        self._turns = Turns()
        self._engines = Engines()
        self._polling = threading.Lock()
        self._publishing = threading.Lock()
        self._pinging = threading.Lock()
        self._tending = threading.Lock()
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
            events.disowned(files.disown(store, str(config.output)))
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
        self._engines.close()
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
        """One tick: fetch, and store what came as the answers arrive.

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
            chosen = self._chosen(config, names, everything=everything, now=now)
            # What somebody names is asked although its host had enough.
            self._turns.refuse_only(() if names else hosts.waiting(self._store, now))
            # Jobs are made when their turn comes: a tick that ends before has not asked for them.
            jobs = self._jobs(config, chosen, now)
            began = time.monotonic()
            reports: list[SourceReport] = []
            gone = 0
            engine = self._engines.begin(config.poll)
            budget = TICK if names is None and not everything else None
            try:
                with until(stop, budget=budget, grace=GRACE) as enough, suppress(Interrupted):

                    def over() -> bool:
                        return enough.is_set() or (stop is not None and stop.is_set())

                    # A place ahead of a thread is only as good as a place with one where a host has
                    # a single place: its next job waits for the answer to the one before.
                    ahead = engine.ahead if config.poll.per_host == 1 else 0
                    for batch in in_batches(
                        jobs,
                        partial(_unless, over) if ahead else collect,
                        engine.executor,
                        most=TOGETHER,
                        per_host=config.poll.per_host,
                        in_flight=config.poll.workers + ahead,
                        stop=enough,
                        turns=self._turns,
                        pause=lambda host: pacing.pause(config, host).total_seconds(),
                    ):
                        at = now + timedelta(seconds=time.monotonic() - began)
                        for report in self._ingest(batch, config, now=now, at=at):
                            events.source(report)
                            reports.append(report)
                            if progress:
                                progress(report, len(reports), len(chosen))
                    if budget is not None and config.poll.check_pages:
                        gone = check_pages(
                            self._store,
                            config,
                            engine.executor,
                            turns=self._turns,
                            stop=enough,
                            now=now,
                        )
            except Exception as error:
                if (said := lost(error)) is not None:
                    raise said from error
                raise
            finally:
                self._engines.end(engine)
            return PollReport(tuple(reports), gone)

    def _ingest(
        self, batch: Iterable[Collected | None], asked: Config, *, now: datetime, at: datetime
    ) -> list[SourceReport]:
        """Store what has come, all of it in one transaction: to make one safe takes milliseconds.

        It is judged by the rules of this moment: a reload may have come meanwhile. An answer from
        an address that is no longer the source's is nobody's.
        """
        rules = self._rules
        answers = [
            collected
            for collected in batch
            if collected is not None
            and (source := rules.config.sources.get(collected.source)) is not None
            and source.url == asked.sources[collected.source].url
        ]
        reports = ingest(
            self._store,
            rules.config,
            answers,
            versions=rules.versions,
            digests=rules.digests,
            now=now,
            at=at,
        )
        for report in reports:
            if pacing.refuses(report.outcome):
                self._turns.refuse(report.host)
        return reports

    def _chosen(
        self,
        config: Config,
        names: Iterable[SourceName] | None,
        *,
        everything: bool,
        now: datetime,
    ) -> list[SourceName]:
        if everything:
            found = sources.every(self._store, now)
        elif names is None:
            found = sources.due(self._store, now, MOST, per_host=MOST_OF_A_HOST)
        else:
            found = list(dict.fromkeys(names))
            if missing := [name for name in found if name not in config.sources]:
                raise unknown("source", missing[0], config.sources)
        return [name for name in found if name in config.sources]

    def _jobs(self, config: Config, names: Sequence[SourceName], now: datetime) -> Iterator[Job]:
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            states = sources.several(self._store, some)
            known = memories.get(self._store, some)
            for state in (states[name] for name in some if name in states):
                source = config.sources[state.name]
                yield Job(
                    source=state.name,
                    url=moves.address(source.url, state.move, now),
                    configured_url=source.url,
                    validated_by=state.validated_by,
                    limits=limits(config, state.name),
                    now=now,
                    etag=state.etag,
                    last_modified=state.last_modified,
                    body_hash=state.body_hash,
                    memory=known.get(state.name, b""),
                )

    # ── what hubs bring ──────────────────────────────────────────────────────────────────────────

    def subscriber(self, *, news: Callable[[], None]) -> Subscriber:
        """What answers hubs, below ``websub/`` of the public address.

        Args:
            news: called when `receive` has something to do; must not block.
        """
        return Subscriber(self._store, lambda: self._rules.config, news=news)

    def receive(self, *, now: datetime, stop: threading.Event | None = None) -> PollReport:
        """Read and store what hubs have brought; never beside a poll, which may know less.

        Args:
            now: the moment.
            stop: when set, no further document is read.

        Raises:
            StoreError: the database cannot be written. What was stored before stays.
        """
        if not deliveries.waiting(self._store, most=1):
            return PollReport(())
        with self._polling:
            reports = receive(
                self._store,
                lambda: self._rules,
                now=now,
                enough=stop.is_set if stop is not None else lambda: False,
            )
        for report in reports:
            events.source(report)
        return PollReport(tuple(reports))

    def tend(self, *, now: datetime, stop: threading.Event | None = None) -> TendReport:
        """Ask hubs to push, to go on pushing, or to stop; bounded in time.

        Args:
            now: the moment.
            stop: when set, nothing more is begun, and what is under way is cut.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._tending:
            return tend(self._store, self._rules.config, now=now, stop=stop)

    # ── publish ──────────────────────────────────────────────────────────────────────────────

    def publish(
        self, *, now: datetime, names: Sequence[FeedName] | None = None, everything: bool = False
    ) -> tuple[FeedReport, ...]:
        """Make every feed that is due what it should be; take down those that left.

        Args:
            now: the moment of the publish.
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
