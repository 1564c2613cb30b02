"""A text as the words that are compared: without case, accents, punctuation and encodings' traces.

Scripts that set no spaces between words are compared character by character; such a character
says less than a word, so that more of them count as much.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from itertools import accumulate
from typing import Final, NamedTuple
from zlib import crc32

from syndicator.model import Shingles

MAX_TOKENS: Final = 3_000
"""Of a text; what comes after is not compared."""
_MAX_CHARACTERS: Final = 10 * MAX_TOKENS
# Han, kana, and the scripts of South-East Asia that set no spaces, of which each word is longer.
_HAN: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED: Final = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
_TOKEN: Final = re.compile(rf"[{_HAN}{_UNSPACED}]|[^\W{_HAN}{_UNSPACED}]+")
_ONE_HAN: Final = re.compile(f"[{_HAN}]")
_ONE_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
# Accents of the scripts of Europe; vowel signs and the stretching stroke of Arabic and Hebrew;
# what is not seen.
_LEFT_OUT: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u00ad\u200b-\u200f\u2060\ufeff]"
)
_PER_WORD: Final = {_ONE_HAN: 2, _ONE_UNSPACED: 5}


class Tokens(NamedTuple):
    """A text as it is compared."""

    words: tuple[str, ...]
    scale: int
    """How many of them count as one word: more than one in scripts without spaces."""

    @property
    def length(self) -> float:
        """In words."""
        return len(self.words) / self.scale


def tokens(text: str) -> Tokens:
    """Return the words of a readable text."""
    text = text[:_MAX_CHARACTERS]
    if not text.isascii():
        text = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text))
    found = _TOKEN.findall(text.casefold())[:MAX_TOKENS]
    scale = 1
    if not text.isascii():
        joined = "".join(each for each in found if len(each) == 1)
        for script, size in _PER_WORD.items():
            if 2 * len(script.findall(joined)) > len(found):
                scale = size
    return Tokens(tuple(found), scale)


SHINGLE: Final = 5
"""Words in a row that are compared as one."""


def shingles(words: Tokens) -> Shingles:
    """Return what a text is first compared by, each few words in a row as their CRC-32."""
    size = SHINGLE * words.scale
    octets = [each.encode("utf-8", "surrogatepass") for each in words.words]
    text = memoryview(b" ".join(octets))
    starts = [0, *accumulate(len(each) + 1 for each in octets)]
    ends = (start - 1 for start in starts[size:])
    numbers = [crc32(text[start:end]) for start, end in zip(starts, ends, strict=False)]
    return Shingles(array("I", numbers), words.scale)
