"""Reading a credit: "Mira Halden/AFP via Getty Images", "dpa/lnw", "The Daily with Reuters".

A credit is split into words, the words into names of agencies, own names and others, and these
into segments at strokes, commas and words such as "and". A mention in running text is split in
the same way; it is told apart by what else the segments hold. See `Credit.agencies`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from syndicator.rights.agencies import Agency, AgencyKind
from syndicator.rights.holders import LEGAL_FORMS, Own, fold, tokens
from syndicator.rights.quick_look import ARABIC_AND, NARROW, SPACELESS, WORD, QuickLook
from syndicator.rights.wording import AND, GENERIC, PARTICLES, ROLES

LONGEST: Final = 200
"""Characters of a credit; what is longer is running text."""
_SHORT: Final = 5
"""Letters up to which a mark is told from a word by its capitals."""
_MOST_NAMES: Final = 8
"""Words beside the agencies, in all segments: two or three people."""
_MOST_IN_SEGMENT: Final = 4
_MOST_CASELESS: Final = 12
"""Letters beside the agencies in scripts without capitals."""

_SAY_NOTHING: Final = GENERIC | ROLES | LEGAL_FORMS
_DIVIDES: Final = re.compile(r"[^\w\s.'’&\"“”„«»*-]|\s-|-\s|--|[*&]")
_APART: Final = re.compile(r"[,;|]\s")
"""What parts two names, and stands inside none."""

_SCRIPTS: Final = re.compile(
    rf"(?<=[A-Za-z])(?={SPACELESS.pattern})|(?<={SPACELESS.pattern})(?=[A-Za-z])"
)
"""Where Latin letters meet a script without spaces."""


class Strength(IntEnum):
    """How surely a spelling means the agency."""

    LOOSE = 0
    """Right but for its capitals."""
    GUARDED = 1
    SHARED = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Word:
    """An agency, an own name, or one word that is neither."""

    text: str
    agency: Agency | None = None
    strength: Strength = Strength.SURE
    own: bool = False

    @property
    def generic(self) -> bool:
        """Whether it says nothing of who it was: "photo", "staff", a number."""
        folded = fold(self.text)
        return self.text[0].isdigit() or folded in _SAY_NOTHING


Segment = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An agency that a credit names."""

    agency: Agency
    strength: Strength


class Lexicon:
    """All spellings of all agencies."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._exact: dict[str, tuple[Agency, Strength]] = {}
        self._names: dict[tuple[str, ...], tuple[Agency, Strength]] = {}
        for agency in agencies:
            for marks, strength in (
                ((agency.name, *agency.marks), Strength.SURE),
                (agency.shared, Strength.SHARED),
                (agency.guarded, Strength.GUARDED),
            ):
                for mark in marks:
                    self._learn(mark, agency, strength)
        self._first = {words[0]: 1 for words in self._names}
        for words in self._names:
            self._first[words[0]] = max(self._first[words[0]], len(words))
        glued = sorted((n for n in self._exact if SPACELESS.search(n)), key=len, reverse=True)
        self._glued = re.compile("|".join(map(re.escape, glued)) or r"(?!)")
        self._quick = QuickLook(self._names, self._glued)

    def _learn(self, mark: str, agency: Agency, strength: Strength) -> None:
        words = tuple(WORD.findall(fold(_SCRIPTS.sub(" ", mark))))
        self._names[words] = agency, strength
        self._exact[mark] = agency, strength
        if len(words) == 1 and mark.upper() not in self._exact:
            self._exact[mark.upper()] = agency, strength

    def agencies_named(self, names: Iterable[tuple[str, ...]]) -> frozenset[Agency]:
        """Return the agencies that one of some folded names is a spelling of."""
        return frozenset(self._names[name][0] for name in names if name in self._names)

    def may_name(self, text: str) -> bool:
        """Whether a text could name an agency at all: a quick look, to spare the long one."""
        return self._quick.may_name(text)

    def read(self, text: str, own: Own) -> Credit:
        """Split a credit."""
        text = own.masked(text[:LONGEST].translate(NARROW))
        if SPACELESS.search(text):
            text = _SCRIPTS.sub(" ", self._glued.sub(r" \g<0> ", text))
        matches = list(WORD.finditer(text))
        folded = [fold(match[0]) for match in matches]
        segments: list[list[Word]] = [[]]
        at = end = 0
        while at < len(matches):
            if _DIVIDES.search(text[end : matches[at].start()]):
                segments.append([])
            word, length = self._word(text, matches, folded, at)
            if word.agency is None and folded[at] in AND:
                segments.append([])
            else:
                segments[-1].append(word)
            end = matches[at + length - 1].end()
            at += length
        return Credit(segments=tuple(tuple(words) for words in segments if words))

    def _word(
        self, text: str, matches: Sequence[re.Match[str]], folded: Sequence[str], at: int
    ) -> tuple[Word, int]:
        surface = matches[at][0]
        if surface == "\ue000":
            return Word(surface, own=True), 1
        for length in range(self._first.get(folded[at], 0), 1, -1):
            known = self._names.get(tuple(folded[at : at + length]))
            if known is not None and len(folded) >= at + length:
                whole = text[matches[at].start() : matches[at + length - 1].end()]
                if not _APART.search(whole):
                    return Word(whole, *known), length
        return self._single(surface, folded[at]), 1

    def _single(self, surface: str, folded: str) -> Word:
        exact = self._exact.get(surface)
        if exact is not None:
            return Word(surface, *exact)
        known = self._names.get((folded,))
        if known is None and folded[0] == ARABIC_AND:
            known = self._names.get((folded[1:],))
        if known is None:
            return Word(surface)
        agency, strength = known
        if strength is Strength.GUARDED and len(surface) <= _SHORT:
            return Word(surface)
        return Word(surface, agency, strength if len(surface) > _SHORT else Strength.LOOSE)


@dataclass(frozen=True, slots=True)
class Credit:
    """A text read as a credit."""

    segments: tuple[Segment, ...]

    def agencies(self, *, guarded: bool = False, users: bool = False) -> tuple[Found, ...]:
        """The agencies that it credits; none if it is a sentence that names one.

        What stands beside an agency must be people: few words, each with a capital. An agency
        in one segment with other words is credited at its end ("MIRA HALDEN Associated Press"),
        or in front of an office ("AP Political Correspondent").

        Args:
            guarded: accept marks that are mostly other things, as a segment of their own.
            users: accept a user's name in small letters behind a library ("iStock/riverpix").
        """
        if not self._reads_as_people(users=users):
            return ()
        alone = all(_is_clean(segment) for segment in self.segments)
        found = (
            self._in_segment(segment, guarded=guarded, alone=alone) for segment in self.segments
        )
        return tuple(each for segment in found for each in segment)

    def mentioned(self) -> tuple[Found, ...]:
        """Every agency that is named at all, but for guesses."""
        return tuple(
            Found(word.agency, word.strength)
            for segment in self.segments
            for word in segment
            if word.agency is not None and word.strength > Strength.LOOSE
        )

    @property
    def clean(self) -> bool:
        """Whether it holds agencies, own names and generic words, and nothing else."""
        return bool(self.segments) and all(_is_clean(segment) for segment in self.segments)

    @property
    def settled(self) -> bool:
        """Whether a generic word, such as "wire", says that a mark is meant as an agency."""
        words = (word for segment in self.segments for word in segment if word.agency is None)
        return any(fold(word.text) in GENERIC for word in words)

    def others(self) -> Iterator[str]:
        """The words that are neither agencies nor own nor generic."""
        for segment in self.segments:
            yield from _others(segment)

    def _reads_as_people(self, *, users: bool) -> bool:
        others = list(self._besides_user() if users else self.others())
        caseless = sum(len(word) for word in others if not _has_case(word))
        return (
            len(others) <= _MOST_NAMES
            and caseless <= _MOST_CASELESS
            and all(is_name(word) for word in others)
        )

    def _besides_user(self) -> Iterator[str]:
        """`others`, but for the one word that follows a library as a segment of its own."""
        behind_library = False
        for segment in self.segments:
            if behind_library and len(segment) == 1 and not segment[0].agency:
                behind_library = False
                continue
            yield from _others(segment)
            behind_library = any(
                word.agency is not None and word.agency.kind is AgencyKind.MEDIA for word in segment
            )

    @staticmethod
    def _in_segment(segment: Segment, *, guarded: bool, alone: bool) -> Iterator[Found]:
        clean = _is_clean(segment)
        count = len(_others(segment))
        office = any(fold(word.text) in ROLES for word in (segment[-1], *segment[1:2]))
        for at, word in enumerate(segment):
            if word.agency is None:
                continue
            at_end = all(each.generic for each in segment[at + 1 :])
            before_office = at == 0 and office and count <= _MOST_IN_SEGMENT
            sure = word.strength is Strength.SURE or len(word.text) > _SHORT
            accepted = {
                Strength.LOOSE: alone,
                Strength.GUARDED: guarded and (clean or before_office),
                Strength.SHARED: clean or before_office or (at_end and word.text.isupper()),
                Strength.SURE: clean or before_office or at_end,
            }[word.strength]
            if accepted and (clean or before_office or (sure and count <= _MOST_IN_SEGMENT)):
                yield Found(word.agency, word.strength)


def _others(segment: Segment) -> list[str]:
    return [w.text for w in segment if w.agency is None and not w.own and not w.generic]


def _is_clean(segment: Segment) -> bool:
    return not _others(segment)


def is_name(word: str) -> bool:
    """Whether a word could be a part of a name: a capital, or a script without them."""
    return not _has_case(word) or word[0].isupper() or fold(word) in PARTICLES or len(word) == 1


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


@lru_cache(maxsize=16)
def lexicon(agencies: tuple[Agency, ...]) -> Lexicon:
    """Prepare a list of agencies once."""
    return Lexicon(agencies)


@lru_cache(maxsize=256)
def _own_agencies(known: Lexicon, own: Own) -> frozenset[Agency]:
    return known.agencies_named(own.variants | {tokens(" ".join(name)) for name in own.variants})


@lru_cache(maxsize=1024)
def _read(known: Lexicon, own: Own, text: str) -> Credit:
    """Authors and categories are the same in many stories."""
    credit = known.read(text, own)
    owned = _own_agencies(known, own)
    if not owned:
        return credit
    return Credit(
        segments=tuple(
            tuple(Word(w.text, own=True) if w.agency in owned else w for w in segment)
            for segment in credit.segments
        )
    )


class Reader:
    """A lexicon with the eyes of one permission: its own agencies are no third parties."""

    def __init__(self, agencies: tuple[Agency, ...], own: Own) -> None:
        self._lexicon = lexicon(agencies)
        self.own = own

    def may_name(self, text: str) -> bool:
        """Whether a text could name an agency at all: a quick look, to spare the long one."""
        return self._lexicon.may_name(text)

    def read(self, text: str) -> Credit:
        """Split a credit; what is the permission's own is marked so."""
        return _read(self._lexicon, self.own, text[:LONGEST])
