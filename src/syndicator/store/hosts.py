"""Hosts: until when each is left alone, and which sources wait for that."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.model import FailureKind, SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """Where polling stands with one host."""

    host: str
    asked_at: datetime
    """The tick in which one of its sources was asked last."""
    next_request: datetime
    """No request before: the pause after the last one."""
    waits_until: datetime | None = None
    """No request before: it said "too many requests" (429), or 503 with a time."""
    throttled: int = 0
    """How many times in a row it said so."""


def get(store: Store, hosts: Iterable[str]) -> dict[str, HostState]:
    """These hosts, as far as they were ever asked and were not forgotten."""
    rows = store.rows(
        "SELECT * FROM hosts WHERE host IN (SELECT value FROM json_each(?))",
        (json.dumps(list(hosts)),),
    )
    return {
        row["host"]: HostState(
            host=row["host"],
            asked_at=moment(row["asked_at"]),
            next_request=moment(row["next_request"]),
            waits_until=moment(row["waits_until"]),
            throttled=row["throttled"],
        )
        for row in rows
    }


def save(store: Store, states: Iterable[HostState]) -> None:
    """Write where hosts stand."""
    store.write_many(
        "INSERT OR REPLACE INTO hosts (host, asked_at, next_request, waits_until, throttled)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (
                state.host,
                seconds(state.asked_at),
                seconds(state.next_request),
                seconds(state.waits_until),
                state.throttled,
            )
            for state in states
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """Sources that are not asked before one moment, because a server said so."""

    host: str
    until: datetime
    status: int | None
    """Its answer: 429 or 503."""
    sources: tuple[SourceName, ...]
    """By name."""


def left_alone(store: Store, now: datetime) -> list[LeftAlone]:
    """Return the active sources that wait because they, or others of their host, were refused.

    By host, then by time: a source that was refused may have to wait longer than its host.
    """
    rows = store.rows(
        """
        WITH waits AS (
            SELECT name, host, max(
                iif(asked_at <= :now, coalesce(waits_until, 0), 0),
                iif(failure_kind = :throttled AND last_attempt <= :now, next_poll, 0)
            ) AS until
            FROM sources LEFT JOIN hosts USING (host)
            WHERE active AND failure_kind IS NOT :gone
        )
        SELECT host, until, json_group_array(name) AS names, (
            SELECT failure_status FROM sources
            WHERE host = waits.host AND failure_kind = :throttled
            ORDER BY last_attempt DESC LIMIT 1
        ) AS status
        FROM waits WHERE until > :now GROUP BY host, until ORDER BY host, until
        """,
        {"now": seconds(now), "throttled": FailureKind.THROTTLED, "gone": FailureKind.GONE},
    )
    return [
        LeftAlone(
            host=row["host"],
            until=moment(row["until"]),
            status=row["status"],
            sources=tuple(sorted(SourceName(name) for name in json.loads(row["names"]))),
        )
        for row in rows
    ]


def waiting(store: Store, now: datetime) -> dict[str, datetime]:
    """The hosts that asked to be left alone, and until when."""
    rows = store.rows(
        "SELECT host, waits_until FROM hosts WHERE waits_until > :now AND asked_at <= :now",
        {"now": seconds(now)},
    )
    return {row["host"]: moment(row["waits_until"]) for row in rows}


def forget(store: Store, before: datetime) -> int:
    """Forget hosts that nothing is known of any more; returns how many."""
    return store.write(
        "DELETE FROM hosts WHERE asked_at < :before AND next_request < :before"
        " AND coalesce(waits_until, 0) < :before",
        {"before": seconds(before)},
    ).rowcount
