"""What feedparser loses or changes of an item, read from the tree itself.

feedparser resolves an id as if it were a link, keeps one credit for all pictures of an item, and
knows one of the namespaces in which licences stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from syndicator.model import Category, Enclosure, Image, Person, Podcast, Reservation
from syndicator.parse import namespaces, podcast, rights_metadata, skips
from syndicator.parse.links import http_url
from syndicator.parse.people import authors

MOST: Final = 50
"""Pictures, recordings or licences of one item; what comes after is left out."""
LONGEST_ID: Final = 4_096

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """One item, or a feed, in what feedparser does not give."""

    id: str | None = None
    """``guid``, ``atom:id`` or ``rdf:about``, byte for byte but for outer white space."""
    permalink: str | None = None
    """The ``guid`` as a link, where it is one (RSS 2.0: unless ``isPermaLink="false"``)."""
    source_id: str | None = None
    """The id in an incoming ``atom:source``."""
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] | None = None
    """None: feedparser has them; `syndicator.parse.spare` has not taken them out."""
    licenses: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    recordings: tuple[Enclosure, ...] = ()
    """``media:content`` that is sound or film."""
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
    media = list(_media(element)) if level == "item" else []  # a feed's are those of its items
    return Exact(
        id=identifier[:LONGEST_ID] or None,
        permalink=http_url(namespaces.text(guid)) if permanent else None,
        source_id=(namespaces.text(_first(source, "id")) or None) if source is not None else None,
        authors=authors(element),
        licenses=tuple(dict.fromkeys(_licenses(element, url)))[:MOST],
        images=_images(element, media, url),
        recordings=_recordings(media, url),
        podcast=podcast.read(element, url) if level == "item" else None,
        reserved=rights_metadata.read(element, url, level=level),
        skip_hours=skips.hours(element) if level == "feed" else (),
        skip_days=skips.days(element) if level == "feed" else (),
    )


# ── elements ─────────────────────────────────────────────────────────────────────────────────


def _first(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of that name in a feed's own namespace."""
    for child in parent:
        namespace, found = namespaces.split(child.tag)
        if (
            found == name
            and (namespaces.unprefixed(child) or namespace in namespaces.ATOM)
            and _any_text(child)
        ):
            return child
    return None


def _any_text(element: etree._Element) -> bool:
    return len(element) > 0 or bool(namespaces.text(element))


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).lower() == name), "")


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


# ── media ────────────────────────────────────────────────────────────────────────────────────


def _media(item: etree._Element) -> Iterator[etree._Element]:
    for element in item.iter(etree.Element):
        namespace, name = namespaces.split(element.tag)
        if namespace in namespaces.MEDIA and name in {"content", "thumbnail"}:
            yield element


def _kind(element: etree._Element) -> str:
    """Say what a ``media:content`` is: ``image``, ``audio``, ``video`` or nothing known."""
    kind = (
        element.get("medium", "").strip().lower()
        or element.get("type", "").strip().lower().partition("/")[0]
    )
    if kind in {"image", "audio", "video"}:
        return kind
    path = element.get("url", "").partition("?")[0].lower()
    return "image" if not kind and path.endswith(_PICTURES) else ""


def _images(item: etree._Element, media: list[etree._Element], url: str) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for element in media:
        thumbnail = namespaces.split(element.tag)[1] == "thumbnail"
        if not thumbnail and _kind(element) != "image":
            continue
        address = _url(
            element.get("url") or (namespaces.text(element) if thumbnail else None), element, url
        )
        if address and address not in found and len(found) < MOST:
            found[address] = Image(
                url=address,
                credit=_near(element, item, "credit"),
                copyright=_near(element, item, "copyright"),
                title=_near(element, item, "title", outside=False),
                description=_near(element, item, "description"),
                type=element.get("type", "").strip().lower() or None,
            )
    for child in item:
        namespace, name = namespaces.split(child.tag)
        if name == "image" and namespace in namespaces.ITUNES:
            address = _url(child.get("href") or child.get("url"), child, url)
            if address and address not in found:
                found[address] = Image(url=address)
    return tuple(found.values())


def _near(
    element: etree._Element, item: etree._Element, name: str, *, outside: bool = True
) -> str | None:
    """Look for what is said of a picture: inside it, in its group, then in the whole item.

    Media RSS 1.5.1, "Optional Elements": the innermost one holds. Several are joined.
    """
    holder: etree._Element | None = element
    while holder is not None:
        if holder is item and not outside:
            return None
        said = [
            namespaces.text(child)
            for child in holder
            if namespaces.split(child.tag)[1] == name
            and namespaces.split(child.tag)[0] in namespaces.MEDIA
        ]
        said = [text for text in dict.fromkeys(said) if text]
        if said:
            return ", ".join(said[:MOST])
        holder = None if holder is item else holder.getparent()
    return None


def _recordings(media: list[etree._Element], url: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for element in media:
        kind = _kind(element)
        address = _url(element.get("url"), element, url) if kind in {"audio", "video"} else None
        if address and len(found) < MOST:
            size = element.get("fileSize", "").strip()
            found.setdefault(
                address,
                Enclosure(
                    url=address,
                    type=element.get("type", "").strip().lower() or "application/octet-stream",
                    length=int(size)
                    if size.isascii() and size.isdigit() and len(size) < LONGEST_NUMBER
                    else None,
                ),
            )
    return tuple(found.values())


LONGEST_NUMBER: Final = 16
"""Digits of a length in octets; a longer one is none."""
