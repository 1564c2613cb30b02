from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syndicator.errors import (
    CorruptDatabase,
    InstanceRunning,
    NewerDatabase,
    StoreError,
    StoreUnwritable,
    UsageError,
)
from syndicator.store.backup import backup
from syndicator.store.database import Store
from syndicator.store.restore import restore

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make


def titles(path: Path) -> list[str]:
    with Store.open(path, mode="read") as store:
        return [row[0] for row in store.rows("SELECT article ->> 'title' FROM revisions")]


@pytest.fixture
def copy(path: Path, make: Make, fill: Callable[[Store], Filled]) -> Path:
    """A backup with one item, of a database that now has two."""
    with Store.open(path, mode="own") as store:
        filled = fill(store)
        filled.apply(make.new("1"))
        target = path.with_name("copy.db")
        backup(path, target)
        filled.apply(make.new("2"))
    return target


def test_a_backup_of_a_database_in_use_has_what_is_still_in_the_log(
    filled: Filled, make: Make, path: Path
) -> None:
    filled.apply(make.new("1"))
    target = path.with_name("copy.db")
    backup(path, target)
    assert sorted(file.name for file in path.parent.iterdir() if "copy" in file.name) == ["copy.db"]
    with closing(sqlite3.connect(f"file:{target}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (1,)
    # sqlite.org/fileformat2.html §1.3.3: at 1 it wants no log beside it.
    assert target.read_bytes()[18:20] == b"\x01\x01"
    assert titles(target) == ["On 1"]


@pytest.mark.usefixtures("store")
def test_a_backup_overwrites_only_when_told(path: Path) -> None:
    target = path.with_name("copy.db")
    target.write_text("precious")
    with pytest.raises(UsageError, match="exists"):
        backup(path, target)
    assert target.read_text() == "precious"
    backup(path, target, overwrite=True)
    assert titles(target) == []
    with pytest.raises(UsageError, match="the database itself"):
        backup(path, path, overwrite=True)


def test_there_must_be_something_to_back_up(path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        backup(path, path.with_name("copy.db"))
    assert list(path.parent.iterdir()) == []


@pytest.mark.usefixtures("store")
def test_a_backup_that_cannot_be_written_leaves_nothing(path: Path) -> None:
    with pytest.raises(StoreUnwritable, match="No such file or directory"):
        backup(path, path.parent / "missing" / "copy.db")


def test_a_damaged_database_is_not_backed_up_over_a_good_one(copy: Path, path: Path) -> None:
    good = copy.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096 * 4)
        file.write(b"\xa5" * 4096 * 12)
    with pytest.raises(CorruptDatabase):
        backup(path, copy, overwrite=True)
    assert copy.read_bytes() == good
    assert not list(path.parent.glob("*.tmp*"))


def test_restore_brings_back_and_keeps_what_stood(copy: Path, path: Path) -> None:
    kept = restore(copy, path, forget=True).kept
    assert kept == path.with_name("syndicator.db.before-restore")
    assert titles(path) == ["On 1"]
    assert titles(kept) == ["On 1", "On 2"]
    again = restore(copy, path, forget=True).kept
    assert again == path.with_name("syndicator.db.before-restore-2")
    with Store.open(path, mode="own") as store:
        assert store.pragma("journal_mode")[0][0] == "wal"


def test_restore_where_nothing_stood(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert restore(copy, tmp_path / "new" / "fresh.db").kept is None
    assert titles(tmp_path / "new" / "fresh.db") == ["On 1"]


def test_restore_does_not_replay_the_old_log(
    copy: Path, path: Path, make: Make, fill: Callable[[Store], Filled]
) -> None:
    crashed = path.with_name("crashed.db")
    with Store.open(path, mode="own") as store:
        fill(store).apply(make.new("3"))
        for suffix in ("", "-wal"):
            Path(f"{crashed}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    kept = restore(copy, crashed, forget=True).kept
    assert kept is not None
    assert not kept.with_name(f"{kept.name}-wal").exists()
    assert titles(crashed) == ["On 1"]
    assert titles(kept) == ["On 1", "On 2", "On 3"]


def test_restore_over_what_cannot_be_read_keeps_it_as_it_lay(copy: Path, path: Path) -> None:
    path.write_bytes(b"ruins")
    kept = restore(copy, path, forget=True).kept
    assert kept is not None
    assert kept.read_bytes() == b"ruins"
    assert titles(path) == ["On 1"]


def test_restore_refuses_while_an_instance_runs(copy: Path, path: Path) -> None:
    with Store.open(path, mode="own"), pytest.raises(InstanceRunning):
        restore(copy, path)
    assert titles(path) == ["On 1", "On 2"]


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 99")


def foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")


def damaged(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(4096 * 4)
        stream.write(b"\xa5" * 4096 * 12)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (newer, NewerDatabase),
        (foreign, CorruptDatabase),
        (damaged, CorruptDatabase),
        (Path.unlink, UsageError),
    ],
)
def test_restore_checks_the_file_first(
    copy: Path, path: Path, spoil: Callable[[Path], None], error: type[Exception]
) -> None:
    spoil(copy)
    with pytest.raises(error):
        restore(copy, path)
    assert titles(path) == ["On 1", "On 2"]
    assert not list(path.parent.glob("*restor*"))
