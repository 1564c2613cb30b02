from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicator.errors import (
    StoreError,
    StoreUnwritable,
)
from syndicator.model import GrantName, SourceName
from syndicator.store import database, sources
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)


# ── beside a running instance ────────────────────────────────────────────────────────────────


def test_an_editor_and_a_reader_work_beside_the_instance(store: Store, path: Path) -> None:
    name = SourceName("alpha")
    with Store.open(path, mode="edit") as editor, Store.open(path, mode="read") as reader:
        sources.sync(editor, [(name, "https://alpha.example/", GrantName("g"))], NOW)
        assert sources.get(store, name) == sources.get(reader, name)
        assert sources.get(reader, name) is not None
        with pytest.raises(StoreUnwritable, match="read-only"):
            sources.sync(reader, [], NOW)


def test_a_busy_database_is_said_to_be_busy(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, mode="edit") as editor:
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
        editor.pragma("busy_timeout = 0")
        with (
            store.transaction(),
            pytest.raises(StoreError, match="another process keeps it busy"),
            editor.transaction(),
        ):
            pass


# ── transactions ─────────────────────────────────────────────────────────────────────────────

INSERT = "INSERT INTO notices (digest, above, below, rights) VALUES (?, '', '', '')"


def notices(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT digest FROM notices ORDER BY digest")]


class Boom(BaseException):
    pass


def write_and_fail(store: Store, digest: str) -> None:
    with store.transaction():
        store.write(INSERT, (digest,))
        raise Boom


def test_any_exception_undoes_the_transaction(store: Store) -> None:
    with pytest.raises(Boom):
        write_and_fail(store, "a")
    assert notices(store) == []


def test_an_inner_transaction_that_fails_undoes_the_outer_one(store: Store) -> None:
    def outer() -> None:
        with store.transaction():
            store.write(INSERT, ("a",))
            write_and_fail(store, "b")

    with pytest.raises(Boom):
        outer()
    assert notices(store) == []


def test_no_transaction_goes_on_after_a_part_of_it_has_failed(store: Store) -> None:
    def going_on() -> None:
        with store.transaction():
            store.write(INSERT, ("a",))
            with suppress(Boom):
                write_and_fail(store, "b")
            store.write(INSERT, ("c",))

    with pytest.raises(RuntimeError, match="it went on"):
        going_on()
    assert notices(store) == []
    with store.transaction():
        store.write(INSERT, ("d",))
    assert notices(store) == ["d"]


def test_a_write_outside_a_transaction_is_an_error_of_ours(store: Store) -> None:
    with pytest.raises(RuntimeError, match=r"outside Store.transaction"):
        store.write(INSERT, ("a",))
    with pytest.raises(RuntimeError, match=r"outside Store.transaction"):
        store.write_many(INSERT, [("a",)])


def test_errors_of_the_callers_own_files_are_its_own(store: Store) -> None:
    with pytest.raises(FileNotFoundError), store.transaction():
        Path("/nowhere/at/all").read_bytes()


def test_a_thread_waits_for_the_transaction_of_another(store: Store) -> None:
    found: list[list[str]] = []

    def look() -> None:
        found.append(notices(store))

    def add() -> None:
        with store.transaction():
            store.write(INSERT, ("c",))

    threads = [threading.Thread(target=look), threading.Thread(target=add)]
    with store.transaction():
        store.write(INSERT, ("a",))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(0.05)
            assert thread.is_alive()
        store.write(INSERT, ("b",))
    for thread in threads:
        thread.join()
    assert found[0][:2] == ["a", "b"]
    assert notices(store) == ["a", "b", "c"]


def test_the_owner_keeps_the_log_short(store: Store, path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    longest = 0
    for number in range(40):
        with store.transaction():
            store.write("INSERT INTO notices VALUES (?, ?, '', '')", (str(number), "x" * 1_000_000))
        longest = max(longest, log.stat().st_size)
    assert longest < 2 * database.CHECKPOINT_BYTES
    assert path.stat().st_size > 30_000_000
