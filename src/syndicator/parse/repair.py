"""A tree put together from pieces of a broken document: what stands around its items, and each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from syndicator.parse import namespaces
from syndicator.parse.balance import balanced
from syndicator.parse.outline import Ending, Item

MAX_ITEMS: Final = 20_000
"""Items that are tried: of more, the first and the last ones."""
_MAX_PREFIXES: Final = 100
_MAX_NAMESPACE: Final = 300
_ANY_PREFIX: Final = re.compile(r"(?:</?|\s)([^\W\d][\w.-]{0,40}):[^\W\d]")
_DECLARED: Final = re.compile(r"\sxmlns:([^\W\d][\w.-]{0,40})\s{0,9}=")
_NAMES: Final = frozenset({"entry", "item"})


def repair(
    text: str, places: Sequence[Item], *, whole: bool, url: str
) -> tuple[etree._Element, tuple[etree._Element, ...]] | None:
    """Put a tree together.

    An item that ends in the middle of a text is left out: half a story is none, and where the
    document was cut, the whole one comes with the next.

    Args:
        text: the document from its root element, with references put right.
        places: of its items.
        whole: the document comes to its end.
        url: where it came from.

    Returns:
        The root and the items in it; None where not even what stands around them can be read, or
        where the document ends before the first does.
    """
    root = _around(text, places, whole=whole, url=url)
    if root is None:
        return None
    parent = next((child for child in root if _local(child) == "channel"), root)
    parent = root if _local(root) == "rdf" else parent
    begin = _wrapper(text, parent)
    tried = places
    if len(places) > MAX_ITEMS:
        tried = (*places[: MAX_ITEMS // 2], *places[-MAX_ITEMS // 2 :])
    found = []
    for place in tried:
        if place.ending is not Ending.WHOLE:
            continue
        piece = text[place.start : place.end] + ("" if place.closed else f"</{place.name}>")
        element = _item(begin, piece, url)
        if element is None:
            element = _item(begin, balanced(piece), url)
        if element is not None:
            element.tail = None
            found.append(element)
    if not found and not whole:
        return None
    parent.extend(found)
    return root, tuple(found)


def _around(text: str, places: Sequence[Item], *, whole: bool, url: str) -> etree._Element | None:
    parts, at = [], 0
    for place in places:
        parts.append(text[at : place.start])
        at = max(at, place.end)
    if whole:
        parts.append(text[at:])
    around = "".join(parts)
    root = _parse(declare(_closed(around, whole=whole)), url)
    if root is not None:
        return root
    mended = declare(balanced(around))
    root = _parse(mended, url)
    return root if root is not None else _parse(mended, url, recover=True)


_END: Final = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s{0,9}>", re.IGNORECASE)


def _closed(around: str, *, whole: bool) -> str:
    """Cut off what stands behind the root's end tag."""
    ends = list(_END.finditer(around)) if whole else []
    return around[: ends[-1].end()] if ends else around


def declare(text: str) -> str:
    """Declare on a root the prefixes that are used in it and not declared."""
    found = re.match(r"<[^\s/>]+", text)
    at = found.end() if found else 0
    known = set(_DECLARED.findall(text))
    return text[:at] + _declarations(set(_ANY_PREFIX.findall(text)) - known) + text[at:]


def _wrapper(text: str, parent: etree._Element) -> str:
    """Return a start tag in which an item means what it means inside its parent."""
    known = {
        prefix: namespace
        for prefix, namespace in list(parent.nsmap.items())[:_MAX_PREFIXES]
        if len(namespace) <= _MAX_NAMESPACE
    }
    inherited = "".join(
        f" xmlns{f':{prefix}' if prefix else ''}={_quoted(namespace)}"
        for prefix, namespace in known.items()
    )
    used = set(_ANY_PREFIX.findall(text)) - {prefix for prefix in known if prefix}
    return f"<w{inherited}{_declarations(used)}>"


def _declarations(prefixes: set[str]) -> str:
    return "".join(
        f" xmlns:{prefix}=" + _quoted(namespaces.PREFIXES.get(prefix, f"urn:x-undeclared:{prefix}"))
        for prefix in sorted(prefixes - {"xml", "xmlns"})[:_MAX_PREFIXES]
    )


def _quoted(namespace: str) -> str:
    escaped = namespace.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'"{escaped}"'


def _item(begin: str, piece: str, url: str) -> etree._Element | None:
    holder = _parse(f"{begin}{piece}</w>", url)
    if holder is None or len(holder) != 1 or _local(holder[0]) not in _NAMES:
        return None
    return holder[0]


def _local(element: etree._Element) -> str:
    return namespaces.split(element.tag)[1]


def _parse(text: str, url: str, *, recover: bool = False) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=url)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None
