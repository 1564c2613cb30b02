"""The demo: what a newcomer sees first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

Run = Callable[..., CompletedProcess[str]]
CONFIG = ("--config", ".demo/config.toml")


def test_it_shows_the_whole_job(
    syndicator: Run, outputs: Callable[..., Mapping[str, tuple[bytes, int]]]
) -> None:
    shown = syndicator("demo").stdout
    assert "First poll" in shown
    assert "one story was corrected" in shown
    for reason in ("permission ended", "a copy of item", "Continental Wire Agency"):
        assert reason in shown, reason
    assert ".demo/feeds/world.atom" in shown

    assert "syndicator init" in shown
    files = outputs(".demo/feeds")
    documents = {
        f"{name}.{form}" for name in ("world", "river") for form in ("atom", "rss", "json")
    }
    assert {name for name in files if "/" not in name} == documents
    # At the beginning of a month there are archive documents of the last one beside them.
    stories = {name for name in files if name.startswith("world/") and name.endswith(".html")}
    assert len(stories - {"world/index.html"}) == 5
    world = etree.fromstring(files["world.atom"][0])
    texts = {
        entry.findtext("{*}title"): entry.findtext("{*}content") or ""
        for entry in world.findall("{*}entry")
    }
    assert set(texts) == {
        "Bridge reopens after twelve years of repairs",
        "Talks on river tolls enter a second week",
        "A seed library opens its doors",
        "Ferry timetable changes for the winter",
        "How the lower river lost its eels",
    }
    bridge = texts["Bridge reopens after twelve years of repairs"]
    assert bridge.count("Reprinted with the permission of Radio Free Harbor") == 1
    assert bridge.count("Editor's Note") == 1
    assert "Excerpt" in texts["Ferry timetable changes for the winter"]
    assert "long read" not in texts["How the lower river lost its eels"]
    seeds = texts["A seed library opens its doors"]
    for hostile in ("<script", "onclick", "javascript:", "onerror", "<iframe", "cookie"):
        assert hostile not in seeds, hostile

    # A second run begins anew, and the commands that it names work.
    syndicator("demo")
    why = syndicator(*CONFIG, "why", "1").stdout
    assert "Permission" in why
    rows = json.loads(syndicator(*CONFIG, "ledger", "--json").stdout)
    assert {row["what"] for row in rows} == {"published", "revised"}


def test_looking_works_in_every_form(syndicator: Run) -> None:
    syndicator("demo")
    for command in ("status", "items", "grants", "ledger"):
        assert syndicator(*CONFIG, command).stdout.strip()
        assert json.loads(syndicator(*CONFIG, command, "--json").stdout)
    assert syndicator(*CONFIG, "ledger", "--csv").stdout.startswith("Title,Original,Published in,")
    assert json.loads(syndicator(*CONFIG, "preview", "world", "--json").stdout)
    withheld = syndicator(*CONFIG, "items", "--verdict", "withheld").stdout
    assert "Council votes" in withheld
    assert "Bridge" not in withheld


def test_what_does_not_exist_is_said_in_one_line(syndicator: Run) -> None:
    syndicator("demo")
    for arguments in (
        ("why", "4711"),
        ("preview", "nowhere"),
        ("items", "--source", "nobody"),
        ("items", "--since", "someday"),
        ("ledger", "--grant", "none"),
        ("poll", "nobody"),
    ):
        done = syndicator(*CONFIG, *arguments, code=2)
        assert done.stderr.count("\n") == 1, done.stderr


def test_links_among_its_pages_work_from_a_disk(syndicator: Run, tmp_path: Path) -> None:
    syndicator("demo")
    folder = tmp_path / ".demo" / "feeds"
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        root = lxml.html.fromstring(page.read_bytes())
        for link in root.findall(".//body//a"):
            found = urlsplit(urljoin(page.as_uri(), link.get("href")))
            if found.scheme == "file":
                assert Path(found.path).is_file(), (page, link.get("href"))
            assert found.hostname != "feeds.example.org"


def test_it_never_writes_where_something_else_publishes(syndicator: Run, tmp_path: Path) -> None:
    theirs = tmp_path / "feeds"
    theirs.mkdir()
    (theirs / "world.atom").write_text("ours")
    assert "folder of its own" in syndicator("demo", "--output", "feeds", code=2).stderr
    assert (theirs / "world.atom").read_text() == "ours"
    assert list(theirs.iterdir()) == [theirs / "world.atom"]
    for _ in range(2):
        syndicator("demo", "--output", "other")
    assert (tmp_path / "other" / "index.html").is_file()
