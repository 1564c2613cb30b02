"""Killed at any moment, it loses nothing, doubles nothing, and leaves no half-written file."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

SOURCES = 8
ITEMS = 25
KILLS = 8


def document(source: int, items: int) -> bytes:
    stories = "".join(
        f"<item><title>Story {number} of source {source}</title>"
        f"<link>https://s{source}.example/{number}</link>"
        f"<guid>https://s{source}.example/{number}</guid>"
        f"<description>{f'Words of story {number}. ' * 40}</description></item>"
        for number in range(items)
    )
    return (
        f'<rss version="2.0"><channel><title>Source {source}</title>'
        f"<link>https://s{source}.example/</link><description>-</description>{stories}"
        "</channel></rss>"
    ).encode()


def test_kill_nine_at_random_moments(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    tables = [
        f'[sources.s{n}]\nurl = "{publisher.url}/{n}.xml"\ngrant = "all"\nbackfill = "all"\n'
        f'[feeds.f{n}]\ntitle = "Feed {n}"\nsources = ["s{n}"]\n'
        for n in range(SOURCES)
    ]
    names = ", ".join(f'"s{n}"' for n in range(SOURCES))
    tables.append(
        '[grants.all]\nholder = "Everybody"\nfooter = "Copyright {{ year }} {{ holder }}"\n'
        f'[feeds.everything]\ntitle = "Everything"\nlimit = 1000\nsources = [{names}]\n'
    )
    configure("\n".join(tables))
    moments = random.Random(2026)
    command = [str(Path(sys.executable).parent / "syndicator"), "poll", "--all"]
    for attempt in range(KILLS):
        for n in range(SOURCES):
            # A story more at each attempt, so that there is something to lose.
            publisher.documents[f"/{n}.xml"] = document(n, ITEMS - KILLS + attempt + 1)
        with subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=moments.uniform(0.4, 1.6))
            process.kill()
        for path in (tmp_path / "feeds").glob("*.atom"):
            etree.parse(path)  # whole at every moment

    syndicator("poll", "--all")
    left = [path.name for path in (tmp_path / "feeds").rglob("*") if "syndicator-tmp" in path.name]
    assert left == []
    known = {".atom", ".html", ".opml", ".css", ".gz", ".br", ""}
    assert {
        path.suffix for path in (tmp_path / "feeds").rglob("*") if path.suffix != ".json"
    } <= known
    found = json.loads(syndicator("items", "--limit", "100000", "--json").stdout)
    links = [each["link"] for each in found]
    assert len(links) == len(set(links)) == SOURCES * ITEMS
    everything = etree.parse(tmp_path / "feeds" / "everything.atom").findall("{*}entry")
    assert len(everything) == SOURCES * ITEMS
    book = json.loads(syndicator("ledger", "--json").stdout)
    published = [(row["feed"], row["item"]) for row in book if row["what"] == "published"]
    assert len(published) == len(set(published)) == 2 * SOURCES * ITEMS
