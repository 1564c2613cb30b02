"""Many jobs at once, but politely: never more than so many under way for one host."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from threading import Event
from typing import TypeVar
from urllib.parse import urlsplit

from syndicator.model import Job

T = TypeVar("T")


def politely(
    jobs: Iterable[Job],
    work: Callable[[Job], T],
    executor: Executor,
    *,
    per_host: int,
    in_flight: int,
    stop: Event | None = None,
) -> Generator[T, None, None]:
    """Do the work for every job and yield the results as they are completed.

    Hosts take turns, each in the order of its own jobs, and a slow host holds up only itself.
    ``jobs`` is read no further than is needed to keep ``in_flight`` of them under way. Works on
    any executor: threads, processes, or a cluster's.

    When ``stop`` is set, what has not begun is left undone, and the results of what has are still
    yielded. When the generator is closed, or ``work`` raises (which ends the generator with that
    exception), what has not begun is left undone and what has is not waited for.

    Args:
        jobs: what is due, the most urgent first.
        work: called in the executor; must be picklable if the executor needs that.
        executor: left running.
        per_host: jobs under way at once for one host, at least 1. Every port counts as the
            same host.
        in_flight: jobs handed to the executor at once, at least 1; the number of its workers.
        stop: set by another thread.

    Raises:
        ValueError: ``per_host`` or ``in_flight`` is less than 1.
    """
    if per_host < 1 or in_flight < 1:
        raise ValueError("per_host and in_flight are at least 1")
    queue = _Queue(jobs, per_host)
    running: dict[Future[T], str] = {}
    completed: SimpleQueue[Future[T]] = SimpleQueue()
    try:
        while True:
            stopping = stop is not None and stop.is_set()
            if stopping:
                for future in tuple(running):
                    future.cancel()
            while not stopping and len(running) < in_flight and (job := queue.take()):
                future = executor.submit(work, job)
                running[future] = host_of(job)
                future.add_done_callback(completed.put)
            if not running:
                return
            future = completed.get()
            queue.give_back(running.pop(future))
            if not future.cancelled():
                yield future.result()
    finally:
        for future in tuple(running):
            future.cancel()


def host_of(job: Job) -> str:
    """The host that a job asks, in lower case; empty if its URL names none."""
    try:
        return (urlsplit(job.url).hostname or "").rstrip(".")
    except ValueError:
        return ""


class _Queue:
    """Hands out the next job whose host has room."""

    def __init__(self, jobs: Iterable[Job], per_host: int) -> None:
        self._unread = iter(jobs)
        self._per_host = per_host
        self._busy: Counter[str] = Counter()
        self._waiting: dict[str, deque[Job]] = {}
        self._ready: deque[str] = deque()

    def take(self) -> Job | None:
        """The next job, counted as under way until it is given back; None: none may start."""
        # Each host here has been given back a place, which nobody else can have taken since.
        while self._ready:
            host = self._ready.popleft()
            waiting = self._waiting.get(host)
            if waiting:
                job = waiting.popleft()
                if not waiting:
                    del self._waiting[host]
                self._busy[host] += 1
                return job
        for job in self._unread:
            host = host_of(job)
            if self._busy[host] < self._per_host:
                self._busy[host] += 1
                return job
            self._waiting.setdefault(host, deque()).append(job)
        return None

    def give_back(self, host: str) -> None:
        """A job of this host is done."""
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        if host in self._waiting:
            self._ready.append(host)
