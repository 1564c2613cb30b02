"""Origins to poll: raw servers on loopback that send exactly what a test wrote."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from syndicator.http import exchange, transport
from syndicator.model import Job, Limits, SourceName

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Origin:
    """A server; ``script`` is called with (origin, connection, request) for every request."""

    def __init__(
        self,
        script: Callable[[Origin, socket.socket, bytes], None],
        address: str,
        tls: ssl.SSLContext | None,
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.requests: list[bytes] = []
        self.connections = 0
        self.closing = threading.Event()
        self._script = script
        self._tls = tls
        self._listener = socket.create_server((address, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        host = f"[{address}]" if ":" in address else address
        self.base = f"{'http' if tls is None else 'https'}://{host}:{self.port}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def url(self, path: str = "/feed.xml") -> str:
        return self.base + path

    def wait(self, seconds: float) -> None:
        """Between two pieces; ends at once when the test is over."""
        self.closing.wait(seconds)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection:
                while (request := self._head(connection)) is not None:
                    self.requests.append(request)
                    self._script(self, connection, request)
        except (OSError, ValueError):
            connection.close()  # the client went away, as it should in many a test

    def _head(self, connection: socket.socket) -> bytes | None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            octet = connection.recv(1)
            if not octet:
                return None
            head += octet
        return head

    def stop(self) -> None:
        self.closing.set()
        for sock in (self._listener, *self._open):
            with suppress(OSError):  # closed already
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    """Start an origin: of a script, or of the bytes it answers each request with."""
    origins: list[Origin] = []

    def start(
        script: bytes | Callable[[Any, socket.socket, bytes], None],
        *,
        address: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> Origin:
        if isinstance(script, bytes):
            answer = script
            script = lambda _, connection, __: connection.sendall(answer)  # noqa: E731  # brevity
        origins.append(Origin(script, address, tls))
        return origins[-1]

    yield start
    for origin in origins:
        origin.stop()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No connection, and no interruption, outlives its test."""
    monkeypatch.setattr(exchange, "_stopping", threading.Event())
    yield
    transport._adapter.cache_clear()


@pytest.fixture
def make_job() -> Callable[..., Job]:
    """A job with short limits, allowed to dial loopback."""

    def make(
        url: str,
        *,
        timeout: float = 5.0,
        max_bytes: int = 100_000,
        allow: tuple[str, ...] = ("127.0.0.0/8", "::1/128"),
        **fields: Any,
    ) -> Job:
        limits = Limits(
            timeout=timedelta(seconds=timeout),
            max_bytes=max_bytes,
            user_agent="syndicator/0 (+https://newsroom.example/feeds)",
            allow_private=tuple(ip_network(network) for network in allow),
        )
        return Job(source=SourceName("example"), url=url, limits=limits, now=NOW, **fields)

    return make
