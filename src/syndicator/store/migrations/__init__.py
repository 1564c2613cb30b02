"""The tables, made step by step: a file of SQL for each step, applied in the order of their names.

A step that was released is never edited, only followed. Every table is ``STRICT``. Moments are
whole seconds since 1970 in UTC, flags are 0 or 1, digests are hexadecimal, JSON is written by
`syndicator.store.codec`. What must be provable later (revisions, grants, notices, the ledger, the
desk's words) can be added to and never changed: triggers refuse it.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.resources import files
from typing import Final

from sqlite_utils import Database, Migrations

APPLICATION_ID: Final = 0x53594E44
"""``SYND``: how a file of ours is known (sqlite.org/pragma.html#pragma_application_id)."""

_STEPS: Final = {
    file.name.removesuffix(".sql"): file
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
    if file.name.endswith(".sql")
}
SCHEMA_VERSION: Final = len(_STEPS)
"""The number of steps; the ``user_version`` of a database that has them all."""

MIGRATIONS: Final = Migrations("syndicator")


@cache
def _statements(name: str) -> tuple[str, ...]:
    """Split the step of this name, each statement of which ends with its line.

    sqlite-utils' `executescript` asks after every letter whether a statement has ended: for all
    steps that takes longer than to make the tables.
    """
    found = []
    statement = ""
    for line in _STEPS[name].read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    assert not statement.strip(), f"{name} does not end with a statement"
    return tuple(found)


def _register(name: str) -> None:
    @MIGRATIONS(name=name)
    def apply(database: Database) -> None:
        for statement in _statements(name):
            database.execute(statement)


for _name in _STEPS:
    _register(_name)


def known_names() -> frozenset[str]:
    """The names of all steps that this version knows."""
    return frozenset(_STEPS)
