"""One exchange with a source: its deadline, its budget, and how to cut it short.

Every blocking call on the way (look-up, connect, handshake, each read) is given no more time than
is left of the one deadline, and every octet that arrives is counted where it arrives. So nothing
that a server does, dripping headers, endless trailers or a flood of interim responses, can hold a
worker longer or cost more than the limits say (I/O).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from typing import Final

from syndicator.http.failures import Broken
from syndicator.model import FailureKind, Limits

HEADROOM: Final = 262_144
"""Octets on the wire beside the body: status lines, header fields, chunk sizes, all hops."""


class Interrupted(BaseException):
    """This process is stopping. It says nothing about the source: there is nothing to record.

    No ``Exception``, so that nobody who carries on after a bug takes it for one.
    """


class Exchange:
    """The limits of one exchange, as it goes on. Used by one thread, but for `cut`.

    Attributes:
        limits: what the job allows.
        reused: the last request went out on a connection that had been used before.
        received: octets since the last request was sent.
        ended: the server has closed the connection.
    """

    __slots__ = ("_budget", "_cut", "_deadline", "_socket", "ended", "limits", "received", "reused")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.reused = False
        self.received = 0
        self.ended = False
        self._deadline = time.monotonic() + limits.timeout.total_seconds()
        self._budget = limits.max_bytes + HEADROOM
        self._socket: socket | None = None
        self._cut = False

    def remaining(self) -> float:
        """Seconds that are left, more than 0.

        Raises:
            Broken: the deadline is past.
            Interrupted: the exchange was cut.
        """
        self.check()
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self.late()
        return left

    def late(self) -> Broken:
        """The failure of an exchange whose deadline is past."""
        seconds = self.limits.timeout.total_seconds()
        return Broken(FailureKind.TIMEOUT, f"no complete answer within {seconds:g} s")

    def too_large(self) -> Broken:
        """The failure of an exchange that brings more than it may."""
        return Broken(
            FailureKind.TOO_LARGE, f"the answer is larger than {self.limits.max_bytes:,} bytes"
        )

    def count(self, octets: int) -> None:
        """Take what has arrived off the budget; raises `Broken` when there is none left."""
        self.check()
        self.ended = not octets
        self.received += octets
        self._budget -= octets
        if self._budget < 0:
            raise self.too_large()

    def uses(self, sock: socket | None) -> None:
        """The socket that the exchange now goes over."""
        self._socket = sock
        self.check()

    def check(self) -> None:
        """Raises `Interrupted` if the exchange was cut."""
        if self._cut or _stopping.is_set():
            raise Interrupted

    def cut(self) -> None:
        """End it now, from another thread."""
        self._cut = True
        if self._socket is not None:
            # It may be closed already, or not yet connected: then `check` does the rest. And it is
            # not SSLSocket's shutdown, after which a reader would take ciphertext for text.
            with suppress(OSError):
                socket.shutdown(self._socket, SHUT_RDWR)


class _Here(threading.local):
    exchange: Exchange


_here = _Here()
_under_way: set[Exchange] = set()
_stopping = threading.Event()


@contextmanager
def exchange(limits: Limits) -> Iterator[Exchange]:
    """Open the exchange that sockets of this thread belong to until it is left."""
    opened = Exchange(limits)
    _here.exchange = opened
    _under_way.add(opened)
    try:
        yield opened
    finally:
        _under_way.discard(opened)
        del _here.exchange


def current() -> Exchange:
    """The exchange of this thread; to use one of our sockets without it is a bug."""
    return _here.exchange


def interrupt() -> None:
    """Cut every exchange under way in this process, and every later one: it is stopping.

    `syndicator.http.fetch.fetch` then raises `Interrupted` within a fraction of a second.
    """
    _stopping.set()
    for each in tuple(_under_way):
        each.cut()


def interrupted() -> bool:
    """Whether this process is stopping."""
    return _stopping.is_set()


def resume() -> None:
    """Take `interrupt` back, in a process that goes on to poll."""
    _stopping.clear()
