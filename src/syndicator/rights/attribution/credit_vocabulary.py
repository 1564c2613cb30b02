"""Words that stand in credits, in the languages that are read; folded (see `holders.fold`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from syndicator.rights.attribution.holders import fold
from syndicator.rights.attribution.language import Credits, languages
from syndicator.rights.attribution.word_files import Words


def _every(words: Callable[[Credits], Words]) -> frozenset[str]:
    return frozenset(fold(word) for language in languages() for word in words(language.credits))


AND: Final = _every(lambda credits_: credits_.and_)
"""Words that part the names in a credit."""

PARTICLES: Final = _every(lambda credits_: credits_.particles)
"""Small words inside names of people and places."""

PLACE_WORDS: Final = _every(lambda credits_: credits_.place_words)
"""Small words between the parts of a place's name; elsewhere they are words of a sentence."""

GENERIC: Final = _every(lambda credits_: credits_.generic)
"""Words that name nobody."""

ROLES: Final = _every(lambda credits_: credits_.roles)
"""Offices: behind an agency's name they say that its people wrote or photographed."""

FORMULAS: Final = tuple(sorted(_every(lambda credits_: credits_.rights_formulas)))
"""What a copyright line says beside its holder."""

NOBODY: Final = _every(lambda credits_: credits_.nobody)
"""Words of a rights statement that are no holder's name."""

ORGANISATIONS: Final = _every(lambda credits_: credits_.organisations)
"""Words that say that a name is no person's."""

NEWSPAPERS: Final = _every(lambda credits_: credits_.newspapers)
"""Words that say that a name is a newspaper's, or a newsroom's."""
