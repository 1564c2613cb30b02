"""The desk's words, and what they add up to. No I/O.

A word is added and never changed; an undo is a word, too, by which the one before counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from syndicator.model import Desk, Label, Word


class Action(StrEnum):
    """What the desk can say of a story."""

    APPROVE = "approve"
    """It may leave, where the permission asks for an editor's choice."""
    REJECT = "reject"
    """It may not; a later approval takes that back."""
    HOLD = "hold"
    """Not now."""
    RELEASE = "release"
    """The hold is over."""
    KILL = "kill"
    """Never again, anywhere."""
    UNDO = "undo"
    """The last word before is taken back, by whoever may say it; never a kill."""
    LABEL = "label"
    """It is called so in every feed, as by a rule."""
    UNLABEL = "unlabel"
    PIN = "pin"
    """It stands in front in every feed, as by a rule."""
    UNPIN = "unpin"
    NOTE = "note"
    """A remark, which changes nothing."""


SOURCE: Final = "source"
"""Who spoke, where it was the source itself, by a tombstone."""
AGENCY: Final = "agency"
"""By a headline such as ``MANDATORY KILL``."""
PAGE: Final = "page"
"""By its page, which answers that the story is gone."""
CHANGE: Final = "change"
"""By a change of the story since an editor approved it: `approve` or `release` covers that, too."""
OURSELVES: Final = "syndicator"
"""By what it is: our own output, come back from somebody who took it over."""
PUBLISHERS: Final = frozenset({SOURCE, AGENCY, PAGE})
"""Those that speak for the publisher of the story, not for ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One word of the desk, as it was recorded."""

    item: int
    action: Action
    word: Word
    replaced_by: int | None = None
    keep_title: bool = False
    label: str | None = None
    """Of `Action.LABEL` and `Action.UNLABEL`."""
    number: int = 0
    """Of the word, where it was read from the record; later words have greater ones."""


ALL_OF: Final = "all of "
"""How the reason of a hold begins that is of a whole source, and of no story."""


def is_person(word: Word) -> bool:
    """Whether an editor or operator said it, or it was said in the name of one."""
    return word.by not in {*PUBLISHERS, CHANGE, OURSELVES}


def after_word(desk: Desk, spoken: Spoken) -> Desk:
    """Say what stands after a word; for `Action.UNDO` see `undone`."""
    if desk.killed:
        late = spoken.action is Action.KILL and desk.replaced_by is None
        return replace(desk, replaced_by=spoken.replaced_by) if late else desk
    change = _CHANGES.get(spoken.action)
    return desk if change is None else change(desk, spoken)


def _approve(desk: Desk, spoken: Spoken) -> Desk:
    held = None if _has_changed(desk) else desk.held
    return replace(desk, approved=spoken.word, rejected=None, held=held)


def _release(desk: Desk, spoken: Spoken) -> Desk:
    approved = spoken.word if _has_changed(desk) else desk.approved
    return replace(desk, held=None, approved=approved)


def _has_changed(desk: Desk) -> bool:
    return desk.held is not None and desk.held.by == CHANGE


def _label(desk: Desk, spoken: Spoken) -> Desk:
    if not spoken.label or spoken.label in {each.name for each in desk.labels}:
        return desk
    return replace(desk, labels=(*desk.labels, Label(name=spoken.label, word=spoken.word)))


def _unlabel(desk: Desk, spoken: Spoken) -> Desk:
    return replace(desk, labels=tuple(e for e in desk.labels if e.name != spoken.label))


_CHANGES: Final[Mapping[Action, Callable[[Desk, Spoken], Desk]]] = {
    Action.APPROVE: _approve,
    Action.REJECT: lambda desk, said: replace(desk, rejected=said.word, approved=None),
    Action.HOLD: lambda desk, said: replace(desk, held=said.word),
    Action.RELEASE: _release,
    Action.KILL: lambda desk, said: replace(
        desk, killed=said.word, replaced_by=said.replaced_by, keep_title=said.keep_title
    ),
    Action.LABEL: _label,
    Action.UNLABEL: _unlabel,
    Action.PIN: lambda desk, said: replace(desk, pinned=said.word),
    Action.UNPIN: lambda desk, _: replace(desk, pinned=None),
}


def undoable(words: Sequence[Spoken]) -> Spoken | None:
    """Return the word that an undo would take back: the last of a person, unless it is a kill.

    Args:
        words: all that was said of an item, the first word first.
    """
    last = states(words)[-1][0]
    if last is None or last.action is Action.KILL or not is_person(last.word):
        return None
    return None if last.word.reason.startswith(ALL_OF) else last


def states(words: Sequence[Spoken]) -> list[tuple[Spoken | None, Desk]]:
    """List what stood after each word that counts, with that word; first, before any of them."""
    stood: list[tuple[Spoken | None, Desk]] = [(None, Desk())]
    for said in words:
        if said.action is Action.UNDO:
            del stood[max(1, len(stood) - 1) :]
        elif said.action is not Action.NOTE:
            after = after_word(stood[-1][1], said)
            stood.append((said, after))
    return stood


def undone(desk: Desk, words: Sequence[Spoken]) -> Desk:
    """Give back what the last word that counts has changed."""
    stood = states(words)
    if undoable(words) is None:
        return desk
    (_, before), (_, after) = stood[-2:]
    names = [each.name for each in fields(Desk)]
    changed = {name for name in names if getattr(before, name) != getattr(after, name)}
    return replace(desk, **{name: getattr(before, name) for name in changed})
