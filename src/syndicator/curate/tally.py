"""What each rule of a feed would have done with many stories. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from syndicator.curate.haystack import Haystack
from syndicator.curate.match import match
from syndicator.curate.rules import wish
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import DECIDING, PlacedRule

MAX_EXAMPLES: Final = 3
"""Stories that are shown for each rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story that a rule matched."""

    item: int
    title: str


@dataclass(slots=True, kw_only=True)
class Tried:
    """What one rule would have done."""

    placed: PlacedRule
    matches: int = 0
    """Stories that it matches, whoever decided on them."""
    decides: int = 0
    """Of these, those that it decided on; those that it marks, of a rule that marks."""
    examples: list[Example] = field(default_factory=list)
    """The first of those that it decided on."""
    before: Counter[str] = field(default_factory=Counter)
    """Which rules decided on the others, by key."""

    @property
    def is_shadowed(self) -> bool:
        """Whether an earlier rule always decides where it could."""
        return self.matches > 0 and self.decides == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What all rules of a feed would have done."""

    stories: int
    rules: tuple[Tried, ...]
    """In the order in which they are asked."""
    otherwise: tuple[tuple[str, int], ...]
    """What became of stories on which no rule decided: the key that did, and how many."""


def tally(feed: OutputFeed, stories: Iterable[Haystack]) -> Tally:
    """Hold every rule of a feed against every story.

    Args:
        feed: whose rules.
        stories: the newest first; examples are taken from the front.
    """
    rules = [Tried(placed=placed) for placed in (*feed.deciding, *feed.marking)]
    keys = {each.placed.key for each in rules}
    otherwise: Counter[str] = Counter()
    count = 0
    for story in stories:
        count += 1
        wanted = wish(feed, story)
        if wanted.key not in keys:
            otherwise[wanted.key] += 1
        for each in rules:
            if not match(each.placed.rule, story):
                continue
            each.matches += 1
            if each.placed.action in DECIDING and each.placed.key != wanted.key:
                each.before[wanted.key] += 1
                continue
            each.decides += 1
            if len(each.examples) < MAX_EXAMPLES:
                each.examples.append(Example(item=story.item.id, title=story.item.article.title))
    return Tally(
        stories=count,
        rules=tuple(rules),
        otherwise=tuple(otherwise.most_common()),
    )
