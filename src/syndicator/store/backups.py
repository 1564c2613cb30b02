"""The folder of backups: copies of the database by the moment at which each was made (I/O)."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from syndicator.errors import StoreError, StoreUnwritable, why_unwritten
from syndicator.store.backup import copy
from syndicator.store.inspection import exists
from syndicator.store.sidecar_files import beside

_FORM: Final = "%Y%m%dT%H%M%SZ"
_SPARE: Final = 50_000_000
"""Octets that have to stay free beside a copy: the service has to go on writing."""
_LEFT_OVER: Final = timedelta(days=1)
"""What was half made so long ago, nobody makes any more."""


def made(database: Path, folder: Path) -> list[tuple[datetime, Path]]:
    """The backups of a database, the newest first; none if the folder cannot be read."""
    pattern = re.compile(rf"{re.escape(database.stem)}-(\d{{8}}T\d{{6}}Z)\.db")
    found: list[tuple[datetime, Path]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if name := pattern.fullmatch(path.name):
                with suppress(ValueError):
                    moment = datetime.strptime(name[1], _FORM).replace(tzinfo=UTC)
                    found.append((moment, path))
    return sorted(found, reverse=True)


def make(database: Path, folder: Path, now: datetime) -> Path:
    """Copy a database, in use or not, into the folder, and read the copy to see that it is whole.

    Args:
        database: the file.
        folder: made if it is missing, for nobody else to read.
        now: the moment, which names the copy.

    Raises:
        CorruptDatabase: the database is damaged.
        StoreUnwritable: there is no room, or the folder cannot be written.
        StoreError: there is no database.
    """
    if not exists(database):
        raise StoreError(f"nothing to back up: no database at {database}")
    target = folder / f"{database.stem}-{now.astimezone(UTC):{_FORM}}.db"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_room(database, folder)
    except OSError as error:
        raise StoreUnwritable(f"{folder}: {why_unwritten(error)}") from error
    copy(database, target)
    return target


def prune(database: Path, folder: Path, keep: int, now: datetime) -> None:
    """Remove all but the newest backups, and what was left half made; nothing else."""
    for _, path in made(database, folder)[keep:]:
        path.unlink(missing_ok=True)
    for path in folder.glob(f"{database.stem}-*Z.db.*.tmp*"):
        if now.timestamp() - path.stat().st_mtime > _LEFT_OVER.total_seconds():
            path.unlink(missing_ok=True)


def _require_room(database: Path, folder: Path) -> None:
    size = sum(
        path.stat().st_size for path in (database, beside(database, "-wal")) if path.exists()
    )
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise StoreUnwritable(
            f"{folder}: a copy takes {size / 1e6:,.0f} MB and {free / 1e6:,.0f} MB are free; free "
            "some space, or put the backups elsewhere"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreUnwritable(f"{folder}: may not be written by this user")
