"""What a feed has to say of stories that it no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.config import Config
from syndicator.model import Entry, FeedName, Head, Item, Tombstone
from syndicator.model.output_feed import OutputFeed, Withdrawn
from syndicator.publish.compose import tombstone
from syndicator.publish.compose.paths import page_of
from syndicator.publish.compose.stub import stub
from syndicator.publish.context import site_of
from syndicator.store import editorial, items, tombstones
from syndicator.store.database import Store
from syndicator.store.placements import Placement
from syndicator.store.tombstones import Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What a feed says of stories that were withdrawn from it."""

    tombstones: tuple[Tombstone, ...] = ()
    """The newest first."""
    stubs: tuple[Entry, ...] = ()
    """The newest first."""


def record_withdrawals(
    store: Store,
    config: Config,
    feed: FeedName,
    withdrawn: Sequence[tuple[Head, Placement]],
    *,
    entries: Collection[str],
    now: datetime,
) -> None:
    """Give tombstones to what stood in a feed and may no longer.

    Not to what others came before, or what grew old; but to a killed story even if it left long
    ago. Stored before any file is replaced, so that a publish that is cut short says the same when
    it is tried again.

    Args:
        store: open for writing.
        config: the configuration in force.
        feed: which.
        withdrawn: what its permission ended, with the place where it stood.
        entries: the ids of what stands.
        now: the moment of the publish.
    """
    places = {item.id: place for item, place in withdrawn}
    killed = tombstones.killed_without(store, feed, now=now)
    late = items.get(store, killed.keys() - places.keys())
    left = [*items.whole(store, [item for item, _ in withdrawn]), *late]
    replacements = _replacements(store, left)
    found: list[Withdrawal] = []
    for item in left:
        source = config.sources.get(item.source)
        stone = tombstone.tombstone_of(
            item,
            site_title=config.title,
            source_title=source.title if source else None,
            replacement=replacements.get(item.desk.replaced_by or 0),
            publishers=editorial.PUBLISHERS,
            now=after(item.updated, now),
        )
        word = item.desk.killed
        since = word.at if word and item.id not in places else places[item.id].since
        if stone.ref not in entries:
            found.append(
                Withdrawal(
                    stone=stone,
                    title=item.article.title if item.desk.keep_title else None,
                    since=since,
                    stood_at=_stood_at(places.get(item.id), now) or killed[item.id],
                )
            )
    if found:
        tombstones.add(store, feed, found)


def gone_from(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    entries: Collection[str],
    feed_id: str,
    now: datetime,
) -> Gone:
    """What a feed has to say of all that was withdrawn from it.

    A stub has its tombstone beside it, however many there are.

    Args:
        store: any mode.
        config: the configuration in force.
        feed: which.
        entries: the ids of what stands.
        feed_id: its ``atom:id``.
        now: the moment of the publish.
    """
    stubs = tombstones.stubs(store, feed.name, now=now, lasting=feed.withdrawn_for, most=feed.stubs)
    stones: list[Tombstone] = []
    if feed.withdrawn is not Withdrawn.STUB:
        stones = tombstones.standing(store, feed.name, now=now)
        stones += [stone for stone, _ in stubs if stone not in stones]
    return Gone(
        tombstones=tuple(sorted(stones, key=lambda stone: stone.when, reverse=True)),
        stubs=tuple(
            stub(
                stone,
                headline=title,
                page=f"{config.base_url}{page_of(feed.stem, stone.item)}" if feed.pages else None,
                feed_id=feed_id,
                feed_title=feed.title,
                site=site_of(config),
            )
            for stone, title in stubs
            if stone.ref not in entries
        ),
    )


def after(moment: datetime, now: datetime) -> datetime:
    """Now, but later than a moment that has just been: whoever goes by dates shall see a change.

    One that lies farther ahead comes from a clock that was wrong, and does not count.
    """
    return max(now, min(moment + timedelta(seconds=1), now + timedelta(minutes=1)))


def _stood_at(place: Placement | None, now: datetime) -> datetime | None:
    if place is None:
        return None
    return now if place.current else place.left_at or place.since


def _replacements(store: Store, withdrawn: Sequence[Item]) -> Mapping[int, Item]:
    instead = {item.desk.replaced_by for item in withdrawn} - {None}
    return {each.id: each for each in items.get(store, filter(None, instead))}
