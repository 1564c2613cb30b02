"""The running service: one process that polls and publishes until it is told to stop.

::

    main thread      signals ─▶ stop · reload              does no work of its own, always listens
    scheduler        poll 15 s · publish 60 s, and after news, and when a story's time comes ·
                     audit of all that stands, maintenance and backup daily · alerts 30 s ·
                     reload at SIGHUP
    web              answers readers, if ``[web]`` says where
    worker threads   one for each of them
                         tick ─▶ completed: watchdog, STATUS
                              ─▶ SyndicatorError: one line, tried again · bug: traceback, goes on

After SIGTERM or SIGINT nothing new begins; what is in flight may finish within `Timing.grace`,
then the process ends, whatever hangs. A second signal ends it at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.errors import ConfigError, ForeignOutput, InstanceRunning, SyndicatorError
from syndicator.log import Log, priority, redact
from syndicator.service.protocols import Engine, NoWeb, Web
from syndicator.service.scheduler import Ticks
from syndicator.service.signals import Signals, in_daemon, leave
from syndicator.service.systemd import Notifier
from syndicator.service.timing import Timing

__all__ = ["EX_CONFIG", "EX_TEMPFAIL", "Engine", "Timing", "Web", "run"]

log = Log(__name__)

EX_TEMPFAIL: Final = 75
"""Another instance works on the database (sysexits.h); systemd does not start us again."""
EX_CONFIG: Final = 78
"""The configuration is wrong, or leads to another database than the one that wrote the output
(sysexits.h); systemd does not start us again."""

_LISTEN_SECONDS: Final = 1.0
_TIMING: Final = Timing()
_NO_WEB: Final = NoWeb()


def run(
    path: Path,
    *,
    load: Callable[[Path], Config],
    start: Callable[[Config], Engine],
    web: Web = _NO_WEB,
    hear: Callable[[Callable[[], None]], None] = lambda _: None,
    environ: MutableMapping[str, str] = os.environ,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    timing: Timing = _TIMING,
) -> int:
    """Runs until SIGTERM or SIGINT. To be called in the main thread.

    Args:
        path: the configuration file; read again at every SIGHUP.
        load: reads it, or raises `ConfigError`.
        start: opens the database and makes the engine; called in a thread of its own.
        web: the web server, which is started after the engine.
        hear: given what is to be called, in any thread, when a hub has brought something.
        environ: out of which the service manager's variables are taken.
        clock: the time, aware.
        timing: the pace.

    Returns:
        0 after a signal to stop; `EX_CONFIG`, with every problem on standard error; `EX_TEMPFAIL`
        when another instance holds the database; 1 when the start failed otherwise. Does not
        return, but ends the process with 0, when something hangs beyond the grace, or at a second
        signal.
    """
    notifier = Notifier.from_environment(environ)
    with Signals() as signals:
        starting = in_daemon(lambda: _start(load(path), start, web), name="start")

        def close() -> None:
            with suppress(SyndicatorError):
                starting.result().close()
                web.stop()

        idle: Callable[[], bool] = starting.done
        if signals.listen_until(starting.done):
            try:
                engine = starting.result()
            except SyndicatorError as error:
                return _refuse(error, notifier, environ)
            ticks = Ticks(
                engine,
                load=lambda: load(path),
                notifier=notifier,
                clock=clock,
                timing=timing,
                web=web,
            )
            hear(ticks.receive_soon)
            ticks.begin()
            # What was brought while nobody heard of it: just now, or before the last stop.
            ticks.receive_soon()
            log.info("service.running", config=str(path))
            _serve(ticks, signals)
            idle = ticks.idle
        log.info("service.stopping")
        notifier.stopping()
        return leave(signals, timing.grace, timing.close, idle=idle, close=close)


def _start(config: Config, start: Callable[[Config], Engine], web: Web) -> Engine:
    engine = start(config)
    try:
        web.start(config)
    except BaseException:
        engine.close()
        raise
    return engine


def _serve(ticks: Ticks, signals: Signals) -> None:
    while (signum := signals.read(_LISTEN_SECONDS)) not in Signals.STOP:
        if signum == signal.SIGHUP:
            ticks.reload_soon()
        ticks.check_clock()
    ticks.halt()


def _refuse(error: SyndicatorError, notifier: Notifier, environ: MutableMapping[str, str]) -> int:
    """Says on standard error why the service does not start; returns the exit code."""
    mark = priority("error", stream=sys.stderr, environ=environ)
    for line in str(error).splitlines():
        print(mark + redact(line), file=sys.stderr, flush=True)  # noqa: T201  # an answer, no event
    notifier.status(f"not started: {error}")
    match error:
        case ConfigError() | ForeignOutput():
            return EX_CONFIG
        case InstanceRunning():
            return EX_TEMPFAIL
        case _:
            return error.exit_code
