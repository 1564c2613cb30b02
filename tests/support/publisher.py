"""A publisher's web server, as the tests of the whole ask it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Publisher:
    """A server whose documents a test may change; it counts what it is asked."""

    documents: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    validators: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    """Of every response, beside those that any server sends."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.documents.get(handler.path)
        status = 200 if body is not None else 404
        etag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        if self.validators and body is not None and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.requests.append((handler.path, status, dict(handler.headers)))
        handler.send_response(status)
        if self.validators:
            handler.send_header("ETag", etag)
        handler.send_header("Content-Type", "application/xml")
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body or b"")))
        handler.end_headers()
        handler.wfile.write(body or b"")


@contextmanager
def serve() -> Iterator[Publisher]:
    """A publisher on a free port of this machine, until the end of the block."""
    served = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # How often it looks whether it is to end: each test that has it waits for that.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
