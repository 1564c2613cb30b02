"""The log says which permissions end soon, once a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from structlog.testing import capture_logs

from syndicator.config import load
from syndicator.pipeline import Engine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

CONFIG = """\
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.one]
url = "https://one.example/feed"
grant = "own"
[grants.own]
expires = {expires}
[feeds.world]
title = "World"
sources = ["one"]
"""


def told(tmp_path: Path, expires: date, *moments: datetime) -> list[tuple[int, int]]:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(expires=expires), "utf-8")
    engine = Engine.start(load(path, environ={}), now=NOW)
    try:
        with capture_logs() as lines:
            for moment in moments:
                engine.maintain(now=moment)
    finally:
        engine.close()
    return [
        (line["days"], line["threshold"]) for line in lines if line["event"] == "grant.ends_soon"
    ]


def test_once_a_day_however_often_it_is_asked(tmp_path: Path) -> None:
    days = (NOW, NOW + timedelta(hours=3), NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert told(tmp_path, date(2026, 3, 9), *days) == [(8, 30), (7, 7), (6, 7)]


def test_not_yet_and_not_any_more(tmp_path: Path) -> None:
    assert told(tmp_path, date(2026, 6, 1), NOW) == []
    assert told(tmp_path, date(2026, 2, 1), NOW) == []
