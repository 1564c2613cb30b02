"""feedparser, behind what it needs to be safe with foreign input."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final
from xml.sax import expatreader

import feedparser
from lxml import etree

from syndicator.model import Digest, Failed, FailureKind, IncomingTombstone, Outline
from syndicator.parse import (
    date_elements,
    document,
    exact,
    namespaces,
    rewrite,
    split,
    tombstones,
    values,
)
from syndicator.parse.date_context import DateContext
from syndicator.parse.elements import Written
from syndicator.parse.exact import Exact
from syndicator.parse.newest import MAX_ITEMS, newest
from syndicator.parse.prolog import Prolog, no_feed

Raw = Mapping[str, object]
"""One of feedparser's dictionaries: an entry, or a feed's head."""

MAX_AGAIN: Final = 20_000_000
"""Characters that are parsed in reading items one by one."""

# It is untyped; what it returns goes through `syndicator.parse.values`.
_feedparser: Final[Any] = feedparser
# It looks for another parser first, through all of the path and for each document anew.
_feedparser.api.PREFERRED_XML_PARSERS = [expatreader.__name__]
# It takes a field for UTF-8 that was encoded twice if it could be, and only that field; the name of
# the encoding is what it asks before. That was decided, for all fields (`encoding.decode`).
for _parser in (_feedparser.api.StrictFeedParser, _feedparser.api.LooseFeedParser):
    _parser.encoding = property(lambda _: "UTF-8", lambda *_: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as it was read."""

    digest: Digest
    """Of its element."""
    outline: Outline | None = None
    """It was read before, and not again."""
    raw: Raw = field(default_factory=dict)
    exact: Exact = field(default_factory=Exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document as feedparser sees it, and what was read beside it."""

    head: Raw
    version: str
    base: str = ""
    """What texts are relative to that name no base of their own."""
    dates: DateContext = field(default_factory=DateContext)
    """What holds for all dates of the document."""
    about: Exact = field(default_factory=Exact)
    entries: tuple[Entry, ...] = ()
    """In the document's order."""
    tombstones: tuple[IncomingTombstone, ...] = ()
    problems: tuple[str, ...] = ()
    cut: bool = False
    """The document ends in the middle."""


def read(
    prolog: Prolog,
    url: str,
    known: Mapping[Digest, Outline] = MappingProxyType({}),
) -> Reading | Failed:
    """Read a document: what can be, if it is not well-formed.

    Args:
        prolog: the document.
        url: where it came from.
        known: items that need not be read again, by the digest of their elements.
    """
    tree = document.read(prolog, url)
    if isinstance(tree, Failed):
        return tree
    root = tree.root
    feed = next(iter(namespaces.channels(root)), root)
    if prolog.root != "rss" and not tree.items and not _is_feed(root, feed):
        return no_feed(f'an XML document whose root element is "{prolog.root}"')
    gone = {item: stone for item in tree.items if (stone := tombstones.withdrawn(item))}
    tree = replace(tree, items=tuple(item for item in tree.items if item not in gone))
    dates = date_elements.context(root, tree.items, feed)
    kept = newest(tree.items, dates)
    entries, written = [], list[Written]()
    for item, digest in zip(kept, split.digests(kept, url, dates), strict=True):
        if (outline := known.get(digest)) is not None:
            entries.append(Entry(digest=digest, outline=outline))
            continue
        part, about = rewrite.item(item, exact.read(item, url))
        written.append(part)
        entries.append(Entry(digest=digest, exact=about))
    head = rewrite.head(root, feed)
    base = "" if rewrite.is_absolute([head, *written], url) else url
    ran = _run(rewrite.document(root, feed, head, written), base)
    if ran is None or not ran.strict or len(ran.entries) != len(written):
        ran = _one_by_one(root, feed, head, written, base)
    if ran is None:
        return _unreadable()
    raws = iter(ran.entries)
    read_ones = []
    for each in entries:
        if each.outline is not None:
            read_ones.append(each)
        elif (raw := next(raws)) is not None:
            read_ones.append(replace(each, raw=raw))
    return Reading(
        head=ran.head,
        version=ran.version,
        base="" if base else url,
        dates=dates,
        about=exact.read(feed, url, level="feed"),
        entries=tuple(read_ones),
        tombstones=(*tombstones.read(root), *gone.values()),
        cut=tree.cut,
        problems=tuple(
            _problems(tree, missing=tree.missing + len(entries) - len(read_ones), kept=len(kept))
        ),
    )


def _problems(tree: document.Tree, *, missing: int, kept: int) -> Iterator[str]:
    if missing:
        yield f"{missing} of {tree.total} items could not be read"
    if tree.cut:
        yield "the document ends in the middle"
    if tree.problem:
        yield tree.problem
    if left_out := len(tree.items) + tree.untried - kept:
        yield f"{left_out} items left out, the oldest: a feed may have {MAX_ITEMS}"


@dataclass(frozen=True, slots=True)
class _Run:
    head: Raw
    entries: tuple[Raw | None, ...]
    version: str
    strict: bool
    """feedparser's strict parser has read it, to the end."""


def _one_by_one(
    root: etree._Element,
    feed: etree._Element,
    head: Written,
    items: Sequence[Written],
    base: str,
) -> _Run | None:
    """Read every item alone, because one of them makes feedparser fail for all."""
    alone = _run(rewrite.document(root, feed, head, ()), base)
    if alone is None:
        head = Written("")
        alone = _run(rewrite.document(root, feed, head, ()), base)
    if alone is None:
        return None
    entries: list[Raw | None] = []
    octets = 0
    for item in items:
        octets += len(item.xml)
        one = (
            _run(rewrite.document(root, feed, Written(""), (item,)), base)
            if octets <= MAX_AGAIN
            else None
        )
        entries.append(one.entries[0] if one and len(one.entries) == 1 else None)
    return replace(alone, entries=tuple(entries))


def _is_feed(root: etree._Element, feed: etree._Element) -> bool:
    """Say whether a document without items is one of a feed all the same."""
    if namespaces.split(root.tag)[1] == "feed":
        return namespaces.split(root.tag)[0].lower() in namespaces.OWN
    return feed is not root


def _run(octets: bytes, url: str) -> _Run | None:
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
    listed = entries if isinstance(entries, list) else []
    return _Run(
        head=values.mapping(raw.get("feed")),
        entries=tuple(values.mapping(entry) for entry in listed),
        version=values.string(raw, "version"),
        strict=not raw.get("bozo"),
    )


def _unreadable() -> Failed:
    return Failed(
        kind=FailureKind.UNREADABLE, message="the feed is too malformed for any item to be read"
    )
