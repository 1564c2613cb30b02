"""Telling hubs what has changed: from the outbox to the hubs, each in a thread of its own.

A hub that does not answer holds up no other one, and costs one request: what else waits for it
waits with it. It is asked again after a minute, then two, four … up to a day, or when it asks for
longer; a document's next change makes one attempt at once. After three days a ping is given up,
which is said in the log and shown by ``syndicator status`` until the hub was told.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.config import Config
from syndicator.http.deadline import until
from syndicator.http.exchange import Interrupted
from syndicator.log import Log
from syndicator.model import Limits
from syndicator.model.backoff import back_off
from syndicator.model.sums import Sums
from syndicator.publish.hubs.ping import Answer, send_ping
from syndicator.store import outbox
from syndicator.store.database import Store
from syndicator.store.outbox import Waiting

log = Log(__name__)

FIRST_WAIT: Final = timedelta(minutes=1)
MAX_WAIT: Final = timedelta(days=1)
GIVEN_UP_AFTER: Final = timedelta(days=3)
"""A ping that a hub did not accept for so long is given up at the next failure."""
BUDGET: Final = timedelta(seconds=30)
"""After so long nothing more is begun: what waits is told by the next one."""
GRACE: Final = timedelta(seconds=3)
HUBS_AT_ONCE: Final = 8
MAX_BYTES: Final = 65_536
"""Octets of an answer whose body is not even read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PingReport(Sums):
    """What came of telling the hubs."""

    told: int = 0
    """Pings that were accepted."""
    failed: int = 0
    """Attempts that were not."""
    given_up: int = 0


def ping(
    store: Store, config: Config, *, now: datetime, stop: threading.Event | None = None
) -> PingReport:
    """Tell every hub what is due.

    Takes `BUDGET` and one time-out at most.

    Args:
        store: open for writing.
        config: the configuration in force; what was to be told to other hubs is dropped.
        now: the moment.
        stop: when set, nothing more is begun, and what is under way is cut after `GRACE`.

    Raises:
        StoreError: the database cannot be written.
    """
    known = {*config.hubs, *(hub for feed in config.feeds.values() for hub in feed.hubs)}
    waiting = outbox.due(store, now)
    if any(each.ping.hub not in known for each in waiting):
        outbox.forget(store, but=known)
    hubs = [hub for hub in dict.fromkeys(each.ping.hub for each in waiting) if hub in known]
    if not hubs:
        return PingReport()
    limits = config.limits(timeout=config.poll.timeout, max_bytes=MAX_BYTES)
    with (
        until(stop, budget=BUDGET, grace=GRACE) as enough,
        ThreadPoolExecutor(min(len(hubs), HUBS_AT_ONCE), thread_name_prefix="hub") as pool,
    ):
        begun = [pool.submit(_hub, store, hub, limits, now=now, enough=enough) for hub in hubs]
        return PingReport.of([each.result() for each in begun])


def next_try(waiting: Waiting, answer: Answer, now: datetime) -> datetime | None:
    """When to try a ping again that has just failed; None: it is given up.

    The waits double, with up to a tenth added, a share that is fixed by the hub: what waits for
    one hub comes due together, and the hubs' turns are spread.
    """
    if now - waiting.since >= GIVEN_UP_AFTER:
        return None
    return now + back_off(
        waiting.ping.hub,
        waiting.attempts,
        first=FIRST_WAIT,
        longest=MAX_WAIT,
        retry_after=answer.retry_after,
    )


def _hub(
    store: Store, hub: str, limits: Limits, *, now: datetime, enough: threading.Event
) -> PingReport:
    """Tell one hub, until nothing is due or it is out of order."""
    parts: list[PingReport] = []
    with suppress(Interrupted):
        while not enough.is_set() and (waiting := outbox.due(store, now, hub=hub)):
            first = waiting[0]
            answer = send_ping(first.ping, limits=limits, now=now)
            if answer.error is None:
                outbox.accepted(store, first, now)
                log.info("hub.told", hub=hub, topic=first.ping.topic)
                parts.append(PingReport(told=1))
            elif answer.refused is not None:
                parts.append(_failed(store, [first], answer, now))
            else:
                # What came due meanwhile waits with the rest.
                parts.append(_failed(store, outbox.due(store, now, hub=hub), answer, now))
    return PingReport.of(parts)


def _failed(store: Store, attempted: list[Waiting], answer: Answer, now: datetime) -> PingReport:
    given_up = 0
    with store.transaction():
        for each in attempted:
            again = next_try(each, answer, now)
            given_up += again is None
            outbox.failed(
                store,
                each,
                error=answer.error or "",
                next_try=again,
                refused=answer.refused,
                now=now,
            )
    hub, count = attempted[0].ping.hub, len(attempted)
    log.warning("hub.failed", hub=hub, pings=count, error=answer.error)
    if given_up:
        log.error("hub.given_up", hub=hub, pings=given_up, error=answer.error)
    return PingReport(failed=count, given_up=given_up)
