"""Output feeds: how each was last built, and whether it has to be built again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Digest, FeedName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

_OF_A_FEED: Final = (
    *("placements", "archives", "tombstones", "decisions", "files", "former_names"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest story in a feed, as it was published last."""

    item: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of one output feed."""

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
    built_at: datetime | None = None
    title: str | None = None
    """As it was published last; None until it was."""
    stem: str | None = None
    """Of its files, below the output folder."""
    ended: datetime | None = None
    """When it was taken out of the configuration; None while it is in it."""
    newest: Newest | None = None
    """None: it holds none, or was not published since this is known."""


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


def mark_due(store: Store, names: Iterable[FeedName]) -> None:
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


def save_built(store: Store, state: FeedState) -> None:
    """Write how a feed was built.

    `state.dirty` is the count that was read before the build began: what touched the feed since
    then keeps it due. `atom_id` and `created` stay as they are.
    """
    with store.transaction():
        store.write(
            "UPDATE feeds SET updated = ?, digest = ?, config_digest = ?, wake_at = ?,"
            " built_at = ?, title = ?, stem = ?, ended = ?, dirty = max(0, dirty - ?)"
            " WHERE name = ?",
            (
                seconds(state.updated),
                state.digest,
                state.config_digest,
                seconds(state.wake_at),
                seconds(state.built_at),
                state.title,
                state.stem,
                seconds(state.ended),
                state.dirty,
                state.name,
            ),
        )


def set_newest(store: Store, name: FeedName, newest: Newest | None) -> None:
    """Note which story is the newest in a feed."""
    with store.transaction():
        store.write(
            "UPDATE feeds SET newest_item = ?, newest_title = ?, newest_at = ? WHERE name = ?",
            (newest.item, newest.title, seconds(newest.at), name)
            if newest
            else (None, None, None, name),
        )


def set_stem(store: Store, name: FeedName, stem: str) -> None:
    """Note where a feed's files lie now."""
    with store.transaction():
        store.write("UPDATE feeds SET stem = ? WHERE name = ?", (stem, name))


def take_over(store: Store, old: FeedName, new: FeedName) -> None:
    """Give a feed another name, with all that is known of it but the ledger, which is as it was.

    Args:
        store: open for writing.
        old: the name of a feed that was built.
        new: one that no feed has.
    """
    with store.transaction():
        store.write(
            "INSERT INTO feeds (name, atom_id, created, updated, digest, dirty, config_digest,"
            " wake_at, built_at, title, stem, newest_item, newest_title, newest_at)"
            " SELECT ?, atom_id, created, updated, digest, dirty + 1, config_digest,"
            " wake_at, built_at, title, stem, newest_item, newest_title, newest_at"
            " FROM feeds WHERE name = ?",
            (new, old),
        )
        for table in _OF_A_FEED:
            store.write(f"UPDATE {table} SET feed = ? WHERE feed = ?", (new, old))  # noqa: S608  # constants
        store.write("DELETE FROM feeds WHERE name = ?", (old,))


def set_former(store: Store, name: FeedName, *, stem: str, feed: FeedName, now: datetime) -> None:
    """Note that what lay under a name now lies under that of a feed."""
    with store.transaction():
        store.write(
            "INSERT INTO former_names (name, stem, feed, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET stem = excluded.stem, feed = excluded.feed,"
            " at = excluded.at WHERE former_names.feed <> excluded.feed",
            (name, stem, feed, seconds(now)),
        )


def forget_former(store: Store, names: Iterable[FeedName]) -> None:
    """Note that these names belong to feeds of their own again."""
    with store.transaction():
        store.write_many("DELETE FROM former_names WHERE name = ?", [(name,) for name in names])


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
        built_at=moment(row["built_at"]),
        title=row["title"],
        stem=row["stem"],
        ended=moment(row["ended"]),
        newest=None
        if row["newest_item"] is None
        else Newest(
            item=row["newest_item"], title=row["newest_title"], at=moment(row["newest_at"])
        ),
    )
