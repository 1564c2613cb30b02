"""Feeds that the sites of dead sources name: shown to operators, and never taken by themselves."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from syndicator.model import SourceName
from syndicator.store.database import Store
from syndicator.store.times import seconds


def due(store: Store, names: Collection[SourceName], before: datetime) -> list[SourceName]:
    """Those of some sources whose sites were not asked since a moment, the longest first."""
    rows = store.rows(
        "SELECT value AS name FROM json_each(?) JOIN sources ON sources.name = value AND active"
        " LEFT JOIN proposals ON proposals.source = value"
        " WHERE coalesce(asked_at, 0) <= ? ORDER BY asked_at, value",
        (json.dumps(list(names)), seconds(before)),
    )
    return [SourceName(row["name"]) for row in rows]


def save(store: Store, name: SourceName, url: str | None, now: datetime) -> None:
    """Note what a site named; None: nothing that could be read."""
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO proposals (source, asked_at, url) VALUES (?, ?, ?)",
            (name, seconds(now), url),
        )


def keep_only(store: Store, names: Collection[SourceName]) -> None:
    """Forget what was proposed for any other source."""
    rows = store.rows("SELECT source FROM proposals")
    if gone := [row["source"] for row in rows if row["source"] not in names]:
        with store.transaction():
            store.write_many("DELETE FROM proposals WHERE source = ?", [(name,) for name in gone])
