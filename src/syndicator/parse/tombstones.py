"""What a source says it has withdrawn, read from the tree.

``at:deleted-entry`` (RFC 6721): feedparser would lose these elements, and take what is in them for
the feed's own; so `syndicator.parse.document` takes them out before it sees the document. And items
with a ``media:status`` of their own that says ``deleted`` or ``blocked`` (Media RSS 1.5.1): what
else is in them is no story any more, so they are not read as items.
"""

from __future__ import annotations

from itertools import chain
from typing import Final

from lxml import etree

from syndicator.model import IncomingTombstone
from syndicator.parse import namespaces
from syndicator.parse.date_context import certain

MAX_TOMBSTONES: Final = 1_000
"""Tombstones of one document; what comes after is left out."""
MAX_REF: Final = 4_096
MAX_COMMENT: Final = 500
_WITHDRAWN: Final = frozenset({"deleted", "blocked"})


def read(root: etree._Element) -> tuple[IncomingTombstone, ...]:
    """Read the tombstones of a document, each id once, the first one of it.

    They are children of the feed (RFC 6721 §3); one that is quoted inside an entry withdraws
    nothing.

    Args:
        root: of a tree that nothing was taken out of yet.
    """
    found: dict[str, IncomingTombstone] = {}
    holders = (root, *namespaces.channels(root))
    tag = f"{{{namespaces.TOMBSTONES}}}deleted-entry"
    for element in chain.from_iterable(holder.iterchildren(tag) for holder in holders):
        ref = (element.get("ref") or "").strip(namespaces.WHITE)
        if not ref or len(ref) > MAX_REF or len(found) == MAX_TOMBSTONES:
            continue
        comment = element.find(f"{{{namespaces.TOMBSTONES}}}comment")
        said = " ".join(namespaces.text(comment).split())[:MAX_COMMENT]
        found.setdefault(
            ref,
            IncomingTombstone(ref=ref, when=certain(element.get("when")), comment=said or None),
        )
    return tuple(found.values())


def withdrawn(item: etree._Element) -> IncomingTombstone | None:
    """Read an item that says of itself that it is deleted or blocked.

    Only a ``media:status`` that is the item's own child counts: another is about one picture or
    video in it.

    Args:
        item: of the document's items.

    Returns:
        None for an item that stands, and for one by which no story is known.
    """
    around = namespaces.split(item.tag)[0]
    state, comment, ref, link = "", "", item.get(f"{{{namespaces.RDF}}}about", ""), ""
    for child in item.iterchildren(etree.Element):
        namespace, name = namespaces.split(child.tag)
        if name == "status" and namespace in namespaces.MEDIA:
            state = child.get("state", "").strip(namespaces.WHITE).lower()
            comment = " ".join(child.get("reason", "").split())
        elif name in {"guid", "id"} and namespaces.own(namespace, around):
            ref = ref or namespaces.text(child)
        elif name == "link" and namespaces.own(namespace, around):
            link = link or child.get("href", "") or namespaces.text(child)
    ref = ref.strip(namespaces.WHITE)
    if state not in _WITHDRAWN or not 0 < len(ref or link) <= MAX_REF:
        return None
    said = f"{state}: {comment}" if comment else state
    return IncomingTombstone(ref=ref, link=None if ref else link, comment=said[:MAX_COMMENT])
