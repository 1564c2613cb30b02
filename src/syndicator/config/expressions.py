r"""Regular expressions of the editor's rules: searched in linear time, by RE2.

With Python's `re`, a few characters such as ``(a+)+$`` can take hours over one story, and all that
waits for it stands still. RE2 has no such expression; what it cannot do is refused with what to
write instead. ``\w``, ``\d`` and ``\s`` mean letters, figures and white space of all scripts, as
they do in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import re2

from syndicator.config.suggest import quoted
from syndicator.model.rules import Searcher

MAX_LENGTH: Final = 2_000
"""Characters of an expression."""
_MAX_MEMORY: Final = 8 * 1024 * 1024
"""Bytes that one may take, compiled."""
_PIECE: Final = re.compile(r"\\.|\[|\]|[^\\\[\]]+", re.DOTALL)
_OF_ALL_SCRIPTS: Final = {
    r"\w": r"\p{L}\p{M}\p{N}_",
    r"\d": r"\p{Nd}",
    r"\s": r"\s\p{Z}",
}
_INSTEAD: Final = (
    (
        re.compile(r"\(\?<?!"),
        "it cannot ask for what is not there, (?!…): put that under none",
    ),
    (
        re.compile(r"\(\?<?="),
        "it cannot look around, (?=…): write what must stand there as a part of the expression",
    ),
    (
        re.compile(r"\\[1-9]|\(\?P="),
        "it cannot refer back to a group, \\1: write out the words that may stand there",
    ),
    (
        re.compile(r"\(\?>|[*+?}]\+"),
        "no possessive or atomic groups, a++ or (?>…), are needed: write a+ or (?:…)",
    ),
    (
        re.compile(r"\(\?[aiLmsux-]*[aLux]"),
        "of the flags only i, m and s are known: (?i)",
    ),
)
_EDGE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[bB]")


def expression(source: str) -> Searcher:
    """Compile what stands after ``re:``.

    Args:
        source: in the syntax of RE2, which is that of Python without looking around and back.

    Raises:
        ValueError: it is empty, too large or wrong; the message says what to write instead.
    """
    if not source.strip():
        raise ValueError('there is no expression after "re:"')
    if len(source) > MAX_LENGTH:
        raise ValueError(f"too large a regular expression: {quoted(source)}")
    if _EDGE.search(source) and any(char.isalpha() and not char.isascii() for char in source):
        raise ValueError(
            "\\b knows the letters from a to z only: write the word without re:, which finds it"
            " where it stands alone"
        )
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        compiled: Searcher = re2.compile(  # type: ignore[no-untyped-call]
            "".join(_translated(source)), options
        )
    except re2.error as error:
        raise ValueError(_what_is_wrong(source, error)) from None
    return compiled


def _translated(source: str) -> Iterator[str]:
    """Spell what Python and RE2 spell differently."""
    inside = False
    for piece in _PIECE.findall(source):
        if piece in {"[", "]"}:
            inside = piece == "["
            yield piece
        elif piece == r"\Z":
            yield r"\z"
        elif piece.lower() in _OF_ALL_SCRIPTS and (piece.islower() or not inside):
            chars = _OF_ALL_SCRIPTS[piece.lower()]
            yield chars if inside else f"[{'' if piece.islower() else '^'}{chars}]"
        else:
            yield piece


def _what_is_wrong(source: str, error: Exception) -> str:
    for cannot, instead in _INSTEAD:
        if cannot.search(source):
            return f"not a regular expression that is searched in linear time: {instead}"
    said = error.args[0]
    message = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"not a regular expression: {message[: MAX_LENGTH // 10]}"
