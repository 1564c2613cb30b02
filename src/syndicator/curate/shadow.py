"""Rules that can never decide, because an earlier one matches whatever they match. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syndicator.model.folding import fold_case
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import (
    Action,
    Clause,
    Condition,
    Dates,
    Field,
    FoldedPattern,
    Length,
    Pattern,
    PlacedRule,
    Rule,
    Tagged,
)


def shadowed(feed: OutputFeed) -> Iterator[tuple[PlacedRule, PlacedRule]]:
    """Find the rules of a feed that an earlier one leaves nothing to decide.

    What can be seen in the rules alone is found, for any story: fewer words in the same place,
    more conditions, a narrower span.

    Yields:
        Each such rule, and the first that shadows it.
    """
    asked: list[PlacedRule] = []
    for placed in feed.deciding:
        earlier = next((each for each in asked if _comes_first(each, placed)), None)
        if earlier is None:
            asked.append(placed)
        else:
            yield placed, earlier


def _comes_first(earlier: PlacedRule, later: PlacedRule) -> bool:
    # What a hold stops is still asked about by the rules behind it.
    if earlier.action is Action.HOLD and later.action is not Action.HOLD:
        return False
    return _implies(later.rule, earlier.rule)


def _implies(narrow: Rule, wide: Rule) -> bool:
    """Whether every story that one rule matches is matched by the other, as far as it shows."""
    return all(any(_within(each, one) for each in narrow.clauses) for one in wide.clauses)


def _within(narrow: Condition, wide: Condition) -> bool:
    if narrow == wide:
        return True
    match narrow, wide:
        case Clause(), Clause():
            return _words_within(narrow, wide)
        case Length(), Length():
            return _span_within((narrow.min, narrow.max), (wide.min, wide.max))
        case Dates(), Dates():
            first, last = _ordinals(narrow), _ordinals(wide)
            return _span_within(first, last)
        case Tagged(), Tagged():
            return set(dict(narrow.sources)) <= set(dict(wide.sources))
    return False


def _words_within(narrow: Clause, wide: Clause) -> bool:
    few, many = _sources(narrow.patterns), _sources(wide.patterns)
    if Field.ALL in (narrow.field, wide.field):
        if narrow.field is wide.field:
            return few >= many
        if narrow.field is Field.ALL and wide.field is Field.ANY:
            return bool(few & many)
        return narrow.field is Field.ANY and len(few) == 1 and few == many
    looks_in = {Field.TITLE, Field.TEXT, Field.CATEGORY, Field.ANY}
    return few <= many and (
        narrow.field is wide.field or (wide.field is Field.ANY and narrow.field in looks_in)
    )


def _sources(patterns: Iterable[Pattern]) -> set[tuple[bool, str]]:
    # One that minds accents matches less than one that does not, and not the other way round.
    return {_source(each) for each in patterns}


def _source(pattern: Pattern) -> tuple[bool, str]:
    if isinstance(pattern, FoldedPattern):
        return True, pattern.folded
    if pattern.source.startswith("re:"):
        return False, pattern.source
    return False, fold_case(pattern.source)


def _ordinals(dates: Dates) -> tuple[int | None, int | None]:
    since, until = dates.since, dates.until
    return (since.toordinal() if since else None, until.toordinal() if until else None)


def _span_within(
    narrow: tuple[int | None, int | None], wide: tuple[int | None, int | None]
) -> bool:
    (low, high), (least, most) = narrow, wide
    return (least is None or (low is not None and low >= least)) and (
        most is None or (high is not None and high <= most)
    )
