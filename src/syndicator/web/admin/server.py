"""The listener of the private pages."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address

from syndicator.config import Config
from syndicator.config.address import Address
from syndicator.errors import ConfigError, Problem, StoreError
from syndicator.log import Log
from syndicator.monitor.metrics.counters import Counters
from syndicator.store import measured, sessions
from syndicator.web.admin import metrics, passwords
from syndicator.web.admin.app import Application
from syndicator.web.admin.attempts import Attempts
from syndicator.web.admin.context import Context, Engine, Readers
from syndicator.web.admin.desk.publishing import PublishSoon
from syndicator.web.admin.metrics import MetricsPage
from syndicator.web.admin.pulse import Pulse
from syndicator.web.admin.sign_in import SignIn
from syndicator.web.admin.status.glance import Glance
from syndicator.web.admin.status.source import PollNow
from syndicator.web.listener import Listener

log = Log(__name__)


class AdminServer(Listener):
    """What ``[admin]`` asks for."""

    table = "admin"

    def __init__(
        self,
        *,
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Do nothing yet.

        Args:
            environ: where passwords and handed-over sockets are found.
            clock: the time, aware.
        """
        super().__init__(environ=environ)
        self._clock = clock
        self._engine: Engine | None = None
        self._readers: Readers | None = None
        self._counters: Counters | None = None
        self._pulse = Pulse(now=clock)
        self._sign_in = SignIn(Attempts())
        self._poll_now = PollNow()
        self._publish_soon = PublishSoon()
        self._metrics = MetricsPage(self._sign_in)

    def answered_by(self, engine: Engine) -> None:
        """Show and ask this engine; to be called before `start`."""
        self._engine = engine
        self._readers = Readers(engine.store.reader)
        self._counters = Counters(measured.last_poll(engine.store))

    def stop(self) -> None:
        """See `Listener`; what was asked for here ends, too."""
        super().stop()
        self._poll_now.stop()
        self._publish_soon.stop()
        if self._readers is not None:
            self._readers.close()

    def ticked(self, kind: str, outcome: str, seconds: float, result: object) -> None:
        """Take note of a tick; see `syndicator.service.scheduler.Web`."""
        self._pulse.ticked(kind, outcome, seconds, result)
        if self._counters is None or self._engine is None:
            return
        metrics.count(self._counters, kind, outcome, seconds, result)
        if kind in {"poll", "receive"}:
            # By the engine's own connection: no page that is being read holds up a tick.
            with suppress(StoreError):
                self._counters.catch_up(self._engine.store, wait=False)

    def _address(self, config: Config) -> Address | None:
        return config.admin.listen

    def _application(self, config: Config) -> Application:
        assert self._engine is not None
        assert self._readers is not None
        assert self._counters is not None
        known = passwords.load(config.admin.users, environ=self._environ)
        for name in config.admin.users:
            if name not in known:
                log.warning(
                    "admin.no_password", user=name, credential=passwords.credential_of(name)
                )
        context = Context(
            config=config,
            engine=self._engine,
            readers=self._readers,
            passwords=known,
            key=sessions.signing_key(self._engine.store),
            pulse=self._pulse,
            counters=self._counters,
            glance=Glance(config),
            clock=self._clock,
        )
        return Application(
            context, self._sign_in, self._poll_now, self._publish_soon, self._metrics
        )

    def _check(self, config: Config, sockets: tuple[socket.socket, ...]) -> None:
        """Hold what systemd handed over against the rule for what the file names itself."""
        for each in sockets:
            if each.family == socket.AF_UNIX or config.admin.users:
                continue
            host = str(each.getsockname()[0])
            if not ip_address(host.partition("%")[0]).is_loopback:
                message = (
                    f"the socket that systemd hands over, {host}, can be reached from other "
                    "machines, and nobody would need a password; name somebody in "
                    "[admin.users.NAME], or have it listen on 127.0.0.1"
                )
                file = str(config.path)
                problem = Problem(file=file, line=None, key="admin.listen", message=message)
                raise ConfigError((problem,))
