"""Edits ``config.toml`` without losing a comment, a blank line or the order of its tables. Pure.

A new table is made by tomlkit and placed after the last one of its kind; a value inside a table is
changed by tomlkit in place. What comes of it is held against what was meant before it is returned,
so that a file in an unusual shape is refused rather than changed otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from syndicator.config.suggest import quoted

_HEADER: Final = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*[.\]]")


class NotEdited(ValueError):
    """The file has a shape in which the change cannot be made; the message says what to add."""


def add_tables(text: str, kind: str, tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Add a ``[kind.name]`` for each, after the last table of their kind, or at the end.

    Args:
        text: of the file, valid TOML.
        kind: ``sources``, ``grants`` or ``feeds``.
        tables: the keys of each by its name (``[a-z0-9-]{1,64}``), as they are written.

    Raises:
        NotEdited: one is there already, or they stand where no other can be added.
    """
    before = tomllib.loads(text)
    for name in tables:
        if name in before.get(kind, {}):
            raise NotEdited(f"[{kind}.{name}] is there already")
    block = "\n".join(_block(kind, name, values) for name, values in tables.items())
    lines = text.splitlines(keepends=True)
    at = _end_of_last(lines, kind)
    above, below = "".join(lines[:at]).rstrip("\n"), "".join(lines[at:]).lstrip("\n")
    edited = "\n\n".join(part for part in (above, block.rstrip("\n"), below.rstrip("\n")) if part)
    added = {name: dict(values) for name, values in tables.items()}
    wanted = {**before, kind: {**before.get(kind, {}), **added}}
    return _checked(f"{edited}\n", wanted, block)


def _block(kind: str, name: str, values: Mapping[str, Any]) -> str:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    return f"[{kind}.{name}]\n{tomlkit.dumps(table).strip()}\n"


def add_to_list(text: str, path: tuple[str, str, str], value: str) -> str:
    """Add a value to a list of names, such as the ``sources`` of a feed, if it is not in it.

    Args:
        text: of the file, valid TOML.
        path: of the list: ``("feeds", "world", "sources")``; it is made if there is none.
        value: what is added at its end.

    Raises:
        NotEdited: there is no such table, or it stands in a shape that cannot be changed in place.
    """
    kind, name, key = path
    wanted = tomllib.loads(text)
    if name not in wanted.get(kind, {}):
        raise NotEdited(f"there is no [{kind}.{name}]")
    there = wanted[kind][name].setdefault(key, [])
    if value in there:
        return text
    there.append(value)
    hint = f"add {quoted(value)} to {key} of [{kind}.{name}]"
    try:
        document = tomlkit.parse(text)
        table: Any = document[kind]
        if key in table[name]:
            table[name][key].append(value)
        else:
            table[name].add(key, [value])
        edited = tomlkit.dumps(document)
    except (TOMLKitError, AttributeError, KeyError, TypeError) as error:
        raise NotEdited(f"this file cannot be changed by program; {hint}") from error
    return _checked(edited, wanted, hint)


def _end_of_last(lines: list[str], kind: str) -> int:
    """The line after the last table of a kind; comments apart from it belong to what follows."""
    end = None
    for number, line in enumerate(lines):
        if found := _HEADER.match(line):
            if found[1].strip("\"'") == kind:
                end = len(lines)
            elif end is not None and end == len(lines):
                end = number
    if end is None:
        return len(lines)
    above = lines[:end]
    while above and (not above[-1].strip() or above[-1].lstrip().startswith("#")):
        above.pop()
    # A comment right below its last key is the table's own: a key that is commented out.
    while len(above) < end and lines[len(above)].lstrip().startswith("#"):
        above.append(lines[len(above)])
    return len(above)


def _checked(edited: str, wanted: Mapping[str, Any], hint: str) -> str:
    try:
        now = tomllib.loads(edited)
    except tomllib.TOMLDecodeError as error:
        raise NotEdited(f"this file cannot be changed by program; add by hand:\n{hint}") from error
    if now != wanted:
        raise NotEdited(f"this file cannot be changed by program; add by hand:\n{hint}")
    return edited
