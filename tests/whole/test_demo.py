"""The demo: what a newcomer sees first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from subprocess import CompletedProcess

from lxml import etree

Run = Callable[..., CompletedProcess[str]]
CONFIG = ("--config", ".demo/config.toml")


def test_it_shows_the_whole_job(
    syndicator: Run, outputs: Callable[[], Mapping[str, tuple[bytes, int]]]
) -> None:
    shown = syndicator("demo").stdout
    assert "First poll" in shown
    assert "one story was corrected" in shown
    for reason in ("permission ended", "a copy of item", "Continental Wire Agency"):
        assert reason in shown, reason
    assert "feeds/world.atom" in shown

    files = outputs()
    documents = {
        f"{name}.{form}" for name in ("world", "river") for form in ("atom", "rss", "json")
    }
    assert {name for name in files if "/" not in name} == documents
    stories = {name for name in files if name.startswith("world/")} - {"world/index.html"}
    assert len(stories) == 5
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
