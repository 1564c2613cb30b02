"""Whether a text could name an agency at all: a quick look, to spare the reading of a credit.

Most lines name none. What tells a name are single words, and most words of a line have been met
before: of each, what it tells is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from typing import Final

from syndicator.rights.attribution.credit_vocabulary import AND, PARTICLES
from syndicator.rights.attribution.holders import fold

WORD: Final = re.compile(r"\w+|\ue000")
ARABIC_AND: Final = "و"
"""It is written together with the word behind it."""
SPACELESS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
NARROW: Final = {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Latin letters of full width, as Japanese papers write them."""

_COMMON: Final = AND | PARTICLES | {"the", "new", "it"}
"""Words that are in every text, and so tell nothing by themselves."""
_NO_HINT: Final = 0
_COMMON_HINT: Final = 1
_HINT: Final = 2
REMEMBERED: Final = 16_384
"""Runs without white space of which it is remembered what they tell."""
MAX_RUN: Final = 20
"""Their letters, on an average of a text: what is longer is of a script without spaces, and new."""


class QuickLook:
    """What is looked for, of all spellings of all agencies."""

    def __init__(self, names: Collection[tuple[str, ...]], glued: re.Pattern[str]) -> None:
        """Prepare it.

        Args:
            names: the folded words of each spelling.
            glued: finds those in scripts without spaces.
        """
        self._glued = glued
        self._first = {words[0] for words in names}
        self._single_words = {words[0] for words in names if len(words) == 1}
        self._pairs = {words[:2] for words in names if len(words) > 1}
        rare = [pair for pair in self._pairs if self._single_words.isdisjoint(pair)]
        told = {next((word for word in reversed(pair) if word not in _COMMON), "") for pair in rare}
        self._telling = self._single_words | told - {""}
        common = [pair for pair in rare if _COMMON.issuperset(pair)]
        self._common = {second for _, second in common}
        self._common_pair = re.compile(
            "|".join(rf"(?<!\w){first}[^\w\ue000]+{second}(?!\w)" for first, second in common)
            or r"(?!)"
        )
        self._hints = lru_cache(REMEMBERED)(self._hint)

    def may_name(self, text: str) -> bool:
        """Whether a text has a name of one word, or the first two of a longer one."""
        runs = text.split()
        hint = _HINT
        if len(text) <= MAX_RUN * len(runs):
            hint = max(map(self._hints, runs), default=_NO_HINT)
        if hint == _NO_HINT:
            return False
        narrow = text if text.isascii() else text.translate(NARROW)
        folded = fold(narrow)
        if hint == _COMMON_HINT and not self._common_pair.search(folded):
            return False
        words = WORD.findall(folded)
        if not self._single_words.isdisjoint(words):
            return True
        if not self._pairs.isdisjoint(pairwise(words)):
            return True
        if self._first & {word[1:] for word in words if word[0] == ARABIC_AND}:
            return True
        return bool(SPACELESS.search(narrow) and self._glued.search(narrow))

    def _hint(self, run: str) -> int:
        """How much a run without white space says for a name; no word goes over white space.

        Of two words it is the second that tells, or the first where the second is in every text;
        or both together, where the first is, too.
        """
        words = WORD.findall(fold(run if run.isascii() else run.translate(NARROW)))
        if (
            not self._telling.isdisjoint(words)
            or any(word[0] == ARABIC_AND for word in words)
            or SPACELESS.search(run)
        ):
            return _HINT
        return _NO_HINT if self._common.isdisjoint(words) else _COMMON_HINT
