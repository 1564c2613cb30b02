"""The end of a tick: when nothing more is begun, and when what is under way is cut (I/O)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from syndicator.http.exchange import interrupt, resume

_GLANCE_SECONDS: Final = 0.1


@contextmanager
def until(
    stop: threading.Event | None, *, budget: timedelta | None, grace: timedelta
) -> Iterator[threading.Event]:
    """Say when nothing more is to be begun: someone says stop, or the budget is spent.

    Args:
        stop: set by another thread, or never.
        budget: wall clock; None: as long as it takes.
        grace: how long after `stop` the exchanges under way may go on; then they are cut, and
            their `fetch` raises `Interrupted`.

    Yields:
        an event that is set when nothing more is to be begun.
    """
    enough, finished = threading.Event(), threading.Event()
    ends = None if budget is None else time.monotonic() + budget.total_seconds()

    def watch() -> None:
        while not finished.wait(_GLANCE_SECONDS):
            if stop is not None and stop.is_set():
                enough.set()
                if not finished.wait(grace.total_seconds()):
                    interrupt()
                return
            if ends is not None and time.monotonic() > ends:
                enough.set()

    resume()
    watcher = threading.Thread(target=watch, name="poll-watch", daemon=True)
    watcher.start()
    try:
        yield enough
    finally:
        finished.set()
        watcher.join()
