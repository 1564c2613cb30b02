"""A piece of a broken document made well-formed: an item, or a feed without its items.

Texts are taken as they are written, up to their end tag; other elements get the end tags that are
missing, their attributes get quotes, and what is no tag becomes text. Nothing is left out but end
tags of what was never begun, and attributes that no parser takes. Every step is linear.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from syndicator.parse.outline import ATTRIBUTES, NAME

_TOKEN: Final = re.compile(rf"<!\[CDATA\[|<(/?)({NAME})(?:(?=[\s/])({ATTRIBUTES}))?(>)?")
_ATTRIBUTE: Final = re.compile(
    rf"({NAME})\s{{0,99}}=\s{{0,99}}(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s\"'<>]+))"
)
_TEXTS: Final = frozenset(
    {
        *("abstract", "content", "copyright", "description", "encoded", "info", "rights"),
        *("subtitle", "summary", "tagline", "title"),
    }
)
_KNOWN: Final = _TEXTS | frozenset(
    {
        *("author", "category", "comments", "created", "creator", "date", "enclosure", "guid"),
        *("id", "image", "issued", "language", "lastbuilddate", "link", "modified", "pubdate"),
        *("published", "source", "subject", "ttl", "updated"),
    }
)
"""Elements of an item or a feed."""
_ROOTS: Final = frozenset({"channel", "feed", "item", "entry", "rdf", "rss"})
_ESCAPED: Final = re.compile(r"&lt;/?[a-zA-Z]")
_MAX_ATTRIBUTES: Final = 100
_MAX_DEPTH: Final = 200


def balanced(text: str) -> str:
    """Return a piece as a well-formed one.

    Args:
        text: from its first tag to its end. References in it are well-formed, sections are closed;
            there are no comments.
    """
    return _Balance(text).run()


class _Balance:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[tuple[str, str, bool]] = []
        """Names as they are compared, and as they were written; whether there is no end tag."""
        self.counts: dict[str, int] = {}
        self.parts: list[str] = []
        self.ends = _ends(text)

    def run(self) -> str:
        at = 0
        while found := _TOKEN.search(self.text, at):
            self.parts.append(_plain(self.text[at : found.start()]))
            slash, name, attributes, close = found.groups()
            if name is None:
                at = self.section(found.end())
            elif not close and not (self.in_item() and _local(name.lower()) in _KNOWN | _ROOTS):
                self.parts.append("&lt;")
                at = found.start() + 1
            elif slash:
                self.end(name.lower())
                at = found.end()
            else:
                at = self.start(found, name, attributes or "")
        self.parts.append(_plain(self.text[at:]))
        while self.stack:
            self.pop()
        return "".join(self.parts)

    def in_item(self) -> bool:
        return not self.stack or _local(self.stack[-1][0]) in _ROOTS

    def section(self, at: int) -> int:
        close = self.text.find("]]>", at)
        end = close if close >= 0 else len(self.text)
        self.parts.append(f"<![CDATA[{self.text[at:end]}]]>")
        return end + 3

    def start(self, found: re.Match[str], name: str, attributes: str) -> int:
        lower, at = name.lower(), found.end()
        local = _local(lower)
        # What is never closed ends where the item's next element begins.
        while local in _KNOWN and self.stack and self.stack[-1][2] and not self.in_item():
            self.pop()
        alone = attributes.rstrip().endswith("/")
        written = _attributes(attributes)
        if not alone and self.stack and self.in_item() and local in _TEXTS:
            return self.literal(found, name, written)
        if alone or len(self.stack) >= _MAX_DEPTH:
            self.parts.append(f"<{name}{written}/>")
            return at
        self.parts.append(f"<{name}{written}>")
        self.stack.append((lower, name, found.start() not in self.ends))
        self.counts[lower] = self.counts.get(lower, 0) + 1
        return at

    def end(self, name: str) -> None:
        while self.counts.get(name):
            if self.pop() == name:
                return

    def pop(self) -> str:
        lower, name, _ = self.stack.pop()
        self.counts[lower] -= 1
        self.parts.append(f"</{name}>")
        return lower

    def literal(self, found: re.Match[str], name: str, attributes: str) -> int:
        """Write a text up to its end tag, or up to the next element of the item."""
        at = found.end()
        end, resume = self.ends.get(found.start()) or self.next_of_item(at)
        pieces = re.split(r"<!\[CDATA\[(.*?)\]\]>", self.text[at:end], flags=re.DOTALL)
        if not any("<" in between for between in pieces[::2]):
            self.parts.append(f"<{name}{attributes}>{_plain(self.text[at:end])}</{name}>")
            return resume
        value = "".join(
            _markup(piece) if number % 2 == 0 else piece for number, piece in enumerate(pieces)
        )
        kept = re.sub(r"\s(?:type|mode)=\"[^\"]*\"", "", attributes)
        self.parts.append(f'<{name}{kept} type="html">{escape(value)}</{name}>')
        return resume

    def next_of_item(self, at: int) -> tuple[int, int]:
        """Return where the item's next element begins, or where the item ends."""
        while found := _TOKEN.search(self.text, at):
            slash, name, _, _ = found.groups()
            at = found.end()
            if name is None:
                close = self.text.find("]]>", at)
                at = close + 3 if close >= 0 else len(self.text)
            elif self.counts.get(name.lower()) if slash else _local(name.lower()) in _KNOWN:
                return found.start(), found.start()
        return len(self.text), len(self.text)


def _ends(text: str) -> dict[int, tuple[int, int]]:
    """Return the place of the end tag of each element that has one, by that of its start tag.

    An end tag closes the nearest open element of its name.
    """
    found_ends: dict[int, tuple[int, int]] = {}
    stack: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    at = 0
    while found := _TOKEN.search(text, at):
        slash, name, attributes, close = found.groups()
        at = found.end()
        if name is None:
            end = text.find("]]>", at)
            at = end + 3 if end >= 0 else len(text)
            continue
        name = name.lower()
        if not slash:
            if not (close and (attributes or "").rstrip().endswith("/")):
                stack.append((name, found.start()))
                counts[name] = counts.get(name, 0) + 1
            continue
        while counts.get(name):
            opened, start = stack.pop()
            counts[opened] -= 1
            if opened == name:
                found_ends[start] = (found.start(), at)
                break
    return found_ends


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain(text: str) -> str:
    """Escape what is no tag; sections that stand in it stay."""
    if "<" not in text and "]]>" not in text:
        return text
    pieces = re.split(r"(<!\[CDATA\[.*?\]\]>)", text, flags=re.DOTALL)
    return "".join(
        piece.replace("<", "&lt;").replace("]]>", "]]&gt;") if number % 2 == 0 else piece
        for number, piece in enumerate(pieces)
    )


def _markup(text: str) -> str:
    """Return text between sections as HTML: some of it may be escaped, as is usual in feeds."""
    return unescape(text) if _ESCAPED.search(text) else text


def _attributes(written: str) -> str:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        if len(found) < _MAX_ATTRIBUTES:
            found.setdefault(name, double or single or bare.rstrip("/"))
    return "".join(f' {name}="{value.replace(chr(34), "&quot;")}"' for name, value in found.items())
