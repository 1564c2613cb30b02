"""The record of what is published: the ledger and the decisions, as a publish writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from syndicator.model import Entry, Item
from syndicator.publish.plan import Plan
from syndicator.rights.conditions.edits import Hashes, hashes
from syndicator.store import grants, items, ledger, placements
from syndicator.store.database import Store
from syndicator.store.ledger import Action, LedgerEntry
from syndicator.store.placements import Placement


def record_standing(
    store: Store,
    planned: Plan,
    stood: Mapping[int, Placement],
    places: Iterable[Placement],
    now: datetime,
) -> tuple[int, int]:
    """Add to the ledger what differs from what stands, as last recorded, and note it as standing.

    Both in one transaction: whatever is cut short afterwards, the next publish knows what may
    have stood, and records its end.

    Returns:
        How many entries are newly published, and how many revised.
    """
    rows: list[LedgerEntry] = []
    counts = {Action.PUBLISHED: 0, Action.REVISED: 0}
    asked = {place.item: place for place in places if _other(place, stood.get(place.item))}
    last = ledger.last(store, planned.feed.name, asked)
    changed: list[Placement] = []
    known = {
        item.id: item
        for item in items.whole(store, [i for i, _ in planned.decided if i.id in asked])
    }
    for entry in (*planned.entries, *planned.archived):
        if entry.item not in asked:
            continue
        texts = hashes(known[entry.item], entry.content, planned.notices[entry.item])
        before = last.get(entry.item)
        if before and _says(before, asked[entry.item], texts):
            if entry.item not in stood:
                changed.append(asked[entry.item])
            continue
        stands = before is not None and before.action is not Action.WITHDRAWN
        action = Action.REVISED if stands else Action.PUBLISHED
        counts[action] += 1
        changed.append(asked[entry.item])
        rows.append(
            LedgerEntry(
                at=now,
                action=action,
                item=entry.item,
                revision=entry.revision,
                feed=planned.feed.name,
                grant=entry.grant,
                notice=entry.notice,
                atom_id=entry.id,
                link=_original(entry),
                title=entry.title,
                reason="",
                received_hash=texts.received,
                published_hash=texts.published,
            )
        )
    with store.transaction():
        grants.save_notice(store, *(planned.notices[row.item] for row in rows))
        ledger.append(store, rows)
        placements.place(store, changed)
    return counts[Action.PUBLISHED], counts[Action.REVISED]


def _other(place: Placement, stood: Placement | None) -> bool:
    """Whether an entry may say something else than what was recorded."""
    return stood is None or (place.revision, place.grant, place.notice, place.digest) != (
        stood.revision,
        stood.grant,
        stood.notice,
        stood.digest,
    )


def _says(entry: LedgerEntry, place: Placement, texts: Hashes) -> bool:
    """Whether the ledger says already what is about to stand.

    Other agencies, or another version of this program, may let other words of the same revision
    leave. Rows of an early version have no hashes.
    """
    known = entry.received_hash is None or entry.published_hash == texts.published
    return (
        entry.action is not Action.WITHDRAWN
        and (entry.revision, entry.grant, entry.notice)
        == (place.revision, place.grant, place.notice)
        and known
    )


def _original(entry: Entry) -> str | None:
    return next((link.href for link in entry.links if link.rel == "via"), None)


def record_withdrawn(
    store: Store, gone: Iterable[Placement], reasons: Mapping[int, str], now: datetime
) -> None:
    """Add to the ledger what stood and stands no longer, with the reason by item."""
    gone = list(gone)
    known = {item.id: item for item in items.get(store, [place.item for place in gone])}
    ledger.append(
        store,
        [
            _ended(place, known[place.item], reasons.get(place.item, "no longer wanted"), now)
            for place in gone
        ],
    )


def _ended(place: Placement, item: Item, reason: str, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        at=now,
        action=Action.WITHDRAWN,
        item=place.item,
        revision=place.revision,
        feed=place.feed,
        grant=place.grant,
        notice=place.notice,
        atom_id=item.atom_id,
        link=item.article.link,
        title=item.article.title,
        reason=reason,
    )
