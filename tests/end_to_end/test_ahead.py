"""Jobs that wait for a thread when a tick is stopped are requests that are not made."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicator import config
from syndicator.pipeline import Engine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCES = 12
HEAD = """
[syndicator]
title = "T"
base_url = "https://feeds.example.org/"

[poll]
allow_private = ["127.0.0.0/8"]
check_pages = false
workers = 2
"""
SOURCE = """
[sources.s{number}]
url = "http://127.0.1.{number}:{port}/feed"
title = "S{number}"
grant = "headline-only"
tags = ["all"]
"""
FEED = """
[feeds.world]
title = "World"
tags = ["all"]
"""


class Held(http.server.ThreadingHTTPServer):
    """Answers nobody before it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked = 0
        self.both, self.free = threading.Event(), threading.Event()
        super().__init__(("", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Held)
        server.asked += 1
        if server.asked == 2:
            server.both.set()
        server.free.wait(30)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def held() -> Iterator[Held]:
    with Held() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.free.set()
        server.shutdown()
        thread.join()


def test_nothing_more_is_asked_after_a_stop(held: Held, tmp_path: Path) -> None:
    port = held.server_address[1]
    sources = [SOURCE.format(number=number + 1, port=port) for number in range(SOURCES)]
    (tmp_path / "config.toml").write_text("".join((HEAD, *sources, FEED)))
    engine = Engine.start(config.load(tmp_path / "config.toml", environ={}), now=NOW)
    stop = threading.Event()

    def stop_and_answer() -> None:
        assert held.both.wait(30)
        stop.set()
        held.free.set()

    stopping = threading.Thread(target=stop_and_answer)
    stopping.start()
    report = engine.poll(now=NOW, stop=stop)
    stopping.join()
    engine.close()
    assert held.asked == 2
    assert len(report.sources) == 2
