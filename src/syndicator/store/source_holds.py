"""Sources of which every story is held: what is stored of them, and what comes.

A story that was held by itself before keeps that hold when the source's hold ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from syndicator.model import SourceName, Word
from syndicator.model.items import in_force
from syndicator.store import editorial
from syndicator.store.database import Store
from syndicator.store.editorial import Action, Recorded
from syndicator.store.times import moment, seconds

EVERY: Final = SourceName("*")
"""In place of a source: every one that will be configured; no source can have this name."""
_FREE: Final = (
    " AND (json_extract(desk, '$.held') IS NULL OR json_extract(desk, '$.held.until') IS NOT NULL)"
    " AND json_extract(desk, '$.killed') IS NULL"
)
"""SQL: nothing holds the item, or only until a time, which this hold must not wait for."""
_MAX_AT_ONCE: Final = 500
"""Items that one query looks for; SQLite allows some thousands of parameters."""


def current(store: Store) -> dict[SourceName, Word]:
    """Return the sources that are held, with who said so, when and why; `EVERY` among them."""
    rows = store.rows("SELECT * FROM source_holds ORDER BY source")
    return {
        SourceName(row["source"]): Word(at=moment(row["at"]), by=row["by"], reason=row["reason"])
        for row in rows
    }


def sources(store: Store, *, grants: Iterable[str] | None = None) -> set[SourceName]:
    """Return the sources that brought something, whether they are still configured or not.

    Args:
        store: any mode.
        grants: only those of which a story stands under one of these permissions.
    """
    if grants is None:
        rows = store.rows("SELECT DISTINCT source FROM items")
    else:
        rows = store.rows(
            "SELECT DISTINCT items.source FROM placements JOIN items ON items.id = placements.item"
            " JOIN grants ON grants.id = placements.grant_id"
            " JOIN json_each(?) AS wanted ON wanted.value = grants.name",
            (json.dumps(list(grants)),),
        )
    return {SourceName(row["source"]) for row in rows}


def hold(store: Store, sources: Iterable[SourceName], word: Word) -> Recorded:
    """Hold everything of these sources that is not held yet, in one transaction.

    Args:
        store: open for writing, also in mode ``edit``.
        sources: by name. One that is held already keeps its first word.
        word: who says so, when and why.
    """
    with store.transaction():
        held = current(store)
        chosen = [source for source in dict.fromkeys(sources) if source not in held]
        found: list[Recorded] = []
        for source in chosen:
            store.write(
                "INSERT INTO source_holds (source, at, by, reason) VALUES (?, ?, ?, ?)",
                (source, seconds(word.at), word.by, word.reason),
            )
            rows = store.rows(f"SELECT id FROM items WHERE source = ?{_FREE}", (source,))  # noqa: S608
            found.append(_hold(store, source, [row["id"] for row in rows], word, now=word.at))
    return _together(found)


def hold_added(store: Store, sources: Iterable[SourceName]) -> None:
    """Hold sources that were configured while every source is held; they have no story yet."""
    added = list(sources)
    if added and (word := current(store).get(EVERY)) is not None:
        hold(store, added, word)


def rename(store: Store, former: SourceName, name: SourceName) -> None:
    """Let the hold of a source go with its new name, and what it says of its stories.

    Where both are held, that of the new name stays.
    """
    word = current(store).get(former)
    if word is None:
        return
    store.write("UPDATE OR IGNORE source_holds SET source = ? WHERE source = ?", (name, former))
    store.write("DELETE FROM source_holds WHERE source = ?", (former,))
    store.write(
        "UPDATE items SET desk = json_set(desk, '$.held.reason', ?)"
        " WHERE source = ? AND json_extract(desk, '$.held.reason') = ?",
        (_reason(name, word), name, _reason(former, word)),
    )


def hold_new(store: Store, items: Iterable[int], *, now: datetime) -> Recorded:
    """Hold those of the items that belong to a held source; to be asked of what a poll brought."""
    if not (held := current(store)):
        return Recorded()
    numbers = list(dict.fromkeys(items))
    of_source: dict[SourceName, list[int]] = {}
    for start in range(0, len(numbers), _MAX_AT_ONCE):
        some = numbers[start : start + _MAX_AT_ONCE]
        marks = ", ".join("?" * len(some))
        query = f"SELECT id, source FROM items WHERE id IN ({marks}){_FREE}"  # noqa: S608
        for row in store.rows(query, tuple(some)):
            of_source.setdefault(SourceName(row["source"]), []).append(row["id"])
    with store.transaction():
        return _together(
            _hold(store, source, found, held[source], now=now)
            for source, found in of_source.items()
            if source in held
        )


def release(store: Store, sources: Iterable[SourceName], word: Word) -> Recorded:
    """End the holds of these sources, in one transaction, for the stories held by them alone.

    Args:
        store: open for writing, also in mode ``edit``.
        sources: by name; those that are not held are passed over.
        word: who says so, when and why.
    """
    found: list[Recorded] = []
    with store.transaction():
        held = current(store)
        for source in dict.fromkeys(sources):
            if (before := held.get(source)) is None:
                continue
            store.write("DELETE FROM source_holds WHERE source = ?", (source,))
            rows = store.rows(
                "SELECT id FROM items WHERE source = ? AND json_extract(desk, '$.held.reason') = ?",
                (source, _reason(source, before)),
            )
            numbers = [row["id"] for row in rows]
            timed = {item: editorial.held_before(store, item) for item in numbers}
            found.append(editorial.record_alone(store, numbers, Action.RELEASE, word))
            for item, former in timed.items():
                # What was held until a time before goes on waiting for it.
                if former is not None and in_force(former, word.at):
                    editorial.record_alone(store, [item], Action.HOLD, former)
    return _together(found)


def _reason(source: SourceName, word: Word) -> str:
    """Say why an item is held; by these words a release knows it again."""
    return f'{editorial.ALL_OF}"{source}" is held: {" ".join(word.reason.split())}'


def _hold(
    store: Store, source: SourceName, items: Iterable[int], word: Word, *, now: datetime
) -> Recorded:
    reason = _reason(source, word)
    said = Word(at=now, by=word.by, reason=reason)
    return editorial.record_alone(store, items, Action.HOLD, said)


def _together(parts: Iterable[Recorded]) -> Recorded:
    all_parts = list(parts)
    return Recorded(
        items=tuple(item for each in all_parts for item in each.items),
        feeds=tuple(sorted({feed for each in all_parts for feed in each.feeds})),
    )
