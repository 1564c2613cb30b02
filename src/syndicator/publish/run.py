"""The output as a whole: which feeds are due, and one round of publishing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from syndicator.errors import OutputError, unknown
from syndicator.model import FeedName
from syndicator.publish.report import FeedReport, log_clock, log_feed
from syndicator.publish.storage.open import open_storage
from syndicator.publish.verify import has_ended, is_site_whole, is_whole
from syndicator.store import feeds, files, identity, placements, sources
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store

SET_BACK: Final = timedelta(days=1)
"""A clock that is set back by less is not believed by a publish; see `not_before`."""


def publish(
    store: Store,
    active: ActiveConfig,
    *,
    now: datetime,
    names: Sequence[FeedName] | None = None,
    everything: bool = False,
) -> tuple[FeedReport, ...]:
    """Make every feed that is due what it should be; take down those that left.

    Args:
        store: open for writing, as the only instance.
        active: the configuration in force.
        now: the moment of the publish; what a permission said stands until its `wake_at`.
        names: these feeds, due or not; None: those that are due.
        everything: every feed, due or not, and every file of it.

    Returns:
        A report for each feed that was built or taken down.

    Raises:
        UsageError: a name is no feed.
        ForeignOutput: another database wrote the output; nothing was written.
        OutputError: some files could not be written; the other feeds were, all the same.
    """
    now = not_before(store, now)
    wanted = active.config.feeds
    if missing := [name for name in names or () if name not in wanted]:
        raise unknown("feed", missing[0], wanted)
    if names is None:
        names = list(wanted) if everything else due(store, active, now)
    open_storage(active.config.output).sweep()
    known = feeds.all(store)
    ended = [each for each in known if each.name not in wanted and has_ended(store, each)]
    if not names and not ended and is_site_whole(store, active.config.output):
        return ()
    # What makes feeds takes time to import, and most ticks bring no news.
    from syndicator.publish import ownership, site  # noqa: PLC0415
    from syndicator.publish.feed import publish_feed  # noqa: PLC0415
    from syndicator.publish.retire import retire_feed  # noqa: PLC0415

    former = files.outputs(store) - {str(active.config.output)}
    ownership.write(store, active.config.output, now)
    round_ = site.Round()
    tasks: list[Callable[[], FeedReport]] = [
        partial(
            publish_feed,
            store,
            active,
            wanted[name],
            now=now,
            thorough=everything,
            round_=round_,
        )
        for name in names
    ]
    tasks += [
        partial(retire_feed, store, active.config, state, now=now, round_=round_) for state in ended
    ]
    reports: list[FeedReport] = []
    problems: list[str] = []
    for task in tasks:
        try:
            reports.append(task())
        except OutputError as error:
            problems.append(str(error))
        else:
            log_feed(reports[-1])
    if not tasks:
        site.write(store, active.config, now=now)
    # What became of killed stories is known by now.
    ownership.put(store, active.config.output, identity.get(store), now)
    for left in former - files.outputs(store):
        ownership.leave(store, left)
    if problems:
        raise OutputError("; ".join(problems))
    return tuple(reports)


def not_before(store: Store, now: datetime) -> datetime:
    """This moment, but none before the last publish: an expired permission stays expired.

    A clock that is set back by less than `SET_BACK` is not believed. One that is set back by more
    was wrong before: then what it did is done again, by the time that it is now.
    """
    built = [state.built_at for state in feeds.all(store) if state.built_at]
    last = max(built, default=now)
    if now < last <= now + SET_BACK:
        log_clock(now, last)
        return last
    return now


def due(store: Store, active: ActiveConfig, now: datetime) -> list[FeedName]:
    """Feeds that are due, and those of which a file is not what was written.

    One that was never built is: its address answers from the start, with what there is, which may
    be nothing yet.

    Raises:
        OutputError: the output does not answer.
    """
    touched = set(feeds.due(store, now, active.digests))
    states = {state.name: state for state in feeds.all(store)}
    found: list[FeedName] = []
    for name in active.config.feeds:
        state = states.get(name)
        never_built = state is None or state.built_at is None
        if never_built or name in touched or not is_whole(store, active.config.output, name, now):
            found.append(name)
    return found


def next_wake(store: Store, active: ActiveConfig) -> datetime | None:
    """The next moment at which the clock alone could change a feed."""
    wakes = [
        state.wake_at
        for state in feeds.all(store)
        if state.wake_at is not None and state.name in active.config.feeds
    ]
    return min(wakes, default=None)


def summary(store: Store, active: ActiveConfig) -> str:
    """One line for whoever looks at the service."""
    asked, failing = sources.counts(store)
    counts = [placements.count(store, name) for name in active.config.feeds]
    current, archived = (
        sum(count.current for count in counts),
        sum(count.archived for count in counts),
    )
    also = f", {archived} in archives" if archived else ""
    return (
        f"{asked} sources, {failing} failing, "
        f"{current} stories in {len(active.config.feeds)} feeds{also}"
    )
