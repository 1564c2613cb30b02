"""Deletion of texts from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from tests.support.publisher import Publisher

    Run = Callable[..., CompletedProcess[str]]

CONFIG = """
[sources.harbor]
url = "{url}/harbor.xml"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""
STORY = "<item><title>Story {n}</title><guid>https://h.example/{n}</guid><description>{t}</description></item>"
FERRY = "The ferry across the lower river stopped at noon because the cable had worn thin."
BAKERS = "Bakers in the old town begin before three so that the bread is warm at dawn."


@pytest.fixture
def database(
    publisher: Publisher, configure: Callable[[str], Path], syndicator: Run, tmp_path: Path
) -> Path:
    items = STORY.format(n=1, t=FERRY) + STORY.format(n=2, t=BAKERS)
    head = "<title>H</title><link>https://h.example/</link><description>N</description>"
    document = f"<rss version='2.0'><channel>{head}{items}</channel></rss>"
    publisher.documents["/harbor.xml"] = document.encode()
    configure(CONFIG.format(url=publisher.url))
    syndicator("poll")
    return tmp_path / "syndicator.db"


def test_what_stands_is_left_and_the_rest_goes(
    syndicator: Run, database: Path, tmp_path: Path
) -> None:
    syndicator("hold", "https://h.example/1", "--reason", "their lawyers")
    syndicator("backup", str(tmp_path / "old.db"))
    shown = syndicator("purge", "--grant", "harbor", "--dry-run").stdout
    assert "the texts of 1 story" in shown
    assert "stands in a feed and is left" in shown
    assert "old.db" in shown
    assert FERRY.encode() in database.read_bytes() + _wal(database)

    assert "add --yes" in syndicator("purge", "--grant", "harbor", code=2).stderr
    assert "deleted" in syndicator("purge", "--grant", "harbor", "--yes").stdout
    assert FERRY.encode() not in database.read_bytes() + _wal(database)
    assert BAKERS.encode() in database.read_bytes() + _wal(database)
    assert "Its text was deleted" in syndicator("why", "https://h.example/1").stdout
    assert "Story 1" in syndicator("ledger").stdout
    assert "the texts of 0 stories" in syndicator("purge", "--grant", "harbor").stdout


@pytest.mark.parametrize(
    "words", [(), ("1", "--grant", "harbor"), ("--grant", "harbour"), ("4711",)]
)
def test_what_cannot_be_meant_is_refused(
    syndicator: Run, database: Path, words: tuple[str, ...]
) -> None:
    assert database.exists()
    assert syndicator("purge", *words, code=2).stderr.count("\n") == 1


def _wal(database: Path) -> bytes:
    log = database.with_name(f"{database.name}-wal")
    return log.read_bytes() if log.exists() else b""
