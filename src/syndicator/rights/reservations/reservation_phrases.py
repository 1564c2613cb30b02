"""The words in which rights are reserved, as expressions; each language's are in ``languages/``.

They are matched against folded text (`syndicator.rights.attribution.holders.fold`) and are folded
themselves, so that only escapes in lower case can stand in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from syndicator.rights.attribution.holders import fold
from syndicator.rights.attribution.word_files import Section, Words, expression, read_languages


class Language(Section):
    """The schema of one file; what each key does is said in ``languages/README.md``."""

    name: str
    glued: bool = False
    acts: Words = ()
    personal_use: Words = ()
    forbidden: Words = ()
    permitted_with: Words = ()
    reserved: Words
    noncommercial: Words = ()
    elsewhere: Words = ()
    not_meant: Words = ()
    machines: Words = ()
    pictures: Words = ()
    texts: Words = ()


LANGUAGES: Final = read_languages("syndicator.rights.reservations", Language)


def _any(phrases: Callable[[Language], Words]) -> re.Pattern[str]:
    return re.compile("|".join(each for language in LANGUAGES for each in _in(language, phrases)))


def _in(language: Language, phrases: Callable[[Language], Words]) -> Iterator[str]:
    start = "" if language.glued else r"\b"
    acts = "|".join(language.acts)
    for phrase in phrases(language):
        yield start + fold(expression(phrase.replace("ACTS", acts)))


def _words(words: Callable[[Language], Words]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(words).pattern})\b")


PERSONAL: Final = _any(lambda language: language.personal_use)
"""Only for the reader's own use."""

FORBIDDEN: Final = _any(lambda language: language.forbidden)
"""Not to be republished."""

PERMITTED_WITH: Final = _any(lambda language: language.permitted_with)
"""What names a way to be permitted after all."""

RESERVED: Final = _any(lambda language: language.reserved)
"""The ordinary reservation."""

NONCOMMERCIAL: Final = _any(lambda language: language.noncommercial)
"""Not for commerce."""

ELSEWHERE: Final = _any(lambda language: language.elsewhere)
"""The rights lie with each story's own source."""

NOT_MEANT: Final = _any(lambda language: language.not_meant)
"""What contains such words and says the opposite, or speaks of something else."""

MACHINES: Final = _any(lambda language: language.machines)
"""Training of machines, which is no republication."""

PICTURES: Final = _words(lambda language: language.pictures)
"""Pictures, sound and film …"""

TEXTS: Final = _words(lambda language: language.texts)
"""… and what is more than those."""
