"""Whether a folder takes what is written into it, asked of the disk itself (I/O).

SQLite says only that something failed, and `statvfs` knows neither quotas nor what is reserved:
so a little is written, into a file without a name.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from syndicator.errors import StoreUnwritable, disk_problem

_OCTETS: Final = 65_536
_ENOUGH_OCTETS: Final = 1_000_000
"""What a tick writes at most before it can say that there is no room."""
_TEMPORARY: Final = ("/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108  # SQLite's own list
"""Where SQLite puts what it sorts (sqlite.org/tempfiles.html §5)."""


def problem(folder: Path, *, octets: int = _OCTETS) -> str | None:
    """Tell what keeps a folder from being written, if that is the disk's; None: nothing does.

    Args:
        folder: where something is to be written.
        octets: how much.
    """
    error = write_error(folder, octets=octets)
    return None if error is None else disk_problem(error)


def write_error(folder: Path, *, octets: int = _OCTETS) -> OSError | None:
    """Try to write into a folder, and give the error of that, whatever it is; None: it works."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(octets))
            os.fsync(file.fileno())
    except OSError as error:
        return error
    return None


def temporary_problem() -> tuple[Path, str] | None:
    """The folder of SQLite's temporary files and what keeps it from being written, if anything."""
    named = [os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), *_TEMPORARY]
    folder = next((Path(each) for each in named if each and os.access(each, os.W_OK)), None)
    found = problem(folder) if folder else None
    return (folder, found) if folder and found else None


def require(database: Path) -> None:
    """Refuse to begin what could not be recorded.

    Raises:
        StoreUnwritable: there is no room for a tick beside the database.
    """
    if found := problem(database.parent, octets=_ENOUGH_OCTETS):
        raise StoreUnwritable(f"{database}: {found}")


class Room:
    """Keeps what could not be recorded from being done again and again.

    A source that was asked, and whose answer could not be stored, would be due again at the next
    tick, and so would a ping.
    """

    def __init__(self, database: Path) -> None:
        """Assume that there is room for this database."""
        self._database = database
        self._missed = False

    @contextmanager
    def needed(self) -> Iterator[None]:
        """Around what writes the database.

        Raises:
            StoreUnwritable: it could not be written last time, and still cannot.
        """
        if self._missed:
            require(self._database)
            self._missed = False
        try:
            yield
        except StoreUnwritable:
            self._missed = True
            raise
