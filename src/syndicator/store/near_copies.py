"""Which stories of other sources are nearly the same: what finds them, and what was found.

A sample of each text's shingles (`syndicator.dedupe.copies.sketch`) stands in `shingles` for as
long as copies are looked for; one more number stands for the page. What stands there `COMMON` times
is no longer added: it is of a notice, or of a story that everybody has, and found well enough.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Digest, SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds

COMMON: Final = 8
"""Items that one number is noted of."""
FORGOTTEN: Final = 200
"""Items that are taken out of the index at once: as many as come, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """An item of the index."""

    id: int
    source: SourceName
    story: int
    date: datetime
    link: str | None
    text_hash: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A story that is nearly the same."""

    item: int
    copied: int | None
    """How much of the shorter text stands in the longer one, in per cent; None: it is the page
    that is the same."""


def of_texts(
    store: Store, text_hashes: Iterable[Digest], among: Iterable[int]
) -> dict[Digest, int]:
    """Of some items, those with these text hashes: by the hash, the item's number."""
    rows = store.rows(
        "SELECT items.id, text_hash FROM items JOIN revisions ON revisions.id = items.revision"
        " WHERE items.id IN (SELECT value FROM json_each(:items))"
        " AND text_hash IN (SELECT value FROM json_each(:hashes))",
        {"items": json.dumps(list(among)), "hashes": json.dumps(list(text_hashes))},
    )
    return {Digest(row["text_hash"]): row["id"] for row in rows}


def get(store: Store, items: Iterable[int]) -> dict[int, Indexed]:
    """Items by their numbers."""
    rows = store.rows(
        "SELECT items.id, items.source, story, date, link, text_hash FROM items"
        " JOIN revisions ON revisions.id = items.revision"
        " WHERE items.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(items))),),
    )
    return {
        row["id"]: Indexed(
            id=row["id"],
            source=SourceName(row["source"]),
            story=row["story"],
            date=moment(row["date"]),
            link=row["link"],
            text_hash=Digest(row["text_hash"]),
        )
        for row in rows
    }


def sharing(store: Store, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The items of the index that have these numbers, by the number."""
    found: dict[int, list[int]] = {}
    for row in store.rows(
        "SELECT hash, item FROM json_each(?) CROSS JOIN shingles ON hash = value",
        (json.dumps(sorted(set(numbers))),),
    ):
        found.setdefault(row["hash"], []).append(row["item"])
    return found


def index(
    store: Store,
    sketches: Mapping[int, tuple[int, ...]],
    known: Mapping[int, list[int]],
    *,
    now: datetime,
) -> None:
    """Note the numbers of some items, in place of what was noted of them before.

    Args:
        store: open for writing.
        sketches: the numbers of each item.
        known: from `sharing`, of all these numbers.
        now: the moment.
    """
    _forget(store, sketches)
    rows, counts = [], {n: len([i for i in each if i not in sketches]) for n, each in known.items()}
    for item, numbers in sketches.items():
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
            if counts[number] <= COMMON:
                rows.append((number, item))
    store.write_many("INSERT OR IGNORE INTO shingles (hash, item) VALUES (?, ?)", sorted(rows))
    store.write_many(
        "INSERT INTO sketches (item, seen, hashes) VALUES (?, ?, ?)",
        [(item, seconds(now), _packed(each)) for item, each in sketches.items()],
    )


def forget_before(store: Store, moment: datetime) -> None:
    """Take items out of the index that came before a moment, those that came first."""
    rows = store.rows(
        "SELECT item FROM sketches WHERE seen < ? ORDER BY seen LIMIT ?",
        (seconds(moment), FORGOTTEN),
    )
    _forget(store, [row["item"] for row in rows])


def _forget(store: Store, items: Iterable[int]) -> None:
    wanted = (json.dumps(sorted(items)),)
    rows = store.rows(
        "SELECT item, hashes FROM sketches WHERE item IN (SELECT value FROM json_each(?))", wanted
    )
    store.write_many(
        "DELETE FROM shingles WHERE hash = ? AND item = ?",
        [(number, row["item"]) for row in rows for number in _unpacked(row["hashes"])],
    )
    if rows:
        store.write("DELETE FROM sketches WHERE item IN (SELECT value FROM json_each(?))", wanted)


def _packed(numbers: tuple[int, ...]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _unpacked(octets: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(octets) // 4}I", octets)


# ── what was found ───────────────────────────────────────────────────────────────────────────


def relate(store: Store, item: int, found: Mapping[int, int | None]) -> bool:
    """Note which stories an item is nearly the same as, in place of what was noted before.

    Args:
        store: open for writing.
        item: which item.
        found: the others, each with what `Near.copied` says.

    Returns:
        Whether that is news.
    """
    before = {each.item: each.copied for each in of_item(store, item)}
    indexed = _indexed(store, before)
    # What has left the index could not be found again; nothing speaks against it.
    found = {other: copied for other, copied in before.items() if other not in indexed} | {**found}
    if before == found:
        return False
    store.write("DELETE FROM near_copies WHERE item = :item", {"item": item})
    store.write_many(
        "DELETE FROM near_copies WHERE item = ? AND other = ?", [(each, item) for each in before]
    )
    store.write_many(
        "INSERT INTO near_copies (item, other, copied) VALUES (?, ?, ?)",
        [
            pair
            for other, copied in found.items()
            for pair in ((item, other, copied), (other, item, copied))
        ],
    )
    return True


def _indexed(store: Store, items: Iterable[int]) -> frozenset[int]:
    rows = store.rows(
        "SELECT item FROM sketches WHERE item IN (SELECT value FROM json_each(?))",
        (json.dumps(list(items)),),
    )
    return frozenset(row["item"] for row in rows)


def of_item(store: Store, item: int) -> list[Near]:
    """The stories that an item is nearly the same as, by number."""
    rows = store.rows(
        "SELECT other, copied FROM near_copies WHERE item = ? ORDER BY other", (item,)
    )
    return [Near(item=row["other"], copied=row["copied"]) for row in rows]


def recent_of(
    store: Store, source: SourceName, count: int, *, apart_from: Iterable[int]
) -> list[int]:
    """The last items of a source that are in the index."""
    rows = store.rows(
        "SELECT id FROM items WHERE source = ? AND id IN (SELECT item FROM sketches)"
        " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY date DESC LIMIT ?",
        (source, json.dumps(list(apart_from)), count),
    )
    return [row["id"] for row in rows]
