"""Texts that are deleted because an agreement demands it, or an operator.

What goes is the article of every revision, whatever was composed of it, and the headline of a
stub. What stays is the item, so that it is known again, its hashes, the notices, and the ledger:
they prove what was published without holding it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from syndicator.log import Log
from syndicator.model import Article, CleanHtml, Digest, GrantName, SourceName
from syndicator.model.grant import Grant
from syndicator.store import grants
from syndicator.store.codec import article_to_json
from syndicator.store.database import Store
from syndicator.store.inspection import connect_read_only
from syndicator.store.migrations import APPLICATION_ID
from syndicator.store.times import seconds

log = Log(__name__)

BATCH: Final = 200
TITLE: Final = "(deleted)"
_ITEMS: Final = "SELECT value FROM json_each(:items)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long the texts of one source are kept."""

    keep: timedelta
    """After the story ended."""
    usable: timedelta | None = None
    """How long after it appeared one that never left may still leave; None: it is not said."""


def terms(store: Store, granted: Mapping[GrantName, Grant]) -> dict[SourceName, Term]:
    """How long the texts of each source are kept whose permission says so.

    A permission that is no longer configured still binds, as it was stored last.

    Args:
        store: any mode.
        granted: the permissions in force.
    """
    found: dict[SourceName, Term] = {}
    for row in store.rows("SELECT name, grant_name FROM sources WHERE grant_name IS NOT NULL"):
        name = GrantName(row["grant_name"])
        stored = grants.versions(store, name) if name not in granted else []
        grant = stored[-1].grant if stored else granted.get(name)
        if grant is None or grant.keep is None:
            continue
        spans = [span for span in (grant.use_within, grant.remove_after) if span is not None]
        found[SourceName(row["name"])] = Term(keep=grant.keep, usable=min(spans, default=None))
    return found


def due(
    store: Store,
    terms: Mapping[SourceName, Term],
    *,
    unpublished: timedelta | None,
    now: datetime,
) -> list[int]:
    """Items whose texts have to go now: those that stand nowhere, and have been kept long enough.

    Args:
        store: any mode.
        terms: of the sources whose permission says how long.
        unpublished: how long what never left and nobody decided on is kept; None: for ever.
        now: the moment.
    """
    asked = [
        [name, int(term.keep.total_seconds()), int((term.usable or timedelta(0)).total_seconds())]
        for name, term in terms.items()
    ]
    rows = store.rows(
        "WITH terms (source, keep, usable) AS (SELECT json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:terms)),"
        " ended (item, at, keep) AS ("
        " SELECT items.id, coalesce((SELECT max(at) FROM ledger WHERE ledger.item = items.id),"
        " max(items.first_seen, items.updated) + usable), keep"
        " FROM terms CROSS JOIN items ON items.source = terms.source WHERE deleted_at IS NULL"
        " UNION ALL SELECT items.id, (SELECT max(seen_at) FROM revisions WHERE item = items.id),"
        " :unpublished FROM items WHERE :unpublished IS NOT NULL AND deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.item = items.id)"
        " AND NOT EXISTS (SELECT 1 FROM editorial WHERE editorial.item = items.id"
        " OR editorial.replaced_by = items.id))"
        " SELECT DISTINCT item FROM ended WHERE at + keep <= :now"
        " AND NOT EXISTS (SELECT 1 FROM placements WHERE placements.item = ended.item)"
        " ORDER BY item",
        {
            "terms": json.dumps(asked),
            "unpublished": None if unpublished is None else int(unpublished.total_seconds()),
            "now": seconds(now),
        },
    )
    return [int(row["item"]) for row in rows]


def of_source(store: Store, sources: Iterable[SourceName]) -> list[int]:
    """The items of some sources whose texts are there."""
    rows = store.rows(
        "SELECT id FROM items WHERE source IN (SELECT value FROM json_each(?))"
        " AND deleted_at IS NULL ORDER BY id",
        (json.dumps(sorted(set(sources))),),
    )
    return [int(row["id"]) for row in rows]


def delete_due(
    store: Store,
    granted: Mapping[GrantName, Grant],
    *,
    unpublished: timedelta | None,
    now: datetime,
) -> None:
    """Delete what an agreement, or ``[keep] unpublished``, does not let us keep any longer.

    Args:
        store: open for writing.
        granted: the permissions in force.
        unpublished: how long what never left and nobody decided on is kept; None: for ever.
        now: the moment.
    """
    items = due(store, terms(store, granted), unpublished=unpublished, now=now)
    if count := delete_texts(store, items, now=now):
        log.info("texts.deleted", stories=count)


def delete_texts(store: Store, items: Sequence[int], *, now: datetime) -> int:
    """Delete the texts of stories, in every revision; the octets are overwritten in the file.

    Args:
        store: open for writing, also in mode ``edit``.
        items: of which stories; what stands somewhere is passed over.
        now: the moment.

    Returns:
        How many stories lost their texts.
    """
    store.pragma("secure_delete = ON")
    count = 0
    for start in range(0, len(items), BATCH):
        with store.transaction():
            count += _delete(store, items[start : start + BATCH], now)
    if count:
        store.pragma("wal_checkpoint(TRUNCATE)")
    return count


def _delete(store: Store, items: Sequence[int], now: datetime) -> int:
    rows = store.rows(
        "SELECT id FROM items WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM placements WHERE item = items.id)",
        (json.dumps(list(items)),),
    )
    found = [int(row["id"]) for row in rows]
    wanted = {"items": json.dumps(found)}
    revisions = store.rows(
        "SELECT id, text_hash, content_hash, json_extract(article, '$.link') AS link"  # noqa: S608  # constants
        f" FROM revisions WHERE item IN ({_ITEMS})",
        wanted,
    )
    store.write_many(
        "UPDATE revisions SET article = ? WHERE id = ?",
        [(article_to_json(_bare(row)), row["id"]) for row in revisions],
    )
    for table in ("entries", "judgements"):
        store.write(f"DELETE FROM {table} WHERE item IN ({_ITEMS})", wanted)  # noqa: S608
    store.write(f"UPDATE tombstones SET title = NULL WHERE item IN ({_ITEMS})", wanted)  # noqa: S608
    store.write(
        f"UPDATE items SET deleted_at = :now WHERE id IN ({_ITEMS})",  # noqa: S608
        {**wanted, "now": seconds(now)},
    )
    return len(found)


def _bare(row: sqlite3.Row) -> Article:
    return Article(
        title=TITLE,
        content=CleanHtml(""),
        text_hash=Digest(row["text_hash"]),
        content_hash=Digest(row["content_hash"]),
        link=row["link"],
        deleted=True,
    )


def backups_that_hold(
    database: Path, items: Sequence[int], *, folder: Path | None = None
) -> list[tuple[Path, int]]:
    """The copies of the database near it that still hold texts of these stories.

    Args:
        database: whose copies are looked for, in its folder and in ``backups`` beside it.
        items: of which stories.
        folder: where else copies are made.

    Returns:
        Each file with the number of stories whose text is in it. A copy elsewhere is not known.
    """
    found: list[tuple[Path, int]] = []
    folders = {database.parent, database.parent / "backups", folder or database.parent}
    for path in sorted(path for each in folders for path in each.glob("*")):
        beside = path.name.endswith(("-wal", "-shm", "-journal", ".lock"))
        if path == database or beside or not path.is_file():
            continue
        if count := _held(path, items):
            found.append((path, count))
    return found


def _held(path: Path, items: Sequence[int]) -> int:
    with path.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3"):
            return 0
    try:
        with closing(connect_read_only(path, timeout=1)) as copy:
            if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return 0
            row = copy.execute(
                "SELECT count(DISTINCT item) FROM revisions"  # noqa: S608  # constants
                f" WHERE item IN ({_ITEMS}) AND json_extract(article, '$.deleted') IS NOT 1",
                {"items": json.dumps(list(items))},
            ).fetchone()
            return int(row[0])
    except sqlite3.Error:
        return 0
