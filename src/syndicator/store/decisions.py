"""The current verdict on each item for each output feed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Decision, FeedName, Head, SourceName, Verdict
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

WAITING: Final = (
    "(verdict = 'withheld' AND rule GLOB 'grants.*.approval'"
    " OR verdict = 'left-out'"
    " AND (rule GLOB 'rules.*.hold[[]*' OR rule GLOB 'feeds.*.hold[[]*'))"
)
"""SQL: the decision is that a story waits for an editor, as its permission or a rule demands
(`syndicator.model.rules.is_hold`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, with what it was made about and when."""

    decision: Decision
    revision: int
    grant: int | None
    """The version of the permission that was asked; None where the item has none."""
    decided_at: datetime
    """When it first was as it is."""


def record(
    store: Store,
    pairs: Iterable[tuple[Head, Decision]],
    versions: Callable[[SourceName], int | None],
    now: datetime,
) -> None:
    """Keep what was decided of items, so that it can be searched and counted.

    Args:
        store: open for writing.
        pairs: the items, with the decision on each.
        versions: gives the stored version of a source's permission; None if it has none.
        now: when it was decided.
    """
    save(
        store,
        [
            Decided(
                decision=decision,
                revision=item.revision,
                grant=versions(item.source),
                decided_at=now,
            )
            for item, decision in pairs
        ],
    )


def save(store: Store, decided: Iterable[Decided]) -> int:
    """Write what differs from what stands; `decided_at` moves only then.

    Returns:
        The number of decisions that changed.
    """
    with store.transaction():
        return store.write_many(
            "INSERT INTO decisions (feed, item, verdict, rule, reason, wake_at, revision, grant_id,"
            " decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (feed, item) DO UPDATE SET verdict = excluded.verdict,"
            " rule = excluded.rule, reason = excluded.reason, wake_at = excluded.wake_at,"
            " revision = excluded.revision, grant_id = excluded.grant_id,"
            " decided_at = excluded.decided_at"
            " WHERE (verdict, rule, reason, wake_at, revision, grant_id) IS NOT (excluded.verdict,"
            " excluded.rule, excluded.reason, excluded.wake_at, excluded.revision,"
            " excluded.grant_id)",
            [
                (
                    one.decision.feed,
                    one.decision.item,
                    one.decision.verdict,
                    one.decision.rule,
                    one.decision.reason,
                    seconds(one.decision.wake_at),
                    one.revision,
                    one.grant,
                    seconds(one.decided_at),
                )
                for one in decided
            ],
        )


def forget(store: Store, feed: FeedName) -> None:
    """Drop what was decided for a feed that is no longer there."""
    with store.transaction():
        store.write("DELETE FROM decisions WHERE feed = ?", (feed,))


def counts(store: Store, feed: FeedName) -> dict[Verdict, int]:
    """How many items have which verdict for one feed; every verdict is there."""
    rows = store.rows(
        "SELECT verdict, count(*) AS items FROM decisions WHERE feed = ? GROUP BY verdict", (feed,)
    )
    found = {row["verdict"]: int(row["items"]) for row in rows}
    return {verdict: found.get(verdict.value, 0) for verdict in Verdict}


def of_item(store: Store, item: int) -> list[Decided]:
    """What was last decided on one item, by feed."""
    rows = store.rows("SELECT * FROM decisions WHERE item = ? ORDER BY feed", (item,))
    return [decided_from(row) for row in rows]


def decided_from(row: sqlite3.Row) -> Decided:
    """A row of the table, typed."""
    return Decided(
        decision=Decision(
            item=row["item"],
            feed=FeedName(row["feed"]),
            verdict=Verdict(row["verdict"]),
            rule=row["rule"],
            reason=row["reason"],
            wake_at=moment(row["wake_at"]),
        ),
        revision=row["revision"],
        grant=row["grant_id"],
        decided_at=moment(row["decided_at"]),
    )
