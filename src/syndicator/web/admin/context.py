"""What the private pages work with: the configuration, the engine, the database to look at."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from starlette.requests import Request

from syndicator.config import Config
from syndicator.config.settings import Role, User
from syndicator.errors import StoreError
from syndicator.model import FeedName, SourceName
from syndicator.monitor.metrics.counters import Counters
from syndicator.poll.tick import PollReport
from syndicator.store.database import Store
from syndicator.web.admin.passwords import Hash
from syndicator.web.admin.pulse import Pulse
from syndicator.web.admin.status.glance import Glance

_READERS: Final = 4
"""Requests that read the database at a time; others wait for their turn."""


class Engine(Protocol):
    """What the private pages may ask of the engine; see `syndicator.pipeline.Engine`."""

    @property
    def store(self) -> Store:
        """The database, open for writing: for short transactions."""

    def poll(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
    ) -> PollReport:
        """Ask sources now; returns early when ``stop`` is set."""

    def publish(self, *, now: datetime, names: Sequence[FeedName] | None = None) -> object:
        """Write the feeds that are named."""


class Readers:
    """Connections that only look, each used by one thread at a time."""

    def __init__(self, open_one: Callable[[], Store]) -> None:
        """Open none yet.

        Args:
            open_one: opens a connection.
        """
        self._open = open_one
        self._idle: queue.LifoQueue[Store] = queue.LifoQueue()
        self._turns = threading.BoundedSemaphore(_READERS)
        self._closed = threading.Event()
        self._lent = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Lend a connection; to a thread that has one already, the same.

        Raises:
            StoreError: none can be opened, or not any more.
        """
        held: Store | None = getattr(self._lent, "store", None)
        if held is not None:
            # Else each of some threads would wait for what the others hold.
            yield held
            return
        with self._turns:
            if self._closed.is_set():
                raise StoreError("the service is stopping")
            try:
                store = self._idle.get_nowait()
            except queue.Empty:
                store = self._open()
            self._lent.store = store
            try:
                yield store
            finally:
                self._lent.store = None
                self._idle.put(store)
                if self._closed.is_set():
                    self.close()

    def close(self) -> None:
        """Lend nothing more, and close what comes back.

        The last connection that closes a database puts its log in order: that is to be the owner's.
        """
        self._closed.set()
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()


@dataclass(frozen=True, kw_only=True)
class Context:
    """All that a view needs, under one configuration."""

    config: Config
    engine: Engine
    readers: Readers
    passwords: Mapping[str, Hash]
    key: bytes
    """Signs cookies."""
    pulse: Pulse
    counters: Counters
    glance: Glance
    clock: Callable[[], datetime]

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The database, to look only: nothing waits for it, however long that takes.

        Raises:
            StoreError: it cannot be opened.
        """
        with self.readers.reading() as store:
            yield store

    @property
    def open_to_all(self) -> bool:
        """Whether nobody signs in: whoever can connect is the operator."""
        return not self.config.admin.users


@dataclass(slots=True, kw_only=True)
class Visit:
    """Who asks, as the session says."""

    user: User | None
    role: Role | None
    """None: has to sign in first."""
    secret: str
    """What only the cookie holds."""
    token: str
    """What the forms of this visitor hold, against CSRF."""
    fresh: bool
    """The cookie is yet to be set."""
    secure: bool
    """The visitor came over TLS."""
    client: str
    """The address, or the network, that counts as one client."""

    @property
    def name(self) -> str:
        """Who is on record for what is done: the user, or ``operator`` where nobody signs in."""
        return self.user.name if self.user else "operator"

    def may(self, role: Role) -> bool:
        """Whether the visitor has this role, or a higher one."""
        return self.role is not None and self.role.includes(role)


def context_of(request: Request) -> Context:
    """The context of the application that answers a request."""
    found: Context = request.app.state.context
    return found


def visit_of(request: Request) -> Visit:
    """Who asks."""
    found: Visit = request.state.visit
    return found
