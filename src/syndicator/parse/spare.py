"""What feedparser is spared of a plain document: what nobody asks it for.

The tree itself has told whose an item is, what it is called and, mostly, what it is about
(`syndicator.parse.exact`); feedparser would say it again, and element for element it takes more
time than all else that is done with a document. Each element that is taken out here sets nothing
in feedparser but keys of its own item that are not read. And where all addresses are absolute, it
is spared to look for each element anew what a relative one would be resolved against.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from syndicator.model import Category
from syndicator.parse import namespaces
from syndicator.parse.document import LONGEST_VALUE, MOST_ALIKE, UNSEEN
from syndicator.parse.exact import Exact
from syndicator.parse.text import remove

OWN: Final = frozenset(
    {"", "http://purl.org/rss/1.0/", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"}
)
"""Namespaces whose elements feedparser takes for those of the feed's own format."""
_DC: Final = "http://purl.org/dc/elements/1.1/"
_AUTHORS: Final = frozenset(
    {
        *((namespace, "author") for namespace in OWN),
        *(
            (_DC, "author"),
            (_DC, "creator"),
            ("http://www.itunes.com/dtds/podcast-1.0.dtd", "author"),
        ),
    }
)
_PARTS: Final = frozenset({"email", "name", "uri", "url"})
_UNUSED: Final = frozenset(
    {"http://purl.org/rss/1.0/modules/slash/", "http://wellformedweb.org/CommentAPI/"}
)
"""Namespaces of which nothing is used: of comments."""
_GROUPS: Final = frozenset({"author", "image", "skipdays", "skiphours", "textinput"})
"""Own elements of a feed's head that may hold others; none holds text beside them."""
_BASES: Final = frozenset({"base", "{http://www.w3.org/xml/1998/namespace}base"})
"""In lower case, as attributes are compared."""
_MOST: Final = 1_000
"""Elements that an item is spared: each hands its tail on, which takes longer and longer."""
_ADDRESS_ATTRIBUTES: Final = frozenset({"href", "uri", "url"})
_ADDRESSES: Final = frozenset(
    {
        *("comment", "commentrss", "comments", "docs", "guid", "homepage", "href", "icon", "id"),
        *("link", "logo", "uri", "url"),
    }
)
"""Elements whose text feedparser may take for an address."""
# What urljoin returns as it is, whatever the base: no parameters, nothing empty that it drops.
_SAFE: Final = r"[A-Za-z0-9/_.~%!$'()*+,:@&=-]"
_ABSOLUTE: Final = re.compile(
    rf"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/{_SAFE}*)?(?:\?{_SAFE}+)?(?:#{_SAFE}+)?"
    rf"|(?:tag|urn):{_SAFE}+"
)


def self_contained(root: etree._Element, url: str) -> bool:
    """Say whether feedparser makes the same of a plain document wherever it came from.

    Args:
        root: of what it will see.
        url: where the document came from.
    """
    return _ABSOLUTE.fullmatch(url) is not None and all(map(_is_absolute, root.iter(etree.Element)))


def _is_absolute(element: etree._Element) -> bool:
    for key, value in element.items():
        name = str(key).lower()
        if name in _BASES or (name in _ADDRESS_ATTRIBUTES and not _ABSOLUTE.fullmatch(str(value))):
            return False
    if namespaces.split(element.tag)[1] not in _ADDRESSES:
        return True
    text = (element.text or "").strip()
    return not text or _ABSOLUTE.fullmatch(text) is not None


def quiet(items: Sequence[etree._Element]) -> bool:
    """Say whether what stands before the items leaves feedparser as it found it.

    Its one trap is an element within another that holds text: that ends what it never began.

    Args:
        items: all of a tree; they stand side by side behind everything else.
    """
    parent = items[0].getparent()
    head = () if parent is None else tuple(parent)[: -len(items)]
    return all(
        len(child) == 0
        or (_name(child) in _GROUPS and all(len(grandchild) == 0 for grandchild in child))
        or namespaces.split(child.tag)[0] in UNSEEN
        for child in head
    )


def _name(element: etree._Element) -> str:
    namespace, name = namespaces.split(element.tag)
    return name if namespace in OWN else ""


def spare(item: etree._Element, known: Exact) -> Exact:
    """Take out of an item what feedparser would be asked nothing about; in place.

    Args:
        item: of which each child is plain (`syndicator.parse.split`).
        known: what was read from it.

    Returns:
        The same, with the item's categories where feedparser has none to give any more.
    """
    superfluous, categories, plain, read = [], [], True, known
    for child in item:
        namespace, name = split = namespaces.split(child.tag)
        if split in _AUTHORS:
            unasked = bool(known.authors)
        elif namespace in OWN:
            unasked = name == "comments" or (name in {"guid", "id"} and known.id is not None)
            if name == "category":
                categories.append(child)
                plain = plain and _is_plain(child)
        else:
            unasked = namespace in _UNUSED
            plain = plain and name != "subject"
        if unasked and _is_usual(child):
            superfluous.append(child)
    if plain:
        superfluous += categories
        terms = dict.fromkeys((each.text or "").strip() for each in categories[:MOST_ALIKE])
        known = replace(known, categories=tuple(Category(term=term) for term in terms if term))
    if len(superfluous) > _MOST:
        return read
    for element in superfluous:
        remove(element)
    return known


def _is_usual(element: etree._Element) -> bool:
    """Say whether no parser will stumble over an element: the strict one reads all or nothing."""
    return element.keys() in ([], ["isPermaLink"]) and all(
        not part.keys() and namespaces.split(part.tag)[1] in _PARTS for part in element
    )


def _is_plain(category: etree._Element) -> bool:
    """Say whether a category is its text, of which feedparser changes nothing."""
    text = category.text or ""
    return text.isascii() and len(text) <= LONGEST_VALUE and not category.attrib
