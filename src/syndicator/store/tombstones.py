"""What was withdrawn from each output feed, and is said there for a while (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import FeedName, Tombstone
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

KEPT: Final = timedelta(days=90)
"""How long a feed says that a story was withdrawn: readers that ask more rarely are few."""
MOST: Final = 200
"""So many of one feed, the newest."""


def standing(store: Store, feed: FeedName, *, now: datetime) -> list[Tombstone]:
    """The tombstones that a feed has to show, the newest first."""
    rows = store.rows(
        "SELECT * FROM tombstones WHERE feed = ? AND at > ? ORDER BY at DESC, atom_id LIMIT ?",
        (feed, seconds(now - KEPT), MOST),
    )
    return [
        Tombstone(
            ref=row["atom_id"],
            when=moment(row["at"]),
            by=row["by"],
            comment=row["comment"],
            item=row["item"],
        )
        for row in rows
    ]


def bury(store: Store, feed: FeedName, stones: Iterable[tuple[Tombstone, datetime | None]]) -> None:
    """Add tombstones to a feed.

    Args:
        store: open for writing.
        feed: in which the stories stood.
        stones: each with the moment since which its story stood there without a break, if it
            stands still: a tombstone from after that moment is there already, from a publish that
            was cut short, and stays as it is. None: any tombstone that is there stays.
    """
    with store.transaction():
        store.write_many(
            "INSERT INTO tombstones (feed, atom_id, item, at, by, comment)"
            " VALUES (:feed, :ref, :item, :at, :by, :comment)"
            " ON CONFLICT (feed, atom_id) DO UPDATE SET item = excluded.item, at = excluded.at,"
            " by = excluded.by, comment = excluded.comment WHERE at < :since",
            [
                {
                    "feed": feed,
                    "ref": stone.ref,
                    "item": stone.item,
                    "at": seconds(stone.when),
                    "by": stone.by,
                    "comment": stone.comment,
                    "since": seconds(since),
                }
                for stone, since in stones
            ],
        )


def raise_up(store: Store, feed: FeedName, refs: Iterable[str]) -> None:
    """Forget the tombstones of entries that stand again."""
    with store.transaction():
        store.write_many(
            "DELETE FROM tombstones WHERE feed = ? AND atom_id = ?", [(feed, ref) for ref in refs]
        )


def killed_without(store: Store, feed: FeedName) -> list[int]:
    """Killed items that ever stood in a feed and have no tombstone there.

    A story that fell off by age or number may still be kept by readers; a kill is for them, too.
    """
    rows = store.rows(
        "SELECT DISTINCT items.id FROM items JOIN ledger ON ledger.item = items.id"
        " WHERE json_extract(items.desk, '$.killed') IS NOT NULL AND (ledger.feed = :feed"
        " OR ledger.feed IN (SELECT name FROM former_names WHERE feed = :feed))"
        " AND NOT EXISTS (SELECT 1 FROM tombstones"
        " WHERE tombstones.feed = :feed AND tombstones.atom_id = items.atom_id)"
        " ORDER BY items.id",
        {"feed": feed},
    )
    return [int(row["id"]) for row in rows]


def of_killed(store: Store, feed: FeedName) -> list[int]:
    """The killed items that have, or had, a tombstone in a feed: they were seen there."""
    rows = store.rows(
        "SELECT items.id FROM items JOIN tombstones ON tombstones.item = items.id"
        " WHERE json_extract(items.desk, '$.killed') IS NOT NULL AND feed = ? ORDER BY items.id",
        (feed,),
    )
    return [int(row["id"]) for row in rows]
