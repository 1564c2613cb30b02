"""The output as a whole: which feeds are due, and one round of publishing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from syndicator import events
from syndicator.errors import OutputError, unknown
from syndicator.model import FeedName
from syndicator.publish.shelf import open_shelf
from syndicator.publishing.report import FeedReport
from syndicator.publishing.watch import has_ended, is_site_whole, is_whole
from syndicator.store import feeds, placements, sources
from syndicator.store.database import Store
from syndicator.succession import InForce

SET_BACK: Final = timedelta(days=1)
"""A clock that is set back by less is not believed by a publish; see `not_before`."""


def publish(
    store: Store,
    rules: InForce,
    *,
    now: datetime,
    names: Sequence[FeedName] | None = None,
    everything: bool = False,
) -> tuple[FeedReport, ...]:
    """Make every feed that is due what it should be; take down those that left.

    Args:
        store: open for writing, as the only instance.
        rules: the configuration in force.
        now: the moment of the publish; what a permission said stands until its `wake_at`.
        names: these feeds, due or not; None: those that are due.
        everything: every feed, due or not, and every file of it.

    Returns:
        A report for each feed that was built or taken down.

    Raises:
        UsageError: a name is no feed.
        OutputError: some files could not be written; the other feeds were, all the same.
    """
    now = not_before(store, now)
    wanted = rules.config.feeds
    if missing := [name for name in names or () if name not in wanted]:
        raise unknown("feed", missing[0], wanted)
    if names is None:
        names = list(wanted) if everything else due(store, rules, now)
    open_shelf(rules.config.output).sweep()
    known = feeds.all(store)
    ended = [each for each in known if each.name not in wanted and has_ended(store, each)]
    if not names and not ended and is_site_whole(store, rules.config.output):
        return ()
    # What makes feeds takes time to import, and most ticks bring no news.
    from syndicator.publishing import site  # noqa: PLC0415
    from syndicator.publishing.feed import publish_feed  # noqa: PLC0415
    from syndicator.publishing.retire import retire_feed  # noqa: PLC0415

    said = site.Said()
    tasks: list[Callable[[], FeedReport]] = [
        partial(
            publish_feed,
            store,
            rules.config,
            wanted[name],
            digest=rules.digests[name],
            versions=rules.versions,
            now=now,
            thorough=everything,
            said=said,
        )
        for name in names
    ]
    tasks += [
        partial(retire_feed, store, rules.config, state, now=now, said=said) for state in ended
    ]
    reports: list[FeedReport] = []
    problems: list[str] = []
    for task in tasks:
        try:
            reports.append(task())
        except OutputError as error:
            problems.append(str(error))
        else:
            events.feed(reports[-1])
    if not tasks:
        site.write(store, rules.config, now=now)
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
        events.clock(now, last)
        return last
    return now


def due(store: Store, rules: InForce, now: datetime) -> list[FeedName]:
    """Feeds that are due, and those of which a file is not what was written.

    One that was never built waits until each of its sources was asked once: subscribers should
    not first see it empty.

    Raises:
        OutputError: the output does not answer.
    """
    touched = set(feeds.due(store, now, rules.digests))
    states = {state.name: state for state in feeds.all(store)}
    asked = sources.asked(store)
    found: list[FeedName] = []
    for name, feed in rules.config.feeds.items():
        state = states.get(name)
        if state is None or state.built_at is None:
            wanted = asked.issuperset(feed.sources)
        else:
            wanted = name in touched or not is_whole(store, rules.config.output, name, now)
        if wanted:
            found.append(name)
    return found


def next_wake(store: Store, rules: InForce) -> datetime | None:
    """The next moment at which the clock alone could change a feed."""
    wakes = [
        state.wake_at
        for state in feeds.all(store)
        if state.wake_at is not None and state.name in rules.config.feeds
    ]
    return min(wakes, default=None)


def summary(store: Store, rules: InForce) -> str:
    """One line for whoever looks at the service."""
    active, failing = sources.counts(store)
    counts = [placements.count(store, name) for name in rules.config.feeds]
    current, archived = (
        sum(count.current for count in counts),
        sum(count.archived for count in counts),
    )
    also = f", {archived} in archives" if archived else ""
    return (
        f"{active} sources, {failing} failing, "
        f"{current} stories in {len(rules.config.feeds)} feeds{also}"
    )
