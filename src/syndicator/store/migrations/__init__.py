"""The tables, made step by step: a file of SQL for each step, applied in the order of their names.

A step that was released is never edited, only followed. Every table is ``STRICT``. Moments are
whole seconds since 1970 in UTC, flags are 0 or 1, digests are hexadecimal, JSON is written by
`syndicator.store.codec`. What must be provable later (revisions, grants, notices, the ledger, the
desk's words) can be added to and never changed: triggers refuse it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlite_utils import Database, Migrations

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

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


def _register(name: str, step: Traversable) -> None:
    @MIGRATIONS(name=name)
    def apply(database: Database) -> None:
        database.executescript(step.read_text(encoding="utf-8"))


for _name, _step in _STEPS.items():
    _register(_name, _step)


def known_names() -> frozenset[str]:
    """The names of all steps that this version knows."""
    return frozenset(_STEPS)
