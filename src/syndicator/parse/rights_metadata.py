"""What a source says about the use of its work, in its document and in its response.

::

    item or channel ─ read ─────────▶ Reservation…   dc, dcterms, cc, media, podcast, Atom, RSL 1.0
    response headers ─ from_headers ─▶ Reservation…   Link, TDMRep, X-Robots-Tag, Content-Usage

Nothing is judged here: a statement is kept with the place where it stood. RSL stands in feeds in
three places, and all are read: in the channel, in an item, and behind a licence link of the type
``application/rsl+xml``, which may be a header of the response as well (RSL 1.0 §4.5, §4.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from syndicator.model import Reservation
from syndicator.parse import namespaces
from syndicator.parse.links import http_url

MAX_STATEMENTS: Final = 20
"""Statements of one item, feed or response; what comes after is left out."""
MAX_LENGTH: Final = 4_000
"""Characters of a statement as it is read; `syndicator.parse.clean` makes one line of it."""

RSL: Final = "https://rslstandard.org/rsl"
RSL_TYPE: Final = "application/rsl+xml"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_ACCESS: Final = "http://www.bloglines.com/about/specs/fac-1.0"
_TEXTS: Final = {
    (_DC, "rights"): ("rights", "dc:rights"),
    (_DCTERMS, "rights"): ("rights", "dcterms:rights"),
    (_DCTERMS, "accessrights"): ("access", "dcterms:accessRights"),
    (_DCTERMS, "rightsholder"): ("holder", "dcterms:rightsHolder"),
    (_DCTERMS, "valid"): ("valid", "dcterms:valid"),
}
_MEDIA_TEXTS: Final = frozenset({"copyright", "rights"})
_MEDIA_GROUPS: Final = frozenset({"content", "group"})
_CREATIVE_COMMONS: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[\w./-]{1,60}",
    re.IGNORECASE | re.ASCII,
)
_LINK: Final = re.compile(r"<([^<>]{1,2000})>((?:\s*;[^,;<>\"]*(?:\"[^\"]*\"[^,;<>\"]*)?){0,20})")
_RELATION: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_TYPE: Final = re.compile(r";\s*type\s*=\s*\"?([^\s;,\"]+)", re.IGNORECASE)
_NO_AI: Final = re.compile(r"\b(noai|noimageai)\b", re.IGNORECASE)
_PLAIN_HEADERS: Final = {
    "tdm-reservation": "tdm",
    "tdm-policy": "tdm",
    "content-usage": "usage",
}
"""TDMRep (W3C Community Group, §4.2) and the IETF's preferences for automated use."""


def read(element: etree._Element, url: str, *, level: str) -> tuple[Reservation, ...]:
    """Read what an item, an entry, a channel or a feed says of itself.

    Args:
        element: from a tree that nothing was taken out of yet. Items in it are not looked into.
        url: where the document came from; relative addresses end there.
        level: ``item`` or ``feed``.

    Returns:
        The statements in the document's order, each once and `MAX_STATEMENTS` at most. They are
        not clean.
    """
    found: dict[Reservation, None] = {}
    for kind, value, where in _statements(element, url):
        text = value.strip(namespaces.WHITE)[:MAX_LENGTH]
        if text and len(found) < MAX_STATEMENTS:
            found[Reservation(kind=kind, value=text, where=f"{level} {where}")] = None
    return tuple(found)


def from_headers(headers: Mapping[str, str]) -> tuple[Reservation, ...]:
    """Read what a response reserves.

    Args:
        headers: names in lower case; repeated ones are joined with commas.

    Returns:
        The statements, each once and `MAX_STATEMENTS` at most. They are not clean.
    """
    found: dict[Reservation, None] = {}
    for kind, value, where in _header_statements(headers):
        text = value.strip()[:MAX_LENGTH]
        if text and len(found) < MAX_STATEMENTS:
            found[Reservation(kind=kind, value=text, where=f"response {where}")] = None
    return tuple(found)


_Statement = tuple[str, str, str]


def _statements(element: etree._Element, url: str) -> Iterator[_Statement]:
    around = namespaces.split(element.tag)[0]
    for child in element:
        namespace, name = namespaces.split(child.tag)
        if namespace == RSL:
            yield from _rsl(child)
        elif namespace in namespaces.MEDIA:
            yield from _media(child, name, url, inside="")
        elif (namespace, name) in _TEXTS:
            kind, where = _TEXTS[namespace, name]
            yield from _text(child, kind, where)
        elif name == "license" and namespace in namespaces.LICENSES:
            yield from _license(child, namespace, url)
        elif name == "license" and namespace in namespaces.PODCAST:
            address = http_url(child.get("url"), child.base or url)
            yield "license", address or namespaces.text(child), "podcast:license"
        elif name == "restriction" and namespace == _ACCESS:
            yield "restriction", child.get("relationship", "").lower(), "access:restriction"
        elif namespaces.own(namespace, around):
            yield from _own(child, namespace, name, url)


def _own(child: etree._Element, namespace: str, name: str, url: str) -> Iterator[_Statement]:
    """Atom's and RSS's own elements."""
    atom = namespace in namespaces.ATOM
    if name in {"rights", "copyright"}:
        yield from _text(child, "rights", f"atom:{name}" if atom else name)
    elif name == "link" and child.get("rel", "").strip().lower() == "license":
        address = http_url(child.get("href"), child.base or url)
        if address and is_rsl(child):
            yield "rsl", address, "atom:link rel=license"
        elif address:
            yield "license", address, "atom:link rel=license"


def is_rsl(link: etree._Element) -> bool:
    """Say whether a link leads to terms in RSL, which are no licence to readers."""
    return link.get("type", "").partition(";")[0].strip().lower() == RSL_TYPE


def _text(element: etree._Element, kind: str, where: str) -> Iterator[_Statement]:
    said = namespaces.text(element)
    yield kind, said, where
    if kind == "rights":
        # A badge that links to a licence is often all that such an element holds.
        linked = (each.get(name, "") for each in element.iter() for name in ("href", "src"))
        for address in dict.fromkeys(_CREATIVE_COMMONS.findall(" ".join((said, *linked)))):
            yield "license", address, f"{where} href"


def _license(element: etree._Element, namespace: str, url: str) -> Iterator[_Statement]:
    written = element.get(f"{{{namespaces.RDF}}}resource") or namespaces.text(element)
    prefix = {
        _DCTERMS: "dcterms",
        "http://creativecommons.org/ns#": "cc",
        "http://web.resource.org/cc/": "cc",
    }.get(namespace, "creativeCommons")
    words = len(written.split()) > 1
    address = None if words else http_url(written, element.base or url)
    yield "license", address or written, f"{prefix}:license"


# ── Media RSS ────────────────────────────────────────────────────────────────────────────────


def _media(element: etree._Element, name: str, url: str, *, inside: str) -> Iterator[_Statement]:
    """Media RSS 1.5.1: what stands in the item counts for all its media, what stands in one, there.

    Credits and copyrights of single pictures are read with the pictures.
    """
    where = f"{inside}media:{name}"
    if name == "restriction":
        parts = (element.get("relationship"), element.get("type"), namespaces.text(element))
        yield "restriction", " ".join(filter(None, parts)), where
    elif name in _MEDIA_GROUPS:
        for child in element:
            namespace, inner = namespaces.split(child.tag)
            if namespace in namespaces.MEDIA and inner in {"restriction", *_MEDIA_GROUPS}:
                yield from _media(child, inner, url, inside=f"{where} ")
    elif name == "license":
        address = http_url(element.get("href"), element.base or url)
        yield "license", address or namespaces.text(element), where
    elif name in _MEDIA_TEXTS:
        yield "rights", namespaces.text(element) or element.get("status", ""), where


# ── RSL 1.0 ──────────────────────────────────────────────────────────────────────────────────


def _rsl(element: etree._Element) -> Iterator[_Statement]:
    """Yield one statement for each term; attributes that qualify it stand in its place's name.

    The address of ``rsl:content`` is not kept: it names the source's copy, never ours.
    """
    for part in element.iter(etree.Element):
        namespace, name = namespaces.split(part.tag)
        if namespace != RSL:
            continue
        where, said = f"rsl:{name}", namespaces.text(part)
        kind = " ".join(part.get("type", "").split())[:40]
        if name in {"permits", "prohibits"}:
            yield "rsl", " ".join(re.split(r"[\s,]+", said)), f"{where} {kind or 'usage'}"
        elif name == "payment":
            yield "rsl", kind or "free", where
        elif name == "amount":
            yield "rsl", f"{said} {part.get('currency', '')}", where
        elif name == "legal":
            yield "rsl", said, f"{where} {kind}".rstrip()
        elif name == "content":
            yield "rsl", part.get("server", ""), "rsl:content server"
            if part.get("encrypted", "").lower() == "true":
                yield "rsl", "encrypted", "rsl:content encrypted"
        elif name in {"standard", "custom", "terms", "copyright"}:
            yield "rsl", said, where


# ── headers ──────────────────────────────────────────────────────────────────────────────────


def _header_statements(headers: Mapping[str, str]) -> Iterator[_Statement]:
    for name, kind in _PLAIN_HEADERS.items():
        yield kind, headers.get(name, "")[:MAX_LENGTH], name
    for word in _NO_AI.findall(headers.get("x-robots-tag", "")[:MAX_LENGTH]):
        yield "robots", word.lower(), "x-robots-tag"
    for target, parameters in _LINK.findall(headers.get("link", "")[: 4 * MAX_LENGTH]):
        relation = _RELATION.search(parameters)
        relations = (relation[1] or relation[2] or "").lower().split() if relation else []
        address = http_url(target)
        if "license" in relations and address:
            typed = _TYPE.search(parameters)
            rsl = typed is not None and typed[1].lower() == RSL_TYPE
            yield "rsl" if rsl else "license", address, "link rel=license"
