from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from syndicator.http.page_status import status
from syndicator.model import Job

Serve = Callable[..., Any]
MakeJob = Callable[..., Job]
Answers = dict[tuple[str, str], str]


def answering(answers: Answers) -> Callable[[Any, socket.socket, bytes], None]:
    """Serve a status, or a redirect to a path, by method and path; bodies only for GET."""

    def script(_origin: object, connection: socket.socket, request: bytes) -> None:
        method, path, _ = request.decode().split(" ", 2)
        answer = answers[method, path]
        if answer.startswith("/"):
            head = f"HTTP/1.1 301 Moved\r\nLocation: {answer}\r\nContent-Length: 0\r\n\r\n"
        else:
            head = f"HTTP/1.1 {answer} X\r\nContent-Length: 1000000\r\n\r\n"
        connection.sendall(head.encode())

    return script


@pytest.mark.parametrize(
    ("answers", "expected", "asked"),
    [
        ({("HEAD", "/a"): "200"}, 200, ["HEAD"]),
        ({("HEAD", "/a"): "410", ("GET", "/a"): "410"}, 410, ["HEAD", "GET"]),
        ({("HEAD", "/a"): "410", ("GET", "/a"): "200"}, 200, ["HEAD", "GET"]),
        ({("HEAD", "/a"): "404", ("GET", "/a"): "404"}, 404, ["HEAD", "GET"]),
        ({("HEAD", "/a"): "405", ("GET", "/a"): "200"}, 200, ["HEAD", "GET"]),
        ({("HEAD", "/a"): "501", ("GET", "/a"): "410"}, 410, ["HEAD", "GET"]),
        ({("HEAD", "/a"): "503"}, 503, ["HEAD"]),
        ({("HEAD", "/a"): "/b", ("HEAD", "/b"): "200"}, 200, ["HEAD", "HEAD"]),
        (
            {
                ("HEAD", "/a"): "/b",
                ("HEAD", "/b"): "410",
                ("GET", "/a"): "/b",
                ("GET", "/b"): "410",
            },
            410,
            ["HEAD", "HEAD", "GET", "GET"],
        ),
        ({("HEAD", "/a"): "/a"}, None, ["HEAD"] * 6),
    ],
    ids=[
        *("there", "gone", "gone by HEAD only", "missing", "no HEAD", "no HEAD and gone"),
        *("trouble", "moved", "moved and gone", "in a circle"),
    ],
)
def test_the_status_of_a_page(
    serve: Serve, make_job: MakeJob, answers: Answers, expected: int | None, asked: list[str]
) -> None:
    origin = serve(answering(answers))
    assert status(make_job(origin.url("/a"))) == expected
    assert [request.decode().split(" ")[0] for request in origin.requests] == asked
    for request in origin.requests:
        assert b"User-Agent: syndicator/0" in request
        assert b"Cookie" not in request
        assert b"Referer" not in request


def test_a_page_may_not_be_where_nobody_may_go(serve: Serve, make_job: MakeJob) -> None:
    origin = serve(answering({("HEAD", "/a"): "200"}))
    assert status(make_job(origin.url("/a"), allow=())) is None
    assert origin.requests == []


def test_nobody_answers(serve: Serve, make_job: MakeJob) -> None:
    origin = serve(b"")
    origin.stop()
    assert status(make_job(origin.url("/a"))) is None
