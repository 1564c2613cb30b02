"""What hubs have brought, until somebody has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model import SourceName
from syndicator.store.database import Store
from syndicator.store.subscriptions import Subscription
from syndicator.store.times import seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a hub has brought and nobody has read yet."""

    id: int
    subscription: int
    source: SourceName
    topic: str
    content_type: str | None
    body: bytes


def save(
    store: Store,
    subscription: Subscription,
    body: bytes,
    *,
    content_type: str | None,
    most: int,
    now: datetime,
) -> bool:
    """Put on record what a hub has brought.

    Returns:
        False: so much waits already that this is not kept.
    """
    with store.transaction():
        heard(store, subscription, now)
        unread = store.rows(
            "SELECT count(*) AS n FROM deliveries WHERE subscription = ?", (subscription.id,)
        )[0]["n"]
        if unread >= most:
            return False
        store.write(
            "INSERT INTO deliveries (subscription, received_at, content_type, body)"
            " VALUES (?, ?, ?, ?)",
            (subscription.id, seconds(now), content_type, body),
        )
    return True


def heard(store: Store, subscription: Subscription, now: datetime) -> None:
    """The hub has said that there is news."""
    with store.transaction():
        store.write(
            "UPDATE subscriptions SET last_delivery = ? WHERE id = ?",
            (seconds(now), subscription.id),
        )


def waiting(store: Store, *, most: int) -> list[Delivery]:
    """What was brought and not read yet, in the order in which it came."""
    rows = store.rows(
        "SELECT deliveries.*, source, topic FROM deliveries"
        " JOIN subscriptions ON subscriptions.id = subscription ORDER BY deliveries.id LIMIT ?",
        (most,),
    )
    return [
        Delivery(
            id=row["id"],
            subscription=row["subscription"],
            source=SourceName(row["source"]),
            topic=row["topic"],
            content_type=row["content_type"],
            body=row["body"],
        )
        for row in rows
    ]


def done(store: Store, delivery: Delivery, *, news: bool) -> None:
    """It was read; if it held news, the hub is one to rely on (again)."""
    with store.transaction():
        store.write("DELETE FROM deliveries WHERE id = ?", (delivery.id,))
        if news:
            store.write(
                "UPDATE subscriptions SET silent = 0 WHERE id = ?", (delivery.subscription,)
            )
