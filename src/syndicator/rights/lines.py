"""An article as lines with the part that each plays, read in one pass over clean markup.

A line is what a reader sees as one: a paragraph, a heading, a caption, what stands between two
``<br>``. The text of links is kept beside it, because a link is often the name of a publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Final

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>")
_ALTERNATIVE: Final = re.compile(r" (?:alt|title)=\"([^\"]+)\"")
_BREAKS: Final = BLOCKS | {"br"}


class Part(StrEnum):
    """What a line is in its article."""

    TEXT = "text"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    CAPTION = "caption"
    ALTERNATIVE = "alternative text"


_PARTS: Final = {
    **dict.fromkeys(("figure", "figcaption"), Part.CAPTION),
    **dict.fromkeys(("blockquote", "q"), Part.QUOTE),
    **dict.fromkeys(("li", "td", "th", "pre", "dd", "dt"), Part.LIST),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Part.HEADING),
}
_STRONGEST: Final = (Part.CAPTION, Part.QUOTE, Part.LIST, Part.HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an article."""

    text: str
    """White space collapsed; never empty."""
    part: Part
    links: tuple[str, ...] = ()
    """The texts of its links."""
    beside_image: bool = False
    """A picture stands in it or directly before it."""


def read_lines(html: CleanHtml) -> list[Line]:
    """Read an article's lines in order; alternative texts of pictures are lines as well."""
    if "<" not in html:
        text = " ".join(unescape(html).split())
        return [Line(text=text, part=Part.TEXT)] if text else []
    reader = _Reader()
    last = 0
    for tag in _TAG.finditer(html):
        if tag.start() > last:
            reader.text(html[last : tag.start()])
        last = tag.end()
        reader.tag(tag[2], closing=bool(tag[1]), attributes=tag[3])
    reader.text(html[last:])
    reader.end_line()
    return reader.lines


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._links: list[str] = []
        self._link_at: int | None = None
        self._depth = dict.fromkeys(_STRONGEST, 0)
        self._image = False

    def text(self, text: str) -> None:
        self._pieces.append(text)

    def tag(self, name: str, *, closing: bool, attributes: str) -> None:
        if name in _BREAKS:
            self.end_line()
        elif name == "a":
            self._link(closing=closing)
        elif name == "img":
            self._image = True
            for found in _ALTERNATIVE.finditer(attributes):
                self._add(found[1], Part.ALTERNATIVE)
        if (part := _PARTS.get(name)) is not None:
            self._depth[part] = max(0, self._depth[part] + (-1 if closing else 1))

    def _link(self, *, closing: bool) -> None:
        if not closing:
            self._link_at = len(self._pieces)
        elif self._link_at is not None:
            text = " ".join(unescape("".join(self._pieces[self._link_at :])).split())
            self._links += [text] if text else []
            self._link_at = None

    def end_line(self) -> None:
        if not self._pieces:
            return
        part = next((part for part in _STRONGEST if self._depth[part]), Part.TEXT)
        if self._add("".join(self._pieces), part):
            self._image = False
        self._pieces, self._links, self._link_at = [], [], None

    def _add(self, raw: str, part: Part) -> bool:
        text = " ".join(unescape(raw).split())
        if text:
            alternative = part is Part.ALTERNATIVE
            line = Line(
                text=text,
                part=part,
                links=() if alternative else tuple(self._links),
                beside_image=self._image,
            )
            self.lines.append(line)
        return bool(text)
