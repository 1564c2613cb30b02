"""What one source's answer makes of the database, in one transaction.

::

    Collected ─ compare ─▶ Change… ─▶ items ─ withdrawals ─▶ the desk's words
              │                         └─ permit, judge ─▶ decisions ─▶ feeds touched
              └─ outcome ─▶ validators, failures, the next poll

All or nothing: validators are never ahead of items, so that what a crash loses is asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from syndicator import recording, withdrawals
from syndicator.config import Config, Source
from syndicator.curate.match import Haystack
from syndicator.dedupe.match import compare
from syndicator.model import (
    Change,
    Collected,
    Failed,
    Fetched,
    FetchResult,
    GrantName,
    NewItem,
    NotModified,
    Revised,
    SourceName,
    Verdict,
)
from syndicator.plan import decide
from syndicator.poll.cadence import next_poll
from syndicator.store import feeds, items, placements, sources
from syndicator.store.database import Store
from syndicator.store.sources import Outcome, Poll, SourceState

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a source is asked again that said it is gone (410)."""


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
) -> SourceReport:
    """Store the answer of one source, decide on what it brought, and note which feeds it touches.

    Args:
        store: open for writing.
        config: the configuration in force; the source is one of its.
        collected: what a worker made of the source.
        versions: the stored version of each permission in force.
        now: the moment of the tick.
    """
    source = config.sources[collected.source]
    desk = _Desk(store, config, source, versions, now)
    with store.transaction():
        state = sources.get(store, source.name)
        if state is None:
            raise LookupError(f"source {source.name} is not in the database")
        changes, said = desk.store_items(collected, first_poll=state.first_success is None)
        report = SourceReport(
            source=source.name,
            outcome=collected.outcome,
            parsed=collected.meta is not None,
            new=sum(isinstance(change, NewItem) for change in changes),
            revised=sum(isinstance(change, Revised) for change in changes),
            said=said,
            problem=collected.problem,
        )
        sources.save_poll(
            store, _after(state, source, collected, now), _history(report, collected, now)
        )
    return report


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one source's answer is worked on; what stays the same while that is done."""

    store: Store
    config: Config
    source: Source
    versions: dict[GrantName, int]
    now: datetime

    def store_items(
        self, collected: Collected, *, first_poll: bool
    ) -> tuple[Sequence[Change], int]:
        """Compare with what is known, store what is new, and decide on it.

        Returns:
            The changes, and of how many stories the source had something to say to the desk.
        """
        if collected.meta is None:
            return (), 0
        identities = [item.identity for item in collected.items]
        raw_hashes = [item.raw_hash for item in collected.items]
        known = items.known(self.store, self.source.name, identities, raw_hashes)
        changes = compare(collected.items, known, now=self.now)
        touched = items.apply(
            self.store,
            changes,
            source=self.source.name,
            source_url=self.source.url,
            base_url=self.config.base_url,
            meta=collected.meta,
            now=self.now,
            first_poll=first_poll,
        )
        said = withdrawals.hear(self.store, collected, changes, touched, now=self.now)
        self._decide(list(dict.fromkeys((*touched, *said))))
        return changes, len(said)

    def _decide(self, touched: list[int]) -> None:
        """Decide on new and revised items for every feed of their source; mark what they touch."""
        # What was said of a copy in another source made that one's feeds due.
        changed = [
            item for item in items.get(self.store, touched) if item.source == self.source.name
        ]
        standing = {
            (place.feed, item) for item in touched for place in placements.of_item(self.store, item)
        }
        haystacks: dict[int, Haystack] = {}
        for feed in self.config.feeds.values():
            if self.source.name not in feed.sources:
                continue
            decided = decide(self.config, feed, changed, now=self.now, haystacks=haystacks)
            # What stands and is no longer wanted is the publish's to decide: it may stay in the
            # archive.
            final = [
                (item, decision)
                for item, decision in decided
                if decision.verdict is not Verdict.LEFT_OUT or (feed.name, item.id) not in standing
            ]
            recording.decided(self.store, self.config, final, self.versions, self.now)
            wanted = any(decision.verdict is Verdict.PUBLISH for _, decision in decided)
            # What is withheld until some moment makes the feed wake at that moment.
            waiting = any(decision.wake_at is not None for _, decision in decided)
            if wanted or waiting:
                feeds.mark_dirty(self.store, [feed.name])
        # Where it stands, although only in the archive of a feed that takes its source no longer.
        feeds.mark_dirty(self.store, {feed for feed, _ in standing})


def _after(state: SourceState, source: Source, collected: Collected, now: datetime) -> SourceState:
    """Where polling stands with the source after this answer."""
    outcome = collected.outcome
    failures = state.failures + 1 if isinstance(outcome, Failed) else 0
    meta = collected.meta or state.meta
    due = next_poll(
        source=source.name,
        now=now,
        every=source.every,
        outcome=outcome,
        failures=failures,
        ttl=meta.ttl if meta else None,
    )
    state = replace(state, last_attempt=now, failures=failures, next_poll=due or NEVER)
    if isinstance(outcome, Failed):
        return replace(
            state,
            failure_kind=outcome.kind,
            failure_message=outcome.message,
            failure_status=outcome.status,
        )
    repeated = outcome.moved_to is not None and outcome.moved_to == state.moved_to
    state = replace(
        state,
        last_success=now,
        # A document without items has not shown what is old in it.
        first_success=state.first_success or (now if collected.items else None),
        failure_kind=None,
        failure_message=None,
        failure_status=None,
        moved_to=outcome.moved_to,
        moved_count=(state.moved_count if repeated else 0) + (outcome.moved_to is not None),
    )
    if isinstance(outcome, NotModified):
        return replace(
            state,
            etag=outcome.etag or state.etag,
            last_modified=outcome.last_modified or state.last_modified,
        )
    return replace(
        state,
        meta=meta,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        validated_by=outcome.url if outcome.etag or outcome.last_modified else None,
        body_hash=outcome.body_hash,
        problem=collected.problem if collected.meta else state.problem,
    )


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
