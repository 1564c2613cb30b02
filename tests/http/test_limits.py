from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from typing import Any
from unittest.mock import Mock

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest
import requests

from syndicator.http import dial
from syndicator.http.exchange import Interrupted, interrupt
from syndicator.http.fetch import fetch, released
from syndicator.model import Failed, FailureKind, Fetched, Job

HEAD = b"HTTP/1.1 200 OK\r\n"
BODY = b"<rss version='2.0'/>"


def dripping(data: bytes, before: bytes = b"") -> Callable[..., None]:
    """Send the one part at once, and then the other for ever, an octet at a time."""

    def script(origin: Any, connection: Any, _: bytes) -> None:
        connection.sendall(before)
        while not origin.closing.is_set():
            for octet in data:
                connection.sendall(bytes([octet]))
                origin.wait(0.02)

    return script


def flooding(data: bytes, before: bytes = b"") -> Callable[..., None]:
    """Send the one part, and then the other for ever, as fast as it goes."""

    def script(_: Any, connection: Any, __: bytes) -> None:
        connection.sendall(before)
        for each in repeat(data * (65_536 // len(data) + 1)):
            connection.sendall(each)

    return script


def silent(origin: Any, _: Any, __: bytes) -> None:
    origin.wait(10)


def ends(result: object, kind: FailureKind) -> Failed:
    assert isinstance(result, Failed), result
    assert result.kind is kind, result
    assert result.seconds < 1.3
    return result


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(silent, id="silence"),
        pytest.param(dripping(HEAD), id="status line and fields"),
        pytest.param(dripping(b"X-Field: x\r\n", HEAD), id="fields"),
        pytest.param(dripping(b"HTTP/1.1 100 Continue\r\n\r\n"), id="interim responses"),
        pytest.param(dripping(b"x", HEAD + b"Content-Length: 9999\r\n\r\n"), id="body"),
        pytest.param(dripping(b"x", HEAD + b"\r\n"), id="body without a length"),
        pytest.param(dripping(b"1\r\nx\r\n", CHUNKED), id="chunks"),
        pytest.param(dripping(b"X: y\r\n", CHUNKED + b"0\r\n"), id="trailers"),
        pytest.param(
            dripping(b"x", HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0"),
            id="name of a gzip file",
        ),
        pytest.param(
            dripping(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /?\r\n\r\n"),
            id="redirect",
        ),
    ],
)
def test_slow_answers_end_at_the_deadline(
    script: Callable[..., None], serve: Any, make_job: Callable[..., Job]
) -> None:
    result = ends(fetch(make_job(serve(script).url(), timeout=0.3)), FailureKind.TIMEOUT)
    assert result.seconds >= 0.3
    assert "within 0.3 s" in result.message


@pytest.mark.parametrize(
    ("status", "fetched"),
    [("302 Found", True), ("404 Not Found", False), ("429 Too Many", False), ("410 Gone", False)],
)
@pytest.mark.parametrize("after", [dripping, flooding])
def test_a_body_that_nobody_needs_stays_unread(
    status: str,
    after: Callable[..., Callable[..., None]],
    serve: Any,
    make_job: Callable[..., Job],
    *,
    fetched: bool,
) -> None:
    head = f"HTTP/1.1 {status}\r\nLocation: /b\r\n\r\n".encode()
    endless = after(b"x", head)

    def script(origin: Any, connection: Any, request: bytes) -> None:
        if b" /b " in request:
            connection.sendall(HEAD + b"Content-Length: 20\r\n\r\n" + BODY)
        else:
            endless(origin, connection, request)

    result = fetch(make_job(serve(script).url(), timeout=5))
    assert isinstance(result, Fetched) is fetched, result
    assert result.seconds < 1


def test_one_deadline_for_all_hops(serve: Any, make_job: Callable[..., Job]) -> None:
    def script(origin: Any, connection: Any, request: bytes) -> None:
        origin.wait(0.12)
        hop = int(request.split(b" ")[1].removeprefix(b"/"))
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n" % (hop + 1)
        )

    ends(fetch(make_job(serve(script).url("/0"), timeout=0.3)), FailureKind.TIMEOUT)


def test_a_look_up_that_hangs_ends_at_the_deadline(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()

    def look_up(_: str, __: int, flags: int = 0) -> list[Any]:
        if flags:
            raise OSError
        done.wait(5)
        return []

    monkeypatch.setattr(dial, "look_up", look_up)
    ends(fetch(make_job("http://news.example/", timeout=0.3)), FailureKind.TIMEOUT)
    done.set()


def test_a_connection_that_hangs_ends_at_the_deadline(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(self: dial.PlainSocket, _: object) -> None:
        threading.Event().wait(self.gettimeout())
        raise TimeoutError

    monkeypatch.setattr(dial.PlainSocket, "connect", connect)
    ends(fetch(make_job("http://127.0.0.1:9/", timeout=0.3)), FailureKind.TIMEOUT)


def test_a_quick_answer_has_the_whole_deadline(serve: Any, make_job: Callable[..., Job]) -> None:
    def script(origin: Any, connection: Any, _: bytes) -> None:
        for part in (HEAD, b"Content-Length: 20\r\n\r\n", BODY):
            connection.sendall(part)
            origin.wait(0.1)

    assert isinstance(fetch(make_job(serve(script).url(), timeout=3)), Fetched)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(flooding(b"x", HEAD + b"\r\n"), id="body"),
        pytest.param(HEAD + b"Content-Length: 100001\r\n\r\n", id="announced"),
        pytest.param(flooding(b"1;%b\r\nx\r\n" % bytes(range(48, 127)), CHUNKED), id="tiny chunks"),
        pytest.param(flooding(b"x", CHUNKED + b"ffffffffff\r\n"), id="one huge chunk"),
        pytest.param(flooding(b"X: y\r\n", CHUNKED + b"0\r\n"), id="trailers"),
        pytest.param(flooding(b"HTTP/1.1 100 Continue\r\n\r\n"), id="interim responses"),
        pytest.param(
            flooding(b"x", HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0"),
            id="name of a gzip file",
        ),
    ],
)
def test_endless_answers_end_at_the_limit(
    script: Any, serve: Any, make_job: Callable[..., Job]
) -> None:
    origin = serve(script)
    tracemalloc.start()
    try:
        result = ends(fetch(make_job(origin.url(), max_bytes=100_000)), FailureKind.TOO_LARGE)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "larger than 100,000 bytes" in result.message
    assert peak < 3_000_000


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(flooding(b"X-Field: x\r\n", HEAD), id="many fields"),
        pytest.param(flooding(b"x", HEAD + b"X-Field: "), id="one endless field"),
        pytest.param(flooding(b"x", b"HTTP/1.1 200 "), id="status line"),
        pytest.param(flooding(b"1", CHUNKED), id="chunk size"),
        pytest.param(flooding(b"x", CHUNKED + b"0\r\n"), id="trailer"),
    ],
)
def test_endless_heads_end(script: Any, serve: Any, make_job: Callable[..., Job]) -> None:
    result = fetch(make_job(serve(script).url()))
    assert isinstance(result, Failed)
    assert result.kind is FailureKind.PROTOCOL, result
    assert result.seconds < 1


@pytest.mark.parametrize("size", [99_999, 100_000, 100_001])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_limit_is_exact(
    size: int, coding: str, serve: Any, make_job: Callable[..., Job]
) -> None:
    body = bytes(size) if coding == "identity" else gzip.compress(bytes(size))
    origin = serve(HEAD + f"Content-Encoding: {coding}\r\n".encode() + CHUNKED[len(HEAD) :]
                   + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))  # fmt: skip
    result = fetch(make_job(origin.url(), max_bytes=100_000))
    assert isinstance(result, Fetched) == (size <= 100_000), result


def test_the_limit_holds_on_the_wire_too(serve: Any, make_job: Callable[..., Job]) -> None:
    """A gzip file may bear a name of any length, of which nothing is left after decoding."""
    named = gzip.compress(BODY)
    named = named[:3] + b"\x08" + named[4:10] + b"x" * 100_000 + b"\0" + named[10:]
    sent = CHUNKED[len(HEAD) :] + b"%x\r\n%b\r\n0\r\n\r\n" % (len(named), named)
    origin = serve(HEAD + b"Content-Encoding: gzip\r\n" + sent)
    ends(fetch(make_job(origin.url(), max_bytes=100_000)), FailureKind.TOO_LARGE)
    assert isinstance(fetch(make_job(origin.url(), max_bytes=101_000)), Fetched)


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", partial(brotli.compress, quality=1)),
    ],
)
def test_bombs_are_not_inflated(
    coding: str,
    compress: Callable[[bytes], bytes],
    serve: Any,
    make_job: Callable[..., Job],
) -> None:
    bomb = compress(bytes(20_000_000))
    head = HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    origin = serve(head + bomb)
    tracemalloc.start()
    try:
        ends(fetch(make_job(origin.url(), max_bytes=200_000)), FailureKind.TOO_LARGE)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000


PACKED = gzip.compress(BODY * 50)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(HEAD + b"Content-Length: 21\r\n\r\n" + BODY, id="shorter than announced"),
        pytest.param(HEAD + b"Content-Length: 21\r\n\r\n", id="no body at all"),
        pytest.param(CHUNKED + b"14\r\n" + BODY + b"\r\n", id="no last chunk"),
        pytest.param(CHUNKED + b"15\r\n" + BODY, id="short chunk"),
        pytest.param(CHUNKED, id="no chunk"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-1], id="gzip"),
        pytest.param(
            HEAD + b"Content-Encoding: br\r\n\r\n" + brotli.compress(BODY)[:-1], id="brotli"
        ),
        pytest.param(
            HEAD + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(BODY)[:-5], id="deflate"
        ),
    ],
)
def test_what_is_cut_short_is_a_failure(
    sent: bytes, serve: Any, make_job: Callable[..., Job]
) -> None:
    def script(_: Any, connection: Any, __: bytes) -> None:
        connection.sendall(sent)
        connection.close()

    ends(fetch(make_job(serve(script).url())), FailureKind.TRUNCATED)


@pytest.mark.parametrize(
    "sent",
    [
        b"220 smtp.example ESMTP\r\n",
        b"\0\1\2\3\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        CHUNKED + b"14\r\n" + BODY + b"\r\nzz\r\n",
    ],
)
def test_what_is_not_http(sent: bytes, serve: Any, make_job: Callable[..., Job]) -> None:
    def script(_: Any, connection: Any, __: bytes) -> None:
        connection.sendall(sent)
        connection.close()

    ends(fetch(make_job(serve(script).url())), FailureKind.PROTOCOL)


def test_interrupt_ends_what_is_under_way(serve: Any, make_job: Callable[..., Job]) -> None:
    begun = threading.Barrier(3)

    def script(origin: Any, connection: Any, request: bytes) -> None:
        begun.wait(5)
        connection.sendall(HEAD + b"\r\nx" if b"body" in request else b"")
        origin.wait(10)

    origin = serve(script)
    with ThreadPoolExecutor(2) as executor:
        jobs = [make_job(origin.url(path), timeout=60) for path in ("/head", "/body")]
        futures = [executor.submit(fetch, job) for job in jobs]
        begun.wait(5)
        started = time.monotonic()
        interrupt()
        for future in futures:
            with pytest.raises(Interrupted):
                future.result(5)
    assert time.monotonic() - started < 1
    with pytest.raises(Interrupted):
        fetch(jobs[0])


def test_interrupt_ends_a_look_up(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, done = threading.Event(), threading.Event()

    def look_up(_: str, __: int, flags: int = 0) -> list[Any]:
        if flags:
            raise OSError
        asked.set()
        done.wait(5)
        return []

    monkeypatch.setattr(dial, "look_up", look_up)
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(fetch, make_job("http://news.example/", timeout=60))
        asked.wait(5)
        interrupt()
        with pytest.raises(Interrupted):
            future.result(2)
    done.set()


def test_an_answer_that_cannot_be_closed_is_still_an_answer() -> None:
    """As when http.client flushes a file that was closed beneath it."""
    response = requests.Response()
    response.raw = Mock(close=Mock(side_effect=ValueError("I/O operation on closed file.")))
    with released(response) as same:
        assert same is response
    response.raw.close.assert_called_once()
