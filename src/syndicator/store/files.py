"""The files of the output: what was written where, what is gone for good, what has moved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.model import Digest, FeedName
from syndicator.store.codec import desk_from_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

GONE: Final = ".gone"
"""What follows the path of a withdrawn story's page in that of the page which stands for it."""


class Kind(StrEnum):
    """What an output file is."""

    DOCUMENT = "document"
    """What subscribers poll."""
    ARCHIVE = "archive"
    FEED_PAGE = "feed-page"
    PAGE = "page"
    """Of a story."""
    GONE = "gone"
    """What a server answers with where the page of a withdrawn story was."""
    CLOSING = "closing"
    """What stands at the addresses of a feed that has ended."""
    SITE = "site"
    """What belongs to all feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file of the output as it was last written."""

    output: str
    """Where the output was then: a folder, or the URL of a store."""
    path: str
    """Below it."""
    feed: FeedName | None
    """None: it belongs to all feeds."""
    kind: Kind
    sha256: Digest
    stamp: str
    """What its shelf tells it by."""
    item: int | None = None
    """The story whose page it is, or was."""
    written_at: datetime | None = None
    """When it was first recorded with this content, in whichever output; None: not yet."""


def release_foreign(store: Store, output: str) -> list[str]:
    """Forget files in other outputs that were written while the database lay elsewhere.

    It was moved, copied or restored: what was written from its former place may be in use by the
    database that is still there, and is not ours to remove.

    Args:
        store: open for writing, as the only instance.
        output: where the output is now.

    Returns:
        The other outputs, of which nothing is known from now on.
    """
    row = store.row("SELECT path FROM home")
    here = str(store.path)
    if row is not None and row["path"] == here:
        return []
    with store.transaction():
        store.write(
            "INSERT INTO home (id, path) VALUES (1, ?)"
            " ON CONFLICT (id) DO UPDATE SET path = excluded.path",
            (here,),
        )
        if row is None:
            return []
        others = store.rows("SELECT DISTINCT output FROM files WHERE output <> ?", (output,))
        store.write("DELETE FROM files WHERE output <> ?", (output,))
    return [other["output"] for other in others]


def of_feed(store: Store, feed: FeedName, kinds: Iterable[Kind] = Kind) -> list[Written]:
    """The files of one feed, by path; only those of some kinds."""
    rows = store.rows(
        "SELECT * FROM files WHERE feed = ? AND kind IN (SELECT value FROM json_each(?))"
        " ORDER BY path, output",
        (feed, json.dumps([kind.value for kind in kinds])),
    )
    return [_written(row) for row in rows]


def of_stories(
    store: Store, feed: FeedName, items: Iterable[int], kind: Kind = Kind.PAGE
) -> list[Written]:
    """The pages of these stories in one feed, or what stands for them, by path."""
    rows = store.rows(
        # From the items to the files: there may be very many of those.
        "SELECT files.* FROM json_each(:items) AS wanted CROSS JOIN files"
        " ON files.feed = :feed AND files.kind = :kind AND files.item = wanted.value"
        " ORDER BY path, output",
        {"items": json.dumps(sorted(set(items))), "feed": feed, "kind": kind},
    )
    return [_written(row) for row in rows]


def pages_in_turn(
    store: Store, feed: FeedName, *, turn: int, turns: int, kind: Kind = Kind.PAGE
) -> list[Written]:
    """A part of a feed's story pages; each has had its turn after so many, some of them twice.

    Args:
        store: any mode.
        feed: which.
        turn: whose it is.
        turns: after how many each has had one.
        kind: what stands for pages of withdrawn stories instead, by `Kind.GONE`.
    """
    rows = store.rows(
        "WITH numbers (least, most) AS (SELECT min(item), max(item) FROM files"
        " WHERE feed = :feed AND kind = :kind),"
        " part (first, size) AS (SELECT least + (most - least) / :turns * :turn"
        " + min(:turn, (most - least) % :turns), (most - least) / :turns + 1 FROM numbers)"
        " SELECT files.* FROM part CROSS JOIN files ON feed = :feed AND kind = :kind"
        " AND item BETWEEN first AND first + size ORDER BY path",
        {"feed": feed, "turns": turns, "turn": turn % turns, "kind": kind},
    )
    return [_written(row) for row in rows]


def of_nothing(store: Store, feed: FeedName) -> list[Written]:
    """The pages of stories that stand in a feed no longer, where an audit found them."""
    rows = store.rows(
        "SELECT * FROM files WHERE feed = :feed AND kind = 'page' AND stamp = '' AND NOT EXISTS"
        " (SELECT 1 FROM placements WHERE placements.feed = :feed"
        " AND placements.item = files.item)",
        {"feed": feed},
    )
    return [_written(row) for row in rows]


def of_site(store: Store) -> list[Written]:
    """The files that belong to all feeds, by path."""
    rows = store.rows("SELECT * FROM files WHERE feed IS NULL ORDER BY path, output")
    return [_written(row) for row in rows]


def elsewhere(store: Store, feed: FeedName, *, output: str, stem: str) -> list[Written]:
    """The files of a feed that lie in another output, or under another name than it has now."""
    rows = store.rows(
        "SELECT * FROM files WHERE feed = :feed AND (output <> :output"
        " OR NOT (path GLOB :stem || '.*' OR path GLOB :stem || '/*')) ORDER BY path, output",
        {"feed": feed, "output": output, "stem": stem},
    )
    return [_written(row) for row in rows]


def digests(store: Store, paths: Iterable[str]) -> dict[str, Digest]:
    """What files said when they were last recorded, by path, wherever the output was."""
    rows = store.rows(
        "SELECT path, sha256 FROM files WHERE path IN (SELECT value FROM json_each(?))"
        " ORDER BY written_at",
        (json.dumps(sorted(set(paths))),),
    )
    return {row["path"]: Digest(row["sha256"]) for row in rows}


def save(store: Store, written: Iterable[Written], now: datetime) -> None:
    """Record files that stand now."""
    with store.transaction():
        store.write_many(
            "INSERT INTO files (output, path, feed, kind, item, sha256, stamp, written_at)"
            " VALUES (:output, :path, :feed, :kind, :item, :sha256, :stamp, coalesce((SELECT"
            " min(written_at) FROM files WHERE path = :path AND sha256 = :sha256), :now))"
            " ON CONFLICT (output, path) DO UPDATE SET"
            " feed = excluded.feed, kind = excluded.kind, item = excluded.item,"
            " stamp = excluded.stamp, sha256 = excluded.sha256,"
            " written_at = iif(sha256 = excluded.sha256, written_at, excluded.written_at)"
            " WHERE (feed, kind, item, sha256, stamp) IS NOT (excluded.feed, excluded.kind,"
            " excluded.item, excluded.sha256, excluded.stamp)",
            [
                {
                    "output": each.output,
                    "path": each.path,
                    "feed": each.feed,
                    "kind": each.kind,
                    "item": each.item,
                    "sha256": each.sha256,
                    "stamp": each.stamp,
                    "now": seconds(now),
                }
                for each in written
            ],
        )


def outputs(store: Store) -> set[str]:
    """Where files lie: in this output, and in former ones."""
    return {row["output"] for row in store.rows("SELECT DISTINCT output FROM files")}


def paths(store: Store, output: str) -> set[str]:
    """The paths of all files in an output."""
    rows = store.rows("SELECT path FROM files WHERE output = ?", (output,))
    return {row["path"] for row in rows}


def distrust(store: Store, places: Iterable[tuple[str, str]]) -> None:
    """Record that files are not what was written, though they look so: they are written again."""
    with store.transaction():
        store.write_many(
            "UPDATE files SET stamp = '' WHERE output = ? AND path = ?",
            places,
        )


def forget(store: Store, places: Iterable[tuple[str, str]]) -> None:
    """Record that files stand no longer: each by the output and the path in it."""
    with store.transaction():
        store.write_many("DELETE FROM files WHERE output = ? AND path = ?", places)


# ── what a server asks ───────────────────────────────────────────────────────────────────────


def gone(store: Store, path: str) -> datetime | None:
    """When the story whose page was at this path was withdrawn; None: nothing is known of that.

    The page to answer with, by 410, is at the same path with `GONE` behind it.
    """
    row = store.row(
        "SELECT desk, written_at FROM files JOIN items ON items.id = files.item"
        " WHERE files.path = ? AND kind = 'gone'",
        (f"{path}{GONE}",),
    )
    if row is None:
        return None
    killed = desk_from_json(row["desk"]).killed
    return killed.at if killed else moment(row["written_at"])


def moved(store: Store) -> dict[str, str]:
    """The paths of feeds under their former names, each with the one at which the same is now.

    What lay there is listed: documents, archives, and the pages of stories that the feed held when
    it got its name. A path that ends in a slash is that of a folder's page.
    """
    found: dict[str, str] = {}
    for row in store.rows(
        "SELECT former_names.stem AS old, feeds.stem AS new, path FROM former_names"
        " JOIN feeds ON feeds.name = former_names.feed JOIN files ON files.feed = feeds.name"
        " WHERE kind IN ('document', 'archive', 'feed-page', 'gone', 'closing') OR (kind = 'page'"
        " AND EXISTS (SELECT 1 FROM placements WHERE placements.feed = files.feed"
        " AND placements.item = files.item AND since <= at)) ORDER BY former_names.name, path"
    ):
        old, new, path = row["old"], row["new"], row["path"].removesuffix(GONE)
        if new is None or not path.startswith((f"{new}.", f"{new}/")):
            continue
        rest = path.removeprefix(new)
        found[f"{old}{rest}"] = path
        if rest == "/index.html":
            found[f"{old}/"] = found[f"{old}{rest}"] = f"{new}/"
    return found


def former_names(store: Store) -> dict[FeedName, FeedName]:
    """The names that feeds had, each with the name that the feed has now."""
    rows = store.rows("SELECT name, feed FROM former_names ORDER BY name")
    return {FeedName(row["name"]): FeedName(row["feed"]) for row in rows}


def _written(row: sqlite3.Row) -> Written:
    return Written(
        output=row["output"],
        path=row["path"],
        feed=None if row["feed"] is None else FeedName(row["feed"]),
        kind=Kind(row["kind"]),
        sha256=Digest(row["sha256"]),
        stamp=row["stamp"],
        item=row["item"],
        written_at=moment(row["written_at"]),
    )


def recorded(store: Store, output: str) -> list[tuple[str, Kind, Digest]]:
    """All files of an output as they were last written: path, what each is, and its content."""
    rows = store.rows(
        "SELECT path, kind, sha256 FROM files WHERE output = ? ORDER BY path", (output,)
    )
    return [(row["path"], Kind(row["kind"]), Digest(row["sha256"])) for row in rows]
