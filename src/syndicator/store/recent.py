"""What happened on the last days, day by day, for whoever looks at it. Days are those of UTC."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from syndicator.model import FeedName, SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What a source did on each of the last days, the oldest first."""

    stories: tuple[int, ...]
    failures: tuple[int, ...]
    """Polls that failed."""
    polls: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What left, or was taken down, on one day."""

    day: date
    published: int = 0
    revised: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story in a list: without its text."""

    item: int
    title: str
    date: datetime
    verdicts: str
    """What was decided about it, by feed: ``world: publish``."""


def of_sources(
    store: Store, names: Collection[SourceName], now: datetime, days: int = 14
) -> dict[SourceName, Days]:
    """What each of these sources brought, and how often it failed."""
    today = seconds(now) // DAY
    first = today - days + 1
    asked: dict[str, str | int] = {"names": json.dumps(list(names)), "since": first * DAY}
    brought = _by_day(
        store,
        "SELECT source, date / 86400 AS day, count(*) AS stories FROM json_each(:names)"
        " JOIN items ON items.source = value AND date >= :since GROUP BY source, day",
        asked,
    )
    asking = _by_day(
        store,
        "SELECT source, at / 86400 AS day, count(*) AS polls, sum(outcome = 'failed') AS failures"
        " FROM json_each(:names) JOIN polls ON polls.source = value AND at >= :since"
        " GROUP BY source, day",
        asked,
    )
    wanted = range(first, today + 1)
    return {
        name: Days(
            stories=tuple(brought.get((name, day), (0,))[0] for day in wanted),
            polls=tuple(asking.get((name, day), (0, 0))[0] for day in wanted),
            failures=tuple(asking.get((name, day), (0, 0))[1] for day in wanted),
        )
        for name in names
    }


def _by_day(
    store: Store, sql: str, asked: dict[str, str | int]
) -> dict[tuple[str, int], tuple[int, ...]]:
    return {(row[0], row[1]): tuple(row[2:]) for row in store.rows(sql, asked)}


def leaving(store: Store, now: datetime, days: int = 14) -> list[Leaving]:
    """What the ledger has of each of the last days, the oldest first."""
    today = seconds(now) // DAY
    first = today - days + 1
    found: dict[int, dict[str, int]] = {day: {} for day in range(first, today + 1)}
    # By feed, because there is an index for that.
    rows = store.rows(
        "SELECT at / 86400 AS day, action, count(*) AS number FROM feeds"
        " JOIN ledger ON ledger.feed = feeds.name AND at >= ? GROUP BY day, action",
        (first * DAY,),
    )
    for row in rows:
        if row["day"] in found:
            found[row["day"]][row["action"]] = row["number"]
    epoch = date(1970, 1, 1)
    return [
        Leaving(day=epoch + timedelta(days=day), **counts)  # one for each action
        for day, counts in found.items()
    ]


def stories(
    store: Store, source: SourceName, limit: int = 30, *, before: datetime | None = None
) -> list[Story]:
    """The latest stories of a source, the newest first."""
    rows = store.rows(
        "SELECT items.id, json_extract(article, '$.title') AS title, date,"
        " (SELECT group_concat(feed || ': ' || verdict, ', ') FROM"
        " (SELECT feed, verdict FROM decisions WHERE item = items.id ORDER BY feed)) AS verdicts"
        " FROM items JOIN revisions ON revisions.id = items.revision"
        " WHERE source = ? AND date < ? ORDER BY date DESC, items.id DESC LIMIT ?",
        (source, 2**53 if before is None else seconds(before), limit),
    )
    return [
        Story(
            item=row["id"],
            title=row["title"] or "",
            date=moment(row["date"]),
            verdicts=row["verdicts"] or "",
        )
        for row in rows
    ]


def standing_by_grant(store: Store) -> dict[str, int]:
    """How many stories stand in the feeds under each permission, in any version."""
    rows = store.rows(
        "SELECT name, count(DISTINCT item) AS stories FROM placements"
        " JOIN grants ON grants.id = grant_id GROUP BY name"
    )
    return {row["name"]: row["stories"] for row in rows}


def entries_by_feed(store: Store) -> dict[FeedName, tuple[int, int]]:
    """For each feed, how many stories stand in what subscribers poll, and in its archive only."""
    rows = store.rows(
        "SELECT feed, sum(current) AS current, sum(NOT current) AS archived FROM placements"
        " GROUP BY feed"
    )
    return {FeedName(row["feed"]): (row["current"], row["archived"]) for row in rows}
