"""Subscriptions at hubs: what sources offer, what was asked of whom, and what was brought.

::

    offers ─▶ asked ─ the hub verifies ─▶ verified ─ a newer one is verified, or nothing is
                │                            │         offered any more ─▶ leaving ─▶ ended
                └─ denied ◀──────────────────┴─ the lease runs out ─────────────────▶ ended

Every row has a callback of its own, which nobody can guess and which is never used again: a lease
is renewed by another row, and what hubs say to a row that has ended finds it ended (WebSub §5.1.1).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from syndicator.model import SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

REMEMBERED: Final = timedelta(days=30)
"""So long a subscription that has ended is known, and a hub that denied one is not asked again."""
FAREWELLS: Final = 5
"""So many times a hub is told that we leave; then the lease may run out by itself."""
BETWEEN_POLLS: Final = timedelta(minutes=5)
"""However often a hub says that there is news, the source is not asked again before."""
_WRONG_CLOCK: Final = timedelta(days=3)
"""No next attempt is so far away; one that is was noted by a clock that was wrong."""


class State(StrEnum):
    """Where a subscription stands."""

    ASKED = "asked"
    """To be asked for, or asked for and not verified yet."""
    VERIFIED = "verified"
    """The hub pushes until the lease runs out."""
    LEAVING = "leaving"
    """Nobody wants it any more; the hub is still to be told, or to verify that."""
    DENIED = "denied"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One request to one hub, and what came of it."""

    id: int
    token: str
    """The last part of its callback's address. Not for logs: who knows it may speak as the hub."""
    source: SourceName
    hub: str
    topic: str
    secret: str | None
    """What the hub signs with; None: it could not be told one in secret."""
    state: State
    attempts: int
    next_try: datetime
    asked_at: datetime | None = None
    """When the latest request was sent."""
    error: str | None = None
    """Why it was denied, has ended, or could not be asked for; one line."""
    verified_at: datetime | None = None
    lease_until: datetime | None = None
    renew_at: datetime | None = None
    last_delivery: datetime | None = None
    silent: bool = False
    """A poll found news that the hub had not brought: it is not relied on until it brings some."""


# ── what is asked of hubs ────────────────────────────────────────────────────────────────────


def cancel_unwanted(store: Store, now: datetime, *, everything: bool = False) -> int:
    """Have every subscription end that no active source offers any more.

    Args:
        store: open for writing.
        now: the moment.
        everything: those that are offered, too.

    Returns:
        How many that were.
    """
    with store.transaction():
        unwanted = [
            _subscription(row)
            for row in store.rows(
                "SELECT * FROM subscriptions AS s WHERE state IN ('asked', 'verified')"
                " AND (:everything OR NOT EXISTS (SELECT 1 FROM offers, json_each(hubs) AS each"
                "  JOIN sources ON sources.name = offers.source AND sources.active"
                "  WHERE offers.source = s.source AND offers.topic = s.topic"
                "  AND each.value = s.hub))",
                {"everything": everything},
            )
        ]
        _leave(store, [each.id for each in unwanted], now)
        for each in unwanted:
            if each.state is State.VERIFIED:
                fall_back(store, each.source, now)
    return len(unwanted)


def begin(
    store: Store,
    *,
    source: SourceName,
    hub: str,
    topic: str,
    token: str,
    secret: str | None,
    now: datetime,
) -> None:
    """Put a request on record that is to be sent: the hub may ask back before it has answered."""
    with store.transaction():
        store.write(
            "INSERT INTO subscriptions (token, source, hub, topic, secret, state, created_at,"
            " next_try, silent) VALUES (:token, :source, :hub, :topic, :secret, 'asked', :now,"
            " :now, EXISTS (SELECT 1 FROM subscriptions WHERE source = :source AND hub = :hub"
            "  AND silent))",
            {
                "token": token,
                "source": source,
                "hub": hub,
                "topic": topic,
                "secret": secret,
                "now": seconds(now),
            },
        )


def due(store: Store, now: datetime, *, most: int) -> list[Subscription]:
    """Requests to be sent now, those that wait longest first."""
    rows = store.rows(
        "SELECT * FROM subscriptions WHERE state IN ('asked', 'leaving')"
        " AND (next_try <= :now OR next_try > :wrong) ORDER BY next_try, id LIMIT :most",
        {"now": seconds(now), "wrong": seconds(now + _WRONG_CLOCK), "most": most},
    )
    return [_subscription(row) for row in rows]


def sending(store: Store, subscription: Subscription, *, next_try: datetime, now: datetime) -> None:
    """A request is about to be sent; it is sent again then, if the hub has not verified it."""
    with store.transaction():
        store.write(
            "UPDATE subscriptions SET attempts = attempts + 1, asked_at = ?, next_try = ?"
            " WHERE id = ?",
            (seconds(now), seconds(next_try), subscription.id),
        )


def answered(
    store: Store, subscription: Subscription, *, error: str | None, next_try: datetime
) -> None:
    """What the hub said to a request; nothing, if it has verified it meanwhile."""
    with store.transaction():
        store.write(
            "UPDATE subscriptions SET error = ?, next_try = max(next_try, ?)"
            " WHERE id = ? AND state = ?",
            (error, seconds(next_try), subscription.id, subscription.state),
        )


def verified(
    store: Store,
    subscription: Subscription,
    *,
    lease_until: datetime,
    renew_at: datetime,
    now: datetime,
) -> None:
    """The hub has verified it, or asked whether it still stands; the source's others may end."""
    with store.transaction():
        store.write(
            "UPDATE subscriptions SET state = 'verified', attempts = 0, error = NULL,"
            " verified_at = coalesce(verified_at, :now), lease_until = :until, renew_at = :renew"
            " WHERE id = :id",
            {
                "id": subscription.id,
                "now": seconds(now),
                "until": seconds(lease_until),
                "renew": seconds(renew_at),
            },
        )
        others = store.rows(
            "SELECT id FROM subscriptions WHERE source = ? AND id <> ? AND state = 'verified'",
            (subscription.source, subscription.id),
        )
        _leave(store, [int(row["id"]) for row in others], now)


def end(
    store: Store,
    subscription: Subscription,
    now: datetime,
    *,
    reason: str,
    state: State = State.ENDED,
) -> None:
    """It has ended, or was denied; its source is polled at once if nothing else is pushed."""
    with store.transaction():
        store.write(
            "UPDATE subscriptions SET state = ?, error = ?, ended_at = ? WHERE id = ?",
            (state, reason, seconds(now), subscription.id),
        )
        if subscription.state is State.VERIFIED:
            fall_back(store, subscription.source, now)


def end_overdue(store: Store, now: datetime) -> list[Subscription]:
    """End what has run out, or what nobody has to be told of; these are returned."""
    with store.transaction():
        rows = store.rows(
            "SELECT * FROM subscriptions WHERE state = 'verified' AND lease_until <= :now"
            " OR state = 'leaving' AND (asked_at IS NULL OR lease_until <= :now"
            "  OR attempts >= :most AND next_try <= :now)",
            {"now": seconds(now), "most": FAREWELLS},
        )
        found = [_subscription(row) for row in rows]
        for each in found:
            lapsed = each.state is State.VERIFIED
            end(store, each, now, reason="the lease has run out" if lapsed else "no longer wanted")
    return found


def forget(store: Store, before: datetime) -> None:
    """Drop what ended before."""
    with store.transaction():
        store.write("DELETE FROM subscriptions WHERE ended_at < ?", (seconds(before),))


# ── what hubs say ────────────────────────────────────────────────────────────────────────────


def by_token(store: Store, token: str) -> Subscription | None:
    """The subscription of a callback."""
    row = store.row("SELECT * FROM subscriptions WHERE token = ?", (token,))
    return None if row is None else _subscription(row)


# ── what that means for polling ──────────────────────────────────────────────────────────────


def relied_on_until(
    store: Store, sources: Iterable[SourceName], now: datetime
) -> dict[SourceName, datetime]:
    """Until when a hub brings what is new of each source, where one does, and reliably."""
    rows = store.rows(
        "SELECT source, max(lease_until) AS until FROM subscriptions"
        " WHERE source IN (SELECT value FROM json_each(?))"
        " AND state = 'verified' AND NOT silent AND lease_until > ? GROUP BY source",
        (json.dumps(list(sources)), seconds(now)),
    )
    return {SourceName(row["source"]): moment(row["until"]) for row in rows}


def missed(store: Store, source: SourceName, since: datetime) -> int:
    """A poll found news, and since the poll before it no hub has brought anything.

    Args:
        store: open for writing.
        source: of the poll.
        since: the poll before.

    Returns:
        How many subscriptions are not relied on any more because of it.
    """
    with store.transaction():
        return store.write(
            "UPDATE subscriptions SET silent = 1 WHERE source = :source AND state = 'verified'"
            " AND NOT silent AND verified_at < :since AND coalesce(last_delivery, 0) <= :since",
            {"source": source, "since": seconds(since)},
        ).rowcount


def fall_back(store: Store, source: SourceName, now: datetime) -> None:
    """Have a source polled at once, unless it fails: then it keeps the time that it was given."""
    with store.transaction():
        store.write(
            "UPDATE sources SET next_poll = min(next_poll, max(:now,"
            " coalesce(last_attempt + :pause, 0))) WHERE name = :source AND failures = 0",
            {
                "source": source,
                "now": seconds(now),
                "pause": int(BETWEEN_POLLS.total_seconds()),
            },
        )


# ── for people ───────────────────────────────────────────────────────────────────────────────


def counts(store: Store) -> Counter[State]:
    """How many subscriptions there are in each state; a renewal counts beside what it renews."""
    rows = store.rows("SELECT state, count(*) AS n FROM subscriptions GROUP BY state")
    return Counter({State(row["state"]): int(row["n"]) for row in rows})


def of(store: Store, source: SourceName) -> list[Subscription]:
    """The subscriptions of one source, the latest first."""
    rows = store.rows("SELECT * FROM subscriptions WHERE source = ? ORDER BY id DESC", (source,))
    return [_subscription(row) for row in rows]


def _leave(store: Store, unwanted: list[int], now: datetime) -> None:
    store.write_many(
        "UPDATE subscriptions SET state = 'leaving', attempts = 0, next_try = ? WHERE id = ?",
        [(seconds(now), each) for each in unwanted],
    )


def _subscription(row: sqlite3.Row) -> Subscription:
    return Subscription(
        id=row["id"],
        token=row["token"],
        source=SourceName(row["source"]),
        hub=row["hub"],
        topic=row["topic"],
        secret=row["secret"],
        state=State(row["state"]),
        attempts=row["attempts"],
        next_try=moment(row["next_try"]),
        asked_at=moment(row["asked_at"]),
        error=row["error"],
        verified_at=moment(row["verified_at"]),
        lease_until=moment(row["lease_until"]),
        renew_at=moment(row["renew_at"]),
        last_delivery=moment(row["last_delivery"]),
        silent=bool(row["silent"]),
    )
