"""Rules of an editor: what they ask of a story, and what they make of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from syndicator.model.names import SourceName

UNKNOWN_LANGUAGE: Final = "unknown"
"""The language of an item of which nothing tells it; a rule may ask for it."""


class Field(StrEnum):
    """The part of an item in which words are sought."""

    TITLE = "title"
    TEXT = "text"
    AUTHOR = "author"
    CATEGORY = "category"
    LINK = "link"
    SOURCE = "source"
    LANGUAGE = "language"
    ANY = "any"
    """One of the words, anywhere in title, text or categories."""
    ALL = "all"
    """Every one of the words, anywhere in title, text or categories."""


class Searcher(Protocol):
    """A compiled expression."""

    def search(self, string: str, /) -> object | None:
        """Whether, and where, a text has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One word or expression of a rule, compiled when the configuration was read."""

    source: str
    """As the operator wrote it; ``re:`` in front of a regular expression."""
    expression: Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedPattern(Pattern):
    """A word that is sought whatever its accents: in texts folded by `syndicator.model.folding`."""

    folded: str
    """The word, folded like the text."""
    runs: frozenset[str] = frozenset()
    """The words that it is made of, each of which the text must have; none where its script sets
    no spaces, or it is all punctuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Words, and the part of an item that must have one of them; for `Field.ALL`, all of them."""

    field: Field
    patterns: tuple[Pattern, ...]


class Quantifier(StrEnum):
    """How many of several conditions must be met."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Conditions among which are others than words, or of which none may be met."""

    quantifier: Quantifier
    members: tuple[Clause | Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long the text is, in words as excerpts count them; both bounds included."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """On which days the story appeared, in the newsroom's time zone; both included."""

    since: date | None = None
    until: date | None = None


class Part(StrEnum):
    """What an item may have beside its text."""

    IMAGE = "image"
    ENCLOSURE = "enclosure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Whether an item has a picture, or a file."""

    part: Part
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """Whether the item's source carries one of some tags."""

    sources: tuple[tuple[SourceName, str], ...]
    """The sources that do, each with the tag as the operator wrote it."""


Condition = Clause | Group | Length | Dates | Has | Tagged


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One table of conditions: it matches when every one of them is met."""

    clauses: tuple[Condition, ...]
    text: str
    """Its name in quotes; else as the operator wrote it, on one line."""


class Action(StrEnum):
    """What becomes of a story that a rule matches."""

    EXCLUDE = "exclude"
    """It is left out."""
    HOLD = "hold"
    """It waits for an editor, where it would be published otherwise."""
    INCLUDE = "include"
    """It is wanted."""
    LABEL = "label"
    """It is labelled."""
    PIN = "pin"
    """It stands in front, and nobody takes its place."""


DECIDING: Final = (Action.EXCLUDE, Action.HOLD, Action.INCLUDE)
"""The actions that choose, in the order in which a set's rules are asked."""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_HOLD: Final = re.compile(r"(rules|feeds)\.[^.]+\.hold\[\d+\]")


def is_hold(key: str) -> bool:
    """Whether the key of a decision is that of a rule that holds."""
    return _HOLD.fullmatch(key) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRule:
    """A rule, and what it stands for where it stands."""

    action: Action
    key: str
    """``rules.no-sport.exclude[0]``: where it stands in the file."""
    rule: Rule
    label: str | None = None
    """Of `Action.LABEL`: which one."""


def _bare(name: str) -> str:
    """A key as it stands in TOML: in quotes, where it needs them."""
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules of one table: ``[rules.NAME]``, or a feed's own."""

    key: str
    """``rules.no-sport``: the table."""
    exclude: tuple[Rule, ...] = ()
    hold: tuple[Rule, ...] = ()
    include: tuple[Rule, ...] = ()
    label: tuple[tuple[str, tuple[Rule, ...]], ...] = ()
    """Each label with its rules, in the order of the file."""
    pin: tuple[Rule, ...] = ()

    @property
    def placed(self) -> tuple[PlacedRule, ...]:
        """All of them, in the order in which they are asked."""
        plain = (
            (Action.EXCLUDE, self.exclude),
            (Action.HOLD, self.hold),
            (Action.INCLUDE, self.include),
            (Action.PIN, self.pin),
        )
        found = [
            PlacedRule(action=action, key=f"{self.key}.{action}[{index}]", rule=rule)
            for action, rules in plain
            for index, rule in enumerate(rules)
        ]
        found += [
            PlacedRule(
                action=Action.LABEL,
                key=f"{self.key}.{Action.LABEL}.{_bare(label)}[{index}]",
                rule=rule,
                label=label,
            )
            for label, rules in self.label
            for index, rule in enumerate(rules)
        ]
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many entries of a feed may be of one source, or have one label; None: any number."""

    source: int | None = None
    label: int | None = None


NO_QUOTA: Final = Quota()
