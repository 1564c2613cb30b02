"""What the answers of some sources make of the database, in one transaction.

::

    Collected ─ compare ─▶ Change… ─▶ items ─ withdrawals ─▶ the desk's words
              │                         └─ permit, judge ─▶ decisions ─▶ feeds touched
              └─ outcome ─▶ validators, failures, the next poll

All or nothing: validators are never ahead of items, so that what a crash loses is asked for again.
Only what is decided on the items of a long document follows in transactions of its own, so that an
editor's word does not wait for all of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from syndicator.config import Config, Source
from syndicator.log import Log
from syndicator.model import (
    Change,
    Collected,
    Digest,
    Failed,
    FeedName,
    Fetched,
    FetchResult,
    GrantName,
    NewItem,
    NotModified,
    Revised,
    SourceName,
)
from syndicator.model.hosts import host_of
from syndicator.model.polling import Contents
from syndicator.poll import cadence, permanent_redirects, poll_state
from syndicator.store import hosts, hub_offers, items, sources, subscriptions
from syndicator.store.database import Store
from syndicator.store.hosts import HostState
from syndicator.store.polls import Outcome, Poll
from syndicator.store.sources import SourceState

if TYPE_CHECKING:
    from syndicator.poll.ingest_document import Intake

log = Log(__name__)

PAUSE: Final = 0.12
"""Seconds between the transactions of a long document: a command that waits for the database looks
for it every tenth of a second (SQLite's busy handler)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """How the poll of one source went."""

    source: SourceName
    outcome: FetchResult
    parsed: bool
    """Whether there was a document to read, and not one that was known."""
    new: int = 0
    revised: int = 0
    said: int = 0
    """Of how many stories it said that they are withdrawn, held or released."""
    problem: str | None = None
    """What was not well-formed although it could be read."""
    host: str = ""
    """Of the address that was asked."""
    contents: Contents | None = None
    """What the document held; None: none was read."""

    @property
    def failed(self) -> bool:
        """Whether the source could not be read this time."""
        return isinstance(self.outcome, Failed)


def ingest(
    store: Store,
    config: Config,
    collected: Iterable[Collected],
    *,
    versions: dict[GrantName, int],
    now: datetime,
    digests: Mapping[FeedName, Digest] = MappingProxyType({}),
    at: datetime | None = None,
) -> list[SourceReport]:
    """Store the answers of some sources, decide on what they brought, note which feeds they touch.

    Args:
        store: open for writing.
        config: the configuration in force; the sources are its.
        collected: what workers made of the sources, each of another one.
        versions: the stored version of each permission in force.
        now: the moment of the tick.
        digests: of the configuration that each feed depends on, so that what is decided is kept.
        at: when the answers came, which the next polls are counted from; None: ``now``.
    """
    with store.transaction():
        answers = list(collected)
        batch = _Answers(
            store=store, config=config, versions=versions, digests=digests, now=now, at=at or now
        )
        batch.read([answer.source for answer in answers])
        reports = [batch.take(answer) for answer in answers]
        batch.write()
    # Their feeds are due already: if this stops in the middle, the next publish decides.
    for intake, some in batch.undecided:
        time.sleep(PAUSE)
        with store.transaction():
            intake.decide(some)
    return reports


@dataclass(slots=True, kw_only=True)
class _Answers:
    """What is read before, and written after, some answers: a statement for all, not for each."""

    store: Store
    config: Config
    versions: dict[GrantName, int]
    digests: Mapping[FeedName, Digest]
    now: datetime
    at: datetime
    states: dict[SourceName, SourceState] = field(default_factory=dict)
    asked: dict[SourceName, str] = field(default_factory=dict)
    """The host that each was asked at."""
    hosts: dict[str, HostState] = field(default_factory=dict)
    dates: dict[SourceName, tuple[datetime, ...]] = field(default_factory=dict)
    pushed: dict[SourceName, datetime] = field(default_factory=dict)
    polled: list[tuple[SourceState, Poll]] = field(default_factory=list)
    undecided: list[tuple[Intake, list[int]]] = field(default_factory=list)
    """What is left of long documents."""
    noted: dict[str, HostState] = field(default_factory=dict)

    def read(self, names: Sequence[SourceName]) -> None:
        """Look up what is known of the sources, and of the hosts that were asked."""
        self.states = sources.several(self.store, names)
        for name in names:
            if name not in self.states:
                raise LookupError(f"source {name} is not in the database")
        self.asked = {name: self._address(name) for name in names}
        self.hosts = hosts.get(self.store, set(self.asked.values()))
        self._read_rhythm(names)

    def _read_rhythm(self, names: Sequence[SourceName]) -> None:
        """Look up what the next polls depend on and news change."""
        self.dates.update(items.latest_dates(self.store, names, cadence.GAPS))
        for name in names:
            self.pushed.pop(name, None)
        self.pushed.update(subscriptions.relied_on_until(self.store, names, self.now))

    def _address(self, name: SourceName) -> str:
        url = self.config.sources[name].url
        return host_of(permanent_redirects.address(url, self.states[name].move, self.now))

    def take(self, collected: Collected) -> SourceReport:
        """Store one answer, but for where polling stands with the source then."""
        source = self.config.sources[collected.source]
        state = self.states[source.name]
        changes: Sequence[Change] = ()
        said = 0
        held: Contents | None = None
        if collected.meta is not None:
            # What decides on news takes time to import, and most polls bring none.
            from syndicator.poll.ingest_document import Intake  # noqa: PLC0415

            intake = Intake(self.store, self.config, source, self.versions, self.digests, self.now)
            first_poll = state.first_success is None
            changes, said, held, left = intake.take(
                collected, collected.meta, first_poll=first_poll
            )
            self.undecided += [(intake, some) for some in left]
        report = SourceReport(
            source=source.name,
            outcome=collected.outcome,
            parsed=collected.meta is not None,
            new=sum(isinstance(change, NewItem) for change in changes),
            revised=sum(isinstance(change, Revised) for change in changes),
            said=said,
            problem=collected.problem,
            host=self.asked[source.name],
            contents=held,
        )
        if not collected.pushed:
            self._polls(source, state, collected, report)
        return report

    def _polls(
        self, source: Source, state: SourceState, collected: Collected, report: SourceReport
    ) -> None:
        """Note where polling stands with a source, and with its host, after an answer."""
        name = source.name
        _note_push(self.store, collected, report, state, self.now)
        if report.parsed:
            # What was read before it was stored says nothing of it.
            self._read_rhythm([name])
        host = poll_state.host_after(
            self.hosts.get(report.host),
            report.host,
            collected.outcome,
            config=self.config,
            now=self.now,
            at=self.at,
        )
        if host is not None:
            self.hosts[host.host] = self.noted[host.host] = host
        state = poll_state.after(
            source,
            state,
            collected,
            dates=self.dates[name],
            pushed_until=self.pushed.get(name),
            now=self.now,
            at=self.at,
        )
        self.polled.append((state, _history(report, collected, self.now)))

    def write(self) -> None:
        """Store where polling stands."""
        hosts.save(self.store, self.noted.values())
        sources.save_polls(self.store, self.polled)


def _note_push(
    store: Store, collected: Collected, report: SourceReport, state: SourceState, now: datetime
) -> None:
    """Where the source pushes its news, and whether a hub that should have brought some did."""
    if collected.offer is not None:
        hub_offers.save(store, state.name, collected.offer, now)
    if (
        report.new
        and state.last_success
        and subscriptions.missed(store, state.name, state.last_success)
    ):
        log.warning("hub.silent", source=state.name, new=report.new)


def _history(report: SourceReport, collected: Collected, now: datetime) -> Poll:
    outcome = collected.outcome
    failed = outcome if isinstance(outcome, Failed) else None
    kinds = {Fetched: Outcome.FETCHED, NotModified: Outcome.NOT_MODIFIED, Failed: Outcome.FAILED}
    return Poll(
        source=report.source,
        at=now,
        outcome=kinds[type(outcome)],
        kind=failed.kind if failed else None,
        status=failed.status if failed else None,
        seconds=outcome.seconds,
        bytes=collected.size,
        new=report.new,
        revised=report.revised,
        contents=report.contents,
    )


def log_report(report: SourceReport) -> None:
    """One source was polled."""
    outcome = report.outcome
    if isinstance(outcome, Failed):
        log.warning(
            "source.failed", source=report.source, kind=outcome.kind, message=outcome.message
        )
    elif report.new or report.revised or report.said:
        log.info(
            "source.read",
            source=report.source,
            new=report.new,
            revised=report.revised,
            said=report.said,
        )
    else:
        log.debug("source.unchanged", source=report.source)
