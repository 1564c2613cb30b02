"""Items as they stand: to be judged, to be published, and to be found by an operator.

What a poll asks and writes is in `syndicator.store.known` and `syndicator.store.ingest`, and is
offered here too.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Digest, FeedName, Item, SourceName, Verdict
from syndicator.store.codec import article_from_json, desk_from_json, meta_from_json
from syndicator.store.database import Parameters, Store
from syndicator.store.decisions import Decided, decided_from
from syndicator.store.ingest import apply
from syndicator.store.known import known, known_hashes
from syndicator.store.times import moment, seconds, with_offset

__all__ = [
    "Found",
    "Revision",
    "apply",
    "candidates",
    "counts",
    "find",
    "get",
    "known",
    "known_hashes",
    "revisions_of",
    "search",
]

_LIFE: Final = (
    "desk, first_published, corrected, (SELECT json_group_array(coalesce(old.link, old.atom_id))"
    " FROM items AS old WHERE old.id IN"
    " (SELECT item FROM editorial WHERE replaced_by = items.id)) AS replaces,"
    " (SELECT json_group_array(at) FROM (SELECT later.updated AS at FROM revisions AS later"
    " WHERE later.item = items.id AND later.significant AND later.number > 1"
    " AND (later.seen_at > first_published OR later.updated = corrected)"
    " AND corrected IS NOT NULL ORDER BY later.number)) AS corrections"
)
_ITEM: Final = (
    "SELECT items.id, items.source, atom_id, items.link, story, first_seen, first_poll,"  # noqa: S608  # of constants
    " published,"
    " published_offset, items.updated, items.revision, revisions.number, article, meta"
    f", {_LIFE} FROM items JOIN revisions ON revisions.id = items.revision"
)
_TAG: Final = re.compile(r"<[^>]*>")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_EVER: Final = -(2**62)


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


def candidates(
    store: Store,
    sources: Iterable[SourceName],
    *,
    since: datetime | None = None,
    feed: FeedName | None = None,
    selection: Digest | None = None,
) -> list[Item]:
    """The items of some sources, newest first by `Item.date`.

    Args:
        store: any mode.
        sources: their names.
        since: only what appeared at this moment or later.
        feed: without those that stand in the archive of this feed only,
        selection: if they made room under these rules.
    """
    return _items(
        store,
        "items.source IN (SELECT value FROM json_each(:sources)) AND items.date >= :since"
        " AND NOT EXISTS (SELECT 1 FROM placements WHERE feed = :feed AND item = items.id"
        " AND current = 0 AND left_under = :selection)"
        " ORDER BY items.date DESC, items.id DESC",
        {
            "sources": json.dumps(sorted(set(sources))),
            "since": _EVER if since is None else seconds(since),
            "feed": feed,
            "selection": selection,
        },
    )


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
        limit: at most so many.
    """
    store.function("mentions", _mentions)
    judged = (
        "EXISTS (SELECT 1 FROM decisions WHERE decisions.item = items.id"
        " AND (:feed IS NULL OR feed = :feed) AND (:verdict IS NULL OR verdict = :verdict))"
    )
    conditions = {
        "items.source = :source": source is not None,
        "items.date >= :since": since is not None,
        judged: feed is not None or verdict is not None,
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
            "words": json.dumps([word.casefold() for word in words]),
            "limit": limit,
        },
    )
    decided: dict[int, list[Decided]] = {item.id: [] for item in found}
    for row in store.rows(
        "SELECT * FROM decisions WHERE item IN (SELECT value FROM json_each(:items))"
        " AND (:feed IS NULL OR feed = :feed) ORDER BY feed",
        {"items": json.dumps(list(decided)), "feed": feed},
    ):
        decided[row["item"]].append(decided_from(row))
    return [Found(item=item, decisions=tuple(decided[item.id])) for item in found]


def revisions_of(store: Store, item: int) -> list[Revision]:
    """Every state in which an item was seen, the first one first."""
    rows = store.rows(
        "SELECT items.id, items.source, atom_id, items.link, story, first_seen, first_poll,"  # noqa: S608  # of constants
        " published, published_offset, revisions.updated, revisions.id AS revision, number,"
        f" article, meta, seen_at, significant, {_LIFE}"
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
    return Item(
        id=row["id"],
        source=SourceName(row["source"]),
        atom_id=row["atom_id"],
        link=row["link"],
        story=row["story"],
        first_seen=moment(row["first_seen"]),
        first_poll=bool(row["first_poll"]),
        published=with_offset(row["published"], row["published_offset"]),
        updated=moment(row["updated"]),
        revision=row["revision"],
        number=row["number"],
        article=article_from_json(row["article"]),
        source_meta=meta_from_json(row["meta"]),
        desk=desk_from_json(row["desk"]),
        first_published=moment(row["first_published"]),
        corrected=moment(row["corrected"]),
        corrections=tuple(moment(each) for each in json.loads(row["corrections"])),
        replaces=tuple(json.loads(row["replaces"])),
    )


def _mentions(text: str, words: str) -> bool:
    article = article_from_json(text)
    readable = html.unescape(_TAG.sub(" ", f"{article.content} {article.summary}"))
    parts = [article.title, readable, *(person.name for person in article.authors)]
    parts += [category.label or category.term for category in article.categories]
    haystack = "\n".join(parts).casefold()
    return all(word in haystack for word in json.loads(words))
