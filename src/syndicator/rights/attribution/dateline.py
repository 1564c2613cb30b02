"""Datelines: "LONDON (Reuters) -", "МОСКВА, 3 марта. /ТАСС/.", "【ロンドン共同】"."""

from __future__ import annotations

import re
from typing import Final

from syndicator.rights.attribution.agencies import AgencyKind
from syndicator.rights.attribution.credit import Found, Strength
from syndicator.rights.attribution.credit_vocabulary import AND, PARTICLES, PLACE_WORDS
from syndicator.rights.attribution.evidence import all_agencies
from syndicator.rights.attribution.holders import fold
from syndicator.rights.attribution.lexicon import Reader
from syndicator.rights.attribution.phrases import CHINESE_DATELINE, DATELINE_BRACKET

_MAX_DATELINE: Final = 110
"""Characters in which a dateline ends."""
_MAX_WORDS: Final = 10
_MAX_PARTS: Final = 5
_MAX_CASELESS: Final = 3
_MAX_GLUED: Final = 14
_DIVIDER: Final = re.compile(r"\s[|]\s|\.?\s*[-–—]{1,2}\s+|\s*[–—]\s*|[.:,]\s+|\.-\s*|$")
_EDGES: Final = " \t.,;:/|-–—*()[]（）［］【】«»\"'’"
_SHORTENED: Final = re.compile(r"[a-z](?:\.[A-Za-z]{1,2})+")
"""The river or region behind a German place, without its last full stop: "a.M", "i.Br"."""
_SHORTEST_GUARDED: Final = 3
_ENDS: Final = re.compile(r"\s*(?:[-–—:]|\.\s*[-–—])")
_BY_INITIALS: Final = range(2, 7)
"""Letters of an abbreviation."""


def dateline(text: str, reader: Reader) -> tuple[Found, ...]:
    """Return the agencies that a paragraph's dateline credits."""
    head = text[:_MAX_DATELINE]
    if not reader.may_name(head):
        return ()
    chinese = CHINESE_DATELINE.match(head)
    if chinese and (found := _first_word(chinese["who"], reader)):
        return found
    for bracket in list(DATELINE_BRACKET.finditer(head))[:3]:
        before = head[: bracket.start()]
        if not is_place(before):
            break
        found = _in_bracket(bracket["inner"], reader, first=not before.strip())
        if not found and before.strip():
            found = _guarded(head, bracket, reader)
        if found and not explains(before, bracket["inner"], reader):
            return found
    return _between_dashes(head, reader)


def _first_word(text: str, reader: Reader) -> tuple[Found, ...]:
    segments = reader.read(text).segments
    word = segments[0][0] if segments else None
    if word is None or word.agency is None:
        return ()
    return (Found(word.agency, word.strength),)


def _in_bracket(inner: str, reader: Reader, *, first: bool) -> tuple[Found, ...]:
    credit = reader.read(inner)
    if found := all_agencies(credit):
        return found
    others = "".join(credit.others())
    glued = first and len(others) <= _MAX_GLUED and others.lower() == others.upper()
    last = credit.segments[-1][-1] if credit.segments else None
    if glued and last is not None and last.agency is not None and last.strength > Strength.LOOSE:
        return (Found(last.agency, last.strength),)
    return ()


def _guarded(head: str, bracket: re.Match[str], reader: Reader) -> tuple[Found, ...]:
    """A mark that is mostly something else, between a place and what a dateline ends with."""
    before, inner = head[: bracket.start()], bracket["inner"]
    dated = _dated(before) and "," in before
    ends = _ENDS.match(head[bracket.end() :]) is not None
    # "Harrisburg (PA) -" is a state; only a date tells.
    if not dated and (not ends or len(inner) < _SHORTEST_GUARDED):
        return ()
    credit = reader.read(inner)
    found = credit.agencies(guarded=True) if credit.clean and inner.isupper() else ()
    return tuple(each for each in found if each.agency.kind is not AgencyKind.MEDIA)


def explains(before: str, mark: str, reader: Reader) -> bool:
    """Whether a mark in brackets abbreviates the words in front of it, and credits nobody."""
    ends = {found.agency for found in reader.read(before[-100:]).mentioned()}
    if ends.intersection(found.agency for found in reader.read(mark).mentioned()):
        return True
    letters = fold(mark).strip(_EDGES)
    if len(letters) not in _BY_INITIALS or not letters.isalpha():
        return False
    words = re.findall(r"\w+", fold(before))[-2 * len(letters) :]
    initials = "".join(word[0] for word in words)
    without_small = "".join(word[0] for word in words if word not in AND | PARTICLES)
    return initials.endswith(letters) or without_small.endswith(letters)


def is_place(text: str) -> bool:
    """Whether a text can be the places and the date of a dateline: no words of a sentence."""
    words = [word.strip(_EDGES) for word in text.split()]
    words = [word for word in words if word]
    if len(words) > _MAX_WORDS:
        return False
    caseless = [word for word in words if word.lower() == word.upper() and not _dated(word)]
    if len(caseless) > _MAX_CASELESS:
        return False
    return all(_in_place(words, at) for at in range(len(words)))


def _in_place(words: list[str], at: int) -> bool:
    word = words[at]
    if word.lower() == word.upper() or word[0].isupper() or fold(word) in PARTICLES | AND:
        return True
    if at > 0 and _SHORTENED.fullmatch(word):
        return True
    if word in PLACE_WORDS and 0 < at < len(words) - 1:
        behind = words[at + 1]
        return behind[0].isupper() or behind in PARTICLES
    # A month or a weekday in small letters stands beside its day.
    return any(_dated(near) for near in words[max(0, at - 1) : at + 2]) or _dated(word)


def _dated(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _between_dashes(head: str, reader: Reader) -> tuple[Found, ...]:
    """Places, date and agency, divided by dashes or full stops."""
    start = 0
    for number, divider in enumerate(_DIVIDER.finditer(head)):
        part = head[start : divider.start()]
        if number >= _MAX_PARTS or not part.strip():
            break
        credit = reader.read(part)
        found = all_agencies(credit)
        if found:
            dashed = bool(re.search("[-–—|]", divider[0]))
            rest = head[divider.end() :].lstrip(_EDGES)
            begins = not rest or rest[0].isupper() or rest[0].lower() == rest[0].upper()
            whole = len(head) < _MAX_DATELINE and not rest
            placed = number > 0 and (dashed or "." in divider[0] or whole)
            return found if begins and (placed or (dashed and bool(rest))) else ()
        if number == 0 and "/" in part and divider[0].strip(" ,") and is_place(part):
            return credit.agencies()
        if credit.mentioned() or not is_place(part):
            break
        start = divider.end()
    return ()
