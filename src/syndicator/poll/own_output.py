"""Stories that come back: what we published ourselves, in the feed of somebody who took it over.

It is known by where it leads (a page of ours), by whose feed it calls itself (one of ours), or by
an id that we made. Such a story is stored and rejected, so that it never leaves a second time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from syndicator.model import Change, Incoming, NewItem, Revised, Word
from syndicator.store import editorial, near_copies
from syndicator.store.database import Store
from syndicator.store.editorial import Action

_STORY: Final = r"(?:private/)?[a-z0-9-]{1,64}/[0-9]{1,18}\.html"
_FEED: Final = (
    r"(?:private/)?[a-z0-9-]{1,64}(?:\.(?:atom|rss|json)|/[0-9]{4}-[0-9]{2}\.(?:atom|rss))"
)


def reject_own(
    store: Store,
    changes: Sequence[Change],
    touched: Sequence[int],
    *,
    base_url: str,
    urls: Iterable[str | None],
    now: datetime,
) -> list[int]:
    """Reject what is our own output.

    Args:
        store: inside the transaction of the poll, after its items were stored.
        changes: what dedupe made of a document.
        touched: the items that are new or were revised.
        base_url: where our output is reached, with a slash at its end.
        urls: where the document came from, and what it calls itself.
        now: the moment of the tick.

    Returns:
        The items that were rejected.
    """
    brought = {
        change.article.text_hash: change.incoming
        for change in changes
        if isinstance(change, NewItem | Revised)
    }
    if not brought:
        return []
    all_of_it = any(_is_ours(url, _FEED, base_url) for url in urls)
    ids = _made_by_us(store, brought.values())
    reasons = {
        text_hash: why
        for text_hash, incoming in brought.items()
        if (why := "its feed is one of ours" if all_of_it else _why(incoming, base_url, ids))
    }
    numbered = near_copies.of_texts(store, reasons, touched) if reasons else {}
    rejected: list[int] = []
    for text_hash, item in numbered.items():
        if editorial.desk_of(store, item).rejected is None:
            word = Word(at=now, by=editorial.OURSELVES, reason=reasons[text_hash])
            rejected += editorial.record_alone(store, [item], Action.REJECT, word).items
    return rejected


def _why(incoming: Incoming, base_url: str, ids: frozenset[str]) -> str | None:
    if _is_ours(incoming.identity.link, _STORY, base_url):
        return "its link leads to a page of ours"
    source = incoming.article.source if incoming.article else None
    if source and any(_is_ours(url, _FEED, base_url) for url in (source.self_link, source.id)):
        return "it says that it was taken from one of our feeds"
    return "its id is one that we made" if incoming.identity.guid in ids else None


def _is_ours(url: str | None, form: str, base_url: str) -> bool:
    return url is not None and _pattern(form, base_url).fullmatch(url) is not None


@lru_cache(maxsize=4)
def _pattern(form: str, base_url: str) -> re.Pattern[str]:
    place = base_url.partition("://")[2]
    return re.compile(rf"https?://{re.escape(place)}{form}(?:[?#].*)?")


def _made_by_us(store: Store, brought: Iterable[Incoming]) -> frozenset[str]:
    """Ids that stand for a story that its own source calls otherwise."""
    guids = [each.identity.guid for each in brought if (each.identity.guid or "")[:4] == "tag:"]
    if not guids:
        return frozenset()
    rows = store.rows(
        "SELECT atom_id FROM items WHERE atom_id IN (SELECT value FROM json_each(?))"
        " AND guid IS NOT atom_id",
        (json.dumps(guids),),
    )
    return frozenset(row["atom_id"] for row in rows)
