"""The desk's words: recorded for ever, and what they add up to for each item.

A word is added to ``editorial`` and never changed; ``items.desk`` is what all of them come to. A
kill is final: what is said of a killed item later is not recorded, but for the story that stands
in its place. It takes the story's copies with it, those that are stored and those that come.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from syndicator.dedupe.match import names_a_page
from syndicator.model import Desk, FeedName, SourceName, Word
from syndicator.store import feeds
from syndicator.store.atom_id import is_iri
from syndicator.store.codec import desk_from_json, desk_to_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


class Action(StrEnum):
    """What the desk can say of a story."""

    APPROVE = "approve"
    """It may leave, where the permission asks for an editor's choice."""
    REJECT = "reject"
    """It may not; a later approval takes that back."""
    HOLD = "hold"
    """Not now."""
    RELEASE = "release"
    """The hold is over."""
    KILL = "kill"
    """Never again, anywhere."""


SOURCE: Final = "source"
"""Who spoke, where it was the source itself, by a tombstone."""
AGENCY: Final = "agency"
"""By a headline such as ``MANDATORY KILL``."""
PAGE: Final = "page"
"""By its page, which answers that the story is gone."""
PUBLISHERS: Final = frozenset({SOURCE, AGENCY, PAGE})
"""Those that speak for the publisher of the story, not for ourselves."""
_ONE_SOURCE: Final = frozenset({SOURCE, AGENCY})
"""Those that speak for one source only: what they say of a copy binds no other source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One word of the desk, as it was recorded."""

    item: int
    action: Action
    word: Word
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of saying something."""

    items: tuple[int, ...] = ()
    """Those of which it was recorded."""
    copies: tuple[int, ...] = ()
    """Other items that were killed with them, being the same story."""
    feeds: tuple[FeedName, ...] = ()
    """Where one of them stands or could stand: due at the next publish."""


def say(
    store: Store,
    items: Iterable[int],
    action: Action,
    *,
    by: str,
    reason: str,
    now: datetime,
    replaced_by: int | None = None,
) -> Said:
    """Record a word of the desk, and make the feeds due that it may change.

    Works beside a running instance, whose next publish does what it means.

    Args:
        store: open for writing, also in mode ``edit``.
        items: of which stories; there must be such items.
        action: what is said. Of an item that was killed nothing is recorded any more, but for a
            first `replaced_by`.
        by: an operator's name; or `SOURCE`, `AGENCY`, `PAGE`.
        reason: in a sentence; for the record, never published.
        now: when.
        replaced_by: for a kill, the item that stands in the place of those.
    """
    spoken: list[int] = []
    copies: list[int] = []
    with store.transaction():
        for item in dict.fromkeys(items):
            if _record(store, item, action, Word(at=now, by=by, reason=reason), replaced_by):
                spoken.append(item)
            if action is Action.KILL:
                # Also of one that is dead already, because of its guid alone: whoever kills it now
                # means its words, which another item may tell.
                copies += _kill_copies(store, item, by=by, now=now)
        touched = [*spoken, *copies] + ([replaced_by] if replaced_by and spoken else [])
        where = _where(store, touched)
        feeds.mark_dirty(store, where)
    return Said(items=tuple(spoken), copies=tuple(copies), feeds=tuple(where))


def same_as_killed(store: Store, items: Iterable[int], *, now: datetime) -> Said:
    """Kill those of the items that are a killed story under another name.

    To be asked of whatever a poll brought: a story that was killed shall not come back under
    another guid with the same link or the same words, nor from another source.
    """
    killed: list[int] = []
    with store.transaction():
        killed_before = (
            "SELECT 1 FROM items WHERE json_extract(desk, '$.killed') IS NOT NULL LIMIT 1"
        )
        if store.row(killed_before) is None:
            return Said(items=(), feeds=())
        for item in dict.fromkeys(items):
            for original in _alike(store, item, killed=True)[:1]:
                last = desk_of(store, original).killed
                word = Word(at=now, by=last.by if last else SOURCE, reason=_same(original))
                if _record(store, item, Action.KILL, word, None):
                    killed.append(item)
        where = _where(store, killed)
        feeds.mark_dirty(store, where)
    return Said(items=tuple(killed), feeds=tuple(where))


def history(store: Store, item: int) -> list[Spoken]:
    """All that was ever said of one item, the first word first."""
    rows = store.rows("SELECT * FROM editorial WHERE item = ? ORDER BY id", (item,))
    return [
        Spoken(
            item=row["item"],
            action=Action(row["action"]),
            word=Word(at=moment(row["at"]), by=row["by"], reason=row["reason"]),
            replaced_by=row["replaced_by"],
        )
        for row in rows
    ]


def desk_of(store: Store, item: int) -> Desk:
    """What stands now; nothing for an item that there is not."""
    row = store.row("SELECT desk FROM items WHERE id = ?", (item,))
    return Desk() if row is None else desk_from_json(row["desk"])


def first_seen_from(store: Store, source: SourceName, guid: str) -> int | None:
    """The item with this guid, if the guid was first seen from this source.

    Only from there a tombstone for it is believed: anybody can name another's id.
    """
    row = store.row(
        "SELECT id, items.source FROM item_keys JOIN items ON items.id = item"
        " WHERE kind = 'guid' AND key = ? ORDER BY id LIMIT 1",
        (guid,),
    )
    return int(row["id"]) if row is not None and row["source"] == source else None


# ── one word ─────────────────────────────────────────────────────────────────────────────────


def _record(store: Store, item: int, action: Action, word: Word, replaced_by: int | None) -> bool:
    before = desk_of(store, item)
    word = replace(word, at=moment(seconds(word.at)), reason=" ".join(word.reason.split()))
    after = _after(before, action, word, replaced_by)
    if after == before:
        return False
    store.write(
        "INSERT INTO editorial (item, at, action, by, reason, replaced_by)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (item, seconds(word.at), action, word.by, word.reason, replaced_by),
    )
    store.write("UPDATE items SET desk = ? WHERE id = ?", (desk_to_json(after), item))
    return True


def _after(desk: Desk, action: Action, word: Word, replaced_by: int | None) -> Desk:
    if desk.killed:
        late = action is Action.KILL and desk.replaced_by is None
        return replace(desk, replaced_by=replaced_by) if late else desk
    match action:
        case Action.APPROVE:
            return replace(desk, approved=word, rejected=None)
        case Action.REJECT:
            return replace(desk, rejected=word, approved=None)
        case Action.HOLD:
            return replace(desk, held=word)
        case Action.RELEASE:
            return replace(desk, held=None)
        case Action.KILL:
            return replace(desk, killed=word, replaced_by=replaced_by)


def _where(store: Store, items: Sequence[int]) -> list[FeedName]:
    """Every feed in which one of these stands, ever stood, or was judged."""
    wanted = json.dumps(list(items))
    rows = store.rows(
        "WITH said (item) AS (SELECT value FROM json_each(:items)),"
        " places (feed) AS (SELECT feed FROM decisions WHERE item IN said"
        " UNION SELECT feed FROM placements WHERE item IN said"
        " UNION SELECT feed FROM ledger WHERE item IN said)"
        " SELECT name FROM feeds WHERE name IN places OR name IN"
        " (SELECT feed FROM former_names WHERE name IN places) ORDER BY name",
        {"items": wanted},
    )
    return [FeedName(row["name"]) for row in rows]


# ── copies ───────────────────────────────────────────────────────────────────────────────────


def _kill_copies(store: Store, item: int, *, by: str, now: datetime) -> list[int]:
    word = Word(at=now, by=by, reason=_same(item))
    found = _alike(store, item, killed=False)
    return [copy for copy in found if _record(store, copy, Action.KILL, word, None)]


def _same(original: int) -> str:
    return f"the same as killed item {original}"


_SHARED: Final = (
    "SELECT theirs.kind, theirs.key, theirs.item, other.source AS there, me.source AS here,"
    " coalesce(json_extract(iif(:killed, other.desk, me.desk), '$.killed.by'), '') AS by,"
    " iif(:killed, other.story = other.id, me.story = me.id) AS original"
    " FROM item_keys AS mine JOIN items AS me ON me.id = mine.item"
    " JOIN item_keys AS theirs ON theirs.kind = mine.kind AND theirs.key = mine.key"
    " JOIN items AS other ON other.id = theirs.item"
    " WHERE mine.item = :item AND theirs.item <> :item"
    " AND (json_extract(other.desk, '$.killed') IS NOT NULL) = :killed ORDER BY theirs.item"
)


def _alike(store: Store, item: int, *, killed: bool) -> list[int]:
    """The items that are the same story as this one: of the killed ones, or of the living.

    The same is what shares a guid that is an IRI, a page of its own, or its words, now or in an
    earlier revision.
    """
    found: dict[int, None] = {}
    for row in store.rows(_SHARED, {"item": item, "killed": killed}):
        foreign = row["there"] != row["here"]
        if foreign and row["by"] in _ONE_SOURCE and not row["original"]:
            continue
        if row["kind"] == "guid":
            same = not foreign or is_iri(row["key"])
        elif row["kind"] == "link":
            same = _page_of_its_own(store, row["key"], item, row["item"], killed=killed)
        else:
            same = True
        if same:
            found[row["item"]] = None
    return list(found)


def _page_of_its_own(store: Store, link: str, item: int, other: int, *, killed: bool) -> bool:
    """Whether an address that two items share is that of one story.

    It is not if further living items of the same sources have it, or had: the root of a site, a
    live page. For an item that has just come, only those count that were there before it.
    """
    if not names_a_page(link):
        return False
    row = store.row(
        "SELECT 1 FROM item_keys JOIN items ON items.id = item WHERE kind = 'link' AND key = :link"
        " AND item_keys.source IN (SELECT source FROM items WHERE id IN (:item, :other))"
        " AND json_extract(desk, '$.killed') IS NULL AND item <> :item"
        " AND iif(:killed, item < :item,"
        " item <> :other OR items.source = (SELECT source FROM items WHERE id = :item))",
        {"link": link, "item": item, "other": other, "killed": killed},
    )
    return row is None
