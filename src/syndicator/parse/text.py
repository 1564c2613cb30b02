"""Clean HTML as a tree, and its readable text.

Small tools that the rooms after this one share: to find a notice in the first or last paragraphs,
to cut an excerpt with its tags closed, to count words. They work on `CleanHtml`, which is what
nh3 writes, and read it exactly as it was written: no parser guesses here.

>>> root = parse_fragment(CleanHtml("<p>One <b>two</b></p><p>three</p>"))
>>> [text for _, text in block_texts(root)]
['One two', 'three']
>>> serialise(root)
'<p>One <b>two</b></p><p>three</p>'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Final

from lxml import etree

from syndicator.model import CleanHtml

VOID: Final = frozenset({"br", "col", "hr", "img", "source", "track", "wbr", "embed"})
"""Elements without content or end tag (HTML Standard §13.1.2)."""
BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "audio", "blockquote", "caption", "center", "dd"),
        *("details", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *("video",),
    }
)
"""Elements that stand on lines of their own."""

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_XML_IN_ASCII: Final = {code: None for code in range(0x20) if chr(code) not in "\t\n\r"}
_VOID_TAG: Final = re.compile(rf"<({'|'.join(sorted(VOID))})((?: [^\s=\"<>/]+=\"[^\"]*\")*)>")
_EMPTY_TAG: Final = re.compile(r"<([a-z][a-z0-9-]*)((?: [^\s=\"<>/]+=\"[^\"]*\")*)/>")
# How XML writes what HTML writes otherwise; in text an ampersand is written out, so none is meant.
_AS_THEMSELVES: Final = (("&#10;", "\n"), ("&#9;", "\t"), ("&#13;", ""), ("\u00a0", "&nbsp;"))
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TAG: Final = re.compile(r"<[^<>]*>")
# As nh3 writes them: a name, with a slash in front of it at the end, and attributes.
_WRITTEN: Final = re.compile(r"<(/?[a-z][a-z0-9]*)(?: [^\s=\"<>/]+=\"[^\"<>]*\")*>")
# A reference that nh3 does not write.
_ODD: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp);)")
# What the readable text has instead of a tag; no text can hold the first (XML 1.0 §2.2).
_PARTED: Final = {"br": "\n"} | dict.fromkeys(
    (slash + name for name in BLOCKS for slash in ("", "/")), "\x00"
)
_DEEPEST: Final = 200

_REMEMBERED: Final = 4
"""Texts of which one is asked several times in a row, and no more: an article may be long."""


def xml_text(text: str) -> str:
    """Remove what no XML 1.0 document may hold (§2.2), lone surrogates among it."""
    if text.replace("\n", "").isprintable():
        return text  # no character that is printable is forbidden, and this is the fastest look
    if text.isascii():
        return text.translate(_NOT_XML_IN_ASCII)  # ten times as fast
    return _NOT_XML.sub("", text)


def parse_fragment(html: str) -> etree._Element:
    """Read clean HTML into a tree.

    Args:
        html: what `syndicator.parse.sanitise` returned; anything else is read as its text.

    Returns:
        A ``div`` that stands for the fragment and is not part of it.
    """
    xml = _VOID_TAG.sub(r"<\1\2/>", xml_text(html).replace("&nbsp;", "\u00a0"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(f"<div>{xml}</div>".encode(), parser)
    except etree.XMLSyntaxError:
        root = etree.Element("div")
        root.text = xml_text(unescape(_TAG.sub(" ", html)))
        return root


def serialise(root: etree._Element) -> CleanHtml:
    """Write a tree as nh3 would: the inverse of `parse_fragment`."""
    xml = etree.tostring(root, encoding="unicode", with_tail=False)
    inner = xml[xml.index(">") + 1 :].removesuffix(f"</{root.tag}>")
    html = _EMPTY_TAG.sub(_as_html, inner)
    for reference, character in _AS_THEMSELVES:
        html = html.replace(reference, character)
    return CleanHtml(html)


def _as_html(found: re.Match[str]) -> str:
    name, attributes = found.groups()
    return f"<{name}{attributes}>" if name in VOID else f"<{name}{attributes}></{name}>"


def block_texts(root: etree._Element) -> list[tuple[etree._Element, str]]:
    """Return the readable text block by block, each with the innermost element that holds it.

    A block is what stands on lines of its own: a paragraph, a list item, a cell, loose text
    between two of these. Blocks without text are left out; white space is collapsed, a line break
    is one space.
    """
    blocks: list[tuple[etree._Element, list[str]]] = []
    last: etree._Element | None = None
    for owner, text in _runs(root, root):
        if not blocks or owner is not last:
            blocks.append((owner, []))
            last = owner
        if text is None:  # a block begins or ends here
            last = None
        else:
            blocks[-1][1].append(text)
    joined = [(owner, " ".join("".join(pieces).split())) for owner, pieces in blocks]
    return [(owner, text) for owner, text in joined if text]


def _runs(
    element: etree._Element, owner: etree._Element
) -> Iterator[tuple[etree._Element, str | None]]:
    """Yield runs of text with the block that holds them; None where one begins or ends."""
    if element.text:
        yield owner, element.text
    for child in element:
        if child.tag in BLOCKS:
            yield owner, None
            yield from _runs(child, child)
            yield owner, None
        elif child.tag == "br":
            yield owner, "\n"
        else:
            yield from _runs(child, owner)
        if child.tail:
            yield owner, child.tail


@lru_cache(_REMEMBERED)
def plain_text(html: str) -> str:
    """Return the readable text of clean HTML, one block a line, without alternative texts."""
    if "<" not in html and "&" not in html:
        return collapsed(xml_text(html))
    blocks = _blocks_of_simple(xml_text(html))
    if blocks is None:
        blocks = [text for _, text in block_texts(parse_fragment(html))]
    return "\n".join(blocks)


def _blocks_of_simple(html: str) -> list[str] | None:
    """Return what `block_texts` would, without a tree; None for what is not as nh3 writes it."""
    if "<br " in html or _ODD.search(html):
        return None
    pieces = _WRITTEN.split(html)  # texts and, between them, what stands behind a "<"
    names = pieces[1::2]
    stack: list[str] = []
    for name in names:
        if name[0] == "/":
            if not stack or stack.pop() != name[1:]:
                return None
        elif name not in VOID:
            stack.append(name)
            if len(stack) > _DEEPEST:
                return None
    pieces[1::2] = [_PARTED.get(name, "") for name in names]
    whole = "".join(pieces)
    if stack or "<" in whole:
        return None
    return [text for part in unescape(whole).split("\x00") if (text := " ".join(part.split()))]


def collapsed(text: str) -> str:
    """Return a text with one space for all white space in a row, and none around it."""
    if "  " not in text and text.isprintable():  # of white space, only a space is
        return text.strip(" ")
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: NFKC, nothing invisible, case kept.

    A word is what white space surrounds; scripts that do not use it make long ones.
    """
    if text.isascii():
        return text.split()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split()


def said(text: str) -> str:
    """Return ``" ".join(words(text))``."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return collapsed(text.replace("\n", " "))


def remove(element: etree._Element) -> None:
    """Take an element and its content out of its tree; the text behind it stays."""
    element.text = None
    del element[:]
    unwrap(element)


def unwrap(element: etree._Element) -> None:
    """Take an element out of its tree; its content stays where it stood."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    children = list(element)
    _append_text(parent, at, element.text)
    if children:
        parent[at:at] = children
    tail, element.tail = element.tail, None
    parent.remove(element)
    _append_text(parent, at + len(children), tail)


def _append_text(parent: etree._Element, at: int, text: str | None) -> None:
    """Add text in front of the child at a position."""
    if not text:
        return
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text
