"""The W3C's list of tests (websub.rocks, WebSub implementation reports), point by point."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>One</title><id>tag:one.example,2026:f</id>'
    "<updated>2026-01-01T00:00:00Z</updated>{links}<entry><title>Story 1</title>"
    "<id>tag:one.example,2026:1</id><updated>2026-01-01T00:00:00Z</updated>"
    '<link href="https://one.example/1"/></entry></feed>'
)


def subscribed_to(world: Any) -> list[str]:
    return [each.topic for each in world.hub.active.values()]


class TestDiscovery:
    def test_100_http_header(self, world: Any) -> None:
        world.subscribe()
        assert subscribed_to(world) == [world.topic]

    # 101, links in HTML, is for pages; what is polled here is a feed.

    def test_102_atom(self, world: Any) -> None:
        links = (
            f'<link rel="hub" href="{world.hub.url}hub"/><link rel="self" href="{world.topic}"/>'
        )
        world.link_header = ""
        world.rss = lambda *_: ATOM.format(links=links).encode()
        world.subscribe()
        assert subscribed_to(world) == [world.topic]

    def test_103_rss(self, world: Any) -> None:
        world.link_header = ""
        world.body_links = (
            f'<atom:link rel="hub" href="{world.hub.url}hub"/>'
            f'<atom:link rel="self" href="{world.topic}" type="application/rss+xml"/>'
        )
        world.subscribe()
        assert subscribed_to(world) == [world.topic]

    def test_104_header_fields_come_first(self, world: Any) -> None:
        world.body_links = (
            f'<atom:link rel="hub" href="{world.hub.url}wrong"/>'
            '<atom:link rel="self" href="https://wrong.example/"/>'
        )
        world.subscribe()
        assert subscribed_to(world) == [world.topic]
        assert world.rows("SELECT hub FROM subscriptions") == [(f"{world.hub.url}hub",)]


class TestSubscribing:
    def test_200_a_different_self(self, world: Any) -> None:
        world.offer(topic=f"{world.topic}?self=other")
        world.subscribe()
        assert subscribed_to(world) == [f"{world.topic}?self=other"]

    @pytest.mark.parametrize("status", [302, 301])
    def test_201_and_202_a_topic_that_is_redirected(self, world: Any, status: int) -> None:
        feed = world._feed

        def moved(headers: Any, path: str, body: bytes) -> Any:
            if path == "/feed.xml":
                return status, [("Location", "/new.xml")], b""
            return feed(headers, path, body)

        world._servers[0].server.RequestHandlerClass.do_GET = _doing(moved)
        world.offer(topic=f"{world.site}new.xml")
        world.subscribe()
        assert subscribed_to(world) == [f"{world.site}new.xml"]

    @pytest.mark.parametrize("status", [307, 308])
    def test_203_and_204_a_hub_that_redirects(self, world: Any, status: int) -> None:
        answer = world.hub.answer

        def moved(headers: Any, path: str, body: bytes) -> Any:
            if path == "/hub":
                return status, [("Location", f"{world.hub.url}better")], b""
            return answer(headers, path, body)

        world._servers[1].server.RequestHandlerClass.do_GET = _doing(moved)
        world.subscribe()
        assert subscribed_to(world) == [world.topic]
        assert world.hub.requests[0]["hub.secret"]

    def test_205_a_question_about_another_topic_is_not_found(self, world: Any) -> None:
        world.hub.other_topic = "https://other.example/"
        world.subscribe()
        assert world.hub.verifications == [404]
        assert not world.hub.active

    def test_1xx_a_lease_and_a_secret_are_asked_for(self, world: Any) -> None:
        world.subscribe()
        assert {"hub.lease_seconds", "hub.secret"} <= world.hub.requests[0].keys()

    def test_1xx_callbacks_are_unique_and_cannot_be_guessed(self, world: Any) -> None:
        world.subscribe()
        world.later(timedelta(days=8))
        world.renew()
        callbacks = [each["hub.callback"].rpartition("/")[2] for each in world.hub.requests]
        assert len(set(callbacks)) == len(callbacks) == 2
        assert all(len(each) == 43 for each in callbacks)

    def test_1xx_unsubscribes(self, world: Any) -> None:
        world.subscribe()
        world.reload(websub=False)
        world.renew()
        assert not world.hub.active


class TestDistribution:
    def test_300_answers_2xx(self, world: Any) -> None:
        world.subscribe()
        assert world.hub.publish(world.topic, world.rss(1, 2)) == [202]
        assert world.receive() == 1

    def test_301_an_invalid_signature_is_rejected(self, world: Any) -> None:
        world.subscribe()
        world.hub.publish(world.topic, world.rss(1, 2), signature="sha256=" + "1" * 64)
        assert world.receive() == 0

    def test_302_no_signature_is_rejected(self, world: Any) -> None:
        world.subscribe()
        (status,) = world.hub.publish(world.topic, world.rss(1, 2), signature=None)
        assert 400 <= status < 500
        assert world.receive() == 0


def _doing(answer: Any) -> Any:
    """A handler's method that answers so."""

    def do(handler: Any) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        status, headers, content = answer(handler.headers, handler.path, body)
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return do
