"""The public addresses that have answered with what we published."""

from __future__ import annotations

from datetime import datetime

from syndicator.store.database import Store
from syndicator.store.times import seconds


def known(store: Store, base_url: str) -> bool:
    """Whether a public address has answered once."""
    return store.row("SELECT 1 FROM answered WHERE base_url = ?", (base_url,)) is not None


def record(store: Store, base_url: str, now: datetime) -> None:
    """Note that a public address answered."""
    with store.transaction():
        store.write(
            "INSERT OR IGNORE INTO answered (base_url, at) VALUES (?, ?)", (base_url, seconds(now))
        )
