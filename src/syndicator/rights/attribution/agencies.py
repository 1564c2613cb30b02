"""News and picture agencies, and the list of them that an operator may extend.

The list that ships is ``agencies.toml`` beside this file; it says in its first lines how a table
is read. Nothing here opens a file: the configuration hands in the text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

_LISTS: Final = ("marks", "shared", "guarded")
_KEYS: Final = ("name", *_LISTS, "kind")
_MAX_NAME: Final = 100
"""Characters of one name or mark."""


class AgencyKind(StrEnum):
    """What an agency's name stands for where nothing else says so."""

    TEXT = "text"
    MEDIA = "media"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency, with all the names under which it is credited."""

    name: str
    """As it is shown in reasons; a mark itself."""
    marks: tuple[str, ...] = ()
    """Other names that mean this agency and nothing else."""
    shared: tuple[str, ...] = ()
    """Marks that are other things as well; they count where a credit stands, not as a topic."""
    guarded: tuple[str, ...] = ()
    """Marks that are mostly other things; they count beside a person and in a picture's credit."""
    kind: AgencyKind = AgencyKind.BOTH

    def __hash__(self) -> int:
        """Hash the name alone: equal agencies have equal names, and few others do."""
        return hash(self.name)


class Agencies(tuple[Agency, ...]):  # noqa: SLOT001  # a tuple can have none, and keeps its hash
    """A list of agencies, in order: equal to the plain tuple, but hashed once.

    There are hundreds in it, and it is part of a key that is looked up for each story.
    """

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        """That of the plain tuple."""
        return self._hash

    def __reduce__(self) -> tuple[type[Agencies], tuple[tuple[Agency, ...]]]:
        """Leave the hash behind: in another process it is another."""
        return Agencies, (tuple(self),)


class AgenciesFault(ValueError):
    """The text is no list of agencies; one line for each thing that is wrong.

    Attributes:
        problems: those lines.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load_agencies(text: str) -> Agencies:
    """Read a list of agencies.

    Args:
        text: TOML with ``[[agency]]`` tables, as in the shipped ``agencies.toml``.

    Returns:
        The agencies, in the order of the text; tables of the same name are one agency.

    Raises:
        AgenciesFault: with every problem, each in one line that names the table and the key.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AgenciesFault([f"no TOML: {error}"]) from error
    tables = content.get("agency", [])
    problems = list(_unknown(content, ("agency",), "at the top"))
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise AgenciesFault([*problems, "agency: must be tables, written [[agency]]"])
    for number, table in enumerate(tables, start=1):
        problems += _problems(number, table)
    if problems:
        raise AgenciesFault(problems)
    return merge(_agency(table) for table in tables)


def merge(agencies: Iterable[Agency]) -> Agencies:
    """Join lists of agencies: a later table adds its marks to the earlier one of the same name.

    The kind is that of the last one.
    """
    found: dict[str, Agency] = {}
    for agency in agencies:
        known = found.get(agency.name)
        found[agency.name] = agency if known is None else _joined(known, agency)
    return Agencies(found.values())


def _joined(one: Agency, other: Agency) -> Agency:
    return replace(
        other,
        marks=tuple(dict.fromkeys((*one.marks, *other.marks))),
        shared=tuple(dict.fromkeys((*one.shared, *other.shared))),
        guarded=tuple(dict.fromkeys((*one.guarded, *other.guarded))),
    )


def _agency(table: Mapping[str, Any]) -> Agency:
    lists = {key: tuple(mark.strip() for mark in table.get(key, ())) for key in _LISTS}
    kind = AgencyKind(table.get("kind", AgencyKind.BOTH))
    return Agency(name=table["name"].strip(), kind=kind, **lists)


def _problems(number: int, table: Mapping[str, Any]) -> Iterator[str]:
    name = table.get("name")
    place = f'agency {number} ("{name}")' if isinstance(name, str) else f"agency {number}"
    yield from _unknown(table, _KEYS, place)
    if "name" not in table:
        yield f"{place}: name is missing"
    elif not _is_mark(name):
        yield f"{place}: name must be text with a letter in it, {_MAX_NAME} characters at most"
    for key in _LISTS:
        marks = table.get(key, [])
        if not isinstance(marks, list):
            yield f'{place}: {key} must be a list, such as ["AP"]'
            continue
        for mark in marks:
            if not _is_mark(mark):
                yield f"{place}: {key}: {mark!r} is no name: text with a letter in it is wanted"
    kinds = [kind.value for kind in AgencyKind]
    if table.get("kind", AgencyKind.BOTH) not in kinds:
        yield f"{place}: kind must be one of {', '.join(kinds)}"


def _is_mark(mark: object) -> bool:
    return (
        isinstance(mark, str)
        and len(mark) <= _MAX_NAME
        and any(letter.isalpha() for letter in mark)
    )


def _unknown(table: Mapping[str, Any], known: Iterable[str], place: str) -> Iterator[str]:
    for key in table:
        if key not in known:
            near = get_close_matches(key, list(known), n=1)
            advice = f'; did you mean "{near[0]}"?' if near else f"; known are {', '.join(known)}"
            yield f'{place}: unknown key "{key}"{advice}'
