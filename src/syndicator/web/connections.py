"""Connections that cost us no more than they may: uvicorn's own, with limits (I/O).

uvicorn closes a connection that is idle between two requests, and leaves alone one that drips: a
request that never ends, headers without end, an answer that is never read. Those end here.

And the requests that come most often, of feed readers that have the file or have nothing, are
answered as soon as their headers are read, without a task: that costs less than half as much.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST: Final = 512
"""Connections at a time; one more is told to come back."""
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
        self._begun: float | None = None
        self._in_head = True
        self._head_octets = 0
        self._idle_since: float | None = None
        self._answered = False
        self._unsent = 0
        self._unsent_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a reader in, if there is room."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn names the subtype
        self._begun = self.loop.time()
        if len(self.connections) > MOST:
            self._turn_away(_BUSY)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as it is not too much."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._in_head:
            self._head_octets += len(data)
            if self._head_octets > HEAD_OCTETS and not self.transport.is_closing():
                self._turn_away(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Called by the parser."""
        super().on_message_begin()
        self._begun = self.loop.time()
        self._idle_since = None
        self._in_head = True
        self._head_octets = 0

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        self._in_head = False
        if not self._answer_at_once():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._begun = None
        if not self._answered:
            super().on_message_complete()
            return
        self._answered = False
        self.server_state.total_requests += 1
        if self.parser.should_keep_alive():
            self._idle_since = self.loop.time()
        else:
            self.transport.close()

    def _answer_at_once(self) -> bool:
        """Answer if that needs no thinking; false: uvicorn's way is the right one."""
        former: RequestResponseCycle | None = self.cycle
        in_turn = former is None or former.response_complete
        # A reader that does not read must not make us pile up answers.
        if not in_turn or self.transport.get_write_buffer_size() or self.transport.is_closing():
            return False
        method = self.parser.get_method()
        if method not in _READ:
            return False
        found: tuple[bytes, bytes] | None = self.app.at_once(self.url, self.headers)
        if found is None:
            return False
        head, body = found
        date = b"".join(b"%s: %s\r\n" % line for line in self.server_state.default_headers)
        self.transport.write(head + date + b"\r\n")
        if body and method == b"GET":
            # As it is kept: uvloop copies nothing, however slowly a reader takes it.
            self.transport.write(body)
        self._answered = True
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

    def _turn_away(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()
