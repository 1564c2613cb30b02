"""Texts without what editors do not mind when they look for a word: case and accents.

Accents are the marks on Latin and Greek letters, the stress and the dots on Cyrillic ``е`` and
``ё``, the points of Hebrew and the vowel signs of Arabic. A mark that makes another letter of its
base stays: ``й`` is no ``и``, ``が`` no ``か``, and vowels of Indic scripts are marks, too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = {
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ё": "е",
    "ѐ": "е",
    "ѝ": "и",
    "ـ": "",
}
"""Letters that Unicode takes for others, not for accented ones (but for the Cyrillic three)."""
_MARKS: Final = (
    (0x0300, 0x036F),  # on Latin, Greek and Cyrillic letters
    (0x0591, 0x05BD),  # Hebrew accents and points
    (0x05BF, 0x05C7),
    (0x064B, 0x0652),  # Arabic vowel signs
    (0x0670, 0x0670),
)


class _Folded(dict[int, str]):
    """What becomes of each character, found out when it first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _of(chr(code))
        return folded


def _of(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if any(first <= ord(char) <= last for first, last in _MARKS):
        return "" if unicodedata.category(char) == "Mn" else char
    if not unicodedata.name(char, "").startswith(("LATIN ", "GREEK ")):
        return char
    base = unicodedata.normalize("NFD", char)[0]
    return _LETTERS.get(base, base)


_TABLE: Final = _Folded()


_RUN: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0489])+")


def runs(text: str) -> list[str]:
    """The letters and figures that stand in a row, without the underscore.

    Marks of Latin, Greek and Cyrillic letters belong to them; those of other scripts divide.
    """
    return _RUN.findall(text)


def fold_case(text: str) -> str:
    """Letters that `re.IGNORECASE` holds to be equal become equal; a dotless ı is one."""
    return text.casefold().replace("ı", "i")


def fold(text: str) -> str:
    """Give a text without case and accents.

    Args:
        text: in NFC.
    """
    if text.isascii():
        return text.lower()
    return text.casefold().translate(_TABLE)
