"""What a line about rights says: forbids it republication, or is it only the ordinary reservation?

"© 2024 The Daily Example. All rights reserved." stands in nearly every feed. Whoever holds a
permission from that very publisher is not stopped by it, nor by "not to be reproduced without
permission": the permission is there. "For personal use only" and "not for republication" say
something else, to everybody. So each sentence is read by itself, in fourteen languages, and where
a sentence is both, the weaker reading wins if it names a way to be permitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from syndicator.rights.attribution.holders import fold


class Stance(StrEnum):
    """What a sentence about rights says to somebody who wants to republish."""

    PERSONAL = "personal"
    """Only for the reader's own use."""
    FORBIDDEN = "forbidden"
    """Not to be republished, whoever asks."""
    ELSEWHERE = "elsewhere"
    """The rights are not the feed's to give: they lie with each story's own source."""
    RESERVED = "reserved"
    """The ordinary reservation, which a permission overcomes."""
    NONCOMMERCIAL = "noncommercial"
    """Not for commerce; a permission may say more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence with what it says."""

    stance: Stance
    sentence: str
    media: bool = False
    """It speaks of pictures, sound or film only."""


_SENTENCE: Final = re.compile(r"[.!?;|•·]+(?=\s|$)|[。！？；\n]|\s[-–—]\s")


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Statement, ...]:
    """Read a statement of rights.

    Args:
        text: one line, as a source wrote it.

    Returns:
        What its sentences say, in their order; nothing for a sentence that only names a holder.
    """
    return tuple(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    for part in _SENTENCE.split(text):
        sentence = " ".join(part.split())
        folded = fold(sentence.replace("’", "'"))
        stance = _stance(folded) if folded else None
        if stance is not None:
            yield Statement(stance=stance, sentence=sentence, media=_is_of_media(folded))


def _stance(folded: str) -> Stance | None:
    from syndicator.rights.reservations import reservation_phrases as phrases  # noqa: PLC0415  # slow to import

    ordinary = Stance.RESERVED if phrases.RESERVED.search(folded) else None
    if phrases.NOT_MEANT.search(folded):
        return ordinary
    forbidden = bool(phrases.FORBIDDEN.search(folded) and not phrases.MACHINES.search(folded))
    permissible = forbidden and bool(phrases.PERMITTED_WITH.search(folded))
    if phrases.PERSONAL.search(folded) and not permissible:
        return Stance.PERSONAL
    if phrases.ELSEWHERE.search(folded):
        return Stance.ELSEWHERE
    if phrases.NONCOMMERCIAL.search(folded) and not permissible:
        return Stance.NONCOMMERCIAL
    if forbidden:
        return Stance.RESERVED if permissible else Stance.FORBIDDEN
    return ordinary


def _is_of_media(folded: str) -> bool:
    from syndicator.rights.reservations import reservation_phrases as phrases  # noqa: PLC0415  # slow to import

    return bool(phrases.PICTURES.search(folded)) and not phrases.TEXTS.search(folded)
