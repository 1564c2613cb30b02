"""The ledger: what was republished, when, where, and under which version of which permission.

It is only ever added to; the database itself refuses a change (`syndicator.store.migrations`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.model import Digest, FeedName, GrantName, SourceName
from syndicator.store.database import Parameters, Store
from syndicator.store.times import moment, seconds

_ROWS: Final = (
    "SELECT ledger.*, grants.name AS grant_name, grants.digest AS grant_digest, items.source,"
    " iif(json_extract(desk, '$.killed') IS NULL, NULL, (SELECT min(at) FROM editorial"
    " WHERE editorial.item = items.id AND action = 'kill')) AS killed"
    " FROM ledger JOIN grants ON grants.id = ledger.grant_id JOIN items ON items.id = ledger.item"
)


class Action(StrEnum):
    """What happened to a story in a feed."""

    PUBLISHED = "published"
    REVISED = "revised"
    """It stands on, with another text, notice or permission."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One thing that happened to one story in one feed."""

    at: datetime
    action: Action
    item: int
    revision: int
    feed: FeedName
    grant: int
    """The version of the permission: for a withdrawal, the one it stood under."""
    notice: Digest
    atom_id: str
    link: str | None
    title: str
    reason: str = ""
    """Why, where that is not plain: what a withdrawal is owed to."""
    received_hash: Digest | None = None
    """Over the readable words of the text as it came; None for a withdrawal."""
    published_hash: Digest | None = None
    """The same of the text as it left, without notices; None where no text did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """An entry as it stands in the ledger."""

    id: int
    entry: LedgerEntry
    grant_name: GrantName
    grant_digest: Digest
    source: SourceName
    killed: datetime | None = None
    """When the story was killed; None: it was not."""


def append(store: Store, entries: Iterable[LedgerEntry]) -> None:
    """Add entries in their order. Grant and notice must have been stored before."""
    with store.transaction():
        store.write_many(
            "INSERT INTO ledger (at, action, item, revision, feed, grant_id, notice, atom_id, link,"
            " title, reason, received_hash, published_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    seconds(entry.at),
                    entry.action,
                    entry.item,
                    entry.revision,
                    entry.feed,
                    entry.grant,
                    entry.notice,
                    entry.atom_id,
                    entry.link,
                    entry.title,
                    entry.reason,
                    entry.received_hash,
                    entry.published_hash,
                )
                for entry in entries
            ],
        )


def rename(store: Store, old: FeedName, new: FeedName, *, reason: str, now: datetime) -> None:
    """Say that what stands in a feed stands under another name of that feed from now on.

    Args:
        store: open for writing.
        old: the name under which it is placed.
        new: the other one.
        reason: why it ended under the old one.
        now: the moment.
    """
    last = (
        " FROM ledger WHERE id IN (SELECT max(id) FROM ledger WHERE feed = :old AND item IN"
        " (SELECT item FROM placements WHERE feed = :old) GROUP BY item) ORDER BY item"
    )
    same = "item, revision, grant_id, notice, atom_id, link, title"
    values: Parameters = {"old": old, "new": new, "reason": reason, "now": seconds(now)}
    with store.transaction():
        store.write(
            f"INSERT INTO ledger (at, action, feed, {same}, reason, received_hash,"
            " published_hash)"
            f" SELECT :now, 'published', :new, {same}, '', received_hash, published_hash{last}",
            values,
        )
        store.write(
            f"INSERT INTO ledger (at, action, feed, {same}, reason)"  # constants
            f" SELECT :now, 'withdrawn', :old, {same}, :reason{last}",
            values,
        )


def last(store: Store, feed: FeedName, items: Iterable[int]) -> dict[int, LedgerEntry]:
    """The last entry of each of these items in a feed; one without any is not there."""
    rows = store.rows(
        "SELECT * FROM ledger WHERE id IN (SELECT max(ledger.id) FROM json_each(:items) AS wanted"
        " CROSS JOIN ledger ON ledger.item = wanted.value AND ledger.feed = :feed"
        " GROUP BY ledger.item)",
        {"feed": feed, "items": json.dumps(sorted(set(items)))},
    )
    return {row["item"]: _entry(row) for row in rows}


def without_end(store: Store, feed: FeedName) -> list[LedgerEntry]:
    """The last entries of what stands in a feed by the ledger, and by the placements does not."""
    rows = store.rows(
        "SELECT *, max(id) FROM ledger WHERE feed = ? GROUP BY item HAVING action <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM placements WHERE placements.feed = ledger.feed"
        " AND placements.item = ledger.item)",
        (feed,),
    )
    return [_entry(row) for row in rows]


def query(
    store: Store,
    *,
    grant: GrantName | None = None,
    feed: FeedName | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    item: int | None = None,
    limit: int | None = None,
) -> list[LedgerRow]:
    """Entries in the order in which they were made.

    Args:
        store: any mode.
        grant: only under this permission, in any version.
        feed: only in this feed.
        since: from this moment on.
        until: before this moment.
        item: only of this item.
        limit: the last so many of what is left.
    """
    conditions = {
        "grants.name = :grant": grant,
        "ledger.feed = :feed": feed,
        "ledger.at >= :since": seconds(since),
        "ledger.at < :until": seconds(until),
        "ledger.item = :item": item,
    }
    where = " AND ".join(sql for sql, value in conditions.items() if value is not None) or "TRUE"
    rows = store.rows(
        f"{_ROWS} WHERE {where} ORDER BY ledger.id DESC LIMIT :limit",
        {
            "grant": grant,
            "feed": feed,
            "since": seconds(since),
            "until": seconds(until),
            "item": item,
            "limit": -1 if limit is None else limit,
        },
    )
    return [_row(row) for row in reversed(rows)]


def latest(
    store: Store,
    *,
    feed: FeedName | None = None,
    action: Action | None = None,
    before: int | None = None,
    limit: int,
) -> list[LedgerRow]:
    """The last entries, the latest first.

    Args:
        store: any mode.
        feed: only in this feed.
        action: only what happened so.
        before: only entries with lower ids.
        limit: at most so many.
    """
    # Without an index, but from the end: what is asked for is not far from it.
    rows = store.rows(
        f"{_ROWS} WHERE ledger.id < :before AND ledger.feed = coalesce(:feed, ledger.feed)"
        " AND ledger.action = coalesce(:action, ledger.action)"
        " ORDER BY ledger.id DESC LIMIT :limit",
        {
            "before": 2**63 - 1 if before is None else before,
            "feed": feed,
            "action": action,
            "limit": limit,
        },
    )
    return [_row(row) for row in rows]


def first_since(
    store: Store, names: Iterable[GrantName], since: datetime
) -> dict[GrantName, frozenset[int]]:
    """The ids of the items that left for the first time at a moment or later, by permission.

    Args:
        store: any mode.
        names: these permissions, in any version; one under which nothing left is not there.
        since: the moment.
    """
    found: dict[GrantName, set[int]] = {}
    for row in store.rows(
        "SELECT DISTINCT grants.name, ledger.item"
        " FROM ledger JOIN grants ON grants.id = ledger.grant_id"
        " WHERE grants.name IN (SELECT value FROM json_each(:names)) AND ledger.at >= :since"
        " AND ledger.action = 'published' AND NOT EXISTS (SELECT 1 FROM ledger AS earlier"
        " WHERE earlier.item = ledger.item AND earlier.at < :since)",
        {"names": json.dumps(sorted(set(names))), "since": seconds(since)},
    ):
        found.setdefault(GrantName(row["name"]), set()).add(row["item"])
    return {name: frozenset(items) for name, items in found.items()}


def _digest(value: str | None) -> Digest | None:
    return None if value is None else Digest(value)


def _entry(row: sqlite3.Row) -> LedgerEntry:
    return LedgerEntry(
        at=moment(row["at"]),
        action=Action(row["action"]),
        item=row["item"],
        revision=row["revision"],
        feed=FeedName(row["feed"]),
        grant=row["grant_id"],
        notice=Digest(row["notice"]),
        atom_id=row["atom_id"],
        link=row["link"],
        title=row["title"],
        reason=row["reason"],
        received_hash=_digest(row["received_hash"]),
        published_hash=_digest(row["published_hash"]),
    )


def _row(row: sqlite3.Row) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        entry=_entry(row),
        grant_name=GrantName(row["grant_name"]),
        grant_digest=Digest(row["grant_digest"]),
        source=SourceName(row["source"]),
        killed=moment(row["killed"]),
    )
