"""The main job from the command line: poll, publish, again, and after a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from lxml import etree

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

READER: Any = feedparser  # it ships no types
ATOM = {"atom": "http://www.w3.org/2005/Atom"}

Run = Callable[..., CompletedProcess[str]]
Outputs = Callable[[], Mapping[str, tuple[bytes, int]]]
Configure = Callable[[str], Path]


def rss(*items: str, title: str = "Radio Free Harbor") -> bytes:
    return (
        '<rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://rfh.example/</link><description>News</description>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def item(number: int, *, text: str = "", title: str = "", guid: str = "") -> str:
    return (
        "<item>"
        f"<title>{title or f'Story {number}'}</title>"
        f"<link>https://rfh.example/story-{number}</link>"
        f"<guid>{guid or f'https://rfh.example/story-{number}'}</guid>"
        f"<pubDate>Sat, {number % 28 + 1:02} Apr 2023 10:00:00 GMT</pubDate>"
        f"<description>{text or f'Text of story {number}.'}</description>"
        "</item>"
    )


HARBOR = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
header = "First published by {{{{ credit_link }}}}."
footer = "Copyright {{{{ year }}}} {{{{ holder }}}}"

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""


@pytest.fixture
def harbor(publisher: Publisher, configure: Configure) -> Publisher:
    publisher.documents["/harbor.xml"] = rss(*map(item, range(5)))
    configure(HARBOR.format(url=publisher.url))
    return publisher


def entries(data: bytes) -> dict[str, etree._Element]:
    root = etree.fromstring(data)
    return {
        entry.findtext("atom:id", namespaces=ATOM) or "": entry
        for entry in root.findall("atom:entry", ATOM)
        if entry.findtext("atom:title", namespaces=ATOM) != "Withdrawn"
    }


def test_a_second_poll_parses_nothing_and_changes_no_byte(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    before = outputs()
    assert len(entries(before["world.atom"][0])) == 5
    done = json.loads(syndicator("poll", "--all", "--json").stdout)
    assert outputs() == before
    assert [request[1] for request in harbor.requests] == [200, 304]
    assert [source["parsed"] for source in done["sources"]] == [False]
    assert done["feeds"] == []


def test_without_validators_a_known_body_is_not_parsed(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    harbor.validators = False
    syndicator("poll")
    before = outputs()
    done = json.loads(syndicator("poll", "--all", "--json").stdout)
    assert [request[1] for request in harbor.requests] == [200, 200]
    assert [source["parsed"] for source in done["sources"]] == [False]
    assert outputs() == before


def test_only_sources_that_are_due_are_asked(harbor: Publisher, syndicator: Run) -> None:
    syndicator("poll")
    syndicator("poll")
    assert len(harbor.requests) == 1


def test_a_correction_keeps_the_id_and_moves_updated(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    before = entries(outputs()["world.atom"][0])
    harbor.documents["/harbor.xml"] = rss(
        *map(item, range(4)), item(4, text="Text of story 4, corrected.")
    )
    syndicator("poll", "--all")
    after = entries(outputs()["world.atom"][0])
    assert after.keys() == before.keys()
    moved = [
        key
        for key in after
        if after[key].findtext("atom:updated", namespaces=ATOM)
        != before[key].findtext("atom:updated", namespaces=ATOM)
    ]
    assert moved == ["https://rfh.example/story-4"]


def test_changed_markup_is_published_but_is_no_update(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    before = entries(outputs()["world.atom"][0])
    harbor.documents["/harbor.xml"] = rss(
        *map(item, range(4)), item(4, text="Text of &lt;b&gt;story&lt;/b&gt; 4.")
    )
    syndicator("poll", "--all")
    data = outputs()["world.atom"][0]
    assert b"&lt;b&gt;story&lt;/b&gt; 4." in data
    after = entries(data)
    for key, entry in after.items():
        assert entry.findtext("atom:updated", namespaces=ATOM) == before[key].findtext(
            "atom:updated", namespaces=ATOM
        )


def test_guids_that_change_on_every_fetch_do_not_flood(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    before = outputs()
    for fetch in range(3):
        harbor.documents["/harbor.xml"] = rss(
            *(item(number, guid=f"fetch-{fetch}-{number}") for number in range(5))
        )
        syndicator("poll", "--all")
    assert outputs() == before


def test_a_source_that_answers_with_nothing_empties_no_feed(
    harbor: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    before = outputs()
    harbor.documents["/harbor.xml"] = rss()
    syndicator("poll", "--all")
    assert outputs() == before


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Not here</body></html>", "not-a-feed"),
        (b'{"error": "no such feed"}', "not-a-feed"),
        (b"", "not-a-feed"),
        (None, "http-status"),
    ],
    ids=["html", "json", "empty", "404"],
)
def test_a_source_that_fails_is_said_and_harms_nothing(
    harbor: Publisher, syndicator: Run, outputs: Outputs, answer: bytes | None, kind: str
) -> None:
    syndicator("poll")
    before = outputs()
    if answer is None:
        del harbor.documents["/harbor.xml"]
    else:
        harbor.documents["/harbor.xml"] = answer
    assert kind in syndicator("poll", "--all").stdout
    assert outputs() == before
    status = json.loads(syndicator("status", "--json").stdout)
    assert status["sources"][0]["state"] in {"failing", "blocked"}
    assert status["sources"][0]["count"] == 1
    assert kind in status["sources"][0]["wrong"]


def test_old_stories_of_a_new_source_do_not_flood(
    publisher: Publisher, configure: Configure, syndicator: Run, outputs: Outputs
) -> None:
    publisher.documents["/harbor.xml"] = rss(*map(item, range(5)))
    configure(HARBOR.format(url=publisher.url).replace('backfill = "all"', 'backfill = "2d"'))
    syndicator("poll")
    assert entries(outputs()["world.atom"][0]) == {}
    publisher.documents["/harbor.xml"] = rss(*map(item, range(6)))
    syndicator("poll", "--all")
    assert list(entries(outputs()["world.atom"][0])) == ["https://rfh.example/story-5"]


def test_an_expired_permission_takes_its_stories_down(
    harbor: Publisher, configure: Configure, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    expired = HARBOR.replace("[feeds.world]", "expires = 2024-01-01\n\n[feeds.world]")
    configure(expired.format(url=harbor.url))
    shown = syndicator("publish").stdout
    assert entries(outputs()["world.atom"][0]) == {}
    assert "5" in shown
    why = syndicator("why", "1").stdout
    assert "ended when 2024-01-01 began" in why
    rows = json.loads(syndicator("ledger", "--json").stdout)
    assert [row["what"] for row in rows] == ["published"] * 5 + ["withdrawn"] * 5
    assert all("2024-01-01" in row["reason"] for row in rows[5:])


def test_a_feed_that_leaves_the_configuration_is_taken_down(
    harbor: Publisher, configure: Configure, syndicator: Run, outputs: Outputs
) -> None:
    syndicator("poll")
    configure(HARBOR.replace("feeds.world", "feeds.globe").format(url=harbor.url))
    syndicator("publish")
    assert list(outputs()) == ["globe.atom", "world.atom"]
    [last] = etree.fromstring(outputs()["world.atom"][0]).findall("{*}entry")
    assert last.findtext("{*}title") == "This feed has ended: World"
    rows = json.loads(syndicator("ledger", "--feed", "world", "--json").stdout)
    assert [row["what"] for row in rows] == ["published"] * 5 + ["withdrawn"] * 5


@pytest.mark.usefixtures("harbor")
def test_a_file_that_was_tampered_with_is_put_right(
    syndicator: Run, outputs: Outputs, tmp_path: Path
) -> None:
    syndicator("poll")
    before = outputs()["world.atom"][0]
    (tmp_path / "feeds" / "world.atom").write_bytes(b"gone")
    syndicator("poll", "--all")
    assert outputs()["world.atom"][0] == before
    (tmp_path / "feeds" / "world.atom").unlink()
    syndicator("poll", "--all")
    assert outputs()["world.atom"][0] == before
    assert len(json.loads(syndicator("ledger", "--json").stdout)) == 5


def test_an_output_that_cannot_be_written_fails_and_is_made_up_for(
    harbor: Publisher, syndicator: Run, outputs: Outputs, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "feeds" / "world.atom"
    in_the_way.mkdir(parents=True)
    done = syndicator("poll", code=1)
    assert str(in_the_way) in done.stderr
    assert done.stderr.count("\n") == 1
    in_the_way.rmdir()
    syndicator("poll", "--all")  # answers 304: nothing came in, and still the feed is due
    assert harbor.requests[-1][1] == 304
    assert len(entries(outputs()["world.atom"][0])) == 5


@pytest.mark.usefixtures("harbor")
def test_feedparser_reads_back_what_was_meant(syndicator: Run, outputs: Outputs) -> None:
    syndicator("poll")
    parsed = READER.parse(BytesIO(outputs()["world.atom"][0]))
    assert not parsed.bozo
    first = parsed.entries[0]
    assert first.id == "https://rfh.example/story-4"
    assert first.published == "2023-04-05T10:00:00Z"
    assert first.rights == "Copyright 2023 RFH, Inc."
    assert first.source.title == "Radio Free Harbor"
    assert first.link == "https://rfh.example/story-4"
    assert "First published by" in first.content[0].value


def test_backup_and_restore(harbor: Publisher, syndicator: Run, outputs: Outputs) -> None:
    syndicator("poll")
    before = outputs()["world.atom"][0]
    syndicator("backup", "kept.db")
    harbor.documents["/harbor.xml"] = rss(*map(item, range(7)))
    syndicator("poll", "--all")
    after = outputs()["world.atom"][0]
    assert after != before
    assert "rows of the ledger" in syndicator("restore", "kept.db").stdout
    syndicator("publish")
    # What readers saw since has happened all the same: it is on record, and stands.
    assert outputs()["world.atom"][0] == after
