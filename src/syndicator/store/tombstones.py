"""What was withdrawn from each output feed, and is said there for a while (RFC 6721)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import FeedName, Tombstone
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

KEPT: Final = timedelta(days=90)
"""How long a feed says that a story was withdrawn: readers that ask more rarely are few."""
MAX_TOMBSTONES: Final = 200
"""So many of one feed, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A story that was withdrawn from a feed."""

    stone: Tombstone
    title: str | None = None
    """Its headline, where the desk lets it be shown."""
    since: datetime
    """When it began to stand there, or was killed later: a tombstone from after that moment is
    there already, from a publish that was cut short, and stays as it is."""
    stood_at: datetime | None = None
    """When it last stood in what subscribers poll; None: never, or that is not known."""


def standing(store: Store, feed: FeedName, *, now: datetime) -> list[Tombstone]:
    """The tombstones that a feed has to show, the newest first."""
    rows = store.rows(
        "SELECT * FROM tombstones WHERE feed = ? AND at > ?"
        " ORDER BY at DESC, stood_at DESC, atom_id LIMIT ?",
        (feed, seconds(now - KEPT), MAX_TOMBSTONES),
    )
    return [_stone(row) for row in rows]


def stubs(
    store: Store, feed: FeedName, *, now: datetime, lasting: timedelta, most: int
) -> list[tuple[Tombstone, str | None]]:
    """What stands in a feed in the place of withdrawn stories, the newest first.

    Args:
        store: any mode.
        feed: which.
        now: the moment of the publish.
        lasting: how long a stub stands, and how long before its withdrawal the story must have
            stood in what subscribers poll.
        most: so many.

    Returns:
        The tombstone of each, with the headline where that may be shown.
    """
    rows = store.rows(
        "SELECT * FROM tombstones WHERE feed = :feed AND at > :since AND stood_at > at - :lasting"
        " ORDER BY at DESC, stood_at DESC, atom_id LIMIT :most",
        {
            "feed": feed,
            "since": seconds(now - lasting),
            "lasting": int(lasting.total_seconds()),
            "most": most,
        },
    )
    return [(_stone(row), row["title"]) for row in rows]


def _stone(row: sqlite3.Row) -> Tombstone:
    return Tombstone(
        ref=row["atom_id"],
        when=moment(row["at"]),
        by=row["by"],
        comment=row["comment"],
        item=row["item"],
    )


def add(store: Store, feed: FeedName, withdrawn: Iterable[Withdrawal]) -> None:
    """Add tombstones to a feed, in which the stories stood."""
    with store.transaction():
        store.write_many(
            "INSERT INTO tombstones (feed, atom_id, item, at, by, comment, stood_at, title)"
            " VALUES (:feed, :ref, :item, :at, :by, :comment, :stood_at, :title)"
            " ON CONFLICT (feed, atom_id) DO UPDATE SET item = excluded.item, at = excluded.at,"
            " by = excluded.by, comment = excluded.comment, stood_at = excluded.stood_at,"
            " title = excluded.title WHERE at < :since",
            [
                {
                    "feed": feed,
                    "ref": each.stone.ref,
                    "item": each.stone.item,
                    "at": seconds(each.stone.when),
                    "by": each.stone.by,
                    "comment": each.stone.comment,
                    "stood_at": seconds(each.stood_at),
                    "title": each.title,
                    "since": seconds(each.since),
                }
                for each in withdrawn
            ],
        )


def forget_standing(store: Store, feed: FeedName, refs: Iterable[str]) -> None:
    """Forget the tombstones of entries that stand again."""
    with store.transaction():
        store.write_many(
            "DELETE FROM tombstones WHERE feed = ? AND atom_id = ?", [(feed, ref) for ref in refs]
        )


def killed_without(store: Store, feed: FeedName, *, now: datetime) -> dict[int, datetime]:
    """Killed items that ever stood in a feed and have no tombstone there since they were killed.

    A story that fell off by age or number may still be kept by readers, and of one that was held
    they may expect that it comes back; a kill is for them, too.

    Returns:
        When each last stood in what subscribers poll, by item.
    """
    rows = store.rows(
        "SELECT items.id, coalesce(max(tombstones.stood_at), iif(max(tombstones.at) IS NULL,"
        " max(ledger.at), 0)) AS stood_at"
        " FROM items JOIN ledger ON ledger.item = items.id LEFT JOIN tombstones"
        " ON tombstones.feed = :feed AND tombstones.atom_id = items.atom_id"
        " WHERE json_extract(items.desk, '$.killed') IS NOT NULL AND (ledger.feed = :feed"
        " OR ledger.feed IN (SELECT name FROM former_names WHERE feed = :feed))"
        " AND (tombstones.at IS NULL"
        " OR tombstones.at < min(:now,"
        " CAST(strftime('%s', json_extract(items.desk, '$.killed.at')) AS INTEGER)))"
        " GROUP BY items.id ORDER BY items.id",
        {"feed": feed, "now": seconds(now)},
    )
    return {int(row["id"]): moment(row["stood_at"]) for row in rows}


def any_left(store: Store) -> bool:
    """Whether there is a tombstone in any feed."""
    return store.row("SELECT 1 FROM tombstones LIMIT 1") is not None


def moved_on(store: Store, feed: FeedName, refs: Iterable[str]) -> dict[int, datetime]:
    """Items that stand in a feed again, and were last updated before they were withdrawn from it.

    Args:
        store: any mode.
        feed: which.
        refs: the ids of all that is to stand there.

    Returns:
        The moment of the withdrawal, by item.
    """
    rows = store.rows(
        "SELECT items.id, at FROM tombstones JOIN items ON items.atom_id = tombstones.atom_id"
        " AND items.updated <= at WHERE feed = :feed"
        " AND tombstones.atom_id IN (SELECT value FROM json_each(:refs)) ORDER BY items.id",
        {"feed": feed, "refs": json.dumps(sorted(refs))},
    )
    return {int(row["id"]): moment(row["at"]) for row in rows}


def without_page(
    store: Store, feed: FeedName, *, output: str, stem: str, again: Iterable[int] = ()
) -> dict[int, datetime]:
    """What was withdrawn from a feed, and has no page that says so.

    Args:
        store: any mode.
        feed: which.
        output: where such a page would be.
        stem: of the feed's files there.
        again: items that are included although theirs was written: it was lost.

    Returns:
        The moment of the withdrawal, by item.
    """
    rows = store.rows(
        "SELECT item, max(at) AS at FROM tombstones WHERE feed = :feed AND item IS NOT NULL"
        " AND (item IN (SELECT value FROM json_each(:again)) OR NOT EXISTS (SELECT 1 FROM files"
        " WHERE files.feed = :feed AND kind = 'gone' AND files.item = tombstones.item"
        " AND output = :output AND path GLOB :stem || '/*')) GROUP BY item ORDER BY item",
        {"feed": feed, "output": output, "stem": stem, "again": json.dumps(sorted(again))},
    )
    return {int(row["item"]): moment(row["at"]) for row in rows}
