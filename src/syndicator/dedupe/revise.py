"""Whether an item that came again has changed, and what ``atom:updated`` says then.

A change is significant when words changed, not markup, links or tracking parameters: only then
does ``updated`` move (RFC 4287 §4.2.15), and only forwards, and never past the clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from syndicator.model import Article, Incoming, Known, NewItem, Revised, Seen
from syndicator.parse.clean import content_hash

FLAPPING: Final = 2
"""So often a text may have stood before; after that its return is no news.

A correction that is itself taken back is news: A, B, A. When a source's caches serve two versions
in turn (A, B, A, B, A …) what it says now is still taken over, but subscribers are not told again.
"""


def first(incoming: Incoming, article: Article, *, now: datetime) -> NewItem:
    """Make a new item.

    Its ``updated`` is the source's, or else the source's ``published``, if not after `now`; else
    `now`. It was published as the source says, or, if that lies ahead, `now`.
    """
    now = _whole(now)
    claimed = [_whole(date) for date in (incoming.updated, incoming.published) if date]
    return NewItem(
        incoming=incoming,
        article=article,
        published=_not_after(now, incoming.published),
        updated=next((date for date in claimed if date <= now), now),
    )


def again(incoming: Incoming, known: Known, *, now: datetime) -> Revised | Seen:
    """Compare an item with its stored revision.

    Returns:
        `Seen` if all that we publish of it is as it was, or if only the link differs and that is
        no news (see `_link_wanders`). Otherwise `Revised`, whose ``updated`` is
        the stored one unless the change is significant; then it is the source's own if that lies
        after the stored one and not after `now`, else `now`.
    """
    article = incoming.article
    if article is None or (article.text_hash, article.content_hash) == (
        known.text_hash,
        known.content_hash,
    ):
        return Seen(item=known.item, incoming=incoming)
    if _link_wanders(incoming, article, known):
        return Seen(item=known.item, incoming=incoming)
    significant = article.text_hash != known.text_hash and not _flapping(article, known)
    return Revised(
        item=known.item,
        incoming=incoming,
        article=article,
        significant=significant,
        updated=_moved(known.updated, incoming.updated, now) if significant else known.updated,
    )


def _flapping(article: Article, known: Known) -> bool:
    # Revisions that changed only markup repeat a text hash: runs are counted, not revisions.
    runs = [text for text, _ in groupby((*known.former, known.text_hash))]
    return runs.count(article.text_hash) >= FLAPPING


def _link_wanders(incoming: Incoming, article: Article, known: Known) -> bool:
    """Tell whether only the link differs, and does so again and again.

    An item that keeps its guid says itself where it is now. Of one that does not, the first other
    link is taken over: a site has moved. After that, until its words change, its links are made up
    like its guids, and the one that is published stays.
    """
    guid = incoming.identity.guid
    if guid is not None and guid == known.identity.guid:
        return False
    if article.text_hash != known.text_hash or known.former[-1:] != (known.text_hash,):
        return False
    return content_hash(replace(article, link=known.link)) == known.content_hash


def _moved(stored: datetime, claimed: datetime | None, now: datetime) -> datetime:
    now = _whole(now)
    if claimed and stored < (own := _whole(claimed)) <= now:
        return own
    return max(stored, now)  # after a clock was set back the stored date may lie ahead of it


def _not_after(now: datetime, date: datetime | None) -> datetime | None:
    """Return the earlier one, on the clock of the place that wrote the date."""
    return None if date is None else min(date, now.astimezone(date.tzinfo))


def _whole(moment: datetime) -> datetime:
    """In UTC, cut to the second below: never later than it was."""
    return moment.astimezone(UTC).replace(microsecond=0)
