"""Output feeds: what stands in each, and whether it is what should stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from syndicator.model import Digest, FeedName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of one output feed and of the file that was written for it."""

    name: FeedName
    atom_id: str
    """The feed's ``atom:id``, fixed when the feed was first built (RFC 4287 §4.2.6)."""
    created: datetime
    updated: datetime | None = None
    """The feed's ``atom:updated``; None until it was built."""
    digest: Digest | None = None
    """Over all that it says but its own ``updated``."""
    dirty: int = 0
    """How many times something touched it since it was built."""
    config_digest: Digest | None = None
    """Over the configuration that it was built under."""
    wake_at: datetime | None = None
    """The next moment at which its content could change by the clock alone."""
    sha256: Digest | None = None
    """Of the file, with `size` in octets and `mtime_ns`: is it still what was written?"""
    size: int | None = None
    mtime_ns: int | None = None
    built_at: datetime | None = None
    path: Path | None = None
    """Where its file stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One story that stands in a feed."""

    feed: FeedName
    item: int
    revision: int
    grant: int
    notice: Digest
    since: datetime
    """When it first stood there without a break."""


def ensure(store: Store, name: FeedName, *, atom_id: str, now: datetime) -> FeedState:
    """The state of a feed, made if there is none; an existing `atom_id` stays."""
    if (state := get(store, name)) is not None:
        return state
    with store.transaction():
        store.write(
            "INSERT INTO feeds (name, atom_id, created, dirty) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (name) DO NOTHING",
            (name, atom_id, seconds(now)),
        )
        state = get(store, name)
    assert state is not None
    return state


def get(store: Store, name: FeedName) -> FeedState | None:
    """The state of one feed; None if it was never built."""
    row = store.row("SELECT * FROM feeds WHERE name = ?", (name,))
    return None if row is None else _state(row)


def all(store: Store) -> list[FeedState]:  # noqa: A001  # read as feeds.all(store)
    """Every feed that was ever built, configured or not, by name."""
    return [_state(row) for row in store.rows("SELECT * FROM feeds ORDER BY name")]


def mark_dirty(store: Store, names: Iterable[FeedName]) -> None:
    """Note that something touched these feeds. A feed that was never built is due anyway."""
    with store.transaction():
        store.write_many(
            "UPDATE feeds SET dirty = dirty + 1 WHERE name = ?", [(name,) for name in names]
        )


def due(store: Store, now: datetime, configured: Mapping[FeedName, Digest]) -> list[FeedName]:
    """The configured feeds that must be built again, in the configuration's order.

    Due is what was never built, was touched, was built under another configuration, has reached
    its `wake_at`, or was built in what is now the future, by a clock that was wrong.

    Args:
        store: any mode.
        now: the moment of the tick.
        configured: each feed with the digest of its configuration.
    """
    rows = store.rows(
        "SELECT name, config_digest FROM feeds"
        " WHERE built_at <= :now AND dirty = 0 AND (wake_at IS NULL OR wake_at > :now)",
        {"now": seconds(now)},
    )
    settled = {(row["name"], row["config_digest"]) for row in rows}
    return [name for name, digest in configured.items() if (name, digest) not in settled]


def placements(store: Store, feed: FeedName) -> list[Placement]:
    """What stands in a feed, by item."""
    rows = store.rows("SELECT * FROM placements WHERE feed = ? ORDER BY item", (feed,))
    return [_placement(row) for row in rows]


def placements_of(store: Store, item: int) -> list[Placement]:
    """Where an item stands, by feed."""
    rows = store.rows("SELECT * FROM placements WHERE item = ? ORDER BY feed", (item,))
    return [_placement(row) for row in rows]


def place(store: Store, standing: Iterable[Placement]) -> None:
    """Note what is about to stand, in place of what was noted of the same items."""
    with store.transaction():
        store.write_many(
            "INSERT INTO placements (feed, item, revision, grant_id, notice, since)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (feed, item) DO UPDATE SET"
            " revision = excluded.revision, grant_id = excluded.grant_id,"
            " notice = excluded.notice",
            [
                (one.feed, one.item, one.revision, one.grant, one.notice, seconds(one.since))
                for one in standing
            ],
        )


def save_built(store: Store, state: FeedState, standing: Iterable[Placement]) -> None:
    """Write what was built, and what stands in it now.

    `state.dirty` is the count that was read before the build began: what touched the feed since
    then keeps it due. `atom_id` and `created` stay as they are.
    """
    with store.transaction():
        store.write(
            "UPDATE feeds SET updated = ?, digest = ?, config_digest = ?, wake_at = ?, sha256 = ?,"
            " size = ?, mtime_ns = ?, built_at = ?, path = ?, dirty = max(0, dirty - ?)"
            " WHERE name = ?",
            (
                seconds(state.updated),
                state.digest,
                state.config_digest,
                seconds(state.wake_at),
                state.sha256,
                state.size,
                state.mtime_ns,
                seconds(state.built_at),
                None if state.path is None else str(state.path),
                state.dirty,
                state.name,
            ),
        )
        store.write("DELETE FROM placements WHERE feed = ?", (state.name,))
        store.write_many(
            "INSERT INTO placements (feed, item, revision, grant_id, notice, since)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (state.name, one.item, one.revision, one.grant, one.notice, seconds(one.since))
                for one in standing
            ],
        )


def _state(row: sqlite3.Row) -> FeedState:
    def digest(column: str) -> Digest | None:
        return None if row[column] is None else Digest(row[column])

    return FeedState(
        name=FeedName(row["name"]),
        atom_id=row["atom_id"],
        created=moment(row["created"]),
        updated=moment(row["updated"]),
        digest=digest("digest"),
        dirty=row["dirty"],
        config_digest=digest("config_digest"),
        wake_at=moment(row["wake_at"]),
        sha256=digest("sha256"),
        size=row["size"],
        mtime_ns=row["mtime_ns"],
        built_at=moment(row["built_at"]),
        path=None if row["path"] is None else Path(row["path"]),
    )


def _placement(row: sqlite3.Row) -> Placement:
    return Placement(
        feed=FeedName(row["feed"]),
        item=row["item"],
        revision=row["revision"],
        grant=row["grant_id"],
        notice=Digest(row["notice"]),
        since=moment(row["since"]),
    )
