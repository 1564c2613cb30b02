"""Whether a rule matches an item, and what in it was hit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from syndicator.curate.haystack import Haystack
from syndicator.model.counted import counted
from syndicator.model.rules import (
    Clause,
    Condition,
    Dates,
    Field,
    Group,
    Has,
    Length,
    Part,
    Quantifier,
    Rule,
    Tagged,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One pattern found in one part of an item."""

    field: Field
    """The part where it was found: never `Field.ANY` or `Field.ALL`."""
    pattern: str
    """As the operator wrote it."""

    def __str__(self) -> str:
        """``"NATO" in the title``, for a reason."""
        return f'"{self.pattern}" in the {self.field}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A condition that asks for no word, and how it was met."""

    text: str

    def __str__(self) -> str:
        """``a picture``, for a reason."""
        return self.text


Hits = tuple[Hit | Fact, ...]
"""What was found; empty: the rule does not match."""


def match(rule: Rule, haystack: Haystack) -> Hits:
    """Hold a rule against an item.

    A clause with several patterns asks for one of them, one with ``all`` for every one. ``any``
    and ``all`` look into title, text and categories.

    Returns:
        What was hit, condition by condition; empty if one was not met.
    """
    hits: list[Hit | Fact] = []
    for condition in rule.clauses:
        met = _meet(condition, haystack)
        if not met:
            return ()
        hits += met
    return tuple(hits)


def _meet(condition: Condition, haystack: Haystack) -> Hits:  # one for each kind
    match condition:
        case Clause():
            return _words_found(condition, haystack)
        case Group():
            return _group(condition, haystack)
        case Length(min=least, max=most):
            long = haystack.length
            met = (least is None or long >= least) and (most is None or long <= most)
            return (Fact(text=counted(long, "word")),) if met else ()
        case Dates(since=first, until=last):
            day = haystack.item.date.astimezone(haystack.zone).date()
            met = (first is None or day >= first) and (last is None or day <= last)
            return (Fact(text=f"the date {day}"),) if met else ()
        case Has(part=part, wanted=wanted):
            there = haystack.image if part is Part.IMAGE else haystack.enclosure
            return (Fact(text=_PARTS[part, there]),) if there is wanted else ()
        case Tagged(sources=sources):
            tag = dict(sources).get(haystack.item.source)
            return () if tag is None else (Fact(text=f'the tag "{tag}" of its source'),)


_PARTS: Final = {
    (Part.IMAGE, True): "a picture",
    (Part.IMAGE, False): "no picture",
    (Part.ENCLOSURE, True): "an enclosure",
    (Part.ENCLOSURE, False): "no enclosure",
}


def _words_found(clause: Clause, haystack: Haystack) -> tuple[Hit, ...]:
    texts = haystack.texts(clause.field)
    hits: list[Hit] = []
    for pattern in clause.patterns:
        part = texts.find(pattern)
        if part is not None:
            hits.append(Hit(field=part, pattern=pattern.source))
            if clause.field is not Field.ALL:
                break
        elif clause.field is Field.ALL:
            return ()
    return tuple(hits)


def _group(group: Group, haystack: Haystack) -> Hits:
    met = (
        match(each, haystack) if isinstance(each, Rule) else _words_found(each, haystack)
        for each in group.members
    )
    if group.quantifier is Quantifier.ANY:
        return next((hits for hits in met if hits), ())
    if group.quantifier is Quantifier.NONE:
        return () if any(met) else (Fact(text=f"none of {', '.join(map(_named, group.members))}"),)
    every: list[Hit | Fact] = []
    for hits in met:
        if not hits:
            return ()
        every += hits
    return tuple(every)


def _named(member: Clause | Rule) -> str:
    if isinstance(member, Rule):
        return member.text
    return ", ".join(f'"{pattern.source}"' for pattern in member.patterns)
