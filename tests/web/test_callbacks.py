"""Where hubs reach us, over HTTP; what they are answered is somebody else's affair."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from syndicator.errors import StoreUnwritable
from syndicator.poll.websub.callbacks import Answer, Subscriber
from syndicator.web.callbacks import AT_ONCE, Callbacks

Config = Any
Site = Any
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECONDS = 10.0
KNOWN = "a-token_that-one-hub-knows"
LIMIT = 200_000
PLACE = f"/news/websub/{KNOWN}"


class Straw:
    """Answers by what it is asked, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.threads: set[str] = set()
        self.full = False
        self.wait = threading.Event()
        self.wait.set()
        self.waiting = threading.Semaphore(0)

    def limit(self, token: str) -> int | None:
        self.threads.add(threading.current_thread().name)
        if self.full:
            raise StoreUnwritable("syndicator.db: no room left on the disk")
        return LIMIT if token == KNOWN else None

    def verify(self, token: str, query: Mapping[str, str], *, now: datetime) -> Answer:
        self.threads.add(threading.current_thread().name)
        self.asked.append((token, dict(query), now))
        if token != KNOWN:
            return Answer(status=404)
        return Answer(status=200, body=query.get("hub.challenge", "").encode())

    def deliver(
        self, token: str, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> Answer:
        self.threads.add(threading.current_thread().name)
        self.asked.append((token, dict(headers), body, now))
        self.waiting.release()
        assert self.wait.wait(SECONDS)
        return Answer(status=413 if len(body) > LIMIT else 202)


@pytest.fixture
def straw() -> Iterator[Straw]:
    straw = Straw()
    yield straw
    straw.wait.set()


@pytest.fixture
def place(
    configure: Callable[[str], Config],
    config_text: str,
    started: Callable[..., Site],
    straw: Straw,
) -> Site:
    """A server for a folder of a larger site."""
    callbacks = Callbacks(clock=lambda: NOW)
    callbacks.answered_by(cast("Subscriber", straw))
    text = config_text.replace("https://feeds.example.org/", "https://www.example.org/news/")
    return started(configure(text), callbacks.routes)


def test_a_hub_asks(place: Site, straw: Straw) -> None:
    query = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fone.example%2F%3Fa%3Db&hub.challenge=a%26+b"
    answer = place.ask(f"{PLACE}?{query}")
    assert (answer.status, answer.body) == (200, b"a& b")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    told = {
        "hub.mode": "subscribe",
        "hub.topic": "https://one.example/?a=b",
        "hub.challenge": "a& b",
    }
    assert straw.asked == [(KNOWN, told, NOW)]


def test_a_hub_brings(place: Site, straw: Straw) -> None:
    answer = place.ask(PLACE, "POST", b"news", X_Hub_Signature="sha256=00", Content_TYPE="a/b")
    assert (answer.status, answer.body) == (202, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    ((token, headers, body, now),) = straw.asked
    assert (token, body, now) == (KNOWN, b"news", NOW)
    assert (headers["x-hub-signature"], headers["content-type"]) == ("sha256=00", "a/b")


def test_in_pieces(place: Site, straw: Straw) -> None:
    head = f"POST {PLACE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    pieces = b"transfer-encoding: chunked\r\n\r\n2\r\nne\r\n2\r\nws\r\n0\r\n\r\n"
    assert place.raw(head.encode() + pieces).startswith(b"HTTP/1.1 202 ")
    assert straw.asked[0][2] == b"news"


@pytest.mark.parametrize(
    ("size", "status", "read"),
    [
        (0, 202, 0),
        (LIMIT, 202, LIMIT),
        (LIMIT + 1, 413, LIMIT + 1),
        (3_000_000, 413, LIMIT + 1),
    ],
)
def test_no_more_is_read_than_one_octet_too_many(
    place: Site, straw: Straw, size: int, status: int, read: int
) -> None:
    assert place.ask(PLACE, "POST", b"x" * size).status == status
    assert len(straw.asked[0][2]) == read


@pytest.mark.parametrize("size", [0, 4, 3_000_000])
def test_what_comes_to_an_unknown_token_is_not_read(place: Site, straw: Straw, size: int) -> None:
    answer = place.ask("/news/websub/unknown", "POST", b"x" * size)
    assert (answer.status, answer.body) == (404, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert straw.asked == []
    assert place.ask("/news/websub/unknown?hub.mode=subscribe").status == 404


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("token", [KNOWN, "unknown"])
def test_other_methods(place: Site, straw: Straw, method: str, token: str) -> None:
    answer = place.ask(f"/news/websub/{token}", method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
    assert answer.headers["cache-control"] == "no-store"
    assert straw.asked == []


@pytest.mark.parametrize(
    "path",
    [
        f"/websub/{KNOWN}",
        f"/news{PLACE}",
        f"{PLACE}/",
        f"{PLACE}/more",
        f"/news//websub/{KNOWN}",
        "/news/websub/",
        "/news/websub",
        "/news",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nowhere_else(place: Site, straw: Straw, path: str, method: str) -> None:
    answer = place.ask(path, method)
    assert answer.status == 404
    assert b"Harbor Newsroom" in answer.body
    assert straw.asked == []
    assert straw.threads == set()


def test_no_file_goes_before_it(place: Site) -> None:
    place.write(f"websub/{KNOWN}", b"a file")
    assert place.ask(f"{PLACE}?hub.challenge=x").body == b"x"


def test_the_database_keeps_nobody_else_waiting(place: Site, straw: Straw) -> None:
    place.write("world.atom", b"<feed/>")
    straw.wait.clear()
    with socket.create_connection(place.address, timeout=SECONDS) as hub:
        hub.sendall(f"POST {PLACE} HTTP/1.1\r\nHost: x\r\ncontent-length: 0\r\n\r\n".encode())
        assert straw.waiting.acquire(timeout=SECONDS)
        assert place.ask("/news/world.atom").body == b"<feed/>"
        straw.wait.set()
        assert hub.recv(65536).startswith(b"HTTP/1.1 202 ")
    place.ask(PLACE)
    assert "web" not in straw.threads


def test_so_many_at_a_time(place: Site, straw: Straw) -> None:
    post = f"POST {PLACE} HTTP/1.1\r\nHost: x\r\ncontent-length: 4\r\n\r\nnews".encode()
    straw.wait.clear()
    hubs = [socket.create_connection(place.address, timeout=SECONDS) for _ in range(AT_ONCE)]
    for hub in hubs:
        hub.sendall(post)
        assert straw.waiting.acquire(timeout=SECONDS)
    answer = place.ask(PLACE, "POST", b"news")
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")
    assert place.ask(PLACE).status == 200
    straw.wait.set()
    for hub in hubs:
        assert hub.recv(65536).startswith(b"HTTP/1.1 202 ")
        hub.close()
    assert place.ask(PLACE, "POST", b"news").status == 202


def test_a_hub_that_leaves_halfway(place: Site, straw: Straw, caplog: Any) -> None:
    with capture_logs() as logs:
        with socket.create_connection(place.address, timeout=SECONDS) as hub:
            hub.sendall(
                f"POST {PLACE} HTTP/1.1\r\nHost: x\r\ncontent-length: 9\r\n\r\nnew".encode()
            )
        for _ in range(AT_ONCE + 1):
            assert place.ask(PLACE, "POST", b"news").status == 202
    assert {asked[2] for asked in straw.asked} == {b"news"}
    assert logs == []
    assert caplog.records == []


def test_a_database_that_is_full(place: Site, straw: Straw, caplog: Any) -> None:
    straw.full = True
    with capture_logs() as logs:
        answer = place.ask(PLACE, "POST", b"news")
    assert (answer.status, answer.body) == (503, b"")
    assert answer.headers["retry-after"] == "60"
    (line,) = logs
    assert line["error"] == "syndicator.db: no room left on the disk"
    assert KNOWN not in str(logs) + caplog.text


def test_until_there_is_somebody_to_answer(
    configure: Callable[[str], Config], config_text: str, started: Callable[..., Site]
) -> None:
    callbacks = Callbacks()
    site = started(configure(config_text), callbacks.routes)
    assert site.ask("/websub/x").status == 503
    assert site.ask("/websub/x", "POST", b"news").status == 503
    callbacks.tell()
    heard = threading.Event()
    callbacks.heard_by(heard.set)
    callbacks.tell()
    assert heard.is_set()
