"""The archive documents of each feed: one for each month that is over (RFC 5005 §4)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.model import Digest, FeedName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One archive document as it was last written; it lasts even if nothing is left in it."""

    feed: FeedName
    month: str
    """``2026-10``, by UTC."""
    updated: datetime
    """Its ``atom:updated``."""
    digest: Digest
    """Over its entries."""
    frame: Digest
    """Over all else that it says."""
    due: bool = False
    """Something in it has changed since it was written."""


def of_feed(store: Store, feed: FeedName) -> list[Archive]:
    """The archive documents of a feed, the oldest first."""
    rows = store.rows("SELECT * FROM archives WHERE feed = ? ORDER BY month", (feed,))
    return [
        Archive(
            feed=FeedName(row["feed"]),
            month=row["month"],
            updated=moment(row["updated"]),
            digest=Digest(row["digest"]),
            frame=Digest(row["frame"]),
            due=bool(row["due"]),
        )
        for row in rows
    ]


def mark_due(store: Store, feed: FeedName, months: Iterable[str]) -> None:
    """Note that something in these documents has changed; a month without one is passed over."""
    with store.transaction():
        store.write_many(
            "UPDATE archives SET due = 1 WHERE feed = ? AND month = ?",
            [(feed, month) for month in months],
        )


def save(store: Store, archives: Iterable[Archive]) -> None:
    """Write what stands now."""
    with store.transaction():
        store.write_many(
            "INSERT INTO archives (feed, month, updated, digest, frame, due)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (feed, month) DO UPDATE SET"
            " updated = excluded.updated, digest = excluded.digest, frame = excluded.frame,"
            " due = excluded.due",
            [
                (
                    each.feed,
                    each.month,
                    seconds(each.updated),
                    each.digest,
                    each.frame,
                    each.due,
                )
                for each in archives
            ],
        )


def remove(store: Store, feed: FeedName, months: Iterable[str]) -> None:
    """Note that the documents of these months stand no longer."""
    with store.transaction():
        store.write(
            "DELETE FROM archives WHERE feed = ? AND month IN (SELECT value FROM json_each(?))",
            (feed, json.dumps(list(months))),
        )
