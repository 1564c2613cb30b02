"""Whether published stories are still there where they come from: a few pages in each tick.

A page that answers 410 (gone) kills its story: its publisher has withdrawn it. One that is not
found, time and again, is for an operator to look at (`syndicator.store.pages.missing`).
"""

from __future__ import annotations

import threading
from concurrent.futures import Executor
from datetime import datetime
from http import HTTPStatus
from typing import Final

from syndicator.config import Config
from syndicator.http import page_status as web
from syndicator.log import Log
from syndicator.model import Job, Limits, SourceName
from syndicator.poll import poll_state
from syndicator.poll.schedule import Turns, politely
from syndicator.store import items, pages
from syndicator.store.database import Store

log = Log(__name__)

PAGES: Final = 5
"""The pages of so many stories are asked for in one tick."""
REASON: Final = "its own page answered 410 (gone)"


def check_pages(
    store: Store,
    config: Config,
    pool: Executor,
    *,
    stop: threading.Event,
    now: datetime,
    turns: Turns | None = None,
) -> int:
    """Ask for the pages of a few stories that stand in some feed; one at a time of one host.

    Args:
        store: open for writing.
        config: the configuration in force.
        pool: where the requests are made.
        stop: when set, no further page is asked for.
        now: the moment of the tick.
        turns: of the hosts that are polled, which must be spared together.

    Returns:
        How many stories were killed because their pages are gone.
    """
    wanted = {
        item.article.link: item
        for item in items.get(store, pages.due(store, now, most=PAGES))
        if item.article.link and item.source in config.sources
    }
    jobs = [
        Job(source=item.source, url=url, limits=limits(config, item.source), now=now)
        for url, item in wanted.items()
    ]
    killed = 0
    for job, status in politely(
        jobs,
        _ask,
        pool,
        per_host=1,
        in_flight=PAGES,
        stop=stop,
        turns=turns,
        pause=lambda host: poll_state.pause(config, host).total_seconds(),
    ):
        item = wanted[job.url]
        with store.transaction():
            pages.save(store, item.id, status, now)
            if status != HTTPStatus.GONE:
                continue
            # Slow to import, and hardly ever needed.
            from syndicator.store import editorial  # noqa: PLC0415

            said = editorial.record(
                store,
                [item.id],
                editorial.Action.KILL,
                by=editorial.PAGE,
                reason=REASON,
                now=now,
            )
        killed += len(said.items)
        log.warning("page.gone", source=item.source, item=item.id, killed=bool(said.items))
    return killed


def limits(config: Config, name: SourceName) -> Limits:
    """What one exchange with a source, or with its site, may cost."""
    source = config.sources[name]
    return config.limits(timeout=source.timeout, max_bytes=source.max_bytes)


def _ask(job: Job) -> tuple[Job, int | None]:
    return job, web.status(job)
