from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.config import Config, load
from syndicator.errors import ConfigError
from syndicator.model.incident import Kind, Severity
from syndicator.monitor.backups import back_up
from syndicator.monitor.monitoring import RETRY, Monitoring
from syndicator.store import backups, incidents
from syndicator.store.database import Store

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEXT = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
"""


def configured(folder: Path, table: str = "[backup]\nkeep = 3\n") -> Config:
    path = folder / "config.toml"
    path.write_text(TEXT + table)
    return load(path, environ={})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_one_a_day_the_oldest_goes_and_nothing_else_does(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with Store.open(config.database, mode="own") as store:
        for hours in range(0, 24 * 6, 6):
            back_up(store, config, now=NOW + hours * HOUR)
            if hours == 0:
                (tmp_path / "backups" / "mine.db").write_text("x")
        assert incidents.standing(store) == []
    days = [f"syndicator-2026060{day}T120000Z.db" for day in (6, 7, 8)]
    assert names(tmp_path) == ["mine.db", *days]
    made = tmp_path / "backups" / days[0]
    assert stat.S_IMODE(made.stat().st_mode) & 0o007 == 0, "others may not read it"
    assert stat.S_IMODE(made.parent.stat().st_mode) & 0o077 == 0
    with closing(sqlite3.connect(made)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM incidents").fetchone() == (0,)


def test_without_the_table_none_is_made(tmp_path: Path) -> None:
    config = configured(tmp_path, "")
    with Store.open(config.database, mode="own") as store:
        back_up(store, config, now=NOW)
    assert not (tmp_path / "backups").exists()


def test_one_that_cannot_be_made_is_an_incident_until_one_is(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "backups").write_text("a file where the folder should be")
    with Store.open(config.database, mode="own") as store:
        assert back_up(store, config, now=NOW).problem
        (incident,) = incidents.standing(store)
        assert incident.finding.kind is Kind.BACKUP
        assert incident.finding.severity is Severity.ERROR
        assert incident.finding.sentence.startswith("There is no backup. The last attempt failed:")
        (tmp_path / "backups").unlink()
        assert back_up(store, config, now=NOW + HOUR).made
        assert incidents.standing(store) == []
        for path in (tmp_path / "backups").iterdir():
            path.rename(tmp_path / path.name)
        (tmp_path / "backups").rmdir()
        (tmp_path / "backups").write_text("")
        later = configured(tmp_path, "")
        back_up(store, config, now=NOW + DAY)
        assert incidents.standing(store)
        back_up(store, later, now=NOW + DAY)
        assert incidents.standing(store) == [], "nobody asks for backups any more"


def test_one_that_fails_is_not_tried_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(tmp_path)
    tries: list[datetime] = []

    def make(_database: Path, folder: Path, now: datetime) -> Path:
        tries.append(now)
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(backups, "make", make)
    with Store.open(config.database, mode="own") as store:
        monitoring = Monitoring(store, lambda: config)
        for minutes in range(0, 130, 10):
            monitoring.back_up(now=NOW + timedelta(minutes=minutes))
    assert tries == [NOW, NOW + RETRY, NOW + 2 * RETRY]


def test_no_room_is_told_before_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(tmp_path)
    usage = type("Usage", (), {"free": 40_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with Store.open(config.database, mode="own") as store:
        problem = back_up(store, config, now=NOW).problem
    assert problem
    assert "40 MB are free" in problem
    assert names(tmp_path) == []


def test_what_was_left_half_made_goes(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "backups").mkdir()
    left = tmp_path / "backups" / "syndicator-20260601T120000Z.db.4711.tmp"
    left.write_text("")
    os.utime(left, (0, 0))
    fresh = tmp_path / "backups" / "syndicator-20260602T120000Z.db.4712.tmp"
    fresh.write_text("")
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))
    with Store.open(config.database, mode="own") as store:
        back_up(store, config, now=NOW)
    assert names(tmp_path) == [
        "syndicator-20260602T120000Z.db.4712.tmp",
        "syndicator-20260603T120000Z.db",
    ]


def test_a_backup_from_the_future_counts_for_nothing(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "syndicator-20990101T000000Z.db").write_text("")
    with Store.open(config.database, mode="own") as store:
        assert back_up(store, config, now=NOW).made


def test_backups_may_not_be_published(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="made public"):
        configured(tmp_path, '[backup]\nfolder = "feeds/backups"\n')
