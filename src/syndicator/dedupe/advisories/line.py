"""A sentence, or a part of a headline, with the phrases that are found in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product, zip_longest
from typing import Final

from syndicator.dedupe.advisories.tokens import Token, tokens
from syndicator.dedupe.advisories.vocabulary import SHARED, Found, Key, Vocabulary

NEAR: Final = 9
"""Words between what is withdrawn and that it is."""
_CALLED: Final = 4
"""Words from "attention" to whom it is for."""
_SOON: Final = 3
"""Words between an embargo and its hour."""
_AT_THE_TOP: Final = 5
"""Words before an embargo with an hour."""
_CLOCK: Final = 4
"""Figures of an hour without a point: ``0001``."""
_POINTS: Final = frozenset(".:h")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NUMBERED: Final = re.compile(r"[a-z]{1,5}\d{3,}|\d{6,}")
"""The number of an item: ``NWX114``."""
_PREFIX: Final = re.compile(r"[A-Z]{2,5}")
"""What stands before one with a hyphen: ``MER-3391``."""


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of it, and what one language finds there."""

    words: Sequence[Token]
    found: Sequence[Found]
    language: str
    keys: frozenset[Key]

    def has(self, *keys: Key) -> bool:
        """Whether there is a phrase under one of the keys."""
        return not self.keys.isdisjoint(keys)

    def of(self, *keys: Key) -> list[Found]:
        """The phrases under the keys."""
        if self.keys.isdisjoint(keys):
            return []
        return [each for each in self.found if each.key in keys]

    def begins(self, *keys: Key) -> bool:
        """Whether a phrase under one of the keys begins it."""
        return any(each.start == 0 for each in self.of(*keys))

    def heads(self, *keys: Key) -> bool:
        """Whether a phrase under one of the keys begins it, and is not part of a longer one."""
        goes_on = {each.start for each in self.of(*_GOING_ON)}
        return any(
            each.start == 0
            and (
                each.end == len(self.words)
                or each.end == 1
                or not self.words[each.end].folded.isalnum()
                or each.end in goes_on
            )
            for each in self.of(*keys)
        )

    def all_are(self, keys: Collection[Key]) -> bool:
        """Whether every word belongs to a phrase under one of the keys, or is a figure."""
        covered = {at for each in self.of(*keys) for at in _covered(each)}
        return all(
            at in covered
            or not token.folded[0].isalpha()
            or _NUMBERED.fullmatch(token.folded) is not None
            for at, token in enumerate(self.words)
        )

    def addressed(self, *whom: Key) -> bool:
        """Whether it begins, or begins after a sign, by speaking to editors or clients."""
        for one in self.of(*(whom or (Key.EDITORS, Key.CLIENTS))):
            after = self.words[one.end].folded if one.end < len(self.words) else ""
            begins = self._opens(one.start)
            if begins and (
                after in _AFTER_NAMES or any(each.start == one.end for each in self.of(Key.ASKS))
            ):
                return True
            if any(
                self._opens(call.start)
                and 0 <= one.start - call.end <= _CALLED
                and all(
                    w.folded.isalnum() or w.folded in ",:" for w in self.words[call.end : one.start]
                )
                for call in self.of(Key.CALLS)
            ):
                return True
        return False

    def _opens(self, at: int) -> bool:
        """Whether a piece begins there: with the line, or after a sign."""
        return at == 0 or not self.words[at - 1].folded.isalnum()

    def timed(self) -> bool:
        """Whether it begins with an embargo and its hour."""
        return any(
            until.start <= _AT_THE_TOP and self._leads(until) and self._hour_after(until)
            for until in self.of(Key.UNTIL)
        )

    def _leads(self, until: Found) -> bool:
        """Whether the word of an embargo, where it is one word and a sign, is of no other thing.

        ``Oil embargo: from Monday`` is about oil.
        """
        if until.start == 0 or any(
            word.folded.isalnum() for word in self.words[until.start + 1 : until.end]
        ):
            return True
        before = self.words[until.start - 1]
        return not before.folded.isalnum() or any(
            each.end == until.start for each in self.found if each.key is not Key.UNTIL
        )

    def dated(self) -> bool:
        """Whether a day, an hour or a date stands in it."""
        return any(map(self._is_time, range(len(self.words))))

    def _hour_after(self, until: Found) -> bool:
        after = [
            at
            for at in range(until.end, min(until.end + 2 * _SOON + 2, len(self.words)))
            if self.words[at].folded.isalnum()
        ]
        soon = _SOON if until.end - until.start > 1 else _SOON - 1
        times = [at for at in after[:soon] if self._is_time(at)]
        embargo = any(
            each.start < until.end and until.start < each.end
            for each in self.of(Key.HOLD, Key.HOLDS)
        )
        embargo = embargo and all(
            word.written.isupper() or not word.folded.isalpha()
            for word in self.words[until.start : until.end]
        )
        figures = any(self.words[at].folded[0].isdigit() for at in after)
        return bool(times) and (embargo or figures or len(times) > 1)

    def _is_time(self, at: int) -> bool:
        """Whether a day, an hour or a date begins there: not any figure, and no mere month."""
        starts = {each.start: each.key for each in self.of(Key.TIMES, Key.MONTHS)}
        if starts.get(at) is Key.TIMES:
            return True
        after = [token.folded for token in self.words[at + 1 : at + 3]]
        if starts.get(at) is Key.MONTHS:
            return any(each.isdigit() for each in after)
        figure = self.words[at].folded
        if not figure[0].isdigit() or _YEAR.fullmatch(figure):
            return False
        if len(figure) == _CLOCK or not figure.isdigit():  # 0001, 06h00
            return True
        return bool({at + 1, at + 2} & starts.keys()) or (
            bool(after) and after[0] in _POINTS and after[-1].isdigit()
        )

    def near(self, ones: Iterable[Found], others: Iterable[Found], words: int = NEAR) -> bool:
        """Whether one is within so many words of another, in one sentence."""
        for one, other in product(ones, others):
            if one.start < other.end and other.start < one.end:
                continue
            between = self.words[min(one.end, other.end) : max(one.start, other.start)]
            far = sum(word.folded.isalnum() for word in between) > words
            if not far and not self._is_parted(between):
                return True
        return False

    @staticmethod
    def _is_parted(words: Sequence[Token]) -> bool:
        """Whether a sentence ends there, or a colon stands there that is not that of an hour."""
        return any(
            (sign.folded == ":" and not (after and after.folded[0].isdigit()))
            or (sign.folded == "." and after is not None and after.written[0].isupper())
            for sign, after in zip_longest(words, words[1:])
        )

    def numbers(self) -> list[Found]:
        """The numbers of items."""
        return [
            Found("", Key.THINGS, at, at + 1)
            for at, token in enumerate(self.words)
            if _NUMBERED.fullmatch(token.folded) or self._is_prefix(at)
        ]

    def _is_prefix(self, at: int) -> bool:
        after = self.words[at + 1 : at + 3]
        hyphen = len(after) > 1 and after[0].folded == "-" and after[1].folded[-1].isdigit()
        return hyphen and _PREFIX.fullmatch(self.words[at].written) is not None


def _covered(found: Found) -> Iterable[int]:
    return (found.start, found.end - 1) if found.gap else range(found.start, found.end)


_CONNECTING: Final = frozenset(
    {Key.FILLER, Key.CALLS, Key.TIMES, Key.MONTHS, Key.MANDATORY, Key.ASKS, Key.SENT}
)
"""What says nothing where there is nothing else."""
_GOING_ON: Final = (Key.FILLER, Key.CALLS, Key.TIMES, Key.MONTHS, Key.EDITORS, Key.CLIENTS)
_AFTER_NAMES: Final = frozenset(":-–—,!")


def lines(text: str, vocabulary: Vocabulary) -> Iterator[Line]:
    """Read a text in each language that finds something there, and not mere connecting words."""
    words = tokens(text)
    found = vocabulary.find(words)
    own: dict[str, list[Found]] = {}
    for each in found:
        own.setdefault(each.language, []).append(each)
    shared = own.pop(SHARED, [])
    for language, mine in own.items() or ((SHARED, []),):
        keys = frozenset(each.key for each in (*mine, *shared))
        if not keys <= _CONNECTING:
            yield Line(words, [*mine, *shared], language, keys)
