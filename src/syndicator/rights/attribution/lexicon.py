"""How agencies are spelled, and how a text is split by their names into a `Credit`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.attribution.credit import SHORT, Credit, Strength, Word
from syndicator.rights.attribution.credit_vocabulary import AND
from syndicator.rights.attribution.holders import Own, fold, tokens
from syndicator.rights.attribution.prefilter import ARABIC_AND, NARROW, SPACELESS, WORD, QuickLook

MAX_NAME: Final = 200
"""Characters of a credit; what is longer is running text."""
_DIVIDES: Final = re.compile(r"[^\w\s.'’&\"“”„«»*-]|\s-|-\s|--|[*&]")
_APART: Final = re.compile(r"[,;|]\s")
"""What parts two names, and stands inside none."""

_SCRIPTS: Final = re.compile(
    rf"(?<=[A-Za-z])(?={SPACELESS.pattern})|(?<={SPACELESS.pattern})(?=[A-Za-z])"
)
"""Where Latin letters meet a script without spaces."""


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
        text = own.masked(text[:MAX_NAME].translate(NARROW))
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
        if strength is Strength.GUARDED and len(surface) <= SHORT:
            return Word(surface)
        return Word(surface, agency, strength if len(surface) > SHORT else Strength.LOOSE)


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
        return _read(self._lexicon, self.own, text[:MAX_NAME])
