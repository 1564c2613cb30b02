"""Corrections that publishers sent: what editors are told, who may have printed the story, too."""

from __future__ import annotations

from datetime import datetime

from syndicator.store.database import Store
from syndicator.store.times import seconds


def record(store: Store, item: int, title: str, now: datetime) -> None:
    """Note a correction of a story, if it was published; part of the caller's transaction.

    Args:
        store: open for writing.
        item: the story.
        title: the headline under which the correction came.
        now: the moment.
    """
    store.write(
        "INSERT OR IGNORE INTO corrections (item, at, title)"
        " SELECT id, ?, ? FROM items WHERE id = ? AND first_published IS NOT NULL",
        (seconds(now), title, item),
    )


def forget(store: Store, before: datetime) -> None:
    """Forget corrections that nobody is told of any more."""
    store.write("DELETE FROM corrections WHERE at < ?", (seconds(before),))
