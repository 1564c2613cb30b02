"""Many jobs at once, but politely: so many under way for one host, and a pause between them.

This is the one place where it is decided that a request may go out now. What must outlive the
process (a host that asks to be left alone, the pause after its last request) is stored, and the
query for what is due (`syndicator.store.sources.due`) leaves such hosts out.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Generator, Iterable
from concurrent.futures import Executor, Future
from contextlib import closing, suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final, TypeVar

from syndicator.model import Job
from syndicator.model.hosts import host_of

T = TypeVar("T")

_PATIENCE: Final = 0.1
"""Seconds after which a host that somebody else keeps busy is looked at again, and `stop`."""


def _none(_: str) -> float:
    return 0.0


class Turns:
    """What every host is being asked for now, and until when it is left alone. Thread-safe.

    One for the whole process, so that ticks that overlap, and whoever else asks the same hosts,
    count together.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()
        self._free_at: dict[str, float] = {}
        self._refused: frozenset[str] = frozenset()

    def refuse_only(self, hosts: Collection[str]) -> None:
        """Begin nothing for these hosts; those refused before are free again."""
        with self._lock:
            self._refused = frozenset(hosts)
            now = self.clock()
            self._free_at = {host: at for host, at in self._free_at.items() if at > now}

    def refuse(self, host: str) -> None:
        """Begin nothing more for this host."""
        with self._lock:
            self._refused |= {host}

    def refused(self, host: str) -> bool:
        """Whether nothing is to be begun for this host."""
        return host in self._refused

    def begin(self, host: str, per_host: int, pause: float) -> float | None:
        """Take a place of this host, if there is one.

        Args:
            host: of the request.
            per_host: requests under way at once for it.
            pause: seconds until another may begin.

        Returns:
            None: it is begun. Else the time, on this object's clock, to ask again.
        """
        with self._lock:
            now = self.clock()
            if (free_at := self._free_at.get(host, now)) > now:
                return free_at
            if self._busy[host] >= per_host:
                return now + _PATIENCE
            self._busy[host] += 1
            self._pause(host, now, pause)
            return None

    def end(self, host: str, pause: float) -> None:
        """Give a place back; the next request to this host waits for the pause."""
        with self._lock:
            self._busy[host] -= 1
            if not self._busy[host]:
                del self._busy[host]
            self._pause(host, self.clock(), pause)

    def _pause(self, host: str, now: float, pause: float) -> None:
        if pause > 0:
            self._free_at[host] = now + pause


def politely(
    jobs: Iterable[Job],
    work: Callable[[Job], T],
    executor: Executor,
    *,
    per_host: int,
    in_flight: int,
    stop: Event | None = None,
    turns: Turns | None = None,
    pause: Callable[[str], float] = _none,
) -> Generator[T, None, None]:
    """Do the work for every job and yield the results one by one: `in_batches` of one."""
    batches = in_batches(
        jobs,
        work,
        executor,
        most=1,
        per_host=per_host,
        in_flight=in_flight,
        stop=stop,
        turns=turns,
        pause=pause,
    )
    with closing(batches):
        for (result,) in batches:
            yield result


def in_batches(  # noqa: PLR0913  # the same words as `politely`, and how many together
    jobs: Iterable[Job],
    work: Callable[[Job], T],
    executor: Executor,
    *,
    most: int,
    per_host: int,
    in_flight: int,
    stop: Event | None = None,
    turns: Turns | None = None,
    pause: Callable[[str], float] = _none,
) -> Generator[list[T], None, None]:
    """Do the work for every job and yield the results as they are completed.

    Hosts take turns, each in the order of its own jobs, and a slow host holds up only itself.
    ``jobs`` is read no further than is needed to keep ``in_flight`` of them under way. Works on
    any executor: threads, processes, or a cluster's.

    When ``stop`` is set, what has not begun is left undone, and the results of what has are still
    yielded. When the generator is closed, or ``work`` raises (which ends the generator with that
    exception), what has not begun is left undone and what has is not waited for; it keeps its
    place in ``turns`` until it is done. Jobs of a host that ``turns`` refuses are left undone.

    Args:
        jobs: what is due, the most urgent first.
        work: called in the executor; must be picklable if the executor needs that.
        executor: left running.
        most: results that are yielded together, if so many are there; none is waited for.
        per_host: jobs under way at once for one host, at least 1. Every port counts as the
            same host.
        in_flight: jobs handed to the executor at once, at least 1; the number of its workers.
        stop: set by another thread.
        turns: shared by all who ask the same hosts; None: nobody else does.
        pause: seconds between a request to this host and the next.

    Raises:
        ValueError: ``most``, ``per_host`` or ``in_flight`` is less than 1.
    """
    if min(most, per_host, in_flight) < 1:
        raise ValueError("most, per_host and in_flight are at least 1")
    turns = Turns() if turns is None else turns
    queue = _Queue(jobs, turns, per_host, pause)
    running: dict[Future[T], str] = {}
    completed: SimpleQueue[Future[T]] = SimpleQueue()
    try:
        while True:
            stopping = stop is not None and stop.is_set()
            if stopping:
                _cancel(running)
            while not stopping and len(running) < in_flight and (job := queue.take()):
                begun = _submit(executor, work, job, turns)
                running[begun] = host_of(job.url)
                begun.add_done_callback(completed.put)
            if not running and (stopping or queue.empty()):
                return
            wait = None if stopping or len(running) >= in_flight else queue.wait()
            batch = [(each, running.pop(each)) for each in _completed(completed, wait, most)]
            try:
                if results := [each.result() for each, _ in batch if not each.cancelled()]:
                    yield results
            finally:
                # Only now: what the answers say of their hosts holds for the next requests.
                for each, host in batch:
                    _end(turns, host, pause(host), each)
            for _, host in batch:
                queue.look_at(host)
    finally:
        _cancel(running)
        for future, host in tuple(running.items()):
            future.add_done_callback(partial(_end, turns, host, pause(host)))


def _cancel(running: Iterable[Future[T]]) -> None:
    for future in tuple(running):
        future.cancel()


def _submit(executor: Executor, work: Callable[[Job], T], job: Job, turns: Turns) -> Future[T]:
    """Hand a job over whose place is taken."""
    try:
        return executor.submit(work, job)
    except BaseException:
        turns.end(host_of(job.url), 0.0)
        raise


def _completed(
    completed: SimpleQueue[Future[T]], seconds: float | None, most: int
) -> list[Future[T]]:
    """What is completed by now, after waiting for the first; none, if nothing comes in time."""
    found: list[Future[T]] = []
    with suppress(Empty):
        found.append(completed.get(timeout=seconds))
        while len(found) < most:
            found.append(completed.get_nowait())
    return found


def _end(turns: Turns, host: str, pause: float, future: Future[T]) -> None:
    turns.end(host, 0.0 if future.cancelled() else pause)


class _Queue:
    """Hands out the next job whose host has room."""

    def __init__(
        self, jobs: Iterable[Job], turns: Turns, per_host: int, pause: Callable[[str], float]
    ) -> None:
        self._unread = iter(jobs)
        self._turns = turns
        self._per_host = per_host
        self._pause = pause
        self._waiting: dict[str, deque[Job]] = {}
        self._look: dict[str, float] = {}
        """When to look at a host that has jobs waiting."""
        self._next: list[tuple[float, str]] = []
        """The same as a heap, with entries that are out of date."""

    def take(self) -> Job | None:
        """The next job, its place taken; None: none may start now."""
        while self._next and self._next[0][0] <= self._turns.clock():
            at, host = heapq.heappop(self._next)
            if self._look.get(host) == at and (job := self._of(host)):
                return job
        for job in self._unread:
            host = host_of(job.url)
            if self._turns.refused(host):
                continue
            if host in self._waiting:
                self._waiting[host].append(job)
                continue
            again = self._begin(host)
            if again is None:
                return job
            self._waiting[host] = deque([job])
            self._look_at(host, again)
        return None

    def empty(self) -> bool:
        """Whether nothing waits for its turn, once `take` has found nothing."""
        return not self._waiting

    def wait(self) -> float | None:
        """Seconds until something may have its turn; None: nothing waits."""
        if not self._next:
            return None
        # Somebody may want us to stop meanwhile.
        return min(max(self._next[0][0] - self._turns.clock(), 0.0), _PATIENCE)

    def look_at(self, host: str) -> None:
        """A job of this host is done: the next may start, or its pause begins."""
        if host in self._waiting:
            self._look_at(host, self._turns.clock())

    def _look_at(self, host: str, at: float) -> None:
        self._look[host] = at
        heapq.heappush(self._next, (at, host))

    def _begin(self, host: str) -> float | None:
        return self._turns.begin(host, self._per_host, self._pause(host))

    def _of(self, host: str) -> Job | None:
        waiting = self._waiting[host]
        if self._turns.refused(host):
            waiting.clear()
        elif (again := self._begin(host)) is not None:
            self._look_at(host, again)
            return None
        job = waiting.popleft() if waiting else None
        if waiting:
            self._look_at(host, self._turns.clock())
        else:
            del self._waiting[host], self._look[host]
        return job
