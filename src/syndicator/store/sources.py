"""Sources: what is known of each, when it is due, and how its polls went."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model import Digest, FailureKind, GrantName, SourceMeta, SourceName
from syndicator.store.codec import meta_from_json, meta_to_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where polling stands with one source."""

    name: SourceName
    url: str
    """As configured; `moved_to` is beside it, never in its place."""
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
    store: Store,
    configured: Iterable[tuple[SourceName, str, GrantName]],
    now: datetime,
) -> frozenset[SourceName]:
    """Make the table agree with the configuration.

    A new source is due at once. One that left the configuration is kept, inactive, with its
    items. A new name for the address of one that left is a rename: its items go with it. A changed
    address forgets the validators, the body's hash and the failures of the old one, is due at
    once, and what it holds at its first poll counts as old.

    Args:
        store: open for writing.
        configured: every source with its address and the name of its permission.
        now: the moment of the tick.

    Returns:
        The sources whose row changed; nothing is written if none did.
    """
    wanted = {name: (url, grant) for name, url, grant in configured}
    with store.transaction():
        renamed = _rename(store, {name: url for name, (url, _) in wanted.items()})
        rows = store.rows("SELECT name, url, active, grant_name FROM sources")
        stood = {SourceName(row["name"]): row for row in rows}
        known = [name for name in wanted if name in stood]
        added = [name for name in wanted if name not in stood]
        moved = [name for name in known if stood[name]["url"] != wanted[name][0]]
        regranted = [name for name in known if stood[name]["grant_name"] != wanted[name][1]]
        back = [name for name in known if not stood[name]["active"]]
        gone = [name for name in stood if stood[name]["active"] and name not in wanted]
        due = seconds(now)
        if added:
            store.write_many(
                "INSERT INTO sources (name, url, grant_name, next_poll) VALUES (?, ?, ?, ?)",
                [(name, *wanted[name], due) for name in added],
            )
        if moved:
            store.write_many(
                "UPDATE sources SET url = ?, next_poll = ?, etag = NULL, last_modified = NULL,"
                " validated_by = NULL, body_hash = NULL, first_success = NULL, failures = 0,"
                " failure_kind = NULL, failure_message = NULL, failure_status = NULL,"
                " moved_to = NULL, moved_count = 0 WHERE name = ?",
                [(wanted[name][0], due, name) for name in moved],
            )
        if regranted:
            store.write_many(
                "UPDATE sources SET grant_name = ? WHERE name = ?",
                [(wanted[name][1], name) for name in regranted],
            )
        if back:
            store.write_many(
                "UPDATE sources SET active = 1, next_poll = ? WHERE name = ?",
                [(due, name) for name in back],
            )
        if gone:
            store.write_many("UPDATE sources SET active = 0 WHERE name = ?", [(n,) for n in gone])
    return frozenset((*renamed, *added, *moved, *regranted, *back, *gone))


def _rename(store: Store, wanted: Mapping[SourceName, str]) -> list[SourceName]:
    """Give a source that left, and whose address has a new name, that name."""
    stood = {row["name"]: row["url"] for row in store.rows("SELECT name, url FROM sources")}
    left: dict[str, list[str]] = {}
    for name, url in stood.items():
        if name not in wanted:
            left.setdefault(url, []).append(name)
    renamed = []
    for name, url in wanted.items():
        former = left.get(url, [])
        if name in stood or len(former) != 1:
            continue
        # The tables refer to a source by its name: all of them change in one transaction.
        store.write("PRAGMA defer_foreign_keys = ON")
        store.write("UPDATE sources SET name = ? WHERE name = ?", (name, former[0]))
        for table in ("polls", "items", "item_keys"):
            store.write(f"UPDATE {table} SET source = ? WHERE source = ?", (name, former[0]))  # noqa: S608  # a constant
        renamed.append(name)
    return renamed


def due(store: Store, now: datetime, limit: int | None = None) -> list[SourceState]:
    """Active sources whose time has come, the longest overdue first.

    A source that was asked in what is now the future was asked by a clock that was wrong: what
    that clock made of its next time does not count.
    """
    rows = store.rows(
        "SELECT * FROM sources WHERE active AND (next_poll <= :now OR last_attempt > :now)"
        " ORDER BY next_poll, name LIMIT :limit",
        {"now": seconds(now), "limit": -1 if limit is None else limit},
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
        moved_to=row["moved_to"],
        moved_count=row["moved_count"],
        problem=row["problem"],
    )
