"""What clients can cause to be logged."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syndicator import log
from syndicator.web.log_limit import LIMIT_SECONDS, MAX_KINDS, LimitedLog

Site = Any
SECONDS = 10.0
GET = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"


class Lines:
    """A log that keeps what is written."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def error(self, event: str, **values: object) -> None:
        self.lines.append({"event": event, **values})

    critical = error


@pytest.fixture
def lines() -> Lines:
    return Lines()


def test_one_line_of_a_kind_in_a_while(lines: Lines) -> None:
    now = 0.0
    limited = LimitedLog(lines, clock=lambda: now)  # type: ignore[arg-type]  # of its kind
    for _ in range(5):
        limited.error("web.unreadable", kind="EIO", file="x")
    limited.critical("web.unreadable", kind="EACCES", file="y")
    assert lines.lines == [
        {"event": "web.unreadable", "file": "x"},
        {"event": "web.unreadable", "file": "y"},
    ]
    now = LIMIT_SECONDS
    limited.error("web.unreadable", kind="EIO", file="z")
    assert lines.lines[2:] == [{"event": "web.unreadable", "file": "z", "left_out": 4}]


def test_kinds_without_number_are_one(lines: Lines) -> None:
    limited = LimitedLog(lines, clock=lambda: 0.0)  # type: ignore[arg-type]  # of its kind
    for number in range(10 * MAX_KINDS):
        limited.error("web.bug", kind=str(number))
    assert len(lines.lines) == MAX_KINDS + 1


def gone_at_once(site: Site, octets: bytes, *, reset: bool) -> None:
    """Ask, and close without reading anything."""
    with socket.create_connection(site.address, timeout=SECONDS) as reader:
        reader.sendall(octets)
        if reset:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_who_does_not_read_is_not_logged(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("info")
    site.write("large", os.urandom(1_500_000))
    for path in (b"world.atom", b"nothing", b"large", b"world", b"private/partners.atom"):
        for reset in (True, False):
            gone_at_once(site, GET % path * 200, reset=reset)
    posted = (
        b"POST /websub/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    )
    for octets in (posted, posted + b"abc", b"\x16\x03\x01\r\n\r\n" * 50):
        gone_at_once(site, octets, reset=True)
    assert site.ask("/world.atom").status == 200
    assert site.ask("/large").status == 200
    assert capfd.readouterr().err == ""


def test_a_defect_is_one_line_however_often_it_is_met(
    configure: Callable[[str], Any],
    config_text: str,
    started: Callable[..., Site],
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(_: Request) -> Response:
        raise RuntimeError("a defect")

    log.configure("info")
    site = started(configure(config_text), [Route("/broken", broken)])
    site.write("dir.html", b"x")
    os.chmod(site.folder / "dir.html", 0)  # noqa: PTH101  # root may read it all the same
    for _ in range(30):
        assert site.ask("/broken").status == 500
        assert site.ask("/dir.html").status in {200, 500}
    told = [line for line in capfd.readouterr().err.splitlines() if "web.listening" not in line]
    assert len([line for line in told if "a defect" in line]) == 1
    assert len([line for line in told if "web.unreadable" in line]) <= 1
    assert len(told) <= 2
