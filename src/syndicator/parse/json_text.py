"""The text of a JSON Feed: its head, and each item by itself, so that a bad one loses no other.

::

    {"version": …, "items": [ {…}, {…} ← cannot be read, {…
                              └─┴─ items          missing   └─ cut: the document ends in it

A value is read by Python's own parser (RFC 8259), which ends a too deep one. Only what stands
around the values is read here: the names of the outermost object, and where each item begins.
Every step is linear in the document's length, but for the few of `MAX_RESUMED`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

MAX_RESUMED: Final = 20
"""Items without an end of one document, after which it is read on."""
MAX_TRIES: Final = 200
"""Places at which the next one is looked for."""

_WHITE: Final = re.compile(r"[\s\ufeff\x00]*")
_MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A whole string, or a bracket outside of one."""
_AFTER_VALUE: Final = re.compile(r"[,\]}]")
_NEXT: Final = re.compile(r"\}\s*,\s*(?=\{\s*\")")
"""Where an item may begin after one without an end."""
_NAMES: Final = frozenset({"id", "url", "external_url", "content_html", "content_text", "title"})
"""Two of these are in nearly every item, and in no other object of a feed."""
_STRING_OR_COMMA: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|,\s*(?=[\]}])', re.DOTALL)
_NO_ESCAPE: Final = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')

# Numbers stay as they are written: an id of 400 digits is an id, and 1.10 is not 1.1.
_DECODER: Final = json.JSONDecoder(
    strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None
)
_BROKEN: Final = object()


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One item of the document."""

    value: dict[str, object]
    text: str
    """As it is written."""


@dataclass(slots=True, kw_only=True)
class JsonDocument:
    """A document as it could be read."""

    head: dict[str, object] = field(default_factory=dict)
    """All but the items. Of a name that stands twice, the last value (ECMA-404 leaves it open;
    ECMAScript's parser takes the last)."""
    items: list[JsonItem] = field(default_factory=list)
    has_items: bool = False
    """It has a list of them, be it empty."""
    missing: int = 0
    """Items that could not be read."""
    cut: bool = False
    """The document ends before its outermost object does."""
    problem: str | None = None
    """What is not as RFC 8259 has it."""

    @property
    def total(self) -> int:
        """Items that begin in the document."""
        return len(self.items) + self.missing


def read(text: str) -> JsonDocument:
    """Read an object.

    Args:
        text: begins with "{".
    """
    reader = _Reader(text)
    reader.read()
    return reader.found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = JsonDocument()
        self.resumed = 0

    def read(self) -> None:
        at = self._skip(1)
        while not self.text.startswith("}", at):
            key, at = self._key(at)
            if key is None:
                self.found.cut = True
                return
            if key == "items" and self.text[at : at + 1] in {"[", "{"}:
                self.found.has_items = True
                end = self._items(at)
            else:
                value, end = self._value(at)
                if value is not _BROKEN:
                    self.found.head[key] = value
                    # Some programs write an empty list as "null".
                    self.found.has_items |= key == "items" and value is None
            if end is None:
                self.found.cut = True
                return
            at = self._past_comma(end)
        if self.text[self._skip(at + 1) :]:
            self._wrong("text after the document")

    def _key(self, at: int) -> tuple[str | None, int]:
        """Read a name and the colon behind it; None where there is none."""
        if not self.text.startswith('"', at):
            return None, at
        try:
            key, end = _DECODER.raw_decode(self.text, at)
        except ValueError:
            return None, at
        end = self._skip(end)
        colon = self.text.startswith(":", end)
        return (str(key), self._skip(end + 1)) if colon else (None, at)

    def _items(self, at: int) -> int | None:
        """Read the items of an array, or of an object: PHP's for an array with gaps.

        Returns:
            Where it ends; None where the document ends before.
        """
        named, at = self.text[at] == "{", self._skip(at + 1)
        close = "}" if named else "]"
        while not self.text.startswith(close, at):
            key, at = self._key(at) if named else ("", at)
            if key is None:
                return None
            value, end = self._value(at)
            if end is None:
                # If it is not the last, its quotation marks or its brackets do not match.
                end = self._resume(at)
                if end is None:
                    return None
            if isinstance(value, dict):
                self.found.items.append(JsonItem(value, self.text[at:end]))
            else:
                self.found.missing += 1
            at = self._skip(end)
            if not self.text.startswith((",", close), at):
                resumed = self._resume(end - 1)
                if resumed is None:
                    return None
                at = resumed
            at = self._past_comma(at)
        return at + 1

    def _value(self, at: int) -> tuple[object, int | None]:
        """Read a value, and find its end: None where it has none."""
        try:
            return _DECODER.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            end = self._end(at)
        if end is not None:
            self._wrong("not valid JSON")
            try:
                return _DECODER.decode(mended(self.text[at:end])), end
            except (ValueError, RecursionError):
                pass
        return _BROKEN, end

    def _end(self, at: int) -> int | None:
        """Find where the brackets that open at a place are closed; a plain value ends before."""
        if not self.text.startswith(("[", "{"), at):
            found = _AFTER_VALUE.search(self.text, at)
            return found.start() if found else None
        depth = 0
        for mark in _MARK.finditer(self.text, at):
            if mark[0] in {"[", "{"}:
                depth += 1
            elif mark[0] in {"]", "}"}:
                depth -= 1
                if depth == 0:
                    return mark.end()
        return None

    def _resume(self, at: int) -> int | None:
        """Find the end of an item by the next one that can be read; None where there is none."""
        self.resumed += 1
        if self.resumed > MAX_RESUMED:
            return None
        for candidate in islice(_NEXT.finditer(self.text, at), MAX_TRIES):
            try:
                value, _ = _DECODER.raw_decode(self.text, candidate.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and len(_NAMES & value.keys()) > 1:
                self._wrong("not valid JSON")
                return candidate.start() + 1
        return None

    def _past_comma(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text.startswith(",", at) else at

    def _skip(self, at: int) -> int:
        found = _WHITE.match(self.text, at)
        return found.end() if found else at

    def _wrong(self, problem: str) -> None:
        self.found.problem = self.found.problem or problem


def mended(text: str) -> str:
    r"""Put right what has only one meaning: commas before an end, backslashes that escape nothing.

    >>> mended(r'{"a": "it\'s", }')
    '{"a": "it\\\\\'s"}'
    """
    return _STRING_OR_COMMA.sub(
        lambda found: "" if found[0].startswith(",") else _NO_ESCAPE.sub(_escaped, found[0]), text
    )


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[1] else r"\\"
