"""Where each item of a broken document begins and ends.

Every tag is looked at once. What an end tag closes is the nearest open element of its name; what is
still open then was never closed. No end tag of another element reaches out of an open item: it is a
stray one there, whatever an earlier item left open. An item inside a closed element of another is
quoted there; inside one that is not closed, it is a story of its own, behind a missing end tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from syndicator.parse import namespaces

MAX_DEPTH: Final = 50_000
"""Elements that are open at once: those of stories without end tags add up."""
NAME: Final = r"[^\W\d][\w.-]{0,60}(?::[^\W\d][\w.-]{0,60})?"
# An attribute's value holds no "<" (XML 1.0 §3.1): so no look goes further than to the next one.
ATTRIBUTES: Final = r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*"
_TOKEN: Final = re.compile(rf"<!\[CDATA\[|<(/?)({NAME})(?=[\s/><])({ATTRIBUTES}>)?")
_PREFIX: Final = re.compile(r"\sxmlns:([^\W\d][\w.-]{0,60})\s{0,9}=\s{0,9}[\"']([^\"'<>]{0,300})")
_ROOTS: Final = frozenset({"channel", "feed", "rdf", "rss"})
_HOLDERS: Final = frozenset({"items"})
_ITEMS: Final = frozenset({"entry", "item"})
_REACHING: Final = _ROOTS | _HOLDERS | _ITEMS
"""Elements whose end tags end the items that are open in them."""


class Ending(Enum):
    """How an item ends."""

    WHOLE = auto()
    HALF = auto()
    """In the middle of one of its elements, where another item begins."""
    CUT = auto()
    """Where the document does."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item's place in a text."""

    start: int
    end: int
    name: str
    ending: Ending
    closed: bool
    """Its end tag is there."""


@dataclass(slots=True, eq=False)
class _Frame:
    name: str
    start: int
    parent: _Frame | None
    is_item: bool
    within: _Frame | None
    """The nearest item around it."""
    scope: _Frame | None
    """The item in which its end tag stands, if it is one; None: any place may be."""
    end: int = -1
    closed: bool = False
    """By an end tag of its own."""
    left_open: bool = False
    """Something in it was open when it ended."""
    quoted: bool | None = None
    """What is in it is no item of the feed; None: not asked yet."""
    next: int = -1
    """Where the first item in it begins that is one of the feed."""


@dataclass(slots=True)
class _Stack:
    top: _Frame | None = None
    counts: dict[tuple[_Frame | None, str], int] = field(default_factory=dict)
    items: list[_Frame] = field(default_factory=list)
    depth: int = 0

    def open(self, name: str, start: int, *, is_item: bool) -> None:
        within = self._item()
        scope = self._scope(name)
        self.top = _Frame(name, start, self.top, is_item, within, scope)
        self.counts[scope, name] = self.counts.get((scope, name), 0) + 1
        self.depth += 1
        if is_item:
            self.items.append(self.top)

    def close(self, name: str, at: int, end: int) -> _Frame | None:
        inner, scope = False, self._scope(name)
        while self.counts.get((scope, name)) and self.top is not None:
            frame, self.top = self.top, self.top.parent
            self.counts[frame.scope, frame.name] -= 1
            self.depth -= 1
            frame.left_open, inner = inner, True
            frame.closed = frame.name == name
            frame.end = end if frame.closed else at
            if frame.closed:
                return frame
        return None

    def _scope(self, name: str) -> _Frame | None:
        return None if name.rpartition(":")[2] in _REACHING else self._item()

    def _item(self) -> _Frame | None:
        above = self.top
        return above if above is None or above.is_item else above.within


def items(text: str) -> tuple[tuple[Item, ...], bool]:
    """Find the items of a document, unless elements are open in it beyond all measure.

    Args:
        text: from its root element, without comments and instructions.

    Returns:
        Their places in order, and whether the document comes to its end.
    """
    stack, own, whole = _Stack(), _own_prefixes(text), False
    at = 0
    while (found := _TOKEN.search(text, at)) and stack.depth < MAX_DEPTH:
        slash, name, rest = found.groups()
        at = found.end()
        if name is None:  # a CDATA section
            close = text.find("]]>", at)
            at = close + 3 if close >= 0 else len(text)
            continue
        name = name.lower()
        prefix, _, local = name.rpartition(":")
        if slash:
            closed = stack.close(name, found.start(), at)
            whole = whole or (closed is not None and closed.within is None and local in _ROOTS)
            continue
        is_item = local in _ITEMS and prefix in own
        whole = whole and not is_item
        stack.open(name, found.start(), is_item=is_item)
        if rest and rest.endswith("/>"):
            stack.close(name, found.start(), at)
    if stack.depth >= MAX_DEPTH:
        return (), False
    inner = False
    frame = stack.top
    while frame is not None:
        frame.end, frame.left_open, inner = len(text), inner, True
        if not (whole or frame.is_item or frame.within is None):
            frame.quoted = True
        frame = frame.parent
    return tuple(_places(stack.items, len(text), whole=whole)), whole


def _own_prefixes(text: str) -> frozenset[str]:
    root = _TOKEN.match(text)
    if root is None or root[2] is None:
        return frozenset({""})
    declared = (
        prefix.lower()
        for prefix, namespace in _PREFIX.findall((root[3] or "")[:20_000])
        if namespace.lower() in namespaces.OWN
    )
    return frozenset({"", root[2].lower().rpartition(":")[0], *declared})


def _places(found: list[_Frame], length: int, *, whole: bool) -> Iterator[Item]:
    real = [frame for frame in found if frame.parent is None or not _is_quoted(frame.parent)]
    for frame in real:
        around = frame.within
        if around is not None and around.next < 0:
            around.next = frame.start
            around.left_open = frame.parent is not around
    for frame in real:
        end = frame.end if frame.next < 0 or frame.closed else frame.next
        if frame.closed or (not frame.left_open and (whole or end < length)):
            ending = Ending.WHOLE
        else:
            ending = Ending.CUT if end == length and not whole else Ending.HALF
        yield Item(frame.start, end, frame.name, ending, frame.closed)


def _is_quoted(frame: _Frame) -> bool:
    """Say whether something in a frame is quoted: there is a closed element around it.

    Not the feed itself, and nothing that holds its items; of what stands in an item, a child of it:
    in one that is not closed, the end tag of a paragraph may be of another item.
    """
    asked: list[_Frame] = []
    above: _Frame | None = frame
    while above is not None and above.quoted is None:
        asked.append(above)
        above = above.parent
    quoted = above is not None and bool(above.quoted)
    for each in reversed(asked):
        local = each.name.rpartition(":")[2]
        inside = each.within is not None
        child = each.parent is each.within
        closed = each.closed and local not in _HOLDERS and (child or each.is_item or not inside)
        quoted = quoted or (inside if local in _ROOTS else closed)
        each.quoted = quoted
    return quoted
