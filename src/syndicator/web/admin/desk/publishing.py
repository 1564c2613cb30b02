"""Publishing what was decided: at once, and in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from syndicator.errors import SyndicatorError
from syndicator.log import Log
from syndicator.model import FeedName
from syndicator.web.admin.context import Context

log = Log(__name__)


class PublishSoon:
    """Publishes feeds, one after the other; what is asked for meanwhile goes together.

    The feeds are due in the database already: what fails here is done by the next tick.
    """

    def __init__(self) -> None:
        """Publish nothing yet."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="admin-publish")
        self._waiting: set[FeedName] = set()
        self._lock = threading.Lock()
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def soon(self, context: Context, feeds: Iterable[FeedName]) -> None:
        """Have feeds published; returns at once."""
        with self._lock:
            new = set(feeds) - self._waiting
            asked = bool(self._waiting)
            self._waiting |= new
            if not new or asked or self._stopping:
                return
            try:
                self._thread.submit(self._publish, context)
            except RuntimeError:
                return  # it was stopped just now

    def _publish(self, context: Context) -> None:
        with self._lock:
            names, self._waiting = sorted(self._waiting), set()
        names = [name for name in names if name in context.config.feeds]
        try:
            context.engine.publish(now=context.clock(), names=names)
        except SyndicatorError as error:
            log.warning("admin.publish_failed", feeds=names, error=str(error))
        except Exception:  # the thread goes on, and the log has it
            log.critical("admin.publish_bug", feeds=names, exc_info=True)
