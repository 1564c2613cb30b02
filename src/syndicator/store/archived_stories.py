"""What stands in the archives of a feed only, and has to be looked at by a publish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from syndicator.model import Digest, FeedName, SourceName
from syndicator.store.database import Parameters, Store
from syndicator.store.times import moment, seconds


def due_in_archive(
    store: Store, feed: FeedName, *, now: datetime, everything: bool = False
) -> list[int]:
    """The items that stand in the archive of a feed only and may have to change there, by id.

    Args:
        store: any mode.
        feed: which.
        now: the moment of the publish.
        everything: all of them.
    """
    ask = "SELECT item FROM placements WHERE feed = :feed AND current = 0"
    values: Parameters = {"feed": feed, "now": seconds(now)}
    if everything:
        return [row["item"] for row in store.rows(f"{ask} ORDER BY item", values)]
    found = {row["item"] for row in store.rows(f"{ask} AND due > 0", values)}
    found |= {row["item"] for row in store.rows(f"{ask} AND wake_at <= :now", values)}
    return sorted(found)


def made_under_other_rules(
    store: Store, feed: FeedName, made_under: Mapping[SourceName, Digest]
) -> list[int]:
    """The items in the archive of a feed only that were made under another configuration, by id.

    Takes a look at every placement, though not at the items.

    Args:
        store: any mode.
        feed: which.
        made_under: for each source, the digest of the configuration in force; what is of none of
            them is among those found.
    """
    rows = store.rows(
        "SELECT item FROM placements WHERE feed = :feed AND current = 0 AND made_under IS NOT"
        " (SELECT value FROM json_each(:under)"
        " WHERE key = (SELECT source FROM items WHERE id = placements.item)) ORDER BY item",
        {"feed": feed, "under": json.dumps(dict(made_under))},
    )
    return [row["item"] for row in rows]


def stale(store: Store, feed: FeedName, *, most: int) -> list[int]:
    """Items in the archive of a feed only that are to be written again: so many, by id."""
    rows = store.rows(
        "SELECT item FROM placements WHERE feed = ? AND current = 0 AND stale = 1"
        " ORDER BY item LIMIT ?",
        (feed, most),
    )
    return [row["item"] for row in rows]


def copies_in_archive(store: Store, feed: FeedName, items: Iterable[int]) -> list[int]:
    """Items that stand in a feed's archive only and are copies of these, by story, id or nearly."""
    rows = store.rows(
        # From the items to their copies to their places: of those there may be very many.
        "WITH wanted (id) AS (SELECT value FROM json_each(:items)),"
        " mine AS (SELECT story, atom_id FROM wanted CROSS JOIN items ON items.id = wanted.id),"
        " copies AS (SELECT items.id FROM mine CROSS JOIN items ON items.story = mine.story"
        " UNION SELECT items.id FROM mine CROSS JOIN items ON items.atom_id = mine.atom_id"
        " UNION SELECT other FROM wanted CROSS JOIN near_copies ON item = wanted.id)"
        " SELECT item FROM copies CROSS JOIN placements ON feed = :feed AND item = copies.id"
        " WHERE current = 0 AND item NOT IN wanted ORDER BY item",
        {"items": json.dumps(sorted(set(items))), "feed": feed},
    )
    return [row["item"] for row in rows]


def next_wake(store: Store, feed: FeedName) -> datetime | None:
    """The next moment at which the clock alone could change a feed's archive."""
    row = store.row(
        "SELECT min(wake_at) AS at FROM placements WHERE feed = ? AND current = 0", (feed,)
    )
    return None if row is None else moment(row["at"])
