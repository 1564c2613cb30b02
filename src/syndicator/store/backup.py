"""A copy of the database that can be relied on; the way back is `syndicator.store.restore`."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from syndicator.errors import StoreError, UsageError
from syndicator.store.failures import translated
from syndicator.store.inspection import connect_read_only, exists, inspect
from syndicator.store.sidecar_files import beside, make, sync

SECONDS: Final = 30.0
"""How long another process's transaction is waited for."""


def backup(source: Path | str, target: Path | str, *, overwrite: bool = False) -> None:
    """Copy a database, in use or not, into one file that stands for itself.

    It is written aside, checked, and only then given its name.

    Args:
        source: the database.
        target: the file to be made.
        overwrite: replace a file of that name.

    Raises:
        UsageError: the target exists and may not be replaced, or is the database itself.
        CorruptDatabase: the database is damaged or not ours; what stood at the target still does.
        NewerDatabase: a newer version made it.
        StoreUnwritable: the copy cannot be written.
        StoreError: there is no database.
    """
    source, target = real(source), real(target)
    if not exists(source):
        raise StoreError(f"nothing to back up: no database at {source}")
    if source == target:
        raise UsageError(f"{target} is the database itself; name another file")
    if target.exists() and not overwrite:
        raise UsageError(f"{target} exists; name another file")
    inspect(source, timeout=SECONDS, check=None)
    copy(source, target)


def copy(source: Path, target: Path) -> None:
    """Copy by SQLite's backup interface, check the copy, and put it under its name at once.

    A copy of the file alone would lose what is still in the log.
    """
    fresh = beside(target, f".{os.getpid()}.tmp")
    try:
        with translated(target, files=True):
            make(fresh)
            with (
                closing(connect_read_only(source, timeout=SECONDS)) as old,
                closing(sqlite3.connect(fresh, isolation_level=None)) as new,
            ):
                old.backup(new)
                # Without this the copy would itself ask for a log beside it whenever it is read.
                new.execute("PRAGMA journal_mode = DELETE")
        inspect(fresh, timeout=SECONDS, check="integrity_check")
        with translated(target, files=True):
            sync(fresh)
            fresh.replace(target)
            sync(target.parent)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            beside(fresh, suffix).unlink(missing_ok=True)


def real(path: Path | str) -> Path:
    """The file itself, links resolved."""
    return Path(os.path.realpath(path))
