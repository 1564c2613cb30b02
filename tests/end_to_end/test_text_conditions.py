"""What a permission says of the text and its pictures, from a source's feed into ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from syndicator.rights.conditions.edits import words_hash

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
TEXT = "<p>Der Fluss stieg in der Nacht.</p><p>Niemand schlief.</p>"
PICTURES = (
    "<figure><img src='https://rfh.example/own.png' alt=''>"
    "<figcaption>Foto: Anna/Radio Free Harbor</figcaption></figure>"
    "<figure><img src='https://rfh.example/far.png' alt=''>"
    "<figcaption>Foto: Agentur</figcaption></figure>"
)
CONFIG = """
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
images = "own-credit"
edits = "none"
counter = "https://count.rfh.example/{{{{ number }}}}.gif?by=us"
{more}

[[grants.harbor.wording]]
from = 2020-01-01
language = "de"
header = "Zuerst erschienen bei {{{{ credit_link }}}}."

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""


@pytest.fixture
def publish(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
    outputs: Callable[[], Mapping[str, tuple[bytes, int]]],
) -> Callable[[str, str], str]:
    """Poll a source with one story of this text; its content as published."""

    def run(text: str, more: str = "") -> str:
        publisher.documents["/harbor.xml"] = (
            '<rss version="2.0"><channel><title>RFH</title><link>https://rfh.example/</link>'
            "<description>x</description><language>de</language><item><title>Hochwasser</title>"
            "<link>https://rfh.example/river-137</link><guid>https://rfh.example/river-137</guid>"
            "<pubDate>Sat, 15 Apr 2023 10:00:00 GMT</pubDate>"
            f"<description><![CDATA[{text}]]></description></item></channel></rss>"
        ).encode()
        configure(CONFIG.format(url=publisher.url, more=more))
        syndicator("poll", "--all")
        found = etree.fromstring(outputs()["world.atom"][0]).findtext(
            "atom:entry/atom:content", namespaces=ATOM
        )
        assert found is not None
        return found

    return run


HEADER = (
    '<div><p>Zuerst erschienen bei <a href="https://rfh.example/river-137">Radio Free Harbor</a>.'
    "</p></div>"
)
FOOTER = "<div><p>Copyright 2023 RFH, Inc.</p></div>"
COUNTER = '<img src="https://count.rfh.example/137.gif?by=us" width="1" height="1" alt="">'
OWN = (
    '<figure><img src="https://rfh.example/own.png" alt="">'
    "<figcaption>Foto: Anna/Radio Free Harbor</figcaption></figure>"
)


def hashes(folder: Path) -> list[tuple[str | None, str | None]]:
    with sqlite3.connect(folder / "syndicator.db") as database:
        return database.execute("SELECT received_hash, published_hash FROM ledger").fetchall()


def test_the_full_text_and_what_the_ledger_says_of_it(
    publish: Callable[..., str], tmp_path: Path
) -> None:
    made = publish(f"{TEXT}{PICTURES}")
    assert made == f"{HEADER}<div>{TEXT}{OWN}{COUNTER}</div>{FOOTER}"
    own = f"{TEXT}{OWN}"
    assert hashes(tmp_path) == [(words_hash(f"{TEXT}{PICTURES}"), words_hash(own))]


def test_our_own_reprint_as_a_source_comes_out_the_same(
    publish: Callable[..., str], tmp_path: Path
) -> None:
    first = publish(f"{TEXT}{OWN}")
    assert hashes(tmp_path) == [(words_hash(f"{TEXT}{OWN}"),) * 2]
    assert publish(first).endswith(first)


def test_an_excerpt_in_the_storys_language(publish: Callable[..., str], tmp_path: Path) -> None:
    made = publish(f"{PICTURES}{TEXT}", 'scope = "excerpt"\nexcerpt = { paragraphs = 1 }')
    more = '<a href="https://rfh.example/river-137">Den ganzen Artikel lesen: Radio Free Harbor</a>'
    excerpt = "<p>Der Fluss stieg in der Nacht.</p>"
    assert made == (f"{HEADER}<div><p><em>Auszug</em></p>{excerpt}<p>{more}</p></div>{FOOTER}")
    assert hashes(tmp_path) == [(words_hash(f"{PICTURES}{TEXT}"), words_hash(excerpt))]
