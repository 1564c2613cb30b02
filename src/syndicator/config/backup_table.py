"""The ``[backup]`` table: copies of the database that the service makes by itself."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from syndicator.config import values
from syndicator.config.kinds import Kind, duration, whole
from syndicator.config.settings import Backup
from syndicator.config.table import Table, key


class BackupTable(Table):
    """Copies of the database, made by `syndicator run` and `syndicator poll`, and each checked.

    Without this table none are made. A copy that cannot be made, or one that is too old, is an
    incident. `syndicator restore FILE` puts one in the place of the database. A folder on another
    disk survives this one.
    """

    where = "backup"

    every: Annotated[timedelta, duration("1h", "90d")] = key(
        "How old the newest copy may grow before the next is made.", '"12h"', timedelta(days=1)
    )
    keep: Annotated[int, whole(1, 1_000)] = key(
        "How many copies are kept; the oldest goes first.", "30", 14
    )
    folder: Annotated[Path, Kind("path", values.path)] = key(
        "Where they are put. A relative path starts where that of `database` does. It may not lie "
        "in `output`.",
        '"/mnt/backups/syndicator"',
        Path("backups"),
    )


def backup(table: BackupTable | None, base: Path) -> Backup | None:
    """Make the settings of a table that was checked; relative paths start at ``base``."""
    if table is None:
        return None
    folder = Path(os.path.normpath(base / table.folder))
    return Backup(every=table.every, keep=table.keep, folder=folder)
