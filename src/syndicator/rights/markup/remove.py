"""Taking things out of an article, and leaving it whole: no empty block, no stray break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS, VOID, serialise
from syndicator.rights.markup.blocks import MEDIA, Block, blank

_BREAKS: Final = frozenset({"br", "hr"})
_EMPTY_BY_NATURE: Final = VOID | {"td", "th"}
_PLAYERS: Final = frozenset({"audio", "video"})
_NOTHING: Final = (BLOCKS | {"br"}) - _PLAYERS
"""Elements that are nothing to a reader unless something is in them."""
_BARE_SPAN: Final = re.compile(r"<span>([^<>]*)</span>")


def remove(doomed: Sequence[Block]) -> None:
    """Take blocks out, with the breaks after them and whatever they leave empty.

    Pictures in them stay: a republication counter may be one of them. Other blocks of the same
    document are no longer to be used.
    """
    following = [_element_after(block) for block in doomed]
    # All texts go first: tidying moves what stays into the places of what went.
    for block in doomed:
        for slot in block.slots:
            slot.text = ""
    for block in doomed:
        for element in block.inline:
            if next(element.iter("img"), None) is None:
                _drop(element)
    for block, after in zip(doomed, following, strict=True):
        _drop_breaks(after)
        if after is None and block.parent.tag in BLOCKS:
            _drop_final_breaks(block.parent)
    if doomed:
        pruner = Pruner(doomed[0].parent)
        for container in dict.fromkeys(block.parent for block in doomed):
            pruner.drop_emptied(container)


def _drop_breaks(first: etree._Element | None) -> None:
    while first is not None and first.tag in _BREAKS:
        after = first.getnext() if blank(first.tail) else None
        _drop(first)
        first = after


def _element_after(block: Block) -> etree._Element | None:
    last = block.slots[-1]
    if last.where == "tail":
        return last.element.getnext()
    return next(iter(last.element), None)


def cut(root: etree._Element, block: Block, end: int, ending: str = "") -> None:
    """Drop everything in the document after a place in one of its blocks.

    Args:
        root: the document.
        block: one of its `blocks`.
        end: how many characters of the block's text stay.
        ending: what is put after them.
    """
    for slot in block.slots:
        if len(slot.text) >= end:
            break
        end -= len(slot.text)
    else:
        slot, end = block.slots[-1], len(block.slots[-1].text)
    slot.text = slot.text[:end].rstrip() + ending
    if slot.where == "text":
        for child in list(slot.element):
            slot.element.remove(child)
    last = slot.element
    parent = last.getparent()
    while last is not root and parent is not None:
        for sibling in list(last.itersiblings()):
            parent.remove(sibling)
        if last is not slot.element or slot.where == "text":
            last.tail = None
        last, parent = parent, parent.getparent()


class Pruner:
    """Takes elements out of one document, with what they leave empty.

    It counts once what each element holds, and keeps count: to look through all of an element
    whenever something in it went would take a time that grows with the square of its length.
    While one is in use, nothing else may take out of its document what is not blank.
    """

    def __init__(self, within: etree._Element) -> None:
        """Count what there is in the document that `within` is a part of."""
        self._held: dict[etree._Element, int] = {}
        # From the end, every element comes before the one that it is in.
        for element in reversed(list(within.getroottree().iter())):
            self._held[element] = self._held.get(element, 0) + (not blank(element.text))
            parent = element.getparent()
            if parent is not None:
                weight = self._weight(element) + (not blank(element.tail))
                self._held[parent] = self._held.get(parent, 0) + weight

    def take_out(self, elements: Iterable[etree._Element], *, breaks: bool = True) -> None:
        """Take out elements with all that is in them, and the blocks and links left empty.

        Args:
            elements: of the document.
            breaks: whether a break that set an element apart from text goes with it.
        """
        for element in elements:
            parent = element.getparent()
            if parent is None:
                continue
            after = element.getnext() if blank(element.tail) else None
            leads = element.getprevious() is None and blank(parent.text)
            self._drop(element)
            if breaks and leads:
                _drop_breaks(after)
            if breaks and parent.tag in BLOCKS:
                _drop_final_breaks(parent)
            self._drop_hollow(parent)

    def drop_emptied(self, container: etree._Element) -> None:
        """Drop an element that holds nothing, cell or not, and those around it that then do so."""
        parent = container.getparent()
        while parent is not None and self._hollow(container):
            self._drop(container)
            container, parent = parent, parent.getparent()

    def _drop_hollow(self, element: etree._Element) -> None:
        """As `drop_emptied`, but a cell stays as long as its row, so that others keep columns."""
        parent = element.getparent()
        while parent is not None and self._hollow(element):
            if element.tag not in _EMPTY_BY_NATURE:
                self._drop(element)
            element, parent = parent, parent.getparent()

    def _hollow(self, element: etree._Element) -> bool:
        return element.tag not in _PLAYERS and not self._held.get(element)

    def _weight(self, element: etree._Element) -> int:
        """What goes when the element goes: what it holds, and itself if it is something."""
        return self._held.get(element, 0) + (element.tag not in _NOTHING)

    def _drop(self, element: etree._Element) -> None:
        # The text behind it moves, but stays in what it was in.
        weight = self._weight(element)
        if weight:
            for ancestor in element.iterancestors():
                self._held[ancestor] -= weight
        _drop_apart(element)


def take_out(elements: Sequence[etree._Element], *, breaks: bool = True) -> None:
    """Take elements of one document out of it: see `Pruner.take_out`."""
    if elements:
        Pruner(elements[0]).take_out(elements, breaks=breaks)


def written(root: etree._Element) -> CleanHtml:
    """Write a document from which something was taken, without the spans that now do nothing.

    `syndicator.parse.sanitise` would drop them: what it is given again must be what it made.
    """
    html, changed = str(serialise(root)), 1
    while changed:
        html, changed = _BARE_SPAN.subn(r"\1", html)
    return CleanHtml(html.strip())


def drop_media(root: etree._Element) -> None:
    """Take out pictures, players and their captions, and the elements that are then empty."""
    for element in list(root.iterdescendants(*MEDIA)):
        _drop_apart(element)
    for element in reversed(list(root.iterdescendants())):
        hollow = blank(element.text) and not len(element)
        if hollow and element.tag not in _EMPTY_BY_NATURE:
            _drop_apart(element)
    _drop_final_breaks(root)


def _drop_apart(element: etree._Element) -> None:
    """Remove an element, and let what stood on either side of it not become one word or line."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    before = (parent.text if previous is None else previous.tail) or ""
    after = element.tail or ""
    if _in_line(before, previous) and _in_line(after, element.getnext()):
        if element.tag in BLOCKS:
            element.addprevious(element.makeelement("br"))
            element.addprevious(element.makeelement("br"))
        elif not (before[-1:].isspace() or after[:1].isspace()):
            element.tail = f" {after}"
    _drop(element)


def _drop(element: etree._Element) -> None:
    """Remove an element, but not the text after it; in constant time, however many there are."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if previous is not None:
        previous.tail = f"{previous.tail or ''}{element.tail or ''}" or None
    else:
        parent.text = f"{parent.text or ''}{element.tail or ''}" or None
    parent.remove(element)


def _in_line(text: str, beyond: etree._Element | None) -> bool:
    """Whether what adjoins is part of a line: text, or an inline element beyond blank text."""
    return not blank(text) or (beyond is not None and beyond.tag not in BLOCKS | {"br"})


def _drop_final_breaks(container: etree._Element) -> None:
    while (final := next(container.iterchildren(reversed=True), None)) is not None:
        if final.tag not in _BREAKS or not blank(final.tail):
            break
        _drop(final)
