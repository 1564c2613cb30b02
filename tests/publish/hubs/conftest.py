"""A hub on loopback that does what a test says, and what is needed to tell it something."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import structlog

from syndicator.config import Config, load
from syndicator.http import exchange, transport
from syndicator.store.database import Store


class Hub:
    """What it was told; ``status`` is its answer, ``refuses`` the topics that it does not take."""

    def __init__(self) -> None:
        self.url = ""
        self.told: list[str] = []
        """The topics of the pings that it accepted."""
        self.requests: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = []
        self.peers: set[tuple[str, int]] = set()
        """Who connected."""
        self.status = 204
        self.refuses: set[str] = set()
        self.headers: dict[str, str] = {}
        self.body = b""
        self.during: Callable[[], object] = lambda: None
        """Called while a ping is being answered."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        form = parse_qsl(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.peers.add(handler.client_address)
        self.requests.append((handler.path, headers, form))
        self.during()
        topic = dict(form)["hub.topic"]
        status = 400 if topic in self.refuses else self.status
        if 200 <= status < 300:
            self.told.append(topic)
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)


@pytest.fixture
def serve_hub() -> Iterator[Callable[[], Hub]]:
    """Start another hub."""
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start() -> Hub:
        hub = Hub()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                with suppress(ConnectionError):  # we went away, as we should in some tests
                    hub.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        hub.url = f"http://127.0.0.1:{server.server_port}/"
        return hub

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hub(serve_hub: Callable[[], Hub]) -> Hub:
    return serve_hub()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "syndicator.db", mode="own") as opened:
        yield opened


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Config]:
    """A configuration with these hubs."""

    def write(*hubs: str, timeout: str = "5s") -> Config:
        path = tmp_path / "config.toml"
        named = ", ".join(f'"{each}"' for each in hubs)
        path.write_text(
            '[syndicator]\ntitle = "Example"\nbase_url = "https://feeds.example.org/"\n'
            f'contact = "https://example.org/about"\nhubs = [{named}]\n'
            f'[poll]\nallow_private = ["127.0.0.0/8"]\ntimeout = "{timeout}"\n'
            '[sources.one]\nurl = "https://one.example/feed"\ngrant = "headline-only"\n'
            '[feeds.world]\ntitle = "World"\nsources = ["one"]\n',
            "utf-8",
        )
        return load(path, environ={})

    return write


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No connection, no interruption and no way to log outlives its test."""
    structlog.reset_defaults()
    monkeypatch.setattr(exchange, "_stopping", threading.Event())
    yield
    transport._adapter.cache_clear()


@pytest.fixture
def hub_socket() -> Iterator[Callable[[bytes], str]]:
    """The address of a server that sends one piece, again and again, and never an answer."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []
    closing = threading.Event()

    def start(piece: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    while not closing.wait(0.02):
                        connection.sendall(piece)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    closing.set()
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)
