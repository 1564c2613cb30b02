"""A feed's plan, from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from syndicator.config import Config
from syndicator.curate.desk import CORRECTED_FOR
from syndicator.curate.rules import OutputFeed
from syndicator.digests import made_of, selection_digest
from syndicator.errors import CorruptDatabase
from syndicator.log import Log
from syndicator.model import Decision, Digest, GrantName, Head, SourceName
from syndicator.plan import Composed, Plan, Timed, decide, plan
from syndicator.rights.window import day_around
from syndicator.store import entries, heads, items, judgements, ledger, placements
from syndicator.store.database import Store

log = Log(__name__)


def plan_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    versions: Mapping[GrantName, int],
    now: datetime,
    also: Iterable[Head] = (),
    digest: Digest | None = None,
    under: Mapping[SourceName, Digest] | None = None,
) -> Plan:
    """Plan a feed from the database: what is young enough, what stands in it, and `also` these.

    Of its archive, only what may stand in the feed again is looked at, and what is a copy of
    something that may. With the digest of the feed's configuration, what was decided on an item
    is not asked again as long as it stands, and what is decided now is kept. With what entries are
    made under, none is composed again that is kept and made of the same.
    """
    selection = selection_digest(config, feed)
    # A day more than wanted: what has just become too old gets its decision, too.
    since = None if feed.max_age is None else _back(now, feed.max_age + timedelta(days=1))
    young = heads.candidates(
        store,
        feed.sources,
        since=since,
        feed=feed.name if feed.keeps else None,
        selection=selection,
    )
    current = {place.item for place in placements.standing(store, feed.name, current=True)}
    moments = placements.corrected(store, feed.name, since=now - CORRECTED_FOR)
    corrected = {
        item: moment + CORRECTED_FOR
        for item, moment in moments.items()
        if feed.keeps or item in current
    }
    found = _with(store, young, current | corrected.keys() | {each.id for each in also})
    if feed.keeps:
        copies = placements.copies_in_archive(store, feed.name, [each.id for each in found])
        found = _with(store, found, copies)
    archived = {
        place.item: place
        for place in placements.get(store, feed.name, [each.id for each in found]).values()
        if feed.keeps and not place.current
    }
    settled = frozenset(i for i, place in archived.items() if place.left_under == selection)
    return plan(
        config,
        feed,
        found,
        standing=frozenset(current | (archived.keys() - settled) | corrected.keys()),
        versions=versions,
        now=now,
        today=_left_today(store, config, now),
        settled=settled,
        corrected=corrected,
        known={} if digest is None else _judged(store, config, feed, found, digest=digest, now=now),
        kept=(lambda _: None) if under is None else _kept(store, config, feed, versions, under),
        whole=partial(items.whole, store),
    )


def preview_feed(
    store: Store, config: Config, feed: OutputFeed, *, now: datetime, also: Iterable[Head] = ()
) -> Plan:
    """What a feed would hold now, and what was left out and why; writes nothing."""
    unstored = dict.fromkeys(config.grants, 0)
    return plan_feed(store, config, feed, versions=unstored, now=now, also=also)


def _judged(
    store: Store,
    config: Config,
    feed: OutputFeed,
    found: Sequence[Head],
    *,
    digest: Digest,
    now: datetime,
) -> dict[int, Decision]:
    """The decision on each item by itself: as it was kept, or as it is made now."""
    timed = Timed(config)
    known = judgements.standing(store, feed.name, found, digest, now, timed=timed)
    unknown = items.whole(store, [item for item in found if item.id not in known])
    asked = decide(config, feed, unknown, now=now)
    if asked:
        judgements.save(store, asked, digest, now, timed=timed)
    return known | {item.id: decision for item, decision in asked}


def _kept(
    store: Store,
    config: Config,
    feed: OutputFeed,
    versions: Mapping[GrantName, int],
    under: Mapping[SourceName, Digest],
) -> Callable[[Head], Composed | None]:
    known = entries.made_of(store, feed.name)

    def kept(item: Head) -> Composed | None:
        if item.id not in known:
            return None
        version = versions[config.sources[item.source].grant]
        if known[item.id] != made_of(item, under[item.source], version):
            return None
        try:
            return entries.get(store, feed.name, item.id)
        except CorruptDatabase as error:
            # It is made again from what it was made of; another program may have written it.
            log.warning("entry.unreadable", item=item.id, feed=feed.name, problem=str(error))
            entries.forget(store, feed.name, [item.id])
            return None

    return kept


def _with(store: Store, found: list[Head], wanted: Iterable[int]) -> list[Head]:
    return [*found, *heads.get(store, set(wanted) - {each.id for each in found})]


def _left_today(store: Store, config: Config, now: datetime) -> dict[GrantName, frozenset[int]]:
    """What left today for the first time under each permission that limits how much may."""
    limited = [grant.name for grant in config.grants.values() if grant.daily_limit is not None]
    if not limited:
        return {}
    began, _ = day_around(now, config.timezone)
    return ledger.first_since(store, limited, began)


def _back(now: datetime, span: timedelta) -> datetime | None:
    try:
        return now - span
    except OverflowError:
        return None
