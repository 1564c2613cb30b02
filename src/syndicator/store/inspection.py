"""Whether a file is a database that this version may touch: looked at without changing it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlite_utils import Database

from syndicator.errors import CorruptDatabase, NewerDatabase, StoreError
from syndicator.store.failures import translated
from syndicator.store.migrations import (
    APPLICATION_ID,
    MIGRATIONS,
    SCHEMA_VERSION,
    known_names,
)
from syndicator.store.sidecar_files import beside

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
"""Octets (sqlite.org/fileformat2.html §1.3): application_id at 68."""
_CHECKED_FOR: Final = 86_400.0
"""Seconds, after which a database is read wholly again although nobody has touched it."""
_OLDEST: Final = (3, 38, 0)
"""STRICT tables came with 3.37, JSON in every build with 3.38."""
_WAL_RESET_SINCE: Final = (3, 7, 0)
_WAL_RESET_FIXED: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""sqlite.org/wal.html#walresetbug: mended in 3.51.3, and in these two earlier series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file turned out to be."""

    pending: tuple[str, ...]
    """The steps of the migrations that it has not had yet."""


def wal_bug(version: str = sqlite3.sqlite_version) -> str | None:
    """A sentence for an operator if this SQLite has the WAL-reset bug, else None.

    It can damage a database when one connection makes two checkpoints while another commits. Our
    connections keep out of its way (`syndicator.store.database`), other programs may not.
    """
    number = tuple(int(part) for part in version.split(".")[:3])
    last = _WAL_RESET_FIXED[-1]
    mended = number >= last or any(
        number[:2] == fixed[:2] and number >= fixed for fixed in _WAL_RESET_FIXED
    )
    if mended or number < _WAL_RESET_SINCE:
        return None
    return (
        f"SQLite {version} has a bug that can damage a database which several programs write "
        "(sqlite.org/wal.html#walresetbug). syndicator keeps out of its way: nothing has to be "
        "done, also where the system has no newer one (Debian 12 and 13), as long as no other "
        "program writes the database; SQLite 3.51.3 is without it"
    )


def require_sqlite(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> None:
    """Refuse an SQLite that lacks what the tables need; raises `StoreError`."""
    if version < _OLDEST:
        wanted, found = (".".join(map(str, number)) for number in (_OLDEST, version))
        raise StoreError(f"SQLite {wanted} or later is needed; this Python brings {found}")


def exists(path: Path) -> bool:
    """Whether there is a database, or nothing yet.

    Raises:
        CorruptDatabase: its log is there without it.
        StoreUnwritable: it cannot be looked at.
    """
    with translated(path, files=True):
        if path.is_file() and path.stat().st_size > 0:
            return True
        log = beside(path, "-wal")
        if log.exists() and log.stat().st_size > 0:
            raise CorruptDatabase(
                f"{path}: missing, but its log {log.name} is there and may hold its latest "
                "changes; put the database back, or move the log away to start anew"
            )
        return False


def connect_read_only(path: Path, *, timeout: float) -> sqlite3.Connection:
    """A connection that cannot write; raises what SQLite raises."""
    uri = f"file:{quote(str(path))}?mode=ro"
    return sqlite3.connect(
        uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False
    )


def inspect(path: Path, *, timeout: float, check: str | None = "quick_check") -> Inspection:
    """Look at an existing file and refuse what is not ours, newer or damaged.

    Args:
        path: an existing file that is not empty.
        timeout: seconds to wait for another process's lock.
        check: ``quick_check`` or ``integrity_check`` to read all of it (measured: 0.1 s and 0.2 s
            for 300 MB that lie in memory), or None.

    Raises:
        CorruptDatabase: it is damaged, or not a database of ours.
        NewerDatabase: a newer version made or changed it.
        StoreError: it cannot be read.
    """
    with translated(path, files=True):
        with path.open("rb") as file:
            header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            raise CorruptDatabase(f"{path}: not an SQLite database; nothing was changed")
        # The header speaks first: SQLite itself would leave -wal and -shm beside a foreign file.
        _refuse_foreign(path, int.from_bytes(header[68:72], "big"))
        connection = connect_read_only(path, timeout=timeout)
        try:
            return _inspect(path, connection, check)
        finally:
            connection.close()


def whole(path: Path, checked: float) -> str:
    """What an owner that closes a database says of it to the next one.

    Args:
        path: the file, closed.
        checked: when it was found undamaged, in seconds since 1970.
    """
    return f"checked {int(checked)} {_face(path)}"


def checked(path: Path, left: str, now: float) -> float | None:
    """When a database was found undamaged that nobody has touched since its owner closed it.

    Args:
        path: the file.
        left: what its last owner said, from `whole`.
        now: in seconds since 1970.

    Returns:
        None: it is to be read wholly, because something has written it, or its owner was killed,
        or the last time is a day ago: a disk may forget by itself.
    """
    word, _, rest = left.partition(" ")
    moment, _, face = rest.partition(" ")
    if word != "checked" or not face or face != _face(path) or not moment.isdecimal():
        return None
    return float(moment) if 0 <= now - float(moment) < _CHECKED_FOR else None


def _face(path: Path) -> str:
    """What of a file changes when it is written; empty if it cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def _inspect(path: Path, connection: sqlite3.Connection, check: str | None) -> Inspection:
    _refuse_newer(path, int(connection.execute("PRAGMA user_version").fetchone()[0]))
    if check is not None:
        found = connection.execute(f"PRAGMA {check}(3)").fetchall()
        if found != [("ok",)]:
            details = "; ".join(" ".join(str(row[0]).split()) for row in found)
            raise CorruptDatabase(f"{path}: it is damaged; restore a backup ({details})")
    database = Database(connection, execute_plugins=False)
    unknown = sorted({step.name for step in MIGRATIONS.applied(database)} - known_names())
    if unknown:
        raise NewerDatabase(_newer(path, f"it has {', '.join(unknown)}"))
    return Inspection(pending=tuple(step.name for step in MIGRATIONS.pending(database)))


def _refuse_foreign(path: Path, application_id: int) -> None:
    if application_id != APPLICATION_ID:
        raise CorruptDatabase(
            f"{path}: an SQLite database, but not one of syndicator's; nothing was changed"
        )


def _refuse_newer(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise NewerDatabase(
            _newer(path, f"its tables are at version {version}, ours at {SCHEMA_VERSION}")
        )


def _newer(path: Path, why: str) -> str:
    return f"{path}: made by a newer syndicator ({why}); upgrade this one. Nothing was changed"
