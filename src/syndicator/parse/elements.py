"""One element, written for feedparser: its text, and the attributes that may be asked for.

A name here is the one by which feedparser knows an element: without a prefix where it is the
format's own, else with the prefix that is usual for its namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from syndicator.parse import inline, namespaces

MAX_ALIKE: Final = 100
"""Elements of one kind (categories, links, enclosures …) of one item; more are left out."""
MAX_VALUE: Final = 2_000
"""Characters of an element that holds a name, an address, a date or a keyword."""
MAX_TITLE: Final = 10_000
MAX_ATTRIBUTES: Final = 100

PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    namespaces.XHTML: "xhtml",
}
"""Namespaces that feedparser is asked about, in lower case, by the prefixes that it knows."""
TITLES: Final = frozenset({"title", "dc:title"})
_TEXTS: Final = frozenset(
    {
        *("abstract", "body", "content", "copyright", "description", "fullitem", "info", "rights"),
        *("subtitle", "summary", "tagline", "content:encoded", "dc:description", "dc:rights"),
        *("itunes:summary", "itunes:subtitle", "xhtml:body"),
    }
)
_OF_SOURCES: Final = frozenset(
    {
        *("author", "icon", "id", "link", "logo", "modified", "rights", "subtitle", "tagline"),
        *("title", "updated"),
    }
)
PARTS: Final = {
    "author": frozenset({"email", "name", "uri", "url"}),
    "image": frozenset({"url"}),
    "source": _OF_SOURCES,
}
"""Elements that hold others, and which."""
_RENAMED: Final = {"body": "content:encoded", "xhtml:body": "content:encoded"}

_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_KEPT: Final = {f"{_XML}base": "xml:base", f"{_XML}lang": "xml:lang"}
_ADDRESS_ATTRIBUTES: Final = frozenset({"href", "uri", "url"})
_ADDRESSES: Final = frozenset({"href", "icon", "id", "link", "logo", "uri", "url"})
"""Elements whose text feedparser may take for an address."""
# What urljoin returns as it is, whatever the base: no parameters, nothing empty that it drops.
_SAFE: Final = r"[A-Za-z0-9/_.~%!$'()*+,:@&=-]"
ABSOLUTE: Final = re.compile(
    rf"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/{_SAFE}*)?(?:\?{_SAFE}+)?(?:#{_SAFE}+)?"
    rf"|(?:tag|urn):{_SAFE}+"
)
_ATTRIBUTE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,40}")


@dataclass(frozen=True, slots=True)
class Written:
    """A part of the document."""

    xml: str
    absolute: bool = True
    """feedparser makes the same of it wherever it came from."""


def own(
    children: Iterable[etree._Element], around: str, wanted: frozenset[str]
) -> Iterator[tuple[str, etree._Element]]:
    """Yield those that are wanted, by the names that feedparser knows; not too many of a kind."""
    counts: dict[str, int] = {}
    for child in children:
        name = _name(child, around)
        if name not in wanted:
            continue
        count = counts[name] = counts.get(name, 0) + 1
        if count <= MAX_ALIKE:
            yield name, child


def _name(element: etree._Element, around: str) -> str:
    namespace, name = namespaces.split(element.tag)
    if namespaces.own(namespace, around):
        return name
    prefix = PREFIXES.get(namespace) or PREFIXES.get(namespace.lower())
    return f"{prefix}:{name}" if prefix else ""


def write(name: str, element: etree._Element) -> Written:
    """Write one element.

    Args:
        name: the one by which feedparser knows it.
        element: what stands in it is text, or one of its parts.
    """
    parts = PARTS.get(name)
    if parts is not None and len(element):
        return _group(name, element, parts)
    attributes, absolute = attributes_of(element) if element.attrib else ("", True)
    if name in TITLES or name in _TEXTS:
        text, attributes = _text_of(name, element, attributes)
        if name in TITLES:
            text = text[:MAX_TITLE]
    else:
        text = namespaces.text(element)[:MAX_VALUE]
    if name in _ADDRESSES and text.strip():
        absolute = absolute and ABSOLUTE.fullmatch(text.strip()) is not None
    written = _RENAMED.get(name, name)
    return Written(f"<{written}{attributes}>{_literal(text)}</{written}>", absolute)


def _group(name: str, element: etree._Element, wanted: frozenset[str]) -> Written:
    around = namespaces.split(element.tag)[0]
    attributes, absolute = attributes_of(element)
    parts = [write(part, child) for part, child in own(element, around, wanted) if part != "source"]
    inside = "".join(part.xml for part in parts)
    whole = absolute and all(part.absolute for part in parts)
    return Written(f"<{name}{attributes}>{inside}</{name}>", whole)


def _text_of(name: str, element: etree._Element, attributes: str) -> tuple[str, str]:
    """Return the text of a text construct, and its attributes."""
    if len(element) == 0:
        return element.text or "", attributes
    kind = (element.get("type") or "").strip().lower()
    if name == "content" and kind.endswith(("/xml", "+xml")) and kind != "application/xhtml+xml":
        # A document of another kind (RFC 4287 §4.1.3.3), which is no text.
        return "", attributes
    xhtml = kind in {"xhtml", "application/xhtml+xml"}
    holder = element
    only = len(element) == 1 and not (element.text or "").strip()
    if xhtml and only and not (element[0].tail or "").strip():
        holder = element[0] if namespaces.split(element[0].tag)[1] == "div" else element
    return inline.html(
        holder, escaped=xhtml
    ), f'{attributes_of(element, without=("type", "mode"))[0]} type="html"'


def attributes_of(
    element: etree._Element, only: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> tuple[str, bool]:
    """Write the attributes that feedparser may ask for, and say whether no address is relative."""
    if not element.attrib:
        return "", True
    found, absolute = [], True
    for key, value in element.items()[:MAX_ATTRIBUTES]:
        name = _KEPT.get(str(key), str(key))
        lower = name.lower()
        if lower in without or (only and lower not in only and not name.startswith("xml:")):
            continue
        if not name.startswith("xml:") and not _ATTRIBUTE_NAME.fullmatch(name):
            continue
        text = str(value)
        if lower in {"base", "xml:base"} or (
            lower in _ADDRESS_ATTRIBUTES and not ABSOLUTE.fullmatch(text)
        ):
            absolute = False
        found.append(f' {name}="{_quoted(text)}"')
    return "".join(found), absolute


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _literal(text: str) -> str:
    """Write a text. A parser that gets it in one piece, not one for each reference, is faster."""
    if "<" not in text and "&" not in text and "\r" not in text:
        return text.replace(">", "&gt;") if "]]>" in text else text
    if "]]>" not in text and "\r" not in text:
        return f"<![CDATA[{text}]]>"
    return escape(text, {"\r": "&#13;"})
