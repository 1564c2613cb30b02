"""What waits for an editor, grouped by why: found by indexes, counted in SQL, without texts.

The reasons are those of the last publish; what the desk has said since is minded at once.
"""

# ruff: noqa: S608  # every statement is made of the constants of this module

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.model import SourceName
from syndicator.store import editorial, items
from syndicator.store.database import Store, Value
from syndicator.store.times import moment, seconds


class Why(StrEnum):
    """Why a story waits; in the order in which an editor looks."""

    CHANGED = "changed"
    """It changed since somebody approved it."""
    PUBLISHER = "publisher"
    """Its publisher or agency has asked to hold it."""
    APPROVAL = "approval"
    """Its permission asks an editor to choose each story."""
    RULE = "rule"
    """A rule of a feed holds it."""
    THIRD_PARTY = "third-party"
    """It holds another's material, and the permission has an editor look at that."""
    HELD = "held"
    """Somebody holds it."""
    TIMED = "timed"
    """Somebody holds it until a time."""
    SOURCE = "source"
    """All of its source is held."""


_HELD_BY_RULE: Final = (
    "verdict = 'left-out' AND (rule GLOB 'rules.*.hold[[]*' OR rule GLOB 'feeds.*.hold[[]*')"
)
"""Word for word the condition of the index `decisions_held`."""
_OPEN: Final = f"""
WITH judged (item, why, since, reason) AS (
    SELECT item, iif(rule GLOB '*.approval', 'approval', 'third-party'), decided_at, reason
        FROM decisions
        WHERE verdict = 'withheld' AND rule IN (SELECT value FROM json_each(:rules))
    UNION ALL SELECT item, 'rule', decided_at, reason FROM decisions WHERE {_HELD_BY_RULE}
), waiting (item, why, since, reason) AS (
    SELECT item, why, min(since), reason FROM judged JOIN items ON items.id = item
        WHERE desk IS NULL OR (json_extract(desk, '$.approved') IS NULL
        AND json_extract(desk, '$.rejected') IS NULL AND json_extract(desk, '$.killed') IS NULL
        AND (json_extract(desk, '$.held') IS NULL
            OR unixepoch(json_extract(desk, '$.held.until')) <= :now))
        GROUP BY item
    UNION ALL
    SELECT id,
        CASE WHEN json_extract(desk, '$.held.by') = 'change' THEN 'changed'
            WHEN json_extract(desk, '$.held.by') IN ('source', 'agency', 'page') THEN 'publisher'
            WHEN json_extract(desk, '$.held.reason') LIKE 'all of %' THEN 'source'
            WHEN json_extract(desk, '$.held.until') IS NOT NULL THEN 'timed'
            ELSE 'held' END,
        unixepoch(json_extract(desk, '$.held.at')), json_extract(desk, '$.held.reason')
        FROM items WHERE json_extract(desk, '$.held') IS NOT NULL
        AND json_extract(desk, '$.killed') IS NULL
        AND (json_extract(desk, '$.held.until') IS NULL
            OR unixepoch(json_extract(desk, '$.held.until')) > :now)
), found AS (
    SELECT waiting.item, why, since, reason, items.source FROM waiting
        JOIN items ON items.id = waiting.item JOIN sources ON sources.name = items.source
        {{search}}
        WHERE active AND {{where}}
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word that is searched for: in a story, or in what its source is called."""

    word: str
    sources: tuple[SourceName, ...] = ()
    """Those whose names it occurs in: all their stories are found by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which of the waiting stories are meant."""

    rules: tuple[str, ...]
    """The keys of permissions that have a story wait, as decisions name them:
    ``grants.NAME.approval``, ``grants.NAME.third_party``."""
    now: datetime
    why: Why | None = None
    source: SourceName | None = None
    terms: tuple[Term, ...] = ()
    """Each must be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A story that waits, without its text."""

    item: int
    why: Why
    since: datetime
    reason: str
    source: SourceName
    date: datetime
    title: str


def counts(store: Store, asked: Asked) -> dict[Why, int]:
    """How many stories wait for each reason; one for which none does is not there."""
    with_, parameters = _query(store, asked)
    rows = store.rows(
        f"{with_} SELECT why, count(*) AS stories FROM found GROUP BY why", parameters
    )
    found = {row["why"]: int(row["stories"]) for row in rows}
    return {why: found[why] for why in Why if why in found}


def first_of_each(store: Store, asked: Asked, most: int) -> list[Waiting]:
    """The stories that have waited longest, so many for each reason."""
    with_, parameters = _query(store, asked)
    return _rows(
        store,
        f"{with_}, chosen AS (SELECT *, row_number() OVER"
        " (PARTITION BY why ORDER BY since, item) AS place FROM found)",
        "place <= :most ORDER BY since, chosen.item",
        {**parameters, "most": most},
    )


def some(store: Store, asked: Asked, *, limit: int, offset: int = 0) -> list[Waiting]:
    """Stories that wait, those that have waited longest first."""
    with_, parameters = _query(store, asked)
    return _rows(
        store,
        f"{with_}, chosen AS (SELECT * FROM found ORDER BY since, item"
        " LIMIT :limit OFFSET :offset)",
        "TRUE ORDER BY since, chosen.item",
        {**parameters, "limit": limit, "offset": offset},
    )


def numbers(store: Store, asked: Asked) -> list[int]:
    """The numbers of all of them."""
    with_, parameters = _query(store, asked)
    rows = store.rows(f"{with_} SELECT item FROM found ORDER BY since, item", parameters)
    return [row["item"] for row in rows]


def named(store: Store, wanted: Sequence[int]) -> list[Waiting]:
    """The stories of these numbers as lists show them, whether they wait or not."""
    chosen = (
        "WITH chosen AS (SELECT value AS item, 'held' AS why, 0 AS since, '' AS reason"
        " FROM json_each(:items))"
    )
    return _rows(store, chosen, "TRUE ORDER BY chosen.item", {"items": json.dumps(list(wanted))})


def _rows(store: Store, with_: str, where: str, parameters: dict[str, Value]) -> list[Waiting]:
    rows = store.rows(
        f"{with_} SELECT chosen.item, why, since, reason, items.source, date,"
        " json_extract(article, '$.title') AS title"
        " FROM chosen JOIN items ON items.id = chosen.item"
        f" JOIN revisions ON revisions.id = items.revision WHERE {where}",
        parameters,
    )
    return [
        Waiting(
            item=row["item"],
            why=Why(row["why"]),
            since=moment(row["since"]),
            reason=row["reason"],
            source=SourceName(row["source"]),
            date=moment(row["date"]),
            title=row["title"] or "",
        )
        for row in rows
    ]


def _query(store: Store, asked: Asked) -> tuple[str, dict[str, Value]]:
    parameters: dict[str, Value] = {
        "rules": json.dumps(list(asked.rules)),
        "now": seconds(asked.now),
    }
    conditions = ["TRUE"]
    if asked.why is not None:
        conditions.append("why = :why")
        parameters["why"] = asked.why
    if asked.source is not None:
        conditions.append("items.source = :source")
        parameters["source"] = asked.source
    for number, term in enumerate(asked.terms):
        conditions.append(
            f"(items.source IN (SELECT value FROM json_each(:sources{number}))"
            f" OR mentions(article, :words{number}))"
        )
        parameters[f"sources{number}"] = json.dumps(list(term.sources))
        parameters[f"words{number}"] = json.dumps([term.word.casefold()])
    search = ""
    if asked.terms:
        items.know_mentions(store)
        search = "JOIN revisions ON revisions.id = items.revision"
    text = _OPEN.replace("{search}", search).replace("{where}", " AND ".join(conditions))
    return text, parameters


# ── what was said meanwhile ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Seen:
    """How far somebody had read who now decides: the last word and the last revision of any."""

    word: int
    revision: int


def seen(store: Store) -> Seen:
    """How far the database goes now."""
    row = store.row("SELECT coalesce(max(id), 0) AS id FROM revisions")
    assert row is not None
    return Seen(editorial.last(store), int(row["id"]))


def changed_since(store: Store, wanted: Iterable[int], seen: Seen) -> set[int]:
    """Those of the items that were changed, or spoken of, after somebody looked."""
    rows = store.rows(
        "SELECT items.id FROM items WHERE id IN (SELECT value FROM json_each(:items))"
        " AND (revision > :revision OR EXISTS (SELECT 1 FROM editorial WHERE item = items.id"
        " AND editorial.id > :word))",
        {"items": json.dumps(list(wanted)), "revision": seen.revision, "word": seen.word},
    )
    return {row["id"] for row in rows}
