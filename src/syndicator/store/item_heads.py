"""Items without their texts: what a publish chooses between, of which there may be very many."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from syndicator.model import Digest, FeedName, Head, SourceName
from syndicator.store.codec import desk_from_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds, with_offset

LIFE: Final = (
    "desk, first_published, corrected, (SELECT json_group_array(coalesce(old.link, old.atom_id))"
    " FROM items AS old WHERE old.id IN"
    " (SELECT item FROM editorial WHERE replaced_by = items.id)) AS replaces,"
    " iif(corrected IS NULL, '[]',"
    " (SELECT json_group_array(at) FROM (SELECT later.updated AS at FROM revisions AS later"
    " WHERE later.item = items.id AND later.significant AND later.number > 1"
    " AND (later.seen_at > first_published OR later.updated = corrected)"
    " ORDER BY later.number))) AS corrections,"
    " (SELECT json_group_array(other) FROM near_copies WHERE near_copies.item = items.id) AS near"
)
HEAD: Final = (
    "items.id, items.source, atom_id, items.link, story, first_seen, first_poll, published,"
    f" published_offset, items.updated, items.revision, future_date, {LIFE}"
)
_EVER: Final = -(2**62)


def get(store: Store, ids: Iterable[int]) -> list[Head]:
    """The items with these ids, in the order of the ids; unknown ones are passed over."""
    rows = store.rows(
        f"SELECT {HEAD} FROM items WHERE items.id IN (SELECT value FROM json_each(?))"  # noqa: S608  # of constants
        " ORDER BY items.id",
        (json.dumps(sorted(set(ids))),),
    )
    return [from_row(row) for row in rows]


def candidates(
    store: Store,
    sources: Iterable[SourceName],
    *,
    since: datetime | None = None,
    feed: FeedName | None = None,
    selection: Digest | None = None,
) -> list[Head]:
    """The items of some sources, newest first by `Head.date`.

    Args:
        store: any mode.
        sources: their names.
        since: only what appeared at this moment or later.
        feed: without those that stand in the archive of this feed only,
        selection: if they made room under these rules.
    """
    rows = store.rows(
        f"SELECT {HEAD} FROM items"  # noqa: S608  # of constants
        " WHERE items.source IN (SELECT value FROM json_each(:sources)) AND items.date >= :since"
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
    return [from_row(row) for row in rows]


def from_row(row: sqlite3.Row) -> Head:
    """A row of `HEAD`."""
    return Head(
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
        desk=desk_from_json(row["desk"]),
        first_published=moment(row["first_published"]),
        corrected=moment(row["corrected"]),
        corrections=tuple(moment(each) for each in _listed(row["corrections"])),
        replaces=tuple(_listed(row["replaces"])),
        future_date=moment(row["future_date"]),
        near=tuple(_listed(row["near"])),
    )


def _listed(text: str) -> list[Any]:
    # For nearly every item it is empty, and they are many.
    found: list[Any] = [] if text == "[]" else json.loads(text)
    return found
