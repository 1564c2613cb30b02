"""Which items of a document need not be read again, because they stand in it as they did before.

::

    tree ─ elements ─▶ each item's Element ─┬─ digest known ─▶ Outline
                                            └─ new ─────────▶ feedparser

An element's digest covers its own octets and all that may change what they mean: the elements
around it with their attributes and namespaces, the address of the document, and the programs that
read it. feedparser reads items one after the other with one state for all, and an unusual element
of one may change what it makes of the next. So only a plain document is split: its items stand
side by side behind everything else, and hold nothing but elements of which feedparser is known to
come back as it went in. Of such a document every item is read as if it stood alone, and
leaving some out changes nothing of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import feedparser
from lxml import etree

from syndicator import __version__
from syndicator.model import Digest
from syndicator.parse import namespaces
from syndicator.parse.document import UNSEEN
from syndicator.parse.spare import OWN

_LEAVES: Final = frozenset(
    {
        *("category", "comments", "created", "description", "enclosure", "expirationdate", "guid"),
        *("id", "issued", "link", "modified", "pubdate", "published", "updated"),
        *("content", "rights", "source", "subtitle", "summary", "title"),
    }
)
"""Own elements that may hold text alone."""
_TEXTS: Final = frozenset({"content", "rights", "summary", "title"})
"""Own elements that may hold XHTML (RFC 4287 §3.1)."""
_PEOPLE: Final = frozenset({"author", "contributor"})
_PERSON: Final = frozenset({"email", "homepage", "name", "uri", "url"})
_OTHERS: Final = {
    "http://purl.org/dc/elements/1.1/": frozenset(
        {"author", "creator", "date", "description", "language", "publisher", "rights", "subject"}
        | {"title"}
    ),
    "http://purl.org/dc/terms/": frozenset({"created", "issued", "modified"}),
    "http://purl.org/rss/1.0/modules/content/": frozenset({"encoded"}),
    "http://schemas.google.com/g/2005": frozenset({"image"}),
    "http://www.itunes.com/dtds/podcast-1.0.dtd": frozenset(
        {"author", "block", "duration", "explicit", "image", "subtitle", "summary", "title"}
    ),
}
"""Elements of other namespaces that may hold text alone, by namespace."""


def _handled() -> Iterator[str]:
    for method in dir(feedparser.mixin._FeedParserMixin):  # noqa: SLF001  # it tells nowhere else
        prefix, _, name = method.partition("_start_")
        while not prefix and name:
            yield name
            name = name.partition("_")[2]


_HANDLED: Final = frozenset(_handled())
"""Names of elements for which feedparser does more than to keep their text, with some prefix."""


@dataclass(frozen=True, slots=True)
class Element:
    """One item's element, as it stands in its document."""

    digest: Digest
    plain: bool
    """feedparser reads it as if it stood alone."""


def elements(
    items: Sequence[etree._Element], url: str, known: Container[Digest] = ()
) -> tuple[Element, ...]:
    """Look at the element of each item.

    Args:
        items: all of a tree that nothing was taken out of yet, in the document's order.
        url: where the document came from.
        known: digests of elements that were read as if they stood alone: they are plain.

    Returns:
        Empty if the items do not stand side by side behind everything else.
    """
    parent = items[0].getparent() if items else None
    if parent is None or not _side_by_side(parent, items):
        return ()
    context = hashlib.sha256(f"{__version__} {feedparser.__version__} {url}".encode())
    for element in (parent, *parent.iterancestors()):
        context.update(repr((element.tag, sorted(element.items()))).encode("utf-8", "replace"))
    around = parent.nsmap
    return tuple(_element(item, context.copy(), around, known) for item in items)


def _element(
    item: etree._Element,
    context: hashlib._Hash,
    around: Mapping[str | None, str],
    known: Container[Digest],
) -> Element:
    octets = etree.tostring(item, encoding="utf-8", with_tail=False)
    context.update(octets)
    digest = Digest(context.hexdigest())
    if digest in known:
        return Element(digest, plain=True)
    # A quick look, to spare the long one: most items declare no namespace of their own.
    declares = octets.find(b" xmlns", octets.find(b">")) >= 0
    simple = item.nsmap == around and all(_plain(child, look=declares) for child in item)
    return Element(digest, simple)


def _side_by_side(parent: etree._Element, items: Sequence[etree._Element]) -> bool:
    """Say whether the items are the last children of the root, or of its only child."""
    above = parent.getparent()
    if above is not None and (above.getparent() is not None or len(above) != 1):
        return False
    last = (parent[at] for at in range(-len(items), 0))
    return len(parent) >= len(items) and all(
        child is item for child, item in zip(last, items, strict=True)
    )


def _plain(element: etree._Element, *, look: bool) -> bool:
    """Say whether an item's child leaves nothing behind in feedparser's state.

    Args:
        element: the child.
        look: whether it may declare namespaces.
    """
    namespace, name = namespaces.split(element.tag)
    if namespace in UNSEEN:
        return True
    if name in _TEXTS and len(element) == 1 and namespace in namespaces.ATOM:
        return _is_xhtml(element[0])
    if look and element.nsmap != _around(element):
        return False
    if name in _PEOPLE and namespace in OWN:
        return all(_is_part(child, namespace, look=look) for child in element)
    known = _LEAVES if namespace in OWN else _OTHERS.get(namespace, frozenset[str]())
    return len(element) == 0 and (name in known or name not in _HANDLED)


def _is_part(child: etree._Element, namespace: str, *, look: bool) -> bool:
    within, name = namespaces.split(child.tag)
    known = _PERSON if within == namespace else _OTHERS.get(within, frozenset[str]())
    simple = name in known or name not in _HANDLED
    return simple and len(child) == 0 and not (look and child.nsmap != _around(child))


def _is_xhtml(div: etree._Element) -> bool:
    """Say whether an element is XHTML's ``div``, and holds nothing but XHTML without prefixes."""
    if div.tag != f"{{{namespaces.XHTML}}}div":
        return False
    for each in div.iter(etree.Element):
        namespace, name = namespaces.split(each.tag)
        if namespace != namespaces.XHTML or name in {"svg", "math"} or each.prefix is not None:
            return False
    return True


def _around(element: etree._Element) -> Mapping[str | None, str] | None:
    parent = element.getparent()
    return None if parent is None else parent.nsmap
