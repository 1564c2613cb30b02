"""Which story an order is about: by its headline. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from rapidfuzz import fuzz

NEAR: Final = 90
"""How alike two headlines are that name one story, of 100 (a ratio of edits)."""
TELLING: Final = 8
"""A headline with fewer letters names no story."""


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are of one story."""
    return named(one, [(0, other)]) is not None


def named(
    rest: str,
    titles: Iterable[tuple[int, str]],
    *,
    counts: Callable[[int], bool] = lambda _: True,
) -> int | None:
    """The one story that a headline names.

    Args:
        rest: the headline of the story, as the advisory gives it.
        titles: of the stories that it may mean, with their numbers.
        counts: whether such a story may be meant; asked only of those whose title fits.

    Returns:
        The number of the only story with this title; else of the only one with a title much like
        it; else None.
    """
    wanted = _plain(rest)
    if len(wanted) < TELLING:
        return None
    plain = [(number, _plain(title)) for number, title in titles]
    equal = [number for number, title in plain if title == wanted and counts(number)]
    if equal:
        return equal[0] if len(equal) == 1 else None
    near = [
        number
        for number, title in plain
        if fuzz.ratio(wanted, title, score_cutoff=NEAR) and counts(number)
    ]
    return near[0] if len(near) == 1 else None


def _plain(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))
