"""What stands of each feed: in the subscription document, or in its archives and pages only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.model import Digest, FeedName, SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One story that stands in a feed, wherever readers see it."""

    feed: FeedName
    item: int
    revision: int
    grant: int
    notice: Digest
    since: datetime
    """When it first stood there without a break; says in which month's archive it belongs."""
    current: bool = True
    """In the subscription document; else only in the archive and on its page."""
    wake_at: datetime | None = None
    """Of one in the archive: when the clock alone could change what its permission says."""
    due: int = 0
    """How many times something touched the story since it was looked at."""
    digest: Digest | None = None
    """Over the entry as it was last written; None: that is not known for certain."""
    made_under: Digest | None = None
    """Over the configuration that the entry was made under, or at least judged; see `stale`."""
    left_under: Digest | None = None
    """Of one in the archive: over the rules by which it made room. Under others it is a candidate
    again."""
    left_at: datetime | None = None
    """Of one in the archive: when it left the subscription document; None: that is not known."""
    stale: bool = False
    """Of one in the archive: it may stand, and is to be written again under another configuration,
    which has no haste."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many stories stand in a feed."""

    current: int
    archived: int


def first_since(store: Store, feed: FeedName | None) -> datetime | None:
    """Since when the story stands that stands longest, in a feed or in any; None: none stands."""
    if feed is None:
        row = store.row("SELECT min(since) AS since FROM placements")
    else:
        row = store.row("SELECT min(since) AS since FROM placements WHERE feed = ?", (feed,))
    assert row is not None
    since: int | None = row["since"]
    return moment(since)


def standing(store: Store, feed: FeedName, *, current: bool | None = None) -> list[Placement]:
    """What stands in a feed, by item.

    Args:
        store: any mode.
        feed: which.
        current: only what stands in the subscription document, or only what does not.
    """
    asked = {None: "", True: " AND current = 1", False: " AND current = 0"}[current]
    return _placements(store, f"feed = ?{asked} ORDER BY item", (feed,))


def get(store: Store, feed: FeedName, items: Iterable[int]) -> dict[int, Placement]:
    """Those of these items that stand in a feed."""
    wanted = json.dumps(sorted(set(items)))
    found = _placements(
        store, "feed = ? AND item IN (SELECT value FROM json_each(?)) ORDER BY item", (feed, wanted)
    )
    return {place.item: place for place in found}


def of_item(store: Store, item: int) -> list[Placement]:
    """Where an item stands, by feed."""
    return _placements(store, "item = ? ORDER BY feed", (item,))


def where(store: Store, items: Iterable[int]) -> set[tuple[FeedName, int]]:
    """In which feeds these items stand: pairs of a feed and an item."""
    rows = store.rows(
        "SELECT feed, item FROM placements WHERE item IN (SELECT value FROM json_each(?))",
        (json.dumps(list(items)),),
    )
    return {(FeedName(row["feed"]), int(row["item"])) for row in rows}


def after(store: Store, feed: FeedName, item: int, *, most: int) -> list[Placement]:
    """What stands in a feed, by item: so many with higher numbers than this one."""
    return _placements(store, "feed = ? AND item > ? ORDER BY item LIMIT ?", (feed, item, most))


def sources_standing(store: Store) -> dict[FeedName, set[SourceName]]:
    """The sources whose stories stand in each feed, in its archive and on its pages included."""
    found: dict[FeedName, set[SourceName]] = {}
    for row in store.rows(
        "SELECT DISTINCT feed, source FROM placements JOIN items ON items.id = placements.item"
    ):
        found.setdefault(FeedName(row["feed"]), set()).add(SourceName(row["source"]))
    return found


def count(store: Store, feed: FeedName) -> Count:
    """How many stories stand in a feed."""
    row = store.row(
        "SELECT count(*) AS found, coalesce(sum(current), 0) AS current"
        " FROM placements WHERE feed = ?",
        (feed,),
    )
    assert row is not None
    return Count(current=row["current"], archived=row["found"] - row["current"])


def between(store: Store, feed: FeedName, start: datetime, end: datetime) -> list[Placement]:
    """What stands in a feed since a moment of this span; `end` is the first after it."""
    return _placements(
        store,
        "feed = ? AND since >= ? AND since < ? ORDER BY item",
        (feed, seconds(start), seconds(end)),
    )


def months(
    store: Store, feed: FeedName, *, start: datetime | None = None, end: datetime | None = None
) -> list[str]:
    """The months (UTC, ``2026-10``) since which something stands, the oldest first.

    Args:
        store: any mode.
        feed: which.
        start: from this moment on.
        end: before this moment.
    """
    rows = store.rows(
        "SELECT DISTINCT strftime('%Y-%m', since, 'unixepoch') AS month FROM placements"
        " WHERE feed = ? AND since >= ? AND since < ? ORDER BY month",
        (
            feed,
            -(2**62) if start is None else seconds(start),
            2**62 if end is None else seconds(end),
        ),
    )
    return [str(row["month"]) for row in rows]


def corrected(store: Store, feed: FeedName, *, since: datetime) -> dict[int, datetime]:
    """What stands in a feed and was corrected there after a moment, with when it last was."""
    rows = store.rows(
        "SELECT placements.item, max(seen_at) AS at FROM revisions"
        " CROSS JOIN placements ON placements.item = revisions.item AND feed = :feed"
        " WHERE significant = 1 AND number > 1 AND seen_at > :since"
        " AND seen_at >= placements.since GROUP BY placements.item",
        {"feed": feed, "since": seconds(since)},
    )
    return {row["item"]: moment(row["at"]) for row in rows}


# ── what a publish writes ────────────────────────────────────────────────────────────────────


def place(store: Store, places: Iterable[Placement]) -> None:
    """Note what is about to stand, or to stand in another form: from now on it may be seen.

    What was written of it last is not known for certain until `save`.
    """
    with store.transaction():
        store.write_many(
            "INSERT INTO placements (feed, item, revision, grant_id, notice, since, current)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed, item) DO UPDATE SET"
            " revision = excluded.revision, grant_id = excluded.grant_id,"
            " notice = excluded.notice, digest = NULL",
            [
                (
                    one.feed,
                    one.item,
                    one.revision,
                    one.grant,
                    one.notice,
                    seconds(one.since),
                    one.current,
                )
                for one in places
            ],
        )


def save(store: Store, places: Iterable[Placement]) -> None:
    """Write what stands now.

    `Placement.due` is the count that was read before the build began: what touched the story since
    then keeps it due.
    """
    with store.transaction():
        store.write_many(
            "INSERT INTO placements (feed, item, revision, grant_id, notice, since, current,"
            " wake_at, digest, made_under, left_under, left_at, stale) VALUES (:feed, :item,"
            " :revision, :grant, :notice, :since, :current, :wake_at, :digest, :made_under,"
            " :left_under, :left_at, :stale)"
            " ON CONFLICT (feed, item) DO UPDATE SET revision = excluded.revision,"
            " grant_id = excluded.grant_id, notice = excluded.notice, since = excluded.since,"
            " current = excluded.current, wake_at = excluded.wake_at, digest = excluded.digest,"
            " made_under = excluded.made_under, left_under = excluded.left_under,"
            " left_at = excluded.left_at, stale = excluded.stale, due = max(0, due - :due)",
            [
                {
                    "feed": one.feed,
                    "item": one.item,
                    "revision": one.revision,
                    "grant": one.grant,
                    "notice": one.notice,
                    "since": seconds(one.since),
                    "current": one.current,
                    "wake_at": seconds(one.wake_at),
                    "digest": one.digest,
                    "made_under": one.made_under,
                    "left_under": one.left_under,
                    "left_at": seconds(one.left_at),
                    "stale": one.stale,
                    "due": one.due,
                }
                for one in places
            ],
        )


def distrust(store: Store, feed: FeedName, items: Iterable[int]) -> None:
    """Note that what was written of these is not known for certain: they are due."""
    with store.transaction():
        store.write_many(
            "UPDATE placements SET due = due + 1, digest = NULL WHERE feed = ? AND item = ?",
            [(feed, item) for item in items],
        )


def remove(store: Store, feed: FeedName, items: Iterable[int]) -> None:
    """Note that these stand no longer."""
    with store.transaction():
        store.write_many(
            "DELETE FROM placements WHERE feed = ? AND item = ?", [(feed, item) for item in items]
        )


def undo_clock_ahead(store: Store, feed: FeedName, now: datetime) -> None:
    """Forget what a clock that was ahead said: nothing stands since a moment that is to come.

    What made room by that clock is a candidate again.
    """
    with store.transaction():
        store.write(
            "UPDATE placements SET since = min(since, :now), left_at = min(left_at, :now),"
            " due = due + 1, left_under = NULL WHERE feed = :feed",
            {"feed": feed, "now": seconds(now)},
        )


def _placements(
    store: Store, condition: str, parameters: tuple[str | int | None, ...]
) -> list[Placement]:
    rows = store.rows(f"SELECT * FROM placements WHERE {condition}", parameters)  # noqa: S608  # constants of this module
    return [_placement(row) for row in rows]


def _digest(value: str | None) -> Digest | None:
    return None if value is None else Digest(value)


def _placement(row: sqlite3.Row) -> Placement:
    return Placement(
        feed=FeedName(row["feed"]),
        item=row["item"],
        revision=row["revision"],
        grant=row["grant_id"],
        notice=Digest(row["notice"]),
        since=moment(row["since"]),
        current=bool(row["current"]),
        wake_at=moment(row["wake_at"]),
        due=row["due"],
        digest=_digest(row["digest"]),
        made_under=_digest(row["made_under"]),
        left_under=_digest(row["left_under"]),
        left_at=moment(row["left_at"]),
        stale=bool(row["stale"]),
    )
