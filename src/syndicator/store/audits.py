"""How far everything that stands was judged again, feed by feed, and when that was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Digest, FeedName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

_OUTPUT: Final = ""
_UNDER_NONE: Final = Digest("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One round over what stands in a feed, or over the output as a whole."""

    feed: FeedName | None
    """None: the output as a whole."""
    under: Digest
    """Over the configuration in force."""
    began: datetime
    item: int = 0
    """The last story that was judged."""
    stories: int = 0
    differences: int = 0
    finished: datetime | None = None
    """None: it is under way."""


def get(store: Store, feed: FeedName | None) -> Audit | None:
    """The last round over a feed, or over the output; None: there was none."""
    row = store.row("SELECT * FROM audits WHERE part = ?", (feed or _OUTPUT,))
    if row is None:
        return None
    return Audit(
        feed=feed,
        under=Digest(row["under"]),
        began=moment(row["began"]),
        item=row["item"],
        stories=row["stories"],
        differences=row["differences"],
        finished=moment(row["finished"]),
    )


def save(store: Store, audit: Audit) -> None:
    """Keep how far a round is."""
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO audits (part, under, began, item, stories, differences,"
            " finished) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                audit.feed or _OUTPUT,
                audit.under,
                seconds(audit.began),
                audit.item,
                audit.stories,
                audit.differences,
                seconds(audit.finished),
            ),
        )


def begin_anew(store: Store, feeds: Iterable[FeedName], now: datetime) -> None:
    """Have everything judged again from the beginning: these feeds, and the output as a whole."""
    with store.transaction():
        for part in (*feeds, None):
            save(store, Audit(feed=part, under=_UNDER_NONE, began=now))
