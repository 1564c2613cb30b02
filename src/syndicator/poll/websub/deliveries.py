"""What hubs have brought, on the same way as what a poll brings: read, stored, decided on.

A delivery may hold the whole feed or only what is new in it (WebSub §7), so nothing follows from
what it does not hold. It moves no validator and no poll. What a source reserves in the headers of
its own answers holds for what a hub brings, too, although no hub passes that on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from syndicator.http.exchange import Interrupted
from syndicator.log import Log
from syndicator.model import Collected, Failed, Job, Pushed
from syndicator.poll.collect import collect as collect_here
from syndicator.poll.ingest import SourceReport, ingest, log_report
from syndicator.poll.page_check import limits
from syndicator.store import deliveries, items, sources, subscriptions
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store
from syndicator.store.deliveries import Delivery

log = Log(__name__)

MAX_AT_ONCE: Final = 8
"""Documents that are held in memory at once."""


def receive(
    store: Store,
    rules: Callable[[], ActiveConfig],
    *,
    now: datetime,
    collect: Callable[[Job], Collected] = collect_here,
    enough: Callable[[], bool] = lambda: False,
) -> list[SourceReport]:
    """Read what hubs have brought, in the order in which it came.

    Args:
        store: open for writing.
        rules: gives the rules in force.
        now: the moment.
        collect: makes of a job what the database has to be told.
        enough: asked before each document: whether to leave the rest for the next time.

    Returns:
        A report for each document that was read.

    Raises:
        StoreError: the database cannot be written. What was stored before stays.
    """
    reports: list[SourceReport] = []
    with suppress(Interrupted):
        while not enough() and (waiting := deliveries.waiting(store, most=MAX_AT_ONCE)):
            for each in waiting:
                if enough():
                    break
                report = _read(store, rules(), each, collect, now)
                if report is not None:
                    log_report(report)
                    reports.append(report)
    return reports


def _read(
    store: Store,
    rules: ActiveConfig,
    delivery: Delivery,
    collect: Callable[[Job], Collected],
    now: datetime,
) -> SourceReport | None:
    job = _job(store, rules, delivery, now)
    if job is None:
        deliveries.done(store, delivery, news=False)
        return None
    collected = collect(job)
    with store.transaction():
        (report,) = ingest(
            store,
            rules.config,
            [collected],
            versions=rules.versions,
            digests=rules.digests,
            now=now,
        )
        news = bool(report.new or report.revised or report.said)
        deliveries.done(store, delivery, news=news)
        if isinstance(collected.outcome, Failed):
            # Something is new, and this is not how to learn what.
            subscriptions.fall_back(store, delivery.source, now)
    return report


def _job(store: Store, rules: ActiveConfig, delivery: Delivery, now: datetime) -> Job | None:
    """None: nobody wants it any more."""
    source = rules.config.sources.get(delivery.source)
    state = sources.get(store, delivery.source)
    if source is None or state is None or state.meta is None:
        return None
    said = tuple(each for each in state.meta.reserved if each.where.startswith("response "))
    return Job(
        source=delivery.source,
        url=delivery.topic,
        configured_url=source.url,
        limits=limits(rules.config, delivery.source),
        now=now,
        body_hash=state.body_hash,
        known=items.known_hashes(store, delivery.source),
        pushed=Pushed(body=delivery.body, content_type=delivery.content_type, said=said),
    )
