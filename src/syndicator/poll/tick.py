"""One tick: ask the sources that are due, and store what comes as it comes.

::

    due sources ─▶ Job ─ collect (in any thread, or on a cluster) ─▶ Collected
        └─ in batches, each in one transaction: ingest ─▶ SourceReport
    a few pages of published stories: do they still exist?
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from syndicator.config import Config
from syndicator.errors import unknown
from syndicator.http.deadline import until
from syndicator.http.exchange import Interrupted
from syndicator.model import Collected, Job, SourceName
from syndicator.poll import cadence, permanent_redirects, poll_state
from syndicator.poll.collect import collect
from syndicator.poll.executors import Dask, Engines, Local, lost
from syndicator.poll.ingest import SourceReport, ingest, log_report
from syndicator.poll.page_check import check_pages, limits
from syndicator.poll.schedule import Turns, in_batches
from syndicator.store import hosts, parse_cache, sources
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store

TICK_BUDGET: Final = timedelta(seconds=60)
"""After so long, a tick begins nothing more: what is still due is due in the next, and a host that
answers slowly for many sources does not keep the others waiting."""
MAX_SOURCES: Final = 10_000
"""Sources of one tick; the rest of them is due in the next."""
MAX_SOURCES_OF_A_HOST: Final = 1_000
"""And so many of one host, before those of other hosts are left for the next tick."""
BATCH: Final = 32
"""Sources that are read from the database together, and answers that are stored in one
transaction, if so many have come; none is waited for."""
MAX_ITEMS: Final = 200
"""New or changed items, or nearly so, of one transaction, if they come from several sources: while
it lasts, what an editor says waits."""
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


def _in_short_transactions(batch: Iterable[Collected | None]) -> Iterator[list[Collected]]:
    """Part answers where together they bring too much for one transaction."""
    part: list[Collected] = []
    size = 0
    for collected in batch:
        if collected is None:
            continue
        if part and size + len(collected.items) > MAX_ITEMS:
            yield part
            part, size = [], 0
        part.append(collected)
        size += len(collected.items)
    if part:
        yield part


class Poller:
    """Asks sources, one tick at a time; keeps what outlives a tick: hosts' turns, the executor.

    Args:
        store: open for writing, as the only instance.
        active: gives the configuration in force; a reload may come during a tick.
    """

    def __init__(self, store: Store, active: Callable[[], ActiveConfig]) -> None:
        self._store = store
        self._active = active
        self._turns = Turns()
        self._engines = Engines()

    def close(self) -> None:
        """Let go of a cluster."""
        self._engines.close()

    def tick(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
        everything: bool = False,
        progress: Progress | None = None,
    ) -> PollReport:
        """Ask sources, and store what came as the answers arrive.

        Args:
            now: the moment of the tick.
            stop: when set, nothing more is begun, and what is under way is cut after `GRACE`.
            names: these sources, due or not; None: those that are due.
            everything: every source, due or not.
            progress: called after each source.

        Raises:
            UsageError: a name is no source.
            StoreError: the database cannot be written. What was stored before stays.
        """
        config = self._active().config
        chosen = self._chosen(config, names, everything=everything, now=now)
        # What somebody names is asked although its host had enough.
        self._turns.refuse_only(() if names else hosts.waiting(self._store, now))
        reports: list[SourceReport] = []
        gone = 0
        engine = self._engines.begin(config.poll)
        scheduled = names is None and not everything
        budget = TICK_BUDGET if scheduled else None
        try:
            with until(stop, budget=budget, grace=GRACE) as enough, suppress(Interrupted):
                for report in self._ask(config, chosen, engine, now=now, stop=stop, enough=enough):
                    reports.append(report)
                    if progress:
                        progress(report, len(reports), len(chosen))
                if scheduled and config.poll.check_pages:
                    gone = check_pages(
                        self._store,
                        config,
                        engine.executor,
                        turns=self._turns,
                        stop=enough,
                        now=now,
                    )
        except Exception as error:
            if (failure := lost(error)) is not None:
                raise failure from error
            raise
        finally:
            self._engines.end(engine)
        return PollReport(tuple(reports), gone)

    def _ask(
        self,
        config: Config,
        chosen: Sequence[SourceName],
        engine: Local | Dask,
        *,
        now: datetime,
        stop: threading.Event | None,
        enough: threading.Event,
    ) -> Iterator[SourceReport]:
        began = time.monotonic()

        def over() -> bool:
            return enough.is_set() or (stop is not None and stop.is_set())

        # A place ahead of a thread is only as good as a place with one where a host has a single
        # place: its next job waits for the answer to the one before.
        ahead = engine.ahead if config.poll.per_host == 1 else 0
        for batch in in_batches(
            # Jobs are made when their turn comes: a tick that ends before has not asked for them.
            self._jobs(config, chosen, now),
            partial(_unless, over) if ahead else collect,
            engine.executor,
            most=BATCH,
            per_host=config.poll.per_host,
            in_flight=config.poll.workers + ahead,
            stop=enough,
            turns=self._turns,
            pause=lambda host: poll_state.pause(config, host).total_seconds(),
        ):
            at = now + timedelta(seconds=time.monotonic() - began)
            for answers in _in_short_transactions(batch):
                for report in self._ingest(answers, config, now=now, at=at):
                    log_report(report)
                    yield report

    def _ingest(
        self, batch: Iterable[Collected], asked: Config, *, now: datetime, at: datetime
    ) -> list[SourceReport]:
        """Store what has come, all of it in one transaction: to make one safe takes milliseconds.

        It is judged by the rules of this moment: a reload may have come meanwhile. An answer from
        an address that is no longer the source's is nobody's.
        """
        rules = self._active()
        answers = [
            collected
            for collected in batch
            if (source := rules.config.sources.get(collected.source)) is not None
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
            if poll_state.refuses(report.outcome):
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
            found = sources.due(self._store, now, MAX_SOURCES, per_host=MAX_SOURCES_OF_A_HOST)
        else:
            found = list(dict.fromkeys(names))
            if missing := [name for name in found if name not in config.sources]:
                raise unknown("source", missing[0], config.sources)
        return [name for name in found if name in config.sources]

    def _jobs(self, config: Config, names: Sequence[SourceName], now: datetime) -> Iterator[Job]:
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            states = sources.several(self._store, some)
            known = parse_cache.get(self._store, some)
            for state in (states[name] for name in some if name in states):
                source = config.sources[state.name]
                whole = cadence.unconditional(state.last_unconditional, now)
                yield Job(
                    source=state.name,
                    url=permanent_redirects.address(source.url, state.move, now),
                    configured_url=source.url,
                    validated_by=state.validated_by,
                    limits=limits(config, state.name),
                    now=now,
                    etag=None if whole else state.etag,
                    last_modified=None if whole else state.last_modified,
                    body_hash=state.body_hash,
                    memory=known.get(state.name, b""),
                )
