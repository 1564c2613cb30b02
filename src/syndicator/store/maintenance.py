"""What is done once a day so that the database stays small and quick."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from syndicator.store import alerts, corrections, hosts, incidents, subscriptions
from syndicator.store.database import Store
from syndicator.store.times import seconds

HISTORY: Final = timedelta(days=14)
"""How long polls are remembered; at 10,000 sources an hour, some 3.4 million rows."""


def maintain(store: Store, now: datetime, *, history: timedelta = HISTORY) -> int:
    """Forget old polls, let SQLite renew its statistics, and move the log into the database.

    Args:
        store: open in mode ``own``.
        now: what the age of a poll is counted from.
        history: how long polls are kept.

    Returns:
        The number of polls forgotten.
    """
    with store.transaction():
        forgotten = store.write(
            "DELETE FROM polls WHERE at < ?", (seconds(now - history),)
        ).rowcount
        incidents.forget(store, now)
        alerts.forget(store, now)
        corrections.forget(store, now - history)
        hosts.forget(store, now - history)
        subscriptions.forget(store, now - subscriptions.REMEMBERED)
    store.pragma("optimize")
    store.pragma("wal_checkpoint(TRUNCATE)")
    return forgotten
