"""Where polling stands with a source, and with its host, after an answer. Pure, but for the log.

Validators are those of the last 200 whose body was read, whatever a 304 says of itself: a 304 that
names another one speaks of a body that we do not have (RFC 9111 §4.3.4), and to send that back
would be answered with 304 for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from syndicator.config import Config, Source
from syndicator.log import Log
from syndicator.model import Collected, Failed, FailureKind, Fetched, FetchResult, NotModified
from syndicator.model.hosts import host_of, is_own
from syndicator.poll import cadence, permanent_redirects
from syndicator.store.hosts import HostState
from syndicator.store.sources import SourceState

log = Log(__name__)

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a source is asked again that said it is gone (410)."""


def pause(config: Config, host: str) -> timedelta:
    """How long to wait between two requests to a host; the operator's own need none."""
    own = is_own(host, config.poll.allow_private)
    return timedelta(0) if own else config.poll.host_delay


def after(
    source: Source,
    state: SourceState,
    collected: Collected,
    *,
    dates: Sequence[datetime],
    pushed_until: datetime | None,
    now: datetime,
    at: datetime,
) -> SourceState:
    """Where polling stands with the source after this answer.

    Args:
        source: as configured.
        state: before the answer.
        collected: the answer.
        dates: of its latest `cadence.GAPS` stories, with those that this answer brought.
        pushed_until: until when a hub brings what is new; None: nobody does, or not reliably.
        now: the moment of the tick.
        at: when the answer came; its waits are counted from then.
    """
    outcome = collected.outcome
    asked = permanent_redirects.address(source.url, state.move, now)
    if isinstance(outcome, Failed) and outcome.kind is FailureKind.GONE and asked != source.url:
        # Gone from where it had moved to: the configured address has the last word.
        outcome = replace(outcome, kind=FailureKind.STATUS)
    state = _answered(state, collected, outcome, now)
    move = permanent_redirects.after(
        state.move,
        collected.outcome,
        configured=asked == source.url,
        failures=state.failures,
        now=now,
    )
    if permanent_redirects.confirmed(move) and not permanent_redirects.confirmed(state.move):
        log.warning("source.moved", source=source.name, to=move.to if move else None)
    every = cadence.interval(
        dates,
        now=now,
        every=source.every,
        least=source.min_every,
        most=source.max_every,
    )
    if not isinstance(outcome, Failed):
        every = cadence.while_pushed(every, pushed_until, now=at)
    due = cadence.next_poll(
        source=source.name,
        now=at,
        every=every,
        outcome=outcome,
        failures=state.failures,
        meta=state.meta,
        conditional=_is_conditional(state, collected),
        chosen=source.own_every,
        last_success=state.last_success,
    )
    due = due or NEVER
    return replace(
        state,
        move=move,
        next_poll=due,
        host=host_of(permanent_redirects.address(source.url, move, due)),
    )


def _answered(
    state: SourceState, collected: Collected, outcome: FetchResult, now: datetime
) -> SourceState:
    """Validators, failures, and what the feed says of itself."""
    whole = isinstance(outcome, Fetched) or cadence.unconditional(state.last_unconditional, now)
    state = replace(
        state,
        last_attempt=now,
        last_unconditional=now if whole else state.last_unconditional or now,
    )
    if isinstance(outcome, Failed):
        return replace(
            state,
            failures=state.failures + 1,
            failure_kind=outcome.kind,
            failure_message=outcome.message,
            failure_status=outcome.status,
        )
    state = replace(
        state,
        last_success=now,
        # A document without items has not shown what is old in it.
        first_success=state.first_success or (now if collected.items else None),
        failures=0,
        failure_kind=None,
        failure_message=None,
        failure_status=None,
    )
    if isinstance(outcome, NotModified):
        return state
    state = replace(
        state,
        meta=collected.meta or state.meta,
        problem=collected.problem if collected.meta else state.problem,
    )
    if collected.cut:
        # By its validators, or its hash, what is missing of it would never be read.
        return state
    return replace(
        state,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        validated_by=outcome.url if outcome.etag or outcome.last_modified else None,
        body_hash=outcome.body_hash,
        problem=collected.problem if collected.meta else state.problem,
        dates=collected.dates if collected.meta else state.dates,
    )


def _is_conditional(state: SourceState, collected: Collected) -> bool:
    """Say whether the source need not send its whole document at each poll."""
    outcome = collected.outcome
    gives = isinstance(outcome, Fetched) and bool(outcome.etag or outcome.last_modified)
    return bool(state.etag or state.last_modified) or (collected.cut and gives)


def host_after(
    known: HostState | None,
    host: str,
    outcome: FetchResult,
    *,
    config: Config,
    now: datetime,
    at: datetime,
) -> HostState | None:
    """Until when all sources of the host are to be left alone after this answer.

    Args:
        known: where polling stood with it; None: nothing is known.
        host: of the address that was asked.
        outcome: the answer.
        config: the configuration in force.
        now: the moment of the tick.
        at: when the answer came.

    Returns:
        None: there is nothing to remember.
    """
    before = known or HostState(host=host, asked_at=now, next_request=at)
    # Several answers of one tick say the same once.
    again = before.waits_until is None or before.waits_until <= now
    times = before.throttled + 1 if again else before.throttled
    wait = cadence.host_wait(outcome, at, times)
    state = replace(before, asked_at=now, next_request=at + pause(config, host))
    if wait is not None:
        until = at + wait if again else max(at + wait, before.waits_until or at)
        state = replace(state, throttled=times, waits_until=until)
        log.warning("host.waits", host=host, seconds=int(wait.total_seconds()))
    elif not isinstance(outcome, Failed) or outcome.status is not None:
        state = replace(state, throttled=0, waits_until=None)
    return state if known or state.waits_until or state.next_request > at else None


def refuses(outcome: FetchResult) -> bool:
    """Whether the whole host wants to be left alone for now."""
    return isinstance(outcome, Failed) and outcome.kind is FailureKind.THROTTLED
