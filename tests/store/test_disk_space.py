"""A disk that takes nothing more, by whatever name it says so."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syndicator.errors import StoreUnwritable, disk_problem, why_unwritten
from syndicator.store import disk_space, failures
from syndicator.store.disk_space import Room

Raises = Callable[[int, str], None]
CASES = [
    (errno.ENOSPC, "the disk is full; free some space"),
    (errno.EDQUOT, "the disk quota is used up"),
    (errno.EROFS, "the file system is mounted read-only"),
]
SQLITE = [
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Raises:
    """Has what is written below a folder fail."""
    whole = tempfile.TemporaryFile

    def breaking(code: int, folder: str) -> None:
        def fails(*arguments: Any, **options: Any) -> Any:
            if str(options["dir"]) == folder:
                raise OSError(code, os.strerror(code))
            return whole(*arguments, **options)

        monkeypatch.setattr(tempfile, "TemporaryFile", fails)

    return breaking


def refused(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(("code", "words"), CASES)
def test_what_is_wrong_with_a_disk_is_named(
    broken: Raises, tmp_path: Path, code: int, words: str
) -> None:
    database = tmp_path / "syndicator.db"
    broken(code, str(tmp_path))
    found = disk_space.problem(tmp_path)
    assert found is not None
    assert found.startswith(words)
    for reported in SQLITE:
        error = failures.meaning(refused(reported), database)
        assert isinstance(error, StoreUnwritable)
        assert str(error) == f"{database}: {found}; nothing was changed"
    direct = failures.meaning(OSError(code, os.strerror(code)), database)
    assert str(direct) == f"{database}: {found}"
    assert why_unwritten(OSError(code, os.strerror(code))) == found


def test_the_folder_of_temporary_files_may_be_the_full_one(
    broken: Raises, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    broken(errno.ENOSPC, str(temporary))
    error = failures.meaning(refused(sqlite3.SQLITE_FULL), tmp_path / "syndicator.db")
    assert f"no room for temporary files in {temporary}: the disk is full" in str(error)


def test_other_errors_keep_their_words(tmp_path: Path) -> None:
    assert disk_space.problem(tmp_path) is None
    assert disk_problem(PermissionError(errno.EACCES, "Permission denied")) is None
    assert why_unwritten(PermissionError(errno.EACCES, "Permission denied")) == "Permission denied"
    error = failures.meaning(refused(sqlite3.SQLITE_IOERR_READ), tmp_path / "syndicator.db")
    assert "the disk reports an error" in str(error)


def test_nothing_is_begun_that_cannot_be_recorded(broken: Raises, tmp_path: Path) -> None:
    room = Room(tmp_path / "syndicator.db")
    begun = 0

    def tick(error: Exception | None = None) -> None:
        nonlocal begun
        with room.needed():
            begun += 1
            if error:
                raise error

    tick()
    broken(errno.ENOSPC, str(tmp_path))
    with pytest.raises(StoreUnwritable, match="first"):
        tick(StoreUnwritable("first"))
    assert begun == 2
    for _ in range(3):
        with pytest.raises(StoreUnwritable, match="the disk is full"):
            tick()
    assert begun == 2
    broken(errno.ENOSPC, "elsewhere")
    tick()
    assert begun == 3
