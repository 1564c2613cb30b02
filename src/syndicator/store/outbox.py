"""What must leave once for every change: the outbox, whose one kind is the pings of hubs.

A row is a document and a hub. It counts the document's changes and those that the hub has been told
of; what lies between is still to be told, in one ping for however many changes. A change that comes
while a ping is under way raises the first count beyond what that ping answers for: it is told by
another one. Nothing leaves without its row, and the row is written in the transaction of the change
that it tells of, so that neither a crash nor a restart loses or repeats one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import Ping
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

MAX_AGE: Final = timedelta(days=2)
"""No next attempt is so far away; one that is was noted by a clock that was wrong."""

_KIND: Final = "ping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A ping that a hub has not accepted yet."""

    ping: Ping
    changes: int
    """The document's changes when this was read: those that the ping tells of."""
    since: datetime
    """When the first change came that the hub was not told of."""
    attempts: int
    next_try: datetime
    refused: int | None = None
    """The status by which the hub refused this very document, at the last attempt."""
    error: str | None = None
    """Why the last attempt failed, in one line."""
    failed_at: datetime | None = None
    """When it was given up; the document's next change takes it up again."""


def enqueue(store: Store, pings: Iterable[Ping], now: datetime) -> None:
    """Note that documents have changed; part of the caller's transaction, if there is one.

    Args:
        store: open for writing.
        pings: for each document that changed, one for each of its hubs.
        now: the moment of the change.
    """
    with store.transaction():
        store.write_many(
            "INSERT INTO outbox AS o (kind, recipient, topic, changes, since, next_try)"
            " VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (kind, recipient, topic) DO UPDATE SET"
            " changes = changes + 1,"
            " since = iif(waits, o.since, excluded.since),"
            " attempts = iif(waits, attempts, 0),"
            " next_try = iif(waits, o.next_try, excluded.next_try),"
            " status = iif(waits, status, NULL), error = iif(waits, error, NULL),"
            " failed_at = NULL",
            [(_KIND, ping.hub, ping.topic, seconds(now), seconds(now)) for ping in pings],
        )


def due(store: Store, now: datetime, *, hub: str | None = None) -> list[Waiting]:
    """The pings whose time has come, the longest waiting first.

    Args:
        store: any mode.
        now: the moment of the tick.
        hub: only those of this one.
    """
    rows = store.rows(
        "SELECT * FROM outbox WHERE waits AND kind = :kind"
        " AND (next_try <= :now OR next_try > :wrong) AND recipient = coalesce(:hub, recipient)"
        " ORDER BY since, recipient, topic",
        {"kind": _KIND, "now": seconds(now), "wrong": seconds(now + MAX_AGE), "hub": hub},
    )
    return [_waiting(row) for row in rows]


def pending(store: Store) -> list[Waiting]:
    """Every ping that no hub has accepted yet, those that were given up among them."""
    rows = store.rows(
        "SELECT * FROM outbox WHERE kind = ? AND told < changes ORDER BY recipient, topic", (_KIND,)
    )
    return [_waiting(row) for row in rows]


def accepted(store: Store, waiting: Waiting, now: datetime) -> None:
    """The hub has accepted this ping, and so answers again: what waits for it is due at once.

    But for what the hub refused for itself (see `failed`): that keeps its own time.
    """
    with store.transaction():
        store.write(
            "UPDATE outbox SET told = max(told, :changes), told_at = :now, since = :now,"
            " attempts = 0, next_try = :now, status = NULL, error = NULL, failed_at = NULL"
            " WHERE kind = :kind AND recipient = :hub AND topic = :topic",
            {**_key(waiting), "changes": waiting.changes, "now": seconds(now)},
        )
        store.write(
            "UPDATE outbox SET next_try = min(next_try, :now)"
            " WHERE waits AND kind = :kind AND recipient = :hub AND status IS NULL",
            {"kind": _KIND, "hub": waiting.ping.hub, "now": seconds(now)},
        )


def failed(
    store: Store,
    waiting: Waiting,
    *,
    error: str,
    next_try: datetime | None,
    refused: int | None,
    now: datetime,
) -> None:
    """An attempt at this ping has failed.

    One that is given up although the document has changed again meanwhile is taken up at once.

    Args:
        store: open for writing.
        waiting: what was attempted, as it was read.
        error: why, in one line.
        next_try: when it is to be tried again; None: it is given up.
        refused: the status by which the hub refused this very document; None: it is the hub
            itself that is out of order.
        now: the moment.
    """
    with store.transaction():
        store.write(
            "UPDATE outbox SET attempts = attempts + 1, error = :error, status = :refused,"
            " next_try = coalesce(:next, :now),"
            " since = iif(:next IS NULL AND changes > :changes, :now, since),"
            " failed_at = iif(:next IS NULL AND changes = :changes, :now, NULL)"
            " WHERE kind = :kind AND recipient = :hub AND topic = :topic",
            {
                **_key(waiting),
                "changes": waiting.changes,
                "error": error,
                "refused": refused,
                "next": seconds(next_try),
                "now": seconds(now),
            },
        )


def forget(store: Store, *, but: Collection[str]) -> int:
    """Drop what is to be told to hubs that are not configured any more; how much that was."""
    hubs = list(but)
    named = ", ".join("?" * len(hubs))
    with store.transaction():
        cursor = store.write(
            f"DELETE FROM outbox WHERE kind = ? AND recipient NOT IN ({named})",  # noqa: S608  # only marks
            (_KIND, *hubs),
        )
    return cursor.rowcount


def _key(waiting: Waiting) -> dict[str, str]:
    return {"kind": _KIND, "hub": waiting.ping.hub, "topic": waiting.ping.topic}


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(
        ping=Ping(hub=row["recipient"], topic=row["topic"]),
        changes=row["changes"],
        since=moment(row["since"]),
        attempts=row["attempts"],
        next_try=moment(row["next_try"]),
        refused=row["status"],
        error=row["error"],
        failed_at=moment(row["failed_at"]),
    )
