"""The record of what is published: the ledger and the decisions, as a publish writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from syndicator.config import Config
from syndicator.model import Decision, Entry, GrantName, Head, Item
from syndicator.plan import Plan, grant_of
from syndicator.rights.edits import hashes
from syndicator.store import decisions, grants, items, ledger, placements
from syndicator.store.database import Store
from syndicator.store.decisions import Decided
from syndicator.store.ledger import Action, LedgerEntry
from syndicator.store.placements import Placement


def what_will_stand(
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
    changed = {place.item: place for place in places if _other(place, stood.get(place.item))}
    known = {
        item.id: item
        for item in items.whole(store, [i for i, _ in planned.decided if i.id in changed])
    }
    for entry in (*planned.entries, *planned.archived):
        if entry.item not in changed:
            continue
        action = Action.REVISED if entry.item in stood else Action.PUBLISHED
        counts[action] += 1
        texts = hashes(known[entry.item], entry.content, planned.notices[entry.item])
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
        placements.place(store, changed.values())
    return counts[Action.PUBLISHED], counts[Action.REVISED]


def _other(place: Placement, stood: Placement | None) -> bool:
    return stood is None or (place.revision, place.grant, place.notice) != (
        stood.revision,
        stood.grant,
        stood.notice,
    )


def _original(entry: Entry) -> str | None:
    return next((link.href for link in entry.links if link.rel == "via"), None)


def what_ended(
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


def decided(
    store: Store,
    config: Config,
    pairs: Iterable[tuple[Head, Decision]],
    versions: Mapping[GrantName, int],
    now: datetime,
) -> None:
    """Keep what was decided of items, so that it can be searched and counted."""
    decisions.save(
        store,
        [
            Decided(
                decision=decision,
                revision=item.revision,
                grant=versions[grant.name] if (grant := grant_of(config, item)) else None,
                decided_at=now,
            )
            for item, decision in pairs
        ],
    )
