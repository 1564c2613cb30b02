"""What the words of a line hint at, each by itself: a quick look, to spare the long ones.

A word that most phrases of a kind cannot do without stands between two white spaces, and most words
of a line have been met before: of each, what it hints at is remembered. A line without a hint has
nothing of that kind; with one it is read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from syndicator.rights.attribution import republished_from
from syndicator.rights.attribution.contributed_material import NOUN
from syndicator.rights.attribution.phrases import lower
from syndicator.rights.attribution.prefilter import MAX_RUN, REMEMBERED

FEED: Final = -2
"""That a text came out of a feed as it is."""
SIGN: Final = -3
"""A copyright line."""
MATERIAL: Final = -4
"""That others' material was used."""

SIGNS: Final = ("©", "(c)", "copyright", "ⓒ", "c.20", "c.19", "저작권")
_FEED_WORDS: Final = (
    *("feed", "copy", "service", "wire", "agenturmeldung", "agence", "agencia", "dépêche"),
    "аген",
)
"""One of these is in whatever names a feed, in small letters."""


def hints(text: str) -> frozenset[int]:
    """What a line hints at: those of this module, and what `origin.tells` says of its words."""
    words = text.split()
    known = len(text) <= MAX_RUN * len(words)
    return frozenset[int]().union(*map(_remembered if known else _hints_of, words))


def _hints_of(word: str) -> frozenset[int]:
    # A letter may become two in small letters, but none is white space, or is changed by any.
    lowered = word.lower()
    found = set(republished_from.tells(lowered))
    folded = lower(word)
    if any(each in folded for each in _FEED_WORDS):
        found.add(FEED)
    if any(sign in lowered for sign in SIGNS):
        found.add(SIGN)
    if NOUN.match(word):
        found.add(MATERIAL)
    return frozenset(found)


_remembered = lru_cache(REMEMBERED)(_hints_of)
