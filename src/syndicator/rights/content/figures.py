"""The pictures and players in an article, each with what stands beside it and goes when it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

from syndicator.rights.content.own_credit import has_credit, is_credit_line
from syndicator.rights.markup import blocks, remove

_BOXES: Final = frozenset({"center", "div", "table"})
_MAX_CAPTION: Final = 400
"""Characters of a caption that no element calls one."""
_OF_FIGURES: Final = frozenset({"figcaption", "figure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture or player in a text."""

    element: etree._Element
    """An ``img``, a ``video`` or an ``audio``."""
    url: str
    """Of the picture, or the one that a player shows before it plays; empty: it shows none."""
    shared: tuple[str, ...]
    """The captions of the figure in which it stands."""
    own: tuple[str, ...]
    """Alternative text, title, the credit line behind it."""
    line: blocks.Block | None = None
    """The credit line or caption behind it that is no ``figcaption``."""

    @property
    def player(self) -> bool:
        """Whether it plays something."""
        return self.element.tag != "img"

    @property
    def plays(self) -> tuple[str, ...]:
        """The addresses of what a player plays."""
        if not self.player:
            return ()
        each = (self.element, *self.element.iter("source"))
        return tuple(filter(None, (one.get("src") for one in each)))

    @property
    def captions(self) -> tuple[str, ...]:
        """What may credit it."""
        # Put together when asked for: a figure of many pictures may have as many captions.
        return (*self.shared, *self.own)


def pictures(root: etree._Element) -> list[Picture]:
    """Find every picture and player of a document, in order."""
    found = list(root.iter("img", "video", "audio"))
    behind = _lines_behind(root) if found else {}
    captions: dict[etree._Element | None, tuple[str, ...]] = {None: ()}
    return [_picture(element, behind.get(element), captions) for element in found]


def _picture(
    element: etree._Element,
    line: blocks.Block | None,
    known: dict[etree._Element | None, tuple[str, ...]],
) -> Picture:
    figure = next(element.iterancestors("figure"), None)
    if figure is not None and figure not in known:
        known[figure] = tuple(filter(None, map(_text, figure.iter("figcaption"))))
    own = [element.get("alt", ""), element.get("title", "")]
    link = element.getparent()
    if link is not None and link.tag == "a":
        own.append(link.get("title", ""))
    return Picture(
        element=element,
        url=element.get("src" if element.tag == "img" else "poster", ""),
        shared=known[figure],
        own=tuple(filter(None, (*own, line.text.strip() if line else ""))),
        line=line,
    )


def _text(element: etree._Element, most: int | None = None) -> str:
    """The text of an element on one line; longer than `most` characters, only some of it."""
    pieces: list[str] = []
    length = 0
    for text in element.itertext():
        pieces += str(text).split()
        length = sum(map(len, pieces)) if most is not None else 0
        if most is not None and length > most:
            break
    return " ".join(pieces)


def _lines_behind(root: etree._Element) -> dict[etree._Element, blocks.Block]:
    """For each picture, the line directly behind it that is its credit or caption."""
    images = _images_before(root)
    found: dict[etree._Element, blocks.Block] = {}
    everything = _text(root)
    insides: dict[etree._Element, str] = {}
    for block in blocks.blocks(root):
        first = next(slot for slot in block.slots if slot.text.strip())
        before = images.get((first.element, first.where), [])
        lineage = {block.parent.tag, *(each.tag for each in block.parent.iterancestors())}
        if not before or not lineage.isdisjoint(_OF_FIGURES):
            continue
        text = " ".join(block.text.split())
        if is_credit_line(text) or (
            len(before) == 1 and text != everything and _boxed(before[0], text, insides)
        ):
            found.update(dict.fromkeys(before, block))
    return found


def _images_before(
    root: etree._Element,
) -> dict[tuple[etree._Element, str], list[etree._Element]]:
    """For each piece of text, the pictures between it and the text before it."""
    waiting: list[etree._Element] = []
    found: dict[tuple[etree._Element, str], list[etree._Element]] = {}
    for element, where, text in _walk(root):
        if element.tag == "img" and where == "text":
            waiting.append(element)
        elif text and text.strip():
            if waiting:
                found[element, where] = waiting
            waiting = []
    return found


def _walk(root: etree._Element) -> Iterator[tuple[etree._Element, str, str | None]]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            yield element, "text", element.text
        elif element is not root:
            yield element, "tail", element.tail


def _boxed(image: etree._Element, text: str, insides: dict[etree._Element, str]) -> bool:
    """Whether a box holds the picture and this text alone, as some publishers set captions.

    Each element is read once, and what it says kept in `insides`.
    """
    if len(text) > _MAX_CAPTION:
        return False
    for ancestor in image.iterancestors():
        if ancestor.getparent() is None:
            return False
        if ancestor not in insides:
            insides[ancestor] = _text(ancestor, most=_MAX_CAPTION)
        inside = insides[ancestor]
        if inside and inside != text:
            return False
        if inside and ancestor.tag in _BOXES and len(list(islice(ancestor.iter("img"), 2))) == 1:
            stacked = ancestor.tag == "table" and all(len(row) == 1 for row in ancestor.iter("tr"))
            return stacked or has_credit(text)
    return False


def take_out(
    doomed: Sequence[Picture],
    *,
    kept: Sequence[Picture],
    whole: Callable[[Picture], bool],
) -> tuple[str, ...]:
    """Take pictures out of their document, with captions and credit lines of theirs alone.

    Args:
        doomed: the pictures that go.
        kept: those that stay; a caption shared with one of them stays too.
        whole: whether a player goes with the picture that it shows.

    Returns:
        The text of each block that went.
    """
    lines = {id(each.line): each.line for each in doomed if each.line is not None}
    for each in kept:
        lines.pop(id(each.line), None)
    taken = [line.text for line in lines.values()]
    remove.remove(list(lines.values()))
    if not doomed:
        return tuple(taken)
    pruner = remove.Pruner(doomed[0].element)
    figures: dict[etree._Element, None] = {}
    for each in doomed:
        figures.update(dict.fromkeys(each.element.iterancestors("figure")))
        if each.player and not whole(each):
            each.element.attrib.pop("poster", "")
        else:
            taken += _texts(each.element)
            pruner.take_out([each.element])
    for figure in sorted(figures, key=lambda each: -len(list(each.iterancestors()))):
        if figure.getparent() is not None and _only_captions(figure):
            taken += _texts(figure)
            pruner.take_out([figure])
    return tuple(taken)


def _texts(element: etree._Element) -> list[str]:
    return [block.text for block in blocks.blocks(element)]


def _only_captions(figure: etree._Element) -> bool:
    if figure.text and figure.text.strip():
        return False
    return all(
        child.tag == "figcaption" and not (child.tail or "").strip() for child in figure
    ) and not any(True for _ in figure.iter("img", "video", "audio"))
