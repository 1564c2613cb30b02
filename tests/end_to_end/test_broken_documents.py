"""What an operator sees of documents that are broken, and that nothing of them is lost for good."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tests.support.publisher import Publisher

ITEM = (
    "<item><title>Story {0}</title><link>https://paper.example/{0}</link><guid>g{0}</guid>"
    "<pubDate>Sat, 28 Nov 2020 09:00:00 GMT</pubDate>"
    "<description><![CDATA[<p>The first half of {0}.</p><p>The second half.</p>]]></description>"
    "</item>"
)
TABLES = """[grants.g]
holder = "House, Inc."
credit = "House"
scope = "full"
granted = 2020-01-01

[sources.paper]
url = "{url}/feed"
title = "Paper"
grant = "g"

[feeds.world]
title = "World"
sources = ["paper"]
max_age = "36500d"
"""


def document(*items: str, end: str = "</channel></rss>") -> bytes:
    head = "<rss version='2.0'><channel><title>Paper</title><link>https://paper.example/</link>"
    return (head + "".join(items) + end).encode()


def test_half_a_story_waits_for_the_whole_document(
    publisher: Publisher,
    syndicator: Callable[..., CompletedProcess[str]],
    configure: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    configure(
        TABLES.format(url=publisher.url).replace("[grants.g]", 'backfill = "all"\n[grants.g]', 1)
    )
    last = ITEM.format(3)
    half = last[: last.index("The second")]
    # The server says the same of its validators, whether the document was cut or not.
    publisher.validators = False
    publisher.headers = {"ETag": '"same"'}
    publisher.documents["/feed"] = document(ITEM.format(1), ITEM.format(2), half, end="")
    said = " ".join(syndicator("poll", "--all").stdout.split())
    assert "1 of 3 items could not be read; the document ends in the middle" in said
    (row,) = json.loads(syndicator("status", "--json").stdout)["sources"]
    assert "1 of 3 items could not be read" in row["wrong"]
    shown = " ".join(syndicator("status").stdout.split())
    assert "1 of 3" in shown
    text = (tmp_path / "feeds" / "world.atom").read_text()
    assert text.count("<entry") == 2
    assert "half of 3" not in text

    publisher.documents["/feed"] = document(*map(ITEM.format, (1, 2, 3)))
    syndicator("poll", "--all")
    _, status, headers = publisher.requests[-1]
    assert status == 200
    assert "If-None-Match" not in headers
    text = (tmp_path / "feeds" / "world.atom").read_text()
    assert text.count("<entry") == 3
    assert "The second half" in text
    assert "Corrected" not in text
    (row,) = json.loads(syndicator("status", "--json").stdout)["sources"]
    assert row["wrong"] is None
    syndicator("poll", "--all")
    assert publisher.requests[-1][2]["If-None-Match"] == '"same"'


def test_what_is_no_feed_is_refused_by_its_right_name(
    publisher: Publisher,
    syndicator: Callable[..., CompletedProcess[str]],
    configure: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    configure(
        TABLES.format(url=publisher.url).replace("[grants.g]", 'backfill = "all"\n[grants.g]', 1)
    )
    publisher.documents["/feed"] = document(ITEM.format(1))
    syndicator("poll", "--all")
    before = (tmp_path / "feeds" / "world.atom").read_bytes()
    for body, name in (
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML error message"),
        (b"<!doctype html><title>Log in</title>", "an HTML page"),
        (b"<entry xmlns='http://www.w3.org/2005/Atom'/>", "an Atom entry document"),
        (b"--b\r\nContent-Type: text/xml\r\n\r\n<rss/>\r\n--b--", "a multipart body"),
        (b"<opml version='2.0'><body/></opml>", "an OPML list of feeds"),
        (b"", "the answer is empty"),
    ):
        publisher.documents["/feed"] = body
        syndicator("poll", "--all")
        (row,) = json.loads(syndicator("status", "--json").stdout)["sources"]
        assert name in row["wrong"]
        assert (tmp_path / "feeds" / "world.atom").read_bytes() == before
