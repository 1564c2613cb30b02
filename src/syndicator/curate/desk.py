"""The desk: what becomes of each item in one output feed, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from syndicator.curate.match import Haystack, match
from syndicator.curate.rules import Order, OutputFeed, Rule
from syndicator.model import Decision, GrantName, Head, Item, Ruling, Verdict

_Pair = tuple[Head, Decision]
_Pairs = list[_Pair]
NEVER: Final[Mapping[int, datetime]] = MappingProxyType({})
"""Nothing was corrected."""
CORRECTED_FOR: Final = timedelta(days=7)
"""So long a correction stands in the feed, whatever came after it."""
CORRECTED: Final = "correction"
"""The rule by which it does."""


def judge(
    haystack: Haystack,
    feed: OutputFeed,
    ruling: Ruling,
    *,
    now: datetime,
    grant: GrantName | None,
    backfill: timedelta | None = None,
) -> Decision:
    """Decide on one item by itself: permission first, then the editor's rules, then its age.

    Args:
        haystack: the item at its current revision; one serves every feed it is judged for.
        feed: whose rules are asked.
        ruling: what the permission says of the item at `now`.
        now: aware.
        grant: the name of the permission; None if its source has none.
        backfill: how old an item may be that its source already had when it was first polled; one
            without a date is too old. None: of any age.

    Returns:
        A decision that names the key that made it. It stands until ``wake_at`` at the latest, or
        until the item, the configuration or an editor's word changes.
    """
    item = haystack.item
    if ruling.permitted:
        verdict, rule, reason = _wish(haystack, feed, now, backfill)
    else:
        key = f"grants.{grant}.{ruling.code}" if grant else f"sources.{item.source}.grant"
        verdict, rule, reason = Verdict.WITHHELD, key, ruling.reason
    too_old_at = _later(item.date, feed.max_age) if verdict is Verdict.PUBLISH else None
    return Decision(
        item=item.id,
        feed=feed.name,
        verdict=verdict,
        rule=rule,
        reason=reason,
        wake_at=min(filter(None, (ruling.wake_at, too_old_at)), default=None),
    )


def _wish(
    haystack: Haystack, feed: OutputFeed, now: datetime, backfill: timedelta | None
) -> tuple[Verdict, str, str]:
    """Say what the editor wants with an item that may leave: verdict, rule and reason."""
    item = haystack.item
    key = f"feeds.{feed.name}"
    if item.source not in feed.sources:
        return Verdict.LEFT_OUT, f"{key}.sources", f"{item.source} is no source of this feed"
    if found := _first_match(feed.exclude, haystack):
        return Verdict.LEFT_OUT, f"{key}.exclude[{found[0]}]", f"not wanted here: {found[1]}"
    found = _first_match(feed.include, haystack)
    if feed.include and not found:
        return Verdict.LEFT_OUT, f"{key}.include", "none of the rules for what is wanted matches"
    if old := _too_old(item, feed, now, backfill):
        return Verdict.LEFT_OUT, *old
    if found:
        return Verdict.PUBLISH, f"{key}.include[{found[0]}]", f"wanted: {found[1]}"
    return Verdict.PUBLISH, f"{key}.sources", f"every story from {item.source} is wanted"


def _too_old(
    item: Item, feed: OutputFeed, now: datetime, backfill: timedelta | None
) -> tuple[str, str] | None:
    if backfill is not None and item.first_poll:
        key = f"sources.{item.source}.backfill"
        if item.published is None:
            return key, "there already at the first poll, and without a date"
        if item.first_seen - item.published > backfill:
            return (
                key,
                f"of {item.date:%Y-%m-%d}: more than {_span(backfill)} before the first poll",
            )
    if feed.max_age is not None and now - item.date >= feed.max_age:
        reason = f"of {item.date:%Y-%m-%d}: more than {_span(feed.max_age)} ago"
        return f"feeds.{feed.name}.max_age", reason
    return None


def select(
    judged: Sequence[tuple[Head, Decision]],
    feed: OutputFeed,
    *,
    standing: frozenset[int] = frozenset(),
    settled: frozenset[int] = frozenset(),
    corrected: Mapping[int, datetime] = NEVER,
) -> list[tuple[Head, Decision]]:
    """Decide between items: one copy of each story, and no more than the limit.

    Of several copies that may be published, one that stands in the feed already is kept, so that
    entries do not change places; else the one that was seen first. In a feed that keeps its past,
    what stood and is cut goes into the archive, and what is there keeps its copies out. The result
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
    while True:
        chosen, copies = _one_of_each(wanted, standing, holders)
        kept, cut = _limited(chosen, feed, corrected)
        # A copy that the limit cuts stands no longer. Asking again without it makes the result
        # the same as it would be the next time, when nothing but what stands has changed.
        fallen = standing & {item.id for item, _ in cut}
        if feed.keeps or not fallen:
            break
        standing -= fallen
    key, reason = f"feeds.{feed.name}.limit", f"{feed.limit} others come before it"
    others += copies + [(item, _left_out(decision, key, reason)) for item, decision in cut]
    others = [
        (item, _archived(decision)) if _stays(item, decision, held) else (item, decision)
        for item, decision in others
    ]
    return kept + sorted(others, key=_id)


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


def _limited(
    chosen: _Pairs, feed: OutputFeed, corrected: Mapping[int, datetime]
) -> tuple[_Pairs, _Pairs]:
    """Divide into what stands, in the feed's order, and what the limit cuts."""
    # stable: ties stay by id
    chosen = sorted(chosen, key=lambda pair: date_in(pair[0], feed), reverse=True)
    counted = [pair for pair in chosen if pair[1].rule != CORRECTED]
    late = {item.id for item, _ in counted[feed.limit :]}
    kept: _Pairs = []
    cut: _Pairs = []
    for item, decision in chosen:
        if item.id not in late:
            kept.append((item, decision))
        elif item.id in corrected:
            kept.append((item, _corrected(decision, corrected[item.id])))
        else:
            cut.append((item, decision))
    return kept, cut


def _one_of_each(
    wanted: Iterable[_Pair], standing: frozenset[int], holders: Iterable[Head]
) -> tuple[_Pairs, _Pairs]:
    """Divide into those chosen, by id, and copies of them: of the same story or the same atom:id.

    Two sources may name an entry alike (RFC 4287 §4.1.1), and a feed may hold it once only.
    """
    chosen: _Pairs = []
    copies: _Pairs = []
    stories: dict[int, Head] = {}
    ids: dict[str, Head] = {}
    for item in sorted(holders, key=lambda each: each.id):
        stories.setdefault(item.story, item)
        ids.setdefault(item.atom_id, item)
    for item, decision in sorted(wanted, key=lambda pair: (pair[0].id not in standing, pair[0].id)):
        alike = (stories.get(item.story), ids.get(item.atom_id))
        original = next((each for each in alike if each is not None and each.id != item.id), None)
        if original is None:
            stories[item.story] = ids[item.atom_id] = item
            chosen.append((item, decision))
        else:
            reason = f"a copy of item {original.id}, from {original.source}"
            copies.append((item, _left_out(decision, "dedupe", reason)))
    return sorted(chosen, key=_id), copies


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
    days = _span(CORRECTED_FOR)
    return replace(
        decision,
        verdict=Verdict.PUBLISH,
        rule=CORRECTED,
        reason=f"it was corrected, and stands for {days} more so that its readers see that",
        wake_at=min(filter(None, (decision.wake_at, until))),
    )


def date_in(item: Head, feed: OutputFeed) -> datetime:
    """The moment by which an item has its place in a feed."""
    return item.updated if feed.order is Order.UPDATED else item.date


def _first_match(rules: Sequence[Rule], haystack: Haystack) -> tuple[int, str] | None:
    """Find the rule that an item meets first: its place, and what it hit."""
    for index, rule in enumerate(rules):
        if hits := match(rule, haystack):
            return index, f"{rule.text} found {', '.join(str(hit) for hit in hits)}"
    return None


def _later(moment: datetime, span: timedelta | None) -> datetime | None:
    """Add; None for never, which is also where the calendar ends."""
    try:
        return None if span is None else moment + span
    except OverflowError:
        return None


def _span(span: timedelta) -> str:
    """A length of time in the largest unit that it fills: ``30 days``, ``36 hours``."""
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        count, rest = divmod(span, length)
        if not rest:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return str(span)
