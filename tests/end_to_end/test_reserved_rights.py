"""What a source reserves, from its document and its response to the editor and the readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dcterms": "http://purl.org/dc/terms/",
    "rsl": "https://rslstandard.org/rsl",
}
CC = "https://creativecommons.org/licenses/"

Run = Callable[..., CompletedProcess[str]]
Outputs = Callable[[], Mapping[str, tuple[bytes, int]]]
Configure = Callable[[str], Path]


TABLES = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
license = "cc-by-4.0"
header = "First published by {{{{ credit_link }}}}."
{more}

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""
STORIES = {
    "plain": "",
    "personal": "<dc:rights>For personal use only</dc:rights>",
    "narrow": f"<cc:license>{CC}by-nc/4.0/</cc:license>",
    "past": "<dcterms:valid>end=2023-12-31</dcterms:valid>",
    "future": "<dcterms:valid>start=2020; end=2090-06; scheme=W3C-DTF</dcterms:valid>",
    "machines": '<rsl:content url="https://rfh.example/machines"><rsl:license>'
    '<rsl:prohibits type="usage">ai-train</rsl:prohibits></rsl:license></rsl:content>',
}


def feed(copyright_line: str = "© RFH, Inc. All rights reserved.") -> bytes:
    items = "".join(
        f"<item><title>{name}</title><link>https://rfh.example/{name}</link>"
        f"<guid>https://rfh.example/{name}</guid><description>Text.</description>"
        f"<pubDate>Sat, 01 Apr 2023 10:00:00 GMT</pubDate>{said}</item>"
        for name, said in STORIES.items()
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:rsl="https://rslstandard.org/rsl"'
        ' xmlns:cc="http://creativecommons.org/ns#"><channel><title>Radio Free Harbor</title>'
        f"<link>https://rfh.example/</link><copyright>{copyright_line}</copyright>"
        f"<description>News</description>{items}</channel></rss>"
    ).encode()


@pytest.fixture
def harbor(publisher: Publisher, configure: Configure) -> Publisher:
    publisher.documents["/harbor.xml"] = feed()
    publisher.headers |= {"TDM-Reservation": "1", "X-Robots-Tag": "noindex, noai"}
    configure(TABLES.format(url=publisher.url, more=""))
    return publisher


def published(outputs: Outputs) -> dict[str, etree._Element]:
    root = etree.fromstring(outputs()["world.atom"][0])
    return {
        (entry.findtext("atom:id", namespaces=NAMES) or "").rpartition("/")[2]: entry
        for entry in root.findall("atom:entry", NAMES)
    }


def said(entry: etree._Element, name: str) -> str:
    return entry.findtext(name, default="", namespaces=NAMES)


@pytest.mark.usefixtures("harbor")
def test_what_forbids_it_waits_for_the_editor(syndicator: Run, outputs: Outputs) -> None:
    syndicator("poll")
    assert set(published(outputs)) == {"plain", "future", "machines"}
    told = syndicator("why", "https://rfh.example/personal").stdout
    assert "The story's dc:rights says “For personal use only”." in told
    assert "[item dc:rights]" in told
    assert "[response tdm-reservation]" in told
    syndicator("approve", "https://rfh.example/personal", "--reason", "They agreed.")
    syndicator("approve", "https://rfh.example/narrow", "--reason", "They agreed.")
    syndicator("publish")
    entries = published(outputs)
    assert set(entries) == {"plain", "future", "machines", "personal", "narrow"}
    assert said(entries["plain"], "dcterms:license") == f"{CC}by/4.0/"
    assert said(entries["narrow"], "dcterms:license") == f"{CC}by-nc/4.0/"
    assert said(entries["personal"], "dcterms:license").endswith("#unspecified")
    assert "“For personal use only”" in said(entries["personal"], "dcterms:accessRights")
    for entry in entries.values():
        (link,) = entry.findall("atom:link[@rel='license']", NAMES)
        assert link.get("href") == said(entry, "dcterms:license")


@pytest.mark.usefixtures("harbor")
def test_the_rest_is_carried_on(syndicator: Run, outputs: Outputs) -> None:
    syndicator("poll")
    entries = published(outputs)
    for entry in entries.values():
        assert "Text and data mining is reserved" in said(entry, "dcterms:accessRights")
        assert "x-robots-tag says: noai." in said(entry, "dcterms:accessRights")
    machines = said(entries["machines"], "dcterms:accessRights")
    assert "RSL prohibits (usage): ai-train." in machines
    assert b"rslstandard" not in outputs()["world.atom"][0]
    valid = said(entries["future"], "dcterms:valid")
    assert valid == "start=2020-01-01T00:00:00Z;end=2090-07-01T00:00:00Z;scheme=W3C-DTF"


def test_an_agreement_may_override_a_whole_feed(
    publisher: Publisher, configure: Configure, syndicator: Run, outputs: Outputs
) -> None:
    publisher.documents["/harbor.xml"] = feed("© RFH. For personal use only.")
    configure(TABLES.format(url=publisher.url, more=""))
    syndicator("poll")
    assert not published(outputs)
    configure(TABLES.format(url=publisher.url, more='overrides = ["personal-use"]'))
    syndicator("publish")
    assert set(published(outputs)) == {"plain", "personal", "future", "machines"}
