"""What a feed says of a story that it no longer holds: a tombstone (RFC 6721). Pure.

The reason that an editor gave is for the record and never leaves the house; what leaves says no
more than a reader needs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from syndicator.model import Item, Tombstone
from syndicator.publish.compose import fields

WITHDRAWN: Final = "Withdrawn."
WITHDRAWN_THERE: Final = "Withdrawn by {publisher}."
REPLACED: Final = "Replaced by {link}."
HELD: Final = "Withdrawn for the time being."
ENDED: Final = "It may no longer be republished here."


def tombstone_of(
    item: Item,
    *,
    site_title: str,
    source_title: str | None,
    replacement: Item | None,
    publishers: frozenset[str],
    now: datetime,
) -> Tombstone:
    """Make the tombstone of a story that leaves a feed.

    Args:
        item: the story, with what the desk said of it.
        site_title: who publishes the feed.
        source_title: the source's title as the operator configured it, if so.
        replacement: the story that stands in its place, if there is one.
        publishers: how `Word.by` names those who speak for the story's publisher.
        now: the moment at which it leaves.
    """
    house = fields.name(site_title) or "the publisher of this feed"
    publisher = (
        fields.name(source_title or "") or fields.name(item.source_meta.title or "") or item.source
    )
    by, comment = house, ENDED
    if killed := item.desk.killed:
        comment = WITHDRAWN
        if killed.by in publishers:
            by, comment = publisher, WITHDRAWN_THERE.format(publisher=publisher)
        link = replacement and (fields.web_uri(replacement.article.link) or replacement.atom_id)
        if link:
            comment = f"{comment} {REPLACED.format(link=link)}"
    elif item.desk.rejected:
        comment = WITHDRAWN
    elif item.desk.hold(now):
        comment = HELD
    return Tombstone(
        ref=item.atom_id, when=fields.whole_second(now), by=by, comment=comment, item=item.id
    )
