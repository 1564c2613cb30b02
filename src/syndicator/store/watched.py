"""What the monitor asks of the database beside sources: permissions, the desk, hubs, room."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model import FailureKind, FeedName, GrantName, SourceName
from syndicator.store.database import Store
from syndicator.store.decisions import WAITING
from syndicator.store.files import GONE
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What of a permission stands, or stood."""

    stories: int
    feeds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A story that waits for an editor."""

    item: int
    source: SourceName
    grant: GrantName | None
    date: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a publisher has sent about published stories: that they are withdrawn, or corrected."""

    source: SourceName
    stories: int
    first: datetime
    item: int
    """The latest of them."""
    reason: str


def standing_under(store: Store, grant: GrantName) -> Reach:
    """What of a permission stands in the feeds."""
    row = store.row(
        "SELECT count(DISTINCT item), count(DISTINCT feed) FROM placements"
        " JOIN grants ON grants.id = grant_id WHERE grants.name = ?",
        (grant,),
    )
    assert row is not None
    return Reach(stories=row[0], feeds=row[1])


def withdrawn_under(store: Store, grant: GrantName, since: datetime) -> Reach:
    """What of a permission was withdrawn since it ended."""
    row = store.row(
        "SELECT count(DISTINCT item), count(DISTINCT feed) FROM ledger"
        " JOIN grants ON grants.id = grant_id"
        " WHERE grants.name = ? AND action = 'withdrawn' AND at >= ?",
        (grant, seconds(since)),
    )
    assert row is not None
    return Reach(stories=row[0], feeds=row[1])


def undecided(store: Store, limit: int = 1_000) -> list[Undecided]:
    """The stories that wait for an editor's approval, the oldest first."""
    rows = store.rows(
        "SELECT items.id, source, grant_name, items.date, min(decided_at) AS since"  # noqa: S608  # of constants
        " FROM decisions JOIN items ON items.id = item JOIN sources ON sources.name = source"
        f" WHERE {WAITING} AND active"
        " GROUP BY items.id ORDER BY since LIMIT ?",
        (limit,),
    )
    return [
        Undecided(
            item=row["id"],
            source=SourceName(row["source"]),
            grant=None if row["grant_name"] is None else GrantName(row["grant_name"]),
            date=moment(row["date"]),
            since=moment(row["since"]),
        )
        for row in rows
    ]


def withdrawn(store: Store, since: datetime) -> list[Notice]:
    """What publishers withdrew lately of what had been published; one for each source."""
    rows = store.rows(
        "SELECT source, count(DISTINCT item) AS stories, min(at) AS first, max(editorial.id),"
        " item, reason FROM editorial JOIN items ON items.id = item"
        " WHERE at >= ? AND by IN ('source', 'agency', 'page') AND action IN ('kill', 'hold')"
        " AND first_published IS NOT NULL GROUP BY source ORDER BY source",
        (seconds(since),),
    )
    return [_notice(row) for row in rows]


def corrected(store: Store, since: datetime) -> list[Notice]:
    """What publishers corrected lately of what had been published; one for each source."""
    rows = store.rows(
        "SELECT source, count(DISTINCT item) AS stories, min(at) AS first, max(at), item,"
        " corrections.title AS reason FROM corrections JOIN items ON items.id = item"
        " WHERE at >= ? GROUP BY source ORDER BY source",
        (seconds(since),),
    )
    return [_notice(row) for row in rows]


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(
        source=SourceName(row["source"]),
        stories=row["stories"],
        first=moment(row["first"]),
        item=row["item"],
        reason=row["reason"],
    )


def withdrawn_pages(
    store: Store, feed: FeedName, *, output: str, before: datetime, most: int
) -> list[str]:
    """The addresses of pages of stories that were withdrawn from a feed, the newest first.

    Args:
        store: any mode.
        feed: which.
        output: where it is published.
        before: later ones are left out.
        most: so many.
    """
    rows = store.rows(
        "SELECT path FROM files WHERE feed = ? AND kind = 'gone' AND output = ?"
        " AND written_at <= ? ORDER BY written_at DESC, path LIMIT ?",
        (feed, output, seconds(before), most),
    )
    return [row["path"].removesuffix(GONE) for row in rows]


def was_published(store: Store, feed: FeedName) -> bool:
    """Whether something once stood in a feed."""
    return store.row("SELECT 1 FROM ledger WHERE feed = ? LIMIT 1", (feed,)) is not None


def overdue(store: Store, now: datetime, by: timedelta) -> tuple[int, datetime | None]:
    """How many sources should have been asked so long ago, and since when the first of them."""
    row = store.row(
        "SELECT count(*) AS sources, min(next_poll) AS first FROM sources"
        " LEFT JOIN hosts USING (host) WHERE active AND next_poll <= :late"
        " AND coalesce(waits_until, 0) <= :now",
        {"late": seconds(now - by), "now": seconds(now)},
    )
    assert row is not None
    return row["sources"], moment(row["first"])


def failing_by(store: Store, kind: FailureKind) -> int:
    """How many sources fail in one way, as of their last polls."""
    row = store.row(
        "SELECT count(*) AS sources FROM sources WHERE active AND failures > 0"
        " AND failure_kind = ?",
        (kind,),
    )
    assert row is not None
    found: int = row["sources"]
    return found


def last_attempt(store: Store) -> datetime | None:
    """When any source was asked last, by the clock of then."""
    row = store.row("SELECT max(last_attempt) AS at FROM sources WHERE active")
    return moment(row["at"]) if row else None


def record_gauge(store: Store, name: str, value: int, now: datetime) -> list[tuple[int, int]]:
    """Note a number once a day; part of the caller's transaction.

    Returns:
        The days, counted from 1970, and the numbers of the last month, oldest first.
    """
    day = seconds(now) // 86_400
    store.write(
        "INSERT OR IGNORE INTO gauges (name, day, value) VALUES (?, ?, ?)", (name, day, value)
    )
    store.write("DELETE FROM gauges WHERE day < ?", (day - 30,))
    rows = store.rows("SELECT day, value FROM gauges WHERE name = ? ORDER BY day", (name,))
    return [(row["day"], row["value"]) for row in rows]


def standing_stories(store: Store) -> int:
    """How many stories stand in what subscribers poll; one in two feeds counts twice."""
    row = store.row("SELECT count(*) AS stories FROM placements WHERE current")
    assert row is not None
    found: int = row["stories"]
    return found


def stories_by_day(store: Store, source: SourceName, now: datetime, days: int = 30) -> list[int]:
    """How many stories a source brought on each of the last days, the oldest first."""
    today = seconds(now) // 86_400
    rows = store.rows(
        "SELECT date / 86400 AS day, count(*) AS stories FROM items"
        " WHERE source = ? AND date >= ? GROUP BY day",
        (source, (today - days + 1) * 86_400),
    )
    found = {row["day"]: row["stories"] for row in rows}
    return [found.get(day, 0) for day in range(today - days + 1, today + 1)]


def latest(store: Store) -> datetime | None:
    """The latest moment at which a source was asked."""
    row = store.row("SELECT max(at) AS at FROM polls")
    return moment(row["at"]) if row else None
