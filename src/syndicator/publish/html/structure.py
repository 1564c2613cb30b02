"""A tree of foreign HTML put in order: lists of items, terms and meanings, no block in a line.

What browsers put up with and validators do not (HTML Standard §4). Trees are changed in place, and
no word of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from syndicator.parse.text import BLOCKS, VOID, remove, unwrap
from syndicator.publish.compose import fields

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
MEDIA: Final = frozenset({"audio", "video"})

_LISTS: Final = frozenset({"ul", "ol"})
_TERMS: Final = frozenset({"dt", "dd"})
_ITEMS: Final = frozenset({"li"})
# Elements that hold lines and never blocks (HTML Standard §3.2.5.2.5), and the class of what stands
# for each where a source put blocks in it.
_LINES: Final = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), "em"),
    **dict.fromkeys(("abbr", "bdi", "code", "kbd", "mark", "q", "s", "samp"), ""),
    **dict.fromkeys(("p", "small", "span", "sub", "sup", "time", "u"), ""),
}
_ONE_LINE: Final = frozenset({*HEADINGS, "caption", "pre", "rp", "rt", "ruby", "summary"})
_BLOCKS: Final = (BLOCKS | {"colgroup", "col"}) - MEDIA


def put_in_order(root: etree._Element) -> None:
    """Put every list, description, caption and line of a tree in order."""
    for step in (_lists, _definitions, _captions, _details, _blocks_in_lines):
        step(root)


def said(element: etree._Element) -> str:
    """What somebody hears who listens to an element; empty if nothing."""
    return fields.one_line("".join(_spoken(element)))


def _spoken(element: etree._Element) -> Iterator[str]:
    for each in element.iter(etree.Element):
        if each.tag == "img":
            yield each.get("alt", "")
        yield each.text or ""
        if each is not element:
            yield each.tail or ""


def rename(element: etree._Element, tag: str, name: str) -> None:
    """Make another element of one; what of its attributes belongs to any element stays.

    Args:
        element: is changed.
        tag: what it becomes.
        name: its class, if not empty.
    """
    element.tag = tag
    for attribute in set(map(str, element.attrib)) - {"dir", "lang", "title"}:
        del element.attrib[attribute]
    if name:
        element.set("class", name)


def _lists(root: etree._Element) -> None:
    for element in list(root.iter(etree.Element)):
        if element.tag in _LISTS:
            _group(element, lambda child: child.tag not in _ITEMS, "li")
        elif any(child.tag in _ITEMS for child in element):
            _group(element, lambda child: child.tag in _ITEMS, "ul", text=False)
    for item in root.iter("li"):
        parent = item.getparent()
        if "value" in item.attrib and parent is not None and parent.tag != "ol":
            del item.attrib["value"]


def _definitions(root: etree._Element) -> None:
    for group in list(root.iter("dl")):
        for child in [each for each in group if each.tag == "div"]:
            unwrap(child)
        _group(group, lambda child: child.tag not in _TERMS, "dd")
        named = [child.tag for child in group]
        if not named or (named[0], named[-1]) != ("dt", "dd"):
            group.tag = "div"
    for element in list(root.iter("dt", "dd")):
        parent = element.getparent()
        if parent is not None and parent.tag != "dl":
            element.tag = "div"


def _captions(root: etree._Element) -> None:
    for caption in list(root.iter("figcaption")):
        parent = caption.getparent()
        if parent is None or parent.tag != "figure" or parent.find("figcaption") is not caption:
            caption.tag = "div"
    for annotated in list(root.iter("ruby")):
        if annotated.find("rt") is None:
            annotated.tag = "span"
    for annotation in list(root.iter("rt", "rp")):
        parent = annotation.getparent()
        if parent is None or parent.tag != "ruby":
            annotation.tag = "span"
    for moment in list(root.iter("time")):
        if "datetime" not in moment.attrib:  # then its text would have to be a date
            moment.tag = "span"


def _details(root: etree._Element) -> None:
    for summary in list(root.iter("summary")):
        parent = summary.getparent()
        if parent is None or parent.tag != "details" or parent.find("summary") is not summary:
            summary.tag = "div"
        elif not said(summary):
            remove(summary)
    for details in list(root.iter("details")):
        first = details.find("summary")
        if first is None:
            details.tag = "div"
        elif details[0] is not first or (details.text or "").strip():
            _take(first)
            first.tail, details.text = details.text, None
            details.insert(0, first)


def _group(
    parent: etree._Element,
    wanted: Callable[[etree._Element], bool],
    tag: str,
    *,
    text: bool = True,
) -> None:
    """Put each run of the wanted children of an element, and of text, into an element of its own.

    Args:
        parent: is changed.
        wanted: says which children.
        tag: of the elements around them.
        text: whether text that is not blank is wanted, too.
    """
    parts: list[etree._Element | str] = [parent.text or ""]
    for child in parent:
        parts += [child, child.tail or ""]
    parent.text = None
    del parent[:]
    around: etree._Element | None = None
    for part in parts:
        blank = isinstance(part, str) and not part.strip()
        if not blank:
            if text if isinstance(part, str) else wanted(part):
                around = etree.SubElement(parent, tag) if around is None else around
            else:
                around = None
        _append(parent if around is None else around, part)


def _append(parent: etree._Element, part: etree._Element | str) -> None:
    if not isinstance(part, str):
        part.tail = None
        parent.append(part)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + part
    else:
        parent.text = (parent.text or "") + part


def _take(element: etree._Element) -> None:
    """Take an element out of its tree with its content; the text behind it stays."""
    holder = etree.Element(element.tag)
    parent = element.getparent()
    assert parent is not None
    holder.tail, element.tail = element.tail, None
    parent.replace(element, holder)
    unwrap(holder)


def _blocks_in_lines(root: etree._Element) -> None:
    """Give blocks an element around them that may hold blocks; where none may, make them lines."""
    for element in list(root.iter(*_ONE_LINE)):
        for block in list(element.iterdescendants(etree.Element)):
            if block.tag == "hr":
                block.tag = "br"
            elif block.tag in _BLOCKS and block.tag not in VOID:
                rename(block, "span", "line")
    for element in list(root.iter(etree.Element)):
        if element.tag in _LINES and _holds_blocks(element):
            rename(element, "div", _LINES[str(element.tag)])


def _holds_blocks(element: etree._Element) -> bool:
    return any(each.tag in _BLOCKS for each in element.iterdescendants(etree.Element))
