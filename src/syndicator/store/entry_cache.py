"""What was composed of the stories in a feed, kept so that it is not composed again in vain.

An entry stands as long as everything that it was made of is as it was: the digest over that is kept
with it (`syndicator.config.digests.made_of`). There is one row for each story in what subscribers
poll, and nothing else refers to it: what is lost is only composed once more.
"""

from __future__ import annotations

from collections.abc import Iterable

from syndicator.model import Digest, Entry, FeedName, Notice
from syndicator.store.codec import composed_from_json, composed_to_json
from syndicator.store.database import Store


def made_of(store: Store, feed: FeedName) -> dict[int, Digest]:
    """What the entries of a feed that are kept were made of, by item."""
    rows = store.rows("SELECT item, made_of FROM entries WHERE feed = ?", (feed,))
    return {row["item"]: Digest(row["made_of"].hex()) for row in rows}


def get(store: Store, feed: FeedName, item: int) -> tuple[Entry, Notice] | None:
    """What was composed of a story, with its notice; None: nothing is kept of it."""
    row = store.row("SELECT composed FROM entries WHERE feed = ? AND item = ?", (feed, item))
    return None if row is None else composed_from_json(row["composed"])


def save(store: Store, feed: FeedName, made: Iterable[tuple[Digest, Entry, Notice]]) -> None:
    """Keep entries, each in the place of an earlier one of the same story.

    Args:
        store: open for writing.
        feed: in which they stand.
        made: what they were made of, and what they are.
    """
    with store.transaction():
        store.write_many(
            "INSERT OR REPLACE INTO entries (feed, item, made_of, composed) VALUES (?, ?, ?, ?)",
            [
                (feed, entry.item, bytes.fromhex(digest), composed_to_json(entry, notice))
                for digest, entry, notice in made
            ],
        )


def forget(store: Store, feed: FeedName, items: Iterable[int]) -> None:
    """Drop what was composed of these stories."""
    with store.transaction():
        store.write_many(
            "DELETE FROM entries WHERE feed = ? AND item = ?", [(feed, item) for item in items]
        )
