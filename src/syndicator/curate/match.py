"""Whether a rule matches an item, and what in it was hit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from syndicator.curate.rules import Clause, Field, Pattern, Rule
from syndicator.model import Item
from syndicator.parse.text import plain_text

_EXPRESSION: Final = "re:"
_WIDE: Final = frozenset({Field.ANY, Field.ALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One pattern found in one part of an item."""

    field: Field
    """The part where it was found: never `Field.ANY` or `Field.ALL`."""
    pattern: str
    """As the operator wrote it."""

    def __str__(self) -> str:
        """``"NATO" in the title``, for a reason."""
        return f'"{self.pattern}" in the {self.field}'


@dataclass(frozen=True, slots=True)
class _Words:
    """One piece of an item as rules see it: composed characters, single spaces."""

    text: str
    folded: str

    def has(self, pattern: Pattern) -> bool:
        # A word can only stand where its folded letters do. To look for those first is what makes
        # rules cheap: searching without regard to case is a hundred times slower.
        if not pattern.source.startswith(_EXPRESSION) and _fold(pattern.source) not in self.folded:
            return False
        return pattern.expression.search(self.text) is not None


@dataclass(frozen=True, kw_only=True)  # without slots: cached_property needs a __dict__
class Haystack:
    """One item, made ready for any number of rules; each part is read when first asked for."""

    item: Item
    source_title: str | None = None
    """What the operator calls the source; None: what it calls itself."""

    @cached_property
    def title(self) -> tuple[_Words, ...]:
        """The headline."""
        return _words([self.item.article.title])

    @cached_property
    def text(self) -> tuple[_Words, ...]:
        """The readable text, and the summary beside it."""
        article = self.item.article
        return _words(plain_text(html) for html in (article.content, article.summary) if html)

    @cached_property
    def author(self) -> tuple[_Words, ...]:
        """Each author's name."""
        return _words(person.name for person in self.item.article.authors)

    @cached_property
    def category(self) -> tuple[_Words, ...]:
        """Each category's term and label."""
        categories = self.item.article.categories
        return _words(part for each in categories for part in (each.term, each.label or ""))

    @cached_property
    def link(self) -> tuple[_Words, ...]:
        """The story's address as the source gave it, and the canonical one."""
        return _words([self.item.article.link or "", self.item.link or ""])

    @cached_property
    def source(self) -> tuple[_Words, ...]:
        """The key of the source's table, its title."""
        return _words([self.item.source, self.source_title or self.item.source_meta.title or ""])

    @cached_property
    def language(self) -> tuple[_Words, ...]:
        """The item's language, else that of its feed (RFC 5646)."""
        return _words([self.item.article.language or self.item.source_meta.language or ""])


def match(rule: Rule, haystack: Haystack) -> tuple[Hit, ...]:
    """Hold a rule against an item.

    A clause with several patterns asks for one of them, one with ``all`` for every one. ``any``
    and ``all`` look into title, text and categories.

    Returns:
        What was hit, clause by clause; empty if a clause was not met.
    """
    hits: list[Hit] = []
    for clause in rule.clauses:
        met = _meet(clause, haystack)
        if not met:
            return ()
        hits += met
    return tuple(hits)


def _meet(clause: Clause, haystack: Haystack) -> tuple[Hit, ...]:
    found = (_find(clause.field, pattern, haystack) for pattern in clause.patterns)
    if clause.field is Field.ALL:
        every = list(found)
        hits = tuple(hit for hit in every if hit)
        return hits if len(hits) == len(every) else ()
    return next(((hit,) for hit in found if hit), ())


def _find(field: Field, pattern: Pattern, haystack: Haystack) -> Hit | None:
    for part in (Field.TITLE, Field.CATEGORY, Field.TEXT) if field in _WIDE else (field,):
        if any(words.has(pattern) for words in _part(part, haystack)):
            return Hit(field=part, pattern=pattern.source)
    return None


def _part(field: Field, haystack: Haystack) -> tuple[_Words, ...]:
    parts: tuple[_Words, ...] = getattr(haystack, field.value)
    return parts


def _words(pieces: Iterable[str]) -> tuple[_Words, ...]:
    spaced = (unicodedata.normalize("NFC", " ".join(piece.split())) for piece in pieces)
    return tuple(_Words(text=piece, folded=_fold(piece)) for piece in spaced if piece)


def _fold(text: str) -> str:
    """Letters that `re.IGNORECASE` holds to be equal become equal here; a dotless ı is one."""
    return text.casefold().replace("ı", "i")
