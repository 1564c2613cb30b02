"""`status` beside a configuration that is wrong: what is in the database is shown all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
database = "news-2.db"
timezone = "Asia/Kolkata"

[poll]
allow_private = ["127.0.0.0/8"]

[sources.harbor]
url = "{url}/harbor.xml"
grant = "headline-only"

[sources.anchor]
url = "{url}/missing.xml"
grant = "headline-only"

[feeds.world]
title = "World"
sources = ["anchor", "harbor"]
"""
FEED = (
    b'<rss version="2.0"><channel><title>RFH</title><item><title>One</title>'
    b"<link>https://rfh.example/one</link><guid>one</guid></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[feeds.world]", "[feeds.world", "config.toml:"),
        ("grant =", "grunt =", 'did you mean "grant"?'),
        ("Asia/Kolkata", "Asia/Kolkatta", "no time zone"),
        ('sources = ["anchor", "harbor"]', 'sources = ["nobody"]', "nobody"),
        ("base_url", "base_urls", "base_url"),
    ],
)
def test_status_is_shown_all_the_same(
    publisher: Publisher,
    syndicator: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
    old: str,
    new: str,
    said: str,
) -> None:
    publisher.documents["/harbor.xml"] = FEED
    path = tmp_path / "config.toml"
    text = CONFIG.format(url=publisher.url)
    path.write_text(text, "utf-8")
    syndicator("poll")
    right = syndicator("status")
    lines = right.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["anchor", "harbor"]
    assert [line.split()[1] for line in lines[1:3]] == ["failing", "ok"]
    assert lines[-1].startswith("2 sources (")
    assert "+05:30" in lines[2]
    path.write_text(text.replace(old, new), "utf-8")
    wrong = syndicator("status", code=2)
    assert "harbor" in wrong.stdout
    assert "world" in wrong.stdout
    assert "shown is what the database holds" in wrong.stderr
    assert said in wrong.stderr
    rows = json.loads(syndicator("status", "--json", code=2).stdout)["sources"]
    assert {row["source"] for row in rows} == {"anchor", "harbor"}
    listed = syndicator("items", "--source", "harbor", code=2)
    assert "One" in listed.stdout
    assert said in listed.stderr
    told = syndicator("why", "1", code=2)
    assert "It stands nowhere. What its permission says now cannot be told" in told.stdout
    assert "nowhere, ever" in told.stdout
    assert said in told.stderr
    [plain] = json.loads(syndicator("why", "1", "--json", code=2).stdout)
    assert plain["standing"] == []
    assert plain["verdict"] is plain["permitted"] is None


def test_without_a_database_the_configuration_is_what_is_wrong(
    syndicator: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("[syndicator", "utf-8")
    assert "config.toml:1: not valid TOML" in syndicator("status", code=2).stderr
