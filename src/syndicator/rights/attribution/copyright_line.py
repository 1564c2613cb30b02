"""Whose a copyright line says that a work is: Harbour News in "© 2020 Harbour News".

Only what stands behind a sign or the word counts, up to the end of its sentence. A line that names
one of the permission's own names there is the holder's own, whatever else follows.
"""

from __future__ import annotations

import re
from typing import Final

from syndicator.rights.attribution.holders import Own, fold

_SIGN: Final = re.compile(
    r"(?:©|\(c\)|℗|\bcopyrights?\b(?!\s+(?:notice|polic|law|protect|terms|information|infring|page|and|is|applies))|"
    r"\bcopyrighted by\b)",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?:[\s:,.–—-]|\(c\)|©|℗|\bcopyright\b|\b(?:held )?by\b|\bof\b|\bholders?\b|\bowners?\b|"
    r"(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)?\d\d|present|heute|today))?)+",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r"[;|•·\n]|[.!?](?=\s+[^\W\d_a-z]|\s*$)|,|\s[-–—]\s|\s(?:\(|https?:)|"
    r"\s(?:all|alle|tous|todos|tutti|wszelkie|все|всі|усі) (?:rights|rechte|rechten|droits|los|os|"
    r"i|prawa|права)\b|\bwith (?:the )?permission\b|\blicen[cs]ed?\b|\bunder\b",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"\s*(?:19|20)\d\d(?:\s*[-–—/]\s*(?:19|20)?\d\d)?\s*$")
_NOBODY: Final = re.compile(
    r"(?:(?:the |its |their )?respective|(?:the )?(?:original |individual )?"
    r"(?:authors?|writers?|publishers?|creators?|"
    r"contributors?|owners?|holders?|autor\w*|auteurs?|autore|autori|verfasser\w*|us|me|"
    r"all|contents?|articles?|material|text|photos?|images?|see|cc|creative commons|"
    r"protected|reserved|public domain|none|no|n/a|unknown|https?|www|html|riproduzione|"
    r"alle rechte|rights|all rights|todos|tous|tutti|wszelkie|все права))\b",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_MIN_LETTERS, _MAX_LETTERS = 2, 80


def holders(text: str) -> tuple[str, ...]:
    """The names behind every copyright sign of a line, each once; none where no name stands."""
    found: dict[str, None] = {}
    for part in _parts(text):
        name = _YEARS.sub("", part).strip(" \t\"'“”„«».,:")
        letters = len(_LETTER.findall(name))
        if letters >= _MIN_LETTERS and len(name) <= _MAX_LETTERS and not _NOBODY.match(fold(name)):
            found[name] = None
    return tuple(found)


def _parts(text: str) -> list[str]:
    """What stands behind each sign, to the end of its sentence."""
    signs = list(_SIGN.finditer(text))
    ends = [*(each.start() for each in signs), len(text)][1:]
    parts = []
    for sign, stop in zip(signs, ends, strict=True):
        skipped = _BEFORE.match(text, sign.end(), stop)
        rest = text[skipped.end() if skipped else sign.end() : stop]
        end = _END.search(rest)
        parts.append(rest[: end.start()] if end else rest)
    return parts


def another(text: str, own: Own) -> str | None:
    """The first holder that a line names, if none of the own names is named behind any sign."""
    named = holders(text)
    if not named or any(own.has(name) or own.masked(name) != name for name in named):
        return None
    behind = text[signs.start() :] if (signs := _SIGN.search(text)) else text
    # A name with a full stop in it is cut in two; the line is the holder's all the same.
    return (
        None if own.masked(behind[: 2 * _MAX_LETTERS]) != behind[: 2 * _MAX_LETTERS] else named[0]
    )
