"""The kinds of value that the tables are made of: a reader, and what the reference calls it.

This is the seam to pydantic: every value is read by a function of ours, so that every message is
in our words; pydantic walks the tables and collects what they raise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from syndicator.config import licenses, values
from syndicator.config.patterns import EXPRESSION, pattern
from syndicator.config.suggest import hint, quoted
from syndicator.model import Network
from syndicator.model.grant import UNSPECIFIED
from syndicator.model.rules import Field, Pattern
from syndicator.rights.conditions.territory import contradictions

WORD, TABLE = "[word]", "[table]"
"""Parts of pydantic's places that are none in the file: which of two kinds a member is of."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one value is read."""

    name: str
    """What the reference calls it."""
    read: Callable[[Any], object]
    """Raises `ValueError` with a sentence for the operator."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Let pydantic read such a value by our function alone."""
        return core_schema.no_info_plain_validator_function(self.read)


@dataclass(frozen=True, slots=True)
class Described:
    """What the reference calls a value whose parts pydantic reads one by one."""

    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """The name of something that is defined elsewhere in the file."""

    what: str
    """``source``, ``grant``, ``tag``, ``rule set`` or ``preset``: the key of the names in
    pydantic's context."""

    @property
    def name(self) -> str:
        """What the reference calls it."""
        return f"{self.what} name"

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Let pydantic read such a name by `_read`, which is told what is defined."""
        return core_schema.with_info_plain_validator_function(self.read)

    def read(self, value: object, info: ValidationInfo) -> str:
        """Look a name up among those in the context; the message offers the nearest."""
        if self.what == "rule set" and isinstance(value, dict):
            raise ValueError(
                'expected the name of a rule set such as "no-sport"; rules of the feed itself '
                "stand under include, exclude, hold, label and pin"
            )
        word = values.text(value)
        defined: Mapping[str, tuple[str, ...]] = info.context or {}
        names = defined.get(self.what, ())
        if word in names:
            return word
        if self.what == "grant" and word in defined.get("preset", ()):
            preset = f"{word}-4.0" if word in licenses.FAMILIES else word
            raise ValueError(
                f"unknown grant {quoted(word)}, but there is a preset of that name: add a table "
                f"[grants.{word.replace('.', '-')}] with, for example, preset = {quoted(preset)}"
            )
        raise ValueError(f"unknown {self.what} {quoted(word)}{hint(word, names)}")


def _choice(members: type[StrEnum], value: object) -> StrEnum:
    return members(values.choice(value, members))


def one_of(members: type[StrEnum]) -> Kind:
    """Make the kind of a value that is one of a few words."""
    return Kind(" · ".join(f'`"{member}"`' for member in members), partial(_choice, members))


def duration(least: str, most: str) -> Kind:
    """Make the kind of a length of time within bounds."""
    low, high = values.duration(least), values.duration(most)
    return Kind("duration", partial(values.duration, least=low, most=high))


def whole(least: int, most: int) -> Kind:
    """Make the kind of a whole number within bounds."""
    return Kind(f"whole number, {least} to {most}", partial(values.whole, least=least, most=most))


def size(least: str, most: str) -> Kind:
    """Make the kind of a number of octets within bounds."""
    return Kind("size", partial(values.size, least=values.size(least), most=values.size(most)))


@dataclass(frozen=True, slots=True)
class _Templates:
    """A notice's wording; what is shipped is checked by tests, and not each time it is read."""

    counter: bool = False
    """Whether it is a republication counter, which may name more and must hold an address."""

    name = "template"

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read)

    def _read(self, value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            raise values.expected("a template in quotes", value)
        if not value.strip():
            raise ValueError("is empty; write something, or leave the key out")
        if value in (info.context or {}).get("shipped", ()):
            return value
        if problems := self._problems(value):
            raise ValueError("; ".join(problems))
        return value

    def _problems(self, text: str) -> list[str]:
        # Jinja2 is slow to import, and only needed where there is a template; what cleans HTML,
        # only where there is a counter.
        if self.counter:
            from syndicator.rights.notice.render import counter_problems  # noqa: PLC0415

            return counter_problems(text)
        from syndicator.rights.notice.variables import problems  # noqa: PLC0415

        return problems(text)


def _or_all(read: Callable[[Any], object], value: object) -> object:
    return None if value == "all" else read(value)


def or_all(kind: Kind) -> Kind:
    """Make the kind of a limit that can be lifted."""
    return Kind(f'{kind.name} or `"all"`', partial(_or_all, kind.read))


def _format(value: object) -> str:
    return values.choice(value, ("atom", "rss", "json", "html"))


def _once(items: tuple[object, ...]) -> tuple[object, ...]:
    for index, item in enumerate(items):
        if item in items[:index]:
            raise ValueError(f"{quoted(str(item))} is listed twice")
    return items


def each_address_once(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Check a list of addresses as a whole; raises `ValueError`."""
    seen: dict[str, str] = {}
    for url in urls:
        if (first := seen.setdefault(values.same_address(url), url)) is not url:
            raise ValueError(f"{quoted(url)} is the same address as {quoted(first)}")
    return urls


def one_or_more(value: object) -> object:
    """Take a single value for a list of one; raises `ValueError` for an empty one."""
    if value == []:
        raise ValueError("is empty; list something, or leave the key out")
    return value if isinstance(value, list) else [value]


def _not_empty(items: tuple[object, ...]) -> tuple[object, ...]:
    if not items:
        raise ValueError("is empty; list something, or leave the key out")
    return items


@dataclass(frozen=True, slots=True)
class Words:
    """One word or a list of words, compiled for the part of a story in which they are sought."""

    field: Field

    @property
    def name(self) -> str:
        """What the reference calls it."""
        return "word or list of words"

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Let pydantic walk the list, so that a wrong word is reported with its index."""
        each = core_schema.with_info_plain_validator_function(self._read)
        return core_schema.no_info_before_validator_function(
            one_or_more, core_schema.tuple_variable_schema(each)
        )

    def _read(self, value: object, info: ValidationInfo) -> Pattern:  # noqa: ARG002 (see below)
        return pattern(value, self.field)


@dataclass(frozen=True, slots=True)
class KnownWords(Words):
    """Names of sources or tags in a rule, or expressions over them; an unknown one is an error."""

    what: str
    """As in `Known`."""

    def _read(self, value: object, info: ValidationInfo) -> Pattern:
        compiled = pattern(value, self.field)
        if not compiled.source.startswith(EXPRESSION):
            Known(self.what).read(compiled.source, info)
        return compiled


def without_contradictions(territory: tuple[str, ...]) -> tuple[str, ...]:
    """Check a list of countries as a whole; raises `ValueError`."""
    if found := contradictions(territory):
        raise ValueError("; ".join(found))
    return territory


Once = AfterValidator(_once)
NotEmpty = AfterValidator(_not_empty)

Text = Annotated[str, Kind("text", values.text)]
Email = Annotated[str, Kind("e-mail address", values.email)]
Name = Annotated[str, Kind("name", values.name)]
Flag = Annotated[bool, Kind("true or false", values.flag)]
Day = Annotated[date, Kind("date", values.day)]
Url = Annotated[str, Kind("URL", values.url)]
Scheduler = Annotated[str, Kind("address", values.scheduler)]
Page = Annotated[str, Kind("URL", partial(values.url, fragment=True))]
Hubs = Annotated[tuple[Url, ...], AfterValidator(each_address_once)]
Language = Annotated[str, Kind("language", values.language)]
Territory = Annotated[str, Kind("country", values.territory)]
Networks = Annotated[tuple[Annotated[Network, Kind("network", values.network)], ...], Once]
License = Annotated[str, Kind("licence", licenses.license_url)]
Template = Annotated[str, _Templates()]
Counter = Annotated[str, _Templates(counter=True)]
Format = Annotated[str, Kind('`"atom"` · `"rss"` · `"json"` · `"html"`', _format)]
Grant = Annotated[str, Known("grant")]
Preset = Annotated[str, Known("preset")]
Sources = Annotated[tuple[Annotated[str, Known("source")], ...], Once]
Tags = Annotated[tuple[Annotated[str, Known("tag")], ...], Once]
RuleSets = Annotated[tuple[Annotated[str, Known("rule set")], ...], Once]
NewTags = Annotated[tuple[Name, ...], Once]
FormerNames = Annotated[tuple[Name, ...], Once]
Backfill = Annotated[timedelta | None, or_all(Kind("duration", values.duration))]


def written(value: object) -> str:
    """Write a value as TOML, for the reference and for advice.

    Sizes are numbers by now; they are written where their key is known, in the reference.
    """
    match value:
        case None:
            return '"all"'
        case bool() | int() | date():
            return str(value).lower()
        case timedelta():
            return f'"{values.show_duration(value)}"'
        case tuple() | list():
            return f"[{', '.join(written(item) for item in value)}]"
        case Mapping():
            return f"{{ {', '.join(f'{key} = {written(item)}' for key, item in value.items())} }}"
        case _:
            word = "unspecified" if value == UNSPECIFIED else str(value)
            return json.dumps(word, ensure_ascii=False)
