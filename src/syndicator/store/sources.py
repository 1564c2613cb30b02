"""Sources: what is known of each, when it is due, and how its polls went."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model import Digest, FailureKind, SourceMeta, SourceName
from syndicator.store.codec import meta_from_json, meta_to_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where polling stands with one source."""

    name: SourceName
    url: str
    """As configured; `moved_to` is beside it, never in its place."""
    active: bool = True
    """It is in the configuration."""
    next_poll: datetime
    meta: SourceMeta | None = None
    """As of the last body that was read."""
    etag: str | None = None
    last_modified: str | None = None
    validated_by: str | None = None
    """The address, after redirects, that these two came from."""
    body_hash: Digest | None = None
    first_success: datetime | None = None
    """None: its items are not known yet, and those it has are old to us."""
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    """In a row; 0 after a success."""
    failure_kind: FailureKind | None = None
    failure_message: str | None = None
    failure_status: int | None = None
    moved_to: str | None = None
    moved_count: int = 0
    """How many times in a row it said so."""
    problem: str | None = None
    """What was not well-formed although it could be read."""


class Outcome(StrEnum):
    """How a poll ended."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of one source, for the history."""

    source: SourceName
    at: datetime
    outcome: Outcome
    kind: FailureKind | None = None
    status: int | None = None
    seconds: float = 0.0
    bytes: int = 0
    new: int = 0
    revised: int = 0


def sync(
    store: Store, configured: Iterable[tuple[SourceName, str]], now: datetime
) -> frozenset[SourceName]:
    """Make the table agree with the configuration.

    A new source is due at once. One that left the configuration is kept, inactive, with its
    items. A changed address forgets the validators, the body's hash and the failures of the old
    one, and is due at once.

    Args:
        store: open for writing.
        configured: every source with its address.
        now: the moment of the tick.

    Returns:
        The sources whose row changed; nothing is written if none did.
    """
    wanted = dict(configured)
    stood = {row["name"]: row for row in store.rows("SELECT name, url, active FROM sources")}
    added = [name for name in wanted if name not in stood]
    moved = [name for name, url in wanted.items() if name in stood and stood[name]["url"] != url]
    back = [name for name in wanted if name in stood and not stood[name]["active"]]
    gone = [SourceName(name) for name in stood if stood[name]["active"] and name not in wanted]
    changed = frozenset((*added, *moved, *back, *gone))
    if not changed:
        return changed
    due = seconds(now)
    with store.transaction():
        store.write_many(
            "INSERT INTO sources (name, url, next_poll) VALUES (?, ?, ?)",
            [(name, wanted[name], due) for name in added],
        )
        store.write_many(
            "UPDATE sources SET url = ?, next_poll = ?, etag = NULL, last_modified = NULL,"
            " validated_by = NULL, body_hash = NULL, failures = 0, failure_kind = NULL,"
            " failure_message = NULL,"
            " failure_status = NULL, moved_to = NULL, moved_count = 0 WHERE name = ?",
            [(wanted[name], due, name) for name in moved],
        )
        store.write_many(
            "UPDATE sources SET active = 1, next_poll = ? WHERE name = ?",
            [(due, name) for name in back],
        )
        store.write_many("UPDATE sources SET active = 0 WHERE name = ?", [(n,) for n in gone])
    return changed


def due(store: Store, now: datetime, limit: int | None = None) -> list[SourceState]:
    """Active sources whose time has come, the longest overdue first."""
    rows = store.rows(
        "SELECT * FROM sources WHERE active AND next_poll <= ? ORDER BY next_poll, name LIMIT ?",
        (seconds(now), -1 if limit is None else limit),
    )
    return [_state(row) for row in rows]


def get(store: Store, name: SourceName) -> SourceState | None:
    """One source, active or not."""
    row = store.row("SELECT * FROM sources WHERE name = ?", (name,))
    return None if row is None else _state(row)


def all(store: Store) -> list[SourceState]:  # noqa: A001  # read as sources.all(store)
    """Every source that was ever configured, by name."""
    return [_state(row) for row in store.rows("SELECT * FROM sources ORDER BY name")]


def save_poll(store: Store, state: SourceState, poll: Poll) -> None:
    """Write where a source stands after a poll, and the poll itself.

    Name, address and `active` belong to `sync` and are left as they are. Called inside the
    transaction that stores the poll's items, so that validators are never ahead of items.
    """
    with store.transaction():
        store.write(
            "UPDATE sources SET next_poll = ?, meta = ?, etag = ?, last_modified = ?,"
            " validated_by = ?, body_hash = ?, first_success = ?, last_attempt = ?,"
            " last_success = ?, failures = ?, failure_kind = ?, failure_message = ?,"
            " failure_status = ?, moved_to = ?, moved_count = ?, problem = ? WHERE name = ?",
            (
                seconds(state.next_poll),
                None if state.meta is None else meta_to_json(state.meta),
                state.etag,
                state.last_modified,
                state.validated_by,
                state.body_hash,
                seconds(state.first_success),
                seconds(state.last_attempt),
                seconds(state.last_success),
                state.failures,
                state.failure_kind,
                state.failure_message,
                state.failure_status,
                state.moved_to,
                state.moved_count,
                state.problem,
                state.name,
            ),
        )
        store.write(
            "INSERT INTO polls (source, at, outcome, kind, status, seconds, bytes, new, revised)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                poll.source,
                seconds(poll.at),
                poll.outcome,
                poll.kind,
                poll.status,
                poll.seconds,
                poll.bytes,
                poll.new,
                poll.revised,
            ),
        )


def history(store: Store, name: SourceName, limit: int = 20) -> list[Poll]:
    """The last polls of one source, newest first."""
    rows = store.rows(
        "SELECT * FROM polls WHERE source = ? ORDER BY at DESC, id DESC LIMIT ?", (name, limit)
    )
    return [
        Poll(
            source=SourceName(row["source"]),
            at=moment(row["at"]),
            outcome=Outcome(row["outcome"]),
            kind=None if row["kind"] is None else FailureKind(row["kind"]),
            status=row["status"],
            seconds=row["seconds"],
            bytes=row["bytes"],
            new=row["new"],
            revised=row["revised"],
        )
        for row in rows
    ]


def _state(row: sqlite3.Row) -> SourceState:
    return SourceState(
        name=SourceName(row["name"]),
        url=row["url"],
        active=bool(row["active"]),
        next_poll=moment(row["next_poll"]),
        meta=None if row["meta"] is None else meta_from_json(row["meta"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        validated_by=row["validated_by"],
        body_hash=None if row["body_hash"] is None else Digest(row["body_hash"]),
        first_success=moment(row["first_success"]),
        last_attempt=moment(row["last_attempt"]),
        last_success=moment(row["last_success"]),
        failures=row["failures"],
        failure_kind=None if row["failure_kind"] is None else FailureKind(row["failure_kind"]),
        failure_message=row["failure_message"],
        failure_status=row["failure_status"],
        moved_to=row["moved_to"],
        moved_count=row["moved_count"],
        problem=row["problem"],
    )
