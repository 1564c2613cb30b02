"""Which stories of other sources are nearly what a poll brought (`syndicator.dedupe.copies`).

::

    sketch ─ numbers that other items have ─▶ the likeliest ─ compare texts ─▶ copies
                                                     └─ without what either site repeats

Only stories of different sources, not more than `WINDOW` apart, are one: a source does not tell a
story twice, but its weather report every day in the same words. It is the same whichever came
first, so that nothing depends on the order of polls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from syndicator.dedupe.copies.boilerplate import repeated
from syndicator.dedupe.copies.compare import NOTHING, Likeness, compare, may_be_one
from syndicator.dedupe.copies.page import page_key
from syndicator.dedupe.copies.sketch import sketch
from syndicator.dedupe.copies.tokens import Tokens, shingles, tokens
from syndicator.model import Article, Change, Digest, NewItem, Revised, Shingles
from syndicator.model.recall import Recall
from syndicator.parse.text import plain_text
from syndicator.store import items, near_copies
from syndicator.store.database import Store
from syndicator.store.near_copies import Indexed

WINDOW: Final = timedelta(days=30)
"""How far apart copies of one story appear at most, and how long they are looked for."""
MAX_COMPARED: Final = 4
"""Texts that one is compared with, those first whose samples have most in common."""
TEMPLATE: Final = 3
"""Items of one source with the same number: it is of what the source writes under many."""
OTHERS: Final = 8
"""Stories of a source that are looked at for what it writes under many."""
REMEMBERED: Final = 2_000
"""Texts whose shingles are kept in memory, some 4 kB each: a text is compared with many others."""
_recall: Final[Recall[Digest, Shingles]] = Recall(REMEMBERED)


def relate(store: Store, changes: Sequence[Change], touched: Sequence[int], now: datetime) -> None:
    """Find and note copies of what a poll brought.

    Args:
        store: inside the transaction of the poll, after its items were stored.
        changes: what dedupe made of a document.
        touched: the items that are new or were revised.
        now: the moment of the tick.
    """
    brought = {
        change.article.text_hash: change
        for change in changes
        if isinstance(change, NewItem | Revised)
    }
    numbered = near_copies.of_texts(store, brought, touched)
    if numbered:
        near_copies.forget_before(store, now - WINDOW)
        _Search(store, {item: brought[text] for text, item in numbered.items()}).run(now)


@dataclass(slots=True)
class _Search:
    """Looks for copies of some items of one source; each text is read once."""

    store: Store
    brought: Mapping[int, NewItem | Revised]
    known: dict[int, Indexed] = field(default_factory=dict)
    texts: dict[int, Tokens] = field(default_factory=dict)

    def run(self, now: datetime) -> None:
        incoming = {item: each.incoming for item, each in self.brought.items()}
        pages = {item: _number_of(each.page) for item, each in incoming.items()}
        samples = {item: sketch(each.shingles) for item, each in incoming.items()}
        sought = {item: (*each.asked, *pages[item]) for item, each in samples.items()}
        sharing = near_copies.sharing(self.store, {n for each in sought.values() for n in each})
        others = {item for each in sharing.values() for item in each}
        self.known = near_copies.get(self.store, others | incoming.keys())
        kept = {item: (*each.stored, *pages[item]) for item, each in samples.items()}
        near_copies.index(self.store, kept, sharing, now=now)
        telling = {number: each for number, each in sharing.items() if self._tells(each)}
        for item, each in incoming.items():
            mine = self.known[item]
            found: dict[int, int | None] = dict.fromkeys(self._on_page(mine, each.page, telling))
            shared = Counter(other for n in sought[item] for other in telling.get(n, ()))
            found |= self._in_words(mine, [other for other, _ in shared.most_common()], found)
            near_copies.relate(self.store, item, found)

    def _tells(self, found: Sequence[int]) -> bool:
        """Whether a number is of stories, and not of what a source writes under many."""
        sources = Counter(self.known[item].source for item in found)
        return max(sources.values()) < TEMPLATE

    def _may_be(self, mine: Indexed, other: int) -> bool:
        theirs = self.known[other]
        apart = theirs.source != mine.source and theirs.story != mine.story
        return apart and abs(theirs.date - mine.date) <= WINDOW

    def _on_page(
        self, mine: Indexed, page: str | None, telling: Mapping[int, Sequence[int]]
    ) -> list[int]:
        """What other sources tell on the same page, if each tells only one story there."""
        same = [
            self.known[other]
            for number in _number_of(page)
            for other in telling.get(number, ())
            if page_key(self.known[other].link) == page and other != mine.id
        ]
        sources = Counter(each.source for each in same)
        alone = mine.source not in sources and max(sources.values(), default=0) == 1
        return [each.id for each in same if alone and self._may_be(mine, each.id)]

    def _in_words(
        self, mine: Indexed, likeliest: Sequence[int], found: Mapping[int, int | None]
    ) -> dict[int, int | None]:
        """What other sources tell in nearly the same words."""
        asked = [each for each in likeliest if each not in found and self._may_be(mine, each)]
        likeness = {each: self._likeness(mine.id, each) for each in asked[:MAX_COMPARED]}
        return {each: round(100 * like.copied) for each, like in likeness.items() if like.same}

    def _likeness(self, mine: int, other: int) -> Likeness:
        if not may_be_one(self._shingles(mine), self._shingles(other)):
            return NOTHING
        likeness = compare(self._tokens(mine), self._tokens(other))
        if not likeness.worth_a_second_look:
            return likeness
        silent = self._repeated(mine, other) | self._repeated(other, mine)
        if not silent:
            return likeness
        return compare(self._tokens(mine), self._tokens(other), apart_from=silent)

    def _repeated(self, item: int, copy: int) -> frozenset[int]:
        """What the source of an item writes under other stories, too."""
        source = self.known[item].source
        recent = near_copies.recent_of(self.store, source, OTHERS, apart_from=[item, copy])
        return repeated(self._tokens(each) for each in recent)

    def _shingles(self, item: int) -> Shingles:
        text_hash = self.known[item].text_hash
        if item in self.brought:
            return _recall.get(text_hash, lambda: self.brought[item].incoming.shingles)
        return _recall.get(text_hash, lambda: shingles(self._tokens(item)))

    def _tokens(self, item: int) -> Tokens:
        if item not in self.texts:
            article = self._article(item)
            self.texts[item] = tokens(plain_text(article.content or article.summary))
        return self.texts[item]

    def _article(self, item: int) -> Article:
        if item in self.brought:
            return self.brought[item].article
        return items.get(self.store, [item])[0].article


def _number_of(page: str | None) -> tuple[int, ...]:
    return (crc32(b"page " + page.encode("utf-8", "surrogatepass")),) if page else ()
