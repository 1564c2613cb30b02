"""From tables of rules to the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from syndicator.config.kinds import written
from syndicator.config.patterns import EXPRESSION, folded
from syndicator.config.rule_table import ActionsTable, RuleSetTable, RuleTable
from syndicator.config.suggest import quoted
from syndicator.model import SourceName
from syndicator.model.rules import (
    Clause,
    Condition,
    Dates,
    Field,
    Group,
    Has,
    Length,
    Part,
    Pattern,
    Quantifier,
    Rule,
    RuleSet,
    Tagged,
)

_GROUPS = {Quantifier.ANY: Field.ANY, Quantifier.ALL: Field.ALL, Quantifier.NONE: Field.ANY}
Members = tuple[Pattern | RuleTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMaker:
    """Makes rules of tables that are right."""

    tags: Mapping[SourceName, tuple[str, ...]]
    """The tags of each source."""
    folds: bool = False
    """Whether accents do not matter."""

    def actions(self, table: ActionsTable) -> dict[str, Any]:
        """Give the rules of a table, by action."""
        return {
            "exclude": tuple(map(self.rule, table.exclude)),
            "hold": tuple(map(self.rule, table.hold)),
            "include": tuple(map(self.rule, table.include)),
            "label": tuple((n, tuple(map(self.rule, each))) for n, each in table.label.items()),
            "pin": tuple(map(self.rule, table.pin)),
        }

    def rule_set(self, name: str, table: RuleSetTable) -> RuleSet:
        """Make a ``[rules.*]`` table."""
        return RuleSet(key=f"rules.{name}", **self.actions(table))

    def rule(self, table: RuleTable) -> Rule:
        """Make one rule."""
        conditions: list[Condition] = []
        for key in RuleTable.model_fields:
            value = getattr(table, key)
            if key not in table.model_fields_set or value is None:
                continue
            conditions += self._conditions(key, value, table)
        text = quoted(table.name) if table.name else written(_as_written(table))
        return Rule(clauses=tuple(conditions), text=text)

    def _conditions(self, key: str, value: Any, table: RuleTable) -> Iterator[Condition]:
        match key:
            case "any" | "all" | "none":
                yield self._group(Quantifier(key), value)
            case "tag":
                yield self._tagged(value)
            case "length":
                yield Length(min=value.min, max=value.max)
            case "since":
                yield Dates(since=value, until=table.until)
            case "until" if table.since is None:
                yield Dates(until=value)
            case "image" | "enclosure":
                yield Has(part=Part(key), wanted=value)
            case "until" | "name":
                pass
            case _:
                yield self._words(Field(key), value)

    def _words(self, field: Field, patterns: tuple[Pattern, ...]) -> Clause:
        if self.folds:
            patterns = tuple(folded(each, field) for each in patterns)
        return Clause(field=field, patterns=patterns)

    def _group(self, quantifier: Quantifier, members: Members) -> Condition:
        words = tuple(each for each in members if isinstance(each, Pattern))
        if len(words) == len(members) and quantifier is not Quantifier.NONE:
            return self._words(_GROUPS[quantifier], words)
        return Group(
            quantifier=quantifier,
            members=tuple(
                self._words(Field.ANY, (each,)) if isinstance(each, Pattern) else self.rule(each)
                for each in members
            ),
        )

    def _tagged(self, patterns: tuple[Pattern, ...]) -> Tagged:
        found: dict[SourceName, str] = {}
        for source, tags in self.tags.items():
            for tag in tags:
                if any(_is_tag(pattern, tag) for pattern in patterns):
                    found.setdefault(source, tag)
        return Tagged(sources=tuple(found.items()))


def _is_tag(pattern: Pattern, tag: str) -> bool:
    if pattern.source.startswith(EXPRESSION):
        return pattern.expression.search(tag) is not None
    return pattern.source == tag


def _as_written(table: RuleTable) -> dict[str, object]:
    """Give a table as it stands in the file, a list of one as that one."""
    return {
        key: _value_as_written(getattr(table, key))
        for key in RuleTable.model_fields
        if key in table.model_fields_set
    }


def _value_as_written(value: Any) -> object:
    match value:
        case tuple():
            several = tuple(_value_as_written(each) for each in value)
            return several[0] if len(several) == 1 else several
        case Pattern():
            return value.source
        case RuleTable():
            return _as_written(value)
        case None | bool() | str():
            return value
        case _ if hasattr(value, "model_dump"):
            return value.model_dump(exclude_none=True)
        case _:
            return value
