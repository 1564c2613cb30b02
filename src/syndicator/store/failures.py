"""What SQLite and the file system report, in the words of `syndicator.errors`: the one place.

Only what an operator can mend is translated. Broken SQL, a violated constraint or a refused
trigger is an error of ours and passes through as it is.
"""

from __future__ import annotations

import os
import pwd
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

from syndicator.errors import CorruptDatabase, StoreError, StoreUnwritable, why_unwritten
from syndicator.store import disk_space

PRIMARY_CODE: Final = 0xFF
"""The low byte of an extended result code is its primary code (sqlite.org/rescode.html)."""

_MEANING: Final[dict[int, tuple[type[StoreError], str]]] = {
    sqlite3.SQLITE_FULL: (
        StoreUnwritable,
        "the disk is full; free some space; nothing was changed",
    ),
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
        whose = _whose(path) if isinstance(error, PermissionError) else ""
        return StoreUnwritable(f"{path}: {why_unwritten(error)}{whose}")
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (found := _MEANING.get(code & PRIMARY_CODE)) is None:
        return None
    kind, words = found
    if kind is StoreUnwritable and (named := _of_the_disk(path, code & PRIMARY_CODE)):
        return StoreUnwritable(f"{named}; nothing was changed")
    whose = _whose(path) if kind is StoreUnwritable else ""
    return kind(f"{path}: {words} ({error}){whose}")


def _whose(path: Path) -> str:
    """Say who may use a database, and how, where it is somebody else's; to end a message with."""
    try:
        owner = (path if path.exists() else path.parent).stat().st_uid
    except OSError:
        return ""
    if owner == os.geteuid():
        return ""
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    return f"; it belongs to {name}: try `sudo -u {name} syndicator …`"


def _of_the_disk(path: Path, code: int) -> str | None:
    """What is wrong with the disk: SQLite calls a quota an error, and a mount a permission."""
    if problem := disk_space.problem(path.parent):
        return f"{path}: {problem}"
    if code == sqlite3.SQLITE_FULL and (temporary := disk_space.temporary_problem()):
        folder, problem = temporary
        return f"{path}: no room for temporary files in {folder}: {problem}"
    return None


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
