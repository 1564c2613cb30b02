"""Finding the notice that a source has already put into its own text.

A publisher's feed often carries the very lines that its permission asks for, and a story that was
reprinted before carries ours. Where the text begins or ends in the same notice, that is taken out,
so that ours stands exactly once, outside the article, with the right name, link and year.

Being wrong in one direction says a thing twice; in the other it takes away words of the story, or
the name of another holder. So two blocks are the same only if they are equal but for case, quotes,
punctuation, the form of the copyright sign and the year; or, when they are long, if they are nearly
equal, name the same holder, and bring in no name that our notice lacks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from syndicator.model import CleanHtml
from syndicator.parse.text import parse_fragment, serialise
from syndicator.rights.markup import blocks, remove

FIRST_BLOCKS: Final = 5
"""A notice above a text begins within so many blocks of it."""
LAST_BLOCKS: Final = 3
"""A notice below a text ends within so many blocks of its end."""
LONG: Final = 60
"""Normalised characters from which on a notice need not be equal to be the same."""
SIMILAR: Final = 90.0
"""How alike two long notices are at least, in per cent of an edit distance."""
SAME_WORD: Final = 85.0
"""The same for two words: a misspelt name is still that name, another agency's is not."""
SPLIT: Final = 4
"""Into how many blocks a source may have split a notice that we say in one."""

_QUOTES: Final = re.compile(r"['\"`´‘’‚‛“”„‟«»‹›′″]")
_COPYRIGHT: Final = re.compile(r"\(c\)|[©Ⓒⓒ]|\bcopyrights?\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d))?\b")
_SIGNS: Final = re.compile(r"©(?: ©)+")
_WORD: Final = re.compile(r"\w+")


def take_notices(
    html: CleanHtml, notices: Iterable[CleanHtml], *, names: Iterable[str]
) -> tuple[CleanHtml, tuple[str, ...]]:
    """Take out of a text the notices with which it already begins or ends.

    Args:
        html: the article as the source gave it.
        notices: what we shall say around it ourselves.
        names: holder and credit; a long notice that is merely similar must name one of them.

    Returns:
        The article, the same bytes where nothing was found; and the texts of the blocks that were
        taken out.
    """
    wanted = [notice for notice in map(_prepared, notices) if notice.normal]
    if not wanted or not html:
        return html, ()
    named = tuple(name for name in names if name)
    if not _find(blocks.texts(html), wanted, named):
        return html, ()
    root = parse_fragment(html)
    left = blocks.blocks(root)
    found: list[blocks.Block] = []
    while run := _find([block.text for block in left], wanted, named):
        found += left[run.start : run.stop]
        del left[run.start : run.stop]
    taken = tuple(block.text for block in found)
    remove.remove(found)
    return CleanHtml(serialise(root).strip()), taken


class _Notice:
    """A notice of ours, prepared for many comparisons."""

    def __init__(self, html: CleanHtml) -> None:
        found = blocks.texts(html)
        self.blocks = len(found)
        self.normal = _normal_run(found)
        self.words = frozenset(_WORD.findall(self.normal))


@lru_cache(maxsize=512)
def _prepared(html: CleanHtml) -> _Notice:
    return _Notice(html)


def _find(found: Sequence[str], wanted: Sequence[_Notice], names: Sequence[str]) -> range:
    """Where a run of blocks, at either end of the text, says one of the notices; empty: nowhere."""
    longest = 4 * max(len(notice.normal) for notice in wanted) + 40
    lengths = [len(text) for text in found]
    near_the_ends = [
        run
        for length in range(1, max(SPLIT, *(notice.blocks for notice in wanted)) + 1)
        for run in _runs(len(found), length)
        if sum(lengths[run.start : run.stop]) <= longest
    ]
    # The longest first: one notice may end in the very line that is another.
    for run in reversed(near_the_ends):
        # It begins and ends with words of ours, or the whole is not worth a look.
        first = normalise(found[run.start])
        begun = [notice.normal for notice in wanted if notice.normal.startswith(first)]
        if not (first and begun and normalise(found[run.stop - 1])):
            continue
        if _normal_run(found[run.start : run.stop]) in begun:
            return run
    for run in near_the_ends:
        # Several blocks that are merely similar might hold one that is not.
        text = found[run.start]
        if len(run) == 1 and any(_similar(text, notice, names) for notice in wanted):
            return run
    return range(0)


def _runs(count: int, length: int) -> Iterator[range]:
    """The runs of a length that begin near the beginning of the text, or end near its end."""
    starts = range(count - length + 1)
    for first in sorted({*starts[:FIRST_BLOCKS], *starts[-LAST_BLOCKS:]}):
        yield range(first, first + length)


def _normal_run(run: Sequence[str]) -> str:
    return _SIGNS.sub("©", " ".join(filter(None, map(normalise, run))))


def _similar(text: str, notice: _Notice, names: Sequence[str]) -> bool:
    normal = normalise(text)
    return (
        min(len(normal), len(notice.normal)) >= LONG
        and fuzz.ratio(normal, notice.normal, score_cutoff=SIMILAR) > 0
        and any(_is_named(normalise(name), normal) for name in names)
        and not _has_foreign_name(text, notice)
    )


@lru_cache(maxsize=512)
def normalise(text: str) -> str:
    """Reduce a notice to what it says: words in lower case, years masked, signs unified."""
    text = _QUOTES.sub("", text)
    # To look for the letters first is what makes it cheap.
    if not text.isascii() or "(c)" in (small := text.lower()) or "copyright" in small:
        text = unicodedata.normalize("NFKC", _COPYRIGHT.sub(" © ", text))
    text = text.casefold()
    if "19" in text or "20" in text:
        text = _YEAR.sub(" yyyy ", text)
    text = " ".join(text.translate(_SPOKEN).split())
    return _SIGNS.sub("©", text) if _WORD.search(text) else ""


class _Spoken(dict[int, int]):
    """What every letter becomes: itself, or white space. Filled as letters are met."""

    def __missing__(self, code: int) -> int:
        self[code] = code if _speaks(chr(code)) else ord(" ")
        return self[code]


_SPOKEN: Final = _Spoken()


def _speaks(letter: str) -> bool:
    # Vowel signs of Indic and other scripts are marks, and tell one name from another.
    return letter.isalnum() or letter == "©" or unicodedata.category(letter).startswith("M")


def _is_named(name: str, normal: str) -> bool:
    """Whether every word of the name stands in the text, misspelt at worst."""
    present = set(_WORD.findall(normal))
    words = _WORD.findall(name)
    return bool(words) and all(_known(word, present) for word in words)


def _has_foreign_name(text: str, notice: _Notice) -> bool:
    """Whether the text has a word, written like a name, that our notice does not know."""
    text = _YEAR.sub(" ", _COPYRIGHT.sub(" ", _QUOTES.sub("", text)))
    names = (word for word in _WORD.findall(text) if not word.islower() and not word.isdigit())
    return any(not _known(normalise(name), notice.words) for name in names)


def _known(word: str, words: Iterable[str]) -> bool:
    return any(fuzz.ratio(word, other) >= SAME_WORD for other in words)
