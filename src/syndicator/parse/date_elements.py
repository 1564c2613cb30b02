"""Where the dates of an item and of a feed stand, read from the tree.

The first that can be read counts, of those that say the same: what a source's software fills with
zeros or in words must not hide what another element says well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from syndicator.parse import namespaces
from syndicator.parse.date_context import DateContext, gather
from syndicator.parse.date_parts import EARLIEST
from syndicator.parse.dates import MAX_LENGTH
from syndicator.parse.language import language_tag

_DC: Final = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.0/"})
_DCTERMS: Final = "http://purl.org/dc/terms/"
_OWN_PUBLISHED: Final = {"pubdate": 0, "published": 0, "issued": 0, "created": 2}
_OWN_UPDATED: Final = {"updated": 0, "modified": 0, "lastbuilddate": 0}
_TERMS_PUBLISHED: Final = {"issued": 1, "created": 2}
_TERMS_UPDATED: Final = {"modified": 1, "date": 2}
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX: Final = 16
"""Dates of one item; what comes after is left out."""

# In the spellings that feeds use: a search by these names runs in libxml2.
_TAGS: Final = tuple(
    f"{{*}}{name}"
    for name in (
        *("pubDate", "pubdate", "PubDate", "published", "issued", "created", "date"),
        *("updated", "modified", "lastBuildDate"),
    )
)


@dataclass(frozen=True, slots=True)
class DateTexts:
    """The dates of an item or a feed as they are written, the one that counts most first."""

    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()


NO_DATES: Final = DateTexts()


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of an item or a feed, read."""

    published: datetime | None = None
    updated: datetime | None = None
    unreadable: str | None = None
    """If neither can be read: what is written in the place of a date."""


def texts(element: etree._Element) -> DateTexts:
    """Find the dates among an element's own children.

    Publication: RSS ``pubDate``, Atom ``published``, Atom 0.3 ``issued``, DCMI ``issued``, then
    ``created``. Update: Atom ``updated``, Atom 0.3 ``modified``, RSS ``lastBuildDate``, DCMI
    ``modified``, then ``dc:date``.
    """
    published: list[tuple[int, str]] = []
    updated: list[tuple[int, str]] = []
    around = namespaces.split(element.tag)[0]
    for child in element.iterchildren(etree.Element):
        namespace, name = namespaces.split(child.tag)
        in_published, in_updated = _ranks(namespace, name, around)
        if in_published is None and in_updated is None:
            continue
        text = namespaces.text(child)
        if text and in_published is not None and len(published) < _MAX:
            published.append((in_published, text))
        elif text and in_updated is not None and len(updated) < _MAX:
            updated.append((in_updated, text))
    return DateTexts(_by_rank(published), _by_rank(updated))


def _ranks(namespace: str, name: str, around: str) -> tuple[int | None, int | None]:
    if namespace == _DCTERMS:
        return _TERMS_PUBLISHED.get(name), _TERMS_UPDATED.get(name)
    if namespace in _DC:
        return None, 2 if name == "date" else None
    if name in _NAMES and namespaces.own(namespace, around):
        return _OWN_PUBLISHED.get(name), _OWN_UPDATED.get(name)
    return None, None


_NAMES: Final = frozenset((*_OWN_PUBLISHED, *_OWN_UPDATED))


def _by_rank(found: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in sorted(found, key=lambda each: each[0]))


def context(
    root: etree._Element, items: Sequence[etree._Element], feed: etree._Element
) -> DateContext:
    """Decide what holds for all dates of a document; see `syndicator.parse.date_context`.

    Args:
        root: of a tree that nothing was taken out of yet.
        items: all of its items.
        feed: the element of the feed itself.
    """
    return gather(map(_any, items), _any(feed), _language(root, feed))


def _any(element: etree._Element) -> list[str]:
    """Return all dates that are written in an element's own children."""
    return [text for child in element.iterchildren(*_TAGS) if (text := namespaces.text(child))]


def _language(root: etree._Element, feed: etree._Element) -> str:
    """Return the language of a feed, a language tag; nothing if it does not say."""
    found = next(feed.iterchildren("{*}language"), None)
    written = namespaces.text(found) or feed.get(_LANG) or root.get(_LANG)
    return language_tag(written) or ""


def read(found: DateTexts, among: DateContext) -> Dates:
    """Read the dates of an item.

    Args:
        found: as they are written.
        among: what holds for all dates of their document.
    """
    published, updated = _first(found.published, among), _first(found.updated, among)
    written = (*found.published, *found.updated)
    lost = written[0][:MAX_LENGTH] if written and published is None and updated is None else None
    return Dates(published=published, updated=updated, unreadable=lost)


def _first(candidates: Iterable[str], among: DateContext) -> datetime | None:
    for text in candidates:
        moment = among.read(text)
        if moment is not None and moment >= EARLIEST:
            return moment
    return None
