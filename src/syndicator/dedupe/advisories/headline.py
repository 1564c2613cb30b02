"""The parts of a headline that can hold an order, and the story that each leaves. Pure.

An order stands before the headline of its story, set off by a sign or in capitals; after it, in
brackets or behind a sign; or it is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final


class Place(StrEnum):
    """Where in the headline a part stands."""

    BRACKETS = "brackets"
    HEAD = "head"
    CAPITALS = "capitals"
    """Before the story's headline without a sign in between."""
    TAIL = "tail"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a headline."""

    place: Place
    words: str
    rest: str
    """What is left: the headline of the story; may be empty."""


_QUOTES: Final = "\"'“”„«»‹›‘’"
_OPEN: Final = rf"^[\s{_QUOTES}#.*+-]*"
_OFF: Final = r"(?:\s*[:!|]+(?=\s|$|[\"'“„«])|\s*[–—]\s*|\s+-+\s+|\s*-{2,}\s*|(?<=\w)-\s+)"
_BRACKETS: Final = re.compile(
    r"^\W{0,3}[\[(<{*+【〔]+\s*([^\])>}*+】〕]{2,60}?)\s*[\])>}*+】〕]+\W*(.*)$"
)
_BRACKETS_AFTER: Final = re.compile(r"^(.+?)\s*[\[(<{]\s*([^\])>}]{2,60}?)\s*[\])>}]\W*$")
_IN_BRACKETS_AT_THE_END: Final = re.compile(r"^([^(]{3,})\s\(([^()]+)\)$")
_CAPITALS: Final = re.compile(r"^[^\W\d_a-zà-ÿа-яё]{4,}(?:[\s,/]+[^\W\d_a-zà-ÿа-яё]{3,}){0,3}\s+")
_GLUED: Final = re.compile(
    r"^([^\W\d_a-zà-ÿ]{3,}(?:[-/ ][^\W\d_a-zà-ÿ]{3,})*(?:-\([A-Z]+\))?)-(?=[\w(])"
)
_AFTER: Final = re.compile(
    r"^(.+?)(?:[,/]\s*|\s*[:|–—]\s*|\s+-+\s+|--)([^,/:|–—]{2,40}?)(?:,\d{3,5})?$"
)
_SLUG: Final = re.compile(
    r"(?:^|\s)[a-z]{2,4}-{1,2}\w|^[a-z]{2,5}-[\w-]+,|\w--\w|\bld\b|^\w+(?:[,/-]+\w+)+$",
    re.IGNORECASE,
)
_AGENCY: Final = re.compile(r"^(?!RPT|WDH)[A-Z]{2,5}-(?=[^\W\d_a-z]{5,}\s*$)")
"""An agency's name before its order: ``APD-RETRAIT``."""
_MAX_SIGNS: Final = 3
"""An order stands before one of the first signs of a headline."""
MAX_LENGTH: Final = 90
"""Characters of a part that can be an order."""


def is_slug(headline: str) -> bool:
    """Whether it is no headline but an agency's keyword line: ``BC-EU--Dock Strike, 1st Ld``."""
    return _SLUG.search(headline) is not None


def parts(headline: str) -> Iterator[Part]:
    """Take a headline apart, at each sign where an order may end or begin.

    Args:
        headline: on one line.
    """
    yield from _in_brackets(headline)
    inner = re.sub(_OPEN, "", headline)
    if (found := _GLUED.match(inner)) and not _is_shouted(inner[found.end() :]):
        yield _part(Place.HEAD, found[1], inner[found.end() :])
    for sign in islice(re.finditer(_OFF, inner[:MAX_LENGTH]), _MAX_SIGNS):
        yield _part(Place.HEAD, inner[: sign.start()], inner[sign.end() :])
    if not headline.isupper() and (found := _CAPITALS.match(inner)):
        yield from _in_capitals(inner, found[0].split())
    if found := _AFTER.match(headline):
        yield _part(Place.TAIL, found[2], found[1])
    if len(headline) <= MAX_LENGTH:
        yield _part(Place.WHOLE, headline, "")


def _in_brackets(headline: str) -> Iterator[Part]:
    if found := _BRACKETS.match(headline):
        yield _part(Place.BRACKETS, found[1], found[2])
    if found := _BRACKETS_AFTER.match(headline):
        yield _part(Place.BRACKETS, found[2], found[1])
    if len(headline) <= MAX_LENGTH and (found := _IN_BRACKETS_AT_THE_END.match(headline)):
        yield _part(Place.WHOLE, found[1], found[2])


def _in_capitals(headline: str, words: list[str]) -> Iterator[Part]:
    """The first words, fewer and fewer, up to one that breaks the capitals off."""
    for length in range(len(words), 0, -1):
        head = " ".join(words[:length])
        if _is_shouted(headline[len(head) :]):
            return
        yield _part(Place.CAPITALS, head, headline[len(head) :])


def _is_shouted(rest: str) -> bool:
    """Whether a word in capitals goes on: ``KILL ORDER:`` is no order."""
    word = re.match(r"[\s'’]*([^\W\d_]{2,})", rest)
    return word is not None and word[1].isupper()


def _part(place: Place, words: str, rest: str) -> Part:
    words = re.sub(_AGENCY, "", words)
    return Part(place=place, words=words, rest=rest.strip(f" \t{_QUOTES}:-–—|!"))
