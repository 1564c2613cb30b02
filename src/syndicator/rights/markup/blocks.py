"""An article as a sequence of blocks, which can be read, taken out or cut off.

A block is what a reader sees as one: the text of a paragraph, heading or list item, or a line
between two ``<br>``. Publishers set notices, and whole articles, in any of these ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Final, Literal

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS, VOID, parse_fragment, xml_text

_BLOCK: Final = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})\b")
"""What every block begins with; an attribute may hold it as well."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MEDIA: Final = frozenset(
    {"audio", "embed", "figcaption", "figure", "iframe", "img", "object", "picture", "source"}
    | {"svg", "track", "video"}
)
# What is not as nh3 writes it, or what XML would read otherwise than as these tags and references.
_ODD: Final = re.compile(
    r"<(?!/[a-z][a-z0-9]{0,20}>"
    r"|[a-z][a-z0-9]{0,20}(?: (?!xmlns)[a-z][a-z-]{0,40}=\"[^\"<>]*\"){0,8}>)"
    r"|&(?!(?:amp|lt|gt|quot|nbsp);)|<br |\r|\]\]>"
)
# Of at most so many attributes in a tag, so that it takes no time.
_SAID_TWICE: Final = re.compile(r"<[^<>]* ([a-z-]+)=\"[^<>]*\" \1=\"")
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>")
_MAX_LENGTH: Final = 1_000_000


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
        text = "".join([slot.text for slot in current.slots])
        if text and not text.isspace():
            current.text = text
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


def texts(html: CleanHtml) -> list[str]:
    """The text of each block of an article: what `blocks` finds, mostly without a tree."""
    found = _texts_of_simple(html)
    return [each.text for each in blocks(parse_fragment(html))] if found is None else found


def _texts_of_simple(html: str) -> list[str] | None:
    """The same, read tag by tag; None for what is not as nh3 writes it."""
    html = xml_text(html)
    if len(html) > _MAX_LENGTH or _ODD.search(html) or _SAID_TWICE.search(html):
        return None
    first, *parts = _TAG.split(html)  # text, then slash, name, text of each tag
    parting = _parting(parts[::3], parts[1::3])
    if parting is None:
        return None
    found = [first]
    for parts_here, text in zip(parting, parts[2::3], strict=True):
        if parts_here:
            found.append(text)
        else:
            found[-1] += text
    return [text for each in found if (text := unescape(each)) and not text.isspace()]


def _parting(slashes: Iterable[str], names: Iterable[str]) -> list[bool] | None:
    """Of each tag, whether a block ends there; None where the tags do not match.

    An element parts the text where it is block-level or, as `_containers` has it, holds one that
    is, or a break: that shows only later.
    """
    parting: list[bool] = []
    open_: list[tuple[str, int]] = []
    containers = 0  # so many of the open elements are known to be more than a part of a line
    for at, (slash, name) in enumerate(zip(slashes, names, strict=True)):
        parting.append(not slash and (name == "br" or name in BLOCKS))
        if slash:
            if not open_ or open_.pop()[0] != name:
                return None
            parting[at] = len(open_) < containers
            containers = min(containers, len(open_))
            continue
        if parting[at]:
            for _, begin in open_[containers:]:
                parting[begin] = True
            containers = len(open_)
        if name not in VOID:
            open_.append((name, at))
            containers += parting[at]
    return None if open_ else parting


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
    slots = [Slot(element, "text")]
    if not len(element):
        return slots
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        slots.append(Slot(inner, "text" if event == "start" else "tail"))
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
