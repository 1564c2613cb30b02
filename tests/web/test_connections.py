"""Clients that want more than their share, and requests in rapid succession."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from syndicator.web import connections, listener

Site = Any
Started = Callable[..., Site]
SECONDS = 10.0
GET = b"GET /world.atom HTTP/1.1\r\nHost: feeds.example.org\r\n"


@pytest.fixture
def strict(
    monkeypatch: pytest.MonkeyPatch,
    started: Started,
    configure: Callable[[str], Any],
    config_text: str,
    world: bytes,
) -> Site:
    """A server with little patience."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.4)
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 5)
    monkeypatch.setattr(listener, "_CHECK_SECONDS", 0.05)
    site = started(configure(config_text))
    site.write("world.atom", world)
    return site


def received(connection: socket.socket) -> bytes:
    """All that comes until the other end closes, or breaks off."""
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def connected(site: Site) -> socket.socket:
    return socket.create_connection(site.address, timeout=SECONDS)


def test_who_says_nothing_more_is_hung_up_on(strict: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [
        b"",
        b"GET /world.atom HT",
        GET,
        b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345",
        # Answered, and then it says no more.
        GET + b"\r\n",
        GET + b"If-None-Match: *\r\n\r\n",
    ]
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", len(said))
    with ExitStack() as held:
        readers = [held.enter_context(connected(strict)) for _ in said]
        for reader, octets in zip(readers, said, strict=True):
            reader.sendall(octets)
        for reader in readers:
            assert b" 503 " not in received(reader)


def test_an_answer_that_nobody_reads_ends(strict: Site) -> None:
    strict.write("notes", b"x" * 20_000_000)
    with connected(strict) as connection:
        connection.sendall(GET.replace(b"world.atom", b"notes") + b"\r\n")
        assert connection.recv(1)
        # Beside it others are answered, and after a while its place is free again.
        limit = time.monotonic() + SECONDS
        while strict.server._running._server.server_state.connections:
            assert strict.ask("/world.atom").status == 200
            assert time.monotonic() < limit
        assert len(received(connection)) < 20_000_000


@pytest.mark.parametrize(
    "octets",
    [
        GET + b"X: " + b"x" * 2_000_000 + b"\r\n\r\n",
        GET + b"".join(b"X-%d: x\r\n" % number for number in range(9_000)),
        b"GET /" + b"x" * 40_000,
    ],
)
def test_headers_without_end(shared: Site, octets: bytes) -> None:
    with connected(shared) as connection:
        with suppress(OSError):  # it may have answered before all was said
            connection.sendall(octets)
        answer = received(connection)
    assert answer == b"" or answer.split(b" ")[1] in {b"431", b"404"}


def test_a_crowd_is_told_to_come_back(strict: Site) -> None:
    held = [connected(strict) for _ in range(connections.MAX_CONNECTIONS)]
    try:
        for connection in held:
            connection.sendall(GET[:20])
        with connected(strict) as another:
            answer = received(another)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: " in answer
    finally:
        for connection in held:
            connection.close()
    assert strict.ask("/world.atom").status in {200, 503}


@pytest.mark.parametrize(
    "octets",
    [b"\r\n\r\n\x00", b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01"],
)
def test_what_is_not_http(shared: Site, octets: bytes) -> None:
    with connected(shared) as connection:
        connection.sendall(octets)
        connection.shutdown(socket.SHUT_WR)
        answer = received(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


def test_many_requests_on_one_connection(site: Site) -> None:
    tag = site.ask("/world.atom").headers["etag"].encode()
    same = GET + b"If-None-Match: " + tag + b"\r\n"
    asked = [
        same + b"\r\n",
        GET + b"\r\n",
        same + b"\r\n",
        b"HEAD" + same[3:] + b"\r\n",
        GET.replace(b"world.atom", b"nothing") + b"\r\n",
        same + b"\r\n",
        same + b'If-Match: "other"\r\n\r\n',
        b"POST" + same[3:] + b"Content-Length: 2\r\n\r\nab",
        same + b"Content-Length: 2\r\n\r\nab",
        same + b"Connection: close\r\n\r\n",
        same + b"\r\n",
    ]
    statuses = [304, 200, 304, 304, 404, 304, 412, 405, 304, 304]
    for octets in (b"".join(asked), *([b"".join(asked[:1] * 500 + asked[-2:])])):
        found = site.raw(octets)
        told = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", found)]
        assert told == (statuses if len(octets) < 9000 else [304] * 501)


def test_the_usual_answer_is_given_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = site.ask("/world.atom")
    tag = whole.headers["etag"]
    tasks: list[object] = []
    start = HttpToolsProtocol._start_asgi_task

    def counting(self: Any, cycle: Any, app: Any) -> None:
        tasks.append(cycle)
        start(self, cycle, app)

    monkeypatch.setattr(HttpToolsProtocol, "_start_asgi_task", counting)
    for _ in range(3):
        same = site.ask("/world.atom", if_none_match=tag)
        assert same.status == 304
        assert same.headers["etag"] == tag
        assert site.ask("/world.atom").body == whole.body
        assert site.ask("/world.atom").headers.keys() == whole.headers.keys()
        assert site.ask("/world.atom", "HEAD").body == b""
    assert tasks == []
    for _ in range(3):
        opened = site.ask("/world.atom", sec_fetch_dest="document")
        assert opened.headers["content-type"] == "application/xml; charset=utf-8"
    assert len(tasks) == 1
    tasks.clear()
    assert site.ask("/world.atom", if_none_match=tag, accept_encoding="gzip").status == 200
    assert len(tasks) == 1
    # What was remembered is forgotten with the file.
    site.shelf.remove("world.atom")
    assert site.ask("/world.atom", if_none_match=tag).status == 404


def from_address(site: Site, address: str) -> socket.socket:
    """A connection from one of the addresses of this machine, which Linux has by the million."""
    return socket.create_connection(site.address, timeout=SECONDS, source_address=(address, 0))


@pytest.mark.parametrize(
    "said", [b"", GET[:20], GET + b"\r\n", GET.replace(b"world.atom", b"large") + b"\r\n"]
)
def test_who_holds_every_place_keeps_nobody_out(
    strict: Site, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    for patience in ("HEAD_SECONDS", "REQUEST_SECONDS", "ANSWER_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(connections, patience, 60)
    strict.write("large", b"x" * 20_000_000)
    with ExitStack() as held:
        for _ in range(connections.MAX_CONNECTIONS):
            greedy = held.enter_context(from_address(strict, "127.0.0.2"))
            greedy.sendall(said)
            if said.endswith(b"\r\n\r\n"):
                assert greedy.recv(1)
        for number in range(10):
            with from_address(strict, f"127.0.0.{3 + number}") as reader:
                reader.sendall(GET + b"Connection: close\r\n\r\n")
                assert received(reader).startswith(b"HTTP/1.1 200 OK")


def test_idle_connections_of_ones_own_go_first(
    strict: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for patience in ("HEAD_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(connections, patience, 60)
    with ExitStack() as held:
        # As a server in front does, which keeps its connections: it never meets a refusal.
        readers = [
            held.enter_context(connected(strict)) for _ in range(3 * connections.MAX_CONNECTIONS)
        ]
        for reader in readers[-connections.MAX_CONNECTIONS :]:
            reader.sendall(GET + b"\r\n")
            assert reader.recv(65536).startswith(b"HTTP/1.1 200 OK")
        assert received(readers[0]) == b""


def test_many_requests_at_once_wait_unread(site: Site) -> None:
    site.write("large", b"x" * 20_000_000)
    small = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(site) as greedy:
        greedy.sendall(GET.replace(b"world.atom", b"large") + b"\r\n" + small * 5000)
        assert greedy.recv(1)
        [connection] = site.server._running._server.server_state.connections
        assert len(connection.pipeline) <= 1
        assert site.ask("/world.atom").status == 200
