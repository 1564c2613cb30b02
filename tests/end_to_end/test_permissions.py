"""Permissions from the command line: in plain words, by version, what they carried and when."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

Run = Callable[..., CompletedProcess[str]]
Configure = Callable[[str], Path]

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=20)

HARBOR = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
expires = {soon}
proof = "agreements/harbor.pdf"
header = "First published by {{{{ credit_link }}}}."
footer = "{footer}"

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""


def rss(title: str) -> bytes:
    return (
        '<rss version="2.0"><channel><title>Radio Free Harbor</title>'
        "<link>https://rfh.example/</link><description>News</description>"
        "<copyright>Copyright 2026 - RFH, Inc.</copyright>"
        f"<item><title>{title}</title><link>https://rfh.example/ferry</link>"
        "<guid>https://rfh.example/ferry</guid>"
        "<pubDate>Sat, 25 Apr 2020 10:00:00 GMT</pubDate>"
        f"<description>{title}: it came back in spring.</description></item>"
        "</channel></rss>"
    ).encode()


@pytest.fixture
def harbor(publisher: Publisher, configure: Configure) -> Callable[[str], Path]:
    """Write the configuration with this footer; the feed has one story."""
    publisher.documents["/harbor.xml"] = rss("The ferry")

    def write(footer: str = "© {{ year }} {{ holder }}") -> Path:
        return configure(HARBOR.format(url=publisher.url, soon=SOON, footer=footer))

    write()
    return write


def loaded(done: CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


# ── in plain words ───────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("harbor")
def test_a_permission_in_plain_words(syndicator: Run) -> None:
    syndicator("poll")
    shown = syndicator("grants", "show", "harbor").stdout
    assert 'Permission "harbor": 20 days left' in shown
    assert "The full text may be republished." in shown
    assert "The rights are held by RFH, Inc.\n" in shown
    assert "Which version was in force" in shown
    told = loaded(syndicator("grants", "show", "harbor", "--json"))
    assert told["sources"] == ["harbor"]
    assert "approval" in {term["key"] for term in told["terms"]}
    assert len(told["history"]) == 1
    assert told["history"][0]["until"] is None


def test_a_preset_needs_no_configuration(syndicator: Run) -> None:
    shown = syndicator("grants", "show", "undark").stdout
    assert "An editor must approve each story" in shown
    assert "within 90 days of its publication" in shown
    assert "What you must still decide" in shown
    told = loaded(syndicator("grants", "show", "cc-by-nd-4.0", "--json"))
    assert told["preset"] == "cc-by-nd-4.0"
    assert told["sets"]["license"].endswith("/by-nd/4.0/")
    listed = loaded(syndicator("grants", "--presets", "--json"))
    assert {"name", "grade", "read", "page", "summary", "conditions", "decide", "sets"} == set(
        listed[0]
    )
    names = [each["name"] for each in listed]
    assert {"the-conversation", "rferl", "headline-only"} <= set(names)
    assert all(name in syndicator("grants", "--presets").stdout for name in names)


@pytest.mark.usefixtures("harbor")
def test_a_permission_built_on_a_preset_names_what_is_left_to_decide(
    configure: Configure, publisher: Publisher, syndicator: Run
) -> None:
    text = HARBOR.format(url=publisher.url, soon=SOON, footer="© {{ holder }}")
    configure(text.replace('holder = "RFH', 'preset = "cc-by-4.0"\nholder = "RFH'))
    syndicator("poll")
    shown = syndicator("grants", "show", "harbor").stdout
    assert "cc-by-4.0" in shown
    assert "What you must still decide" in shown
    assert "Whether the licence covers all of the feed" in shown


@pytest.mark.usefixtures("harbor")
def test_what_is_neither_a_permission_nor_a_preset(syndicator: Run) -> None:
    done = syndicator("grants", "show", "nobody", code=2)
    assert 'no permission "nobody"' in done.stderr
    assert done.stderr.count("\n") == 1


# ── by version ───────────────────────────────────────────────────────────────────────────────


def test_another_wording_is_another_version_and_the_ledger_answers_for_both(
    harbor: Callable[[str], Path], syndicator: Run
) -> None:
    syndicator("poll")
    harbor("© {{ year }} {{ holder }}, by permission")
    syndicator("publish")
    history = loaded(syndicator("grants", "show", "harbor", "--json"))["history"]
    assert len(history) == 2
    assert history[0]["until"] == history[1]["from"]
    told = loaded(syndicator("ledger", "--on", TODAY.isoformat(), "--json"))
    first, second = told["carried"]
    assert first["until"] == second["from"]
    assert second["until"] is None
    assert first["reason"] == "it went on under another version of the permission"
    words = [told["notices"][each["notice"]]["rights"] for each in (first, second)]
    assert words == ["© 2020 RFH, Inc.", "© 2020 RFH, Inc., by permission"]
    assert [each["version"] for each in told["permissions"]] == [
        each["version"] for each in (first, second)
    ]
    assert all(each["proof"] == "agreements/harbor.pdf" for each in told["permissions"])
    shown = syndicator("ledger", "--on", TODAY.isoformat()).stdout
    assert "1 story in 1 feed" in shown
    assert "First published by Radio Free Harbor. … © 2020 RFH, Inc., by permission" in shown
    assert "on record as agreements/harbor.pdf" in shown


def test_a_permission_that_leaves_the_configuration_has_ended(
    harbor: Callable[[str], Path], publisher: Publisher, configure: Configure, syndicator: Run
) -> None:
    syndicator("poll")
    text = HARBOR.format(url=publisher.url, soon=SOON, footer="©")
    configure(
        text.replace("grants.harbor", "grants.port").replace('"harbor"\nback', '"port"\nback')
    )
    syndicator("publish")
    harbor("© {{ year }} {{ holder }}")
    syndicator("publish")
    history = loaded(syndicator("grants", "show", "harbor", "--json"))["history"]
    assert [each["until"] is None for each in history] == [False, True]
    assert history[0]["version"] == history[1]["version"]


# ── what was carried ─────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("harbor")
def test_nothing_stood_before_it_was_published(syndicator: Run) -> None:
    syndicator("poll")
    day = (TODAY - timedelta(days=3)).isoformat()
    assert syndicator("ledger", "--on", day).stdout == f"Nothing stood on {day} (UTC).\n"
    assert loaded(syndicator("ledger", "--on", day, "--json"))["carried"] == []
    assert len(syndicator("ledger", "--on", day, "--csv").stdout.splitlines()) == 1
    assert "no day such as" in syndicator("ledger", "--on", "someday", code=2).stderr
    assert "not both" in syndicator("ledger", "--on", day, "--since", "1d", code=2).stderr


@pytest.mark.usefixtures("harbor")
def test_the_report_to_a_publisher(publisher: Publisher, syndicator: Run) -> None:
    publisher.documents["/harbor.xml"] = rss("=1+1")
    syndicator("poll")
    publisher.documents["/harbor.xml"] = rss("The ferry, corrected")
    syndicator("poll", "--all")
    (row,) = csv.DictReader(StringIO(syndicator("ledger", "--grant", "harbor", "--csv").stdout))
    assert row["Title"] == "The ferry, corrected"
    assert row["Original"] == "https://rfh.example/ferry"
    assert row["Published in"] == "World"
    assert row["Our feed"] == "https://feeds.example.org/world.atom"
    assert row["Until"] == ""
    assert row["Notice"] == "First published by Radio Free Harbor. … © 2020 RFH, Inc."
    assert (row["Permission"], row["Proof"]) == ("harbor", "agreements/harbor.pdf")
    assert row["Revisions"] == "2"
    assert len(row["Hash of the text received"]) == 64
    assert row["Hash of the text received"] == row["Hash of the text published"]
    assert len(loaded(syndicator("ledger", "--json"))) == 2


@pytest.mark.usefixtures("harbor")
def test_the_desks_reasons_are_not_for_the_publisher(syndicator: Run) -> None:
    syndicator("poll")
    syndicator("kill", "--yes", "1", "--reason", "the mayor sues")
    report = syndicator("ledger", "--csv").stdout
    assert len(report.splitlines()) == 2
    assert "mayor" not in report
    assert "the mayor sues" in loaded(syndicator("ledger", "--json"))[-1]["reason"]


@pytest.mark.usefixtures("harbor")
def test_a_title_is_no_formula_in_the_report(publisher: Publisher, syndicator: Run) -> None:
    publisher.documents["/harbor.xml"] = rss("=1+1")
    syndicator("poll")
    (row,) = csv.DictReader(StringIO(syndicator("ledger", "--csv").stdout))
    assert row["Title"] == "'=1+1"


@pytest.mark.usefixtures("harbor")
def test_the_record_narrowed_to_a_source(syndicator: Run) -> None:
    syndicator("poll")
    assert len(loaded(syndicator("ledger", "--source", "harbor", "--json"))) == 1
    assert 'no source "nobody"' in syndicator("ledger", "--source", "nobody", code=2).stderr


# ── what ends, what is missing ───────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("harbor")
def test_status_says_which_permissions_end_soon(tmp_path: Path, syndicator: Run) -> None:
    syndicator("poll")
    shown = syndicator("status").stdout
    assert "Permissions that end soon" in shown
    assert loaded(syndicator("status", "--json"))["ending"] == [
        {
            "grant": "harbor",
            "holder": "RFH, Inc.",
            "expires": SOON.isoformat(),
            "days": 20,
            "sources": 1,
        }
    ]
    text = (tmp_path / "config.toml").read_text("utf-8")
    (tmp_path / "config.toml").write_text(text.replace(f"expires = {SOON}\n", ""), "utf-8")
    assert "end soon" not in syndicator("status").stdout


@pytest.mark.usefixtures("harbor")
def test_check_notes_a_proof_that_is_not_there(tmp_path: Path, syndicator: Run) -> None:
    note = 'note: the proof of the permission "harbor" is not at agreements/harbor.pdf'
    assert note in syndicator("check").stdout
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "harbor.pdf").touch()
    assert "note:" not in syndicator("check").stdout


# ── why ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("harbor")
def test_why_begins_with_the_verdict(syndicator: Run) -> None:
    syndicator("poll")
    right = f'by the permission "harbor", which holds until {SOON}.'
    shown = syndicator("why", "1").stdout.splitlines()
    assert shown[0] == "Item 1: The ferry"
    assert shown[1] == f"It is published in world, {right}"
    (told,) = loaded(syndicator("why", "1", "--json"))
    assert told["verdict"] == shown[1]
    assert told["standing"] == ["world"]
    assert [each["value"] for each in told["reserved"]] == ["Copyright 2026 - RFH, Inc."]
    assert "What the source itself says about its use" in "\n".join(shown)


@pytest.mark.usefixtures("harbor")
def test_why_shows_what_the_desk_said(syndicator: Run) -> None:
    syndicator("poll")
    syndicator("hold", "1", "--reason", "the mayor denies it")
    told = syndicator("why", "1").stdout
    assert told.splitlines()[1].startswith("It is withheld: The story is held by")
    assert "What the desk said" in told
    assert "the mayor denies it" in told.split("What the desk said")[1]
    (plain,) = loaded(syndicator("why", "1", "--json"))
    assert [(each["action"], each["reason"]) for each in plain["desk"]] == [
        ("hold", "the mayor denies it")
    ]
    checks = [line for line in told.splitlines() if line.startswith("  ✗") or "✓" in line[:4]]
    assert "held" in checks[0], "what stands in the way comes first"
