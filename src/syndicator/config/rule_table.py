"""Rules: one table of conditions, the actions that list them, and the ``[rules.*]`` tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import model_validator
from pydantic_core import CoreSchema, core_schema

from syndicator.config import kinds, values
from syndicator.config.kinds import Kind, KnownWords, Words, one_or_more, whole
from syndicator.config.table import Table, key
from syndicator.model.rules import Field, Pattern

Patterns = tuple[Pattern, ...]


class _Members(Words):
    """One word, a list of words, or of words and further conditions."""

    @property
    def name(self) -> str:
        """What the reference calls it."""
        return "word or list of words and rules"

    def __get_pydantic_core_schema__(self, _source: object, handler: object) -> CoreSchema:
        """Let pydantic walk the list: a table is a rule of its own, all else a word."""
        each = core_schema.tagged_union_schema(
            {
                kinds.WORD: core_schema.with_info_plain_validator_function(self._read),
                kinds.TABLE: handler.generate_schema(RuleTable),  # type: ignore[attr-defined]
            },
            discriminator=lambda value: kinds.TABLE if isinstance(value, dict) else kinds.WORD,
        )
        return core_schema.no_info_before_validator_function(
            one_or_more, core_schema.tuple_variable_schema(each)
        )


class LengthTable(Table):
    """How long a text is."""

    min: Annotated[int, whole(1, 1_000_000)] | None = None
    max: Annotated[int, whole(1, 1_000_000)] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> LengthTable:
        if not self.model_fields_set:
            raise ValueError("is empty; set min or max, in words")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"no text has at least {self.min} and at most {self.max} words")
        return self


class RuleTable(Table):
    """One rule: it matches a story when every key in it does."""

    any: Annotated[tuple[Pattern | RuleTable, ...], _Members(Field.ANY)] = key(
        "One of the words stands in the title, the text or a category.", '["NATO", "Elbe"]', ()
    )
    all: Annotated[tuple[Pattern | RuleTable, ...], _Members(Field.ALL)] = key(
        "All of the words stand there.", '["Torgau", "bridge"]', ()
    )
    title: Annotated[Patterns, Words(Field.TITLE)] = key(
        "One of the words stands in the title.", '"re:(?i)^live:"', ()
    )
    text: Annotated[Patterns, Words(Field.TEXT)] = key(
        "One of the words stands in the text.", '"armistice"', ()
    )
    author: Annotated[Patterns, Words(Field.AUTHOR)] = key(
        "One of the words stands in an author's name.", '"Reuters"', ()
    )
    category: Annotated[Patterns, Words(Field.CATEGORY)] = key(
        "One of the words stands in a category.", '"sport"', ()
    )
    link: Annotated[Patterns, Words(Field.LINK)] = key(
        "One of the words stands in the story's address.", '"/opinion/"', ()
    )
    source: Annotated[Patterns, KnownWords(Field.SOURCE, "source")] = key(
        "The source is one of these.", '["rferl"]', ()
    )
    tag: Annotated[Patterns, KnownWords(Field.SOURCE, "tag")] = key(
        "The source carries one of these tags.", '["europe"]', ()
    )
    language: Annotated[Patterns, Words(Field.LANGUAGE)] = key(
        "The story is in one of these languages, as it or its feed says, else as its text shows; "
        '`"en"` includes `"en-GB"`, and `"unknown"` is what nothing tells, such as a few words.',
        '["en", "uk"]',
        (),
    )
    length: LengthTable | None = key(
        "The text has at least `min` and at most `max` words, counted as those of an excerpt.",
        "{ min = 150, max = 2000 }",
        None,
    )
    since: kinds.Day | None = key(
        "The story is of this day or a later one, in the newsroom's time zone.", "2026-01-01", None
    )
    until: kinds.Day | None = key("It is of this day or an earlier one.", "2026-03-31", None)
    image: kinds.Flag | None = key(
        "Whether it has a picture, in its text or beside it.", "true", None
    )
    enclosure: kinds.Flag | None = key(
        "Whether a file goes with it: an episode, a video, a picture.", "true", None
    )
    none: Annotated[tuple[Pattern | RuleTable, ...], _Members(Field.ANY)] = key(
        "None of the words stands in the title, the text or a category.",
        '["obituary", { author = "Reuters" }]',
        (),
    )
    name: kinds.Text | None = key(
        "What `why` and `preview` call the rule, in place of its conditions.", '"live blogs"', None
    )

    @model_validator(mode="after")
    def _says_something(self) -> RuleTable:
        if not self.model_fields_set - {"name"}:
            raise ValueError("an empty rule would match every story")
        _require_days(self, None, None)
        return self


def _require_days(rule: RuleTable, since: date | None, until: date | None) -> None:
    """Refuse dates between which no day lies, those of the rule around it included."""
    first = max((day for day in (since, rule.since) if day), default=None)
    last = min((day for day in (until, rule.until) if day), default=None)
    if first and last and first > last:
        raise ValueError(f"no story is of {first} or later and of {last} or earlier")
    for inner in _tables((*rule.any, *rule.all)):
        _require_days(inner, first, last)


def _tables(members: tuple[Pattern | RuleTable, ...]) -> Iterator[RuleTable]:
    return (each for each in members if isinstance(each, RuleTable))


Label = Annotated[str, Kind("label", values.text)]


class ActionsTable(Table):
    """Lists of rules, by what becomes of the stories that they match."""

    exclude: tuple[RuleTable, ...] = key(
        "Stories that one of these rules matches are left out.",
        '[{ category = "sport" }, { title = "re:(?i)live blog" }]',
        (),
    )
    hold: tuple[RuleTable, ...] = key(
        "Stories that one of these rules matches wait for an editor, if they would be published "
        "otherwise; `approve` lets them go.",
        '[{ any = ["lawsuit", "suicide"] }]',
        (),
    )
    include: tuple[RuleTable, ...] = key(
        "Stories that one of these rules matches are wanted. Where a feed has any such rule, what "
        "none of them matches is left out; else every story is wanted.",
        '[{ any = ["NATO", "Elbe"] }]',
        (),
    )
    label: Annotated[
        dict[Label, tuple[RuleTable, ...]], kinds.Described("list of tables for each label")
    ] = key(
        "Labels by name, each with the rules that give it.",
        '{ Elections = [{ any = ["ballot", "vote"] }] }',
        {},
    )
    pin: tuple[RuleTable, ...] = key(
        "Stories that one of these rules matches stand in front of the others, whatever their "
        "date; `max_age` ends it.",
        '[{ title = "re:^Explained:" }]',
        (),
    )


class RuleSetTable(ActionsTable):
    """Rules under a name, used by any feed: `rules = ["NAME"]`."""

    where = "rules.*"

    @model_validator(mode="after")
    def _says_something(self) -> RuleSetTable:
        if not any((self.exclude, self.hold, self.include, self.label, self.pin)):
            raise ValueError("has no rule; list some under exclude, hold, include, label or pin")
        return self
