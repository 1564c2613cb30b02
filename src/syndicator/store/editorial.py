"""The desk's words: recorded for ever, and what they add up to for each item.

A word is added to ``editorial`` and never changed; ``items.desk`` is what all of them come to. A
kill is final: what is said of a killed item later is not recorded, but for the story that stands
in its place. A kill, a rejection and a hold take the story's copies along, those that are stored
and those that come; what a source says binds its own copies only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from syndicator.model import Desk, FeedName, SourceName, Word
from syndicator.store import feeds
from syndicator.store.codec import desk_from_json, desk_to_json
from syndicator.store.copies import SAME_AS, alike
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds
from syndicator.store.words import (
    AGENCY,
    ALL_OF,
    CHANGE,
    OURSELVES,
    PAGE,
    PUBLISHERS,
    SOURCE,
    Action,
    Spoken,
    after_word,
    is_person,
    states,
    undoable,
    undone,
)

__all__ = [
    "AGENCY",
    "ALL_OF",
    "CHANGE",
    "OURSELVES",
    "PAGE",
    "PUBLISHERS",
    "SOURCE",
    "Action",
    "Recorded",
    "Spoken",
    "copies",
    "desk_of",
    "follow_copies",
    "held_before",
    "history",
    "item_of",
    "kill_copies_of_killed",
    "last",
    "record",
    "record_alone",
    "record_word",
    "renew",
    "undo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What came of saying something."""

    items: tuple[int, ...] = ()
    """Those of which it was recorded."""
    copies: tuple[int, ...] = ()
    """Other items of which it was recorded too, being the same story."""
    feeds: tuple[FeedName, ...] = ()
    """Where one of them stands or could stand: due at the next publish."""


def record(
    store: Store,
    items: Iterable[int],
    action: Action,
    *,
    by: str,
    reason: str,
    now: datetime,
    replaced_by: int | None = None,
    keep_title: bool = False,
) -> Recorded:
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
        keep_title: for a kill, that the headline may still be shown as that of what was withdrawn.
    """
    word = Word(at=now, by=by, reason=reason)
    return record_word(store, items, action, word, replaced_by=replaced_by, keep_title=keep_title)


def record_word(
    store: Store,
    items: Iterable[int],
    action: Action,
    word: Word,
    *,
    replaced_by: int | None = None,
    keep_title: bool = False,
) -> Recorded:
    """Record a word that may end by itself; all else is as in `record`."""
    spoken: list[int] = []
    copied: list[int] = []
    with store.transaction():
        for item in dict.fromkeys(items):
            if _record_one(store, item, action, word, replaced_by, keep_title=keep_title):
                spoken.append(item)
            # Also of one that is dead already, because of its guid alone: whoever kills it now
            # means its words, which another item may tell.
            copied += _take_along(store, item, action, word, keep_title=keep_title)
        touched = [*spoken, *copied] + ([replaced_by] if replaced_by and spoken else [])
        where = _where(store, touched)
        feeds.mark_due(store, where)
    return Recorded(items=tuple(spoken), copies=tuple(copied), feeds=tuple(where))


def record_alone(
    store: Store, items: Iterable[int], action: Action, word: Word, *, label: str | None = None
) -> Recorded:
    """Record a word that means these items by themselves, and none of their copies.

    Args:
        store: open for writing, also in mode ``edit``.
        items: of which it is said.
        action: what is said.
        word: by whom, when, why, and until when.
        label: of `Action.LABEL` and `Action.UNLABEL`: which.
    """
    with store.transaction():
        said = [
            item
            for item in dict.fromkeys(items)
            if _record_one(store, item, action, word, label=label)
        ]
        where = _where(store, said)
        feeds.mark_due(store, where)
    return Recorded(items=tuple(said), feeds=tuple(where))


def copies(store: Store, item: int) -> list[int]:
    """Return the living items that are the same story as this one: the desk means them, too.

    Nearly the same is enough.
    """
    rows = store.rows(
        "SELECT other.id FROM items AS me JOIN items AS other ON other.story = me.story"
        " OR other.atom_id = me.atom_id"
        " OR other.id IN (SELECT other FROM near_copies WHERE item = me.id)"
        " WHERE me.id = :item AND other.id <> :item"
        " AND json_extract(other.desk, '$.killed') IS NULL",
        {"item": item},
    )
    return sorted({row["id"] for row in rows} | set(alike(store, item, killed=False)))


def kill_copies_of_killed(store: Store, items: Iterable[int], *, now: datetime) -> Recorded:
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
            return Recorded(items=(), feeds=())
        for item in dict.fromkeys(items):
            for original in alike(store, item, killed=True)[:1]:
                last = desk_of(store, original).killed
                word = Word(at=now, by=last.by if last else SOURCE, reason=_same(original))
                if _record_one(store, item, Action.KILL, word):
                    killed.append(item)
        where = _where(store, killed)
        feeds.mark_due(store, where)
    return Recorded(items=tuple(killed), feeds=tuple(where))


def renew(store: Store, items: Mapping[int, datetime]) -> None:
    """Note that stories stand again after they had been withdrawn: they were updated then.

    The feeds in which they stand are due.
    """
    with store.transaction():
        store.write_many(
            "UPDATE items SET updated = max(updated, ?) WHERE id = ?",
            [(seconds(at), item) for item, at in items.items()],
        )
        feeds.mark_due(store, _where(store, list(items)))


def follow_copies(store: Store, items: Iterable[int], *, now: datetime) -> Recorded:
    """Hold and reject those of the items that are copies of what the desk holds or rejected.

    What is nearly the same as a story that the desk killed is held: a person decides whether it is
    that story. To be asked of items that are new: of others the desk may have said something else
    since.
    """
    found: list[int] = []
    with store.transaction():
        asked = (
            "SELECT 1 FROM items WHERE json_extract(desk, '$.held') IS NOT NULL"
            " OR json_extract(desk, '$.rejected') IS NOT NULL"
            " OR json_extract(desk, '$.killed') IS NOT NULL LIMIT 1"
        )
        if store.row(asked) is None:
            return Recorded()
        for item in dict.fromkeys(items):
            found += _held_for_a_killed(store, item, now)
            for original in copies(store, item):
                desk = desk_of(store, original)
                for action, said in ((Action.HOLD, desk.held), (Action.REJECT, desk.rejected)):
                    if said is None or not is_person(said) or said.reason.startswith(ALL_OF):
                        continue
                    same = _same(original, action)
                    word = Word(at=now, by=said.by, reason=same, until=said.until)
                    if _record_one(store, item, action, word):
                        found.append(item)
        where = _where(store, found)
        feeds.mark_due(store, where)
    return Recorded(items=tuple(dict.fromkeys(found)), feeds=tuple(where))


def _held_for_a_killed(store: Store, item: int, now: datetime) -> list[int]:
    rows = store.rows(
        "SELECT other FROM near_copies JOIN items ON items.id = other"
        " WHERE item = ? AND json_extract(desk, '$.killed') IS NOT NULL ORDER BY other",
        (item,),
    )
    for other in (row["other"] for row in rows):
        said = desk_of(store, other).killed
        if said is not None and is_person(said):
            word = Word(at=now, by=said.by, reason=f"nearly {_same(other)}")
            return [item] if _record_one(store, item, Action.HOLD, word) else []
    return []


def last(store: Store) -> int:
    """The number of the last word that was said of any item."""
    row = store.row("SELECT coalesce(max(id), 0) AS id FROM editorial")
    assert row is not None
    return int(row["id"])


def history(store: Store, item: int) -> list[Spoken]:
    """All that was ever said of one item, the first word first."""
    rows = store.rows("SELECT * FROM editorial WHERE item = ? ORDER BY id", (item,))
    return [
        Spoken(
            item=row["item"],
            action=Action(row["action"]),
            word=Word(
                at=moment(row["at"]),
                by=row["by"],
                reason=row["reason"],
                until=moment(row["until"]),
            ),
            replaced_by=row["replaced_by"],
            keep_title=bool(row["keep_title"]),
            label=row["label"],
            number=row["id"],
        )
        for row in rows
    ]


def desk_of(store: Store, item: int) -> Desk:
    """What stands now; nothing for an item that there is not."""
    row = store.row("SELECT desk FROM items WHERE id = ?", (item,))
    return Desk() if row is None else desk_from_json(row["desk"])


def item_of(store: Store, source: SourceName, key: str, *, kind: str = "guid") -> int | None:
    """The item of a source that has this guid, or had it; the only one with this canonical link.

    A tombstone is believed for that one alone: anybody can name another's id.
    """
    rows = store.rows(
        "SELECT DISTINCT item FROM item_keys WHERE kind = ? AND key = ? AND source = ?"
        " ORDER BY item LIMIT 2",
        (kind, key, source),
    )
    return int(rows[0]["item"]) if rows and (kind == "guid" or len(rows) == 1) else None


# ── one word ─────────────────────────────────────────────────────────────────────────────────


def _record_one(
    store: Store,
    item: int,
    action: Action,
    word: Word,
    replaced_by: int | None = None,
    *,
    keep_title: bool = False,
    label: str | None = None,
) -> bool:
    before = desk_of(store, item)
    word = replace(
        word,
        at=moment(seconds(word.at)),
        reason=" ".join(word.reason.split()),
        until=moment(seconds(word.until)),
    )
    spoken = Spoken(
        item=item,
        action=action,
        word=word,
        replaced_by=replaced_by,
        keep_title=keep_title,
        label=label,
    )
    if action is Action.UNDO:
        after = undone(before, history(store, item))
    else:
        after = after_word(before, spoken)
    if after == before and action is not Action.NOTE:
        return False
    store.write(
        "INSERT INTO editorial (item, at, action, by, reason, replaced_by, keep_title, until,"
        " label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item,
            seconds(word.at),
            action,
            word.by,
            word.reason,
            replaced_by,
            after.keep_title,
            seconds(word.until),
            label,
        ),
    )
    store.write("UPDATE items SET desk = ? WHERE id = ?", (desk_to_json(after), item))
    return True


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


_DONE: Final = {Action.KILL: "killed", Action.HOLD: "held", Action.REJECT: "rejected"}


def _take_along(
    store: Store, item: int, action: Action, word: Word, *, keep_title: bool
) -> list[int]:
    """Say the same of an item's copies, as far as whoever says it may speak for them."""
    desk = is_person(word)
    if action is Action.KILL:
        found = copies(store, item) if desk else alike(store, item, killed=False)
    elif action is Action.HOLD and desk:
        found = copies(store, item)
    elif action is Action.REJECT and desk:
        # Of two that nearly agree and both stand, one may be rejected for the other's sake.
        stand = _near_that_stand(store, item)
        found = [copy for copy in copies(store, item) if copy not in stand]
    elif action is Action.RELEASE:
        found = [
            copy
            for copy in copies(store, item)
            if (held := desk_of(store, copy).held) and held.reason == _same(item, Action.HOLD)
        ]
    else:
        return []
    said = replace(word, reason=_same(item, action) if action in _DONE else word.reason)
    return [copy for copy in found if _record_one(store, copy, action, said, keep_title=keep_title)]


def _near_that_stand(store: Store, item: int) -> frozenset[int]:
    """Stories that are nearly the same as an item, and no more than that, and stand in a feed."""
    rows = store.rows(
        "SELECT near_copies.other FROM near_copies JOIN items AS me ON me.id = near_copies.item"
        " JOIN items AS them ON them.id = near_copies.other"
        " WHERE me.id = ? AND them.story <> me.story AND them.atom_id <> me.atom_id"
        " AND EXISTS (SELECT 1 FROM placements WHERE placements.item = them.id)",
        (item,),
    )
    return frozenset(row["other"] for row in rows)


def _same(original: int, action: Action = Action.KILL) -> str:
    return f"{SAME_AS.replace('killed', _DONE[action])} {original}"


# ── taking back ──────────────────────────────────────────────────────────────────────────────


def undo(store: Store, item: int, *, by: str, reason: str, now: datetime) -> Recorded:
    """Take the last word back, on the item and on the copies that it took along.

    A word of its own says so: nothing is deleted. What was said before stands again.

    Args:
        store: open for writing, also in mode ``edit``.
        item: of which it was said.
        by: an operator's name.
        reason: in a sentence, or nothing.
        now: when.
    """
    word = Word(at=now, by=by, reason=reason)
    with store.transaction():
        last = undoable(history(store, item))
        if last is None:
            return Recorded()
        taken = [
            copy
            for copy in copies(store, item)
            if (said := undoable(history(store, copy))) is not None
            and (said.action, said.word.at, said.word.by)
            == (last.action, last.word.at, last.word.by)
            and said.word.reason in {_same(item, last.action), last.word.reason}
        ]
        done = record_alone(store, [item, *taken], Action.UNDO, word)
    return Recorded(items=done.items[:1], copies=done.items[1:], feeds=done.feeds)


def held_before(store: Store, item: int) -> Word | None:
    """Return the hold until a time in whose place the present one came; None: there was none."""
    now = desk_of(store, item).held
    earlier = [desk.held for _, desk in states(history(store, item)) if desk.held != now]
    return earlier[-1] if earlier and earlier[-1] and earlier[-1].until else None
