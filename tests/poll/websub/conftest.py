"""A publisher, a small conforming hub and our callbacks, on loopback and spoken to by HTTP."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import structlog

from syndicator.config import load
from syndicator.http import dial, exchange, transport
from syndicator.pipeline import Engine
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CERTIFICATE = Path(__file__).parents[2] / "http" / "localhost.pem"


class Server:
    """A server whose answers a function gives: status, headers, body."""

    def __init__(self, answer: Callable[[Any, str, bytes], Any], *, tls: bool = False) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, content = answer(self.headers, self.path, body)
                with suppress(ConnectionError):
                    self.send_response(status)
                    for name, value in headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@dataclass
class Given:
    """A subscription, as the hub knows it."""

    callback: str
    topic: str
    secret: str | None
    lease: int


@dataclass
class Hub:
    """Does what WebSub asks of a hub, and says what it was asked."""

    url: str = ""
    requests: list[dict[str, str]] = field(default_factory=list)
    verifications: list[int] = field(default_factory=list)
    """The statuses that its questions were answered with."""
    active: dict[str, Given] = field(default_factory=dict)
    """By callback."""
    status: int = 202
    headers: list[tuple[str, str]] = field(default_factory=list)
    lease: int | None = None
    """What it grants; None: what is asked for."""
    asks: bool = True
    """Whether it verifies."""
    denies: str | None = None
    other_topic: str | None = None
    """What it asks about instead of what it was asked for."""
    challenge: str = "a challenge/with=all & sorts+of%things"

    def answer(self, _: Any, path: str, body: bytes) -> Any:
        if path == "/moved":
            return 308, [("Location", self.url + "hub")], b""
        form = dict(parse_qsl(body.decode()))
        self.requests.append(form)
        if self.status != 202:
            return self.status, self.headers, b"no"
        if self.asks:
            self.verify(form)
        return 202, self.headers, b""

    def verify(self, form: dict[str, str]) -> None:
        """Ask the subscriber; here before the request is answered, as hubs may."""
        callback, topic = form["hub.callback"], form["hub.topic"]
        if self.denies is not None:
            said = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": self.denies}
            self.verifications.append(self.call(callback, said)[0])
            return
        lease = self.lease or int(form.get("hub.lease_seconds", 864_000))
        status, answer = self.call(
            callback,
            {
                "hub.mode": form["hub.mode"],
                "hub.topic": self.other_topic or topic,
                "hub.challenge": self.challenge,
                "hub.lease_seconds": str(lease),
            },
        )
        self.verifications.append(status)
        if not 200 <= status < 300 or answer != self.challenge.encode():
            return
        if form["hub.mode"] == "unsubscribe":
            self.active.pop(callback, None)
        else:
            secret = form.get("hub.secret")
            self.active[callback] = Given(callback, topic, secret, lease)

    @staticmethod
    def call(callback: str, query: dict[str, str]) -> tuple[int, bytes]:
        return request(f"{callback}?{urlencode(query)}")

    def publish(
        self,
        topic: str,
        body: bytes,
        *,
        algorithm: str = "sha256",
        signature: str | None = "",
        headers: dict[str, str] | None = None,
    ) -> list[int]:
        """Bring something to all who subscribed; how they answered."""
        statuses = []
        for given in [each for each in self.active.values() if each.topic == topic]:
            sent = {
                "Content-Type": "application/rss+xml",
                "Link": f'<{self.url}hub>; rel="hub", <{topic}>; rel="self"',
                **(headers or {}),
            }
            if given.secret and signature is not None:
                digest = hmac.new(given.secret.encode(), body, algorithm).hexdigest()
                sent["X-Hub-Signature"] = signature or f"{algorithm}={digest}"
            statuses.append(request(given.callback, body, sent)[0])
        return statuses


def request(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    asked = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(asked, timeout=5) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class World:
    """A newsroom with one source, its publisher and its hub; the clock is a test's."""

    def __init__(self, folder: Path, *, tls: bool) -> None:
        self.now = NOW
        self.folder = folder
        self.items: list[int] = [1]
        self.link_header = ""
        self.body_links = ""
        self.headers: list[tuple[str, str]] = []
        self.polls = 0
        self.news = 0
        self.hub = Hub()
        self._servers = [
            Server(self._feed),
            Server(self.hub.answer, tls=tls),
            Server(self._callback),
        ]
        self.site, self.hub.url, self.ours = (each.url for each in self._servers)
        self.topic = f"{self.site}feed.xml"
        self.offer()
        self.configure()
        self.engine = Engine.start(load(folder / "config.toml", environ={}), now=self.now)

    def configure(self, *, websub: bool = True) -> None:
        (self.folder / "config.toml").write_text(
            f'[syndicator]\ntitle = "Example"\nbase_url = "{self.ours}"\n'
            'contact = "https://example.org/about"\n'
            '[web]\nlisten = "127.0.0.1:0"\n'
            '[poll]\nallow_private = ["127.0.0.0/8"]\ntimeout = "5s"\nmax_bytes = "100KB"\n'
            f"websub = {str(websub).lower()}\n"
            f'[sources.one]\nurl = "{self.topic}"\ngrant = "headline-only"\nbackfill = "all"\n'
            '[feeds.world]\ntitle = "World"\nsources = ["one"]\n',
            "utf-8",
        )

    def offer(self, *hubs: str, topic: str | None = None) -> None:
        """Name hubs and topic in header fields."""
        found = [f'<{hub}>; rel="hub"' for hub in hubs or (f"{self.hub.url}hub",)]
        self.link_header = ", ".join([*found, f'<{topic or self.topic}>; rel="self"'])

    def rss(self, *numbers: int) -> bytes:
        items = "".join(
            f"<item><title>Story {number}</title><link>https://one.example/{number}</link>"
            f"<guid>https://one.example/{number}</guid></item>"
            for number in numbers
        )
        return (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
            f"<title>One</title><link>https://one.example/</link>{self.body_links}"
            f"<description>News</description>{items}</channel></rss>"
        ).encode()

    def _feed(self, headers: Any, _: str, __: bytes) -> Any:
        self.polls += 1
        body = self.rss(*self.items)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        known = headers.get("If-None-Match") == etag
        sent = [("Content-Type", "application/rss+xml"), ("ETag", etag), *self.headers]
        if self.link_header:
            sent.append(("Link", self.link_header))
        return (304, sent, b"") if known else (200, sent, body)

    def _callback(self, headers: Any, path: str, body: bytes) -> Any:
        """What a web server in front of `Subscriber` does."""
        if not hasattr(self, "subscriber"):
            self.subscriber = self.engine.subscriber(news=self._told)
        path, _, query = path.partition("?")
        folder, _, token = path.rpartition("/")
        if folder != "/websub":
            return 404, [], b""
        if "hub.mode" in query:
            answer = self.subscriber.verify(token, dict(parse_qsl(query)), now=self.now)
        else:
            fields = {name.lower(): value for name, value in headers.items()}
            answer = self.subscriber.deliver(token, fields, body, now=self.now)
        return answer.status, [("Content-Type", answer.content_type)], answer.body

    def _told(self) -> None:
        self.news += 1

    @property
    def store(self) -> Store:
        return self.engine._store

    def poll(self) -> int:
        """One tick; how many items were new."""
        return sum(report.new for report in self.engine.poll(now=self.now).sources)

    def receive(self) -> int:
        return sum(report.new for report in self.engine.receive(now=self.now).sources)

    def renew(self) -> Any:
        return self.engine.renew(now=self.now)

    def subscribe(self) -> None:
        """Poll, and subscribe at what the poll found."""
        self.poll()
        self.renew()

    def later(self, wait: timedelta) -> None:
        self.now += wait

    def rows(self, sql: str) -> list[Any]:
        return [tuple(row) for row in self.store.rows(sql)]

    def states(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT state FROM subscriptions ORDER BY id")]

    def next_poll(self) -> timedelta:
        """From now."""
        (row,) = self.rows("SELECT next_poll FROM sources")
        return datetime.fromtimestamp(row[0], UTC) - self.now

    def reload(self, *, websub: bool) -> None:
        self.configure(websub=websub)
        self.engine.reload(load(self.folder / "config.toml", environ={}), now=self.now)

    def stop(self) -> None:
        self.engine.close()
        for server in self._servers:
            server.stop()


@pytest.fixture
def make_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., World]]:
    worlds: list[World] = []

    def make(*, tls: bool = True) -> World:
        structlog.reset_defaults()
        context = ssl.create_default_context(cafile=CERTIFICATE)
        context.sslsocket_class = dial.TlsSocket
        monkeypatch.setattr(transport, "tls_context", lambda: context)
        monkeypatch.setattr(exchange, "_stopping", threading.Event())
        worlds.append(World(tmp_path, tls=tls))
        return worlds[-1]

    yield make
    for world in worlds:
        world.stop()
    transport._adapter.cache_clear()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Whose hub speaks https."""
    return make_world()
