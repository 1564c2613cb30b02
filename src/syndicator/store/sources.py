"""Sources: what is known of each, and when it is due."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from syndicator.model import (
    DateFaults,
    Digest,
    FailureKind,
    GrantName,
    Move,
    SourceMeta,
    SourceName,
)
from syndicator.store import hosts, polls
from syndicator.store.codec import meta_from_json, meta_to_json
from syndicator.store.configured import sync
from syndicator.store.database import Store
from syndicator.store.polls import Poll
from syndicator.store.times import moment, seconds

__all__ = [
    "SourceState",
    "all",
    "counts",
    "dates_from_json",
    "due",
    "every",
    "get",
    "move_of",
    "next_polls",
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
    last_unconditional: datetime | None = None
    """When the whole document was sent last, or asked for without validators."""
    failures: int = 0
    """In a row; 0 after a success."""
    failure_kind: FailureKind | None = None
    failure_message: str | None = None
    failure_status: int | None = None
    move: Move | None = None
    problem: str | None = None
    """What was not well-formed although it could be read."""
    dates: DateFaults | None = None
    """Dates of the last body's items that do not count; None: it was not looked at yet."""


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
    """Active sources, due or not, by name; without those that are gone or are to be left alone."""
    rows = store.rows(
        "SELECT name FROM sources WHERE active AND failure_kind IS NOT ? ORDER BY name",
        (FailureKind.GONE,),
    )
    left = {name for each in hosts.left_alone(store, now) for name in each.sources}
    return [name for row in rows if (name := SourceName(row["name"])) not in left]


def next_polls(store: Store) -> dict[SourceName, datetime]:
    """When each active source is due; one that is gone is not there."""
    rows = store.rows(
        "SELECT name, next_poll FROM sources WHERE active AND failure_kind IS NOT ?",
        (FailureKind.GONE,),
    )
    return {SourceName(row["name"]): moment(row["next_poll"]) for row in rows}


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
        " last_success = ?, last_unconditional = ?, failures = ?, failure_kind = ?,"
        " failure_message = ?, failure_status = ?, moved_to = ?, moved_count = ?, moved_since = ?,"
        " moved_last = ?, problem = ?, date_faults = ? WHERE name = ?",
        [_standing(state) for state, _ in polled],
    )
    polls.add(store, [poll for _, poll in polled])


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
        seconds(state.last_unconditional),
        state.failures,
        state.failure_kind,
        state.failure_message,
        state.failure_status,
        move.to if move else None,
        move.count if move else 0,
        seconds(move.since if move else None),
        seconds(move.last if move else None),
        state.problem,
        _dates_to_json(state.dates),
        state.name,
    )


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
        last_unconditional=moment(row["last_unconditional"]),
        failures=row["failures"],
        failure_kind=None if row["failure_kind"] is None else FailureKind(row["failure_kind"]),
        failure_message=row["failure_message"],
        failure_status=row["failure_status"],
        move=move_of(row),
        problem=row["problem"],
        dates=dates_from_json(row["date_faults"]),
    )


def _dates_to_json(faults: DateFaults | None) -> str | None:
    if faults is None:
        return None
    return json.dumps({**asdict(faults), "latest": seconds(faults.latest)})


def dates_from_json(text: str | None) -> DateFaults | None:
    """Dates that do not count, as they are stored."""
    if text is None:
        return None
    stored = json.loads(text)
    return DateFaults(**{**stored, "latest": moment(stored["latest"])})


def move_of(row: sqlite3.Row) -> Move | None:
    """What a source says of its address, as it is stored."""
    # What was counted before it was counted since when does not count.
    if row["moved_to"] is None or row["moved_since"] is None or row["moved_last"] is None:
        return None
    return Move(
        to=row["moved_to"],
        count=row["moved_count"],
        since=moment(row["moved_since"]),
        last=moment(row["moved_last"]),
    )
