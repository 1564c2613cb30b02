"""A text in words and signs. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple


class Token(NamedTuple):
    """A word or a sign."""

    folded: str
    written: str


_UNSPACED: Final = "\u3005-\u30ff\u3400-\u9fff"
"""Kana and Han, which are written without spaces: each character is a token."""
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’ʼ`", " "))


def tokens(text: str) -> list[Token]:
    """Take a text apart into words and signs."""
    spaced = unicodedata.normalize("NFC", text.translate(_APOSTROPHES))
    written = _TOKEN.findall(spaced)
    folded = _TOKEN.findall(spaced.lower()) if spaced.isascii() else map(fold, written)
    return list(map(Token, folded, written))


def fold(word: str) -> str:
    """Make upper and lower case equal, in Turkish, too."""
    if word.isascii():
        return word.lower()
    return word.casefold().replace("i\u0307", "i").replace("ı", "i")
