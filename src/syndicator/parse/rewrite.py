"""A document written anew for feedparser: what its reading asks for, and nothing else.

::

    tree ─ head, items ─▶ one string for each ─ document ─▶ octets for feedparser

feedparser reads elements wherever they stand: a title in a gallery inside an item is the item's
title, a story that is quoted inside another is one of the feed's. It keeps one state for all items,
so that an odd element of one changes the next. So it is handed an item's and a feed's **own**
children only, of the namespaces that are known, each holding text and no elements: markup in a
text is text. What the tree itself has told (`syndicator.parse.exact`) is left out: element for
element, feedparser takes more time than all else that is done with a document. And where all
addresses are absolute, it is spared to look for each element anew what a relative one would be
resolved against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from lxml import etree

from syndicator.model import Category
from syndicator.parse import elements, namespaces
from syndicator.parse.exact import Exact

_DECLARED: Final = "".join(
    f' xmlns:{prefix}="{each}"' for each, prefix in elements.PREFIXES.items()
)

_OF_BOTH: Final = elements.TITLES | frozenset({"language", "link", "dc:language"})
_OF_ITEMS: Final = _OF_BOTH | frozenset(
    {
        *("abstract", "body", "content", "copyright", "description", "fullitem", "rights"),
        *("summary", "content:encoded", "dc:description", "dc:rights", "itunes:summary"),
        *("category", "enclosure", "keywords", "source", "tags", "dc:subject", "itunes:category"),
        *("itunes:keywords", "feedburner:origlink", "xhtml:body"),
    }
)
_OF_HEADS: Final = _OF_BOTH | frozenset(
    {
        *("copyright", "description", "icon", "image", "logo", "rights"),
        *("subtitle", "tagline", "ttl", "dc:description", "dc:rights", "itunes:image"),
        *("itunes:subtitle", "sy:updatebase", "sy:updatefrequency", "sy:updateperiod"),
    }
)
_INSTEAD: Final = {"dc:title": "title", "dc:description": "description", "dc:rights": "rights"}
"""What is asked for only where the feed's own element says nothing, at feed level."""
_SEVERAL: Final = frozenset({"image", "itunes:image", "link"})
_OWN_TEXTS: Final = frozenset({"description", "content:encoded"})
_REPEATING: Final = frozenset({"itunes:summary", "dc:description"})


def document(
    root: etree._Element,
    feed: etree._Element,
    head: elements.Written,
    items: Sequence[elements.Written],
) -> bytes:
    """Put a document together, of which feedparser makes out the same format and version.

    Args:
        root: of the tree.
        feed: what the feed's own elements stand in: the channel, or the root.
        head: from `head`.
        items: from `item`.
    """
    namespace, name = namespaces.split(root.tag)
    attributes, _ = elements.attributes_of(root, ("version", "base", "lang"))
    channel = "" if feed is root else elements.attributes_of(feed, ("base", "lang"))[0]
    inside = "".join(each.xml for each in items)
    if name == "feed":
        default = f' xmlns="{namespace}"' if namespace.lower() in namespaces.OWN - {""} else ""
        text = f"<feed{default}{_DECLARED}{attributes}>{head.xml}{inside}</feed>"
    elif name == "rss":
        text = f"<rss{_DECLARED}{attributes}><channel{channel}>{head.xml}{inside}</channel></rss>"
    else:
        used = {namespaces.split(child.tag)[0] for child in root}
        oldest = "http://my.netscape.com/rdf/simple/0.9/"
        default = oldest if oldest in used else "http://purl.org/rss/1.0/"
        text = (
            f'<rdf:RDF xmlns:rdf="{namespaces.RDF}" xmlns="{default}"{_DECLARED}{attributes}>'
            f"<channel{channel}>{head.xml}</channel>{inside}</rdf:RDF>"
        )
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()


def is_absolute(parts: Sequence[elements.Written], url: str) -> bool:
    """Say whether feedparser makes the same of a document wherever it came from."""
    return elements.ABSOLUTE.fullmatch(url) is not None and all(part.absolute for part in parts)


def head(root: etree._Element, feed: etree._Element) -> elements.Written:
    """Write what a feed says of itself.

    Args:
        root: of the tree; RSS 1.0 has the feed's picture in it.
        feed: what the feed's own elements stand in: the channel, or the root.
    """
    around = namespaces.split(feed.tag)[0]
    beside = () if feed is root else root.iterchildren(etree.Element)
    images = (child for child in beside if namespaces.split(child.tag)[1] == "image")
    children = chain(feed.iterchildren(etree.Element), images)
    named = list(_first_of_each(elements.own(children, around, _OF_HEADS)))
    said = {name for name, child in named if name not in elements.PARTS and _says(child)}
    said |= {"subtitle"} if said & {"description", "tagline"} else set()
    wanted = [
        (name, child)
        for name, child in named
        if _INSTEAD.get(name) not in said and not (name == "itunes:subtitle" and "subtitle" in said)
    ]
    parts = [elements.write(name, child) for name, child in wanted]
    whole = (
        elements.attributes_of(feed)[1]
        and elements.attributes_of(root)[1]
        and all(part.absolute for part in parts)
    )
    return elements.Written("".join(part.xml for part in parts), whole)


def _first_of_each(
    named: Iterable[tuple[str, etree._Element]],
) -> Iterator[tuple[str, etree._Element]]:
    """Leave out what a feed says again of itself: it may be of a story without a start tag."""
    said: set[str] = set()
    for name, child in named:
        if name in _SEVERAL or name not in said:
            yield name, child
        if _says(child):
            said.add(name)


def item(element: etree._Element, known: Exact) -> tuple[elements.Written, Exact]:
    """Write an item.

    Args:
        element: its element, which is not changed.
        known: what was read from it.

    Returns:
        The item, and what is known of it: its categories, too, where they were not written.
    """
    around = namespaces.split(element.tag)[0]
    named = list(elements.own(element, around, _OF_ITEMS))
    names = {name for name, _ in named}
    if not names.isdisjoint({"dc:title", *_REPEATING}):
        named = list(_once(named))
    if names.isdisjoint({"keywords", "tags", "dc:subject", "itunes:category", "itunes:keywords"}):
        categories = [child for name, child in named if name == "category"]
        if all(_is_plain(child) for child in categories):
            named = [each for each in named if each[0] != "category"]
            terms = dict.fromkeys((each.text or "").strip() for each in categories)
            known = replace(known, categories=tuple(Category(term=term) for term in terms if term))
    # A source ends what feedparser knows of the item's title; so it comes last.
    named.sort(key=lambda each: each[0] == "source")
    attributes, absolute = elements.attributes_of(element)
    parts = [elements.write(name, child) for name, child in named]
    inside = "".join(part.xml for part in parts)
    whole = absolute and all(part.absolute for part in parts)
    return elements.Written(f"<item{attributes}>{inside}</item>", whole), known


def _says(element: etree._Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _once(named: list[tuple[str, etree._Element]]) -> Iterator[tuple[str, etree._Element]]:
    """Leave out a catalogue's title beside the item's own, and a summary that adds nothing to it.

    feedparser takes the summary for the item's content; that is right only where it is the longer.
    """
    titled = any(name == "title" and _says(child) for name, child in named)
    lengths = [len(child.text or "") for name, child in named if name in _OWN_TEXTS]
    longest = max(lengths, default=-1)
    for name, child in named:
        again = name in _REPEATING and len((child.text or "").strip()) <= longest
        if not again and not (titled and name == "dc:title"):
            yield name, child


def _is_plain(category: etree._Element) -> bool:
    """Say whether a category is its text, of which feedparser changes nothing."""
    text = category.text or ""
    simple = not category.attrib and len(category) == 0
    return simple and text.isascii() and len(text) <= elements.MAX_VALUE
