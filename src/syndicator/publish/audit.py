"""Everything that stands, judged again without any cache: once a day, and after every reload.

::

    what stands, in portions ─▶ Difference… ─▶ logged, and due: the next publish puts it right

Publishing goes by what changed. This goes by nothing: it finds what a change should have made due
and did not, a page that somebody edited, a file that nobody knows. What it finds is a defect, of
this program or of its surroundings. It writes no feed itself, and holds up no publish.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Final

from syndicator.log import Log
from syndicator.model import FeedName
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.differences import (
    PORTION,
    Difference,
    compare,
    compare_files,
    compare_ledger,
    unknown,
    unknown_files,
)
from syndicator.publish.run import due
from syndicator.publish.storage.open import open_storage
from syndicator.store import (
    audits,
    decision_cache,
    entry_cache,
    feeds,
    files,
    ledger,
    placements,
)
from syndicator.store.activate import ActiveConfig
from syndicator.store.audits import Audit
from syndicator.store.database import Store
from syndicator.store.ledger import Action
from syndicator.store.placements import Placement

log = Log(__name__)

EVERY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was judged again."""

    stories: int
    differences: tuple[Difference, ...]
    finished: bool
    """Whether nothing is left to be judged today."""

    def __bool__(self) -> bool:
        """Whether there is something to put right."""
        return bool(self.differences)


def is_due(store: Store, active: ActiveConfig, now: datetime) -> bool:
    """Whether something is to be judged again: once a day, and after every change."""
    parts = [*active.config.feeds, None]
    return any(_is_due(store, part, active, now) for part in parts)


def _is_due(store: Store, part: FeedName | None, active: ActiveConfig, now: datetime) -> bool:
    last = audits.get(store, part)
    if last is None:
        # What was written less than a day ago, by the same program, is judged when that is over.
        return not _within(EVERY, placements.first_since(store, part), now)
    return last.under != active.whole or not _within(EVERY, last.finished, now)


def _within(most: timedelta, then: datetime | None, now: datetime) -> bool:
    return then is not None and timedelta(0) <= now - then < most


def budget(stop: Event | None, limit: timedelta | None) -> Callable[[], bool]:
    """Say when an audit has had enough: at a stop, or after a time; it rests as long as it works.

    Args:
        stop: when set, that is enough, and others have the processor for half of the time; None:
            there are no others.
        limit: how long it may take; None: as long as it needs.
    """
    began = last = time.monotonic()

    def enough() -> bool:
        nonlocal last
        if stop is not None and stop.wait(time.monotonic() - last):
            return True
        last = time.monotonic()
        return limit is not None and last - began >= limit.total_seconds()

    return enough


def audit_if_due(
    store: Store,
    active: ActiveConfig,
    *,
    now: datetime,
    enough: Callable[[], bool],
    publishing: AbstractContextManager[object],
) -> AuditReport | None:
    """Judge again what is due for it, and look through the output when all of it was judged.

    Args:
        store: open for writing.
        active: the configuration in force.
        now: the moment.
        enough: asked after each portion; when true, the rest waits for the next call.
        publishing: keeps publishes from running while a file that nobody knows is taken down.

    Returns:
        What was found; None: nothing is due.

    Raises:
        OutputError: the output does not answer.
    """
    if not is_due(store, active, now):
        return None
    report = audit(store, active, now=now, enough=enough)
    if report.finished:
        if unknown_files(store, active):
            # A publish puts files in their places before it writes them down.
            with publishing:
                taken = take_down_unknown(store, active)
            report = replace(report, differences=(*report.differences, *taken))
        audits.save(store, Audit(feed=None, under=active.whole, began=now, finished=now))
    return report


def audit(
    store: Store, active: ActiveConfig, *, now: datetime, enough: Callable[[], bool]
) -> AuditReport:
    """Judge again what is due for it; what differs is logged, and due at the next publish.

    Not while a feed is due itself: that publish is what puts it right.

    Args:
        store: open for writing.
        active: the configuration in force.
        now: the moment.
        enough: asked after each portion; when true, the rest waits for the next call.

    Raises:
        OutputError: the output does not answer.
    """
    stories, finished = 0, True
    found: list[Difference] = []
    for feed in active.config.feeds.values():
        if not _is_due(store, feed.name, active, now):
            continue
        last = audits.get(store, feed.name)
        done = False
        for portion in _portions(store, active, feed, last, now):
            stories += portion.stories
            found += portion.differences
            done = portion.finished
            if enough():
                return AuditReport(stories=stories, differences=tuple(found), finished=False)
        finished = finished and done
    return AuditReport(stories=stories, differences=tuple(found), finished=finished)


def _portions(
    store: Store, active: ActiveConfig, feed: OutputFeed, last: Audit | None, now: datetime
) -> Iterator[AuditReport]:
    """Judge one feed from where the last call ended."""
    begun = Audit(feed=feed.name, under=active.whole, began=now)
    if last is not None and last.finished is None and last.under == active.whole:
        begun = last
    digest = {feed.name: active.digests[feed.name]}
    while not feeds.due(store, now, digest):
        places = placements.after(store, feed.name, begun.item, most=PORTION)
        if places:
            found = compare(store, active, feed, places, now)
        else:
            found = [*compare_files(store, active, feed), *compare_ledger(store, feed)]
        if found and (feed.name in due(store, active, now) or _moved(store, feed, places)):
            break  # a publish is on its way, or has just been: it is judged after that
        _report(found)
        _put_right(store, feed, found, now)
        begun = replace(
            begun,
            item=places[-1].item if places else begun.item,
            stories=begun.stories + len(places),
            differences=begun.differences + len(found),
            finished=None if places else now,
        )
        audits.save(store, begun)
        if begun.finished:
            log.info(
                "audit.done",
                feed=feed.name,
                stories=begun.stories,
                differences=begun.differences,
            )
        yield AuditReport(
            stories=len(places), differences=tuple(found), finished=begun.finished is not None
        )
        if begun.finished or found:
            return
    yield AuditReport(stories=0, differences=(), finished=False)


def _moved(store: Store, feed: OutputFeed, places: Sequence[Placement]) -> bool:
    """Whether a publish has written these anew meanwhile."""
    return list(placements.get(store, feed.name, [p.item for p in places]).values()) != [*places]


def _report(found: Iterable[Difference]) -> None:
    for each in found:
        log.error(
            "audit.difference",
            feed=each.feed,
            item=each.item,
            path=each.path,
            problem=each.problem,
        )


def _put_right(store: Store, feed: OutputFeed, found: Sequence[Difference], now: datetime) -> None:
    """Make due what differs; end in the ledger what stands no longer."""
    if not found:
        return
    name = feed.name
    touched = [each.item for each in found if each.item is not None]
    wrong = {each.path for each in found if each.path is not None}
    rows = files.of_feed(store, name)
    doubtful = [each for each in rows if each.path in wrong or each.item in touched]
    open_ends = {each.item: each for each in ledger.without_end(store, name)}
    with store.transaction():
        placements.distrust(store, name, touched)
        decision_cache.forget_items(store, name, touched)
        entry_cache.forget(store, name, touched)
        files.distrust(store, [(each.output, each.path) for each in doubtful])
        ledger.append(
            store,
            [
                replace(
                    open_ends[item],
                    at=now,
                    action=Action.WITHDRAWN,
                    reason="it stood no longer",
                    received_hash=None,
                    published_hash=None,
                )
                for item in touched
                if item in open_ends
            ],
        )
        feeds.mark_due(store, [name])


def take_down_unknown(store: Store, active: ActiveConfig) -> list[Difference]:
    """Remove `unknown_files`, and say so. No publish may be at work.

    Raises:
        OutputError: one could not be removed.
    """
    shelf = open_storage(active.config.output)
    found = [unknown(path) for path in unknown_files(store, active)]
    for each in found:
        shelf.remove(str(each.path))
    _report(found)
    return found
