"""The way back from a backup: what was collected is as it was then, what is on record stays."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from syndicator.errors import CorruptDatabase, StoreError, UsageError
from syndicator.store.backup import SECONDS, copy, real
from syndicator.store.carry_over import CarriedOver, carry_over, is_earlier
from syndicator.store.database import bring_up_to_date
from syndicator.store.failures import translated
from syndicator.store.inspection import exists, inspect
from syndicator.store.instance import InstanceLock
from syndicator.store.sidecar_files import beside, free_name, sync


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore came to."""

    kept: Path | None
    """Where the database that stood there is kept; None if there was none."""
    carried: CarriedOver | None
    """What came over from it; None if nothing did."""


def restore(file: Path | str, database: Path | str, *, forget: bool = False) -> Restored:
    """Put a backup in the place of the database, and carry over what is on record there.

    What the desk said since, what the ledger says and what stands in front of readers has happened
    all the same: see `syndicator.store.carry_over`.

    Args:
        file: what `backup` made.
        database: what it becomes; need not exist.
        forget: carry nothing over.

    Raises:
        InstanceRunning: an instance works on the database.
        UsageError: there is no such file; or nothing can be carried over from what stands there,
            and ``forget`` is not said.
        CorruptDatabase: the backup is damaged or not ours; the database still stands.
        NewerDatabase: a newer version made the backup.
        StoreUnwritable: the copy cannot be written.
    """
    file, database = real(file), real(database)
    if not file.is_file() or not exists(file):
        raise UsageError(f"{file}: no such backup")
    if file == database:
        raise UsageError(f"{file} is the database itself; name the backup")
    lock = InstanceLock(database)
    fresh, later = beside(database, ".restoring"), beside(database, ".replaced")
    try:
        inspect(file, timeout=SECONDS, check="integrity_check")
        copy(file, fresh)
        _end_sessions(fresh)
        carried = None if forget else _carry_over(fresh, later, database)
        with translated(database, files=True):
            kept = _set_aside(database)
            # A log that stayed would be replayed into the file that takes the name.
            for suffix in ("-wal", "-shm", "-journal"):
                beside(database, suffix).unlink(missing_ok=True)
            fresh.replace(database)
            sync(database.parent)
        return Restored(kept=kept, carried=carried)
    finally:
        for each in (fresh, later):
            for suffix in ("", "-wal", "-shm", "-journal"):
                beside(each, suffix).unlink(missing_ok=True)
        lock.release()


def _end_sessions(fresh: Path) -> None:
    """Have everybody sign in again: who has signed out since the backup is to stay so."""
    with translated(fresh), closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        known = "SELECT 1 FROM sqlite_master WHERE name = 'sessions'"
        if connection.execute(known).fetchone() is not None:
            connection.execute("DELETE FROM sessions")


def _carry_over(fresh: Path, later: Path, database: Path) -> CarriedOver | None:
    """Bring what is on record in the database that stands into the copy that takes its place."""
    if not database.exists() and not beside(database, "-wal").exists():
        return None
    lost = "kills, rejections and rows of the ledger since the backup would be lost"
    try:
        copy(database, later)
    except StoreError as error:
        raise UsageError(
            f"{lost}, for the database that stands cannot be read ({error}); with --forget it is "
            "restored all the same"
        ) from error
    with translated(fresh), closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        bring_up_to_date(connection)
        with closing(sqlite3.connect(later, isolation_level=None)) as other:
            bring_up_to_date(other)
        connection.execute("ATTACH ? AS later", (str(later),))
        if not is_earlier(connection):
            raise UsageError(
                f"{lost}: the backup is no earlier state of the current database; with --forget it "
                "is restored all the same"
            )
        connection.execute("BEGIN IMMEDIATE")
        carried = carry_over(connection)
        if broken := connection.execute("PRAGMA main.foreign_key_check").fetchall():
            raise CorruptDatabase(f"{fresh}: what is on record does not fit together: {broken[:3]}")
        connection.execute("COMMIT")
    return carried


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
