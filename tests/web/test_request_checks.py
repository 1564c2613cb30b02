"""Requests that HTTP does not allow (RFC 9112), as rules and against the server."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.web import request_checks
from syndicator.web.request_checks import valid_host

Site = Any
SECONDS = 10.0
GET = b"GET /world.atom HTTP/1.1\r\n"
HOST = b"Host: feeds.example.org\r\n"
POST = b"POST /world.atom HTTP/1.1\r\n" + HOST


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def answered(site: Site, octets: bytes, *, ended: bool = True) -> bytes:
    """What comes for some octets, after which the reader says no more."""
    with socket.create_connection(site.address, timeout=SECONDS) as reader:
        found = b""
        with suppress(ConnectionError):
            reader.sendall(octets)
            if ended:
                reader.shutdown(socket.SHUT_WR)
            while piece := reader.recv(65536):
                found += piece
    return found


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (GET + HOST, 200),
        (GET + b"Host:\r\n", 200),
        (GET + b"Host: [2001:db8::1]:8080\r\n", 200),
        (GET + b"Host: feeds.example.org:\r\n", 200),
        (b"GET /world.atom HTTP/1.0\r\n", 200),
        (b"GET http://feeds.example.org/world.atom HTTP/1.1\r\n" + HOST, 200),
        (b"GET HTTPS://other.example/world.atom HTTP/1.1\r\n" + HOST, 200),
        (b"GET http://feeds.example.org HTTP/1.1\r\n" + HOST, 404),
        (b"GET http://feeds.example.org?x HTTP/1.1\r\n" + HOST, 404),
        (GET, 400),
        (GET + HOST + HOST, 400),
        (b"GET /world.atom HTTP/1.0\r\n" + HOST + HOST, 400),
        (GET + b"Host: a b\r\n", 400),
        (GET + b"Host: user@feeds.example.org\r\n", 400),
        (GET + b"Host: feeds.example.org/x\r\n", 400),
        (GET + b"Host: feeds.example.org:http\r\n", 400),
        (GET + b"Host: [::1\r\n", 400),
        (GET + b"Host: [1.2.3]\r\n", 400),
        (GET + b"Host: f\xfcr.example\r\n", 400),
        (b"GET http://feeds.example.org/world.atom HTTP/1.1\r\n", 400),
        (b"GET http:///world.atom HTTP/1.1\r\n" + HOST, 400),
        (b"GET http://u@feeds.example.org/world.atom HTTP/1.1\r\n" + HOST, 400),
        (b"GET ftp://feeds.example.org/world.atom HTTP/1.1\r\n" + HOST, 400),
        (b"GET world.atom HTTP/1.1\r\n" + HOST, 400),
        (b"GET * HTTP/1.1\r\n" + HOST, 400),
        (b"OPTIONS * HTTP/1.1\r\n" + HOST, 404),
        (b"CONNECT feeds.example.org:443 HTTP/1.1\r\n" + HOST, 400),
        (b"GET /world.atom\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n", 400),
        (b"GET /world.atom HTTP/1.7\r\n" + HOST, 400),
        (GET + b"Host : feeds.example.org\r\n", 400),
        (GET + HOST + b"X: a\r\n b\r\n", 400),
        (GET + HOST + b"X: \x00\r\n", 400),
        (b"GET /world.atom\xff HTTP/1.1\r\n" + HOST, 400),
        (b"GET /%zz%00%c3 HTTP/1.1\r\n" + HOST, 404),
        (GET + HOST + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n", 200),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n", 400),
        (POST + b"Content-Length: -5\r\n", 400),
        (POST + b"Content-Length: 5, 5\r\n", 400),
        (POST + b"Transfer-Encoding: identity\r\n", 400),
        (POST + b"Transfer-Encoding: chunked, identity\r\n", 400),
        (b"POST /world.atom HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n", 501),
    ],
)
def test_a_request_is_answered_or_refused(site: Site, octets: bytes, status: int) -> None:
    for ended in (True, False):
        rest = (
            b"" if status != 200 or b"1.0" in octets else GET + HOST + b"Connection: close\r\n\r\n"
        )
        answer = answered(site, octets + b"\r\n" + rest, ended=ended or status == 404)
        assert statuses(answer) == [status, *([200] if rest else [])]
        if status not in {200, 404}:
            # Nobody knows what comes after it.
            assert b"\r\nconnection: close\r\n" in answer


def test_a_body_may_come_with_any_request(site: Site) -> None:
    last = GET + HOST + b"Connection: close\r\n\r\n"
    asked = [
        GET + HOST + b"Content-Length: 20000\r\n\r\n" + b"\r\n\r\n" * 5000,
        GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        last,
    ]
    assert statuses(answered(site, b"".join(asked), ended=False)) == [200, 200, 200]


def test_what_is_not_http_does_not_come_amid_another_answer(site: Site) -> None:
    site.write("large", b"x" * 3_000_000)
    large = GET.replace(b"world.atom", b"large") + HOST + b"\r\n"
    for nonsense in (b"\x00\x01 nonsense\r\n\r\n", GET + b"\r\n"):
        answer = answered(site, large + nonsense)
        head, _, rest = answer.partition(b"\r\n\r\n")
        assert statuses(head) == [200]
        assert rest[:3_000_000] == b"x" * 3_000_000
        assert statuses(rest[3_000_000:]) in ([], [400])


def test_a_body_that_breaks_its_coding(site: Site) -> None:
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert statuses(answered(site, chunked + b"zz\r\n\r\n", ended=False)) in ([400], [405])


def test_nothing_is_answered_after_the_last(site: Site) -> None:
    last = GET + HOST + b"Connection: close\r\n\r\n"
    missing = GET.replace(b"world", b"nothing") + HOST + b"\r\n"
    for first in (last, last.replace(b"world", b"nothing")):
        assert len(statuses(answered(site, first + missing * 50))) == 1


def test_a_reader_that_says_no_more_gets_all_answers(site: Site) -> None:
    missing = GET.replace(b"world", b"nothing") + HOST + b"\r\n"
    asked = (missing + GET + HOST + b"\r\n") * 20
    assert statuses(answered(site, asked)) == [404, 200] * 20
    # But not to a request that it has not finished.
    assert statuses(answered(site, missing + GET[:9])) == [404]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (b"/x?y", b"/x?y"),
        (b"//x", b"//x"),
        (b"*", b"*"),
        (b"http://h/x", b"/x"),
        (b"http://h", b"/"),
        (b"http://h?y", b"/?y"),
        (b"http://[::1]:80/x", b"/x"),
        (b"http://[::g]/x", None),
        (b"mailto:x", None),
        (b"", None),
    ],
)
def test_the_target(url: bytes, wanted: bytes | None) -> None:
    assert request_checks.target(url) == wanted


@given(st.text("abz019._~%-!$&'()*+,;=", max_size=40), st.one_of(st.none(), st.integers(0, 99999)))
def test_names_with_a_port_are_hosts(name: str, port: int | None) -> None:
    name = name.replace("%", "%4f")
    assert valid_host((name if port is None else f"{name}:{port}").encode())


@given(st.ip_addresses(v=6), st.binary(max_size=3))
def test_addresses_are_hosts(address: Any, junk: bytes) -> None:
    assert valid_host(f"[{address}]:443".encode())
    assert not valid_host(f"[{address}]x".encode() + junk)


SCRAPS = st.sampled_from(
    [
        b"GET /world.atom HTTP/1.1\r\n", b"POST /x HTTP/1.1\r\n", b"HEAD * HTTP/1.0\r\n",
        b"Host: x\r\n", b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n",
        b"Connection: close\r\n", b"Range: bytes=0-0,2-2,-1\r\n", b'If-None-Match: *, W/"x\r\n',
        b"Expect: 100-continue\r\n", b"Upgrade: websocket\r\nConnection: upgrade\r\n",
        b"A-IM: feed\r\n", b"\r\n", b"\r\n\r\n", b"\n", b"3\r\nabc\r\n0\r\n", b"abc",
        b"\x00", b"\xff",
    ]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(octets=st.lists(SCRAPS, max_size=14).map(b"".join), ended=st.booleans())
def test_whatever_comes_nothing_is_logged_and_others_are_answered(
    site: Site, octets: bytes, capfd: pytest.CaptureFixture[str], *, ended: bool
) -> None:
    with socket.create_connection(site.address, timeout=SECONDS) as reader:
        reader.sendall(octets)
        if ended:
            reader.shutdown(socket.SHUT_WR)
    assert site.ask("/world.atom").status == 200
    assert "Traceback" not in capfd.readouterr().err
