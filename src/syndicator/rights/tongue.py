"""The words with which publishers say that a text is from elsewhere, language by language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_NEVER: Final = r"(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language in which subject, verb and preposition lead to a name."""

    stems: tuple[str, ...]
    """One of these is in every line that could match: a quick look, to spare the long one."""
    this: str
    """The text itself."""
    first: str
    """Adverbs: "first", "originally"."""
    verbs: str
    """Publishing; beginning a line only with an adverb, since a book is published, too."""
    again: str
    """Publishing again, or sharing: these begin a line by themselves."""
    personal: str = _NEVER
    """Writing: a person's name behind it is no holder's."""
    kind: str = ""
    """Nouns that may begin a line: "article", "text"."""
    bridge: str
    """Between a verb and a name: "in partnership with", "with permission of"."""
    before: str
    """Prepositions."""
    name: str = r"\S"


NOTE: Final = (
    r"(?:editor['’]s note|ed\. note|note|hinweis|anmerkung|note de la rédaction|"
    r"ndlr|nota|n\. ?d\. ?r\."
    r"|noot|redaktionen|red\. anm\.|uwaga|od redakce|примечание|от редакции|від редакції)"
)
