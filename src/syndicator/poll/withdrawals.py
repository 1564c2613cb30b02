"""What a poll says about stories that are known: withdrawn, killed, held, released.

::

    Collected.tombstones ─▶ kill of this source's own item with that id (also of ``media:status``)
    advisories such as MANDATORY KILL, HOLD ─▶ kill, hold, release of the story they name
    a published story that says it was corrected ─▶ noted, for editors to be told
    new and revised items that are a killed story ─▶ killed, too
    new items that are a held or rejected story ─▶ held or rejected, too

All of it goes into the record of the desk, spoken by ``source`` or ``agency``, inside the
transaction of the poll.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from syndicator.dedupe.advisories.reference import named, same_headline
from syndicator.model import (
    Advisory,
    Article,
    Change,
    Collected,
    IncomingTombstone,
    Item,
    Revised,
    SourceName,
)
from syndicator.model.advisory import Order
from syndicator.parse.links import canonical_link
from syndicator.poll import advisories
from syndicator.store import corrections, editorial, items, source_holds
from syndicator.store.database import Store
from syndicator.store.editorial import Action

RECENT: Final = timedelta(days=7)
"""An advisory is about a story that appeared so long ago at most."""

_ACTIONS: Final = {
    Order.KILL: Action.KILL,
    Order.HOLD: Action.HOLD,
    Order.RELEASE: Action.RELEASE,
}


def apply_withdrawals(
    store: Store,
    collected: Collected,
    changes: Sequence[Change],
    touched: Sequence[int],
    *,
    now: datetime,
) -> list[int]:
    """Record what one source's answer says about stories.

    Args:
        store: inside the transaction of the poll, after its items were stored.
        collected: the answer.
        changes: what dedupe made of it.
        touched: the items that are new or were revised.
        now: the moment of the tick.

    Returns:
        The items of which something was recorded.
    """
    said = _tombstones(store, collected, now)
    orders = {
        _key(each.article): each.advisory
        for each in collected.items
        if each.article is not None and each.advisory is not None
    }
    if orders:
        revised = {change.item for change in changes if isinstance(change, Revised)}
        for item in items.get(store, touched):
            found = orders.get(_key(item.article))
            if found and found.order is Order.CORRECTION:
                _note_correction(store, item, found, revised=item.id in revised, now=now)
            elif found:
                said += _advisory(store, item, found, revised=item.id in revised, now=now)
    died = editorial.kill_copies_of_killed(store, touched, now=now)
    before = {change.item for change in changes if isinstance(change, Revised)}
    new = [item for item in touched if item not in before]
    held = source_holds.hold_new(store, touched, now=now)
    along = editorial.follow_copies(store, new, now=now)
    return list(dict.fromkeys((*said, *died.items, *held.items, *along.items)))


# ── tombstones ───────────────────────────────────────────────────────────────────────────────


def _tombstones(store: Store, collected: Collected, now: datetime) -> list[int]:
    said: list[int] = []
    for stone in collected.tombstones:
        item = _withdrawn(store, collected.source, stone)
        if item is None or _stands_again(stone, collected):
            continue
        reason = "its feed says that it was deleted"
        if stone.comment:
            reason += f": {stone.comment}"
        done = editorial.record(
            store, [item], Action.KILL, by=editorial.SOURCE, reason=reason, now=now
        )
        said += [*done.items, *done.copies]
    return said


def _withdrawn(store: Store, source: SourceName, stone: IncomingTombstone) -> int | None:
    if stone.ref:
        return editorial.item_of(store, source, stone.ref)
    link = canonical_link(stone.link) if stone.link else None
    return editorial.item_of(store, source, link, kind="link") if link else None


def _stands_again(stone: IncomingTombstone, collected: Collected) -> bool:
    """Whether the same document holds the entry in a later state than the deleted one.

    RFC 6721 §4: of an entry and a tombstone with its id, the more recent one holds.
    """
    return stone.when is not None and any(
        item.identity.guid == stone.ref and item.updated is not None and item.updated > stone.when
        for item in collected.items
    )


# ── advisories ───────────────────────────────────────────────────────────────────────────────


def _key(article: Article) -> tuple[str, str]:
    return article.text_hash, article.content_hash


def _advisory(
    store: Store, item: Item, found: Advisory, *, revised: bool, now: datetime
) -> list[int]:
    if revised:
        return _of_itself(store, item, found, now)
    return _of_another(store, item, found, now)


def _of_itself(store: Store, item: Item, found: Advisory, now: datetime) -> list[int]:
    """A story that came again as an advisory about itself."""
    if not found.sure:
        before = items.revisions_of(store, item.id)[-2].item.article.title
        if not any(same_headline(name, before) for name in found.names):
            return []
    reason = f'its publisher sent it again under the headline "{item.article.title}"'
    return _say(store, item.id, found.order, reason, now)


def _of_another(store: Store, item: Item, found: Advisory, now: datetime) -> list[int]:
    """An item that is an advisory itself: it is about another one, and never published."""
    other = _named(store, item, found, now)
    if other is None:
        if not found.sure:
            return []
        reason = f'an advisory to editors ("{found.word}")'
        reason += "" if found.order is Order.NOTE else ", and no story was found that it is about"
        return _speak(store, item.id, Action.HOLD, reason, now)
    reason = f'its publisher sent an advisory: "{item.article.title}" (item {item.id})'
    said = _say(store, other, found.order, reason, now)
    about = f"an advisory to editors about item {other}, and no story"
    return said + _speak(store, item.id, Action.REJECT, about, now)


def _note_correction(
    store: Store, item: Item, found: Advisory, *, revised: bool, now: datetime
) -> None:
    """Note that a publisher corrected what had been published: a story itself, or in a new one."""
    about = item.id if revised else _named(store, item, found, now)
    if about is not None:
        corrections.record(store, about, item.article.title, now)


def _named(store: Store, item: Item, found: Advisory, now: datetime) -> int | None:
    """The only story of the same source that it can be about."""
    recent = {each.id: each for each in _recent(store, item.source, now) if each.id != item.id}

    def is_story(number: int) -> bool:
        says = advisories.read(recent[number].article)
        return says is None or says.order is Order.CORRECTION

    linked = [
        each.id
        for each in recent.values()
        if item.link and each.link == item.link and is_story(each.id)
    ]
    if len(linked) == 1 and (found.sure or not any(found.names)):
        return linked[0]
    titles = [(each.id, each.article.title) for each in recent.values()]
    for name in found.names:
        if (number := named(name, titles, counts=is_story)) is not None:
            return number
    return None


def _recent(store: Store, source: SourceName, now: datetime) -> Iterable[Item]:
    return items.candidates(store, [source], since=now - RECENT)


def _say(store: Store, item: int, order: Order, reason: str, now: datetime) -> list[int]:
    if order is Order.NOTE:
        return _speak(store, item, Action.HOLD, reason, now)
    if order is Order.RELEASE:
        # A hold of our own desk is not the agency's to lift.
        held = editorial.desk_of(store, item).held
        if held is None or held.by != editorial.AGENCY:
            return []
    return _speak(store, item, _ACTIONS[order], reason, now)


def _speak(store: Store, item: int, action: Action, reason: str, now: datetime) -> list[int]:
    done = editorial.record(store, [item], action, by=editorial.AGENCY, reason=reason, now=now)
    return [*done.items, *done.copies]
