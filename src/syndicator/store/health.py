"""What the database knows of the health of sources; read for many at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import FailureKind, SourceName
from syndicator.model.health import Asked, SourceFacts
from syndicator.store.database import Store
from syndicator.store.sources import dates_from_json, move_of
from syndicator.store.times import moment, seconds

POLLS: Final = 20
"""So many of the latest polls are looked at."""

_FACTS: Final = """
SELECT s.name, s.host, last_attempt, last_success, first_success, failures, failure_kind,
    failure_status, failure_message, date_faults, moved_to, moved_count, moved_since, moved_last,
    iif(hosts.asked_at <= :now, waits_until, NULL) AS waits_until,
    iif(failures > 0, (SELECT min(at) FROM polls
        WHERE source = s.name AND at > coalesce(last_success, 0)), NULL) AS failing_since,
    EXISTS (SELECT 1 FROM items WHERE source = s.name) AS stories,
    last_story, quiet_at, silent_at, mean, length(week) > 0 AS known, proposals.url AS proposal
FROM sources AS s LEFT JOIN hosts USING (host) LEFT JOIN rhythms ON rhythms.source = s.name
LEFT JOIN proposals ON proposals.source = s.name
WHERE active AND (:names IS NULL OR s.name IN (SELECT value FROM json_each(:names)))
ORDER BY s.name
"""
_DOUBTFUL: Final = """
SELECT s.name FROM sources AS s
LEFT JOIN polls ON polls.source = s.name AND polls.at = s.last_attempt
WHERE active AND (:names IS NULL OR s.name IN (SELECT value FROM json_each(:names)))
    AND (failures > 0 OR items = 0 OR renamed > 0 OR empty > 0 OR garbled > 0
        OR seconds >= :slow)
"""
_POLLS: Final = """
SELECT value AS source, at, outcome, seconds, items, new + revised AS changed, renamed, empty,
    garbled
FROM json_each(:names) JOIN polls ON polls.id IN (
    SELECT id FROM polls WHERE source = value ORDER BY at DESC, id DESC LIMIT :limit
) ORDER BY value, at DESC, polls.id DESC
"""


def read_without_failure(store: Store, names: Collection[SourceName]) -> dict[SourceName, datetime]:
    """Return those of the active sources whose last poll could read them, by name.

    Returns:
        With each, when it was read for the first time.
    """
    rows = store.rows(
        "SELECT name, first_success FROM sources WHERE active AND failures = 0"
        " AND last_success IS NOT NULL AND first_success IS NOT NULL"
        " AND name IN (SELECT value FROM json_each(?)) ORDER BY name",
        (json.dumps(list(names)),),
    )
    return {SourceName(row["name"]): moment(row["first_success"]) for row in rows}


def facts(
    store: Store,
    names: Collection[SourceName] | None,
    now: datetime,
    *,
    also: Collection[SourceName] = (),
    slow: float = 8.0,
) -> list[SourceFacts]:
    """What is known of these active sources, or of all of them, by name.

    Args:
        store: any mode.
        names: the sources; None: all.
        now: the moment.
        also: sources whose polls are read although nothing seems wrong with them.
        slow: an answer that took so many seconds is a reason to look at the polls.
    """
    chosen = None if names is None else json.dumps(list(names))
    doubtful = {row["name"] for row in store.rows(_DOUBTFUL, {"names": chosen, "slow": slow})}
    rows = store.rows(_FACTS, {"names": chosen, "now": seconds(now)})
    found = [_facts(row) for row in rows]
    looked = [each.name for each in found if each.name in doubtful or each.name in also]
    # What dates say is of the last document, whenever that was.
    looked += [each.name for each in found if _dated_badly(each) and each.name not in looked]
    polls = _polls(store, looked)
    return [replace(each, polls=polls.get(each.name, ())) for each in found]


def _dated_badly(facts: SourceFacts) -> bool:
    dates = facts.dates
    return dates is not None and bool(dates.unreadable or dates.ahead or dates.same)


def _polls(store: Store, names: Collection[SourceName]) -> dict[SourceName, tuple[Asked, ...]]:
    found: dict[SourceName, list[Asked]] = {}
    if names:
        rows = store.rows(_POLLS, {"names": json.dumps(list(names)), "limit": POLLS})
        for row in rows:
            found.setdefault(SourceName(row["source"]), []).append(
                Asked(
                    at=moment(row["at"]),
                    failed=row["outcome"] == "failed",
                    seconds=row["seconds"],
                    items=row["items"],
                    changed=row["changed"],
                    renamed=row["renamed"] or 0,
                    empty=row["empty"] or 0,
                    garbled=row["garbled"] or 0,
                )
            )
    return {name: tuple(polls) for name, polls in found.items()}


def _facts(row: sqlite3.Row) -> SourceFacts:
    return SourceFacts(
        name=SourceName(row["name"]),
        host=row["host"],
        last_attempt=moment(row["last_attempt"]),
        last_success=moment(row["last_success"]),
        first_success=moment(row["first_success"]),
        failures=row["failures"],
        failing_since=moment(row["failing_since"]),
        kind=None if row["failure_kind"] is None else FailureKind(row["failure_kind"]),
        status=row["failure_status"],
        message=row["failure_message"] or "",
        waits_until=moment(row["waits_until"]),
        dates=dates_from_json(row["date_faults"]),
        move=move_of(row),
        stories=row["stories"],
        last_story=moment(row["last_story"]),
        quiet_at=moment(row["quiet_at"]),
        silent_at=moment(row["silent_at"]),
        rhythm_known=bool(row["known"]),
        proposal=row["proposal"],
        mean_gap=None if row["mean"] is None else timedelta(seconds=row["mean"]),
    )


def failing_of_hosts(store: Store, hosts: Collection[str]) -> dict[str, tuple[int, int]]:
    """Of each of these hosts: how many active sources it has, and how many of them fail now."""
    rows = store.rows(
        "SELECT host, count(*) AS sources, sum(failures > 0) AS failing FROM sources"
        " WHERE active AND host IN (SELECT value FROM json_each(?)) GROUP BY host",
        (json.dumps(list(hosts)),),
    )
    return {row["host"]: (row["sources"], row["failing"]) for row in rows}


def sources_of_hosts(store: Store, hosts: Collection[str]) -> dict[str, frozenset[str]]:
    """The names of the active sources of each of these hosts."""
    rows = store.rows(
        "SELECT host, json_group_array(name) AS names FROM sources"
        " WHERE active AND host IN (SELECT value FROM json_each(?)) GROUP BY host",
        (json.dumps(list(hosts)),),
    )
    return {row["host"]: frozenset(json.loads(row["names"])) for row in rows}
