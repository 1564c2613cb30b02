"""The stub of a withdrawn story: an entry under its id that holds nothing of it. Pure.

Readers and importers delete nothing that merely vanishes from a feed. With an entry of the same id
and a later date they overwrite what they have (RFC 4287 §4.1.1).
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Final

from syndicator.model import (
    CleanHtml,
    Digest,
    Entry,
    Link,
    Person,
    PublishedFeed,
    SourceMeta,
    Tombstone,
)
from syndicator.model.grant import UNSPECIFIED
from syndicator.model.output_feed import Order
from syndicator.publish.compose import fields
from syndicator.publish.compose.feed import Site

WITHDRAWN: Final = "Withdrawn"
_LANGUAGE: Final = "en"


def stub(
    stone: Tombstone,
    *,
    headline: str | None,
    page: str | None,
    feed_id: str,
    feed_title: str,
    site: Site,
) -> Entry:
    """Compose what stands in the place of a withdrawn story.

    Args:
        stone: its tombstone: ``when`` is the moment at which the stub says that it changed.
        headline: the story's, where the desk lets it be shown.
        page: the address that says that the story was withdrawn, where there is one.
        feed_id: the ``atom:id`` of the feed.
        feed_title: its title.
        site: what publishes it.
    """
    when = fields.whole_second(stone.when)
    author = fields.name(site.title) or fields.host(site.base_url) or WITHDRAWN
    shown = fields.one_line(headline or "")
    line = f"This story was withdrawn on {when:%Y-%m-%d at %H:%M} UTC."
    links = [Link(rel="alternate", href=page)] if page else []
    return Entry(
        id=stone.ref,
        title=f"{WITHDRAWN}: {shown}" if shown else WITHDRAWN,
        updated=when,
        published=None,
        authors=(Person(name=author),),
        content=CleanHtml(f"<p>{html.escape(line)}</p>"),
        summary=line,
        links=(*links, Link(rel="license", href=UNSPECIFIED)),
        categories=(),
        rights=f"© {when.year} {author}",
        source=SourceMeta(id=feed_id, title=fields.one_line(feed_title) or None, updated=when),
        language=_LANGUAGE,
        holder=author,
        credit=author,
        copyrighted=f"{when.year:04}",
        license=UNSPECIFIED,
        access="This notice is our own.",
        valid_from=None,
        valid_until=None,
        withdrawn=True,
        item=stone.item,
        revision=0,
        grant=0,
        notice=Digest(""),
    )


def among(
    entries: Sequence[Entry], stubs: Iterable[Entry], order: Order, *, pinned: int = 0
) -> tuple[Entry, ...]:
    """Put stubs where their dates have their places: readers may look at the first entries only.

    Args:
        entries: in the feed's order.
        stubs: the newest first.
        order: the feed's.
        pinned: so many entries stand in front whatever their date.
    """
    waiting = list(stubs)
    found: list[Entry] = list(entries[:pinned])
    for entry in entries[pinned:]:
        date = entry.updated if order is Order.UPDATED else entry.published or entry.updated
        while waiting and waiting[0].updated >= date:
            found.append(waiting.pop(0))
        found.append(entry)
    return (*found, *waiting)


def contradicted(feed: PublishedFeed) -> set[str]:
    """The ids of tombstones beside which an entry stands that is not the stub of that moment."""
    when = {stone.ref: stone.when for stone in feed.tombstones}
    return {
        entry.id
        for entry in feed.entries
        if entry.id in when and not (entry.withdrawn and entry.updated == when[entry.id])
    }
