"""Curated feeds from end to end: rules, labels, pins, quotas, and what waits for an editor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.support.newsroom import Newsroom
from tests.support.publisher import Publisher

from syndicator.model import SourceName

Run = Callable[..., CompletedProcess[str]]

RULES = """
[rules.desk]
exclude = [{ title = "sport" }]
hold = [{ any = "court", name = "for the lawyers" }]
pin = [{ title = "Explained" }]
label.Ports = [{ title = ["port", "harbour"] }]
label."All of it" = [{ none = ["nothing"] }]
"""
FEED = """
sources = ["loud", "quiet"]
rules = ["desk"]
quota = { source = 2 }
labels = true
history = "none"
formats = ["atom", "rss", "json", "html"]
"""


def document(name: str, *titles: str) -> bytes:
    """A feed with one story an hour, the newest first."""
    items = "".join(
        f"<item><title>{title}</title><guid>https://{name}.example/{title.replace(' ', '-')}</guid>"
        f"<link>https://{name}.example/{title.replace(' ', '-')}</link>"
        f"<pubDate>Thu, 30 Apr 2026 {20 - hour:02}:00:00 GMT</pubDate>"
        f"<description>What {title} means in {name}.</description>"
        f"<category>Ports</category></item>"
        for hour, title in enumerate(titles)
    )
    return (
        f'<rss version="2.0"><channel><title>{name}</title><link>https://{name}.example/</link>'
        f"<description>-</description>{items}</channel></rss>"
    ).encode()


@pytest.fixture
def newsroom(publisher: Publisher, tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(
        publisher=publisher,
        folder=tmp_path,
        sources={"loud": "own", "quiet": "own"},
        grants={"own": ""},
        feeds={"world": FEED},
        more=RULES,
    )
    publisher.documents["/loud.xml"] = document("loud", "One", "Two", "Three", "Four sport")
    publisher.documents["/quiet.xml"] = document("quiet", "A court", "B harbour", "Explained C")
    made.start()
    made.poll()
    made.publish()
    yield made
    made.stop()


def titles(newsroom: Newsroom) -> list[str]:
    document = json.loads((newsroom.output / "world.json").read_text("utf-8"))
    return [each["title"] for each in document["items"]]


def numbers(syndicator: Run, *arguments: str) -> dict[str, str]:
    found = json.loads(syndicator("items", *arguments, "--json").stdout)
    return {each["title"]: str(each["item"]) for each in found}


def test_what_subscribers_see(newsroom: Newsroom) -> None:
    # Pinned first; of the loud source only as many as its quota; what waits is not there.
    assert titles(newsroom) == ["Explained C", "One", "Two", "B harbour"]
    shown = json.loads((newsroom.output / "world.json").read_text("utf-8"))["items"]
    assert shown[3]["tags"] == ["Ports", "All of it"]
    for name, tag in (
        ("world.atom", '<category term="All of it"/>'),
        ("world.rss", "<category>All of it</category>"),
    ):
        assert (newsroom.output / name).read_text("utf-8").count(tag) == 4


def test_an_editor_decides_on_what_a_rule_holds(newsroom: Newsroom, syndicator: Run) -> None:
    newsroom.stop()
    waiting = numbers(syndicator, "--waiting")
    assert list(waiting) == ["A court"]
    told = syndicator("why", waiting["A court"]).stdout
    assert 'It is held by a rule: it waits for an editor: "for the lawyers" found "court"' in told
    assert "rules.desk.hold[0]" in told
    syndicator("approve", waiting["A court"])
    assert "A court" in titles(newsroom)
    assert numbers(syndicator, "--waiting") == {}
    told = syndicator("why", waiting["A court"]).stdout
    assert 'labelled "All of it": { none = "nothing" } found none of "nothing"' in told
    syndicator("reject", waiting["A court"], "--reason", "after all not")
    assert "A court" not in titles(newsroom)


def test_what_is_over_a_quota_moves_up_when_another_leaves(
    newsroom: Newsroom, syndicator: Run
) -> None:
    newsroom.stop()
    known = numbers(syndicator)
    told = syndicator("why", known["Three"]).stdout
    assert "over its quota: 2 others from loud come before it" in told
    syndicator("kill", known["One"], "--reason", "wrong", "--yes")
    assert [each for each in titles(newsroom) if each in known and each != "One"] == [
        "Explained C",
        "Two",
        "B harbour",
        "Three",
    ]


def test_a_rule_that_is_added_changes_what_stands_as_the_preview_said(
    newsroom: Newsroom, syndicator: Run
) -> None:
    newsroom.stop()
    newsroom.more = RULES.replace('title = "sport"', 'title = ["sport", "two"]')
    newsroom.load()
    before = titles(newsroom)
    said = syndicator("preview", "world").stdout
    assert said.startswith("world would hold 4 stories: 1 comes, 1 goes, 3 stay as they are.")
    changes = {
        each["title"]: each["change"]
        for each in json.loads(syndicator("preview", "world", "--json").stdout)
        if each["change"]
    }
    assert changes == {
        "Explained C": "stays",
        "One": "stays",
        "Three": "comes",
        "B harbour": "stays",
        "Two": "goes",
    }
    tried = json.loads(syndicator("preview", "world", "--days", "30000", "--json").stdout)
    counts = {each["rule"]: (each["matches"], each["decides"]) for each in tried["rules"]}
    assert counts == {
        "rules.desk.exclude[0]": (2, 2),
        "rules.desk.hold[0]": (1, 1),
        "rules.desk.pin[0]": (1, 1),
        "rules.desk.label.Ports[0]": (1, 1),
        'rules.desk.label."All of it"[0]': (7, 7),
    }
    assert tried["otherwise"] == [{"rule": "feeds.world.sources", "stories": 4}]
    assert titles(newsroom) == before
    syndicator("publish")
    assert titles(newsroom) == ["Explained C", "One", "B harbour", "Three"]


def test_check_tells_of_rules_that_do_nothing(newsroom: Newsroom, syndicator: Run) -> None:
    loud = document("loud", *(f"Story {number}" for number in range(12)))
    newsroom.publisher.documents["/loud.xml"] = loud
    newsroom.later(timedelta(hours=2))
    newsroom.poll()
    newsroom.stop()
    newsroom.more = """
[rules.desk]
exclude = [{ title = "sport" }, { title = "sport", language = "en" }, { text = "never" }]
include = [{ any = ["means"] }, { text = "loud" }]
[rules.unused]
exclude = [{ title = "x" }]
"""
    newsroom.load()
    said = syndicator("check").stdout
    assert "no feed uses [rules.unused]" in said
    assert (
        "rules.desk.exclude[1] never decides: rules.desk.exclude[0] matches all that it matches"
        in said
    )
    assert 'rules.desk.exclude[2] matches nothing of what is stored: { text = "never" }' in said
    assert 'rules.desk.include[0] matches all of what is stored: { any = "means" }' in said
    assert (
        "rules.desk.include[1] decides on nothing that it matches: rules.desk.include[0] comes"
        in said
    )
    assert "feeds.world.labels has no effect: none of its rules gives a label" in said


def test_the_order_of_polls_does_not_matter(publisher: Publisher, tmp_path: Path) -> None:
    """Two sources whose stories have the same dates, and room for some of them only."""
    found = []
    for number, order in enumerate((["loud", "quiet"], ["quiet", "loud"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        made = Newsroom(
            publisher=publisher,
            folder=folder,
            sources={"loud": "own", "quiet": "own"},
            grants={"own": "daily_limit = 4"},
            feeds={"world": 'sources = ["loud", "quiet"]\nlimit = 3\nformats = ["json"]'},
        )
        for name in ("loud", "quiet"):
            publisher.documents[f"/{name}.xml"] = document(name, *(f"{name} {n}" for n in range(4)))
        made.start()
        for name in order:
            made.engine.poll(now=made.now, names=[SourceName(name)])
        made.publish()
        found.append(sorted(titles(made)))
        made.stop()
    assert found[0] == found[1]
