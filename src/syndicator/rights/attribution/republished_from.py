"""Saying that a text is from elsewhere: which words in a line stand in front of whose name.

The words are in ``languages/``. In most languages a subject ("this article"), a verb of publishing
and a preposition lead to the name; in the others it stands between (`_AROUND`).
Every expression is bounded and lines are short, so that each takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from syndicator.rights.attribution.language import Stemmed, languages
from syndicator.rights.attribution.phrases import NOTE
from syndicator.rights.attribution.word_files import any_of, expression

_ORIGINS: Final = tuple(each.origin for each in languages() if each.origin is not None)
_AROUND: Final = tuple(around for each in languages() for around in each.around)
_STEMMED: Final[tuple[Stemmed, ...]] = (*_ORIGINS, *_AROUND)
_MAX_SHORT: Final = 180
"""Characters of a line that says it without a subject."""
_MAX_NAMES: Final = 4
"""Prepositions that are tried behind one verb."""
_FLAGS: Final = re.IGNORECASE
_WORDS: Final = r"(?:[ \u00a0]+[^\s.;:!?]{1,24}){0,%d}?"


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a line where another holder's name begins."""

    who: str
    personal: bool
    """The verb is as often a person's: "written by", "translated by"."""
    sure: bool
    """The words have a subject; without one a line may be about a book."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The expressions of one language."""

    subject: re.Pattern[str]
    short: re.Pattern[str]
    names: re.Pattern[str]
    personal: re.Pattern[str]


@cache
def _way(number: int) -> _Way:
    """The expressions of a language, compiled when it is first met: there are many."""
    words = _ORIGINS[number]
    verbs, again, personal = any_of(words.verbs), any_of(words.again), any_of(words.personal)
    adverbs, permission = any_of(words.adverbs), any_of(words.permission)
    nouns = f"(?:(?:{any_of(words.text_nouns)}) )?" if words.text_nouns else ""
    # A name follows a preposition; "in partnership" and its like are none.
    before = rf"(?<!\w)(?:(?:{permission})|(?:{any_of(words.prepositions)}))"
    every = rf"(?:{verbs}|{again}|{personal})"
    return _Way(
        subject=re.compile(
            rf"(?<!\w)(?:{any_of(words.subject)}){_WORDS % 6}(?:\s+|(?<!\w)){every}(?!\w)", _FLAGS
        ),
        short=re.compile(
            rf"^\W{{0,3}}(?:{NOTE}\s*[:：.–-]\s*)?(?:"
            rf"(?:{adverbs})\s+{every}(?!\w)"
            rf"|{nouns}(?:{verbs})\s+(?:{adverbs})(?!\w)"
            rf"|{nouns}(?:{again})(?!\w)"
            rf"|(?:(?:{verbs}){_WORDS % 3}\s+)?(?={permission})"
            rf")",
            _FLAGS,
        ),
        names=re.compile(rf"{before}(?:\s+|(?<=['’]))(?=\S)", _FLAGS),
        personal=re.compile(rf"(?:{personal})$", _FLAGS),
    )


def _stems() -> Iterator[tuple[str, frozenset[int]]]:
    every = [each.stems for each in _STEMMED]
    for stem in dict.fromkeys(stem for stems in every for stem in stems):
        yield stem, frozenset(number for number, stems in enumerate(every) if stem in stems)


_STEMS: Final = tuple(_stems())
"""Each stem, and the numbers of what it may belong to: first `_ORIGINS`, then `_AROUND`."""
_IN_WORDS: Final = tuple(each for each in _STEMS if " " not in each[0])
_ACROSS_WORDS: Final = tuple(each for each in _STEMS if " " in each[0])


def _any_stem() -> re.Pattern[str]:
    """One expression for all of them, by their first letters: most words are tried in vain."""
    rests: dict[str, list[str]] = {}
    for stem, _ in _IN_WORDS:
        rests.setdefault(stem[0], []).append(re.escape(stem[1:]))
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()))


_ANY_STEM: Final = _any_stem()


@cache
def _around(number: int) -> re.Pattern[str]:
    return re.compile(expression(_AROUND[number - len(_ORIGINS)].phrase), _FLAGS)


_WRITTEN: Final = re.compile(r"\b(?:verfasst|geschrieben|übersetzt|geschreven|vertaald)\b")
_WEEKDAY: Final = re.compile(
    rf"\b(?:{any_of(day for words in _ORIGINS for day in words.weekdays)})\b", _FLAGS
)
"""Behind a weekday stands a place rather than a paper."""
_WORD: Final = re.compile(r"\w+")
_OTHER_SCRIPTS: Final = re.compile("[\u0590-\u06ff\u3040-\u9fff\uac00-\ud7a3]")
_KEY: Final = 4


def _keys() -> Iterator[str]:
    for words in _STEMMED:
        for stem in words.stems:
            first = stem.split()[0]
            yield from (first[:_KEY], f"re{first}"[:_KEY], f"co{first}"[:_KEY])


_KEYS: Final = frozenset({*_keys(), "abge", "bere", "zur", "åter", "di", "dite", "пере"})
"""How the words begin of which one is in every phrase: a quick look, to spare the long one."""


MAY_SAY: Final = -1
"""In place of a number: that a phrase may begin so."""


def tells(word: str) -> Iterator[int]:
    """What is told by a run of letters and signs without white space, in lower case.

    The numbers of whatever has a stem in it, and `MAY_SAY`.
    """
    begins = (part[:_KEY] for part in _WORD.findall(word))
    if not _KEYS.isdisjoint(begins) or _OTHER_SCRIPTS.search(word):
        yield MAY_SAY
    if _ANY_STEM.search(word):
        for stem, numbers in _IN_WORDS:
            if stem in word:
                yield from numbers


def _said(text: str, told: frozenset[int]) -> frozenset[int]:
    """The numbers of the languages and expressions in which a line may say it: a quick look."""
    if MAY_SAY not in told:
        return frozenset()
    lowered = text.lower()
    for stem, numbers in _ACROSS_WORDS:
        if stem in lowered:
            told |= numbers
    return frozenset(number for number in told if number >= 0)


def origins(text: str, told: frozenset[int]) -> Iterator[tuple[Origin, ...]]:
    """Find the phrases in a line; of each, the places where the name may begin, best first.

    Args:
        text: the line.
        told: what its words tell, among it whatever `tells` says of each of them.
    """
    said = _said(text, told)
    for number in sorted(said):
        if number < len(_ORIGINS):
            way = _way(number)
            found = way.subject.search(text)
            sure = found is not None
            if found is None and len(text) <= _MAX_SHORT:
                found = way.short.match(text)
            if found is not None:
                yield tuple(_names(text, found, way, sure=sure))
    for number in sorted(said):
        if number >= len(_ORIGINS) and (around := _around(number).search(text)):
            groups = around.groupdict()
            short = groups.get("short")
            if short is None or len(text) <= _MAX_SHORT:
                yield (Origin(short or groups.get("who") or "", personal=False, sure=True),)


def _names(text: str, found: re.Match[str], way: _Way, *, sure: bool) -> Iterator[Origin]:
    rest = text[found.end() :]
    personal = bool(way.personal.search(found[0]) or _WRITTEN.search(rest))
    # What is said in the next sentence is said of something else.
    stop = re.search(r"(?<=\w\w\w)[.!?]\s+(?=[^\W\d_])", rest)
    rest = rest[: stop.start()] if stop else rest
    for number, name in enumerate(way.names.finditer(rest)):
        if number >= _MAX_NAMES or _WEEKDAY.search(rest[: name.start()]):
            break
        yield Origin(rest[name.end() :], personal=personal, sure=sure)
