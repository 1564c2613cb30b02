"""The whole story of one item: what was seen, what its permission says, where it went, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.config import Config
from syndicator.model import Decision, Item, Notice, Ruling
from syndicator.parse.links import canonical_link
from syndicator.plan import grant_of, rule
from syndicator.publishing import preview_feed
from syndicator.rights.grant import Grant
from syndicator.store import grants, items, ledger
from syndicator.store.database import Store
from syndicator.store.items import Revision
from syndicator.store.ledger import LedgerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that can be said of one item at one moment."""

    item: Item
    grant: Grant | None
    ruling: Ruling
    """With every check."""
    decisions: tuple[Decision, ...]
    """For each feed that takes its source, as a publish would decide now."""
    revisions: tuple[Revision, ...]
    published: tuple[LedgerRow, ...]
    notices: dict[str, Notice]
    """The wording of every notice under which it stood, by digest."""


def find(store: Store, text: str) -> list[Item]:
    """The items that an operator may mean: by number, id, guid or link, canonical or not."""
    return items.find(store, text) or (
        items.find(store, canonical_link(text)) if "://" in text else []
    )


def explain(store: Store, config: Config, item: Item, *, now: datetime) -> Explanation:
    """Say of one item what was decided and why, as of now."""
    decisions: list[Decision] = []
    for feed in config.feeds.values():
        if item.source in feed.sources:
            planned = preview_feed(store, config, feed, now=now, also=[item])
            decisions += [decision for each, decision in planned.decided if each.id == item.id]
    rows = ledger.query(store, item=item.id)
    return Explanation(
        item=item,
        grant=grant_of(config, item),
        ruling=rule(config, item, now=now),
        decisions=tuple(decisions),
        revisions=tuple(items.revisions_of(store, item.id)),
        published=tuple(rows),
        notices=_notices(store, rows),
    )


def _notices(store: Store, rows: Sequence[LedgerRow]) -> dict[str, Notice]:
    found = {row.entry.notice: grants.get_notice(store, row.entry.notice) for row in rows}
    return {digest: notice for digest, notice in found.items() if notice is not None}
