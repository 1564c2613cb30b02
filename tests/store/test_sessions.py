from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.store import sessions
from syndicator.store.backup import backup
from syndicator.store.database import Store
from syndicator.store.restore import restore
from syndicator.store.sessions import SignedIn

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(user: str = "maria", began: datetime = NOW) -> SignedIn:
    return SignedIn(user=user, password="x", began=began, ends=began + 16 * HOUR)


def test_a_session_holds_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db", mode="own") as store:
        sessions.begin(store, "secret", session())
        assert sessions.get(store, "secret", NOW) == session()
        assert sessions.get(store, "secret", NOW + 15 * HOUR) == session()
        assert sessions.get(store, "secret", NOW + 16 * HOUR) is None
        # Begun by a clock that was wrong.
        assert sessions.get(store, "secret", NOW - HOUR) is None
        assert sessions.get(store, "another", NOW) is None
        sessions.end(store, "secret")
        assert sessions.get(store, "secret", NOW) is None


def test_the_database_holds_no_secret_and_forgets_what_is_over(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db", mode="own") as store:
        sessions.begin(store, "secret-of-the-first", session())
        sessions.begin(store, "secret-of-the-second", session("emil", NOW + 17 * HOUR))
        rows = store.rows("SELECT * FROM sessions")
        assert [row["user"] for row in rows] == ["emil"]
        assert "secret" not in str([tuple(row) for row in rows])
        assert len(sessions.signing_key(store)) == 32


def test_each_database_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("a.db", "b.db"):
        with Store.open(tmp_path / name, mode="own") as store:
            keys.add(sessions.signing_key(store))
    assert len(keys) == 2


def test_a_restore_signs_nobody_in(tmp_path: Path) -> None:
    path, copy = tmp_path / "s.db", tmp_path / "copy.db"
    with Store.open(path, mode="own") as store:
        sessions.begin(store, "secret", session())
    backup(path, copy)
    with Store.open(path, mode="own") as store:
        sessions.end(store, "secret")
    restore(copy, path)
    with Store.open(path, mode="own") as store:
        assert sessions.get(store, "secret", NOW) is None


def test_a_reader_sees_what_was_committed_and_writes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db", mode="own") as store:
        with store.reader() as reader:
            assert reader.mode == "read"
            with store.transaction():
                sessions.begin(store, "secret", session())
                # Another connection: it neither waits nor sees what is not committed.
                assert sessions.get(reader, "secret", NOW) is None
            assert sessions.get(reader, "secret", NOW) == session()
        # It took no lock away with it.
        sessions.end(store, "secret")
