"""Alerts in the database: nothing leaves without a row, and no attempt is made without a record.

A row of ``alerts`` is what a channel is to be told of an incident. It is written in the transaction
that changes the incident, and is done when every recipient of the channel has it. An attempt is
recorded before it is made: of what was under way when the process ended it is known that it may
have arrived.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.model.alert import Alert, Event
from syndicator.store import incidents
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

MAX_AGE: Final = timedelta(days=2)
"""Nothing is due so far ahead; what is was queued by a clock that was wrong."""
REMEMBERED: Final = timedelta(days=40)
"""How long it is known that a reminder was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """How one line of a channel's credential answers, while it does not."""

    number: int
    failures: int
    since: datetime
    next_try: datetime
    error: str


def queue(
    store: Store, channel: str, incident: int, event: Event, *, now: datetime, due: datetime
) -> None:
    """Note that a channel is to be told of an incident; part of the caller's transaction."""
    store.write(
        "INSERT INTO alerts (channel, incident, event, queued, due) VALUES (?, ?, ?, ?, ?)",
        (channel, incident, event, seconds(now), seconds(due)),
    )


def queued(store: Store, incident: int) -> set[str]:
    """The channels that were, or are to be, told of an incident."""
    rows = store.rows("SELECT DISTINCT channel FROM alerts WHERE incident = ?", (incident,))
    return {row["channel"] for row in rows}


def told_of_standing(store: Store) -> dict[tuple[int, str], datetime | None]:
    """For each open incident and channel, when it was last told; None: something waits for it."""
    rows = store.rows(
        "SELECT a.incident, a.channel, iif(count(*) = count(a.done), max(a.done), NULL) AS at"
        " FROM alerts AS a JOIN incidents AS i ON i.id = a.incident AND i.closed IS NULL"
        " GROUP BY a.incident, a.channel"
    )
    return {(row["incident"], row["channel"]): moment(row["at"]) for row in rows}


def waiting(store: Store, channel: str, recipient: int, now: datetime) -> list[Alert]:
    """What one recipient is to be told now, the oldest first."""
    rows = store.rows(
        "SELECT a.id, a.channel, a.event, a.incident, a.queued,"
        " coalesce(t.attempts, 0) AS attempts"
        " FROM alerts AS a LEFT JOIN alert_attempts AS t ON t.alert = a.id AND t.recipient = ?"
        " WHERE a.channel = ? AND a.done IS NULL AND (a.due <= ? OR a.due > ?)"
        " AND t.delivered IS NULL ORDER BY a.id",
        (recipient, channel, seconds(now), seconds(now + MAX_AGE)),
    )
    return [alert for row in rows if (alert := _alert(store, row)) is not None]


def due(store: Store, now: datetime) -> dict[str, datetime]:
    """The channels for which something waits, and the time of the oldest."""
    rows = store.rows(
        "SELECT channel, min(due) AS since FROM alerts"
        " WHERE done IS NULL AND (due <= ? OR due > ?) GROUP BY channel",
        (seconds(now), seconds(now + MAX_AGE)),
    )
    return {row["channel"]: moment(row["since"]) for row in rows}


def attempt(store: Store, alerts: Iterable[Alert], recipient: int, now: datetime) -> None:
    """Record an attempt, before it is made."""
    with store.transaction():
        store.write_many(
            "INSERT INTO alert_attempts (alert, recipient, attempts, attempted)"
            " VALUES (?, ?, 1, ?) ON CONFLICT (alert, recipient) DO UPDATE SET"
            " attempts = attempts + 1, attempted = excluded.attempted",
            [(alert.id, recipient, seconds(now)) for alert in alerts],
        )


def delivered(store: Store, alerts: Sequence[Alert], recipient: int, now: datetime) -> None:
    """Note that a recipient has some alerts, and so answers again.

    What was queued before of the same incidents, and held back, is told by them, too.
    """
    with store.transaction():
        store.write_many(
            "INSERT INTO alert_attempts (alert, recipient, attempts, attempted, delivered)"
            " SELECT id, ?2, 0, ?1, ?1 FROM alerts"
            " WHERE channel = ?3 AND incident = ?4 AND id < ?5 AND done IS NULL"
            " ON CONFLICT (alert, recipient) DO UPDATE"
            " SET delivered = coalesce(delivered, excluded.delivered)",
            [
                (seconds(now), recipient, alert.channel, alert.incident.id, alert.id)
                for alert in alerts
            ],
        )
        store.write_many(
            "UPDATE alert_attempts SET delivered = ? WHERE alert = ? AND recipient = ?",
            [(seconds(now), alert.id, recipient) for alert in alerts],
        )
        incidents.told(store, {alert.incident.id for alert in alerts}, now)
        for channel in {alert.channel for alert in alerts}:
            answered(store, channel, recipient)


def answered(store: Store, channel: str, recipient: int) -> None:
    """Note that a recipient can be told."""
    with store.transaction():
        store.write(
            "DELETE FROM alert_recipients WHERE channel = ? AND recipient = ?",
            (channel, recipient),
        )


def failed(store: Store, channel: str, recipient: Recipient) -> None:
    """Note that a recipient could not be told."""
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO alert_recipients"
            " (channel, recipient, failures, since, next_try, error) VALUES (?, ?, ?, ?, ?, ?)",
            (
                channel,
                recipient.number,
                recipient.failures,
                seconds(recipient.since),
                seconds(recipient.next_try),
                recipient.error,
            ),
        )


def recipients(store: Store, channel: str) -> dict[int, Recipient]:
    """The recipients of a channel that do not answer, by their number."""
    rows = store.rows("SELECT * FROM alert_recipients WHERE channel = ?", (channel,))
    return {row["recipient"]: _recipient(row) for row in rows}


def drop(store: Store, alerts: Iterable[Alert], now: datetime) -> None:
    """Note that nobody needs to be told of some alerts any more."""
    with store.transaction():
        store.write_many(
            "UPDATE alerts SET done = ? WHERE id = ?",
            [(seconds(now), alert.id) for alert in alerts],
        )


def finish(store: Store, channel: str, recipients: int, now: datetime) -> None:
    """Note as done what every recipient of a channel has, of which there are so many."""
    with store.transaction():
        store.write(
            "UPDATE alerts SET done = ? WHERE channel = ? AND done IS NULL AND ? <="
            " (SELECT count(*) FROM alert_attempts WHERE alert = id AND recipient < ?"
            " AND delivered IS NOT NULL)",
            (seconds(now), channel, max(recipients, 1), recipients),
        )
        store.write(
            "DELETE FROM alert_recipients WHERE channel = ? AND recipient >= ?",
            (channel, max(recipients, 1)),
        )


def give_up(store: Store, channel: str, before: datetime, now: datetime) -> int:
    """Note as done what was tried in vain and due before some moment; how much it was."""
    with store.transaction():
        cursor = store.write(
            "UPDATE alerts SET done = ? WHERE channel = ? AND done IS NULL AND due < ?"
            " AND EXISTS (SELECT 1 FROM alert_attempts WHERE alert = id)",
            (seconds(now), channel, seconds(before)),
        )
    return cursor.rowcount


def forget_channels(store: Store, known: Iterable[str]) -> None:
    """Drop what is to be told to channels that are not configured any more."""
    names = list(known)
    marks = ", ".join("?" * len(names))
    # Asked every half minute; a write would wait for whoever writes, for nothing.
    unknown = f"channel NOT IN ({marks})"
    if not any(
        store.row(f"SELECT 1 FROM {table} WHERE {unknown} LIMIT 1", names)  # noqa: S608  # only marks
        for table in ("alerts", "alert_recipients")
    ):
        return
    with store.transaction():
        for table in ("alerts", "alert_recipients"):
            store.write(f"DELETE FROM {table} WHERE {unknown}", names)  # noqa: S608  # only marks


def forget(store: Store, now: datetime) -> None:
    """Forget old reminders; the rest goes with its incident."""
    store.write(
        "DELETE FROM alerts WHERE event = ? AND done < ?",
        (Event.REMINDER, seconds(now - REMEMBERED)),
    )


def _alert(store: Store, row: sqlite3.Row) -> Alert | None:
    incident = incidents.get(store, row["incident"])
    if incident is None:
        return None
    return Alert(
        id=row["id"],
        channel=row["channel"],
        event=Event(row["event"]),
        incident=incident,
        queued=moment(row["queued"]),
        attempts=row["attempts"],
    )


def _recipient(row: sqlite3.Row) -> Recipient:
    return Recipient(
        number=row["recipient"],
        failures=row["failures"],
        since=moment(row["since"]),
        next_try=moment(row["next_try"]),
        error=row["error"],
    )
