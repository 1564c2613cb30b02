"""The decision between stories: one copy of each, up to the limit, in the feed's order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from syndicator.curate.decide import span
from syndicator.curate.room import CORRECTED, in_order, share_out
from syndicator.model import Decision, Head, Verdict
from syndicator.model.output_feed import OutputFeed

_Pair = tuple[Head, Decision]
_Pairs = list[_Pair]
NEVER: Final[Mapping[int, datetime]] = MappingProxyType({})
"""Nothing was corrected."""
CORRECTED_FOR: Final = timedelta(days=7)
"""So long a correction stands in the feed, whatever came after it."""
_MAX_ROUNDS: Final = 9
"""So often quotas are shared out anew because copies took the places of others."""


def select(
    judged: Sequence[tuple[Head, Decision]],
    feed: OutputFeed,
    *,
    standing: frozenset[int] = frozenset(),
    settled: frozenset[int] = frozenset(),
    corrected: Mapping[int, datetime] = NEVER,
) -> list[tuple[Head, Decision]]:
    """Decide between items: one copy of each story, and no more than limit and quotas let in.

    Of several copies that may be published, one that stands in the feed already is kept, so that
    entries do not change places; else that of the source which the feed prefers, else the one with
    the earliest date, else that of the source whose name comes first. In a feed that keeps its
    past, what stood and is cut goes into the archive, and what is there keeps its copies out. Of
    what is over a quota, a copy from another source is carried if there is room for it. The result
    does not depend on the order of the input.

    Args:
        judged: every item that the feed could hold, with its decision by `judge`.
        feed: whose order and limit apply.
        standing: the ids of the items that the feed holds now, and may hold again.
        settled: of those that stand in its archive only, and stay there.
        corrected: of what stands, in the feed or its archive: what was corrected of late, and until
            when that is said in the feed. Neither age nor limit keeps it out, and it takes
            nobody's place.

    Returns:
        Every item with its final decision: first those to be published, in the feed's order, then
        the others by id.
    """
    held = (standing | settled) if feed.keeps else frozenset()
    pairs = [_before(pair, feed, settled, corrected) for pair in judged]
    wanted = [pair for pair in pairs if pair[1].verdict is Verdict.PUBLISH]
    others = [pair for pair in pairs if pair[1].verdict is not Verdict.PUBLISH]
    holders = [item for item, decision in pairs if _stays(item, decision, held)]
    passed: frozenset[int] = frozenset()
    rounds = 0
    while True:
        copies = _one_of_each(wanted, feed, standing, holders, passed)
        kept, cut, over = _with_place(copies.chosen, feed, standing, corrected)
        # A copy that the limit cuts stands no longer. Asking again without it makes the result
        # the same as it would be the next time, when nothing but what stands has changed.
        fallen = frozenset() if feed.keeps else standing & {item.id for item, _ in cut}
        # Of what is over its quota, another source may have a copy that is not.
        again = ((over & copies.originals) - held) - passed
        if fallen or again:
            standing, passed = standing - fallen, passed | again
            continue
        stands = standing | {item.id for item, _ in kept}
        if not passed or stands == standing or rounds == _MAX_ROUNDS:
            break
        standing, passed, rounds = stands, frozenset(), rounds + 1
    others += copies.copies + cut
    others = [
        (item, _archived(decision)) if _stays(item, decision, held) else (item, decision)
        for item, decision in others
    ]
    return kept + sorted(others, key=_id)


def _with_place(
    chosen: _Pairs, feed: OutputFeed, standing: frozenset[int], corrected: Mapping[int, datetime]
) -> tuple[_Pairs, _Pairs, frozenset[int]]:
    """Divide into what stands, in the feed's order, and what has no place; say what of it is over.

    A correction of late stands without a place of its own.
    """
    shared = share_out(chosen, feed, standing)
    without = [*shared.over, *shared.late]
    cut = [pair for pair in without if pair[0].id not in corrected]
    extra = [(i, _corrected(d, corrected[i.id])) for i, d in without if i.id in corrected]
    kept = in_order([*shared.kept, *extra], feed) if extra else shared.kept
    return kept, cut, frozenset(item.id for item, _ in shared.over if item.id not in corrected)


def _before(
    pair: _Pair,
    feed: OutputFeed,
    settled: frozenset[int],
    corrected: Mapping[int, datetime],
) -> _Pair:
    """What is known before items are compared: archived for good, or back for a while."""
    item, decision = pair
    if decision.verdict is Verdict.WITHHELD:
        return pair
    if item.id in corrected:
        if decision.rule == f"feeds.{feed.name}.max_age":
            return item, _corrected(decision, corrected[item.id])
    elif item.id in settled and decision.verdict is Verdict.PUBLISH:
        reason = "it made room for newer stories"
        return item, _left_out(decision, f"feeds.{feed.name}.history", reason)
    return pair


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneOfEach:
    chosen: _Pairs
    copies: _Pairs
    originals: frozenset[int]
    """Those chosen of which there are copies."""


def _one_of_each(
    wanted: Iterable[_Pair],
    feed: OutputFeed,
    standing: frozenset[int],
    holders: Iterable[Head],
    passed: frozenset[int],
) -> _OneOfEach:
    """Divide into those chosen and copies of them: of the same story or the same atom:id.

    Two sources may name an entry alike (RFC 4287 §4.1.1), and a feed may hold it once only. What is
    nearly the same is a copy unless it stands already: nothing is withdrawn because of a likeness.
    What was passed over is chosen only where there is no other copy.
    """
    chosen: _Pairs = []
    copies: _Pairs = []
    originals: set[int] = set()
    stories: dict[int, Head] = {}
    ids: dict[str, Head] = {}
    numbers: dict[int, Head] = {}
    for item in sorted(holders, key=lambda each: each.id):
        stories.setdefault(item.story, item)
        ids.setdefault(item.atom_id, item)
        numbers[item.id] = item
    rank = {source: place for place, source in enumerate(feed.prefer)}

    def precedence(pair: _Pair) -> tuple[bool, bool, int, datetime, str, int]:
        item = pair[0]
        preferred = rank.get(item.source, len(rank))
        new = item.id not in standing
        return item.id in passed, new, preferred, item.date, item.source, item.id

    for item, decision in sorted(wanted, key=precedence):
        alike = (stories.get(item.story), ids.get(item.atom_id))
        original = next((each for each in alike if each is not None and each.id != item.id), None)
        near = feed.near_duplicates and item.id not in numbers and item.id not in standing
        nearly = min((each for each in item.near if near and each in numbers), default=None)
        if original is not None:
            reason = f"a copy of item {original.id}, from {original.source}"
            copies.append((item, _left_out(decision, "dedupe", reason)))
            originals.add(original.id)
        elif nearly is not None:
            reason = f"nearly the same as item {nearly}, from {numbers[nearly].source}"
            copies.append((item, _left_out(decision, "dedupe", reason)))
            originals.add(nearly)
        else:
            stories[item.story] = ids[item.atom_id] = numbers[item.id] = item
            chosen.append((item, decision))
    return _OneOfEach(chosen=chosen, copies=copies, originals=frozenset(originals))


def _stays(item: Head, decision: Decision, held: frozenset[int]) -> bool:
    """Whether an item stands on, in the feed or in its archive."""
    return item.id in held and decision.verdict is not Verdict.WITHHELD


def _id(pair: _Pair) -> int:
    return pair[0].id


def _left_out(decision: Decision, rule: str, reason: str) -> Decision:
    return replace(decision, verdict=Verdict.LEFT_OUT, rule=rule, reason=reason)


def _archived(decision: Decision) -> Decision:
    reason = f"it stands in the archive: {decision.reason}"
    return replace(decision, verdict=Verdict.ARCHIVED, reason=reason)


def _corrected(decision: Decision, until: datetime) -> Decision:
    days = span(CORRECTED_FOR)
    return replace(
        decision,
        verdict=Verdict.PUBLISH,
        rule=CORRECTED,
        reason=f"it was corrected, and stands for {days} more so that its readers see that",
        wake_at=min(filter(None, (decision.wake_at, until))),
    )
