"""A hub and the running service: from a feed that names the hub to the story that it brings."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

SECONDS = 20.0
CERTIFICATE = Path(__file__).parents[1] / "http" / "localhost.pem"
HURRIED = Path(__file__).with_name("hurried.py")
CHALLENGE = "a challenge/with=all & sorts+of%things"
CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "http://127.0.0.1:{port}/news/"
contact = "https://example.org/about"

[web]
listen = "127.0.0.1:{port}"

[poll]
allow_private = ["127.0.0.0/8"]
websub = true

[sources.harbor]
url = "{url}/harbor.xml"
grant = "headline-only"
backfill = "all"

[feeds.world]
title = "World"
sources = ["harbor"]
"""


def rss(number: int) -> bytes:
    return (
        '<rss version="2.0"><channel><title>Harbor</title><link>https://harbor.example/</link>'
        f"<description>News</description><item><title>Story {number}</title>"
        f"<link>https://harbor.example/{number}</link><guid>https://harbor.example/{number}</guid>"
        "</item></channel></rss>"
    ).encode()


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    """Status and body of an answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Hub:
    """Verifies what it is asked before it answers, and signs what it brings."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: dict[str, str] = {}
        self.verified: Any = None
        """What our callback answered."""
        self.subscribed = threading.Event()

    def take(self, form: dict[str, str]) -> None:
        self.asked = form
        question = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": form["hub.lease_seconds"],
        }
        self.verified = ask(f"{form['hub.callback']}?{urlencode(question)}")
        self.subscribed.set()

    def bring(self, body: bytes, *, secret: str | None = None) -> int:
        """Signed with the secret that was agreed, or with another; how it was answered."""
        key = (secret or self.asked["hub.secret"]).encode()
        signature = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
        headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": signature}
        status: int = ask(self.asked["hub.callback"], body, headers)[0]
        return status


@pytest.fixture
def hub() -> Iterator[Hub]:
    there = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.take(dict(parse_qsl(body.decode())))
            with suppress(ConnectionError):
                self.send_response(202)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    there.url = f"https://127.0.0.1:{server.server_port}/"
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


class Service:
    """One ``syndicator run``, and its manager."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        address = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(SECONDS)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(HURRIED), str(CERTIFICATE), "run", "--log-level", "debug"],
                cwd=folder,
                env={**os.environ, "NOTIFY_SOCKET": address},
                stdout=log,
                stderr=log,
            )

    def told(self, wanted: str) -> None:
        for _ in range(500):  # it says something at every tick, for ever
            if wanted in self.socket.recv(65536).decode():
                return
        raise AssertionError(f"never said {wanted}: {self.log.read_text()}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.socket.close()


@pytest.fixture
def service(publisher: Publisher, hub: Hub, tmp_path: Path) -> Iterator[Service]:
    topic = f"{publisher.url}/harbor.xml"
    publisher.documents["/harbor.xml"] = rss(1)
    publisher.headers["Link"] = f'<{hub.url}>; rel="hub", <{topic}>; rel="self"'
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    text = CONFIG.format(port=port, url=publisher.url)
    (tmp_path / "config.toml").write_text(text, "utf-8")
    running = Service(tmp_path)
    yield running
    running.close()


def test_what_a_hub_brings_is_published_without_a_poll(
    service: Service, hub: Hub, publisher: Publisher, tmp_path: Path
) -> None:
    service.told("1 stories in 1 feeds")
    assert hub.subscribed.wait(SECONDS)
    callback = hub.asked["hub.callback"]
    folder, _, token = callback.rpartition("/")
    base = folder.removesuffix("websub")
    assert base.endswith("/news/")
    assert hub.asked["hub.topic"] == f"{publisher.url}/harbor.xml"
    assert hub.verified == (200, CHALLENGE.encode())

    assert hub.bring(rss(2), secret="another secret, quite as long as it should be") == 202
    assert hub.bring(rss(3)) == 202
    # The database knows of it before the file stands.
    service.told("2 stories in 1 feeds")
    status, feed = ask(f"{base}world.atom")
    while b"harbor.example/3" not in feed:
        service.socket.recv(65536)
        status, feed = ask(f"{base}world.atom")
    assert status == 200
    assert [b"harbor.example/%d" % number in feed for number in (1, 2, 3)] == [True, False, True]
    assert len(publisher.requests) == 1, "the rest was brought"

    unknown = f"{folder}/{'x' * 43}"
    assert ask(unknown, rss(4))[0] == 404
    assert ask(f"{unknown}?hub.mode=subscribe&hub.topic=x&hub.challenge=y")[0] == 404
    assert ask(callback.replace("/news/", "/"), rss(4))[0] == 404

    # Without a web server nobody could bring anything: that is refused, and the rest goes on.
    path = tmp_path / "config.toml"
    path.write_text(path.read_text("utf-8").replace("listen =", "# listen ="), "utf-8")
    service.process.send_signal(signal.SIGHUP)
    service.told('poll.websub: needs "listen" in [web]')
    assert hub.bring(rss(5)) == 202
    service.told("3 stories in 1 feeds")

    service.process.send_signal(signal.SIGTERM)
    service.told("STOPPING=1")
    assert service.process.wait(timeout=10) == 0
    log = service.log.read_text()
    assert "hub.wrongly_signed" in log
    assert "Traceback" not in log
    assert token not in log
    assert hub.asked["hub.secret"] not in log


def test_hubs_need_a_web_server(syndicator: Any, publisher: Publisher, tmp_path: Path) -> None:
    text = CONFIG.format(port=8080, url=publisher.url).replace("listen =", "# listen =")
    (tmp_path / "config.toml").write_text(text, "utf-8")
    done: CompletedProcess[str] = syndicator("run", code=78)
    assert 'config.toml:12: poll.websub: needs "listen" in [web]: hubs bring' in done.stderr
