"""When sources usually bring stories: what was learned of it, and until when each gap is usual."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

CREDIBLE: Final = timedelta(days=7)
"""A story that is dated longer before it was first seen was not news when it was dated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRhythm:
    """What is known of the gaps between the stories of one source."""

    source: SourceName
    learned_at: datetime
    stories: int
    last_story: datetime
    longest: float
    """The gap that counts as the longest, in hours of the source's own time."""
    mean: timedelta
    week: bytes
    expected_at: datetime | None = None
    """From then on a story is due, as many sources may be that share a holiday."""
    quiet_at: datetime | None = None
    silent_at: datetime | None = None
    """None: never."""


def get(
    store: Store, names: Collection[SourceName] | None = None
) -> dict[SourceName, StoredRhythm]:
    """What was learned of these sources, or of all of them."""
    chosen = "" if names is None else " WHERE source IN (SELECT value FROM json_each(?))"
    rows = store.rows(
        f"SELECT * FROM rhythms{chosen}",  # noqa: S608  # a constant
        () if names is None else (json.dumps(list(names)),),
    )
    return {
        SourceName(row["source"]): StoredRhythm(
            source=SourceName(row["source"]),
            learned_at=moment(row["learned_at"]),
            stories=row["stories"],
            last_story=moment(row["last_story"]),
            longest=row["longest"],
            mean=timedelta(seconds=row["mean"]),
            week=row["week"],
            expected_at=moment(row["expected_at"]),
            quiet_at=moment(row["quiet_at"]),
            silent_at=moment(row["silent_at"]),
        )
        for row in rows
    }


def save(store: Store, rhythms: Iterable[StoredRhythm]) -> None:
    """Write what was learned; part of the caller's transaction."""
    store.write_many(
        "INSERT OR REPLACE INTO rhythms (source, learned_at, stories, last_story, longest, mean,"
        " week, expected_at, quiet_at, silent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                each.source,
                seconds(each.learned_at),
                each.stories,
                seconds(each.last_story),
                each.longest,
                int(each.mean.total_seconds()),
                each.week,
                seconds(each.expected_at),
                seconds(each.quiet_at),
                seconds(each.silent_at),
            )
            for each in rhythms
        ],
    )


def moments(store: Store, source: SourceName, limit: int) -> list[datetime]:
    """When the latest stories of a source came, one of each hour, the newest first.

    When its publisher says, if that is credible: a service that was down for a day has not seen
    the source rest for a day.
    """
    rows = store.rows(
        "SELECT max(came) AS came FROM (SELECT iif(first_poll OR published >= first_seen - ?,"
        " min(date, first_seen), first_seen) AS came FROM items WHERE source = ?"
        " ORDER BY date DESC LIMIT ?) GROUP BY came / 3600 ORDER BY came DESC LIMIT ?",
        (int(CREDIBLE.total_seconds()), source, limit * 8, limit),
    )
    return [moment(row["came"]) for row in rows]


def latest(store: Store, names: Collection[SourceName]) -> dict[SourceName, datetime]:
    """When the last story of each of these sources came: by its date, or by the poll it came with.

    What comes today under the date of last year is news of a source that is alive.
    """
    rows = store.rows(
        "SELECT value AS source, max("
        " coalesce((SELECT max(date) FROM items WHERE source = value), 0),"
        " coalesce((SELECT max(at) FROM polls WHERE source = value AND new > 0 AND at >"
        " (SELECT first_success FROM sources WHERE name = value)), 0)) AS came FROM json_each(?)",
        (json.dumps(list(names)),),
    )
    return {SourceName(row["source"]): moment(row["came"]) for row in rows if row["came"]}


def late(store: Store) -> tuple[int, int]:
    """How many sources with a rhythm bring nothing although a story is due, and how many have one.

    As of the last time that each was read.
    """
    row = store.row(
        "SELECT count(*) AS known, coalesce(sum(expected_at <= last_success), 0) AS late"
        " FROM rhythms JOIN sources ON name = source WHERE active AND failures = 0 AND week <> x''"
    )
    assert row is not None
    return row["late"], row["known"]


def silent(store: Store) -> int:
    """How many sources were silent when they were read last."""
    row = store.row(
        "SELECT count(*) AS silent FROM rhythms JOIN sources ON name = source"
        " WHERE active AND failures = 0 AND silent_at <= last_success"
    )
    assert row is not None
    found: int = row["silent"]
    return found
