"""A document as a tree: well-formed, mended, or put together from what can be read of it.

::

    text ─┬─ well-formed ──────────────────────────────────────────▶ tree
          └─ mend ─┬─ well-formed ─────────────────────────────────▶ tree
                   └─ outline ─▶ the place of each item ─▶ repair ─▶ tree, how many are missing

No parser guesses at a whole document: one that is not well-formed is mended where there is only one
meaning (characters, references, prefixes, sections without an end), and else cut into its items, so
that a bad one loses no other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from syndicator.model import Failed, FailureKind
from syndicator.parse import inline, namespaces, outline, repair, sections
from syndicator.parse.prolog import Prolog
from syndicator.parse.text import xml_text

_TOO_DEEP: Final = re.compile(r"excessive depth", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"huge|amplification|entity loop|too long", re.IGNORECASE)

_REFERENCE: Final = re.compile(r"&(?:([^\W\d]\w{0,30});|#(x[0-9a-fA-F]{1,8}|[0-9]{1,9});)?")
_KNOWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A document as it could be read."""

    root: etree._Element
    items: tuple[etree._Element, ...]
    """The items or entries of the feed, in the document's order; none that is quoted in one."""
    problem: str | None = None
    """What was not well-formed."""
    missing: int = 0
    """Items that could not be read."""
    untried: int = 0
    """Items that were left out, because there are too many of them."""
    cut: bool = False
    """The document ends before its end tags."""

    @property
    def total(self) -> int:
        """Items that begin in the document."""
        return len(self.items) + self.missing + self.untried


def read(prolog: Prolog, url: str) -> Tree | Failed:
    """Parse a document.

    Args:
        prolog: the document.
        url: where it came from.

    Returns:
        The tree; a failure where parsing it is dangerous, or where nothing of it can be read.
    """
    root = _parse(prolog.text, prolog.entities, url, prolog.line)
    if isinstance(root, Failed):
        return root
    strict = None
    if not isinstance(root, _Fault):
        found = items(root)
        strict = Tree(root=root, items=found, missing=_nested(found))
        if sections.are_closed(prolog.text):
            return strict
    text = mend(prolog)
    mended = _parse(repair.declare(text), {}, url, prolog.line)
    if isinstance(mended, Failed):
        return mended
    fault = root if isinstance(root, _Fault) else mended if isinstance(mended, _Fault) else None
    problem = f"not well-formed: {fault.said if fault else _UNCLOSED}"
    tree: Tree | Failed
    if isinstance(mended, _Fault):
        tree = _repaired(text, mended, problem, url)
    else:
        found = items(mended)
        tree = Tree(root=mended, items=found, problem=problem, missing=_nested(found))
    # What was well-formed had no item swallowed, unless there are more of them now.
    if strict and (isinstance(tree, Failed) or tree.total <= strict.total):
        return strict
    return tree


_UNCLOSED: Final = "a comment or a CDATA section has no end"


def _repaired(text: str, fault: _Fault, problem: str, url: str) -> Tree | Failed:
    places, whole = outline.items(text)
    if fault.deep and not places:
        return Failed(kind=FailureKind.UNSAFE, message=f"not read: {fault.said}")
    repaired = repair.repair(text, places, whole=whole, url=url)
    if repaired is None:
        what = (
            "the feed is too malformed for any item to be read"
            if whole
            else "the document ends before its first item does"
        )
        return Failed(kind=FailureKind.UNREADABLE, message=what)
    root, found = repaired
    untried = max(0, len(places) - repair.MAX_ITEMS)
    return Tree(
        root=root,
        items=found,
        problem=problem,
        missing=len(places) - untried - len(found) + _nested(found),
        untried=untried,
        cut=not whole,
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a text is not well-formed."""

    said: str
    deep: bool
    """Its elements stand in each other too deep for a tree."""


def _parse(
    text: str, entities: dict[str, str], url: str, line: int
) -> etree._Element | _Fault | Failed:
    """Parse a text strictly.

    Returns:
        The root; what is wrong, if that can be mended; a failure where it is dangerous.

    Raises:
        MemoryError: there is none left, which says nothing of the document.
    """
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
    octets = (doctype + text).encode("utf-8", "replace")
    try:
        return etree.fromstring(octets, parser, base_url=url)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        said = _say(error, line)
        deep = _TOO_DEEP.search(said) is not None
        if not deep and _UNSAFE.search(said):
            return Failed(kind=FailureKind.UNSAFE, message=f"not read: {said}")
        return _Fault(said, deep)


def _say(error: etree.XMLSyntaxError, lines: int) -> str:
    what = " ".join(re.sub(r", line \d+, column \d+.*$", "", error.msg or "unknown error").split())
    return f"line {(error.lineno or 1) + lines}: {what[:160]}"


def mend(prolog: Prolog) -> str:
    """Put right what has only one meaning: characters, references, sections without an end."""
    return "".join(
        f"<![CDATA[{part}]]>"
        if literal
        else _references(inline.without_warnings(part), prolog.entities)
        for literal, part in sections.parts(xml_text(prolog.text))
    )


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


def items(root: etree._Element) -> tuple[etree._Element, ...]:
    """Return the items or entries of a feed, in the document's order.

    They are the root's and the channel's own children, not what is quoted inside one of them; some
    programs put one more element around them, ``items``.
    """
    around = namespaces.split(root.tag)[0]
    channels = set(namespaces.channels(root))
    found = tuple(_items(root, around, channels))
    if found:
        return found
    children = (child for holder in (root, *channels) for child in holder)
    wrappers = {child for child in children if _is_own(child, frozenset({"items"}), around)}
    return tuple(_items(root, around, channels | wrappers))


def _items(
    holder: etree._Element, around: str, within: Collection[etree._Element]
) -> Iterator[etree._Element]:
    for child in holder.iterchildren(etree.Element):
        if child in within:
            yield from _items(child, around, within)
        elif _is_own(child, _ITEMS, around):
            yield child


def _nested(found: Iterable[etree._Element]) -> int:
    """Count items right inside others, of which nobody can say whether they are the feed's."""
    return sum(1 for item in found for _ in item.iterchildren(item.tag))


def _is_own(element: etree._Element, names: frozenset[str], around: str) -> bool:
    namespace, name = namespaces.split(element.tag)
    return name in names and namespaces.own(namespace, around)


_ITEMS: Final = frozenset({"entry", "item"})
