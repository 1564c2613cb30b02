"""The engine of a running service, as commands use it: the same methods, over its socket."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import click
from pydantic import TypeAdapter

from syndicator import errors
from syndicator.cli import desk_words
from syndicator.cli.desk_words import Answered, Asked
from syndicator.errors import (
    InstanceRunning,
    StoreError,
    StoreUnwritable,
    SyndicatorError,
    UsageError,
)
from syndicator.model import FeedName, SourceName
from syndicator.poll.tick import PollReport, Progress
from syndicator.publish.hubs.deliver import PingReport
from syndicator.publish.report import FeedReport
from syndicator.service import control
from syndicator.store.hosts import LeftAlone
from syndicator.store.sidecar_files import beside

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.pipeline import Engine
    from syndicator.publish.audit import AuditReport

_STOPPED: Final = frozenset({"poll", "ping"})
"""The methods that return early when they are told to."""
_RESULTS: Final[dict[str, TypeAdapter[Any]]] = {
    "poll": TypeAdapter(PollReport),
    "left_alone": TypeAdapter(list[LeftAlone]),
    "publish": TypeAdapter(tuple[FeedReport, ...]),
    "ping": TypeAdapter(PingReport),
    "record": desk_words.ANSWERED,
}


class Working(Protocol):
    """What a command does with an engine: with its own, or with that of a running service.

    The arguments, results and errors are those of `syndicator.pipeline.Engine`.
    """

    @property
    def config(self) -> Config:
        """The configuration in force."""

    def poll(
        self,
        *,
        now: datetime,
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
        everything: bool = False,
        progress: Progress | None = None,
    ) -> PollReport:
        """Ask sources."""

    def left_alone(self, *, now: datetime) -> list[LeftAlone]:
        """The sources that are not asked now."""

    def publish(
        self, *, now: datetime, names: Sequence[FeedName] | None = None, everything: bool = False
    ) -> tuple[FeedReport, ...]:
        """Write the feeds that are due, or that are named."""

    def audit(
        self, *, now: datetime, limit: timedelta | None = None, again: bool = False
    ) -> AuditReport | None:
        """Judge again a part of what stands."""

    def ping(self, *, now: datetime, stop: threading.Event | None = None) -> PingReport:
        """Tell the hubs."""

    def alert(self, *, now: datetime, stop: threading.Event | None = None) -> object:
        """Tell people of incidents."""

    def back_up(self, *, now: datetime) -> object:
        """Make a backup, if it is time for one."""

    def beat(self, *, good: bool) -> None:
        """Say elsewhere that the work is done."""


class RemoteEngine:
    """The engine of the service that runs on a database.

    The service works under the configuration that it last read; where that is not the command's
    own, it is said. `stop` and `progress` stay here: who interrupts a command does not interrupt
    the service.

    Args:
        config: the command's own.
        refused: why the command cannot work on the database itself.
    """

    def __init__(self, config: Config, refused: InstanceRunning | StoreUnwritable) -> None:
        """See the class."""
        self.config = config
        self._refused = refused
        self._noted = False

    def poll(
        self,
        *,
        now: datetime,  # noqa: ARG002  # the service has a clock of its own
        stop: threading.Event | None = None,
        names: Iterable[SourceName] | None = None,
        everything: bool = False,
        progress: Progress | None = None,  # noqa: ARG002
    ) -> PollReport:
        """See `Working`."""
        named = None if names is None else list(names)
        found: PollReport = self._ask("poll", stop, names=named, everything=everything)
        return found

    def left_alone(self, *, now: datetime) -> list[LeftAlone]:  # noqa: ARG002
        """See `Working`."""
        found: list[LeftAlone] = self._ask("left_alone")
        return found

    def publish(
        self,
        *,
        now: datetime,  # noqa: ARG002
        names: Sequence[FeedName] | None = None,
        everything: bool = False,
    ) -> tuple[FeedReport, ...]:
        """See `Working`."""
        named = None if names is None else list(names)
        found: tuple[FeedReport, ...] = self._ask("publish", names=named, everything=everything)
        return found

    def audit(
        self,
        *,
        now: datetime,  # noqa: ARG002
        limit: timedelta | None = None,  # noqa: ARG002
        again: bool = False,
    ) -> AuditReport | None:
        """Nothing, since the service does it by itself; refused where it is to begin anew."""
        if again:
            raise self._refused
        return None

    def ping(self, *, now: datetime, stop: threading.Event | None = None) -> PingReport:  # noqa: ARG002  # `now`
        """See `Working`."""
        found: PingReport = self._ask("ping", stop)
        return found

    def record(self, asked: Asked) -> Answered:
        """Record an editor's word; raises as `syndicator.cli.desk_words.record`."""
        found: Answered = self._ask("record", asked=desk_words.ASKED.dump_python(asked))
        return found

    def alert(self, *, now: datetime, stop: threading.Event | None = None) -> None:
        """See `Working`; the service does so by itself."""

    def back_up(self, *, now: datetime) -> None:
        """See `Working`; the service does so by itself."""

    def beat(self, *, good: bool) -> None:
        """See `Working`; the service does so by itself."""

    def _ask(self, method: str, stop: threading.Event | None = None, /, **arguments: object) -> Any:
        path = socket_of(self.config.database)
        request = json.dumps({"method": method, "arguments": arguments}).encode()
        try:
            answer = control.ask(path, request, stop=stop.is_set if stop else lambda: False)
        except control.Stopped:
            click.echo("the running service goes on with what it was asked", err=True)
            raise click.exceptions.Abort from None
        except PermissionError:
            raise self._refused from None
        except ConnectionError:
            ended = "the running service ended before it answered; give the command again"
            raise StoreError(f"{self.config.database}: {ended}") from None
        except OSError as error:
            raise StoreError(f"{self._refused}; it cannot be asked at {path}: {error}") from error
        if answer is None:
            raise self._refused
        told = json.loads(answer)
        self._compare(told)
        if (kind := told.get("error")) is not None:
            raise _error(kind, f"the running service says: {told['message']}")
        return _RESULTS[method].validate_python(_parsed(_RESULTS[method], told["result"]))

    def _compare(self, told: Mapping[str, Any]) -> None:
        """Say once if the service works under another configuration than the command."""
        if self._noted or told.get("config") == self.config.digest:
            return
        self._noted = True
        how = f"`systemctl reload syndicator`, or `kill -HUP {told.get('process')}`"
        click.echo(
            f"note: the running service has not read {self.config.path} as it is now, "
            f"and works under what it read before; {how}, has it read",
            err=True,
        )


def _parsed(adapter: TypeAdapter[Any], value: object) -> Any:
    return adapter.validate_json(json.dumps(value))


def _error(kind: str, message: str) -> SyndicatorError:
    found = getattr(errors, kind, None)
    if isinstance(found, type) and issubclass(found, SyndicatorError) and found in _TOLD:
        return found(message)
    return SyndicatorError(message)


_TOLD: Final = (UsageError, StoreError, errors.OutputError)


def socket_of(database: Path) -> Path:
    """Return where the service that runs on a database is asked, by whichever link it is named."""
    return beside(Path(os.path.realpath(database)), control.SUFFIX)


def answer(
    engine: Engine, clock: Callable[[], datetime], *, stop: threading.Event
) -> control.Answer:
    """Make what a service answers: each request is a method of the engine, or a word.

    Args:
        engine: the service's own.
        clock: the time, aware.
        stop: set when the service ends: what is at work returns early.
    """

    def work(request: bytes) -> bytes:
        try:
            asked = json.loads(request)
            method, arguments = asked["method"], asked["arguments"]
            adapter = _RESULTS[method]
            if method in _STOPPED:
                arguments["stop"] = stop
            if method == "record":
                result = desk_words.record_for(engine.config, now=clock(), **arguments)
            else:
                result = getattr(engine, method)(now=clock(), **arguments)
        except SyndicatorError as error:
            return refusal(type(error).__name__, str(error))
        except Exception as error:  # noqa: BLE001  # whatever it is, who asks is told
            return refusal(type(error).__name__, f"it failed: {error!r}")
        return said(b'"result": ' + adapter.dump_json(result))

    def refusal(kind: str, message: str) -> bytes:
        return said(f'"error": {json.dumps(kind)}, "message": {json.dumps(message)}'.encode())

    def said(rest: bytes) -> bytes:
        who = f'{{"config": {json.dumps(engine.config.digest)}, "process": {os.getpid()}, '
        return who.encode() + rest + b"}"

    return work
