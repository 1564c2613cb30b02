"""What one source's answer makes of the database, in one transaction.

::

    Collected ─ compare ─▶ Change… ─▶ items ─ withdrawals ─▶ the desk's words
              │                         └─ permit, judge ─▶ decisions ─▶ feeds touched
              └─ outcome ─▶ validators, failures, the next poll

All or nothing: validators are never ahead of items, so that what a crash loses is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from syndicator import pacing
from syndicator.config import Config
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
from syndicator.poll import moves
from syndicator.poll.hosts import host_of
from syndicator.store import offers, sources, subscriptions
from syndicator.store.database import Store
from syndicator.store.sources import Outcome, Poll, SourceState

log = Log(__name__)


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

    @property
    def failed(self) -> bool:
        """Whether the source could not be read this time."""
        return isinstance(self.outcome, Failed)


def ingest(
    store: Store,
    config: Config,
    collected: Collected,
    *,
    versions: dict[GrantName, int],
    now: datetime,
    digests: Mapping[FeedName, Digest] = MappingProxyType({}),
    at: datetime | None = None,
) -> SourceReport:
    """Store the answer of one source, decide on what it brought, and note which feeds it touches.

    Args:
        store: open for writing.
        config: the configuration in force; the source is one of its.
        collected: what a worker made of the source.
        versions: the stored version of each permission in force.
        now: the moment of the tick.
        digests: of the configuration that each feed depends on, so that what is decided is kept.
        at: when the answer came, which the next poll is counted from; None: ``now``.
    """
    at = at or now
    source = config.sources[collected.source]
    changes: Sequence[Change] = ()
    said = 0
    with store.transaction():
        state = sources.get(store, source.name)
        if state is None:
            raise LookupError(f"source {source.name} is not in the database")
        if collected.meta is not None:
            # What decides on news takes time to import, and most polls bring none.
            from syndicator.intake import Intake  # noqa: PLC0415

            intake = Intake(store, config, source, versions, digests, now)
            first_poll = state.first_success is None
            changes, said = intake.take(collected, collected.meta, first_poll=first_poll)
        report = SourceReport(
            source=source.name,
            outcome=collected.outcome,
            parsed=collected.meta is not None,
            new=sum(isinstance(change, NewItem) for change in changes),
            revised=sum(isinstance(change, Revised) for change in changes),
            said=said,
            problem=collected.problem,
            host=host_of(moves.address(source.url, state.move, now)),
        )
        if collected.pushed:
            return report
        _note_push(store, collected, report, state, now)
        pacing.note_host(store, config, report.host, collected.outcome, now=now, at=at)
        state = pacing.after(store, source, state, collected, now=now, at=at)
        sources.save_poll(store, state, _history(report, collected, now))
    return report


def _note_push(
    store: Store, collected: Collected, report: SourceReport, state: SourceState, now: datetime
) -> None:
    """Where the source pushes its news, and whether a hub that should have brought some did."""
    if collected.offer is not None:
        offers.save(store, state.name, collected.offer, now)
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
    )
