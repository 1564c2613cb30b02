"""WebSub publishing from the command line: hubs hear of every change once, and of nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import parse_qs

import pytest

from syndicator.errors import OutputError
from syndicator.store import outbox
from syndicator.store.database import Store

Run = Callable[..., CompletedProcess[str]]
WORLD = "https://feeds.example.org/world.atom"

CONFIG = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
footer = "Copyright {{{{ year }}}} {{{{ holder }}}}"

[feeds.world]
title = "World"
sources = ["harbor"]
hubs = ["{hub}"]

[feeds.members]
title = "Members"
sources = ["harbor"]
access = "token"
"""


def rss(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Story {number}</title><link>https://harbor.example/{number}</link>"
        f"<guid>https://harbor.example/{number}</guid><description>Words of story {number}."
        "</description></item>"
        for number in numbers
    )
    return (
        f'<rss version="2.0"><channel><title>Harbor</title><link>https://harbor.example/</link>'
        f"<description>News</description>{items}</channel></rss>"
    ).encode()


class Hub:
    def __init__(self) -> None:
        self.url = ""
        self.told: list[str] = []
        self.status = 204


@pytest.fixture
def hub() -> Iterator[Hub]:
    there = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if there.status == 204:
                there.told += form["hub.topic"]
            self.send_response(there.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    there.url = f"http://127.0.0.1:{server.server_port}/"
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def run(syndicator: Run, configure: Callable[[str], Path], publisher: Any, hub: Hub) -> Run:
    publisher.documents["/harbor.xml"] = rss(1, 2)
    configure(CONFIG.format(url=publisher.url, hub=hub.url))
    return syndicator


def test_hubs_are_told_of_what_changed_and_of_nothing_else(
    run: Run, hub: Hub, publisher: Any
) -> None:
    assert "hubs: 1 told" in run("poll").stdout
    assert hub.told == [WORLD], "and nobody of the feed with tokens"
    assert "hubs:" not in run("poll", "--all").stdout
    assert "hubs:" not in run("publish").stdout
    assert hub.told == [WORLD], "the same bytes are no change"
    publisher.documents["/harbor.xml"] = rss(1, 2, 3)
    report = json.loads(run("poll", "--all", "--json").stdout)
    assert report["pings"] == {"told": 1, "failed": 0, "given_up": 0}
    assert hub.told == [WORLD, WORLD]


def test_a_kill_is_told_at_once(run: Run, hub: Hub) -> None:
    run("poll")
    hub.told.clear()
    said = run("kill", "--yes", "https://harbor.example/1", "--reason", "wrong").stdout
    assert "world: 1 taken out" in said
    assert "hubs: 1 told" in said
    assert hub.told == [WORLD]


def test_a_hub_that_is_down_is_shown_and_told_later(run: Run, hub: Hub, tmp_path: Path) -> None:
    hub.status = 503
    said = run("poll").stdout
    assert "hubs: 0 told, 1 to be told later (`syndicator status`)" in said
    shown = run("status").stdout
    assert "Hubs that are still to be told of changes" in shown
    assert "503 Service Unavailable" in shown
    (row,) = json.loads(run("status", "--json").stdout)["hubs"]
    assert (row["hub"], row["waiting"], row["given_up"]) == (hub.url, 1, 0)
    hub.status = 204
    run("publish")
    assert hub.told == [], "not before its time"
    with Store.open(tmp_path / "syndicator.db", mode="own") as store:
        (waiting,) = outbox.pending(store)
        outbox.failed(
            store, waiting, error="x", next_try=waiting.since, refused=None, now=waiting.since
        )
    run("publish")
    assert hub.told == [WORLD]
    assert json.loads(run("status", "--json").stdout)["hubs"] == []


def test_a_publish_that_was_cut_short_after_the_file_was_replaced(
    run: Run, hub: Hub, publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("poll")
    hub.told.clear()
    publisher.documents["/harbor.xml"] = rss(1, 2, 3)
    enqueue = outbox.enqueue

    def cut(*_: object) -> None:
        raise OutputError("cut short")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "enqueue", cut)
        run("poll", "--all", code=1)
    assert hub.told == []
    assert outbox.enqueue is enqueue
    run("poll")
    assert hub.told == [WORLD]


def test_a_feed_without_hubs_tells_nobody(
    run: Run, hub: Hub, configure: Callable[[str], Path], publisher: Any
) -> None:
    run("poll")
    hub.told.clear()
    configure(CONFIG.format(url=publisher.url, hub=hub.url).replace("hubs = [", "hubs = [] # ["))
    publisher.documents["/harbor.xml"] = rss(1, 2, 3)
    assert "hubs:" not in run("poll", "--all").stdout
    assert hub.told == []


def test_the_end_of_a_feed_is_told(
    run: Run, hub: Hub, configure: Callable[[str], Path], publisher: Any
) -> None:
    run("poll")
    hub.told.clear()
    tables = CONFIG.format(url=publisher.url, hub=hub.url)
    path = configure(tables.replace("[feeds.world]", "[feeds.other]"))
    text = path.read_text("utf-8").replace("[poll]", f'hubs = ["{hub.url}"]\n\n[poll]')
    path.write_text(text, "utf-8")
    run("publish")
    assert sorted(hub.told) == ["https://feeds.example.org/other.atom", WORLD]
    hub.told.clear()
    run("publish")
    assert hub.told == []


def test_feeds_have_the_hubs_of_the_newsroom(
    run: Run, hub: Hub, configure: Callable[[str], Path], publisher: Any, tmp_path: Path
) -> None:
    tables = CONFIG.format(url=publisher.url, hub=hub.url)
    path = configure(tables.replace(f'hubs = ["{hub.url}"]', ""))
    text = path.read_text("utf-8").replace("[poll]", f'hubs = ["{hub.url}"]\n\n[poll]')
    path.write_text(text, "utf-8")
    run("poll")
    assert hub.told == [WORLD], "and nobody of the feed with tokens"
    assert (
        f'<link rel="hub" href="{hub.url}"/>'.encode()
        in (tmp_path / "feeds" / "world.atom").read_bytes()
    )
    assert b"hub" not in (tmp_path / "feeds" / "private" / "members.atom").read_bytes()
