"""The pages of stories that stand in some feed: when each was asked for, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

EVERY_DAY: Final = timedelta(days=1)
EVERY_WEEK: Final = timedelta(days=7)
YOUNG: Final = timedelta(days=7)
"""So long after it was first published, a story's page is asked for daily; then weekly."""
OFTEN: Final = 3
"""Missing so many times in a row, at least a day apart, a page is worth a look by somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A story that stands in some feed, and whose own page is not found."""

    item: int
    asked_at: datetime
    times: int
    """In a row, at least a day apart."""


def due(store: Store, now: datetime, *, most: int) -> list[int]:
    """The items whose pages are to be asked for, those that waited longest first.

    Args:
        store: any mode.
        now: the moment of the tick.
        most: at most so many.
    """
    rows = store.rows(
        "SELECT DISTINCT items.id, coalesce(asked_at, first_published) AS last"
        " FROM placements JOIN items ON items.id = placements.item"
        " LEFT JOIN pages ON pages.item = items.id"
        " WHERE items.link IS NOT NULL AND coalesce(asked_at, first_published) <="
        " iif(first_published > :young, :day, iif(asked_at IS NULL, :day, :week))"
        " ORDER BY last, items.id LIMIT :most",
        {
            "young": seconds(now - YOUNG),
            "day": seconds(now - EVERY_DAY),
            "week": seconds(now - EVERY_WEEK),
            "most": most,
        },
    )
    return [int(row["id"]) for row in rows]


def save(store: Store, item: int, status: int | None, now: datetime) -> None:
    """Note what a page answered; None: nothing.

    No answer, or an error of the server, says nothing about the page: it ends no row of misses.
    """
    with store.transaction():
        store.write(
            "INSERT INTO pages (item, asked_at, status, missing)"
            " VALUES (:item, :now, :status, iif(:status = :none, 1, 0))"
            " ON CONFLICT (item) DO UPDATE SET asked_at = :now, status = :status,"
            " missing = CASE WHEN :status = :none THEN missing + 1"
            " WHEN :status BETWEEN 200 AND 299 THEN 0 ELSE missing END",
            {
                "item": item,
                "now": seconds(now),
                "status": status,
                "none": HTTPStatus.NOT_FOUND.value,
            },
        )


def missing(store: Store) -> list[Missing]:
    """The stories that stand somewhere although their own pages are not found any more."""
    rows = store.rows(
        "SELECT item, asked_at, missing FROM pages WHERE missing >= ?"
        " AND item IN (SELECT item FROM placements) ORDER BY item",
        (OFTEN,),
    )
    return [
        Missing(item=row["item"], asked_at=moment(row["asked_at"]), times=row["missing"])
        for row in rows
    ]
