"""How publishers say, in the languages that are read, where a text or a picture comes from.

The words are in ``languages/``. Every expression is bounded and begins with a literal word, so that
each takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from syndicator.rights.attribution.language import Labels, languages
from syndicator.rights.attribution.word_files import Words, any_of


def _any(words: Callable[[Labels], Words]) -> str:
    return f"(?:{any_of(word for each in languages() for word in words(each.labels))})"


def lower(text: str) -> str:
    """A text in small letters, such as an expression that disregards case takes them for.

    `str.lower` leaves apart what stands for the same there: the i of the Turks, the long s.
    """
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return lowered.replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")


_FLAGS: Final = re.IGNORECASE

NOTE: Final = _any(lambda labels: labels.note)
"""What a note of the editors begins with."""

BYLINE: Final = re.compile(
    r"\W{0,3}" + _any(lambda labels: labels.byline) + r"\s*[:：]?\s+(?=\S)",
    _FLAGS,
)
"""What stands in front of an author's name."""

PHOTO: Final = re.compile(
    r"(?<![^\W\d_])"
    + _any(lambda labels: labels.photo)
    + r"(?![^\W\d_])"
    + r"(?: (?:credits?|courtesy of|courtesy|by|of|from|von|de|par|por|di|autora?|source))*"
    + r"\s*[:：=＝©/|.\-–]*\s*",
    _FLAGS,
)
"""What stands in front of a picture's credit."""

COURTESY: Final = re.compile(_any(lambda labels: labels.courtesy) + r"\s*[:/]?\s+(?=\S)", _FLAGS)
"""A picture handed out by somebody."""

SOURCE: Final = re.compile(
    r"\W{0,3}" + _any(lambda labels: labels.source) + r"\s*[:：=]\s*",
    _FLAGS,
)
"""What stands in front of the source of a text."""

WITH_ONLY: Final = re.compile(
    r"[\W_]{0,3}" + _any(lambda labels: labels.with_) + r"\s+(?:l'|la |die |der |den )?", _FLAGS
)
"""Others' material in one word, which must then be followed by names and nothing else."""

COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|ⓒ|&copy;|\bc\.(?=(?:19|20)\d\d)|\bcopyrights?\b|저작권자|著作権|版权)"
    r"(?:\s|©|\(c\)|ⓒ|copyright|by|\d{4}|[-–—,.:：/])*",
    _FLAGS,
)
"""A copyright sign with all that stands between it and the holder."""

SENTENCE: Final = re.compile(r"[，。！？]|[.!?]\s+\w+\s+\w")
"""What stands in sentences, and in no credit."""

DATELINE_BRACKET: Final = re.compile(
    r"[(\[（［【/]\s*(?P<inner>[^()\[\]（）［］【】]{1,40}?)\s*(?:[)\]）］】]|/(?=\s*[.,:;–—-]|\s|$))"
)
"""The bracket, or the strokes, in a dateline."""

CHINESE_DATELINE: Final = re.compile(
    r"^[（(【]?(?P<who>[\u3400-\u9fff]{2,18})(?:\d{1,2}月)?\d{1,2}日"
    r"(?:专?电|讯|訊|電|\s*[-—–（(]|】)"
)
"""Agency, place and date in one word."""

INITIALS: Final = re.compile(
    r"^\W{0,2}(?:[a-zäöüßłśżć]{1,5}[/,]?\s?/?\s?){0,3}[a-zäöüßłśżć]{1,5}\s*[/(,]"
    r"{1,2}\s*\(?(?P<who>[^()]{2,80})\)?\W{0,2}$"
)
"""Initials of own editors, then agencies."""
