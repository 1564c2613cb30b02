"""One ping: what is sent, and what a hub's answer means."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from syndicator.model import FeedName, Limits, Ping, PublishedFeed
from syndicator.publish.hubs.ping import Answer, pings, send_ping

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOPIC = "https://feeds.example.org/world.atom"
LIMITS = Limits(
    timeout=timedelta(seconds=5),
    max_bytes=65_536,
    user_agent="syndicator/0 (+https://example.org/about)",
    allow_private=(ip_network("127.0.0.0/8"),),
)
FEED = PublishedFeed(
    name=FeedName("world"),
    id="tag:example.org,2026:world",
    title="World",
    subtitle=None,
    stem="https://feeds.example.org/world",
    forms=("atom", "rss", "json", "html"),
    alternate=None,
    updated=NOW,
    author="Example",
    language=None,
    generator_version="1",
    entries=(),
    hubs=("https://one.example/", "https://two.example/"),
)


def ping(hub: str, *, topic: str = TOPIC, limits: Limits = LIMITS) -> Answer:
    return send_ping(Ping(hub=hub, topic=topic), limits=limits, now=NOW)


def test_every_hub_is_told_of_every_document_that_changed() -> None:
    assert [(each.hub, each.topic) for each in pings(FEED, ["atom", "json"])] == [
        ("https://one.example/", "https://feeds.example.org/world.atom"),
        ("https://one.example/", "https://feeds.example.org/world.json"),
        ("https://two.example/", "https://feeds.example.org/world.atom"),
        ("https://two.example/", "https://feeds.example.org/world.json"),
    ]


def test_nobody_is_told_of_a_feed_with_tokens() -> None:
    assert pings(replace(FEED, private=True), ["atom"]) == ()


def test_what_is_sent(hub: Any) -> None:
    topic = "https://feeds.example.org/ä b.atom?a=1&b=2"
    assert ping(hub.url + "publish?key=x", topic=topic) == Answer()
    ((path, headers, form),) = hub.requests
    assert path == "/publish?key=x"
    assert form == [("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic)]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["user-agent"] == LIMITS.user_agent
    assert not {"cookie", "referer", "authorization", "transfer-encoding"} & headers.keys()


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_2xx_is_accepted(hub: Any, status: int) -> None:
    hub.status = status
    assert ping(hub.url) == Answer()


@pytest.mark.parametrize(
    ("status", "said", "refused"),
    [
        (400, "400 Bad Request", 400),
        (403, "403 Forbidden", 403),
        (422, "422 Unprocessable Content", 422),
        (401, "401 Unauthorized", None),
        (404, "404 Not Found", None),
        (405, "405 Method Not Allowed", None),
        (410, "410 Gone", None),
        (429, "429 Too Many Requests", None),
        (500, "500 Internal Server Error", None),
        (599, "599", None),
        (307, "307 Temporary Redirect; name the address that it redirects to", None),
        (308, "308 Permanent Redirect; name the address that it redirects to", None),
    ],
)
def test_anything_else_is_not(hub: Any, status: int, said: str, refused: int | None) -> None:
    hub.status = status
    hub.headers = {"Location": f"{hub.url}elsewhere", "Set-Cookie": "a=b"}
    answer = ping(hub.url)
    # The words for 422 differ between versions of Python.
    assert answer.error is not None
    assert answer.error.replace("Entity", "Content") == f"127.0.0.1: {said}"
    assert answer.refused == refused
    assert len(hub.requests) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    ("value", "wait"),
    [("120", timedelta(minutes=2)), ("Sun, 01 Mar 2026 13:00:00 GMT", timedelta(hours=1))],
)
def test_a_hub_that_asks_for_time(hub: Any, value: str, wait: timedelta) -> None:
    hub.status, hub.headers = 503, {"Retry-After": value}
    assert ping(hub.url).retry_after == wait


def test_a_hub_in_the_house_is_dialled_only_where_that_is_allowed(hub: Any) -> None:
    answer = ping(hub.url, limits=replace(LIMITS, allow_private=()))
    assert answer.error == (
        "127.0.0.1 is a loopback address, which poll.allow_private does not allow"
    )
    assert not hub.requests


def test_a_hub_that_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = ping(f"http://127.0.0.1:{port}/")
    assert answer.error is not None
    assert answer.error.startswith("cannot connect to 127.0.0.1")
    assert answer.refused is None


def test_a_long_answer_is_not_read(hub: Any) -> None:
    hub.status, hub.body = 200, b"x" * 5_000_000
    assert ping(hub.url) == Answer()


def test_empty_answers_leave_the_connection_to_the_next(hub: Any) -> None:
    for _ in range(3):
        assert ping(hub.url) == Answer()
    assert (len(hub.requests), len(hub.peers)) == (3, 1)


@pytest.mark.parametrize("drip", [b"", b"H", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_slow_hub_is_left_at_the_deadline(
    drip: bytes, hub_socket: Callable[[bytes], str]
) -> None:
    began = time.monotonic()
    answer = ping(hub_socket(drip), limits=replace(LIMITS, timeout=timedelta(seconds=0.4)))
    assert time.monotonic() - began < 1.4
    assert answer.error == "no complete answer within 0.4 s"
