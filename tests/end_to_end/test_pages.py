"""The pages of what the program republishes: HTML by its own rules, whatever publishers sent."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

FOLDER = os.environ.get("SYNDICATOR_REAL_FEEDS")
FEEDS = sorted(
    path
    for path in (Path(FOLDER).iterdir() if FOLDER else ())
    if path.suffix in {".rss", ".xml", ".atom"}
)
GRANT = """
[grants.all]
holder = "Holder"
header = "First published by {{ credit_link }}."
footer = "Copyright (c) {{ year }} {{ holder }}. Reprinted by permission."
terms  = "https://publisher.example/terms"
overrides = ["personal-use", "republication", "license", "holder"]
"""


Run = Callable[..., CompletedProcess[str]]


def pages(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.html"))
    }


def mistakes(documents: Mapping[str, bytes]) -> list[tuple[str, Any]]:
    found = []
    for path, document in documents.items():
        parser = html5lib.HTMLParser()
        parser.parse(document, transport_encoding="utf-8")
        found += [(path, error) for error in parser.errors]
    return found


def data(document: bytes) -> dict[str, Any]:
    _, _, rest = document.partition(b'<script type="application/ld+json">')
    said: dict[str, Any] = json.loads(rest.partition(b"</script>")[0])
    return said


def test_a_correction_reaches_the_page_with_its_history(
    publisher: Publisher, configure: Callable[[str], Path], syndicator: Run, tmp_path: Path
) -> None:
    item = "<guid>https://d.example/1</guid><link>https://d.example/1</link><title>Nine metres"
    feed = (
        f"<rss version='2.0'><channel><title>D</title><item>{item}%s</title></item></channel></rss>"
    )
    publisher.documents["/d.xml"] = (feed % "").encode()
    configure(
        f'[sources.d]\nurl = "{publisher.url}/d.xml"\ngrant = "all"\n'
        f'backfill = "all"\n{GRANT}'
        '[feeds.world]\ntitle = "World"\nsources = ["d"]\nformats = ["atom", "html"]\n'
        'max_age = "all"\n'
    )
    syndicator("poll", "--all")
    publisher.documents["/d.xml"] = (feed % ", no, eight").encode()
    syndicator("poll", "--all")
    found = pages(tmp_path / "feeds")
    assert set(found) == {"index.html", "world/index.html", "world/1.html"}
    assert mistakes(found) == []
    page = found["world/1.html"].decode()
    assert page.count("<li>Corrected on") == 1
    assert page.count("First published by") == 1
    assert "Republished with the permission of D; conditions: " in page
    assert len(data(found["world/1.html"])["correction"]) == 1


@pytest.mark.skipif(not FEEDS, reason="SYNDICATOR_REAL_FEEDS names no folder of feeds")
def test_the_pages_of_real_feeds_are_valid(
    publisher: Publisher, configure: Callable[[str], Path], syndicator: Run, tmp_path: Path
) -> None:
    tables = [GRANT]
    for number, path in enumerate(FEEDS):
        publisher.documents[f"/{path.name}"] = path.read_bytes()
        tables.append(
            f'[sources.s{number}]\nurl = "{publisher.url}/{path.name}"\ngrant = "all"\n'
            f'backfill = "all"\n[feeds.s{number}]\ntitle = "{path.stem}"\n'
            f'sources = ["s{number}"]\nlimit = 1000\nmax_age = "all"\nformats = ["atom", "html"]\n'
        )
    configure("\n".join(tables))
    syndicator("poll", "--all")
    found = pages(tmp_path / "feeds")
    stories = [path for path in found if not path.endswith("index.html")]
    assert len(found) - len(stories) == len(FEEDS) + 1
    assert len(stories) > 200
    assert mistakes(found) == []
    assert all(data(found[path])["@type"] == "NewsArticle" for path in stories)
