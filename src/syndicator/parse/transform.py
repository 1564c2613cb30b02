"""What becomes of links, pictures and embedded players when a page's scripts are gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from syndicator.parse import pictures
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url, mailto
from syndicator.parse.text import remove, unwrap

_RENAMED: Final = {
    **dict.fromkeys(
        ("address", "article", "aside", "center", "dialog", "fieldset", "footer"), "div"
    ),
    **dict.fromkeys(("form", "header", "hgroup", "main", "nav", "search", "section"), "div"),
    **dict.fromkeys(("dir", "menu"), "ul"),
    "acronym": "abbr",
    "amp-img": "img",
    "strike": "s",
    "tt": "code",
}
_FRAMES: Final = ("src", "data-src", "data-lazy-src", "data")
_DIMENSION: Final = re.compile(r"[0-9]{1,5}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_NUMBERS: Final = frozenset({"colspan", "rowspan", "span", "start", "value"})
# A paragraph may stand in these and in the fragment itself; elsewhere a link stands alone.
_HOLDS_PARAGRAPHS: Final = frozenset(
    {"blockquote", "dd", "details", "div", "figure", "li", "td", "th"}
)
_HIDDEN: Final = frozenset({"0", "1"})


def absolute(root: etree._Element, base: str | None) -> None:
    """Make the addresses in a tree absolute and its media work without scripts; in place.

    A picture whose address waits for a script, or stands only in a set of sizes, gets it. An
    embedded player or page becomes a link to it, unless it is as small as a tracker. What has no
    usable address is unwrapped or removed; its text stays.
    """
    for element in list(root.iter(etree.Element)):
        if element is root:
            continue
        tag = str(element.tag)
        if tag in _RENAMED:
            element.tag = tag = _RENAMED[tag]
        _common_attributes(element, base)
        change = _CHANGES.get(tag)
        if change:
            change(element, base)


def _common_attributes(element: etree._Element, base: str | None) -> None:
    if not element.attrib:
        return
    for name in ("lang", "hreflang"):
        if name in element.attrib:
            _set(element, name, language_tag(element.get(name)))
    if "cite" in element.attrib:  # nh3 does not look at its scheme
        _set(element, "cite", http_url(element.get("cite"), base))
    if element.get("dir", "ltr").lower() not in {"ltr", "rtl", "auto"}:
        del element.attrib["dir"]
    for name in _NUMBERS.intersection(map(str, element.attrib)):
        if not _NUMBER.fullmatch(element.get(name, "")):
            del element.attrib[name]
    for name in {"width", "height"}.intersection(map(str, element.attrib)):
        found = _DIMENSION.match(element.get(name, ""))
        whole = found is not None and found[0] == element.get(name, "").removesuffix("px")
        _set(element, name, found[0] if found and whole else None)


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _link(element: etree._Element, base: str | None) -> None:
    href = element.get("href")
    target = mailto(href) or http_url(href, base)
    if target is None:
        unwrap(element)
    else:
        element.set("href", target)


def _picture(element: etree._Element, base: str | None) -> None:
    src = pictures.address(element, base)
    if src is None:
        remove(element)
    else:
        element.set("src", src)


def _choose(picture: etree._Element, _base: str | None) -> None:
    pictures.choose_source(picture)


def _player(element: etree._Element, base: str | None) -> None:
    _set(element, "src", http_url(element.get("src") or element.get("data-src"), base))
    if "poster" in element.attrib:
        _set(element, "poster", http_url(element.get("poster"), base))
    sources = [source for source in element.iter("source") if http_url(source.get("src"), base)]
    if "src" not in element.attrib and not sources:
        unwrap(element)
        return
    element.set("controls", "")


def _source(element: etree._Element, base: str | None) -> None:
    src = http_url(element.get("src"), base)
    parent = element.getparent()
    if src is None or parent is None or parent.tag not in {"video", "audio"}:
        remove(element)
    else:
        element.set("src", src)


def _embedded(element: etree._Element, base: str | None) -> None:
    address = next((element.get(name) for name in _FRAMES if element.get(name)), None)
    url = http_url(address, base)
    tracker = element.get("width") in _HIDDEN or element.get("height") in _HIDDEN
    if url is None or tracker or len(element) or _stands_for_another(element):
        unwrap(element)  # an object's content is what to show instead of it
        return
    label = element.get("title", "").strip() or url
    element.attrib.clear()
    element.tag, element.text = "a", label
    element.set("href", url)
    parent = element.getparent()
    if parent is not None and (parent.getparent() is None or parent.tag in _HOLDS_PARAGRAPHS):
        paragraph = etree.Element("p")
        paragraph.tail, element.tail = element.tail, None
        parent.replace(element, paragraph)
        paragraph.append(element)


def _stands_for_another(element: etree._Element) -> bool:
    return any(ancestor.tag == "a" for ancestor in element.iterancestors())


def _text_as_it_is(element: etree._Element, _base: str | None) -> None:
    element.text = (element.text or "").lstrip("\n")  # HTML drops the first at every reading


def _bare(element: etree._Element, _base: str | None) -> None:
    unwrap(element)


_CHANGES: Final[dict[str, Callable[[etree._Element, str | None], None]]] = {
    "a": _link,
    "audio": _player,
    "big": _bare,
    "embed": _embedded,
    "font": _bare,
    "iframe": _embedded,
    "img": _picture,
    "object": _embedded,
    "picture": _choose,
    "pre": _text_as_it_is,
    "source": _source,
    "video": _player,
}
