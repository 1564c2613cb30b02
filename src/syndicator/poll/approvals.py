"""Approved stories that changed: an important change goes back to the editor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from syndicator.config import Config
from syndicator.curate.approval import important_change
from syndicator.curate.decide import grant_of
from syndicator.model import Change, Item, Revised, Word
from syndicator.store import editorial, items
from syndicator.store.database import Store
from syndicator.store.editorial import Action


def hold_what_changed(
    store: Store, config: Config, changes: Sequence[Change], *, now: datetime
) -> list[int]:
    """Hold approved stories that are no longer what was approved.

    Args:
        store: inside the transaction of the poll, after its items were stored.
        config: the configuration in force.
        changes: what dedupe made of the source's answer.
        now: the moment of the tick.

    Returns:
        The items that were held.
    """
    held: list[int] = []
    for change in changes:
        if not isinstance(change, Revised):
            continue
        desk = editorial.desk_of(store, change.item)
        if desk.approved is None or desk.hold(now) or desk.killed:
            continue
        why = _important(store, config, change.item, desk.approved)
        if why is not None:
            reason = f"since {desk.approved.by} approved it, {why}"
            done = editorial.record(
                store, [change.item], Action.HOLD, by=editorial.CHANGE, reason=reason, now=now
            )
            held += done.items
    return held


def _important(store: Store, config: Config, number: int, approved: Word) -> str | None:
    *past, last = items.revisions_of(store, number)
    seen = [each.item for each in past if each.seen_at <= approved.at]
    item: Item = last.item
    grant = grant_of(config, item)
    if not seen or grant is None:
        return None
    return important_change(
        seen[-1],
        item,
        grant,
        source_title=config.sources[item.source].title,
        agencies=config.agencies,
    )
