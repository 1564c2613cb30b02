from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syndicator.errors import (
    InstanceRunning,
    NewerDatabase,
    StoreUnwritable,
)
from syndicator.store import sources
from syndicator.store.backup import backup
from syndicator.store.database import Mode, Store
from syndicator.store.migrations import SCHEMA_VERSION
from syndicator.store.restore import restore

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


# ── one instance ─────────────────────────────────────────────────────────────────────────────


def test_a_second_instance_is_refused_by_name(store: Store, path: Path) -> None:
    pid = path.with_name("syndicator.db.lock").read_text()
    with pytest.raises(InstanceRunning, match=rf"another syndicator is at work .*process {pid}"):
        Store.open(path, mode="own")
    assert store.rows("SELECT 1")


def test_the_lock_is_free_after_closing_and_after_a_refusal(path: Path) -> None:
    Store.open(path, mode="own").close()
    alter(path, "PRAGMA user_version = 99")
    for _ in range(2):
        with pytest.raises(NewerDatabase):
            Store.open(path, mode="own")
    alter(path, f"PRAGMA user_version = {SCHEMA_VERSION}")
    Store.open(path, mode="own").close()


ORPHAN = """
import os, sys
from syndicator.store.database import Store
from syndicator.store.restore import restore
store = Store.open(sys.argv[1], mode="own")
told, tell = os.pipe()
if os.fork() == 0:
    os.write(tell, b"x")
    os.read(0, 1)
    os._exit(0)
os.read(told, 1)
os.write(1, b"forked")
os._exit(0)
"""


def test_a_forked_worker_that_outlives_a_killed_instance_does_not_keep_the_lock(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(6) == b"forked"
        assert process.wait() == 0
        Store.open(path, mode="own").close()


# ── no room, no permission ───────────────────────────────────────────────────────────────────


def test_a_full_disk_is_told_and_nothing_is_half_written(filled: Filled, make: Make) -> None:
    store = filled.store
    pages = store.pragma("page_count")[0][0]
    store.pragma(f"max_page_count = {pages + 3}")
    with pytest.raises(
        StoreUnwritable, match="the disk is full; free some space; nothing was changed"
    ):
        filled.apply(*(make.new(str(number)) for number in range(200)))
    assert store.rows("SELECT * FROM items") == []
    assert store.rows("SELECT * FROM revisions") == []
    store.pragma("max_page_count = 1000000")
    assert len(filled.apply(*(make.new(str(number)) for number in range(200)))) == 200


def test_a_read_only_file(unprivileged: Path) -> None:
    path = unprivileged / "syndicator.db"
    Store.open(path, mode="own").close()
    path.chmod(0o440)
    modes: tuple[Mode, ...] = ("own", "edit")
    for mode in modes:
        with pytest.raises(StoreUnwritable, match="read-only"):
            Store.open(path, mode=mode)
    with Store.open(path, mode="read") as store:
        assert sources.all(store) == []


def test_a_read_only_directory(unprivileged: Path) -> None:
    path = unprivileged / "syndicator.db"
    unprivileged.chmod(0o500)
    with pytest.raises(StoreUnwritable, match="Permission denied"):
        Store.open(path, mode="own")
    unprivileged.chmod(0o700)
    Store.open(path, mode="own").close()
    path.with_name("syndicator.db.lock").unlink()
    unprivileged.chmod(0o500)
    before = path.read_bytes()
    modes: tuple[Mode, ...] = ("own", "edit", "read")
    for mode in modes:
        with pytest.raises(StoreUnwritable):
            Store.open(path, mode=mode)
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_read(unprivileged: Path) -> None:
    path = unprivileged / "syndicator.db"
    Store.open(path, mode="own").close()
    path.chmod(0)
    with pytest.raises(StoreUnwritable, match="Permission denied"):
        Store.open(path, mode="read")


def test_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable, match="there is no directory"):
        Store.open(tmp_path / "var" / "syndicator.db", mode="own")


@pytest.mark.skipif(os.getuid() != 0, reason="only root makes files for others")
def test_what_root_makes_belongs_to_whom_the_directory_belongs(unprivileged: Path) -> None:
    path, copy = unprivileged / "syndicator.db", unprivileged / "copy.db"
    somebody = os.geteuid()
    os.seteuid(0)
    Store.open(path, mode="own").close()
    backup(path, copy)
    restore(copy, path)
    os.seteuid(somebody)
    assert {file.stat().st_uid for file in unprivileged.iterdir()} == {somebody}
    Store.open(path, mode="own").close()
