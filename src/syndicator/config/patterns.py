"""Words and regular expressions of the editor's rules, compiled once.

A plain word, or several, is looked for as it is read: upper and lower case are the same, any
white space is as good as any other, and it must stand alone: "port" is not found in "sport". A
letter, a digit or a combining mark beside it makes it part of a longer word; a hyphen, an
underscore or a slash does not. Chinese, Japanese, Thai and others are written without spaces, and
Korean ties its particles to the word: there, a match inside a longer run counts. Words are put
into NFC; the text they are sought in must be, too. In ``[rules.*]``, accents do not matter either
(`folded`); in a feed's own rules they do, as they did before there were others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from syndicator.config.expressions import expression
from syndicator.config.values import language, text
from syndicator.model.folding import fold, runs
from syndicator.model.rules import UNKNOWN_LANGUAGE, Field, FoldedPattern, Pattern

EXPRESSION: Final = "re:"

_COMPARED: Final = frozenset({Field.LANGUAGE, Field.SOURCE, Field.LINK})
_WITHOUT_SPACES: Final = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u1a20-\u1aaf\u1b00-\u1b7f\u3005-\u3007\u3040-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua980-\ua9df\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U00020000-\U0003ffff]"
)


def pattern(value: object, field: Field) -> Pattern:
    """Compile one word or ``re:`` expression.

    Args:
        value: what stands in the file.
        field: where it will be looked for; languages and sources are compared as a whole.

    Raises:
        ValueError: it is empty, or the expression is wrong; the message says where.
    """
    word = text(value)
    if not word.startswith(EXPRESSION):
        word = unicodedata.normalize("NFC", " ".join(word.split()))
    else:
        return Pattern(source=word, expression=expression(word.removeprefix(EXPRESSION)))
    if field is Field.LANGUAGE:
        # RFC 4647 §3.3.1: "en" also stands for "en-GB".
        tag = word if word == UNKNOWN_LANGUAGE else language(word)
        found = rf"\A{re.escape(tag)}(?=-|\Z)"
    elif field is Field.SOURCE:
        found = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    else:
        found = _whole_word(word)
    return Pattern(source=word, expression=re.compile(found, re.IGNORECASE))


def folded(compiled: Pattern, field: Field) -> Pattern:
    """Make a word one that is sought whatever its accents; what is compared whole stays as it is.

    An expression stays, too: it says itself what it minds.
    """
    if compiled.source.startswith(EXPRESSION) or field in _COMPARED:
        return compiled
    word = " ".join(fold(compiled.source).split())
    if not word:
        return compiled
    return FoldedPattern(
        source=compiled.source,
        expression=re.compile(_whole_word(word)),
        folded=word,
        runs=frozenset(() if _WITHOUT_SPACES.search(word) else runs(word)),
    )


def _whole_word(word: str) -> str:
    before = rf"(?<![^\W_])(?<![{_marks_of(word[0])}])" if _needs_edge(word[0]) else ""
    after = rf"(?![^\W_])(?![{_marks_of(word[-1])}])" if _needs_edge(word[-1]) else ""
    return before + r"\s+".join(re.escape(part) for part in word.split()) + after


def _needs_edge(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM" and not _WITHOUT_SPACES.match(char)


def _marks_of(char: str) -> str:
    """List the combining marks that can stand beside a character; they are no letters to `re`."""
    # The full list takes a millisecond to compile into each word of a rule.
    return "\u0300-\u036f\u0483-\u0489" if char < "\u0590" else _marks()


@cache
def _marks() -> str:
    """List the combining marks of the scripts in use; they belong to the letter before them."""
    found = {c for c in range(0x300, 0x2100) if unicodedata.category(chr(c)).startswith("M")}
    starts = sorted(c for c in found if c - 1 not in found)
    ends = sorted(c for c in found if c + 1 not in found)
    return "".join(f"\\u{a:04x}-\\u{b:04x}" for a, b in zip(starts, ends, strict=True))
