"""What feedparser loses or changes of an item, read from the tree itself.

feedparser resolves an id as if it were a link, keeps one credit for all pictures of an item, and
knows one of the namespaces in which licences stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from syndicator.model import Category, Enclosure, Image, Person, Podcast, Reservation, Text
from syndicator.parse import date_elements, media, namespaces, podcast, rights_metadata, skips
from syndicator.parse.date_elements import NO_DATES, DateTexts
from syndicator.parse.links import completed, http_url
from syndicator.parse.people import authors

MAX_ALIKE: Final = 50
"""Licences of one item; what comes after is left out."""
MAX_ID: Final = 4_096

_PAGES: Final = frozenset({"", "text/html", "application/xhtml+xml"})
"""Types of what an ``alternate`` leads to, if it is a page (none: it is not said)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """One item, or a feed, in what feedparser does not give."""

    id: str | None = None
    """``guid``, ``atom:id`` or ``rdf:about``, byte for byte but for outer white space."""
    permalink: str | None = None
    """The ``guid`` as a link, where it is one (RSS 2.0: unless ``isPermaLink="false"``)."""
    page: str | None = None
    """The page of the item or the feed, where its address was written without a scheme."""
    source_id: str | None = None
    """The id in an incoming ``atom:source``."""
    dates: DateTexts = NO_DATES
    """As they are written."""
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] | None = None
    """None: feedparser has them; `syndicator.parse.rewrite` has not left them out."""
    licenses: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    recordings: tuple[Enclosure, ...] = ()
    """``media:content`` that is sound or film."""
    description: Text | None = None
    """``media:description``: the text of an item that has no other."""
    podcast: Podcast | None = None
    reserved: tuple[Reservation, ...] = ()
    skip_hours: tuple[int, ...] = ()
    """Of a channel: 0 to 23 in GMT, in which nobody is to ask."""
    skip_days: tuple[int, ...] = ()
    """The same in days, 0 for Monday."""


def read(element: etree._Element, url: str, *, level: str = "item") -> Exact:
    """Read an item, an entry, a channel or a feed.

    Args:
        element: from a tree that nothing was taken out of yet.
        url: where the document came from; relative addresses end there.
        level: ``item`` or ``feed``: where what it reserves is said to stand.
    """
    guid = _first(element, "guid")
    identifier = (
        namespaces.text(guid)
        or namespaces.text(_first(element, "id"))
        or element.get(f"{{{namespaces.RDF}}}about", "").strip(namespaces.WHITE)
    )
    permanent = guid is not None and _attribute(guid, "ispermalink").lower() != "false"
    source = _first(element, "source")
    # A feed's are those of its items.
    beside = media.read(element, url) if level == "item" else media.Media()
    return Exact(
        id=identifier[:MAX_ID] or None,
        permalink=http_url(namespaces.text(guid)) if permanent else None,
        page=_page(element, url),
        source_id=(namespaces.text(_first(source, "id")) or None) if source is not None else None,
        dates=date_elements.texts(element),
        authors=authors(element),
        licenses=tuple(dict.fromkeys(_licenses(element, url)))[:MAX_ALIKE],
        images=beside.images,
        recordings=beside.recordings,
        description=beside.description,
        podcast=podcast.read(element, url) if level == "item" else None,
        reserved=rights_metadata.read(element, url, level=level),
        skip_hours=skips.hours(element) if level == "feed" else (),
        skip_days=skips.days(element) if level == "feed" else (),
    )


# ── elements ─────────────────────────────────────────────────────────────────────────────────


def _first(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of that name in a feed's own namespace."""
    around = namespaces.split(parent.tag)[0]
    for child in parent:
        namespace, found = namespaces.split(child.tag)
        if found == name and namespaces.own(namespace, around) and _any_text(child):
            return child
    return None


def _any_text(element: etree._Element) -> bool:
    return len(element) > 0 or bool(namespaces.text(element))


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).lower() == name), "")


def _page(element: etree._Element, url: str) -> str | None:
    """Return where the first link to a page leads, if its scheme is missing or mistyped.

    feedparser takes it for an address below the feed's own.
    """
    around = namespaces.split(element.tag)[0]
    for child in element:
        namespace, name = namespaces.split(child.tag)
        if name != "link" or not namespaces.own(namespace, around):
            continue
        alternate = child.get("rel", "alternate").strip().lower() == "alternate"
        if alternate and child.get("type", "text/html").strip().lower() in _PAGES:
            written = child.get("href") or namespaces.text(child)
            return completed(written, child.base or url) if written else None
    return None


def _url(value: str | None, element: etree._Element, url: str) -> str | None:
    return http_url(value, element.base or url)


# ── licences ─────────────────────────────────────────────────────────────────────────────────


def _licenses(element: etree._Element, url: str) -> Iterator[str]:
    """RFC 4946 §2, the Creative Commons modules for RSS 1.0 and 2.0, DCMI ``license``."""
    for child in element:
        namespace, name = namespaces.split(child.tag)
        address: str | None = None
        if (
            name == "link"
            and namespace in namespaces.ATOM
            and child.get("rel", "").strip().lower() == "license"
            and not rights_metadata.is_rsl(child)
        ):
            address = child.get("href")
        elif name == "license" and namespace in namespaces.LICENSES:
            address = child.get(f"{{{namespaces.RDF}}}resource") or namespaces.text(child)
        if address and (found := _url(address, child, url)):
            yield found


MAX_NUMBER: Final = 16
"""Digits of a length in octets; a longer one is none."""
