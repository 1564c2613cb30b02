"""Media RSS: the pictures, recordings and texts that stand beside an item's own.

A ``media:group`` holds one thing in several forms (Media RSS 1.5.1, "media:group"): of a picture
the largest is taken, of a recording each. What some publishers do without a group is understood
likewise: one address with several widths, and names of files that end in their size.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from syndicator.model import Enclosure, Image, Text
from syndicator.parse import media_types, namespaces
from syndicator.parse.links import http_url

MAX_MEDIA: Final = 50
"""Pictures or recordings of one item; what comes after is left out."""
MAX_FORMS: Final = 10
"""Forms of one picture that are asked for what is said of it."""
MAX_DIGITS: Final = 16
"""Digits of a length in octets; a longer one is none."""
MAX_CAPTION: Final = 4_000
"""Characters of what is said of a recording."""
MAX_TEXT: Final = 4_000_000
"""Characters of a text; a longer one is cut."""

_KINDS: Final = frozenset({"image", "audio", "video"})
_DESCRIBED: Final = ("title", "description", "credit", "copyright")
_SIZE_IN_NAME: Final = re.compile(r"[-_]([0-9]{2,5})x([0-9]{2,5})(?=\.[A-Za-z0-9]{2,5}$)")
"""As WordPress names the sizes of a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What stands beside the text of one item."""

    images: tuple[Image, ...] = ()
    recordings: tuple[Enclosure, ...] = ()
    """``media:content`` that is sound or film."""
    description: Text | None = None
    """``media:description`` of the item, of its group or of a recording: what a video platform has
    for a text. That of a picture is its caption."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of a picture."""

    address: str
    element: etree._Element
    area: int
    """In pixels, as the element says; 0: it does not."""
    named: int
    """The same, as the name of the file says."""
    length: int
    """In octets; 0 where unknown."""


def read(item: etree._Element, url: str) -> Media:
    """Read an item or an entry; what is returned is not clean.

    Args:
        item: from a tree that nothing was taken out of yet.
        url: where the document came from; relative addresses end there.
    """
    found = list(_media(item))
    images = _images(item, found, url) if found else {}
    for child in item:
        namespace, name = namespaces.split(child.tag)
        if name == "image" and namespace in namespaces.ITUNES:
            address = _url(child.get("href") or child.get("url"), child, url)
            if address:
                images.setdefault(address, Image(url=address))
    return Media(
        images=tuple(images.values()),
        recordings=_recordings(found, item, url),
        description=_description(item),
    )


def _media(holder: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands in an item, in its groups, and in one another; not in anything else."""
    for element in holder:
        namespace, name = namespaces.split(element.tag)
        if namespace in namespaces.MEDIA:
            if name in {"content", "thumbnail"}:
                yield element
            if len(element):
                yield from _media(element)


def _url(value: str | None, element: etree._Element, url: str) -> str | None:
    return http_url(value, element.base or url)


def _name(element: etree._Element) -> str:
    return namespaces.split(element.tag)[1]


def _kind(element: etree._Element) -> str:
    """Say what a ``media:content`` is: ``image``, ``audio``, ``video`` or nothing known."""
    said = (
        element.get("medium", "").strip().lower()
        or (media_types.usable(element.get("type")) or "").partition("/")[0]
    )
    if said:
        return said if said in _KINDS else ""
    kind = (media_types.by_name(element.get("url", "")) or "").partition("/")[0]
    return kind if kind in _KINDS else ""


# ── pictures ─────────────────────────────────────────────────────────────────────────────────


def _images(item: etree._Element, found: list[etree._Element], url: str) -> dict[str, Image]:
    pictured = {
        each.getparent()
        for each in found
        if _name(each) == "content" and _kind(each) == "image" and each.get("url")
    }
    things: dict[object, list[_Form]] = {}
    for element in found:
        thumbnail = _name(element) == "thumbnail"
        if _shows_a_picture(element, item, pictured) if thumbnail else _kind(element) != "image":
            continue
        written = element.get("url") or (namespaces.text(element) if thumbnail else None)
        if address := _url(written, element, url):
            thing = _thing(element, item, address, thumbnail=thumbnail)
            things.setdefault(thing, []).append(_form(element, address))
    near = _Near(item)
    images: dict[str, Image] = {}
    for forms in list(things.values())[:MAX_MEDIA]:
        image = _image(forms, near)
        images.setdefault(image.url, image)
    return images


def _shows_a_picture(
    thumbnail: etree._Element, item: etree._Element, pictured: set[etree._Element | None]
) -> bool:
    """Say whether a thumbnail is the smaller form of a picture that is there itself."""
    parent = thumbnail.getparent()
    if parent is item:
        return bool(pictured)
    if parent is not None and _name(parent) == "content":
        return _kind(parent) == "image"
    return parent in pictured


def _thing(
    element: etree._Element, item: etree._Element, address: str, *, thumbnail: bool
) -> object:
    """Return what is equal for two forms of one picture."""
    parent = element.getparent()
    if thumbnail:
        return "thumbnail", parent
    if parent is not item and parent is not None and _name(parent) == "group":
        # Some make a group of a gallery: then each picture is described by itself.
        return "group", parent, tuple(_inside(element, name) for name in _DESCRIBED)
    path = address.partition("#")[0]
    if element.get("width") or element.get("height"):
        path = path.partition("?")[0]
    return "picture", _SIZE_IN_NAME.sub("", path)


def _form(element: etree._Element, address: str) -> _Form:
    width, height = _number(element, "width"), _number(element, "height")
    named = _SIZE_IN_NAME.search(address.partition("?")[0])
    return _Form(
        address=address,
        element=element,
        area=(width or height) * (height or width),
        named=int(named[1]) * int(named[2]) if named else 0,
        length=_number(element, "fileSize"),
    )


def _number(element: etree._Element, name: str) -> int:
    written = element.get(name, "").strip().removesuffix("px")
    usable = written.isascii() and written.isdigit() and len(written) < MAX_DIGITS
    return int(written) if usable else 0


def _largest(forms: list[_Form]) -> _Form:
    """Return the largest form; of equal ones, the first, which the source thinks most of."""
    if any(each.area for each in forms):
        return max(forms, key=lambda each: (each.area, each.length))
    # The name without a size is that of the whole picture, if others say theirs.
    whole = sys.maxsize if any(each.named for each in forms) else 0
    return max(forms, key=lambda each: (each.named or whole, each.length))


def _image(forms: list[_Form], near: _Near) -> Image:
    """Describe a picture by what is said of its largest form, or else of another."""
    largest = _largest(forms)
    described = [largest.element, *(each.element for each in forms[:MAX_FORMS])]
    return Image(
        url=largest.address,
        credit=near.first(described, "credit"),
        copyright=near.first(described, "copyright"),
        title=near.first(described, "title", outside=False),
        description=near.first(described, "description"),
        type=largest.element.get("type", "").strip().lower() or None,
    )


class _Near:
    """Looks for what is said of a picture: inside it, in its group, then in the whole item.

    Media RSS 1.5.1, "Optional Elements": the innermost one holds. Several are joined. What was
    found in one element is remembered: an item may have many pictures, and many children.
    """

    def __init__(self, item: etree._Element) -> None:
        self.item = item
        self.found: dict[tuple[etree._Element, str], str] = {}

    def first(
        self, elements: Iterable[etree._Element], name: str, *, outside: bool = True
    ) -> str | None:
        texts = (self._near(element, name, outside=outside) for element in elements)
        return next(filter(None, texts), None)

    def _near(self, element: etree._Element, name: str, *, outside: bool) -> str | None:
        holder: etree._Element | None = element
        while holder is not None and (outside or holder is not self.item):
            if (holder, name) not in self.found:
                self.found[holder, name] = _inside(holder, name)
            if said := self.found[holder, name]:
                return said
            holder = None if holder is self.item else holder.getparent()
        return None


def _inside(holder: etree._Element, name: str) -> str:
    said = [namespaces.text(child) for child in _said(holder, name)]
    return ", ".join([text for text in dict.fromkeys(said) if text][:MAX_MEDIA])


def _said(holder: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in holder:
        namespace, found = namespaces.split(child.tag)
        if found == name and namespace in namespaces.MEDIA:
            yield child


# ── recordings ───────────────────────────────────────────────────────────────────────────────


def _recordings(
    found: list[etree._Element], item: etree._Element, url: str
) -> tuple[Enclosure, ...]:
    near = _Near(item)
    recordings: dict[str, Enclosure] = {}
    for element in found:
        if _name(element) != "content" or _kind(element) not in {"audio", "video"}:
            continue
        address = _url(element.get("url"), element, url)
        if address and len(recordings) < MAX_MEDIA:
            made = Enclosure(
                url=address,
                type=media_types.of(element.get("type"), address),
                length=_number(element, "fileSize") or None,
                credit=_joined(near, element, ("credit", "copyright")),
                caption=_joined(near, element, ("title", "description")),
            )
            recordings.setdefault(address, made)
    return tuple(recordings.values())


def _joined(near: _Near, element: etree._Element, names: Iterable[str]) -> str | None:
    # A title or description of the whole item is its own.
    inside = {"title", "description"}
    said = (near.first([element], name, outside=name not in inside) for name in names)
    return ", ".join(filter(None, said))[:MAX_CAPTION] or None


# ── text ─────────────────────────────────────────────────────────────────────────────────────


def _description(item: etree._Element) -> Text | None:
    """Return what is said of the item, of its group, or of a recording in either."""
    for holder in (item, *_groups(item), *_recorded(item)):
        for element in _said(holder, "description"):
            if value := namespaces.text(element):
                html = element.get("type", "").strip().lower() in {"html", "text/html", "xhtml"}
                return Text(value=value[:MAX_TEXT], type="text/html" if html else "text/plain")
    return None


def _groups(item: etree._Element) -> Iterator[etree._Element]:
    return _said(item, "group")


def _recorded(item: etree._Element) -> Iterator[etree._Element]:
    for element in _media(item):
        if _name(element) == "content" and _kind(element) in {"audio", "video"}:
            yield element
