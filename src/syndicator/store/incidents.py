"""Incidents: what went wrong, from its first failure to its end, and what was said of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from syndicator.model.incident import Finding, Incident, Key, Kind, Mute, Severity, Tally
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

REMEMBERED: Final = timedelta(days=400)
"""How long an incident that is over is kept."""

_EVERYTHING: Final = ""
"""The subject of a mute of everything; no source can be called so."""


def standing(store: Store) -> list[Incident]:
    """The open incidents, the oldest first."""
    rows = store.rows("SELECT * FROM incidents WHERE closed IS NULL ORDER BY opened, id")
    return [_incident(row) for row in rows]


def count_open(store: Store) -> int:
    """How many incidents are open."""
    row = store.row("SELECT count(*) FROM incidents WHERE closed IS NULL")
    assert row is not None
    found: int = row[0]
    return found


def get(store: Store, number: int) -> Incident | None:
    """One incident by its number, open or closed."""
    row = store.row("SELECT * FROM incidents WHERE id = ?", (number,))
    return None if row is None else _incident(row)


def recent(store: Store, *, since: datetime, limit: int = 1_000) -> list[Incident]:
    """The open incidents and those that were closed since a moment, the newest first."""
    rows = store.rows(
        "SELECT * FROM incidents WHERE closed IS NULL OR closed >= ?"
        " ORDER BY noticed DESC, id DESC LIMIT ?",
        (seconds(since), limit),
    )
    return [_incident(row) for row in rows]


def of_subject(store: Store, subject: str, *, limit: int = 20) -> list[Incident]:
    """The last incidents of one subject, the newest first."""
    rows = store.rows(
        "SELECT * FROM incidents WHERE subject = ? ORDER BY noticed DESC, id DESC LIMIT ?",
        (subject, limit),
    )
    return [_incident(row) for row in rows]


def last_closed(store: Store, kind: Kind) -> datetime | None:
    """When an incident of this kind was closed last."""
    row = store.row("SELECT max(closed) AS closed FROM incidents WHERE kind = ?", (kind,))
    return moment(row["closed"]) if row else None


def begin(store: Store, finding: Finding, now: datetime) -> Incident:
    """Open an incident; part of the caller's transaction."""
    cursor = store.write(
        "INSERT INTO incidents (opened, noticed, changed, cause, kind, subject, severity, sentence,"
        " effect, command, count, flapping) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seconds(finding.since), seconds(now), seconds(now), *_columns(finding)),
    )
    number = cursor.lastrowid
    assert number is not None
    return Incident(id=number, finding=finding, opened=finding.since, noticed=now, changed=now)


def update(store: Store, incident: Incident, *, worsened: datetime | None = None) -> None:
    """Write what an open incident looks like now; part of the caller's transaction.

    Args:
        store: open for writing.
        incident: as it is now.
        worsened: when it grew worse, if it just did.
    """
    store.write(
        "UPDATE incidents SET opened = ?, changed = coalesce(?, changed), cause = ?, kind = ?,"
        " subject = ?, severity = ?, sentence = ?, effect = ?, command = ?, count = ?,"
        " flapping = ? WHERE id = ?",
        (
            seconds(incident.opened),
            seconds(worsened),
            *_columns(incident.finding),
            incident.id,
        ),
    )


def close(store: Store, incident: Incident, now: datetime) -> Incident:
    """End an incident; part of the caller's transaction."""
    at = seconds(now)
    store.write("UPDATE incidents SET closed = ?, changed = ? WHERE id = ?", (at, at, incident.id))
    return replace(incident, closed=now, changed=now)


def acknowledge(
    store: Store, number: int, *, until: datetime | None, note: str, now: datetime
) -> bool:
    """Note that somebody knows of an open incident; None takes it back. False: it is not open."""
    with store.transaction():
        cursor = store.write(
            "UPDATE incidents SET acknowledged_until = ?, note = ?, changed = ?"
            " WHERE id = ? AND closed IS NULL AND noticed <= ?",
            (seconds(until), note, seconds(now), number, seconds(now)),
        )
    return cursor.rowcount > 0


def told(store: Store, numbers: Iterable[int], now: datetime) -> None:
    """Note that somebody was told of incidents; part of the caller's transaction, if any."""
    with store.transaction():
        store.write_many(
            "UPDATE incidents SET told = ? WHERE id = ? AND told IS NULL",
            [(seconds(now), number) for number in numbers],
        )


def mute(store: Store, mute: Mute) -> None:
    """Have nobody told of a source, or of anything, until some moment."""
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO mutes (subject, until, note) VALUES (?, ?, ?)",
            (_EVERYTHING if mute.subject is None else mute.subject, seconds(mute.until), mute.note),
        )


def mutes(store: Store, now: datetime) -> list[Mute]:
    """What is muted at this moment; that of everything first."""
    rows = store.rows("SELECT * FROM mutes WHERE until > ? ORDER BY subject", (seconds(now),))
    return [
        Mute(subject=row["subject"] or None, until=moment(row["until"]), note=row["note"])
        for row in rows
    ]


def tallies(store: Store) -> dict[Key, Tally]:
    """What was found wrong, or well again, and not often enough yet."""
    return {
        (row["cause"], row["subject"]): Tally(
            bad=row["bad"], good=row["good"], since=moment(row["since"])
        )
        for row in store.rows("SELECT * FROM observations")
    }


def save_tallies(store: Store, changed: Mapping[Key, Tally | None]) -> None:
    """Write tallies, or forget them; part of the caller's transaction."""
    store.write_many(
        "DELETE FROM observations WHERE cause = ? AND subject = ?",
        [key for key, tally in changed.items() if tally is None],
    )
    store.write_many(
        "INSERT OR REPLACE INTO observations (cause, subject, bad, good, since)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (*key, tally.bad, tally.good, seconds(tally.since))
            for key, tally in changed.items()
            if tally is not None
        ],
    )


def forget(store: Store, now: datetime) -> None:
    """Forget incidents that have long been over, and mutes that have ended."""
    store.write("DELETE FROM incidents WHERE closed < ?", (seconds(now - REMEMBERED),))
    store.write("DELETE FROM mutes WHERE until <= ?", (seconds(now),))


def _columns(finding: Finding) -> tuple[str | int, ...]:
    return (
        finding.kind.cause,
        finding.kind,
        finding.subject,
        finding.severity,
        finding.sentence,
        finding.effect,
        finding.command,
        finding.count,
        finding.flapping,
    )


def _incident(row: sqlite3.Row) -> Incident:
    return Incident(
        id=row["id"],
        finding=Finding(
            kind=Kind(row["kind"]),
            subject=row["subject"],
            severity=Severity(row["severity"]),
            since=moment(row["opened"]),
            sentence=row["sentence"],
            effect=row["effect"],
            command=row["command"],
            count=row["count"],
            flapping=bool(row["flapping"]),
        ),
        opened=moment(row["opened"]),
        noticed=moment(row["noticed"]),
        changed=moment(row["changed"]),
        closed=moment(row["closed"]),
        acknowledged_until=moment(row["acknowledged_until"]),
        note=row["note"],
        told=moment(row["told"]),
    )
