"""What a feed has to say of stories that it no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from syndicator.config import Config
from syndicator.model import FeedName, Head, Item, Tombstone
from syndicator.publish import tombstone
from syndicator.store import editorial, items, tombstones
from syndicator.store.database import Store


def bury(
    store: Store,
    config: Config,
    feed: FeedName,
    withdrawn: Sequence[tuple[Head, datetime]],
    *,
    entries: Collection[str],
    now: datetime,
) -> list[Tombstone]:
    """Give tombstones to what stood in a feed and may no longer, and say which the feed has.

    Not to what others came before, or what grew old; but to a killed story even if it left long
    ago. Stored before any file is replaced, so that a publish that is cut short says the same when
    it is tried again.

    Args:
        store: open for writing.
        config: the configuration in force.
        feed: which.
        withdrawn: what its permission ended, with the moment since which it stood.
        entries: the ids of what stands.
        now: the moment of the publish.
    """
    killed = set(tombstones.killed_without(store, feed)) - {item.id for item, _ in withdrawn}
    late = items.get(store, killed)
    since = {item.id: moment for item, moment in withdrawn}
    left = [*items.whole(store, [item for item, _ in withdrawn]), *late]
    replacements = _replacements(store, left)
    stones: list[tuple[Tombstone, datetime | None]] = []
    for item in left:
        source = config.sources.get(item.source)
        stone = tombstone.bury(
            item,
            site_title=config.title,
            source_title=source.title if source else None,
            replacement=replacements.get(item.desk.replaced_by or 0),
            publishers=editorial.PUBLISHERS,
            now=now,
        )
        if stone.ref not in entries:
            stones.append((stone, since.get(item.id)))
    if stones:
        tombstones.bury(store, feed, stones)
    return tombstones.standing(store, feed, now=now)


def _replacements(store: Store, withdrawn: Sequence[Item]) -> Mapping[int, Item]:
    instead = {item.desk.replaced_by for item in withdrawn} - {None}
    return {each.id: each for each in items.get(store, filter(None, instead))}
