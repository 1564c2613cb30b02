"""A server on loopback with the feeds of five invented publishers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from types import TracebackType
from typing import Self

from jinja2 import Environment, StrictUndefined

PUBLISHERS = ("harbor", "partner", "fields", "gazette", "observer")


def documents(now: datetime, edition: int) -> dict[str, bytes]:
    """The feeds as they stand at ``now``.

    Args:
        now: what the stories' dates are counted back from.
        edition: 1, or 2 for the day after: one publisher has corrected a story.

    Returns:
        Bodies by path, ``/harbor.xml`` and so on.
    """
    # Our own templates make XML; no stranger's text enters them.
    environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
    environment.filters["rfc822"] = format_datetime
    environment.filters["rfc3339"] = lambda moment: moment.isoformat(timespec="seconds")
    folder = resources.files("syndicator.cli.demo") / "publishers"
    values = {"now": now, "edition": edition, "hours": lambda number: timedelta(hours=number)}
    return {
        f"/{name}.xml": environment.from_string((folder / f"{name}.xml").read_text("utf-8"))
        .render(values)
        .encode()
        for name in PUBLISHERS
    }


class Origin:
    """The server, from ``with`` to its end; ``url`` says where, ``documents`` what it answers.

    It answers conditional requests as a good publisher does: with a 304 where the validator that
    it gave comes back (RFC 9110 §13.1.2).
    """

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self.documents = dict(documents)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT/``."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        origin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = origin.documents.get(self.path)
                if body is None:
                    self.send_error(404)
                    return
                etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                known = self.headers.get("If-None-Match") == etag
                self.send_response(304 if known else 200)
                self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/xml; charset=utf-8")
                self.send_header("Content-Length", "0" if known else str(len(body)))
                self.end_headers()
                if not known:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
                """Say nothing: the demo's own lines are what is to be read."""

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
