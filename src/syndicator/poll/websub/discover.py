"""Where a source pushes its news: the hub and the topic of a feed (WebSub §4). Pure.

``Link`` header fields come first. What they do not say, the document's own links do: many a
publisher names the hub in the one place and the topic in the other.
"""

from __future__ import annotations

from typing import Final

from syndicator.http.link_header import related
from syndicator.model import Offer, SourceMeta

HUBS: Final = 5
"""So many hubs of a feed are worth remembering."""


def discover(url: str, link: str, meta: SourceMeta | None) -> Offer:
    """Say where a feed pushes its news.

    Args:
        url: where the answer came from, after redirects.
        link: the answer's ``Link`` fields, joined with commas.
        meta: what the document says of itself; None: it was not read.

    Returns:
        Its hubs, those with https first (WebSub §8.2 wants them favoured), and its topic. Without
        a topic no hub can be asked (§5.1: it must be the address that the publisher calls
        ``self``), and none is named.
    """
    hubs = related(link, "hub", base=url)
    topics = related(link, "self", base=url)
    if meta is not None:
        hubs = hubs or meta.hubs
        topics = topics or ((meta.self_link,) if meta.self_link else ())
    if not topics:
        return Offer()
    ordered = sorted(hubs, key=lambda hub: not hub.startswith("https:"))
    return Offer(topic=topics[0], hubs=tuple(ordered[:HUBS])) if ordered else Offer()
