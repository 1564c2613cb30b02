"""Who has a place in a feed: its limit and its quotas, shared out in the feed's order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from syndicator.model import Decision, Head, SourceName, Verdict
from syndicator.model.output_feed import Order, OutputFeed

Pair = tuple[Head, Decision]
_ALL: Final = "all"
CORRECTED: Final = "correction"
"""The rule by which a correction stands, whatever came after it; it takes nobody's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What has a place, in the feed's order, and what has none."""

    kept: list[Pair]
    over: list[Pair]
    """Over the quota of its source or of one of its labels."""
    late: list[Pair]
    """Behind the limit."""


def share_out(chosen: Iterable[Pair], feed: OutputFeed, standing: frozenset[int]) -> Shared:
    """Give the feed's places away: to pinned stories first, then to those that come first.

    What is over a quota takes no place of the limit. Of stories of one moment, those that stand
    come first, then by source, so that it does not matter which source was asked first.

    Args:
        chosen: one copy of each story.
        feed: whose order, limit and quotas apply.
        standing: what stands.
    """
    places = _Places(feed)
    kept: list[Pair] = []
    over: list[Pair] = []
    late: list[Pair] = []
    for pair in by_turn(chosen, feed, standing):
        decision = pair[1]
        if decision.rule == CORRECTED:
            kept.append(pair)
        elif quota := places.full(pair):
            over.append((pair[0], _left_out(decision, *quota)))
        elif places.taken < feed.limit:
            places.take(pair)
            kept.append(pair)
        else:
            reason = f"{feed.limit} others come before it"
            late.append((pair[0], _left_out(decision, f"feeds.{feed.name}.limit", reason)))
    return Shared(kept=in_order(kept, feed), over=over, late=late)


def in_order(pairs: Iterable[Pair], feed: OutputFeed) -> list[Pair]:
    """Put stories into the feed's order: pinned ones first; ties by their numbers."""
    ordered = sorted(pairs, key=lambda pair: pair[0].id)
    ordered.sort(key=lambda pair: place_of(pair, feed), reverse=True)
    return ordered


def by_turn(pairs: Iterable[Pair], feed: OutputFeed, standing: frozenset[int]) -> list[Pair]:
    """Put stories into the order in which they are given a place."""
    ordered = sorted(
        pairs, key=lambda pair: (pair[0].id not in standing, pair[0].source, pair[0].id)
    )
    ordered.sort(key=lambda pair: place_of(pair, feed), reverse=True)
    return ordered


def place_of(pair: Pair, feed: OutputFeed) -> tuple[bool, datetime]:
    """Where a story stands in a feed: what is greater stands further in front."""
    item, decision = pair
    return decision.pinned, item.updated if feed.order is Order.UPDATED else item.date


@dataclass(slots=True)
class _Places:
    """How many places are taken, by whom."""

    feed: OutputFeed
    taken: int = 0
    sources: Counter[SourceName] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)

    def full(self, pair: Pair) -> tuple[str, str] | None:
        """The quota that leaves a story no place: its key, and the reason."""
        quota, (item, decision) = self.feed.quota, pair
        key = f"feeds.{self.feed.name}.quota"
        if quota.source is not None and self.sources[item.source] >= quota.source:
            reason = f"over its quota: {_before(quota.source, f'from {item.source}')}"
            return f"{key}.source", reason
        full = quota.label and next(
            (each for each in decision.labels if self.labels[each] >= quota.label), None
        )
        if full:
            said = _before(self.labels[full], f'labelled "{full}"')
            reason = f"over its quota: {said}"
            return f"{key}.label", reason
        return None

    def take(self, pair: Pair) -> None:
        item, decision = pair
        self.taken += 1
        self.sources[item.source] += 1
        self.labels.update(decision.labels)


def _before(number: int, what: str) -> str:
    if number == 1:
        return f"another {what} comes before it"
    return f"{number} others {what} come before it"


class Full:
    """What is full already, and which of its stories stands last there."""

    def __init__(self, kept: Sequence[Pair], feed: OutputFeed) -> None:
        """Look at stories that have a place, in the feed's order."""
        self._feed = feed
        bounds = {_ALL: feed.limit, "source": feed.quota.source, "label": feed.quota.label}
        taken: Counter[tuple[str, str]] = Counter()
        self._lines: dict[tuple[str, str], tuple[bool, datetime]] = {}
        for pair in kept:
            if pair[1].rule == CORRECTED:
                continue
            names = self._names(pair)
            taken.update(names)
            for kind, name in names:
                bound = bounds[kind]
                if bound is not None and taken[kind, name] >= bound:
                    self._lines[kind, name] = place_of(pair, feed)

    def before(self, pair: Pair) -> bool:
        """Whether what a story would need is full of stories that stand before it."""
        place = place_of(pair, self._feed)
        return any(place < self._lines[name] for name in self._names(pair) if name in self._lines)

    @staticmethod
    def _names(pair: Pair) -> list[tuple[str, str]]:
        item, decision = pair
        labels = [("label", label) for label in decision.labels]
        return [(_ALL, ""), ("source", item.source), *labels]


def _left_out(decision: Decision, rule: str, reason: str) -> Decision:
    return replace(decision, verdict=Verdict.LEFT_OUT, rule=rule, reason=reason)
