"""What a site writes under many of its stories, and what therefore tells none of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from syndicator.dedupe.copies.tokens import Tokens, shingles

REPEATED: Final = 2
"""Other stories of one source in which the same words are no part of the story any more."""


def repeated(others: Iterable[Tokens]) -> frozenset[int]:
    """Return the shingles that stand under several stories.

    Args:
        others: texts of one source, none of them a copy of the story in question.
    """
    counts = Counter(each for text in others for each in set(shingles(text).numbers))
    return frozenset(each for each, count in counts.items() if count >= REPEATED)
