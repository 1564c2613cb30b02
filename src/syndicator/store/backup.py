"""A copy of the database that can be relied on, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from syndicator.errors import StoreError, UsageError
from syndicator.store.beside import beside, free_name, make, sync
from syndicator.store.failures import translated
from syndicator.store.inspection import connect_read_only, exists, inspect
from syndicator.store.instance import InstanceLock

_SECONDS: Final = 30.0


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
    source, target = _real(source), _real(target)
    if not exists(source):
        raise StoreError(f"nothing to back up: no database at {source}")
    if source == target:
        raise UsageError(f"{target} is the database itself; name another file")
    if target.exists() and not overwrite:
        raise UsageError(f"{target} exists; name another file")
    inspect(source, timeout=_SECONDS, check=None)
    copy(source, target)


def restore(file: Path | str, database: Path | str) -> Path | None:
    """Put a backup in the place of the database.

    Args:
        file: what `backup` made.
        database: what it becomes; need not exist.

    Returns:
        Where the database that stood there is kept (``<database>.before-restore``); None if there
        was none.

    Raises:
        InstanceRunning: an instance works on the database.
        UsageError: there is no such file.
        CorruptDatabase: the backup is damaged or not ours; the database still stands.
        NewerDatabase: a newer version made the backup.
        StoreUnwritable: the copy cannot be written.
    """
    file, database = _real(file), _real(database)
    if not file.is_file() or not exists(file):
        raise UsageError(f"{file}: no such backup")
    if file == database:
        raise UsageError(f"{file} is the database itself; name the backup")
    lock = InstanceLock(database)
    fresh = beside(database, ".restoring")
    try:
        inspect(file, timeout=_SECONDS, check="integrity_check")
        copy(file, fresh)
        with translated(database, files=True):
            kept = _set_aside(database)
            # A log that stayed would be replayed into the file that takes the name.
            for suffix in ("-wal", "-shm", "-journal"):
                beside(database, suffix).unlink(missing_ok=True)
            fresh.replace(database)
            sync(database.parent)
        return kept
    finally:
        fresh.unlink(missing_ok=True)
        lock.release()


def copy(source: Path, target: Path) -> None:
    """Copy by SQLite's backup interface, check the copy, and put it under its name at once.

    A copy of the file alone would lose what is still in the log.
    """
    fresh = beside(target, f".{os.getpid()}.tmp")
    try:
        with translated(target, files=True):
            make(fresh)
            with (
                closing(connect_read_only(source, timeout=_SECONDS)) as old,
                closing(sqlite3.connect(fresh, isolation_level=None)) as new,
            ):
                old.backup(new)
                # Without this the copy would itself ask for a log beside it whenever it is read.
                new.execute("PRAGMA journal_mode = DELETE")
        inspect(fresh, timeout=_SECONDS, check="integrity_check")
        with translated(target, files=True):
            sync(fresh)
            fresh.replace(target)
            sync(target.parent)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            beside(fresh, suffix).unlink(missing_ok=True)


def _set_aside(database: Path) -> Path | None:
    """Keep what stands, its log included, under another name."""
    wal = beside(database, "-wal")
    if not database.exists() and not wal.exists():
        return None
    kept = free_name(beside(database, ".before-restore"))
    try:
        copy(database, kept)
    except StoreError:
        # It is damaged, newer, or not ours: kept as it lies, for whoever can read it.
        for suffix in ("", "-wal"):
            if (part := beside(database, suffix)).exists():
                shutil.copy2(part, beside(kept, suffix))
                sync(beside(kept, suffix))
    return kept


def _real(path: Path | str) -> Path:
    return Path(os.path.realpath(path))
