"""What is measured of the database as a whole; each query reads an index, or a small table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.store.database import Store
from syndicator.store.times import seconds


@dataclass(frozen=True, slots=True)
class Polled:
    """One poll, as it is counted."""

    source: str
    outcome: str
    kind: str | None
    """Of the failure."""
    seconds: float
    bytes: int
    new: int
    revised: int


@dataclass(frozen=True, slots=True)
class SourceTimes:
    """Where polling stands with a source: moments in seconds since 1970."""

    name: str
    last_success: int | None
    failures: int
    """In a row."""
    last_story: int | None


def last_poll(store: Store) -> int:
    """The number of the last poll on record."""
    row = store.row("SELECT coalesce(max(id), 0) FROM polls")
    assert row is not None
    found: int = row[0]
    return found


def polls_since(store: Store, last: int, limit: int) -> tuple[int, list[Polled]]:
    """The polls recorded after one, the earliest first, and the number of the last of them."""
    rows = store.rows(
        "SELECT id, source, outcome, kind, seconds, bytes, new, revised FROM polls"
        " WHERE id > ? ORDER BY id LIMIT ?",
        (last, limit),
    )
    return (rows[-1]["id"] if rows else last), [Polled(*tuple(row)[1:]) for row in rows]


def source_times(store: Store) -> list[SourceTimes]:
    """Where polling stands with each active source, by name."""
    rows = store.rows(
        "SELECT name, last_success, failures, last_story FROM sources"
        " LEFT JOIN rhythms ON rhythms.source = name WHERE active ORDER BY name"
    )
    return [SourceTimes(*row) for row in rows]


def withheld(store: Store) -> dict[str, int]:
    """How many stories are withheld from some feed now, by the rule that does it."""
    rows = store.rows(
        "SELECT rule, count(DISTINCT item) AS stories FROM decisions"
        " WHERE verdict = 'withheld' GROUP BY rule"
    )
    return {row["rule"]: row["stories"] for row in rows}


def alerts_waiting(store: Store, now: datetime) -> int:
    """How many alerts are due and not told yet."""
    row = store.row("SELECT count(*) FROM alerts WHERE done IS NULL AND due <= ?", (seconds(now),))
    assert row is not None
    found: int = row[0]
    return found


def pings(store: Store) -> tuple[int, int]:
    """How many pings of hubs wait, and how many were given up."""
    row = store.row(
        "SELECT coalesce(sum(failed_at IS NULL), 0), coalesce(sum(failed_at IS NOT NULL), 0)"
        " FROM outbox WHERE told < changes"
    )
    assert row is not None
    return row[0], row[1]


def deliveries_waiting(store: Store) -> int:
    """How many documents that hubs have brought are not read yet."""
    row = store.row("SELECT count(*) FROM deliveries")
    assert row is not None
    found: int = row[0]
    return found
