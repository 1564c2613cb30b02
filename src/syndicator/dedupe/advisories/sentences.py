"""A text in sentences, without and with what it quotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_QUOTED: Final = re.compile(
    r"[\"“„”]([^\"“„”\n]{3,200})[\"“”]|«\s*([^»\n]{3,200})»|「([^」\n]{3,200})」|(?<!\w)['‘‚]([^'’\n]{3,200})['’](?!\w)"
)
_SENTENCE: Final = re.compile(
    r"(?<=。)|(?:(?<=\d{4}\.)|(?<=\d[h:.]\d\d\.))\s+(?=[A-ZÀ-Þ])|(?<=[^\W\d]{2}[.!?…])[\"')\]]*\s+|\n+|(?:\s*[*+/]{3}\s*)"
)


def sentences(text: str) -> list[str]:
    """Take a text apart; a short piece such as ``Eds:`` goes with the next."""
    return [each for each in _SENTENCE.split(text) if each and each.strip()]


def unquoted(text: str) -> str:
    """Leave out what it quotes: the words of others."""
    return _QUOTED.sub(" ", text)


def quotes(text: str) -> Iterator[str]:
    """What it quotes: an order may name its story so."""
    return (next(filter(None, found.groups())) for found in _QUOTED.finditer(text))
