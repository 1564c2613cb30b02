"""What makes a line an order: of the head of a headline, and of a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from syndicator.dedupe.advisories.headline import Part, Place
from syndicator.dedupe.advisories.line import Line
from syndicator.dedupe.advisories.vocabulary import Found, Key

OBJECTS: Final = (Key.THINGS, Key.COMMON, Key.PICTURES)
"""What an order is about."""
ORDERS: Final = (Key.KILL, Key.WITHDRAWN, Key.BAN)
IN_TEXTS: Final = (*ORDERS, Key.HOLD, Key.HOLDS, Key.UNTIL, Key.CORRECTIONS, Key.CORRECTED)
"""Without one of these a text orders nothing, and most have none."""
IN_TITLES: Final = (
    *IN_TEXTS,
    *(Key.LIFTED, Key.NOTES, Key.SCHEDULES, Key.REPEATS, Key.EDITORS, Key.CLIENTS),
)
"""Without one of these, or of those of a text, a headline orders nothing."""
_LONG: Final = 3
"""Words of an order to hold that no story begins with."""
_BESIDE: Final = 2
"""Words between "this" and what it is."""
_CALLED: Final = 3
"""Words between "we withdraw" and what."""
_CLOSE: Final = 5
"""Words between an item and that it is withdrawn, where nobody is spoken to."""
PURE: Final = frozenset(
    {
        *OBJECTS,
        *ORDERS,
        *(Key.OURS, Key.SENT, Key.CALLS, Key.EDITORS, Key.CLIENTS, Key.ASKS, Key.HOLD, Key.HOLDS),
        *(Key.FILLER, Key.MANDATORY, Key.LIFTED),
    }
)
"""What an order before a headline is made of."""


def heads_kill(part: Part, line: Line, *, slug: bool) -> bool:
    """Whether a part of a headline, by its form and words alone, is an order to kill."""
    if not line.has(*ORDERS) or line.has(Key.HOLD) or not line.all_are(PURE):
        return False
    capitals = part.words.isupper()
    kill, known = line.has(Key.KILL), line.has(Key.KILL, Key.WITHDRAWN)
    if part.place is Place.CAPITALS:
        begins = part.rest[:1].isupper() or not part.rest[:1].isalpha()
        return begins and (kill or (known and line.has(Key.MANDATORY, Key.THINGS)))
    if part.place is Place.TAIL:
        return kill and (capitals or slug)
    return _is_of_a_story(part, line) or _is_formal(part, line, slug=slug)


def _is_of_a_story(part: Part, line: Line) -> bool:
    """Whether beside the order stands what is killed, or who is spoken to."""
    if line.has(Key.THINGS) or line.addressed():
        return True
    clear = line.has(Key.KILL) or part.words.isupper() or part.place is Place.WHOLE
    return clear and line.has(Key.COMMON, Key.PICTURES)


def _is_formal(part: Part, line: Line, *, slug: bool) -> bool:
    """Whether it has the form of an order: brackets, capitals, a word said twice."""
    capitals = part.words.isupper()
    kill = line.has(Key.KILL)
    if part.place is Place.BRACKETS:
        return capitals or kill
    if _is_repeated(line) or (capitals and line.has(Key.BAN, Key.MANDATORY)):
        return True
    return kill and (capitals or slug or line.has(Key.MANDATORY))


def _is_repeated(line: Line) -> bool:
    """Whether it is said twice: ``KILL KILL``."""
    words = [line.words[each.start].folded for each in line.of(Key.KILL, Key.WITHDRAWN)]
    starts = {each.start for each in line.of(Key.KILL, Key.WITHDRAWN)}
    return len(starts) > 1 and len(set(words)) == 1


def heads_hold(part: Part, line: Line, *, slug: bool) -> bool:
    """Whether a part of a headline, by its form and words alone, is an order to hold."""
    if line.begins(Key.LIFTED):
        return False
    if part.place is Place.HEAD and _begins_with_long(line):
        until = any(each.end < len(line.words) for each in line.of(Key.UNTIL))
        formal = part.words.isupper() or until or line.has(*OBJECTS) or line.addressed()
        return formal or line.dated()
    if not line.all_are(PURE | {Key.UNTIL, Key.TIMES, Key.MONTHS}):
        return False
    if part.place is Place.TAIL:
        formal = part.words.isupper() and any(each.end >= _LONG for each in line.of(Key.HOLD))
        return formal or (slug and line.has(Key.HOLD, Key.HOLDS))
    if line.timed() or line.has(Key.HOLD):
        return True
    support = line.has(Key.MANDATORY, Key.THINGS) or line.addressed()
    bracketed = part.place is Place.BRACKETS and part.words.isupper()
    apart = part.place is not Place.CAPITALS
    return apart and line.has(Key.HOLDS) and (support or bracketed)


def _begins_with_long(line: Line) -> bool:
    """Whether it begins with an order to hold of some words: ``do not publish until``."""
    return any(each.start == 0 and each.end >= _LONG for each in line.of(Key.HOLD))


def says_hold(line: Line, *, addressed: bool) -> bool:
    """Whether a sentence orders to hold."""
    if line.timed():
        apart = any(
            each.start <= 1 or not line.words[each.start - 1].folded.isalnum()
            for each in line.of(Key.UNTIL)
        )
        near = is_item_near(line, line.of(Key.UNTIL))
        if apart or near or addressed or line.addressed():
            return True
    hold = line.of(Key.HOLD)
    if not hold:
        return False
    if addressed or line.addressed():
        return True
    opens = not line.words[0].folded.isalnum() and line.has(Key.TIMES)
    if opens or line.all_are(PURE | {Key.UNTIL, Key.TIMES, Key.MONTHS}):
        return opens or line.has(Key.ASKS) or any(each.end - each.start >= _LONG for each in hold)
    return is_item_near(line, hold)


def is_item_near(line: Line, orders: Sequence[Found]) -> bool:
    """Whether what only newsrooms send is near an order, or "this report", "our photo"."""
    if line.near([*line.of(Key.THINGS), *line.numbers()], orders):
        return True
    others = line.of(Key.COMMON, Key.PICTURES)
    own = [*line.of(Key.OURS, Key.SENT), *line.numbers()]
    return line.near(own, others, _BESIDE) and line.near(others, orders, _CLOSE)


def says_kill(line: Line, *, addressed: bool, number: int) -> bool:
    """Whether a sentence orders to kill, or says that the sender's own item is withdrawn.

    Args:
        line: the sentence.
        number: which one it is; 0 is the headline.
        addressed: whether editors or clients are spoken to in what is before it.
    """
    orders = line.of(*ORDERS)
    if not orders:
        return False
    if line.addressed(Key.EDITORS):
        return True
    if number == 1 and line.all_are(PURE) and line.has(Key.THINGS, Key.BAN):
        return True
    begins = line.begins(*PURE) or any(each.start == 1 for each in orders)
    if not number and not (addressed or begins):
        return False  # a headline such as "How we killed the story"
    if addressed or line.addressed():
        return line.near([*line.of(*OBJECTS), *line.numbers()], orders)
    return _withdraws(line, orders)


def _withdraws(line: Line, orders: Sequence[Found]) -> bool:
    """Whether a sentence to nobody says that an item is, or is to be, withdrawn."""
    pictures, others = line.of(Key.PICTURES), line.of(Key.COMMON)
    if line.near(pictures, line.numbers(), 1) and line.near(pictures, orders, _CALLED):
        return True
    if line.has(Key.ASKS) and is_item_near(line, orders):
        return True
    return _is_own(line, line.of(Key.THINGS), orders) or (
        line.near(others, orders, _CLOSE) and line.near(line.of(Key.OURS), others, _BESIDE)
    )


def _is_own(line: Line, things: Sequence[Found], orders: Sequence[Found]) -> bool:
    """Whether what is withdrawn is the sender's: this story, we, the article sent at noon."""
    if not line.near(things, orders):
        return False
    ours = line.of(Key.OURS)
    if line.near(ours, things, _BESIDE):
        return True
    if line.near(ours, orders, _BESIDE) and line.near(things, orders, _CALLED):
        return True
    return line.dated() and line.near(line.of(Key.SENT), things, _CLOSE)


def is_by_us(line: Line) -> bool:
    """Whether it is the sender who withdraws: ``we have removed``."""
    objects = {each.start for each in line.of(*OBJECTS)}
    we = [each for each in line.of(Key.OURS) if each.end not in objects]
    return line.near(we, line.of(*ORDERS), _BESIDE)


def speaks_of_withdrawal(said: Sequence[Line]) -> bool:
    """Whether a text, under a head that says so, speaks of an item that is withdrawn."""
    of_it = any(
        line.near(line.of(Key.OURS), line.of(Key.THINGS, Key.COMMON), _BESIDE)
        or line.near(line.of(Key.SENT), line.of(Key.THINGS), _BESIDE)
        for line in said
    )
    gone = any(line.has(*ORDERS) and line.all_are(PURE) for line in said)
    banned = any(line.has(Key.BAN) and line.all_are(PURE) for line in said)
    to_them = any(line.has(Key.EDITORS, Key.CLIENTS) and line.has(*OBJECTS) for line in said)
    return (of_it and gone) or banned or to_them or any(map(_is_about_an_item, said))


def _is_about_an_item(line: Line) -> bool:
    spoken = line.has(Key.ASKS, Key.OURS) or line.addressed()
    things = line.of(*OBJECTS) if spoken else line.of(Key.THINGS)
    ours = line.of(Key.OURS)
    if line.near(ours, line.of(Key.THINGS), _BESIDE):
        return True
    return line.near(things, line.of(*ORDERS)) or (line.has(Key.ASKS) and line.has(Key.BAN))
