"""Only what is new in a feed: ``A-IM: feed`` (RFC 3229, with the manipulation ``feed``).

A reader that names the version which it has, and that understands ``feed``, gets the document
without the entries that it has already. Tombstones stay: they are how a reader learns of a
withdrawal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from lxml import etree

ATOM: Final = "{http://www.w3.org/2005/Atom}"
_HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_ENTRIES: Final = {".atom": f"{ATOM}entry", ".rss": "item"}
_WORDS: Final = 8
"""Octets of a digest. It has to differ among the few hundred entries of one feed."""

Digests = frozenset[bytes]
"""The entries of one version of a feed."""


def applies(path: str) -> bool:
    """Whether documents of this name can be sent in part."""
    return path.endswith(tuple(_ENTRIES))


def wanted(a_im: str | None) -> bool:
    """Whether the value of ``A-IM`` accepts ``feed`` (RFC 3229 §10.5.3)."""
    for member in (a_im or "").lower().split(","):
        name, _, weight = (part.strip() for part in member.partition(";"))
        if name == "feed":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def digests(document: bytes, path: str) -> Digests:
    """Tell the entries of a document apart, by all that is in them; none if it is no feed."""
    root = _parse(document)
    if root is None:
        return frozenset()
    return frozenset(_digest(entry) for entry in _entries(root, path))


def without(document: bytes, path: str, known: AbstractSet[bytes]) -> bytes | None:
    """Take out the entries that a reader has.

    Args:
        document: the feed as it stands, Atom or RSS.
        path: its name, for the suffix.
        known: the `digests` of the version that the reader has.

    Returns:
        The rest, or None where a part would say something else than the whole: a complete feed
        (RFC 5005 §2) tells readers to drop what is not in it.
    """
    root = _parse(document)
    if root is None or root.find(f".//{_HISTORY}complete") is not None:
        return None
    for entry in [each for each in _entries(root, path) if _digest(each) in known]:
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")


def _parse(document: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return None


def _entries(root: etree._Element, path: str) -> Iterator[etree._Element]:
    tag = next(tag for suffix, tag in _ENTRIES.items() if path.endswith(suffix))
    # The entries of a feed, not what looks like one inside of them.
    for parent in (root, *root.findall("channel")):
        yield from parent.findall(tag)


def _digest(entry: etree._Element) -> bytes:
    data = etree.tostring(entry, method="c14n", with_tail=False)
    return hashlib.blake2b(data, digest_size=_WORDS).digest()
