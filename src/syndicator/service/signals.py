"""A process that listens to signals and ends when it is told to, whatever its threads do."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from types import FrameType, TracebackType
from typing import Final, NoReturn, Self, TypeVar

from syndicator.log import Log

log = Log(__name__)

_GLANCE_SECONDS: Final = 0.05
_THREADS_SECONDS: Final = 0.5

Result = TypeVar("Result")


class Signals:
    """SIGTERM, SIGINT and SIGHUP, written down by the handlers and read by the main thread.

    A context manager: leaving it puts the former handlers back. Not for use in other threads.
    """

    STOP: Final = (signal.SIGTERM, signal.SIGINT)

    def __init__(self) -> None:
        # Its put() may interrupt itself, which Queue's may not (library reference, queue).
        self._inbox: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._former: dict[int, object] = {}
        self._threads = frozenset(threading.enumerate())

    def __enter__(self) -> Self:
        for signum in (*self.STOP, signal.SIGHUP):
            self._former[signum] = signal.signal(signum, self._write_down)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for signum, handler in self._former.items():
            signal.signal(signum, handler)  # type: ignore[arg-type]  # what signal() returned

    def _write_down(self, signum: int, _: FrameType | None) -> None:
        self._inbox.put(signum)

    def read(self, timeout: float) -> int | None:
        """The next signal, waiting at most so many seconds; None: there was none."""
        try:
            return self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def listen_until(self, done: Callable[[], bool]) -> bool:
        """Waits until something is done; False: a signal to stop came first."""
        later = False
        while not done():
            signum = self.read(_GLANCE_SECONDS)
            if signum in self.STOP:
                return False
            later = later or signum == signal.SIGHUP
        if later:
            self._inbox.put(signal.SIGHUP)
        return True

    def new_threads(self) -> list[str]:
        """The names of the threads that were not there at the beginning."""
        return [thread.name for thread in threading.enumerate() if thread not in self._threads]

    def wait(self, done: Callable[[], bool], *, until: float) -> bool:
        """Waits until something is done, at most to that moment of the monotonic clock.

        A signal to stop is the second one here: it ends the process at once.
        """
        while not done():
            if time.monotonic() >= until:
                return False
            if self.read(_GLANCE_SECONDS) in self.STOP:
                log.warning("service.ended_at_once", reason="a second signal")
                abandon()
        return True


def in_daemon(work: Callable[[], Result], *, name: str) -> Future[Result]:
    """Does the work in a thread that never keeps the process alive."""
    future: Future[Result] = Future()

    def body() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # handed to whoever asks for the result
            future.set_exception(error)

    threading.Thread(target=body, name=name, daemon=True).start()
    return future


def leave(
    signals: Signals,
    grace: timedelta,
    closing: timedelta,
    *,
    idle: Callable[[], bool],
    close: Callable[[], None],
) -> int:
    """Lets what is in flight finish, closes, and returns 0; or ends the process with 0.

    Args:
        signals: listened to all the while.
        grace: how long the work in flight may take.
        closing: how much longer ``close`` may take.
        idle: whether nothing is in flight any more.
        close: called in any case, also beside work that hangs.
    """
    until = time.monotonic() + grace.total_seconds()
    if not signals.wait(idle, until=until):
        log.warning("service.left_unfinished", seconds=grace.total_seconds())
    until = max(until, time.monotonic() + closing.total_seconds())
    closed = in_daemon(close, name="close")
    if not signals.wait(closed.done, until=until):
        log.warning("service.left_unclosed")
        abandon()
    if error := closed.exception():
        log.error("service.close_failed", error=str(error))
    # The interpreter would join a pool's threads at exit, daemons or not, however long they take.
    until = time.monotonic() + _THREADS_SECONDS
    if not signals.wait(lambda: not signals.new_threads(), until=until):
        log.info("service.left_behind", threads=", ".join(signals.new_threads()))
        abandon()
    return 0


def abandon() -> NoReturn:
    """Ends the process at once, with 0: every transaction is either written or not."""
    for child in multiprocessing.active_children():
        child.kill()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)
