"""The workers of this process, each with one document at a time (I/O)."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Final

from syndicator.model import Collected, Failed, FailureKind, Fetched, Job
from syndicator.poll.workers import serialize
from syndicator.poll.workers.limits import Allowance, allowance
from syndicator.poll.workers.protocol import BEGIN, END, OUT_OF_MEMORY, Gone, receive, send

MAX_PROCESSES: Final = 8
"""Workers at once, however many processors there are: a host's store takes in no more."""
DOCUMENTS: Final = 500
"""After so many a worker is ended and another takes its place: what a library leaks stays small."""
_GLANCE: Final = 0.2
"""Seconds after which a thread that waits for a worker looks whether it is still wanted."""
_START: Final = 60.0
"""Seconds that the nursery has for its imports."""


class Cancelled(Exception):
    """Nobody waits for the document any more; its worker was killed."""


class WorkerError(Exception):
    """An error of ours in a worker; its text is the traceback there."""


class Pool:
    """Worker processes. Thread-safe; nothing is started before the first document.

    Attributes:
        size: workers at once.
    """

    def __init__(
        self,
        size: int,
        *,
        allow: Callable[[int], Allowance] = allowance,
        documents: int = DOCUMENTS,
    ) -> None:
        """Begin nothing yet.

        Args:
            size: workers at once.
            allow: what a document of so many octets may cost.
            documents: that one worker reads before it is replaced.
        """
        self.size = size
        self._allow = allow
        self._documents = documents
        self._places = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._forkserver: _Forkserver | None = None

    def read(self, job: Job, fetched: Fetched, *, cancelled: Callable[[], bool]) -> Collected:
        """Read a document in a worker; waits until one is free.

        Args:
            job: whose document.
            fetched: the answer, with its body.
            cancelled: asked now and then whether nobody wants the answer any more.

        Returns:
            What the worker made of it; a failure of kind ``COSTLY`` if it had to be ended.

        Raises:
            Cancelled: it was not wanted any more.
            WorkerError: the reading itself has failed, which is an error of ours.
            OSError: no worker can be begun.
        """
        while not self._places.acquire(timeout=_GLANCE):
            if cancelled():
                raise Cancelled
        allowed = self._allow(len(fetched.body))
        request = serialize.dumps((job, fetched, allowed))
        try:
            try:
                answer = self._ask(request, allowed, cancelled)
            except _Ended:
                # By whom, it does not know: it may have been somebody who meant no document.
                answer = self._ask(request, allowed, cancelled)
        except (_Ended, _Exceeded) as ended:
            return _failed(job, fetched, str(ended))
        finally:
            self._places.release()
        found = pickle.loads(answer)  # noqa: S301  # written by a worker of ours
        if not isinstance(found, Collected):
            raise WorkerError(found)
        return found

    def _ask(self, request: bytes, allowed: Allowance, cancelled: Callable[[], bool]) -> bytes:
        worker = self._take()
        stays = False
        try:
            answer = worker.ask(request, allowed.patience, cancelled)
            stays = worker.documents < self._documents
        except Gone:
            raise _why(worker.end(), allowed) from None
        except TimeoutError:
            raise _Exceeded(f"took longer than {allowed.patience:g} s") from None
        finally:
            self._give_back(worker, stays=stays)
        return answer

    def close(self) -> None:
        """End all processes. Another document begins them again."""
        with self._lock:
            idle, self._idle = self._idle, []
            nursery, self._forkserver = self._forkserver, None
        for worker in idle:
            worker.forget()
        if nursery is not None:
            nursery.close()

    def processes(self) -> list[int]:
        """The process ids of the nursery and of the workers that wait."""
        with self._lock:
            found = [] if self._forkserver is None else [self._forkserver.pid]
            return found + [worker.pid for worker in self._idle]

    def _take(self) -> _Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._begin()
            if worker.waits():
                return worker
            worker.end()

    def _begin(self) -> _Worker:
        with self._lock:
            if self._forkserver is None:
                self._forkserver = _Forkserver()
            try:
                return self._forkserver.begin()
            except Gone:
                # Somebody has killed it; what it had begun ends, and another nursery is started.
                self._forkserver.close()
                self._forkserver = _Forkserver()
        try:
            return self._forkserver.begin()
        except Gone:
            raise OSError("no process can be begun to read documents in") from None

    def _give_back(self, worker: _Worker, *, stays: bool) -> None:
        if not stays:
            worker.end()
            return
        with self._lock:
            if worker.nursery is self._forkserver:
                self._idle.append(worker)
                return
        worker.forget()


class _Forkserver:
    """The process that begins workers, and ends them."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._lock = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # ourselves
                # -P: a folder of our name where we were started from is none of ours.
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "syndicator.poll.workers.forkserver",
                    str(theirs.fileno()),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self.pid = self._process.pid
        self._control.settimeout(_START)
        try:
            receive(self._control)
        except (Gone, TimeoutError):
            self.close()
            raise OSError("the process that reads documents does not start") from None

    def begin(self) -> _Worker:
        """Begin a worker; raises `Gone` if the nursery is."""
        channel, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                send(self._control, BEGIN)
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
                return _Worker(self, int(receive(self._control)), channel)
            except (OSError, Gone):
                channel.close()
                raise Gone from None

    def end(self, pid: int) -> int:
        """Kill a worker if it still runs; how it ended. Raises `Gone`."""
        with self._lock:
            try:
                send(self._control, END + str(pid).encode())
                return int(receive(self._control))
            except OSError:
                raise Gone from None

    def close(self) -> None:
        """End it, and with it every worker."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
            return
        self._process.kill()
        self._process.wait()


class _Worker:
    """One worker, as its pool sees it; used by one thread at a time."""

    def __init__(self, nursery: _Forkserver, pid: int, channel: socket.socket) -> None:
        self.nursery, self.pid = nursery, pid
        self._channel = channel
        self._status: int | None = None
        self.documents = 0

    def ask(self, request: bytes, patience: float, cancelled: Callable[[], bool]) -> bytes:
        """Hand a request over and wait for the answer.

        Raises:
            Gone: the worker has ended.
            TimeoutError: it takes too long.
            Cancelled: the answer is not wanted any more.
        """
        self.documents += 1
        until = time.monotonic() + patience
        self._channel.settimeout(patience)
        send(self._channel, request)
        self._channel.settimeout(_GLANCE)
        while True:
            try:
                self._channel.recv(1, socket.MSG_PEEK)
                break
            except TimeoutError:
                if cancelled():
                    raise Cancelled from None
                if time.monotonic() > until:
                    raise
            except OSError:
                raise Gone from None
        self._channel.settimeout(patience)
        return receive(self._channel)

    def waits(self) -> bool:
        """Whether it is still there."""
        self._channel.setblocking(False)
        try:
            return bool(self._channel.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self) -> int | None:
        """End it; its exit code, negative for a signal, None if nobody knows."""
        if self._status is None:
            self._channel.close()
            with suppress(Gone):
                self._status = self.nursery.end(self.pid)
        return self._status

    def forget(self) -> None:
        """Let it end by itself."""
        self._channel.close()


class _Exceeded(Exception):
    """The document cost more than it may."""


class _Ended(Exception):
    """The worker has ended, and not because of a limit."""


def _why(status: int | None, allowed: Allowance) -> _Exceeded | _Ended:
    if status == -signal.SIGXCPU:
        return _Exceeded(f"took more than {allowed.seconds:g} s of computing time")
    if status == OUT_OF_MEMORY:
        return _Exceeded(f"took more than {allowed.memory // 1_000_000} MB of memory")
    return _Ended("ended the process that read it, twice")


def _failed(job: Job, fetched: Fetched, why: str) -> Collected:
    return Collected(
        source=job.source,
        outcome=Failed(
            kind=FailureKind.COSTLY,
            message=f"not read: the document {why}",
            headers=fetched.headers,
            seconds=fetched.seconds,
        ),
        size=len(fetched.body),
    )


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


@cache
def _shared(process: int) -> Pool:  # noqa: ARG001  # a forked child has workers of its own
    pool = Pool(min(MAX_PROCESSES, processors()))
    atexit.register(pool.close)
    return pool


def shared() -> Pool:
    """The pool of this process; its size is the number of processors, `MAX_PROCESSES` at most."""
    return _shared(os.getpid())
