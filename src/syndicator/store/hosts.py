"""Hosts: until when each is left alone, whatever is due on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
