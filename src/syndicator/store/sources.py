"""Sources: what is known of each, when it is due, and how its polls went."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.model import Digest, FailureKind, GrantName, Move, SourceMeta, SourceName
from syndicator.store.codec import meta_from_json, meta_to_json
from syndicator.store.configured import sync
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

__all__ = [
    "Outcome",
    "Poll",
    "SourceState",
    "all",
    "asked",
    "counts",
    "due",
    "every",
    "get",
    "history",
    "save_polls",
    "several",
    "sync",
]

_ALL: Final = 2**31
"""More sources than there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where polling stands with one source."""

    name: SourceName
    url: str
    """As configured; `move` is beside it, never in its place."""
    host: str = ""
    """Of the address that is asked next."""
    grant: GrantName | None = None
    """The name of its permission, as last configured."""
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
    move: Move | None = None
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


DUE: Final = """
WITH timely AS (
    SELECT name, host, next_poll FROM sources WHERE active AND next_poll <= :now
    UNION ALL
    SELECT name, host, next_poll FROM sources
    WHERE active AND last_attempt > :now AND next_poll > :now AND failure_kind IS NOT :gone
), ready AS (
    SELECT name, next_poll,
        row_number() OVER (PARTITION BY timely.host ORDER BY next_poll, name) AS turn
    FROM timely LEFT JOIN hosts ON hosts.host = timely.host
    WHERE hosts.host IS NULL OR asked_at > :now
        OR (next_request <= :now AND coalesce(waits_until, 0) <= :now)
)
SELECT name FROM ready WHERE turn <= :per_host ORDER BY turn, next_poll, name LIMIT :limit
"""
"""Two queries that each have an index: SQLite reads the whole table for one with an OR."""


def due(
    store: Store, now: datetime, limit: int | None = None, *, per_host: int | None = None
) -> list[SourceName]:
    """Active sources whose time has come, and whose host may be asked.

    Every host's longest overdue comes before any other host's second. A source, or a host, that
    was asked in what is now the future was asked by a clock that was wrong: what that clock made
    of its next time does not count.

    Args:
        store: the database.
        now: the moment of the tick.
        limit: at most so many; None: all.
        per_host: at most so many of one host, before the limit is applied; None: all.
    """
    rows = store.rows(
        DUE,
        {
            "now": seconds(now),
            "gone": FailureKind.GONE,
            "per_host": _ALL if per_host is None else per_host,
            "limit": _ALL if limit is None else limit,
        },
    )
    return [SourceName(row["name"]) for row in rows]


def every(store: Store, now: datetime) -> list[SourceName]:
    """Active sources, due or not, by name; without those that are gone or whose host waits."""
    rows = store.rows(
        "SELECT name FROM sources WHERE active AND failure_kind IS NOT :gone"
        " AND host NOT IN (SELECT host FROM hosts WHERE waits_until > :now AND asked_at <= :now)"
        " ORDER BY name",
        {"now": seconds(now), "gone": FailureKind.GONE},
    )
    return [SourceName(row["name"]) for row in rows]


def asked(store: Store) -> frozenset[SourceName]:
    """The sources that were asked at least once."""
    rows = store.rows("SELECT name FROM sources WHERE last_attempt IS NOT NULL")
    return frozenset(SourceName(row["name"]) for row in rows)


def counts(store: Store) -> tuple[int, int]:
    """How many sources are active, and how many of them are failing."""
    rows = store.rows("SELECT count(*), coalesce(sum(failures > 0), 0) FROM sources WHERE active")
    return rows[0][0], rows[0][1]


def get(store: Store, name: SourceName) -> SourceState | None:
    """One source, active or not."""
    row = store.row("SELECT * FROM sources WHERE name = ?", (name,))
    return None if row is None else _state(row)


def several(store: Store, names: Iterable[SourceName]) -> dict[SourceName, SourceState]:
    """These sources, active or not, as far as they are known."""
    rows = store.rows(
        "SELECT * FROM sources WHERE name IN (SELECT value FROM json_each(?))",
        (json.dumps(list(names)),),
    )
    return {SourceName(row["name"]): _state(row) for row in rows}


def all(store: Store) -> list[SourceState]:  # noqa: A001  # read as sources.all(store)
    """Every source that was ever configured, by name."""
    return [_state(row) for row in store.rows("SELECT * FROM sources ORDER BY name")]


def save_polls(store: Store, polled: Iterable[tuple[SourceState, Poll]]) -> None:
    """Write where sources stand after a poll, and the polls themselves.

    Name, address and `active` belong to `sync` and are left as they are. Called inside the
    transaction that stores the polls' items, so that validators are never ahead of items.
    """
    polled = list(polled)
    store.write_many(
        "UPDATE sources SET host = ?, next_poll = ?, meta = ?, etag = ?, last_modified = ?,"
        " validated_by = ?, body_hash = ?, first_success = ?, last_attempt = ?,"
        " last_success = ?, failures = ?, failure_kind = ?, failure_message = ?,"
        " failure_status = ?, moved_to = ?, moved_count = ?, moved_since = ?, moved_last = ?,"
        " problem = ? WHERE name = ?",
        [_standing(state) for state, _ in polled],
    )
    store.write_many(
        "INSERT INTO polls (source, at, outcome, kind, status, seconds, bytes, new, revised)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
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
            )
            for _, poll in polled
        ],
    )


def _standing(state: SourceState) -> tuple[str | int | None, ...]:
    move = state.move
    return (
        state.host,
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
        move.to if move else None,
        move.count if move else 0,
        seconds(move.since if move else None),
        seconds(move.last if move else None),
        state.problem,
        state.name,
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
        host=row["host"],
        grant=None if row["grant_name"] is None else GrantName(row["grant_name"]),
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
        move=_move(row),
        problem=row["problem"],
    )


def _move(row: sqlite3.Row) -> Move | None:
    # What was counted before it was counted since when does not count.
    if row["moved_to"] is None or row["moved_since"] is None or row["moved_last"] is None:
        return None
    return Move(
        to=row["moved_to"],
        count=row["moved_count"],
        since=moment(row["moved_since"]),
        last=moment(row["moved_last"]),
    )
