"""A feed's plan, from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from syndicator.config import Config
from syndicator.config.digests import made_of, selection_digest
from syndicator.curate.decide import Timed, decide
from syndicator.curate.select import CORRECTED_FOR
from syndicator.errors import CorruptDatabase
from syndicator.log import Log
from syndicator.model import Decision, Digest, FeedName, GrantName, Head, Item, SourceName
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.compose.entry import Unpublishable
from syndicator.publish.plan import Compose, Composed, Plan, Standing, composer, plan
from syndicator.rights.conditions.dates import day_around
from syndicator.store import (
    archived_stories,
    decision_cache,
    entry_cache,
    item_heads,
    items,
    ledger,
    placements,
)
from syndicator.store.database import Store

log = Log(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a preview adds to what is stored: what a publish would have written by then."""

    also: tuple[Head, ...] = ()
    """Items that are asked about, whether the feed could hold them or not."""
    renewed: Mapping[int, datetime] = field(default_factory=dict)
    """When items are updated because they stand again, by their numbers."""
    left_today: Mapping[GrantName, frozenset[int]] = field(default_factory=dict)
    """What leaves today for the first time in feeds that are published before."""
    stands_as: FeedName | None = None
    """The name under which the feed was published, if it has another one now."""


NO_TRIAL: Final = Trial()


def plan_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    versions: Mapping[GrantName, int],
    now: datetime,
    digest: Digest | None = None,
    under: Mapping[SourceName, Digest] | None = None,
    trial: Trial = NO_TRIAL,
) -> Plan:
    """Plan a feed from the database: what is young enough, and what stands in it.

    Of its archive, only what may stand in the feed again is looked at, and what is a copy of
    something that may. With the digest of the feed's configuration, what was decided on an item
    is not asked again as long as it stands, and what is decided now is kept. With what entries are
    made under, none is composed again that is kept and made of the same.
    """
    selection = selection_digest(config, feed)
    # A day more than wanted: what has just become too old gets its decision, too.
    since = None if feed.max_age is None else _back(now, feed.max_age + timedelta(days=1))
    name = trial.stands_as or feed.name
    young = item_heads.candidates(
        store,
        feed.sources,
        since=since,
        feed=name if feed.keeps else None,
        selection=selection,
    )
    current = {place.item for place in placements.standing(store, name, current=True)}
    moments = placements.corrected(store, name, since=now - CORRECTED_FOR)
    corrected = {
        item: moment + CORRECTED_FOR
        for item, moment in moments.items()
        if feed.keeps or item in current
    }
    found = _with(store, young, current | corrected.keys() | {each.id for each in trial.also})
    if feed.keeps:
        copies = archived_stories.copies_in_archive(store, name, [each.id for each in found])
        found = _with(store, found, copies)
    archived = {
        place.item: place
        for place in placements.get(store, name, [each.id for each in found]).values()
        if feed.keeps and not place.current
    }
    settled = frozenset(i for i, place in archived.items() if place.left_under == selection)
    found = [_renewed(item, trial) for item in found]
    judged = _judged(store, config, feed, found, digest=digest, now=now)
    kept = (lambda _: None) if under is None else _kept(store, config, feed, versions, under)
    return plan(
        config,
        feed,
        [(item, judged[item.id]) for item in found],
        standing=Standing(
            current=frozenset(current | (archived.keys() - settled) | corrected.keys()),
            settled=settled,
            corrected=corrected,
            left_today=_left_today(store, config, now, trial),
        ),
        compose=_composer(store, kept, composer(config, feed, versions)),
        now=now,
    )


def _judged(
    store: Store,
    config: Config,
    feed: OutputFeed,
    found: Sequence[Head],
    *,
    digest: Digest | None,
    now: datetime,
) -> dict[int, Decision]:
    """The decision on each item by itself: as it was kept, or as it is made now."""
    timed = Timed(config)
    known = (
        {}
        if digest is None
        else decision_cache.standing(store, feed.name, found, digest, now, timed=timed)
    )
    unknown = items.whole(store, [item for item in found if item.id not in known])
    asked = decide(config, feed, unknown, now=now)
    if asked and digest is not None:
        decision_cache.save(store, asked, digest, now, timed=timed)
    return known | {item.id: decision for item, decision in asked}


def _kept(
    store: Store,
    config: Config,
    feed: OutputFeed,
    versions: Mapping[GrantName, int],
    under: Mapping[SourceName, Digest],
) -> Callable[[Head], Composed | None]:
    known = entry_cache.made_of(store, feed.name)

    def kept(item: Head) -> Composed | None:
        if item.id not in known:
            return None
        version = versions[config.sources[item.source].grant]
        if known[item.id] != made_of(item, under[item.source], version):
            return None
        try:
            return entry_cache.get(store, feed.name, item.id)
        except CorruptDatabase as error:
            # It is made again from what it was made of; another program may have written it.
            log.warning("entry.unreadable", item=item.id, feed=feed.name, problem=str(error))
            entry_cache.forget(store, feed.name, [item.id])
            return None

    return kept


def _composer(
    store: Store,
    kept: Callable[[Head], Composed | None],
    composed: Callable[[Iterable[Item]], dict[int, Composed | Unpublishable]],
) -> Compose:
    """What makes entries: those that are kept as they are, the others of texts that are read."""

    def compose(wanted: Sequence[Head]) -> dict[int, Composed | Unpublishable]:
        found = {item.id: entry for item in wanted if (entry := kept(item)) is not None}
        missing = [item for item in wanted if item.id not in found]
        return {**found, **composed(items.whole(store, missing))}

    return compose


def _with(store: Store, found: list[Head], wanted: Iterable[int]) -> list[Head]:
    return [*found, *item_heads.get(store, set(wanted) - {each.id for each in found})]


def _renewed(item: Head, trial: Trial) -> Head:
    later = trial.renewed.get(item.id)
    return item if later is None else replace(item, updated=max(item.updated, later))


def limited(config: Config) -> list[GrantName]:
    """The permissions that say how much may leave in a day."""
    return [grant.name for grant in config.grants.values() if grant.daily_limit is not None]


def _left_today(
    store: Store, config: Config, now: datetime, trial: Trial
) -> dict[GrantName, frozenset[int]]:
    """What left today for the first time under each permission that limits how much may."""
    names = limited(config)
    if not names:
        return {}
    began, _ = day_around(now, config.timezone)
    left = ledger.first_since(store, names, began)
    none: frozenset[int] = frozenset()
    return {name: left.get(name, none) | trial.left_today.get(name, none) for name in names}


def _back(now: datetime, span: timedelta) -> datetime | None:
    try:
        return now - span
    except OverflowError:
        return None
