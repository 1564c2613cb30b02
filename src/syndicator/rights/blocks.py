"""An article as a sequence of blocks, which can be read, taken out or cut off.

A block is what a reader sees as one: the text of a paragraph, heading or list item, or a line
between two ``<br>``. Publishers set notices, and whole articles, in any of these ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS, parse_fragment

_BLOCK: Final = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})\b")
"""What every block begins with; an attribute may hold it as well."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MEDIA: Final = frozenset(
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
    if not html:
        return html
    if (
        _BLOCK.search(html)
        and next(parse_fragment(html).iterdescendants(*BLOCKS), None) is not None
    ):
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


def in_media(block: Block) -> bool:
    """Whether a block is a caption, or what a player shows where it cannot play."""
    lineage = (block.parent, *block.parent.iterancestors())
    return any(element.tag in MEDIA for element in lineage)


def blank(text: str | None) -> bool:
    """Whether a piece of text holds nothing but white space."""
    return not (text or "").strip()


def unwrap(root: etree._Element) -> etree._Element:
    """Go down through ``<div>`` elements that hold a single ``<div>`` and nothing else.

    Our own wrapping of an article is one such, so that a reprint of a reprint is not nested.
    """
    while (
        len(root) == 1
        and root[0].tag == "div"
        and not root[0].attrib
        and blank(root.text)
        and blank(root[0].tail)
    ):
        root = root[0]
    return root
