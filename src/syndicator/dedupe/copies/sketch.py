"""A sample of a text's shingles, small enough to be stored: what shares some may be a copy.

A shingle is in a sample by its own value alone, so that two texts sample what they share alike,
however long each is. What is stored is the smaller sample, since each number costs a page of the
database to be written; what is looked for is the larger one. Of the beginning more is stored than
of the rest: an excerpt is short, and most of them are beginnings.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from syndicator.dedupe.copies.compare import MIN_WORDS
from syndicator.dedupe.copies.tokens import SHINGLE
from syndicator.model import Shingles

BEGINNING: Final = 64
"""Words."""
OF_ALL: Final = 5
"""One of so many shingles is looked for, and is stored of the beginning;"""
OF_REST: Final = 5 * OF_ALL
"""one of so many is stored of the rest."""
MAX_WORDS: Final = 1_500
"""Of a text; what comes after is not sampled."""


class Sketch(NamedTuple):
    """Numbers below 2³², in order, each once."""

    stored: tuple[int, ...]
    asked: tuple[int, ...]
    """By which others are looked for that were stored; all that is stored is among them."""


def sketch(text: Shingles) -> Sketch:
    """Sample a text; nothing of one that is too short to tell."""
    scale = text.scale
    if len(text.numbers) + SHINGLE * scale <= MIN_WORDS * scale:
        return Sketch((), ())
    found = text.numbers[: MAX_WORDS * scale]
    asked = {each for each in found if each % (OF_ALL * scale) == 0}
    stored = {each for each in asked if each % (OF_REST * scale) == 0}
    stored |= asked.intersection(found[: BEGINNING * scale])
    return Sketch(tuple(sorted(stored)), tuple(sorted(asked)))
