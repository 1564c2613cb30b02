"""Whether an item is an order to editors, and what it orders. Pure.

An order needs more than a first word. "KILLED: Three soldiers die" and "Withdrawn: the vaccine
that never was" are stories; what makes an order is one of these:

* its form: "MANDATORY KILL:", "[KILL]", "BC-OBIT-GARRISON,KILL", a word such as "KILL" or "STORNO"
  in capitals before a colon, an embargo with its hour;
* the words beside it: a story, an item, a photo is what is killed ("STORY WITHDRAWN"), or editors
  are spoken to ("EDS: hold …");
* the text, which says that this item, the story sent at noon is withdrawn or not to be used;
* the category, if nothing but kills is sent under it.

A headline that begins like an order and has none of these is one only if its publisher sent a
story whose headline is the rest: whoever asks has to look (`Advisory.sure`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from syndicator.dedupe.advisories import headline as headlines
from syndicator.dedupe.advisories import signs
from syndicator.dedupe.advisories.headline import Part, Place
from syndicator.dedupe.advisories.line import Line, lines
from syndicator.dedupe.advisories.sentences import quotes, sentences, unquoted
from syndicator.dedupe.advisories.told import Told
from syndicator.dedupe.advisories.vocabulary import Key, Vocabulary
from syndicator.model.advisory import Advisory, Order

MAX_TITLE: Final = 400
MAX_TEXT: Final = 1500
"""Characters of the text that are read."""
_SHORT: Final = 900
"""In a text of so many characters an order may stand anywhere, in a longer one at the top."""
_TOP: Final = 400
_SET_PHRASE: Final = 2
"""A phrase of more words is one by itself: ``correcting and replacing``."""
_OPENS: Final = frozenset("([")
_ADVANCE: Final = re.compile(r"^\W*(?:BC-)?ADV\s?\d{1,2}\b|\bADV\d{2}\b|,ADV\b|^\W*HFR\b")


def advisory(told: Told, vocabulary: Vocabulary) -> Advisory | None:
    """Read an item: what it asks of editors, and about which story.

    Args:
        told: its headline, the beginning of its text, its categories.
        vocabulary: the words of all languages.

    Returns:
        None for a story.
    """
    return _Reading(told, vocabulary).advisory()


class _Reading:
    """One item, read in every language at once."""

    def __init__(self, told: Told, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.title = " ".join(unicodedata.normalize("NFKC", told.title[:MAX_TITLE]).split())
        self.categories = told.categories
        text = unicodedata.normalize("NFKC", told.text[:MAX_TEXT]).strip()
        self.text = text if len(text) <= _SHORT else text[:_TOP]
        self.sentences = [list(lines(each, vocabulary)) for each in sentences(unquoted(self.text))]
        bare = unquoted(self.title)
        self.whole = list(lines(bare, vocabulary))
        self.quoting = self.whole if bare == self.title else list(lines(self.title, vocabulary))
        self.parts: list[tuple[Part, Line]] = []
        self.slug = headlines.is_slug(self.title)

    def advisory(self) -> Advisory | None:
        """The order that outweighs the others."""
        title = any(line.has(*signs.IN_TITLES) for line in self.quoting)
        text = any(line.has(*signs.IN_TEXTS) for line in self._all_sentences())
        if not (title or text or _ADVANCE.search(self.title)):
            return next(self._category(), None)
        if title:
            self.parts = [
                (part, line)
                for part in headlines.parts(self.title)
                for line in lines(unquoted(part.words), self.vocabulary)
            ]
        doubtful = None
        for made in self._orders():
            if made.sure:
                quoted = quotes(f"{self.title}\n{self.text}")
                names = dict.fromkeys((*filter(None, made.names), *quoted))
                return replace(made, names=tuple(names))
            doubtful = doubtful or made
        return doubtful

    def _orders(self) -> Iterator[Advisory]:
        yield from self._release()
        yield from self._heads(
            Order.KILL, lambda part, line: signs.heads_kill(part, line, slug=self.slug)
        )
        yield from self._corrected_head()
        yield from self._held()
        yield from self._category()
        yield from self._filed_as_held()
        yield from self._said()
        yield from self._supported()
        yield from self._corrected_text()
        yield from self._note()
        yield from self._doubtful()

    def _heads(self, order: Order, test: Callable[[Part, Line], bool]) -> Iterator[Advisory]:
        for part, line in self.parts:
            if test(part, line):
                yield _made(order, part)

    # ── the headline ─────────────────────────────────────────────────────────────────────────

    def _release(self) -> Iterator[Advisory]:
        if any(line.addressed() for line in (*self.whole, *self._all_sentences()[:4])):
            yield from self._heads(
                Order.RELEASE,
                lambda part, line: (
                    line.has(Key.LIFTED)
                    and line.all_are(signs.PURE)
                    and part.place in {Place.HEAD, Place.BRACKETS, Place.WHOLE}
                ),
            )

    def _held(self) -> Iterator[Advisory]:
        yield from self._heads(
            Order.HOLD, lambda part, line: signs.heads_hold(part, line, slug=self.slug)
        )
        if any(line.timed() for line in self.whole) or _ADVANCE.search(self.title):
            rest = next((part.rest for part, _ in self.parts if part.place is Place.HEAD), "")
            yield Advisory(order=Order.HOLD, word=self.title, names=(rest,))

    def _corrected_head(self) -> Iterator[Advisory]:
        evidence = self._text_has(Key.CORRECTED) or self._filed_as(Key.CORRECTIONS)
        for part, line in self.parts:
            pure = line.all_are(signs.PURE | {Key.CORRECTIONS, Key.CORRECTED, Key.REPEATS})
            if not (pure and line.has(Key.CORRECTIONS)) or line.has(Key.KILL, Key.WITHDRAWN):
                continue
            if part.place is Place.CAPITALS and not part.rest[:1].isupper():
                continue
            shown = part.words.isupper() or line.has(Key.THINGS, Key.COMMON)
            if evidence or (shown and part.place is not Place.CAPITALS):
                yield _made(Order.CORRECTION, part)
        for line in self.whole:
            begins = [each for each in line.of(Key.CORRECTIONS) if each.start == 0]
            says = evidence or any(each.start for each in line.of(Key.CORRECTED))
            if says and begins and (line.has(*signs.OBJECTS) or begins[0].end > _SET_PHRASE):
                yield self._from_text(Order.CORRECTION, line)

    # ── the text ─────────────────────────────────────────────────────────────────────────────

    def _category(self) -> Iterator[Advisory]:
        for category in self.categories:
            for line in lines(category, self.vocabulary):
                if any(each.end - each.start == len(line.words) for each in line.of(Key.CATEGORY)):
                    yield Advisory(order=Order.KILL, word=category, names=(self.title,))

    def _filed_as_held(self) -> Iterator[Advisory]:
        said = (*self.whole, *self._all_sentences())
        held = any(line.has(Key.HOLD, Key.BAN) or line.timed() for line in said)
        later = any(each.end - each.start > 1 for line in said for each in line.of(Key.UNTIL))
        if (held or later) and self._filed_as(Key.HOLDS):
            yield Advisory(order=Order.HOLD, word=self.title, names=(self.title,))

    def _said(self) -> Iterator[Advisory]:
        """What a sentence orders: of the headline, then of the text."""
        spoken = addressed = False
        acts = (*signs.ORDERS, *signs.OBJECTS, Key.ASKS, Key.HOLD)
        others = {line.language for line in self.whole if line.has(Key.OTHERS) and line.has(*acts)}
        for number, sentence in enumerate((self.whole, *self.sentences)):
            for line in sentence:
                own = spoken or line.addressed(Key.EDITORS) or signs.is_by_us(line)
                if not own and (line.language in others or line.has(Key.OTHERS)):
                    continue  # of what somebody else withdraws, bans or asks
                if signs.says_hold(line, addressed=addressed):
                    yield self._from_text(Order.HOLD, line)
                elif signs.says_kill(line, addressed=addressed, number=number):
                    yield self._from_text(Order.KILL, line)
            spoken = spoken or any(line.addressed(Key.EDITORS) for line in sentence)
            addressed = addressed or any(line.addressed() for line in sentence)

    def _from_text(self, order: Order, line: Line) -> Advisory:
        word = " ".join(token.written for token in line.words)
        rests = [part.rest for part, found in self.parts if found.has(*signs.ORDERS, Key.HOLDS)]
        return Advisory(
            order=order,
            word=word if len(word) <= headlines.MAX_LENGTH else f"{word[: headlines.MAX_LENGTH]}…",
            names=(*rests, self.title),
        )

    def _supported(self) -> Iterator[Advisory]:
        """A head that ordinary stories have as well, and a text that speaks of an item."""
        said = self._all_sentences()
        about = signs.speaks_of_withdrawal([line for line in said if not line.has(Key.OTHERS)])
        held = any(
            line.has(Key.HOLD, Key.HOLDS)
            and (line.addressed() or signs.is_item_near(line, line.of(Key.HOLD, Key.HOLDS)))
            for line in said
        )
        for part, line in self.parts:
            if part.place in {Place.CAPITALS, Place.TAIL} or not line.all_are(signs.PURE):
                continue
            if line.has(*signs.ORDERS) and (about or self._is_of_a_story(part, line)):
                yield _made(Order.KILL, part)
            if held and line.has(Key.HOLDS):
                yield _made(Order.HOLD, part)

    def _is_of_a_story(self, part: Part, line: Line) -> bool:
        """Whether after a request comes what was sent: ``Please delete: the story on …``."""
        return line.has(Key.ASKS, Key.BAN, Key.KILL) and any(
            each.start <= 1
            for rest in lines(part.rest, self.vocabulary)
            for each in rest.of(Key.THINGS)
        )

    def _note(self) -> Iterator[Advisory]:
        """What is for newsrooms alone; what readers get as well needs a word to newsrooms."""
        pure = signs.PURE | {Key.NOTES, Key.SCHEDULES, Key.PRODUCTION, Key.TIMES, Key.MONTHS}
        said = (*self.whole, *self._all_sentences()[:4])
        produced = any(line.has(Key.PRODUCTION) for line in said[len(self.whole) :]) or any(
            each.start for line in self.whole for each in line.of(Key.PRODUCTION)
        )
        spoken = produced or any(line.addressed(Key.EDITORS) for line in said)
        planned = any(line.has(Key.NOTES, Key.SCHEDULES, Key.PRODUCTION) for line in said)
        for part, line in self.parts:
            if part.place in {Place.TAIL, Place.CAPITALS}:
                continue
            if line.all_are(pure | {Key.REPEATS}) and (
                line.has(Key.NOTES)
                or (spoken and (line.has(Key.SCHEDULES) or (line.addressed() and planned)))
                or (line.has(Key.REPEATS) and self._repeats())
            ):
                yield _made(Order.NOTE, part)
        for line in self.whole:
            if line.heads(Key.NOTES) or (
                spoken
                and (
                    line.has(Key.NOTES)
                    or line.heads(Key.SCHEDULES)
                    or (line.addressed() and planned)
                )
            ):
                yield self._from_text(Order.NOTE, line)

    def _repeats(self) -> bool:
        """Whether the text begins by saying that it is sent once more: ``(Repeats story …)``."""
        return any(
            line.begins(Key.REPEATS) or (line.words[0].folded in _OPENS and line.has(Key.REPEATS))
            for sentence in self.sentences[:1]
            for line in sentence
        )

    def _corrected_text(self) -> Iterator[Advisory]:
        """A text that begins with a line, in brackets or to editors, on what was wrong."""
        for sentence in self.sentences[:2]:
            for line in sentence:
                opens = line.words[0].folded in _OPENS
                wrong = line.has(Key.CORRECTIONS, Key.CORRECTED) and line.has(Key.CORRECTED)
                if wrong and (opens or line.addressed()):
                    yield Advisory(order=Order.CORRECTION, word=self.title, names=(self.title,))

    def _doubtful(self) -> Iterator[Advisory]:
        """What begins like an order, and may be a story."""
        for part, line in self.parts:
            if part.place is Place.TAIL or not part.rest or not line.all_are(signs.PURE):
                continue
            if part.place is Place.CAPITALS and not part.rest[:1].isupper():
                continue
            orders = (
                (Order.RELEASE, (Key.LIFTED,)),
                (Order.KILL, (Key.KILL, Key.WITHDRAWN)),
                (Order.HOLD, (Key.HOLDS,)),
            )
            for order, keys in orders:
                if line.has(*keys):
                    yield replace(_made(order, part), sure=False)

    # ── both ─────────────────────────────────────────────────────────────────────────────────

    def _all_sentences(self) -> list[Line]:
        return [line for sentence in self.sentences for line in sentence]

    def _filed_as(self, key: Key) -> bool:
        """Whether there is a category of nothing else."""
        return any(
            line.has(key) and line.all_are({key, Key.FILLER, *signs.OBJECTS})
            for category in self.categories
            for line in lines(category, self.vocabulary)
        )

    def _text_has(self, *keys: Key) -> bool:
        return any(line.has(*keys) for line in self._all_sentences())


def _made(order: Order, part: Part) -> Advisory:
    return Advisory(order=order, word=part.words.strip(), names=(part.rest,))
