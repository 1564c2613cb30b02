"""The program on input that nobody here wrote: feeds as real publishers served them.

They are their publishers' property and no part of the project. ``SYNDICATOR_REAL_FEEDS`` names a
folder of them; without it, these tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
FOLDER = os.environ.get("SYNDICATOR_REAL_FEEDS")
FEEDS = sorted(
    path
    for path in (Path(FOLDER).iterdir() if FOLDER else ())
    if path.suffix in {".rss", ".xml", ".atom"}
)

pytestmark = pytest.mark.skipif(not FEEDS, reason="SYNDICATOR_REAL_FEEDS names no folder of feeds")

Run = Callable[..., CompletedProcess[str]]
Outputs = Callable[[], Mapping[str, tuple[bytes, int]]]


def name_of(path: Path) -> str:
    return path.name.lower().replace(".", "-").replace("_", "-")


@pytest.fixture
def real(publisher: Publisher, configure: Callable[[str], Path]) -> Publisher:
    tables = []
    for path in FEEDS:
        name = name_of(path)
        publisher.documents[f"/{path.name}"] = path.read_bytes()
        tables.append(
            f'[sources.{name}]\nurl = "{publisher.url}/{path.name}"\ngrant = "{name}"\n'
            f'backfill = "all"\n'
            f'[grants.{name}]\nholder = "Holder of {name}"\n'
            'header = "First published by {{ credit_link }}."\n'
            'footer = "Copyright (c) {{ year }} {{ holder }}. Reprinted by permission."\n'
            # Two reserve their use, "for personal use only": an agreement would override it.
            'overrides = ["personal-use", "republication", "license", "holder"]\n'
            f'[feeds.{name}]\ntitle = "{name}"\nsources = ["{name}"]\nlimit = 1000\n'
            'max_age = "all"\n'
        )
    configure("\n".join(tables))
    return publisher


def test_all_is_published_once_and_then_nothing_is_done(
    real: Publisher, syndicator: Run, outputs: Outputs
) -> None:
    first = json.loads(syndicator("poll", "--all", "--json").stdout)
    assert [each["source"] for each in first["sources"] if each["outcome"] == "failed"] == []
    new = {each["source"]: each["new"] for each in first["sources"]}
    assert {each["feed"]: each["entries"] for each in first["feeds"]} == new
    before = outputs()
    assert set(before) == {f"{name_of(path)}.atom" for path in FEEDS}

    second = json.loads(syndicator("poll", "--all", "--json").stdout)
    assert Counter(status for _, status, _ in real.requests) == {200: len(FEEDS), 304: len(FEEDS)}
    assert not any(each["parsed"] for each in second["sources"])
    assert outputs() == before

    touched = FEEDS[0]
    real.documents[f"/{touched.name}"] += b"\n"
    third = json.loads(syndicator("poll", "--all", "--json").stdout)
    parsed = [each["source"] for each in third["sources"] if each["parsed"]]
    assert parsed == [name_of(touched)]
    assert outputs() == before


@pytest.mark.usefixtures("real")
def test_feedparser_reads_back_what_the_database_holds(syndicator: Run, outputs: Outputs) -> None:
    syndicator("poll", "--all")
    stored = json.loads(syndicator("items", "--limit", "100000", "--json").stdout)
    items = {(each["source"], each["id"]): each for each in stored}
    count = 0
    for file, (data, _) in outputs().items():
        source = file.removesuffix(".atom")
        parsed = READER.parse(BytesIO(data))
        assert not parsed.bozo, (file, parsed.get("bozo_exception"))
        tree = {entry.findtext("{*}id"): entry for entry in etree.fromstring(data).iter("{*}entry")}
        updated = [entry.findtext("{*}updated") for entry in tree.values()]
        assert len(updated) == len(set(updated)), file
        for entry in parsed.entries:
            count += 1
            item = items[source, entry.id]
            moment = datetime.fromisoformat(item["date"]).astimezone(UTC)
            assert datetime.fromisoformat(entry.published) == moment.replace(microsecond=0)
            links = [link.href for link in entry.links if link.rel == "alternate"]
            assert len(links) == (item["link"] is not None)
            assert entry.rights.startswith("Copyright (c) ")
            assert f"Holder of {source}. Reprinted by permission." in entry.rights
            assert entry.source.title
            assert entry.source.id
            assert entry.content[0].value.count("Reprinted by permission.") == 1
            assert entry.content[0].value.count("First published by") == 1
            licenses = [link for link in entry.links if link.rel == "license"]
            assert [link.href for link in licenses] == [
                "http://purl.org/atompub/license#unspecified"
            ]
    assert count == len(items)
