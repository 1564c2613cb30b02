"""Which items of a document need not be read again, because they stand in it as they did before.

::

    tree ─ digests ─▶ each item's Digest ─┬─ known ─▶ Outline
                                          └─ new ───▶ feedparser

A digest covers an element's own octets and all that may change what they mean: the elements around
it with their attributes and namespaces, the address of the document, and the programs that read it.
Every item is read as if it stood alone (`syndicator.parse.rewrite`), so that leaving some out
changes nothing of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import feedparser
from lxml import etree

from syndicator import __version__
from syndicator.model import Digest, Outline, ParsedItem
from syndicator.parse.date_context import NO_OTHERS, DateContext


def digests(
    items: Sequence[etree._Element], url: str, dates: DateContext = NO_OTHERS
) -> tuple[Digest, ...]:
    """Return a digest of the element of each item.

    Args:
        items: of a tree that nothing was taken out of.
        url: where the document came from.
        dates: what holds for all dates of the document. It changes what an item's dates mean.
    """
    programs = hashlib.sha256(f"{__version__} {feedparser.__version__} {url} {dates}".encode())
    around: dict[etree._Element | None, hashlib._Hash] = {}
    found = []
    for item in items:
        parent = item.getparent()
        context = around.get(parent)
        if context is None:
            context = around[parent] = programs.copy()
            for element in item.iterancestors():
                said = repr((element.tag, sorted(element.items())))
                context.update(said.encode("utf-8", "replace"))
        digest = context.copy()
        digest.update(etree.tostring(item, encoding="utf-8", with_tail=False))
        found.append(Digest(digest.hexdigest()))
    return tuple(found)


def outline(item: ParsedItem) -> Outline:
    """Return what is needed of an item as long as its element stays as it is."""
    return Outline(
        raw_hash=item.raw_hash,
        guid=item.guid,
        link=item.link,
        published=item.published,
        updated=item.updated,
        unreadable_date=item.unreadable_date,
    )


def known_item(known: Outline) -> ParsedItem:
    """Return an item that was read before, with what its outline has."""
    return ParsedItem(
        raw_hash=known.raw_hash,
        guid=known.guid,
        link=known.link,
        published=known.published,
        updated=known.updated,
        unreadable_date=known.unreadable_date,
    )
