"""What lets people and programs into a running service, and at the end nobody any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from syndicator.web.admin.server import AdminServer
from syndicator.web.incident_feed import IncidentFeed
from syndicator.web.server import WebServer

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.service.control import Control
    from syndicator.web.callbacks import Callbacks


class Listeners:
    """The web server, the private pages, and the control socket.

    Args:
        callbacks: what hubs ask for.
        environ: out of which the service manager's variables are taken.

    Attributes:
        admin: the private pages.
        incidents: the feed of incidents.
        asked: the control socket; None: there is none.
        stopping: set when nothing more is begun.
    """

    def __init__(self, callbacks: Callbacks, environ: Mapping[str, str]) -> None:
        """See the class."""
        self.incidents = IncidentFeed()
        routes = (*callbacks.routes, *self.incidents.routes)
        self.web = WebServer(environ=environ, routes=routes)
        self.admin = AdminServer(environ=environ)
        self.asked: Control | None = None
        self.stopping = threading.Event()

    def start(self, config: Config) -> None:
        """See `syndicator.service.scheduler.Web`."""
        with self.changing(config):
            pass

    @contextmanager
    def changing(self, config: Config) -> Iterator[None]:
        """See `syndicator.service.scheduler.Web`."""
        with ExitStack() as doors:
            for each in (self.web, self.admin):
                doors.enter_context(each.changing(config))
            yield

    def stop(self) -> None:
        """See `syndicator.service.scheduler.Web`."""
        self.web.stop()
        self.admin.stop()
        self.stopping.set()
        if self.asked is not None:
            self.asked.close()

    def stopped(self) -> bool:
        """See `syndicator.service.scheduler.Web`."""
        listening = self.web.stopped() and self.admin.stopped()
        return listening and not (self.asked and self.asked.busy())

    def ticked(self, kind: str, outcome: str, seconds: float, result: object) -> None:
        """See `syndicator.service.scheduler.Web`."""
        self.admin.ticked(kind, outcome, seconds, result)
