"""Reading a credit: "Mira Halden/AFP via Getty Images", "dpa/lnw", "The Daily with Reuters".

A credit is split (`syndicator.rights.attribution.lexicon`) into words, the words into names of
agencies, own names and others, and these into segments at strokes, commas and words such as "and".
A mention in running text is split in the same way; it is told apart by what else the segments hold.
See `Credit.agencies`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from syndicator.rights.attribution.agencies import Agency, AgencyKind
from syndicator.rights.attribution.credit_vocabulary import GENERIC, PARTICLES, ROLES
from syndicator.rights.attribution.holders import LEGAL_FORMS, fold

SHORT: Final = 5
"""Letters up to which a mark is told from a word by its capitals."""
_MAX_NAMES: Final = 8
"""Words beside the agencies, in all segments: two or three people."""
_MAX_IN_SEGMENT: Final = 4
_MAX_CASELESS: Final = 12
"""Letters beside the agencies in scripts without capitals."""

_SAY_NOTHING: Final = GENERIC | ROLES | LEGAL_FORMS


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
            len(others) <= _MAX_NAMES
            and caseless <= _MAX_CASELESS
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
            before_office = at == 0 and office and count <= _MAX_IN_SEGMENT
            sure = word.strength is Strength.SURE or len(word.text) > SHORT
            accepted = {
                Strength.LOOSE: alone,
                Strength.GUARDED: guarded and (clean or before_office),
                Strength.SHARED: clean or before_office or (at_end and word.text.isupper()),
                Strength.SURE: clean or before_office or at_end,
            }[word.strength]
            if accepted and (clean or before_office or (sure and count <= _MAX_IN_SEGMENT)):
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
