from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syndicator.errors import (
    CorruptDatabase,
    NewerDatabase,
    StoreError,
)
from syndicator.store import database, sources
from syndicator.store.database import Mode, Store
from syndicator.store.failures import meaning
from syndicator.store.inspection import (
    Inspection,
    checked,
    inspect,
    require_sqlite,
    wal_bug,
    whole,
)
from syndicator.store.migrations import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION, known_names

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def files(directory: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in directory.iterdir()
        if not file.name.endswith((".lock", "-shm"))
    }


# ── a fresh database ─────────────────────────────────────────────────────────────────────────


def test_a_fresh_database_is_set_up_for_durability(path: Path) -> None:
    with Store.open(path, mode="own") as store:
        found = {
            name: store.pragma(name)[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": APPLICATION_ID,
    }
    assert path.stat().st_mode & 0o777 == 0o640


def test_every_table_is_strict(store: Store) -> None:
    tables = store.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND NOT strict AND name NOT LIKE 'sqlite%' AND name <> '_sqlite_migrations'"
    )
    assert [row["name"] for row in tables] == []


def test_the_schema_version_counts_the_migrations(store: Store) -> None:
    assert len(known_names()) == SCHEMA_VERSION
    assert store.pragma("user_version")[0][0] == SCHEMA_VERSION
    assert not MIGRATIONS.pending(store.db)


@pytest.mark.parametrize("mode", ["read", "edit"])
def test_nothing_collected_yet(path: Path, mode: Mode) -> None:
    with pytest.raises(
        StoreError, match=r"nothing collected yet: no database at .*syndicator poll"
    ):
        Store.open(path, mode=mode)
    assert not path.exists()


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with Store.open(path, mode="own") as store:
        assert sources.all(store) == []


def test_a_link_to_the_database_stays_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path.symlink_to(tmp_path / "elsewhere" / "real.db")
    Store.open(path, mode="own").close()
    assert path.is_symlink()
    assert (tmp_path / "elsewhere" / "real.db").is_file()


# ── what is refused, untouched ───────────────────────────────────────────────────────────────


def some_text(path: Path) -> None:
    path.write_text("title = 'not a database'\n" * 20)


def a_short_file(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def a_foreign_database(path: Path) -> None:
    alter(path, "CREATE TABLE songs (name TEXT)", "INSERT INTO songs VALUES ('x')")


def a_higher_version(path: Path) -> None:
    Store.open(path, mode="own").close()
    alter(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def an_unknown_migration(path: Path) -> None:
    Store.open(path, mode="own").close()
    alter(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('syndicator', '9999_later', '')",
    )


def a_higher_version_in_the_log_only(path: Path) -> None:
    workshop = path.parent / "workshop.db"
    Store.open(workshop, mode="own").close()
    with closing(sqlite3.connect(workshop, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        for suffix in ("", "-wal"):
            shutil.copy(f"{workshop}{suffix}", f"{path}{suffix}")
    assert int.from_bytes(path.read_bytes()[60:64], "big") == SCHEMA_VERSION


@pytest.mark.parametrize("mode", ["own", "edit", "read"])
@pytest.mark.parametrize(
    ("prepare", "error", "words"),
    [
        (some_text, CorruptDatabase, "not an SQLite database"),
        (a_short_file, CorruptDatabase, "not an SQLite database"),
        (a_foreign_database, CorruptDatabase, "not one of syndicator's"),
        (a_higher_version, NewerDatabase, "made by a newer syndicator"),
        (an_unknown_migration, NewerDatabase, "9999_later"),
        (a_higher_version_in_the_log_only, NewerDatabase, "made by a newer syndicator"),
    ],
)
def test_a_file_that_is_not_for_us_is_refused_and_left_alone(
    path: Path, prepare: Callable[[Path], None], error: type[StoreError], words: str, mode: Mode
) -> None:
    prepare(path)
    before = files(path.parent)
    with pytest.raises(error, match=words) as caught:
        Store.open(path, mode=mode)
    after = files(path.parent)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert {name: after[name] for name in before} == before
    assert not any(after[name] for name in after.keys() - before.keys())


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        for page in range(3, 40, 2):
            file.seek(page * 4096 + 20)
            file.write(b"\xa5" * 300)


def test_a_damaged_database_is_refused_and_left_alone(
    path: Path, make: Make, fill: Callable[[Store], Filled]
) -> None:
    with Store.open(path, mode="own") as store:
        fill(store).apply(*(make.new(str(number)) for number in range(50)))
    damage(path)
    before = path.read_bytes()
    with pytest.raises(CorruptDatabase, match="it is damaged; restore a backup"):
        Store.open(path, mode="own")
    assert path.read_bytes() == before


def test_damage_met_on_the_way_is_told_as_such(
    path: Path, make: Make, fill: Callable[[Store], Filled]
) -> None:
    with Store.open(path, mode="own") as store:
        fill(store).apply(*(make.new(str(number)) for number in range(50)))
    damage(path)
    with pytest.raises(CorruptDatabase), Store.open(path, mode="read") as store:  # noqa: PT012  # opening may meet the damage already
        for table in ("items", "revisions", "item_keys", "sources"):
            store.rows(f"SELECT * FROM {table}")


def test_a_log_without_its_database_is_not_thrown_away(path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"the latest changes")
    with pytest.raises(CorruptDatabase, match=r"its log syndicator\.db-wal is there"):
        Store.open(path, mode="own")
    assert log.read_bytes() == b"the latest changes"
    assert not path.exists()


# ── SQLite itself ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.0", True),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.0", False),
    ],
)
def test_versions_with_the_wal_reset_bug(version: str, *, has_it: bool) -> None:
    said = wal_bug(version)
    assert (said is not None) == has_it
    assert said is None or version in said


def test_an_old_sqlite_is_refused() -> None:
    require_sqlite((3, 38, 0))
    with pytest.raises(StoreError, match=r"3\.38\.0 or later is needed; this Python brings 3\.34"):
        require_sqlite((3, 34, 1))


def test_errors_of_ours_are_not_dressed_up(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        store.rows("SELECT * FROM elsewhere")
    with pytest.raises(sqlite3.IntegrityError), store.transaction():
        store.write("INSERT INTO polls (source) VALUES ('nobody')")
    assert meaning(sqlite3.ProgrammingError("closed"), store.path) is None


# ── what is not read again ───────────────────────────────────────────────────────────────────


def reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Open the database, close it, and say whether all of it was read."""
    asked: list[str | None] = []

    def spy(path: Path, *, timeout: float, check: str | None = "quick_check") -> Inspection:
        asked.append(check)
        return inspect(path, timeout=timeout, check=check)

    with monkeypatch.context() as patch:
        patch.setattr(database, "inspect", spy)
        Store.open(path, mode="own").close()
    return asked == ["quick_check"]


def test_a_database_that_nobody_touched_is_not_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads(path, monkeypatch)
    assert not reads(path, monkeypatch)
    os.utime(path, ns=(1, 1))
    assert reads(path, monkeypatch)
    assert not reads(path, monkeypatch)
    # A killed owner leaves its number.
    path.with_name(f"{path.name}.lock").write_text("4711")
    assert reads(path, monkeypatch)


def test_it_is_read_again_after_a_day(path: Path) -> None:
    Store.open(path, mode="own").close()
    left = whole(path, 1_000.0)
    assert checked(path, left, 1_000.0) == 1_000.0
    assert checked(path, left, 87_399.0) == 1_000.0
    assert checked(path, left, 87_400.0) is None
    assert checked(path, left, 999.0) is None, "a clock that was set back"
    for other in ("", "4711", "checked", "checked soon", left + "0", left.replace("1000", "")):
        assert checked(path, other, 1_000.0) is None
    path.unlink()
    assert checked(path, left, 1_000.0) is None


def test_what_was_met_damaged_or_was_replaced_is_read_again(
    path: Path, make: Make, fill: Callable[[Store], Filled], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, mode="own") as store:
        fill(store).apply(*(make.new(str(number)) for number in range(50)))
    with Store.open(path, mode="own") as store:
        damage(path)
        with pytest.raises(CorruptDatabase):
            store.rows("SELECT * FROM items NATURAL JOIN revisions NATURAL JOIN item_keys")
    with pytest.raises(CorruptDatabase, match="restore a backup"):
        Store.open(path, mode="own")
    path.unlink()
    assert reads(path, monkeypatch)
    with Store.open(path, mode="own"):
        other = path.with_name("other.db")
        shutil.copy2(path, other)
        other.replace(path)
    assert reads(path, monkeypatch)
