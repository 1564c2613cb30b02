"""A document as a tree: well-formed, mended, or given up.

feedparser has two parsers. The strict one is safe on whatever is well-formed and within limits;
the loose one reads anything, but some of its expressions take quadratic time. So a document goes
through lxml first: what is well-formed, or can be mended into it without guessing, reaches only
the strict parser, cut down to the limits below; the rest reaches the loose one if it is modest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from syndicator.model import Failed, FailureKind
from syndicator.parse import namespaces
from syndicator.parse.prolog import Prolog
from syndicator.parse.rights_metadata import RSL
from syndicator.parse.text import remove, xml_text

MOST_ITEMS: Final = 5_000
"""Items of one document; what comes after is left out."""
MOST_ALIKE: Final = 100
"""Elements of one kind (categories, links, enclosures, authors …) of one item."""
LONGEST_VALUE: Final = 2_000
"""Characters of an element that holds a name, an address, a date or a keyword."""
LONGEST_TITLE: Final = 10_000
LONGEST_LOOSE: Final = 4 * 1024 * 1024
"""Characters of a document for the loose parser."""

MARKER: Final = "syndicator_n"
"""feedparser's key for the number that `mark` gives every item."""
_MARKER_NAMESPACE: Final = "urn:x-syndicator:item"

# Read by feedparser as if they were the item's own text, or read by handlers that can fail on
# odd input. What of them is used, `syndicator.parse.exact` reads from the untouched tree.
UNSEEN: Final = namespaces.MEDIA | {
    _MARKER_NAMESPACE,
    namespaces.TOMBSTONES,
    RSL,
    "http://www.georss.org/georss",
    "http://www.opengis.net/gml",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://podlove.org/simple-chapters",
}
_COUNTED: Final = frozenset(
    {
        *("author", "category", "content", "contributor", "creator", "description", "enclosure"),
        *("encoded", "id", "guid", "image", "keywords", "license", "link", "rights", "source"),
        *("subject", "summary", "tags", "title"),
    }
)
# feedparser's keys for its own lists: an element of that name would take a list's place.
_COLLIDING: Final = frozenset({"authors", "contributors", "links", "tags"})
_SHORT: Final = frozenset(
    {
        *("author", "category", "contributor", "created", "creator", "date", "email", "guid", "id"),
        *("expirationdate", "href", "issued", "keywords", "language", "lastbuilddate", "license"),
        *("link", "managingeditor", "modified", "name", "owner", "pubdate", "published"),
        *("publisher", "subject", "tags", "ttl", "updated", "uri", "url", "valid", "webmaster"),
    }
)
_OWN_TEXT: Final = frozenset(
    {
        ("", "description"),
        ("http://purl.org/rss/1.0/", "description"),
        ("http://purl.org/rss/1.0/modules/content/", "encoded"),
    }
)
_REPEATING: Final = frozenset({"description", "summary"})
_UNSAFE_ERRORS: Final = re.compile(
    r"excessive depth|huge|amplification|entity loop|too long", re.IGNORECASE
)

_REFERENCE: Final = re.compile(r"&(?:([^\W\d]\w{0,30});|#(x[0-9a-fA-F]{1,8}|[0-9]{1,9});)?")
_KNOWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ANY_PREFIX: Final = re.compile(r"(?:</?|\s)([^\W\d][\w.-]{0,40}):[^\W\d]")
_DECLARED_PREFIX: Final = re.compile(r"\sxmlns:([^\W\d][\w.-]{0,40})\s{0,9}=")


def well_formed(prolog: Prolog, url: str) -> tuple[etree._Element | None, str | None] | Failed:
    """Parse a document strictly; if that fails, mend what has one meaning and parse it again.

    Returns:
        The root element and what was mended (None: nothing); no element where the document can
        not be mended; a failure where parsing it further would be dangerous.
    """
    try:
        return _tree(prolog.text, prolog.entities, url), None
    except etree.XMLSyntaxError as error:
        _require_memory(error)
        if _UNSAFE_ERRORS.search(error.msg or ""):
            return Failed(kind=FailureKind.UNSAFE, message=f"not read: {_say(error, prolog)}")
        problem = f"not well-formed: {_say(error, prolog)}"
    try:
        return _tree(mend(prolog), {}, url), problem
    except etree.XMLSyntaxError as error:
        _require_memory(error)
        if _UNSAFE_ERRORS.search(error.msg or ""):
            return Failed(kind=FailureKind.UNSAFE, message=f"not read: {_say(error, prolog)}")
        return None, problem


def _require_memory(error: etree.XMLSyntaxError) -> None:
    """Say that there is no memory left, which says nothing of the document."""
    if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError from error


def _tree(text: str, entities: dict[str, str], url: str) -> etree._Element:
    declared = "".join(
        f'<!ENTITY {name} "&#{ord(character)};">'
        for name, character in entities.items()
        if name not in _KNOWN
    )
    doctype = f"<!DOCTYPE feed [{declared}]>" if declared else ""
    # A parser per document: a shared one would remember the names of all that it ever read.
    parser = etree.XMLParser(
        resolve_entities=bool(declared),
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring((doctype + text).encode("utf-8", "replace"), parser, base_url=url)


def _say(error: etree.XMLSyntaxError, prolog: Prolog) -> str:
    what = " ".join(re.sub(r", line \d+, column \d+.*$", "", error.msg or "unknown error").split())
    line = (error.lineno or 1) + prolog.line
    return f"line {line}: {what[:160]}"


def mend(prolog: Prolog) -> str:
    """Put right what has only one meaning: characters, references, undeclared prefixes."""
    text = xml_text(prolog.text)
    parts, at = [], 0
    while True:  # CDATA sections hold references as text
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            break
        parts += [_references(text[at:start], prolog.entities), text[start : end + 3]]
        at = end + 3
    parts.append(_references(text[at:], prolog.entities))
    return _declare("".join(parts))


def _references(text: str, entities: dict[str, str]) -> str:
    def mended(found: re.Match[str]) -> str:
        name, number = found.groups()
        if name in _KNOWN:
            return found[0]
        if name:
            code = ord(entities[name]) if name in entities else name2codepoint.get(name)
            return f"&#{code};" if code else f"&amp;{name};"
        if number:
            code = int(number[1:], 16) if number[0] == "x" else int(number)
            return found[0] if code <= sys.maxunicode and xml_text(chr(code)) else ""
        return "&amp;"

    return _REFERENCE.sub(mended, text)


def _declare(text: str) -> str:
    missing = (
        set(_ANY_PREFIX.findall(text)) - set(_DECLARED_PREFIX.findall(text)) - {"xml", "xmlns"}
    )
    if not missing:
        return text
    found = re.match(r"<[^\s/>]+", text)
    at = found.end() if found else 0
    declared = "".join(
        f' xmlns:{prefix}="{namespaces.PREFIXES.get(prefix, "urn:x-undeclared:" + prefix)}"'
        for prefix in sorted(missing)[:MOST_ALIKE]
    )
    return text[:at] + declared + text[at:]


def items(root: etree._Element) -> list[etree._Element]:
    """Return the items or entries, in the document's order, as feedparser will see them."""
    found = []
    for element in root.iter(etree.Element):
        namespace, name = namespaces.split(element.tag)
        if name in {"item", "entry"} and (
            namespaces.unprefixed(element) or namespace in namespaces.ATOM
        ):
            found.append(element)
    return found


def reduce(
    root: etree._Element, found: list[etree._Element], unwanted: Collection[int] = ()
) -> int:
    """Cut a tree down to the limits, and number its items for `MARKER`.

    Args:
        root: the tree, which is changed.
        found: what `items` returned for it.
        unwanted: the numbers of items that are taken out, too.

    Returns:
        How many items were left out.
    """
    kept = found[:MOST_ITEMS]
    for item in (*found[MOST_ITEMS:], *(found[number] for number in unwanted)):
        remove(item)
    starts = set(kept)
    counts: dict[str, int] = {}
    superfluous = []
    for element in root.iter(etree.Element):
        namespace, name = namespaces.split(element.tag)
        if element in starts:
            counts = {}
        _shorten(element, name)
        too_many = False
        if name in _COUNTED:
            counts[name] = counts.get(name, 0) + (namespace != namespaces.XHTML)
            too_many = counts[name] > MOST_ALIKE
        unseen = namespace in UNSEEN or (name in _COLLIDING and len(element.attrib) > 0)
        again = name in _REPEATING and _says_it_again(namespace, name, element)
        if too_many or unseen or again:
            superfluous.append(element)
    for element in superfluous:
        remove(element)
    for number, item in enumerate(kept):
        if number in unwanted:
            continue
        marker = etree.Element(f"{{{_MARKER_NAMESPACE}}}n", nsmap={"syndicator": _MARKER_NAMESPACE})
        marker.text = str(number)
        item.insert(0, marker)
    return len(found) - len(kept)


def _shorten(element: etree._Element, name: str) -> None:
    if len(element.attrib) > MOST_ALIKE:
        for attribute in list(element.attrib)[MOST_ALIKE:]:
            del element.attrib[attribute]
    longest = LONGEST_VALUE if name in _SHORT else LONGEST_TITLE if name == "title" else 0
    if longest and element.text and len(element.text) > longest:
        element.text = element.text[:longest]


def _says_it_again(namespace: str, name: str, element: etree._Element) -> bool:
    """Say whether a podcast's or a catalogue's summary adds nothing to the item's own text.

    feedparser takes it for the item's content; that is right only where it is the longer one.
    """
    repeated = (namespace in namespaces.ITUNES and name == "summary") or (
        namespace in namespaces.DUBLIN_CORE and name == "description"
    )
    parent = element.getparent()
    if not repeated or parent is None:
        return False
    own = [
        len(child.text or "")
        for child in parent
        if child is not element and namespaces.split(child.tag) in _OWN_TEXT
    ]
    return bool(own) and len((element.text or "").strip()) <= max(own)


def serialise(root: etree._Element) -> bytes:
    """Return a tree as UTF-8, without a document type.

    Markup in texts is set into sections of its own: a parser that hands on a text in one piece,
    and not in one for each reference, is faster by a third.
    """
    for element in root.iter(etree.Element):
        text = element.text
        if text and "<" in text and "]]>" not in text and "\r" not in text:
            element.text = etree.CDATA(text)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


_AUTHORS: Final = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|contributor|name|email|managingEditor|webMaster|publisher|owner)\b"
    r"[^<>]{0,300}>(?:<!\[CDATA\[)?)([^<>]{1000})[^<>]+",
    re.IGNORECASE,
)
_CATEGORY: Final = re.compile(
    r"<(?:[\w.-]{1,40}:)?(item|entry|category|subject|keywords|tags)\b", re.IGNORECASE
)


def for_loose_parser(prolog: Prolog) -> bytes | Failed:
    """Return a document that cannot be mended, made harmless for feedparser's loose parser."""
    if len(prolog.text) > LONGEST_LOOSE:
        return _too_much("is not well-formed and too long to be guessed at")
    text = _AUTHORS.sub(r"\1\2", mend(prolog))
    alike = 0
    for name in _CATEGORY.findall(text):
        alike = 0 if name.lower() in {"item", "entry"} else alike + 1
        if alike > 10 * MOST_ALIKE:
            return _too_much("is not well-formed and has an item with too many categories")
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + text).encode("utf-8", "replace")


def _too_much(why: str) -> Failed:
    return Failed(kind=FailureKind.UNSAFE, message=f"not read: the document {why}")
