"""Connections that cost us no more than they may: uvicorn's own, with limits (I/O).

uvicorn closes a connection that is idle between two requests, and leaves alone one that drips: a
request that never ends, headers without end, an answer that is never read. Those end here.

And the requests that come most often, of feed readers that have the file or have nothing, are
answered as soon as their headers are read, without a task: that costs less than half as much.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import Any, Final

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from syndicator.web import client_share, request_checks
from syndicator.web.client_share import Held, Use
from syndicator.web.log_limit import ConnectionLog

MAX_CONNECTIONS: Final = 512
"""Connections at a time. One more takes the place of another, as `client_share` says, or is told
to come back."""
HEAD_OCTETS: Final = 32_000
"""What the first line and the headers of a request may come to, unless they come at once."""
HEAD_SECONDS: Final = 10.0
"""How long they may take, counted from the connection or from their first octet."""
REQUEST_SECONDS: Final = 60.0
"""How long a request may take with all that it brings along."""
ANSWER_SECONDS: Final = 60.0
"""How long a reader may leave an answer unread, in which not one octet moves."""
IDLE_SECONDS: Final = 15
"""How long a connection is kept for another request."""

_READ: Final = (b"GET", b"HEAD")
_END_OF_HEAD: Final = b"\r\n\r\n"
_BODY_OCTETS: Final = 4096
"""Octets of a body that are parsed at a time: few requests fit into what may follow it."""
_MAX_HELD_OCTETS: Final = 1_000_000
"""Octets that may have come before it is their turn."""
_BUSY: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncache-control: no-store\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncache-control: no-store\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """One connection of a reader."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Takes what uvicorn hands over."""
        super().__init__(*arguments, **options)
        self.logger = ConnectionLog(self.app.limited_log, self._reader_left)  # type: ignore[assignment]
        self._begun: float | None = None
        self._in_head = True
        self._head_octets = 0
        self._idle_since: float | None = None
        self._heard_at = 0.0
        self._done_with = False
        """Nothing of the request that is being read is for uvicorn: it was answered, or never
        will be."""
        self._held = b""
        self._no_more = False
        """What came was not HTTP: nothing that follows can be."""
        self._ended = False
        """The reader has closed its side."""
        self._unsent = 0
        self._unsent_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a reader in, if there is room."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn names the subtype
        self._begun = self.loop.time()
        self._heard_at = time.monotonic()
        if len(self.connections) > MAX_CONNECTIONS:
            self._make_room()

    def _make_room(self) -> None:
        others = [
            each.held()
            for each in self.connections
            if isinstance(each, Connection) and each is not self
        ]
        found = client_share.gives_way(self.held().client, others)
        if found is None:
            self._turn_away(_BUSY)
            return
        found.connection.transport.abort()
        # Else those that come before the loop has ended it would end it again.
        self.connections.discard(found.connection)

    def held(self) -> Held[Connection]:
        """Whose connection this is, and what it is used for."""
        if self._is_answering() or self.transport.get_write_buffer_size():
            use = Use.ANSWERING
        elif self._begun is None or (self._in_head and self._head_octets == 0):
            use = Use.IDLE
        else:
            use = Use.ASKING
        client = client_share.client_of(self.client[0] if self.client else None)
        return Held(self, client, use, self._heard_at)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as it is not too much."""
        if self.transport.is_closing() or self._no_more:
            return
        # The clock of the loop stands still while it hands out what has come.
        self._heard_at = time.monotonic()
        self._held += data
        self._read_on()

    def _read_on(self) -> None:
        """Parse what has come, a request at a time: the next one waits for the answer.

        uvicorn would make all of them at once, which cost a hundred times their octets.
        """
        data, at = self._held, 0
        while at < len(data) and not self._no_more and not self.transport.is_closing():
            if self._begun is None and self._is_answering():
                break
            if self._in_head or self._begun is None:
                end = data.find(_END_OF_HEAD, at)
                end = len(data) if end < 0 else end + len(_END_OF_HEAD)
            else:
                end = at + _BODY_OCTETS
            piece = data[at:end]
            at += len(piece)
            super().data_received(piece)
            if self._in_head:
                self._head_octets += len(piece)
                if self._head_octets > HEAD_OCTETS and not self.transport.is_closing():
                    self._turn_away(_TOO_LARGE)
        self._held = data[at:]
        if self._held:
            self.flow.pause_reading()
            if len(self._held) > _MAX_HELD_OCTETS:
                self.transport.abort()

    def on_response_complete(self) -> None:
        """Called when an answer of uvicorn's was written."""
        super().on_response_complete()
        if self._held:
            self._read_on()
        if (self._no_more or self._ended) and not (self._is_answering() or self._held):
            self.transport.close()

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio's: true keeps it open
        """Answer what was asked to its end, although the reader says no more."""
        self._ended = True
        return self._begun is None and (self._is_answering() or bool(self._held))

    def on_message_begin(self) -> None:
        """Called by the parser."""
        super().on_message_begin()
        self._begun = self.loop.time()
        self._idle_since = None
        self._in_head = True
        self._head_octets = 0
        self._done_with = False

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        self._in_head = False
        if self._no_more or self.transport.is_closing():
            self._done_with = True
            return
        origin_form = request_checks.target(self.url)
        refused: HTTPStatus | None = HTTPStatus.BAD_REQUEST
        if origin_form is not None:
            self.url = origin_form
            refused = request_checks.refusal(
                self.parser.get_http_version(), self.parser.get_method(), self.url, self.headers
            )
        if refused is not None:
            # In its turn, when all that was asked before has been answered.
            self.url, former = b"/", self.app
            self.app = _Refusal(refused)
            try:
                super().on_headers_complete()
            finally:
                self.app = former
        elif not self._answer_at_once():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        if not self._done_with:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._begun = None
        if not self._done_with:
            super().on_message_complete()
            return
        self.server_state.total_requests += 1
        if self.parser.should_keep_alive():
            self._idle_since = self.loop.time()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Called when something came that is not HTTP: no word of it amid another answer."""
        self._no_more = True
        in_body = self._begun is not None and not self._in_head
        if not self._is_answering() or (in_body and not self.cycle.response_started):
            super().send_400_response(msg)
        elif in_body:
            # Of what is being answered: there is nothing to wait for.
            self.transport.close()
        else:
            self.cycle.keep_alive = False

    def _answer_at_once(self) -> bool:
        """Answer if that needs no thinking; false: uvicorn's way is the right one."""
        # A reader that does not read must not make us pile up answers.
        if self._is_answering() or self.transport.get_write_buffer_size():
            return False
        method = self.parser.get_method()
        if method not in _READ:
            return False
        found: tuple[bytes, bytes] | None = self.app.at_once(self.url, self.headers)
        if found is None:
            return False
        head, body = found
        date = b"".join(b"%s: %s\r\n" % line for line in self.server_state.default_headers)
        last = b"" if self.parser.should_keep_alive() else b"connection: close\r\n"
        self.transport.write(head + date + last + b"\r\n")
        if body and method == b"GET":
            # As it is kept: uvloop copies nothing, however slowly a reader takes it.
            self.transport.write(body)
        self._done_with = True
        return True

    def check(self, now: float) -> None:
        """End the connection if it takes too long.

        Args:
            now: seconds of the event loop's clock. To be called every second or so.
        """
        allowed = HEAD_SECONDS if self._in_head else REQUEST_SECONDS
        slow = self._begun is not None and now - self._begun > allowed
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        idle = self._idle_since is not None and now - self._idle_since > IDLE_SECONDS
        if slow or idle or now - self._unsent_since > ANSWER_SECONDS:
            self.transport.abort()

    def _is_answering(self) -> bool:
        latest: RequestResponseCycle | None = self.cycle
        return latest is not None and not latest.response_complete

    def _reader_left(self) -> bool:
        return self.transport.is_closing()

    def _turn_away(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()


class _Refusal:
    """The application for a request that may not be answered; ends the connection."""

    def __init__(self, status: HTTPStatus) -> None:
        self._status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's
        body = self._status.phrase.encode("ascii")
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": int(self._status), "headers": headers})
        await send({"type": "http.response.body", "body": body})
