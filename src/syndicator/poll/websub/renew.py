"""Asking hubs to push what sources offer, to go on, or to stop: one look a minute.

A subscription spares the source polls and brings its news at once; nothing depends on it. It is
renewed after three quarters of its lease. When it ends, is denied, or turns out to bring nothing,
its source is polled as it was before. A hub that is out of order costs one request at a time.
"""

from __future__ import annotations

import secrets
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
from syndicator.model.backoff import back_off
from syndicator.poll.websub.hub_requests import Mode, Reply, Request, ask
from syndicator.store import hub_offers, subscriptions
from syndicator.store.database import Store
from syndicator.store.subscriptions import State, Subscription

log = Log(__name__)

PATH: Final = "websub/"
"""Below the public address: the folder of the callbacks."""
FIRST_WAIT: Final = timedelta(minutes=5)
MAX_WAIT: Final = timedelta(days=1)
MAX_AT_ONCE: Final = 1_000
"""Requests of one minute at most."""
BUDGET: Final = timedelta(seconds=30)
GRACE: Final = timedelta(seconds=3)
HUBS_AT_ONCE: Final = 8
MAX_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewReport:
    """What hubs were asked."""

    asked: int = 0
    """Requests that were accepted."""
    failed: int = 0
    ended: int = 0
    """Subscriptions that have run out, or that nobody has to be told of."""


def renew(
    store: Store, config: Config, *, now: datetime, stop: threading.Event | None = None
) -> RenewReport:
    """Ask hubs for what is wanted and does not last, and to stop what is wanted no more.

    Takes `BUDGET` and one time-out at most.

    Args:
        store: open for writing.
        config: the configuration in force.
        now: the moment.
        stop: when set, nothing more is begun, and what is under way is cut after `GRACE`.

    Raises:
        StoreError: the database cannot be written.
    """
    with store.transaction():
        ended = subscriptions.end_overdue(store, now)
        subscriptions.cancel_unwanted(store, now, everything=not config.poll.websub)
        if config.poll.websub:
            _begin(store, config, now)
    for each in ended:
        log.info("hub.ended", source=each.source, hub=each.hub)
    waiting: dict[str, list[Subscription]] = {}
    for each in subscriptions.due(store, now, most=MAX_AT_ONCE):
        waiting.setdefault(each.hub, []).append(each)
    if not waiting:
        return RenewReport(ended=len(ended))
    with (
        until(stop, budget=BUDGET, grace=GRACE) as enough,
        ThreadPoolExecutor(min(len(waiting), HUBS_AT_ONCE), thread_name_prefix="hub") as pool,
    ):
        begun = [
            pool.submit(_ask_hub, store, config, requests, now=now, enough=enough)
            for requests in waiting.values()
        ]
        results = [each.result() for each in begun]
    return RenewReport(
        asked=sum(accepted for accepted, _ in results),
        failed=sum(failed for _, failed in results),
        ended=len(ended),
    )


def _begin(store: Store, config: Config, now: datetime) -> None:
    for source, hub, topic in hub_offers.wanting(store, now, most=MAX_AT_ONCE):
        if source in config.sources:
            subscriptions.begin(
                store,
                source=source,
                hub=hub,
                topic=topic,
                token=secrets.token_urlsafe(32),
                secret=secrets.token_hex(32) if hub.startswith("https:") else None,
                now=now,
            )


def _ask_hub(
    store: Store,
    config: Config,
    requests: list[Subscription],
    *,
    now: datetime,
    enough: threading.Event,
) -> tuple[int, int]:
    """Send one hub its requests, until it is out of order: how many it accepted, and not."""
    accepted = 0
    limits = config.limits(timeout=config.poll.timeout, max_bytes=MAX_BYTES)
    with suppress(Interrupted):
        for number, each in enumerate(requests):
            if enough.is_set():
                break
            # On record before it leaves: a hub may ask back before it answers.
            again = next_try(each, None, now)
            subscriptions.sending(store, each, next_try=again, now=now)
            reply = ask(_request(config, each), limits=limits, now=now)
            _note(store, each, reply, now)
            if reply.error is None:
                accepted += 1
            elif not reply.refused:
                return accepted, _put_off(store, requests[number:], reply, now)
    return accepted, 0


def _put_off(store: Store, requests: list[Subscription], reply: Reply, now: datetime) -> int:
    """The hub is out of order: what waits for it would meet the same, and waits with the first."""
    again = next_try(requests[0], reply, now)
    with store.transaction():
        for other in requests[1:]:
            subscriptions.answered(store, other, error=reply.error, next_try=again)
    hub = requests[0].hub
    log.warning("hub.failed", hub=hub, requests=len(requests), error=reply.error)
    return len(requests)


def _request(config: Config, subscription: Subscription) -> Request:
    leaving = subscription.state is State.LEAVING
    return Request(
        hub=subscription.hub,
        mode=Mode.UNSUBSCRIBE if leaving else Mode.SUBSCRIBE,
        topic=subscription.topic,
        callback=f"{config.base_url}{PATH}{subscription.token}",
        secret=subscription.secret,
    )


def _note(store: Store, subscription: Subscription, reply: Reply, now: datetime) -> None:
    if reply.error is not None and reply.refused and subscription.state is State.LEAVING:
        subscriptions.end(store, subscription, now, reason="no longer wanted")
    elif reply.error is not None and reply.gone:
        subscriptions.end(store, subscription, now, reason=reply.error, state=State.DENIED)
        log.warning("hub.denied", source=subscription.source, reason=reply.error)
    else:
        subscriptions.answered(
            store, subscription, error=reply.error, next_try=next_try(subscription, reply, now)
        )


def next_try(subscription: Subscription, reply: Reply | None, now: datetime) -> datetime:
    """When to send a request again that was not verified: the waits double, up to a day."""
    return now + back_off(
        subscription.hub,
        subscription.attempts,
        first=FIRST_WAIT,
        longest=MAX_WAIT,
        retry_after=None if reply is None else reply.retry_after,
    )
