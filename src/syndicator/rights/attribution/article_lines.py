"""An article as lines with the part that each plays, read in one pass over clean markup.

A line is what a reader sees as one: a paragraph, a heading, a caption, what stands between two
``<br>``. The text of links is kept beside it, because a link is often the name of a publisher.
"""

from __future__ import annotations

import re
from enum import StrEnum
from html import unescape
from typing import Final, NamedTuple

from syndicator.model import CleanHtml
from syndicator.parse.text import BLOCKS, collapsed

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)>")
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
_TELLING: Final = _BREAKS | _PARTS.keys() | {"a", "img"}
"""The elements that matter here; of the others the text alone does."""


class Line(NamedTuple):
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
    reader = _Reader()
    # What stands before the first tag; then of each tag its stroke, its name, its attributes, and
    # the text behind it.
    found = _TAG.split(html)
    pieces = reader.pieces
    if found[0]:
        pieces.append(found[0])
    for stroke, name, attributes, text in zip(
        found[1::4], found[2::4], found[3::4], found[4::4], strict=True
    ):
        if name in _TELLING:
            reader.tag(name, closing=bool(stroke), attributes=attributes)
        if text:
            pieces.append(text)
    reader.end_line()
    return reader.lines


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        """The text of the line that has begun, as it is written; filled from outside."""
        self._links: list[str] = []
        self._link_at: int | None = None
        self._depth = dict.fromkeys(_STRONGEST, 0)
        self._part = Part.TEXT
        self._image = False

    def tag(self, name: str, *, closing: bool, attributes: str) -> None:
        if name in _BREAKS:
            if self.pieces:
                self.end_line()
        elif name == "a":
            self._link(closing=closing)
        elif name == "img":
            self._image = True
            for found in _ALTERNATIVE.finditer(attributes):
                self._add(found[1], Part.ALTERNATIVE)
        if (part := _PARTS.get(name)) is not None:
            self._depth[part] = max(0, self._depth[part] + (-1 if closing else 1))
            self._part = next((part for part in _STRONGEST if self._depth[part]), Part.TEXT)

    def _link(self, *, closing: bool) -> None:
        if not closing:
            self._link_at = len(self.pieces)
        elif self._link_at is not None:
            if text := collapsed(unescape("".join(self.pieces[self._link_at :]))):
                self._links.append(text)
            self._link_at = None

    def end_line(self) -> None:
        if self._add("".join(self.pieces), self._part):
            self._image = False
        self.pieces.clear()
        self._links.clear()
        self._link_at = None

    def _add(self, raw: str, part: Part) -> bool:
        if raw.isspace():  # as between most paragraphs
            return False
        text = collapsed(unescape(raw))
        if text:
            links = () if part is Part.ALTERNATIVE else tuple(self._links)
            self.lines.append(Line(text, part, links, self._image))
        return bool(text)
