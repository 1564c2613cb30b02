"""Databases that earlier versions wrote, under today's program: nothing is lost or sent again."""

from __future__ import annotations

import gzip
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from syndicator.config import load
from syndicator.pipeline import Engine
from syndicator.publish.differences import look
from syndicator.store.activate import look_at
from syndicator.store.database import Store
from syndicator.store.migrations import SCHEMA_VERSION

DATABASES = sorted((Path(__file__).parent / "databases").glob("*.sql.gz"))
LATER = datetime(2026, 1, 11, 16, tzinfo=UTC)
CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
contact = "https://example.org/about"
[sources.harbor]
url = "http://harbor.example/harbor"
title = "Harbor News"
grant = "harbor"
backfill = "all"
[sources.mirror]
url = "http://harbor.example/mirror"
title = "The Mirror"
grant = "mirror"
backfill = "all"
[grants.harbor]
holder = "Harbor, Inc."
header = "First published by {{ credit_link }}."
footer = "(c) {{ year }} {{ holder }}"
[grants.mirror]
holder = "Mirror, Inc."
approval = "editor"
footer = "(c) {{ year }} {{ holder }}"
[feeds.world]
title = "World"
sources = ["harbor", "mirror"]
formats = ["atom", "rss", "json", "html"]
limit = 4
max_age = "all"
"""
ENTRIES = ["Harbor story 6, corrected", "Harbor story 5", "Mirror story 1", "Harbor story 4"]
KEPT = {
    "items": "id, source, atom_id, guid, link, story, first_seen, first_published",
    "revisions": "id, item, number, seen_at, significant, text_hash, content_hash, article",
    "grants": "id, name, digest, conditions, first_used",
    "notices": "digest, above, below, rights",
    "ledger": "id, at, action, item, revision, feed, grant_id, notice, atom_id, title, reason",
    "editorial": "id, item, at, action, by, reason",
    "placements": "feed, item, revision, grant_id, notice, since",
}
"""What must come through an upgrade, by table."""


@pytest.fixture(params=DATABASES, ids=lambda path: path.name[:4])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of a newsroom whose database is of an earlier version."""
    statements = gzip.decompress(request.param.read_bytes()).decode()
    connection = sqlite3.connect(tmp_path / "syndicator.db")
    connection.executescript(statements.replace("@@FOLDER@@", str(tmp_path)))
    connection.close()
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    return tmp_path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        found = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in KEPT.items()
        }
    connection.close()
    return found


def test_there_is_one_of_each_kind() -> None:
    assert [path.name for path in DATABASES] == ["0012.sql.gz", "0021.sql.gz"]


def test_all_that_was_recorded_is_there(newsroom: Path) -> None:
    path = newsroom / "syndicator.db"
    before = contents(path)
    assert all(before.values())
    with Store.open(path, mode="own") as store:
        assert store.pragma("user_version")[0][0] == SCHEMA_VERSION
        assert store.pragma("integrity_check")[0][0] == "ok"
        assert store.pragma("foreign_key_check") == []
    assert contents(path) == before
    kept = [each.name for each in newsroom.iterdir() if each.name.startswith("syndicator.db.")]
    assert any("before" in name or "backup" in name for name in kept), kept


def test_nothing_is_withdrawn_or_sent_again(newsroom: Path) -> None:
    path = newsroom / "syndicator.db"
    before = contents(path)
    config = load(newsroom / "config.toml", environ={})
    engine = Engine.start(config, now=LATER)
    try:
        engine.publish(now=LATER)
        engine.publish(now=LATER + timedelta(minutes=1), everything=True)
    finally:
        engine.close()
    after = contents(path)
    assert after == before
    feed = etree.parse(newsroom / "feeds/world.atom").getroot()
    entries = [each for each in feed.iter("{*}entry") if "Withdrawn" not in title(each)]
    assert [title(each) for each in entries] == ENTRIES
    with Store.open(path, mode="read") as store:
        assert look(store, look_at(store, config), LATER) == []


def title(entry: etree._Element) -> str:
    return entry.findtext("{*}title") or ""
