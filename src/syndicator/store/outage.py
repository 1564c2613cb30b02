"""Sources after an outage of our own network: due again, and not when their back-off ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from syndicator.model import FailureKind
from syndicator.store.database import Store
from syndicator.store.times import seconds


def due_again(
    store: Store,
    kinds: Iterable[FailureKind],
    *,
    since: datetime,
    now: datetime,
    within: timedelta,
) -> int:
    """Make sources due that could not be reached during an outage; part of a transaction, if any.

    Args:
        store: open for writing.
        kinds: the failures that may have been ours.
        since: when the outage began.
        now: the moment.
        within: how long until the last of them is due, so that not all are asked at once.

    Returns:
        How many they are.
    """
    with store.transaction():
        return store.write(
            "UPDATE sources SET next_poll = min(next_poll, ?1 + turn * ?2 / many)"
            " FROM (SELECT name AS due, row_number() OVER (ORDER BY last_attempt, name) - 1"
            " AS turn, count(*) OVER () AS many FROM sources"
            " WHERE active AND failures > 0 AND last_attempt >= ?3 AND failure_kind IN"
            " (SELECT value FROM json_each(?4))) WHERE name = due",
            (
                seconds(now),
                int(within.total_seconds()),
                seconds(since),
                json.dumps([str(kind) for kind in kinds]),
            ),
        ).rowcount
