"""Stories that wait their turn: a permission that lets only so many leave in a day.

The oldest go first. A story that is admitted and then not chosen, because the feed holds a copy of
it or has no room, gives its turn to the next, so that the day's number is used and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from syndicator.curate.room import Full
from syndicator.curate.select import NEVER, select
from syndicator.model import Decision, Head, Verdict
from syndicator.model.output_feed import OutputFeed

Judged = Sequence[tuple[Head, Decision]]
Refuse = Callable[[Judged], Mapping[int, Decision]]
"""Says of a selection which of it cannot be published after all."""
_Choose = Callable[[Judged], list[tuple[Head, Decision]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Stories of which only so many more may leave for the time being."""

    waiting: tuple[int, ...]
    """Their ids, those whose turn comes first in front; each was judged worth publishing."""
    room: int
    """How many of them may leave."""
    rule: str
    """The key that says so."""
    reason: str
    until: datetime
    """When it will be asked again."""


def select_in_turn(
    judged: Judged,
    feed: OutputFeed,
    *,
    standing: frozenset[int],
    turns: Sequence[Turn],
    refuse: Refuse,
    settled: frozenset[int] = frozenset(),
    corrected: Mapping[int, datetime] = NEVER,
) -> list[tuple[Head, Decision]]:
    """Decide between items as `select` does, admitting those that wait in their turn.

    Args:
        judged: every item that the feed could hold, with its decision by `judge`.
        feed: whose order and limit apply.
        standing: the ids of the items that the feed holds now.
        turns: what waits; no item is in two of them.
        refuse: what else may turn out against one that was chosen; another then takes its place.
        settled: see `select`.
        corrected: see `select`.

    Returns:
        Every item with its final decision, in the order of `select`.
    """
    choose = partial(select, feed=feed, standing=standing, settled=settled, corrected=corrected)
    found: dict[int, Decision] = {}
    if any(len(turn.waiting) > turn.room for turn in turns):
        found |= _without_place(judged, feed, turns, choose)
    while True:
        admitted = {
            item
            for turn in turns
            for item in [each for each in turn.waiting if each not in found][: turn.room]
        }
        chosen = choose(_hold(judged, turns, admitted, found))
        news = _not_published(chosen, admitted) | dict(refuse(chosen))
        if not news:
            return chosen
        found |= news


def _hold(
    judged: Judged, turns: Sequence[Turn], admitted: Collection[int], found: Mapping[int, Decision]
) -> list[tuple[Head, Decision]]:
    """What is known by now of each item; those that wait and are not admitted are withheld."""
    turn_of = {item: turn for turn in turns for item in turn.waiting if item not in admitted}
    held = []
    for item, decision in judged:
        if item.id in found:
            held.append((item, found[item.id]))
        elif (turn := turn_of.get(item.id)) is not None:
            held.append((item, _waits(decision, turn)))
        else:
            held.append((item, decision))
    return held


def _waits(decision: Decision, turn: Turn) -> Decision:
    return replace(
        decision,
        verdict=Verdict.WITHHELD,
        rule=turn.rule,
        reason=turn.reason,
        wake_at=min(filter(None, (decision.wake_at, turn.until))),
    )


def _without_place(
    judged: Judged, feed: OutputFeed, turns: Sequence[Turn], choose: _Choose
) -> dict[int, Decision]:
    """What comes after all that limit and quotas let in already: no turn is spent on it."""
    without = choose(_hold(judged, turns, (), {}))
    kept = [pair for pair in without if pair[1].verdict is Verdict.PUBLISH]
    waiting = {item for turn in turns for item in turn.waiting}
    full = Full(kept, feed)
    below = {pair[0].id for pair in judged if pair[0].id in waiting and full.before(pair)}
    if not below:
        return {}
    chosen = choose(_hold(judged, turns, below, {}))
    return _not_published(chosen, below)


def _not_published(chosen: Judged, of: Collection[int]) -> dict[int, Decision]:
    return {
        item.id: decision
        for item, decision in chosen
        if item.id in of and decision.verdict is not Verdict.PUBLISH
    }
