"""The database file: opened, checked, brought up to date, and used from several threads.

One connection per process, guarded by a lock, so that a thread sees either all of another
thread's transaction or nothing of it. One process owns the file (mode ``own``); others may read
it, or write a little beside it (mode ``edit``).

Only the owner makes checkpoints, and only in a mode that holds the write lock meanwhile: the
WAL-reset bug (`syndicator.store.inspection.wal_bug`) needs another connection to commit during one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from sqlite_utils import Database

from syndicator import __version__
from syndicator.errors import StoreError
from syndicator.log import Log
from syndicator.store.backup import copy
from syndicator.store.failures import Translated, translated
from syndicator.store.inspection import (
    checked,
    connect_read_only,
    exists,
    inspect,
    require_sqlite,
    whole,
)
from syndicator.store.instance import InstanceLock
from syndicator.store.migrations import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from syndicator.store.sidecar_files import beside, free_name, make, sync

log = Log(__name__)

Mode = Literal["own", "edit", "read"]
Value = str | int | float | bytes | None
Parameters = Sequence[Value] | Mapping[str, Value]

BUSY_SECONDS: Final = 5.0
"""How long another process's transaction is waited for; ours take milliseconds."""
CACHE_KIB: Final = 16_384
"""Of the database in memory: what a tick over many sources goes back to."""
CHECKPOINT_BYTES: Final = 4_000_000
"""The size of the log from which the owner moves it into the database."""


class Store:
    """An open database; made by `Store.open`, and a context manager.

    Attributes:
        path: the file, links resolved.
        mode: ``own``, ``edit`` or ``read``.
        db: sqlite-utils' view of the same connection, for migrations and for curious tests.
    """

    def __init__(
        self,
        path: Path,
        mode: Mode,
        connection: sqlite3.Connection,
        lock: InstanceLock | None = None,
        *,
        checked_at: float = 0.0,
    ) -> None:
        self.path = path
        self.mode: Mode = mode
        self.db = Database(connection, execute_plugins=False)
        self._connection = connection
        self._instance = lock
        self._lock = threading.RLock()
        self._failed = False
        self._checked_at = checked_at
        self._errors = Translated(path)
        self._inode = path.stat().st_ino
        self._checkpoint_at = CHECKPOINT_BYTES
        self._log = beside(path, "-wal")

    @classmethod
    def open(cls, path: Path | str, *, mode: Mode) -> Self:
        """Open the database of this path.

        Args:
            path: the file; made if it is missing and the mode is ``own``.
            mode: ``own`` to read and write as the only instance, ``edit`` for short transactions
                beside a running instance, ``read`` to look only.

        Raises:
            InstanceRunning: ``own``, and another process owns it.
            NewerDatabase: a newer version made or changed it.
            CorruptDatabase: it is damaged, or not a database of ours.
            StoreUnwritable: the file or its directory cannot be written.
            StoreError: there is no database yet, or it awaits its owner's migration.
        """
        require_sqlite()
        path = Path(os.path.realpath(path))
        if mode == "own":
            lock = InstanceLock(path)
            try:
                found = checked(path, lock.left, time.time())
                connection = _own(path, check=found is None)
                at = time.time() if found is None else found
                return cls(path, mode, connection, lock, checked_at=at)
            except BaseException:
                lock.release()
                raise
        if not exists(path):
            raise StoreError(f"nothing collected yet: no database at {path}; run `syndicator poll`")
        if inspect(path, timeout=BUSY_SECONDS, check=None).pending:
            raise StoreError(
                f"{path}: made by an earlier syndicator; `syndicator poll`, or a restart of the "
                "service, brings it up to date"
            )
        with translated(path):
            if mode == "read":
                return cls(path, mode, connect_read_only(path, timeout=BUSY_SECONDS))
            return cls(path, mode, _connect(path))

    def reader(self) -> Self:
        """Open another connection to the same file, to look only.

        What it reads keeps nobody waiting, and nobody it. The file is not looked at otherwise: a
        process that closes a file loses the locks that SQLite holds on it for all connections.

        Raises:
            StoreError: it cannot be opened.
        """
        with translated(self.path):
            connection = connect_read_only(self.path, timeout=BUSY_SECONDS)
        return type(self)(self.path, "read", connection)

    def close(self) -> None:
        """Close the connection and let go of the lock; doing it twice is no error."""
        with self._lock:
            self._connection.close()
            if self._instance is not None:
                self._instance.release(self._last_word())

    def _last_word(self) -> str:
        """What the next owner is told; nothing where the file may not be what was checked."""
        try:
            replaced = self.path.stat().st_ino != self._inode
        except OSError:
            replaced = True
        return "" if replaced or self._errors.damage else whole(self.path, self._checked_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: any exception undoes what was written inside and goes on.

        Other threads wait. A transaction inside another is a part of it: an exception that leaves
        the inner one undoes the outer one too, and to catch it in between is an error of ours.
        """
        with self._lock:
            if self._connection.in_transaction:
                # No savepoint: each is two statements, and a tick makes thousands of them.
                try:
                    yield
                except BaseException:
                    self._failed = True
                    raise
                return
            self._failed = False
            with self._errors:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._require_whole()
                    self._connection.execute("COMMIT")
                except BaseException:
                    self.db.rollback()
                    raise
            self._checkpoint_if_long()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the database, whatever others write meanwhile; nothing is written."""
        with self._lock:
            with self._errors:
                self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self.db.rollback()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Every row of a query, by position or by name."""
        with self._lock, self._errors:
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def write(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """One statement inside `transaction`; a write outside one is an error of ours."""
        with self._lock, self._errors:
            self._require_transaction()
            return self._connection.execute(sql, parameters)

    def write_many(self, sql: str, parameters: Iterable[Parameters]) -> int:
        """One statement for each set of parameters; the number of rows that changed."""
        with self._lock, self._errors:
            self._require_transaction()
            return self._connection.executemany(sql, parameters).rowcount

    def pragma(self, sql: str) -> list[sqlite3.Row]:
        """A statement that SQLite wants outside a transaction."""
        return self.rows(f"PRAGMA {sql}")

    def function(self, name: str, function: Callable[[str, str], bool]) -> None:
        """Make a pure function of two texts known to SQL."""
        with self._lock, self._errors:
            self._connection.create_function(name, 2, function, deterministic=True)

    def _require_whole(self) -> None:
        if self._failed:
            raise RuntimeError("a part of a transaction failed, and it went on")

    def _require_transaction(self) -> None:
        if not self._connection.in_transaction:
            raise RuntimeError("a write outside Store.transaction()")

    def _checkpoint_if_long(self) -> None:
        if self.mode != "own":
            return
        try:
            size = self._log.stat().st_size
        except OSError:
            return
        if size < self._checkpoint_at:
            return
        try:
            busy = self.pragma("wal_checkpoint(TRUNCATE)")[0][0]
        except StoreError as error:
            # What was committed is in the log and stays there: not this transaction's failure.
            log.warning("database.checkpoint", problem=str(error))
            busy = 1
        # A reader keeps the log from being emptied: do not wait for it at every commit.
        self._checkpoint_at = size + CHECKPOINT_BYTES if busy else CHECKPOINT_BYTES


def _own(path: Path, *, check: bool) -> sqlite3.Connection:
    if not exists(path):
        _create(path)
    how = "quick_check" if check else None
    pending = inspect(path, timeout=BUSY_SECONDS, check=how).pending
    with translated(path):
        connection = _connect(path)
        try:
            # A restored backup comes without a log (`syndicator.store.backup.copy`).
            _use_log(path, connection)
            if pending:
                _migrate(path, connection, pending)
        except BaseException:
            connection.close()
            raise
        return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in (
            "foreign_keys = ON",
            "synchronous = FULL",
            "wal_autocheckpoint = 0",
            f"cache_size = -{CACHE_KIB}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        # A file that may not be written opens all the same: ask for the right without using it.
        connection.execute("DELETE FROM _sqlite_migrations WHERE FALSE")
    except BaseException:
        connection.close()
        raise
    return connection


def _use_log(path: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StoreError(f"{path}: this file system does not allow a write-ahead log")


def _create(path: Path) -> None:
    """Make an empty database under another name, whole, and only then give it its own."""
    fresh = beside(path, ".creating")
    with translated(path, files=True):
        for suffix in ("", "-journal", "-wal", "-shm"):
            beside(fresh, suffix).unlink(missing_ok=True)
        make(fresh)
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _use_log(path, connection)
            bring_up_to_date(connection)
        finally:
            connection.close()
        fresh.replace(path)
        sync(path.parent)


def _migrate(path: Path, connection: sqlite3.Connection, pending: tuple[str, ...]) -> None:
    kept = free_name(beside(path, f".before-{__version__}"))
    copy(path, kept)
    log.info("database.migrate", steps=list(pending), backup=str(kept))
    bring_up_to_date(connection)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Every pending step in one transaction, so that a file is at one version or at the other."""
    database = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        MIGRATIONS.apply(database)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise
