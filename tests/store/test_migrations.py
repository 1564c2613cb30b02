from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from syndicator import __version__
from syndicator.errors import (
    NewerDatabase,
    StoreError,
)
from syndicator.model import GrantName, SourceName
from syndicator.store import sources
from syndicator.store.database import Mode, Store
from syndicator.store.migrations import MIGRATIONS, SCHEMA_VERSION

NOW = datetime(2026, 3, 1, tzinfo=UTC)


# ── migrations ───────────────────────────────────────────────────────────────────────────────


def later(*, broken: bool = False) -> Migrations:
    steps = Migrations("syndicator")
    for step in MIGRATIONS.pending(Database(memory=True)):
        steps(name=step.name)(step.fn)

    @steps(name="9002_more")
    def more(db: Database) -> None:
        db.execute("CREATE TABLE more (x INTEGER) STRICT")

    @steps(name="9003_still_more")
    def still_more(db: Database) -> None:
        db.execute("CREATE TABLE more (x INTEGER)" if broken else "CREATE TABLE most (x INTEGER)")

    return steps


def upgrade(monkeypatch: pytest.MonkeyPatch, steps: Migrations) -> None:
    for module in ("migrations", "database", "inspection"):
        monkeypatch.setattr(f"syndicator.store.{module}.MIGRATIONS", steps)
        monkeypatch.setattr(f"syndicator.store.{module}.SCHEMA_VERSION", SCHEMA_VERSION + 2)


def test_pending_migrations_are_applied_after_a_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, mode="own") as store:
        sources.sync(store, [(SourceName("alpha"), "https://alpha.example/", GrantName("g"))], NOW)
    with monkeypatch.context() as patch:
        upgrade(patch, later())
        with Store.open(path, mode="own") as store:
            assert [state.name for state in sources.all(store)] == ["alpha"]
            assert store.db["most"].exists()
            assert store.pragma("user_version")[0][0] == SCHEMA_VERSION + 2
    with pytest.raises(NewerDatabase):
        Store.open(path, mode="own")
    with Store.open(path.with_name(f"{path.name}.before-{__version__}"), mode="own") as kept:
        assert [state.name for state in sources.all(kept)] == ["alpha"]
        assert not kept.db["most"].exists()


def test_a_failing_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path, mode="own").close()
    with monkeypatch.context() as patch:
        upgrade(patch, later(broken=True))
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError, match="already exists"):
                Store.open(path, mode="own")
    with Store.open(path, mode="own") as store:
        assert not store.db["more"].exists()
    kept = sorted(file.name for file in path.parent.glob("*.before-*"))
    assert kept == [f"{path.name}.before-{__version__}", f"{path.name}.before-{__version__}-2"]


@pytest.mark.parametrize("mode", ["read", "edit"])
def test_an_earlier_database_waits_for_its_owner(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    Store.open(path, mode="own").close()
    upgrade(monkeypatch, later())
    with pytest.raises(StoreError, match="made by an earlier syndicator"):
        Store.open(path, mode=mode)
