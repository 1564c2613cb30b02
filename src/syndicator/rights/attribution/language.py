"""The words of one language that tell whose a text or a picture is: the schema of its file.

What each key does is said in ``languages/README.md``, for whoever adds a language.
"""

from __future__ import annotations

from functools import cache

from pydantic import Field

from syndicator.rights.attribution.word_files import Section, Words, read_languages


class Credits(Section):
    """Single words of credits and names; accents and capitals do not matter."""

    and_: Words = Field(alias="and", default=())
    particles: Words = ()
    place_words: Words = ()
    generic: Words = ()
    roles: Words = ()
    nobody: Words = ()
    rights_formulas: Words = ()
    organisations: Words = ()
    newspapers: Words = ()


class Labels(Section):
    """What stands in front of a name."""

    byline: Words = ()
    photo: Words = ()
    courtesy: Words = ()
    source: Words = ()
    note: Words = ()
    with_: Words = Field(alias="with", default=())


class Names(Section):
    """Where a holder's name ends, and what is none; capitals matter, but in ``dates``."""

    stops: Words = ()
    leading: Words = ()
    dates: Words = ()
    possessives: Words = ()
    no_names: Words = ()


class Material(Section):
    """Own text with others' material."""

    nouns: Words
    openings: Words = ()
    leads: Words = ()
    contributed: Words = ()
    this: Words = ()


class Stemmed(Section):
    """Phrases, and the stems of which one is in every line that holds one."""

    stems: Words


class Origin(Stemmed):
    """A text from elsewhere, where subject, verb and preposition lead to the name."""

    subject: Words
    adverbs: Words
    verbs: Words
    again: Words
    personal: Words = ()
    text_nouns: Words = ()
    permission: Words
    prepositions: Words
    weekdays: Words = ()


class Around(Stemmed):
    """A text from elsewhere, where the name stands between the other words."""

    phrase: str


class Language(Section):
    """One file."""

    name: str
    credits: Credits = Credits()
    labels: Labels
    names: Names = Names()
    material: Material | None = None
    origin: Origin | None = None
    around: tuple[Around, ...] = ()


@cache
def languages() -> tuple[Language, ...]:
    """All languages, in the order in which a line is held against them."""
    return read_languages("syndicator.rights.attribution", Language)
