"""What a publish would do, without doing it: the same plan, and what it changes for readers.

A publish makes one feed after the other, and what it writes for one matters to the next: turns of
a daily limit that are used, stories that are dated anew. The feeds before are planned, too, where
that can be, and what they would have written is handed on (`Trial`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.config import Config
from syndicator.curate.decide import grant_of, haystack_of
from syndicator.curate.tally import Tally, tally
from syndicator.model import FeedName, GrantName, Head, Verdict
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.candidates import Trial, limited, plan_feed
from syndicator.publish.compose.archive import entry_digest
from syndicator.publish.plan import Plan
from syndicator.publish.run import not_before
from syndicator.publish.withdrawals import after
from syndicator.store import feeds, item_heads, items, placements, tombstones
from syndicator.store.activate import require_successor
from syndicator.store.database import Store
from syndicator.store.placements import Placement

__all__ = ["Change", "Preview", "Tally", "plans", "preview", "try_rules"]

_PORTION: Final = 500
"""So many stories are read at a time to try rules on them."""


class Change(StrEnum):
    """What a publish would change for those who read a feed."""

    COMES = "comes"
    """It does not stand there yet."""
    CHANGES = "changes"
    """It stands there, and reads otherwise."""
    STAYS = "stays"
    GOES = "goes"
    """It stands there no longer; perhaps in the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a feed would hold, beside what it holds."""

    plan: Plan
    changes: Mapping[int, Change]
    """By the number of the item; what stands neither before nor after is not there."""

    def count(self, change: Change) -> int:
        """How many stories it happens to."""
        return sum(each is change for each in self.changes.values())


def preview(store: Store, config: Config, feed: OutputFeed, *, now: datetime) -> Preview:
    """Say what publishing would make of a feed under a configuration; writes nothing.

    Args:
        store: any mode.
        config: in force or not.
        feed: one of its feeds.
        now: the moment of the publish.

    Raises:
        ConfigError: it could not be put in force over what is stored.
    """
    require_successor(store, config)
    [planned] = plans(store, config, [feed.name], now=not_before(store, now))
    name = _stands_as(store, feed) or feed.name
    stood = {place.item: place for place in placements.standing(store, name, current=True)}
    return Preview(plan=planned, changes=_changes(planned, stood))


def _changes(planned: Plan, stood: Mapping[int, Placement]) -> dict[int, Change]:
    published = {entry.item: entry for entry in planned.entries}
    found: dict[int, Change] = {}
    for item, _ in planned.decided:
        entry, place = published.get(item.id), stood.get(item.id)
        if entry is not None and place is not None:
            same = entry_digest(entry) == place.digest
            found[item.id] = Change.STAYS if same else Change.CHANGES
        elif entry is not None:
            found[item.id] = Change.COMES
        elif place is not None:
            found[item.id] = Change.GOES
    return found


def plans(
    store: Store,
    config: Config,
    names: Collection[FeedName],
    *,
    now: datetime,
    also: tuple[Head, ...] = (),
) -> Iterator[Plan]:
    """Plan some feeds as a publish of all would; writes nothing.

    Args:
        store: any mode.
        config: in force or not.
        names: which feeds.
        now: the moment of the publish.
        also: items that are asked about, whether a feed could hold them or not.

    Yields:
        A plan for each, in the order of the configuration.
    """
    left = set(names)
    trial = Trial(also=also)
    handed_on = bool(limited(config)) or tombstones.any_left(store)
    for feed in config.feeds.values():
        if not left:
            return
        if feed.name not in left and not handed_on:
            continue
        planned, trial = _plan(store, config, feed, now=now, trial=trial)
        if feed.name in left:
            left.remove(feed.name)
            yield planned


def _plan(
    store: Store, config: Config, feed: OutputFeed, *, now: datetime, trial: Trial
) -> tuple[Plan, Trial]:
    """Plan one feed after others, and add what its publish would write."""
    unstored = dict.fromkeys(config.grants, 0)
    trial = replace(trial, stands_as=_stands_as(store, feed))

    def plan() -> Plan:
        return plan_feed(store, config, feed, versions=unstored, now=now, trial=trial)

    planned = plan()
    refs = [entry.id for entry in planned.entries]
    moved = tombstones.moved_on(store, trial.stands_as or feed.name, refs)
    if moved:
        later = {item: after(at, now) for item, at in moved.items()}
        trial = replace(trial, renewed={**trial.renewed, **later})
        planned = plan()
    left = {name: set(found) for name, found in trial.left_today.items()}
    for item, decision in planned.decided:
        grant = grant_of(config, item)
        if decision.verdict is Verdict.PUBLISH and grant and item.first_published is None:
            left.setdefault(grant.name, set()).add(item.id)
    return planned, replace(
        trial, left_today={GrantName(name): frozenset(found) for name, found in left.items()}
    )


def _stands_as(store: Store, feed: OutputFeed) -> FeedName | None:
    """The former name under which a feed still stands, where the new one is not known yet."""
    if not feed.was or feeds.get(store, feed.name) is not None:
        return None
    return next((old for old in feed.was if feeds.get(store, old) is not None), None)


def try_rules(
    store: Store, config: Config, feed: OutputFeed, *, since: datetime | None, most: int | None
) -> Tally:
    """Say what each rule of a feed would have done with what is stored; writes nothing.

    Permissions, ages and the feed's limit are not asked.

    Args:
        store: any mode.
        config: in force or not.
        feed: one of its feeds.
        since: of stories that appeared then or later; None: whenever.
        most: the newest so many; None: all.
    """
    heads = item_heads.candidates(store, feed.sources, since=since)[:most]
    portions = (heads[at : at + _PORTION] for at in range(0, len(heads), _PORTION))
    stories = (item for portion in portions for item in items.whole(store, portion))
    return tally(feed, (haystack_of(config, item) for item in stories))
