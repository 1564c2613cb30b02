"""One story, made ready for any number of rules. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property, lru_cache
from typing import Final

from syndicator.model import Item
from syndicator.model.folding import fold, fold_case, runs
from syndicator.model.rules import UNKNOWN_LANGUAGE, Field, FoldedPattern, Pattern
from syndicator.parse.text import plain_text
from syndicator.rights.content.media import is_picture
from syndicator.rights.markup.sentences import words as words_of

_EXPRESSION: Final = "re:"
_ANYWHERE: Final = (Field.TITLE, Field.CATEGORY, Field.TEXT)
_WIDE: Final = {Field.ANY: _ANYWHERE, Field.ALL: _ANYWHERE}
_REMEMBERED: Final = 10_000
"""Words of rules whose folded form is remembered."""
_fold_word = lru_cache(_REMEMBERED)(fold_case)


@dataclass(frozen=True)  # without slots: cached_property needs a __dict__
class Words:
    """One piece of an item as rules see it: composed characters, single spaces."""

    text: str

    @cached_property
    def folded(self) -> str:
        """Without case."""
        return fold_case(self.text)

    @cached_property
    def bare(self) -> str:
        """Without case and accents."""
        return fold(self.text)

    def has(self, pattern: Pattern) -> bool:
        """Whether it has a word, or what an expression asks for."""
        if isinstance(pattern, FoldedPattern):
            return pattern.expression.search(self.bare) is not None
        return pattern.expression.search(self.text) is not None


@dataclass(frozen=True)  # likewise
class Texts:
    """All pieces in which a rule looks for a word, each with the part that it is of."""

    pieces: tuple[tuple[Field, Words], ...]

    @cached_property
    def folded(self) -> str:
        """All of them without case."""
        return "\n".join(words.folded for _, words in self.pieces)

    @cached_property
    def bare(self) -> str:
        """All of them without case and accents."""
        return "\n".join(words.bare for _, words in self.pieces)

    @cached_property
    def runs(self) -> frozenset[str]:
        """The words in all of them, without case and accents."""
        return frozenset(runs(self.bare))

    def find(self, pattern: Pattern) -> Field | None:
        """Say in which part a word, or what an expression asks for, stands first."""
        if not self._may_have(pattern):
            return None
        for part, words in self.pieces:
            if words.has(pattern):
                return part
        return None

    def _may_have(self, pattern: Pattern) -> bool:
        # Nearly no rule matches a story, and they are many: to look first for letters that must be
        # there is what makes them cheap.
        if isinstance(pattern, FoldedPattern):
            return pattern.runs <= self.runs if pattern.runs else pattern.folded in self.bare
        return pattern.source.startswith(_EXPRESSION) or _fold_word(pattern.source) in self.folded


@dataclass(frozen=True, kw_only=True)  # without slots: cached_property needs a __dict__
class Haystack:
    """One item, made ready for any number of rules; each part is read when first asked for."""

    item: Item
    source_title: str | None = None
    """What the operator calls the source; None: what it calls itself."""
    zone: tzinfo = UTC
    """In which days begin."""

    @cached_property
    def _texts(self) -> dict[Field, Texts]:
        return {}

    def texts(self, field: Field) -> Texts:
        """What a rule looks into for a field."""
        if (found := self._texts.get(field)) is None:
            parts = _WIDE.get(field, (field,))
            pieces = ((part, words) for part in parts for words in self._part(part))
            self._texts[field] = found = Texts(tuple(pieces))
        return found

    def _part(self, part: Field) -> tuple[Words, ...]:
        found: tuple[Words, ...] = getattr(self, part.value)
        return found

    @cached_property
    def title(self) -> tuple[Words, ...]:
        """The headline."""
        return _words([self.item.article.title])

    @cached_property
    def text(self) -> tuple[Words, ...]:
        """The readable text, and the summary beside it."""
        article = self.item.article
        return _words(plain_text(html) for html in (article.content, article.summary) if html)

    @cached_property
    def author(self) -> tuple[Words, ...]:
        """Each author's name."""
        return _words(person.name for person in self.item.article.authors)

    @cached_property
    def category(self) -> tuple[Words, ...]:
        """Each category's term and label."""
        categories = self.item.article.categories
        return _words(part for each in categories for part in (each.term, each.label or ""))

    @cached_property
    def link(self) -> tuple[Words, ...]:
        """The story's address as the source gave it, and the canonical one."""
        return _words([self.item.article.link or "", self.item.link or ""])

    @cached_property
    def source(self) -> tuple[Words, ...]:
        """The key of the source's table, its title."""
        return _words([self.item.source, self.source_title or self.item.source_meta.title or ""])

    @cached_property
    def language(self) -> tuple[Words, ...]:
        """The item's language, else that of its feed (RFC 5646), else what its text shows."""
        article = self.item.article
        named = article.language or self.item.source_meta.language
        return _words([named or article.detected_language or UNKNOWN_LANGUAGE])

    @cached_property
    def length(self) -> int:
        """The words of the text, as excerpts count them."""
        article = self.item.article
        return len(words_of(plain_text(article.content or article.summary)))

    @cached_property
    def image(self) -> bool:
        """Whether it has a picture: in its text, beside it or as a file."""
        article = self.item.article
        return (
            bool(article.images)
            or "<img" in article.content
            or "<img" in article.summary
            or any(map(is_picture, article.enclosures))
            or bool(article.podcast and article.podcast.image)
        )

    @property
    def enclosure(self) -> bool:
        """Whether a file goes with it."""
        return bool(self.item.article.enclosures)


def _words(pieces: Iterable[str]) -> tuple[Words, ...]:
    spaced = (unicodedata.normalize("NFC", " ".join(piece.split())) for piece in pieces)
    return tuple(Words(piece) for piece in spaced if piece)
