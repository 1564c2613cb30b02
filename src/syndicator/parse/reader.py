"""feedparser, behind what it needs to be safe with foreign input."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Any, Final
from xml.sax import expatreader

import feedparser
from lxml import etree

from syndicator.model import Digest, Failed, FailureKind, IncomingTombstone, Outline
from syndicator.parse import document, exact, split, tombstones, values
from syndicator.parse.exact import Exact
from syndicator.parse.prolog import Prolog
from syndicator.parse.spare import quiet, self_contained, spare

Raw = Mapping[str, object]
"""One of feedparser's dictionaries: an entry, or a feed's head."""

MOST_AGAIN: Final = 20_000_000
"""Octets that are parsed in reading items one by one."""

_BEFORE_ITEM: Final = re.compile(rb"(?=<(?:item|entry)[\s>])", re.IGNORECASE)
# It is untyped; what it returns goes through `syndicator.parse.values`.
_feedparser: Final[Any] = feedparser
# It looks for another parser first, through all of the path and for each document anew.
_feedparser.api.PREFERRED_XML_PARSERS = [expatreader.__name__]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document as feedparser sees it, and what was read beside it."""

    head: Raw
    entries: tuple[Raw, ...]
    version: str
    base: str = ""
    """What texts are relative to that name no base of their own."""
    about: Exact = field(default_factory=Exact)
    exact: Mapping[str, Exact] = field(default_factory=dict)
    """By what an entry holds under `syndicator.parse.document.MARKER`."""
    tombstones: tuple[IncomingTombstone, ...] = ()
    problems: tuple[str, ...] = ()
    strict: bool = False
    """feedparser's strict parser has read it, to the end."""
    digests: Mapping[str, Digest] = field(default_factory=dict)
    """Of the items' elements, by marker, where each item was read as if it stood alone."""
    known: Mapping[str, Outline] = field(default_factory=dict)
    """What was not read again, by what would have been its marker; then `entries` has the rest."""


def read(
    prolog: Prolog,
    url: str,
    known: Mapping[Digest, Outline] = MappingProxyType({}),
    *,
    whole: bool = False,
) -> Reading | Failed:
    """Read a document by the strict parser if it is well-formed or can be mended, else loosely.

    Args:
        prolog: the document.
        url: where it came from.
        known: items that need not be read again, by the digest of their elements.
        whole: show feedparser all that it may be asked about, or not.
    """
    tree = document.well_formed(prolog, url)
    if isinstance(tree, Failed):
        return tree
    root, problem = tree
    found = _loosely(prolog) if root is None else _strictly(root, url, known, whole=whole)
    if found is None:
        return read(prolog, url, whole=True)
    if isinstance(found, Failed) or not problem:
        return found
    return replace(found, problems=(problem, *found.problems))


def _strictly(
    root: etree._Element, url: str, known: Mapping[Digest, Outline], *, whole: bool
) -> Reading | Failed | None:
    """Read a tree; None if it must be read again without leaving anything out."""
    items = document.items(root)
    kept = items[: document.MOST_ITEMS]
    elements = split.elements(items, url, known) if len(items) == len(kept) else ()
    if not all(element.plain for element in elements):
        elements = ()
    left = {
        number: outline
        for number, element in enumerate(elements)
        if (outline := known.get(element.digest)) is not None
    }
    about = exact.read(_feed_element(root), url, level="feed")
    of_items = {
        str(number): exact.read(item, url) for number, item in enumerate(kept) if number not in left
    }
    withdrawn = tombstones.read(root)
    spared = not whole and bool(elements) and quiet(items)
    if spared:
        of_items = {number: spare(kept[int(number)], each) for number, each in of_items.items()}
    problems = []
    too_many = document.reduce(root, items, left)
    if too_many:
        problems.append(f"{too_many} items left out: a feed may have {document.MOST_ITEMS}")
    base = "" if spared and self_contained(root, url) else url
    found = _run(document.serialise(root), base)
    alone = bool(elements) and found is not None and _is_split(found, of_items)
    if (left or spared) and not alone:
        return None
    if found is None:
        found = _one_by_one(root, kept, url)
        if found is None:
            return _unreadable()
    return replace(
        found,
        base="" if base else url,
        about=about,
        exact=of_items,
        tombstones=withdrawn,
        problems=(*problems, *found.problems),
        digests={str(n): each.digest for n, each in enumerate(elements)} if alone else {},
        known={str(number): outline for number, outline in left.items()},
    )


def _is_split(found: Reading, markers: Iterable[str]) -> bool:
    """Whether the strict parser has made one entry of each item, in their order."""
    return found.strict and list(markers) == [
        values.string(entry, document.MARKER) for entry in found.entries
    ]


def _one_by_one(root: etree._Element, items: list[etree._Element], url: str) -> Reading | None:
    places = [(item, parent) for item in items if (parent := item.getparent()) is not None]
    for item, parent in places:
        parent.remove(item)

    def documents() -> Iterator[bytes]:
        yield document.serialise(root)
        for item, parent in places:
            parent.append(item)
            yield document.serialise(root)
            parent.remove(item)

    return _rescue(documents(), url)


def _rescue(documents: Iterator[bytes], url: str) -> Reading | None:
    """Read every item alone, because one of them makes feedparser fail for all.

    Args:
        documents: the feed without items, then the feed with each of its items.
        url: where it came from.
    """
    feed = _run(next(documents), url)
    if feed is None:
        return None
    entries: list[Raw] = []
    octets = 0
    for one in documents:
        octets += len(one)
        if octets > MOST_AGAIN:
            break
        alone = _run(one, url)
        entries += alone.entries if alone else ()
    problems = (f"the parser fails on some items; {len(entries)} could be read",)
    return Reading(head=feed.head, entries=tuple(entries), version=feed.version, problems=problems)


def _feed_element(root: etree._Element) -> etree._Element:
    """Return what the feed's own elements stand in: the channel, or Atom's root."""
    channels = (child for child in root if str(child.tag).rpartition("}")[2].lower() == "channel")
    return next(channels, root)


def _loosely(prolog: Prolog) -> Reading | Failed:
    octets = document.for_loose_parser(prolog)
    if isinstance(octets, Failed):
        return octets
    # No address: feedparser would make addresses of ids, and here is no tree to read them from.
    found = _run(octets, "")
    if found is None:
        head, *items = _BEFORE_ITEM.split(octets)
        found = _rescue(chain([head], (head + item for item in items)), "")
    return found or _unreadable()


def _run(octets: bytes, url: str) -> Reading | None:
    """Run feedparser; None where it raises, which it does in many ways on odd input."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        # Always a stream: feedparser opens files and URLs that octets happen to name.
        found = _feedparser.parse(
            io.BytesIO(octets),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # what it raises depends on the input, and is not documented
        return None
    raw = values.mapping(found)
    entries = raw.get("entries")
    listed = entries[: document.MOST_ITEMS] if isinstance(entries, list) else []
    return Reading(
        head=values.mapping(raw.get("feed")),
        entries=tuple(values.mapping(entry) for entry in listed),
        version=values.string(raw, "version"),
        strict=not raw.get("bozo"),
    )


def _unreadable() -> Failed:
    return Failed(
        kind=FailureKind.UNREADABLE, message="the feed is too malformed for any item to be read"
    )
