"""What SQLite and the file system report, in the words of `syndicator.errors`: the one place.

Only what an operator can mend is translated. Broken SQL, a violated constraint or a refused
trigger is an error of ours and passes through as it is.
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

from syndicator.errors import CorruptDatabase, StoreError, StoreUnwritable

PRIMARY_CODE: Final = 0xFF
"""The low byte of an extended result code is its primary code (sqlite.org/rescode.html)."""

_MEANING: Final[dict[int, tuple[type[StoreError], str]]] = {
    sqlite3.SQLITE_FULL: (StoreUnwritable, "no room left on the disk; nothing was changed"),
    sqlite3.SQLITE_READONLY: (StoreUnwritable, "it is read-only for this user"),
    sqlite3.SQLITE_PERM: (StoreUnwritable, "this user may not use it"),
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnwritable,
        "it, or the -wal and -shm files beside it, cannot be opened by this user",
    ),
    sqlite3.SQLITE_IOERR: (StoreUnwritable, "the disk reports an error"),
    sqlite3.SQLITE_BUSY: (StoreError, "another process keeps it busy; try again"),
    sqlite3.SQLITE_LOCKED: (StoreError, "another connection keeps it locked; try again"),
    sqlite3.SQLITE_PROTOCOL: (StoreError, "its locks cannot be had; try again"),
    sqlite3.SQLITE_CORRUPT: (CorruptDatabase, "it is damaged; restore a backup"),
    sqlite3.SQLITE_NOTADB: (CorruptDatabase, "it is not an SQLite database"),
}
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})


def meaning(error: Exception, path: Path) -> StoreError | None:
    """What `error` means for an operator; None for an error of ours."""
    if isinstance(error, OSError):
        return StoreUnwritable(f"{path}: {error.strerror or error}")
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (found := _MEANING.get(code & PRIMARY_CODE)) is None:
        return None
    kind, words = found
    return kind(f"{path}: {words} ({error})")


class Translated:
    """Around statements, as `translated` says; may be used again and again.

    Attributes:
        damage: an error said that the file is damaged, or that the disk cannot be trusted.
    """

    # No generator, which takes as long as a short statement.
    __slots__ = ("_kinds", "_path", "damage")

    def __init__(self, path: Path, kinds: tuple[type[Exception], ...] = (sqlite3.Error,)) -> None:
        self._path, self._kinds = path, kinds
        self.damage = False

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, self._kinds) and (wanted := meaning(error, self._path)) is not None:
            code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
            self.damage = self.damage or code in _DAMAGE
            raise wanted from error


def translated(path: Path, *, files: bool = False) -> AbstractContextManager[None]:
    """Raise the `StoreError` that an error of SQLite stands for.

    Args:
        path: the database, for the message.
        files: errors of the file system too. Not around what a caller does: its errors are its own.
    """
    return Translated(path, (sqlite3.Error, OSError) if files else (sqlite3.Error,))
