"""Killed stories as a record of their own, that outlives the database: written down, taken over.

What is known of a killed story is enough to know it again, and to tell readers; never what it
said, nor who killed it and why.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.model import Article, CleanHtml, Digest, FeedName, SourceMeta, SourceName, Tombstone
from syndicator.store import editorial, feeds, tombstones
from syndicator.store.codec import article_to_json, meta_to_json
from syndicator.store.database import Store
from syndicator.store.editorial import Action
from syndicator.store.times import moment, seconds
from syndicator.store.tombstones import Withdrawal

REASON = "killed before this database wrote the output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """A killed story."""

    item: int
    source: SourceName
    atom_id: str
    at: datetime
    by: str = ""
    """Who spoke for the publisher: of `editorial.PUBLISHERS`; empty: the desk."""
    keys: tuple[tuple[str, str], ...] = ()
    """What it is known again by: pairs of ``guid``, ``link`` or ``fingerprint`` and a value."""
    stones: tuple[tuple[FeedName, str, str], ...] = ()
    """The feeds that say so, with what they say: who, and a comment."""


def all(store: Store) -> list[Kill]:  # noqa: A001  # read as kills.all(store)
    """Every killed story, by number."""
    rows = store.rows(
        "SELECT id, source, atom_id, json_extract(desk, '$.killed.by') AS by,"
        " (SELECT min(at) FROM editorial WHERE item = items.id AND action = 'kill') AS at,"
        " (SELECT json_group_array(json_array(kind, key)) FROM item_keys WHERE item = items.id)"
        " AS keys, (SELECT json_group_array(json_array(feed, by, comment)) FROM tombstones"
        " WHERE tombstones.item = items.id) AS stones"
        " FROM items WHERE json_extract(desk, '$.killed') IS NOT NULL ORDER BY id"
    )
    return [_kill(row) for row in rows]


def _kill(row: sqlite3.Row) -> Kill:
    return Kill(
        item=row["id"],
        source=SourceName(row["source"]),
        atom_id=row["atom_id"],
        at=moment(row["at"]),
        by=row["by"] if row["by"] in editorial.PUBLISHERS else "",
        keys=tuple(sorted((kind, key) for kind, key in json.loads(row["keys"]))),
        stones=tuple(
            sorted((FeedName(feed), by, comment) for feed, by, comment in json.loads(row["stones"]))
        ),
    )


def take_over(store: Store, found: Iterable[Kill]) -> list[int]:
    """Kill what was killed before: what the database knows, and what it is still to meet.

    A story that it does not know is stored without its text, under its number, so that it is known
    again when its source brings it. Feeds that are not there are passed over.

    Args:
        store: open for writing.
        found: as another database, or another state of this one, wrote them down.

    Returns:
        The numbers of the items that were not killed here.
    """
    taken: list[int] = []
    with store.transaction():
        for kill in found:
            row = store.row(
                "SELECT id FROM items WHERE atom_id = ? AND source = ?", (kill.atom_id, kill.source)
            )
            item = _store(store, kill) if row is None else int(row["id"])
            said = editorial.record(
                store, [item], Action.KILL, by=kill.by or "output", reason=REASON, now=kill.at
            )
            taken += [*said.items, *said.copies]
            stones = [
                (Tombstone(ref=kill.atom_id, when=kill.at, by=by, comment=comment, item=item), feed)
                for feed, by, comment in kill.stones
                if feeds.get(store, feed) is not None
            ]
            for stone, feed in stones:
                # As if it had stood there until then: the stub is to stand on.
                withdrawn = Withdrawal(stone=stone, since=kill.at, stood_at=kill.at)
                tombstones.add(store, feed, [withdrawn])
        feeds.mark_due(store, [state.name for state in feeds.all(store)])
    return list(dict.fromkeys(taken))


def _store(store: Store, kill: Kill) -> int:
    """Store a story of which nothing is known but that it was killed."""
    at = seconds(kill.at)
    store.write(
        "INSERT INTO sources (name, url, active, next_poll) VALUES (?, '', 0, ?)"
        " ON CONFLICT (name) DO NOTHING",
        (kill.source, at),
    )
    taken = store.row("SELECT 1 FROM items WHERE id = ?", (kill.item,)) is not None
    keys = dict(kill.keys)
    cursor = store.write(
        "INSERT INTO items (id, source, atom_id, guid, link, fingerprint, story, first_seen,"
        " first_poll, updated, revision, raw_hash) VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, ?, 0, '')",
        (
            None if taken else kill.item,
            kill.source,
            kill.atom_id,
            keys.get("guid"),
            keys.get("link"),
            keys.get("fingerprint"),
            at,
            at,
        ),
    )
    item = cursor.lastrowid
    assert item is not None
    article = _nothing(kill)
    revision = store.write(
        "INSERT INTO revisions (item, number, seen_at, significant, text_hash, content_hash,"
        " updated, article, meta) VALUES (?, 1, ?, 1, ?, ?, ?, ?, ?)",
        (
            item,
            at,
            article.text_hash,
            article.content_hash,
            at,
            article_to_json(article),
            meta_to_json(SourceMeta()),
        ),
    ).lastrowid
    store.write("UPDATE items SET story = id, revision = ? WHERE id = ?", (revision, item))
    store.write_many(
        "INSERT INTO item_keys (kind, key, source, item) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [(kind, key, kill.source, item) for kind, key in kill.keys],
    )
    return item


def _nothing(kill: Kill) -> Article:
    return Article(
        title="",
        content=CleanHtml(""),
        link=dict(kill.keys).get("link"),
        text_hash=Digest(""),
        content_hash=Digest(""),
    )
