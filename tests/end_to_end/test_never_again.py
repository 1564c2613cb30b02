"""Nothing that was withdrawn ever reappears, whatever sources send: in one process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicator import config as configuration
from syndicator.model import Digest, Fetched, Job, SourceName
from syndicator.pipeline import Engine
from syndicator.poll.ingest import ingest
from syndicator.poll.page_check import limits
from syndicator.poll.read_document import read
from syndicator.store import editorial, items, pages, placements

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXTS = (
    "The ferry across the lower river stopped at noon because the cable had worn thin overnight.",
    "Bakers in the old town begin before three so that the bread is warm when the trams start.",
    "A school in the hills teaches arithmetic with the weights of the market next to its gate.",
)
CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
[poll]
backfill = "all"
allow_private = ["127.0.0.0/8"]
[sources.a]
url = "https://a.example/feed"
grant = "ours"
[sources.b]
url = "https://b.example/feed"
grant = "ours"
[grants.ours]
holder = "Ours"
footer = "Copyright Ours"
[feeds.world]
title = "World"
sources = ["a", "b"]
max_age = "all"
"""

Story = tuple[int, int, int]
"""The numbers of its guid, link and text."""


def start(folder: Path) -> Engine:
    file = folder / "config.toml"
    file.write_text(CONFIG, "utf-8")
    return Engine.start(configuration.load(file, environ={}), now=START)


def receive(engine: Engine, source: str, stories: list[Story], now: datetime) -> None:
    body = "".join(
        f"<item><title>Headline {text}</title><guid>https://a.example/?p={guid}</guid>"
        f"<link>https://a.example/{link}</link><description>{TEXTS[text]}</description></item>"
        for guid, link, text in stories
    )
    document = f'<rss version="2.0"><channel><title>A</title>{body}</channel></rss>'.encode()
    url = f"https://{source}.example/feed"
    name = SourceName(source)
    job = Job(source=name, url=url, limits=limits(engine.config, name), now=now)
    fetched = Fetched(url=url, body=document, body_hash=Digest("0" * 64), headers={})
    collected = read(job, fetched)
    ingest(engine._store, engine.config, [collected], versions=engine._active.versions, now=now)


numbers = st.integers(0, 2)
documents = st.tuples(
    st.sampled_from(["a", "b"]), st.lists(st.tuples(numbers, numbers, numbers), max_size=3)
)
steps = st.lists(st.one_of(documents, st.integers(0, 5)), min_size=2, max_size=8)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_a_killed_story_never_reappears(steps: list[tuple[str, list[Story]] | int]) -> None:
    with TemporaryDirectory() as name:
        engine = start(Path(name))
        file = Path(name) / "feeds" / "world.atom"
        ids: set[str] = set()
        texts: set[str] = set()
        try:
            for number, step in enumerate(steps):
                now = START + timedelta(minutes=number)
                if isinstance(step, int):
                    known = items.get(engine._store, range(20))
                    for item in known[step : step + 1]:
                        editorial.record(
                            engine._store,
                            [item.id],
                            editorial.Action.KILL,
                            by="maria",
                            reason="wrong",
                            now=now,
                        )
                        ids.add(item.atom_id)
                        texts |= {text for text in TEXTS if text in item.article.content}
                else:
                    receive(engine, *step, now)
                engine.publish(now=now, everything=True)
                written = file.read_text("utf-8")
                assert not [each for each in texts if each in written]
                entries = etree.fromstring(written.encode()).findall("{*}entry")
                stories = [each for each in entries if each.findtext("{*}title") != "Withdrawn"]
                assert not ids & {each.findtext("{*}id") for each in stories}
        finally:
            engine.close()


@pytest.mark.parametrize(
    ("answers", "stands", "missing"),
    [
        ([410], False, 0),
        ([200, 410], False, 0),
        ([404, 404], True, 0),
        ([404, 404, 404], True, 1),
        ([404, 503, 404, 404], True, 1),
        ([404, 404, 200, 404], True, 0),
        ([503, 500, 403], True, 0),
    ],
)
def test_a_page_that_is_gone_takes_its_story_along(
    tmp_path: Path, answers: list[int], *, stands: bool, missing: int
) -> None:
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.command)
            self.send_response(answers[day])
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815  # the server's own name for it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    engine = start(tmp_path)
    day = 0
    try:
        receive(engine, "a", [(0, 0, 0)], START)
        link = f"http://127.0.0.1:{server.server_port}/story"
        with engine._store.transaction():
            engine._store.write("DROP TRIGGER revisions_no_update")
            engine._store.write(
                "UPDATE revisions SET article = json_set(article, '$.link', ?)", (link,)
            )
            engine._store.write("UPDATE sources SET next_poll = 99999999999")
        engine.publish(now=START, everything=True)
        engine.poll(now=START + timedelta(hours=23))
        assert asked == []
        for day in range(len(answers)):
            moment = START + timedelta(days=day + 1, minutes=day)
            engine.poll(now=moment)
            before = len(asked)
            engine.poll(now=moment + timedelta(hours=1))
            assert len(asked) == before
        engine.publish(now=START + timedelta(days=9))
        assert bool(placements.of_item(engine._store, 1)) is stands
        assert len(pages.missing(engine._store)) == missing
        killed = editorial.desk_of(engine._store, 1).killed
        assert (killed.by if killed else "") == ("" if stands else "page")
    finally:
        engine.close()
        server.shutdown()
        server.server_close()
        thread.join()
