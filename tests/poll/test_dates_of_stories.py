"""From the dates in a source's document to when its stories leave, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from lxml import etree

from syndicator import config as configuration
from syndicator.cli import cli
from syndicator.model import Digest, Fetched, Head, Job, SourceName
from syndicator.parse import date_elements
from syndicator.pipeline import Engine
from syndicator.poll.ingest import ingest
from syndicator.poll.page_check import limits
from syndicator.poll.read_document import read
from syndicator.store import items, sources

ATOM: Final = "{http://www.w3.org/2005/Atom}"
START: Final = datetime(2026, 11, 30, 2, tzinfo=UTC)
CONFIG: Final = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.quay]
url = "https://quay.example/feed"
grant = "quay"
[grants.quay]
holder = "Quay"
footer = "© {{ year }} Quay"
%s
[feeds.all]
title = "All"
sources = ["quay"]
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """Start with some more terms of the permission."""
    started: list[Engine] = []

    def start(terms: str = "") -> Engine:
        file = tmp_path / "config.toml"
        file.write_text(CONFIG % terms, "utf-8")
        started.append(Engine.start(configuration.load(file, environ={}), now=START))
        return started[-1]

    yield start
    for each in started:
        each.close()


Start = Callable[..., Engine]


def bring(engine: Engine, *dates: str, now: datetime = START) -> None:
    """Poll a document whose stories have these dates."""
    listed = "".join(
        f"<item><guid isPermaLink='false'>q{n}</guid><title>Ferry {n}</title>"
        f"<link>https://quay.example/{n}</link><description>The ferry number {n}.</description>"
        f"<pubDate>{each}</pubDate></item>"
        for n, each in enumerate(dates)
    )
    body = f'<rss version="2.0"><channel><title>Quay</title>{listed}</channel></rss>'
    name = SourceName("quay")
    url = engine.config.sources[name].url
    job = Job(source=name, url=url, limits=limits(engine.config, name), now=now)
    fetched = Fetched(url=url, body=body.encode(), body_hash=Digest("0" * 64), headers={})
    rules = engine._active
    ingest(
        engine._store,
        rules.config,
        [read(job, fetched)],
        versions=rules.versions,
        digests=rules.digests,
        now=now,
    )


def stored(engine: Engine) -> list[Head]:
    return list(items.get(engine._store, range(1, 20)))


def published(engine: Engine, now: datetime) -> list[str]:
    """Publish, and return the dates of what stands, in the feed's order."""
    engine.publish(now=now)
    root = etree.fromstring(document(engine))
    return [
        each.findtext(f"{ATOM}published") or each.findtext(f"{ATOM}updated") or ""
        for each in root.iter(f"{ATOM}entry")
    ]


def document(engine: Engine) -> bytes:
    return (Path(engine.config.output) / "all.atom").read_bytes()


AHEAD = "Fri, 04 Dec 2026 09:00:00 GMT"
TODAY = "Mon, 30 Nov 2026 12:00:00 +0100"


def test_no_date_leaves_that_lies_ahead(start: Start) -> None:
    engine = start()
    bring(engine, AHEAD, TODAY, "Sun, 29 Nov 2026 09:00:00 GMT")
    late = START + timedelta(minutes=1)
    moments = [datetime.fromisoformat(each) for each in published(engine, late)]
    assert len(moments) == 3, "a date that lies ahead is no reason to take a story for an old one"
    assert max(moments) <= late
    far, near, _ = stored(engine)
    assert (far.published, far.date) == (None, START)
    assert (near.date, near.date.utcoffset()) == (START, timedelta(hours=1))
    assert far.future_date == datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert near.future_date == datetime(2026, 11, 30, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "leaves"),
    [
        ("2026/11/29 15:07:41", START + timedelta(days=3)),
        ("no date", START + timedelta(days=3)),
        ("Mon, 30 Nov 2026 20:00:00 CST", START + timedelta(days=3)),
        (AHEAD, datetime(2026, 12, 7, 9, tzinfo=UTC)),
        (TODAY, datetime(2026, 12, 3, 11, tzinfo=UTC)),
        ("Mon, 30 Nov 2026 09:00:00 BRT", datetime(2026, 12, 3, 12, tzinfo=UTC)),
    ],
)
def test_an_embargo_waits_for_the_later_of_date_and_first_sight(
    start: Start, date: str, leaves: datetime
) -> None:
    engine = start('embargo = "3d"')
    bring(engine, "Sat, 31 Oct 2026 09:00:00 GMT")  # the first poll, for `backfill`
    bring(engine, "Sat, 31 Oct 2026 09:00:00 GMT", date)
    engine.publish(now=leaves - timedelta(seconds=1))
    assert b"Ferry 1" not in document(engine)
    engine.publish(now=leaves)
    assert b"Ferry 1" in document(engine)


def test_a_date_ahead_that_its_source_mends_is_taken_over(start: Start) -> None:
    engine = start('embargo = "3d"')
    bring(engine, "Tue, 30 Nov 2027 09:00:00 GMT")
    engine.publish(now=START)
    bring(engine, "Sun, 29 Nov 2026 09:00:00 GMT", now=START + timedelta(hours=1))
    engine.publish(now=START + timedelta(days=3, minutes=1))
    assert b"Ferry 0" in document(engine)
    (item,) = stored(engine)
    assert (item.published, item.date) == (None, START), "what was published as first seen stays so"


def test_a_year_ahead_is_in_no_notice(start: Start) -> None:
    engine = start()
    bring(engine, "Fri, 01 Jan 2027 09:00:00 GMT")
    engine.publish(now=START)
    assert "© 2026 Quay" in document(engine).decode()


def test_a_story_whose_date_lies_ahead_is_one_when_it_does_not_any_more(start: Start) -> None:
    engine = start()
    bring(engine, AHEAD, TODAY)
    before = published(engine, START + timedelta(minutes=1))
    bring(engine, AHEAD, TODAY, now=START + timedelta(days=5))
    assert published(engine, START + timedelta(days=5, minutes=1)) == before
    assert [(item.revision, item.corrected) for item in stored(engine)] == [(1, None), (2, None)]


MISREAD = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("before", [MISREAD, None])
def test_reading_a_date_better_changes_no_stored_story(
    start: Start, monkeypatch: pytest.MonkeyPatch, before: datetime | None
) -> None:
    """A program that reads dates otherwise does not correct, move or repeat what it published."""
    engine = start()
    dates = ("2026/11/29 15:07:41", "28.11.2026 12:00", "Sat, 28 Nov 2026 09:00:00 JST")
    bring(engine, "Sat, 31 Oct 2026 09:00:00 GMT")
    old = date_elements.Dates(published=before, unreadable=None if before else "?")
    with monkeypatch.context() as patch:
        patch.setattr(date_elements, "read", lambda *_: old)
        bring(engine, *dates, now=START + timedelta(minutes=1))
    engine.publish(now=START + timedelta(minutes=2))
    document_before, stored_before = document(engine), stored(engine)
    bring(engine, *dates, now=START + timedelta(hours=1))
    engine.publish(now=START + timedelta(hours=1), everything=True)
    assert stored(engine) == stored_before
    assert document(engine) == document_before


def test_status_says_which_dates_do_not_count(start: Start, tmp_path: Path) -> None:
    engine = start()
    bring(engine, "neulich", "IST 9", AHEAD, "Sun, 29 Nov 2026 09:00:00 GMT")
    state = sources.get(engine._store, SourceName("quay"))
    assert state is not None
    assert state.dates is not None
    assert (state.dates.items, state.dates.unreadable, state.dates.ahead) == (4, 2, 1)
    bring(engine, "Sat, 01 Dec 2096 09:00:00 GMT", "bald", "bald")
    engine.close()
    config = ["--config", str(tmp_path / "config.toml")]
    shown = CliRunner().invoke(cli, [*config, "status"], env={"COLUMNS": "250"})
    said = " ".join(shown.output.split())
    assert 'dates of 2 of 3 stories cannot be read: "bald"' in said
    assert "dates of 1 of 3 stories lie ahead, the latest is 2096-12-01 09:00" in said
    told = json.loads(CliRunner().invoke(cli, [*config, "status", "--json"]).output)
    assert told["sources"][0]["dates"] == {
        "items": 3,
        "unreadable": 2,
        "unreadable_example": "bald",
        "ahead": 1,
        "latest": "2096-12-01T09:00:00+00:00",
        "same": 0,
    }
