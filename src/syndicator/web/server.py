"""The web server's life inside of the service: a thread with an event loop of its own (I/O).

It begins when the service does, goes on while feeds are polled and published, and ends within the
service's grace: what is being answered may finish, nobody else is let in. Signals are the
service's affair.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import uvicorn
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import Server as UvicornServer

from syndicator.config import Config
from syndicator.config.address import Address
from syndicator.curate.rules import Access
from syndicator.log import Log
from syndicator.web import app, connections, credentials, listen
from syndicator.web.files import Files
from syndicator.web.library import Library

log = Log(__name__)

_FINISH_SECONDS: Final = 4
"""What is being answered at the end may take so long: less than the service's grace."""
_CHECK_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 1.0


class WebServer:
    """What ``[web]`` asks for, and nothing if it asks for nothing.

    Its methods are for one thread at a time, and wait for nobody's request.
    """

    def __init__(
        self, *, environ: Mapping[str, str] = os.environ, routes: Sequence[BaseRoute] = ()
    ) -> None:
        """Do nothing yet.

        Args:
            environ: where credentials and handed-over sockets are found.
            routes: what it answers besides files, below the path of ``base_url``.
        """
        self._environ = environ
        self._routes = routes
        self._switch = _Switch()
        self._library: tuple[str, Library] | None = None
        self._running: _Running | None = None
        self._ended: list[_Running] = []

    @property
    def addresses(self) -> tuple[object, ...]:
        """What it listens on, as the sockets say it."""
        sockets = self._running.sockets if self._running else ()
        return tuple(each.getsockname() for each in sockets)

    def start(self, config: Config) -> None:
        """Begin to answer.

        Raises:
            ListenError: the address cannot be had.
            ConfigError: a list of tokens is wrong.
        """
        with self.changing(config):
            pass

    @contextmanager
    def changing(self, config: Config) -> Iterator[None]:
        """Go over to another configuration, if what is done inside goes well.

        What can fail is tried before: whatever is raised, here or inside, nothing has changed.

        Raises:
            ListenError: the new address cannot be had.
            ConfigError: a list of tokens is wrong.
        """
        address = config.web.listen
        application = None if address is None else self._application(config)
        opened = None
        if address is not None and (self._running is None or self._running.address != address):
            opened = _Running(address, listen.listen(address, environ=self._environ))
        try:
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

    def _application(self, config: Config) -> Files:
        held = credentials.load(environ=self._environ)
        private = [each.name for each in config.feeds.values() if each.access is Access.TOKEN]
        for feed in held.missing(private):
            log.warning("web.no_tokens", feed=feed, credential=credentials.credential_of(feed))
        root = str(config.output)
        if self._library is None or self._library[0] != root:
            self._library = (root, Library(Path(root)))
        return app.create(config, held, self._library[1], routes=self._routes)


class _Switch:
    """The application in force; another takes its place between two requests."""

    def __init__(self) -> None:
        self.application: Files | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)

    def at_once(self, url: bytes, lines: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """See `Files.at_once`."""
        return self.application.at_once(url, lines) if self.application else None


class _Running:
    """A thread that answers on some sockets."""

    def __init__(self, address: Address, sockets: tuple[socket.socket, ...]) -> None:
        self.address = address
        self.sockets = sockets
        self._stopping = threading.Event()
        self._server: UvicornServer | None = None
        self._thread: threading.Thread | None = None

    def start(self, application: ASGIApp) -> None:
        self._thread = threading.Thread(
            target=self._live, args=(application,), name="web", daemon=True
        )
        self._thread.start()
        for each in self.sockets:
            log.info("web.listening", address=str(each.getsockname()))

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

    def _live(self, application: ASGIApp) -> None:
        while not self._stopping.is_set():
            try:
                self._serve(application)
            except (Exception, SystemExit):
                if not self._stopping.is_set():
                    log.critical("web.bug", exc_info=True)
                    self._stopping.wait(_AGAIN_SECONDS)

    def _serve(self, application: ASGIApp) -> None:
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
            runner.run(_watched(server, duplicates))


async def _watched(server: UvicornServer, sockets: list[socket.socket]) -> None:
    """Serve, and end connections that take too long."""
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
