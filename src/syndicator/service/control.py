"""The control socket: how a command asks a running service to do something now.

A Unix socket beside the database, ``<database>.sock``. Its file mode says who may ask: the owner of
the database and its group. One request is one JSON text, ended by closing the sending half; so is
the answer. What is asked and answered is not this module's affair.
"""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from syndicator.log import Log

log = Log(__name__)

Answer = Callable[[bytes], bytes]
"""Takes a request, gives the answer; must not raise. Called in a thread of its own."""

SUFFIX: Final = ".sock"
MAX_REQUEST: Final = 1_000_000
"""Octets of one request."""
_MODE: Final = 0o660
_SECONDS_TO_ASK: Final = 10.0
_SECONDS_TO_WAIT: Final = 3_600.0
_GLANCE_SECONDS: Final = 0.2
MAX_ADDRESS: Final = 100
"""Octets of a socket's address; the kernel takes 107, other systems 103 (unix(7))."""


class Control(socketserver.ThreadingUnixStreamServer):
    """The service's end, which listens in threads of its own.

    Args:
        path: of the socket. What an earlier process left there is replaced: to be called by the
            only instance that owns the database.
        answer: what is done with a request.

    Raises:
        OSError: the socket cannot be made.
    """

    daemon_threads = True
    # At the end the process does not wait for what somebody asked.
    block_on_close = False

    def __init__(self, path: Path, answer: Answer) -> None:
        """See the class."""
        self.answer = answer
        self._path = path
        self._at_work: set[int] = set()
        # Under a short name, which can be bound however long its own is, and ready when it gets it.
        aside = path.with_name(f".{os.getpid()}{SUFFIX}")
        with suppress(FileNotFoundError):
            aside.unlink()
        with _in_folder(aside) as address:
            super().__init__(address, _Handler, bind_and_activate=False)
            self.server_bind()
        try:
            if os.geteuid() == 0:
                owner = path.parent.stat()
                os.chown(aside, owner.st_uid, owner.st_gid)
            aside.chmod(_MODE)
            self.server_activate()
            aside.replace(path)
        except BaseException:
            self.server_close()
            aside.unlink(missing_ok=True)
            raise
        threading.Thread(target=self.serve_forever, name="control", daemon=True).start()

    def close(self) -> None:
        """Listen no more; doing it twice is no error. What was asked before is still answered."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        self.shutdown()
        self.server_close()

    def busy(self) -> bool:
        """Say whether somebody still waits for an answer to what was asked."""
        return bool(self._at_work)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around the work on one request, in its thread."""
        this = threading.get_ident()
        self._at_work.add(this)
        try:
            yield
        finally:
            self._at_work.discard(this)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Whoever asks may go away before the answer; that is no error of ours."""
        log.debug("control.failed", error=repr(sys.exception()))


class _Handler(socketserver.BaseRequestHandler):
    server: Control

    def handle(self) -> None:
        self.request.settimeout(_SECONDS_TO_ASK)
        asked = _read(self.request, MAX_REQUEST)
        with self.server.at_work():
            answer = self.server.answer(asked)
            self.request.settimeout(_SECONDS_TO_ASK)
            self.request.sendall(answer)


class Stopped(Exception):
    """Whoever asked does not wait for the answer any more; the service works on."""


def ask(path: Path, request: bytes, *, stop: Callable[[], bool] = lambda: False) -> bytes | None:
    """Ask a running service, and wait for its answer, an hour at most.

    Args:
        path: of the socket.
        request: at most `MAX_REQUEST` octets.
        stop: looked at several times a second; true: do not wait any longer.

    Returns:
        The answer; None if no service listens there.

    Raises:
        Stopped: `stop` said so.
        PermissionError: this user may not ask.
        ConnectionError: the service ended before it answered.
        OSError: the socket may not be used, or there was no answer in time.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            with _itself(path) as address:
                connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        connection.settimeout(_SECONDS_TO_ASK)
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(_GLANCE_SECONDS)
        answer = _read(connection, None, _Patience(stop))
    if not answer:
        raise ConnectionResetError("the service ended before it answered")
    return answer


class _Patience:
    """Looked at each time that nothing has come for a moment; raises when that is enough."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop
        self._until = time.monotonic() + _SECONDS_TO_WAIT

    def wait(self) -> None:
        if self._stop():
            raise Stopped
        if time.monotonic() >= self._until:
            raise TimeoutError("no answer within an hour")


def _read(connection: socket.socket, most: int | None, patience: _Patience | None = None) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            part = connection.recv(65_536)
        except TimeoutError:
            if patience is None:
                raise
            patience.wait()
            continue
        if not part:
            return b"".join(parts)
        size += len(part)
        if most is not None and size > most:
            raise ValueError("the request is too long")
        parts.append(part)


@contextmanager
def _in_folder(path: Path) -> Iterator[str]:
    """Give an address to bind that is short enough, however deep the folder lies."""
    if _fits(path):
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


@contextmanager
def _itself(path: Path) -> Iterator[str]:
    """Give an address to connect to that is short enough, however long the name is."""
    if _fits(path):
        yield str(path)
        return
    # Who may not read its folder, but may pass through it, may open it in this way, too.
    itself = os.open(path, os.O_PATH)
    try:
        yield f"/proc/self/fd/{itself}"
    finally:
        os.close(itself)


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= MAX_ADDRESS
