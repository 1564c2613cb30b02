"""A listener's life inside of the service: a thread with an event loop of its own (I/O).

It begins when the service does, goes on while feeds are polled and published, and ends within the
service's grace: what is being answered may finish, nobody else is let in. Signals are the
service's affair.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import Server as UvicornServer

from syndicator.config import Config
from syndicator.config.address import Address
from syndicator.log import Log
from syndicator.web import connections, listen
from syndicator.web.log_limit import LimitedLog

log = Log(__name__)

_FINISH_SECONDS: Final = 4
"""What is being answered at the end may take so long: less than the service's grace."""
_CHECK_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 1.0


class Application(Protocol):
    """An ASGI application that may answer some requests without a task."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    def at_once(self, url: bytes, lines: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """Give head and body of an answer that needs no thinking; None: call the application.

        Args:
            url: path and query, as they were sent.
            lines: the headers, their names in small letters.
        """


class Listener(ABC):
    """What one table of the configuration asks to be answered, and nothing if it asks for nothing.

    Its methods are for one thread at a time, and wait for nobody's request.
    """

    table = "web"
    """Of the configuration; threads and events are named by it."""

    def __init__(self, *, environ: Mapping[str, str] = os.environ) -> None:
        """Do nothing yet.

        Args:
            environ: where credentials and handed-over sockets are found.
        """
        self._environ = environ
        self._switch = _Switch()
        self._running: _Running | None = None
        self._ended: list[_Running] = []

    @abstractmethod
    def _address(self, config: Config) -> Address | None:
        """Where it listens; None: nowhere."""

    @abstractmethod
    def _application(self, config: Config) -> Application:
        """Make what answers; raises `ConfigError` if that cannot be."""

    def _check(self, config: Config, sockets: tuple[socket.socket, ...]) -> None:  # noqa: B027  # most allow all
        """Refuse sockets that the configuration does not allow; raises `ConfigError`."""

    @property
    def addresses(self) -> tuple[object, ...]:
        """What it listens on, as the sockets say it."""
        sockets = self._running.sockets if self._running else ()
        return tuple(each.getsockname() for each in sockets)

    def start(self, config: Config) -> None:
        """Begin to answer.

        Raises:
            ListenError: the address cannot be had.
            ConfigError: a credential is wrong.
        """
        with self.changing(config):
            pass

    @contextmanager
    def changing(self, config: Config) -> Iterator[None]:
        """Go over to another configuration, if what is done inside goes well.

        What can fail is tried before: whatever is raised, here or inside, nothing has changed.

        Raises:
            ListenError: the new address cannot be had.
            ConfigError: a credential is wrong.
        """
        address = self._address(config)
        application = None if address is None else self._application(config)
        opened = None
        if address is not None and (self._running is None or self._running.address != address):
            sockets = listen.listen(address, environ=self._environ, table=self.table)
            opened = _Running(self.table, address, sockets)
        try:
            if running := opened or self._running:
                self._check(config, running.sockets)
            yield
        except BaseException:
            if opened:
                opened.forget()
            raise
        if application is not None:
            self._switch.application = application
        if self._running is not None and (opened or address is None):
            self._running.stop()
            self._ended.append(self._running)
            self._running = None
        if opened:
            self._running = opened
            opened.start(self._switch)

    def stop(self) -> None:
        """Let nobody in any more; does not wait for what is being answered."""
        if self._running is not None:
            self._running.stop()

    def stopped(self) -> bool:
        """Whether nothing is being answered any more, after `stop`."""
        return not any(each.alive() for each in self._all())

    def join(self, seconds: float) -> None:
        """Wait until it has `stopped`, at most so long for each of its threads."""
        for each in self._all():
            each.join(seconds)

    def _all(self) -> list[_Running]:
        return [*self._ended, *([self._running] if self._running else [])]


class _Switch:
    """The application in force; another takes its place between two requests."""

    def __init__(self) -> None:
        self.application: Application | None = None
        self.limited_log = LimitedLog(log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)

    def at_once(self, url: bytes, lines: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """See `Application`."""
        return self.application.at_once(url, lines) if self.application else None


class _Running:
    """A thread that answers on some sockets."""

    def __init__(self, table: str, address: Address, sockets: tuple[socket.socket, ...]) -> None:
        self._table = table
        self.address = address
        self.sockets = sockets
        self._stopping = threading.Event()
        self._server: UvicornServer | None = None
        self._thread: threading.Thread | None = None

    def start(self, application: _Switch) -> None:
        self._thread = threading.Thread(
            target=self._live, args=(application,), name=self._table, daemon=True
        )
        self._thread.start()
        for each in self.sockets:
            log.info("web.listening", table=self._table, address=str(each.getsockname()))

    def stop(self) -> None:
        self._stopping.set()
        # The duplicates, which the server closes, are the last that keep the door open.
        self.forget()
        if self._server is not None:
            self._server.should_exit = True

    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def join(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def forget(self) -> None:
        listen.close(self.address, self.sockets)

    def _live(self, application: _Switch) -> None:
        while not self._stopping.is_set():
            try:
                self._serve(application)
            except (Exception, SystemExit):
                if not self._stopping.is_set():
                    log.critical("web.bug", exc_info=True)
                    self._stopping.wait(_AGAIN_SECONDS)

    def _serve(self, application: _Switch) -> None:
        self._server = server = UvicornServer(
            uvicorn.Config(
                application,
                http=connections.Connection,
                interface="asgi3",
                lifespan="off",
                ws="none",
                # The log is the service's; who asked for what is nobody's affair, and may hold
                # a token. Whoever wants to count has a server in front that does.
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=connections.IDLE_SECONDS,
                timeout_graceful_shutdown=_FINISH_SECONDS,
            )
        )
        # Duplicates, because uvicorn closes what it is given.
        duplicates = [each.dup() for each in self.sockets]
        server.should_exit = self._stopping.is_set()
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_watched(server, duplicates, application.limited_log))


async def _watched(
    server: UvicornServer, sockets: list[socket.socket], limited_log: LimitedLog
) -> None:
    """Serve, and end connections that take too long."""

    def defect(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        problem = str(context.get("message"))
        # Among them: no connection can be accepted, because all descriptors are taken.
        kind = f"{type(error).__name__} {problem}"
        limited_log.critical("web.bug", kind=kind, problem=problem, exc_info=error or False)

    asyncio.get_running_loop().set_exception_handler(defect)
    watch = asyncio.create_task(_watch(server))
    try:
        await server.serve(sockets)
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _watch(server: UvicornServer) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        now = loop.time()
        for connection in list(server.server_state.connections):
            if isinstance(connection, connections.Connection):
                connection.check(now)
