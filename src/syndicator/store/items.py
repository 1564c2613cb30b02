"""Items as they stand: to be judged, to be published, and to be found by an operator.

What a poll asks and writes is in `syndicator.store.known_items` and `syndicator.store.write_items`,
and is offered here too.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from syndicator.model import FeedName, Head, Item, SourceName, Verdict
from syndicator.store import item_heads
from syndicator.store.codec import article_from_json, meta_from_json
from syndicator.store.database import Parameters, Store
from syndicator.store.decisions import WAITING, Decided, decided_from
from syndicator.store.known_items import known, known_hashes
from syndicator.store.times import moment, seconds
from syndicator.store.write_items import apply

__all__ = [
    "Found",
    "Revision",
    "apply",
    "candidates",
    "counts",
    "find",
    "get",
    "know_mentions",
    "known",
    "known_hashes",
    "revisions_of",
    "search",
    "whole",
]

_ITEM: Final = (
    f"SELECT {item_heads.HEAD}, revisions.number, article, meta"  # noqa: S608  # of constants
    " FROM items JOIN revisions ON revisions.id = items.revision"
)
_OF_HEAD: Final = tuple(field.name for field in fields(Head))
_TAG: Final = re.compile(r"<[^>]*>")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state in which an item was seen."""

    item: Item
    """The item as it was then."""
    seen_at: datetime
    significant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item with what was decided about it, by feed."""

    item: Item
    decisions: tuple[Decided, ...]


def get(store: Store, ids: Iterable[int]) -> list[Item]:
    """The items with these ids, in the order of the ids; unknown ones are passed over."""
    wanted = json.dumps(sorted(set(ids)))
    condition = "items.id IN (SELECT value FROM json_each(?)) ORDER BY items.id"
    return _items(store, condition, (wanted,))


def whole(store: Store, found: Iterable[Head]) -> list[Item]:
    """These items with their texts, in the same order.

    Each has the text of the revision that it was read at, and all else as it was then: what has
    changed meanwhile is none of it.
    """
    found = list(found)
    rows = store.rows(
        "SELECT id, number, article, meta FROM revisions"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([head.revision for head in found]),),
    )
    texts = {row["id"]: row for row in rows}
    return [_with_text(head, texts[head.revision]) for head in found]


def candidates(
    store: Store, sources: Iterable[SourceName], *, since: datetime | None = None
) -> list[Item]:
    """The items of some sources, newest first by `Item.date`.

    Args:
        store: any mode.
        sources: their names.
        since: only what appeared at this moment or later.
    """
    return whole(store, item_heads.candidates(store, sources, since=since))


def find(store: Store, text: str) -> list[Item]:
    """The items that an operator may mean: by number, ``atom:id``, guid or canonical link.

    Args:
        store: any mode.
        text: what was typed; a link must be in its canonical form to be found by it.
    """
    number = int(text) if _NUMBER.fullmatch(text) else None
    return _items(
        store,
        "items.id = :number OR atom_id = :text OR items.id IN"
        " (SELECT item FROM item_keys WHERE kind IN ('guid', 'link') AND key = :text)"
        " ORDER BY items.id",
        {"number": number, "text": text},
    )


def search(
    store: Store,
    *,
    source: SourceName | None = None,
    words: Sequence[str] = (),
    since: datetime | None = None,
    feed: FeedName | None = None,
    verdict: Verdict | None = None,
    waiting: bool = False,
    limit: int = 50,
) -> list[Found]:
    """Items, newest first, with what was decided about them.

    Args:
        store: any mode.
        source: only of this source.
        words: each must occur in title, text, authors or categories, in any case.
        since: only what appeared at this moment or later.
        feed: only what was judged for this feed; its decision alone is shown.
        verdict: only what has this verdict, in `feed` or in any.
        waiting: only what waits for an editor, in `feed` or in any, and only those decisions.
        limit: at most so many.
    """
    know_mentions(store)
    judged = (
        "EXISTS (SELECT 1 FROM decisions WHERE decisions.item = items.id"  # noqa: S608  # of constants
        " AND (:feed IS NULL OR feed = :feed) AND (:verdict IS NULL OR verdict = :verdict)"
        f" AND (:waiting = 0 OR {WAITING}))"
    )
    conditions = {
        "items.source = :source": source is not None,
        "items.date >= :since": since is not None,
        judged: feed is not None or verdict is not None or waiting,
        "mentions(article, :words)": bool(words),
    }
    where = " AND ".join(sql for sql, asked in conditions.items() if asked) or "TRUE"
    found = _items(
        store,
        f"{where} ORDER BY items.date DESC, items.id DESC LIMIT :limit",
        {
            "source": source,
            "since": seconds(since),
            "feed": feed,
            "verdict": verdict,
            "waiting": waiting,
            "words": json.dumps([word.casefold() for word in words]),
            "limit": limit,
        },
    )
    decided: dict[int, list[Decided]] = {item.id: [] for item in found}
    for row in store.rows(
        "SELECT * FROM decisions WHERE item IN (SELECT value FROM json_each(:items))"  # noqa: S608  # of constants
        f" AND (:feed IS NULL OR feed = :feed) AND (:waiting = 0 OR {WAITING}) ORDER BY feed",
        {"items": json.dumps(list(decided)), "feed": feed, "waiting": waiting},
    ):
        decided[row["item"]].append(decided_from(row))
    return [Found(item=item, decisions=tuple(decided[item.id])) for item in found]


def know_mentions(store: Store) -> None:
    """Make ``mentions(article, words)`` known to SQL: whether each word occurs in an article.

    ``words`` is a JSON list of case-folded texts, looked for in title, text, authors, categories.
    """
    store.function("mentions", _mentions)


def revisions_of(store: Store, item: int) -> list[Revision]:
    """Every state in which an item was seen, the first one first."""
    rows = store.rows(
        "SELECT items.id, items.source, atom_id, items.link, story, first_seen, first_poll,"  # noqa: S608  # of constants
        " published, published_offset, future_date, revisions.updated,"
        " revisions.id AS revision, number,"
        f" article, meta, seen_at, significant, {item_heads.LIFE}"
        " FROM revisions JOIN items ON items.id = revisions.item WHERE item = ? ORDER BY number",
        (item,),
    )
    return [
        Revision(
            item=_item(row), seen_at=moment(row["seen_at"]), significant=bool(row["significant"])
        )
        for row in rows
    ]


def counts(store: Store) -> dict[SourceName, int]:
    """How many items each source has brought; a source without any is not there."""
    rows = store.rows("SELECT source, count(*) AS items FROM items GROUP BY source")
    return {SourceName(row["source"]): int(row["items"]) for row in rows}


def newest(store: Store) -> dict[SourceName, datetime]:
    """When the newest story of each source appeared; a source without any is not there."""
    rows = store.rows(
        "SELECT name, (SELECT max(date) FROM items WHERE source = name) AS date FROM sources"
    )
    return {SourceName(row["name"]): moment(row["date"]) for row in rows if row["date"]}


def latest_dates(
    store: Store, sources: Iterable[SourceName], most: int
) -> dict[SourceName, tuple[datetime, ...]]:
    """When the latest stories of each source appeared, newest first; several of one moment once."""
    rows = store.rows(
        "SELECT value AS source, (SELECT json_group_array(date) FROM (SELECT DISTINCT date"
        " FROM items WHERE source = value ORDER BY date DESC LIMIT ?)) AS dates FROM json_each(?)",
        (most, json.dumps(list(sources))),
    )
    return {
        SourceName(row["source"]): tuple(
            moment(date) for date in sorted(json.loads(row["dates"]), reverse=True)
        )
        for row in rows
    }


def _items(store: Store, condition: str, parameters: Parameters) -> list[Item]:
    return [_item(row) for row in store.rows(f"{_ITEM} WHERE {condition}", parameters)]


def _item(row: sqlite3.Row) -> Item:
    return _with_text(item_heads.from_row(row), row)


def _with_text(head: Head, row: sqlite3.Row) -> Item:
    state: dict[str, Any] = {name: getattr(head, name) for name in _OF_HEAD}
    return Item(
        **state,
        number=row["number"],
        article=article_from_json(row["article"]),
        source_meta=meta_from_json(row["meta"]),
    )


def _mentions(text: str, words: str) -> bool:
    wanted: list[str] = json.loads(words)
    raw = text.casefold()
    # As it is stored only what is no letter or digit is written otherwise; most are told by that.
    if any(word.isalnum() and word not in raw for word in wanted):
        return False
    article = article_from_json(text)
    readable = html.unescape(_TAG.sub(" ", f"{article.content} {article.summary}"))
    parts = [article.title, readable, *(person.name for person in article.authors)]
    parts += [category.label or category.term for category in article.categories]
    haystack = "\n".join(parts).casefold()
    return all(word in haystack for word in wanted)
