"""An article as a sequence of blocks, which can be read, taken out or cut off.

A block is what a reader sees as one: the text of a paragraph, heading or list item, or a line
between two ``<br>``. Publishers set notices, and whole articles, in any of these ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS, VOID, parse_fragment

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BREAKS: Final = frozenset({"br", "hr"})
_EMPTY_BY_NATURE: Final = VOID | {"td", "th"}
_MEDIA: Final = frozenset(
    {"audio", "embed", "figcaption", "figure", "iframe", "img", "object", "picture", "source"}
    | {"svg", "track", "video"}
)


@dataclass(slots=True)
class Slot:
    """One piece of text in the tree: an element's ``text`` or its ``tail``."""

    element: etree._Element
    where: Literal["text", "tail"]

    @property
    def text(self) -> str:
        """What stands there."""
        return (self.element.tail if self.where == "tail" else self.element.text) or ""

    @text.setter
    def text(self, value: str) -> None:
        if self.where == "tail":
            self.element.tail = value or None
        else:
            self.element.text = value or None


@dataclass(slots=True)
class Block:
    """A run of text that a reader sees as one line or paragraph."""

    parent: etree._Element
    """The element in which it stands."""
    slots: list[Slot] = field(default_factory=list)
    """All its text, in order, that inside inline elements too."""
    inline: list[etree._Element] = field(default_factory=list)
    """The inline elements that belong to it, outermost only."""
    text: str = ""
    """As it stands in the document, white space and all."""
    ends: bool = True
    """Whether a paragraph ends with it; False where only a single ``<br>`` follows."""

    @property
    def heading(self) -> bool:
        """Whether it stands in a heading."""
        lineage = (self.parent, *self.parent.iterancestors())
        return any(element.tag in _HEADINGS for element in lineage)


def as_paragraph(html: CleanHtml) -> CleanHtml:
    """Put a line of clean HTML into a ``<p>``; what is made of blocks already stays as it is."""
    if not html or next(parse_fragment(html).iterdescendants(*BLOCKS), None) is not None:
        return html
    return CleanHtml(f"<p>{html}</p>")


def blocks(root: etree._Element) -> list[Block]:
    """Find the blocks of a document, in order; those without text are left out."""
    containers = _containers(root)
    found: list[Block] = []
    current = Block(root)
    after_break = False

    def flush(following: etree._Element, *, at_break: bool) -> None:
        nonlocal current, after_break
        current.text = "".join(slot.text for slot in current.slots)
        if current.text.strip():
            current.ends = not at_break
            found.append(current)
        elif after_break and found and not current.inline:
            found[-1].ends = True
        after_break = at_break
        current = Block(following)

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element in containers:
                flush(element, at_break=False)
                current.slots.append(Slot(element, "text"))
            elif element.tag != "br":
                current.inline.append(element)
                current.slots += _inner_slots(element)
                walk.skip_subtree()
            continue
        if element is root:
            flush(root, at_break=False)
            continue
        parent = element.getparent()
        if element in containers or element.tag == "br":
            flush(parent, at_break=element.tag == "br")
        current.slots.append(Slot(element, "tail"))
    return found


def _containers(root: etree._Element) -> set[etree._Element]:
    """Every element that is not merely a part of a line: block-level, or with a break inside."""
    found = {root}
    for element in root.iter(*BLOCKS, "br"):
        if element.tag != "br":
            found.add(element)
        for ancestor in element.iterancestors():
            if ancestor in found:
                break
            found.add(ancestor)
    return found


def _inner_slots(element: etree._Element) -> list[Slot]:
    slots: list[Slot] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            slots.append(Slot(inner, "text"))
        elif inner is not element:
            slots.append(Slot(inner, "tail"))
    return slots


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
        _drop_emptied(block.parent)


def _drop_breaks(first: etree._Element | None) -> None:
    while first is not None and first.tag in _BREAKS:
        after = first.getnext() if _blank(first.tail) else None
        _drop(first)
        first = after


def _drop_emptied(container: etree._Element) -> None:
    parent = container.getparent()
    while parent is not None and not _holds_anything(container):
        _drop_apart(container)
        container, parent = parent, parent.getparent()


def _element_after(block: Block) -> etree._Element | None:
    last = block.slots[-1]
    if last.where == "tail":
        return last.element.getnext()
    return next(iter(last.element), None)


def _holds_anything(element: etree._Element) -> bool:
    if not all(_blank(str(text)) for text in element.itertext()):
        return True
    return any(inner.tag not in BLOCKS and inner.tag != "br" for inner in element.iterdescendants())


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


def drop_media(root: etree._Element) -> None:
    """Take out pictures, players and their captions, and the elements that are then empty."""
    for element in list(root.iterdescendants(*_MEDIA)):
        _drop_apart(element)
    for element in reversed(list(root.iterdescendants())):
        hollow = _blank(element.text) and not len(element)
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
    return not _blank(text) or (beyond is not None and beyond.tag not in BLOCKS | {"br"})


def _blank(text: str | None) -> bool:
    return not (text or "").strip()


def _drop_final_breaks(container: etree._Element) -> None:
    while len(container):
        final = container[-1]
        if final.tag not in _BREAKS or not _blank(final.tail):
            break
        _drop(final)


def unwrap(root: etree._Element) -> etree._Element:
    """Go down through ``<div>`` elements that hold a single ``<div>`` and nothing else.

    Our own wrapping of an article is one such, so that a reprint of a reprint is not nested.
    """
    while (
        len(root) == 1
        and root[0].tag == "div"
        and not root[0].attrib
        and _blank(root.text)
        and _blank(root[0].tail)
    ):
        root = root[0]
    return root
