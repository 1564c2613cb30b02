"""Whether two texts are one story, word by word: copies, cuts and excerpts, and what is none.

What is compared are the stretches that both have, five words long at least. A copy has few and
long ones, wherever it was cut or rewritten. A template that was filled in anew (the weather,
markets, an obituary) has many short ones, with a name or a number between each two. A later story
on the same event repeats the background, but does not begin like the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Final, NamedTuple

from syndicator.dedupe.copies.tokens import SHINGLE, Tokens, shingles
from syndicator.model import Shingles

MIN_WORDS: Final = 20
"""Of a text; a shorter one may stand under several stories."""
COPIED: Final = 0.55
"""Share of the shorter text that stands in the longer one, if both begin alike."""
PROMISING: Final = 0.25
"""The same where notices may be most of what stands there."""
CONTAINED: Final = 0.85
"""The same if they do not: an excerpt from the middle."""
MOSTLY: Final = 0.72
"""The same if they do not, but go on alike at length: with a beginning of the editor's own."""
MIN_STRETCH: Final = 18
"""Words in a row, on average over all words that both have."""
MIN_BEGINNING: Final = 12
"""Words of the stretch with which both begin."""
MAX_BEFORE: Final = 25
"""Words that may stand before it in one of them: a notice."""
MAX_SLOT: Final = 12
"""Words between two stretches that look like what is filled into a template."""
SLOTS: Final = 0.03
"""So many of them for each word that both have make a template."""
LONG_STRETCH: Final = 45
"""The same of what goes on alike at length."""
UPDATED: Final = 60
"""Words in a row in which one other number is a change of the same story."""


# A story is compared with many others, and several times with each.
@lru_cache(maxsize=64)
def _shingles(text: Tokens) -> Sequence[int]:
    return shingles(text).numbers.tolist()


class Stretch(NamedTuple):
    """Words in a row that both texts have."""

    here: int
    """Where they begin in the shorter text."""
    there: int
    length: int


class Likeness(NamedTuple):
    """How two texts are alike."""

    copied: float
    """Share of the shorter text that stands in the longer one, 0 to 1."""
    stretch: float
    """How long, in words, the stretch is that a word of these stands in, on average."""
    begins: bool
    """Both begin alike, and more than half of the shorter text is of no other story."""
    slots: float
    """Short stretches of different words for each word that both have."""
    numbers: int
    """Places in which other numbers stand."""

    @property
    def same(self) -> bool:
        """Whether they are one story."""
        if self.numbers > 1 or (self.numbers and self.stretch < UPDATED) or self.slots >= SLOTS:
            return False
        if self.stretch < MIN_STRETCH:
            return False
        enough = MOSTLY if self.stretch >= LONG_STRETCH else CONTAINED
        return self.copied >= (COPIED if self.begins else enough)

    @property
    def worth_a_second_look(self) -> bool:
        """Whether they may be one story once what their sites repeat is left out."""
        return self.same or (self.copied >= PROMISING and self.stretch >= MIN_STRETCH)


NOTHING: Final = Likeness(0, 0, begins=False, slots=0, numbers=0)


def may_be_one(one: Shingles, other: Shingles) -> bool:
    """Say whether two texts may be alike enough, in a small part of the time that `compare` takes.

    Args:
        one: a text.
        other: another one.

    Returns:
        False: `compare` would find nothing that is `Likeness.worth_a_second_look`.
    """
    here, there = sorted((one, other), key=lambda each: len(each.numbers) / each.scale)
    size = SHINGLE * here.scale
    if here.scale != there.scale or not here.numbers:
        return False
    in_both = bytes(map(set(there.numbers).__contains__, here.numbers))
    if b"\1" * (MIN_STRETCH * here.scale - size + 1) not in in_both:
        return False
    # Each run of shingles is as many words, and those with which its last one goes on.
    runs = in_both.count(b"\0\1") + (in_both[0] == 1)
    words = in_both.count(1) + runs * (size - 1)
    return words >= PROMISING * (len(here.numbers) + size - 1)


def compare(one: Tokens, other: Tokens, *, apart_from: Collection[int] = frozenset()) -> Likeness:
    """Say how two texts are alike.

    Args:
        one: a text.
        other: another one.
        apart_from: shingles that say nothing, since they stand under other stories, too.
    """
    here, there = sorted((one, other), key=lambda each: each.length)
    scale = here.scale
    # A text that repeats itself says no more than what it repeats.
    if len({*_shingles(here)}) <= (MIN_WORDS - SHINGLE) * scale or scale != there.scale:
        return NOTHING
    found = _stretches(here, there, frozenset())
    if not found:
        return NOTHING
    # What is filled into a template is told by the template, be it repeated or not.
    slots, numbers = _slots(here, there, found)
    per_word = slots * scale / sum(each.length for each in found)
    silent = _marked(here, apart_from)
    telling = len(here.words) - sum(silent)
    if telling < MIN_WORDS * scale:
        return NOTHING
    if apart_from:
        found = _stretches(here, there, apart_from)
    lengths = [each.length - sum(silent[each.here : each.here + each.length]) for each in found]
    common = sum(lengths)
    if not common:
        return NOTHING
    return Likeness(
        copied=common / telling,
        stretch=sum(each**2 for each in lengths) / common / scale,
        begins=2 * telling >= len(here.words) and any(map(partial(_begins, scale=scale), found)),
        slots=per_word,
        numbers=numbers,
    )


def _begins(found: Stretch, scale: int) -> bool:
    """Say whether both texts begin with a stretch, but for a notice before it."""
    return (
        found.length >= MIN_BEGINNING * scale
        and min(found.here, found.there) <= SHINGLE * scale
        and max(found.here, found.there) <= MAX_BEFORE * scale
    )


def _stretches(here: Tokens, there: Tokens, apart_from: Collection[int]) -> list[Stretch]:
    """Find what both have, in the order of the shorter text, each word of it once."""
    size = SHINGLE * here.scale
    mine, theirs = _shingles(here), _shingles(there)
    wanted = set(mine).difference(apart_from)
    places: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(theirs):
        if each in wanted and len(places[each]) < _MAX_PLACES:
            places[each].append(at)
    found: list[Stretch] = []
    at = 0
    while at < len(mine):
        longest = max(
            ((_run(mine, theirs, at, place), place) for place in places.get(mine[at], ())),
            default=(0, 0),
        )
        if longest[0]:
            found.append(Stretch(at, longest[1], longest[0] + size - 1))
            at += longest[0] + size - 1
        else:
            at += 1
    return found


_MAX_PLACES: Final = 8
"""Of one shingle in a text; what is repeated oftener says nothing more."""


def _run(mine: Sequence[int], theirs: Sequence[int], here: int, there: int) -> int:
    end = min(len(mine) - here, len(theirs) - there)
    return next((at for at in range(end) if mine[here + at] != theirs[there + at]), end)


def _marked(text: Tokens, apart_from: Collection[int]) -> bytearray:
    """Mark with 1 the words that stand in one of these shingles."""
    marks, size = bytearray(len(text.words)), SHINGLE * text.scale
    if apart_from:
        for at, each in enumerate(_shingles(text)):
            if each in apart_from:
                marks[at : at + size] = b"\1" * size
    return marks


def _slots(here: Tokens, there: Tokens, found: Sequence[Stretch]) -> tuple[int, int]:
    """Count the places between stretches with a few other words, and those with other numbers."""
    most = MAX_SLOT * here.scale
    slots = numbers = 0
    for one, next_one in pairwise(found):
        mine = here.words[one.here + one.length : next_one.here]
        theirs = there.words[one.there + one.length : next_one.there]
        if mine and theirs:
            slots += len(mine) <= most and len(theirs) <= most
            numbers += _numbers_differ(mine, theirs)
    return slots, numbers


def _numbers_differ(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    ours, others = ({each for each in side if each.isdecimal()} for side in (mine, theirs))
    return bool(ours and others and not ours & others)
