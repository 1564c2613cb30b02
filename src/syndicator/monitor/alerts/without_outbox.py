"""The one alert that needs no outbox: that the database cannot be written, so there is none (I/O).

Nothing can be recorded then, so it is sent to every channel that is told of critical trouble, once
a day until the database can be written again, which is told, too. That it was sent is noted in the
folder for temporary files, if that has room: a command from cron is another process each time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.log import Log
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.model.moments import format_moment
from syndicator.monitor.alerts import select
from syndicator.monitor.alerts.credentials import urls_of
from syndicator.monitor.alerts.message import Message
from syndicator.monitor.alerts.send import send

log = Log(__name__)

AGAIN: Final = timedelta(days=1)
Send = Callable[..., str | None]


class WithoutOutbox:
    """Tells of a database that cannot be written, and of the end of that."""

    def __init__(self, database: Path, *, folder: Path | None = None, send: Send = send) -> None:
        """Know of no trouble.

        Args:
            database: which.
            folder: where it is noted that somebody was told; None: that for temporary files.
            send: how a message is sent.
        """
        self._send = send
        digest = hashlib.sha256(str(database.absolute()).encode()).hexdigest()[:16]
        place = folder or Path(tempfile.gettempdir())
        self._note = place / f"syndicator-{os.getuid()}-{digest}.told"
        self._told: datetime | None = None

    def failed(
        self,
        config: Config,
        error: str,
        *,
        now: datetime,
        environ: Mapping[str, str],
        stop: threading.Event | None = None,
    ) -> int:
        """Tell of the trouble, unless that was done within `AGAIN`; how many were told.

        Args:
            config: the configuration in force.
            error: what is wrong, in one line.
            now: the moment.
            environ: where the credentials are.
            stop: when set, nothing more is sent.
        """
        last = self._last()
        if last is not None and timedelta(0) <= now - last < AGAIN:
            return 0
        self._remember(now)
        message = Message(
            title=f"{config.title}: critical: the database cannot be written",
            body=f"CRITICAL: {error}\n"
            f"Since: {format_moment(now, config.timezone)}, or a little earlier\n"
            "Readers: they get nothing new; what stands stays.\n"
            "Look: df -h; syndicator doctor\n"
            "Nothing can be recorded, so this is sent once a day until it is mended.",
            severity=Severity.CRITICAL,
        )
        return self._tell(config, message, now, environ, stop)

    def works(
        self,
        config: Config,
        *,
        now: datetime,
        environ: Mapping[str, str],
        stop: threading.Event | None = None,
    ) -> int:
        """Tell that it is over, if anybody was told of the trouble; how many were."""
        if self._last() is None:
            return 0
        self._forget()
        message = Message(
            title=f"{config.title}: over: the database can be written again",
            body="The database can be written again; what was missed is done now.",
            severity=None,
        )
        return self._tell(config, message, now, environ, stop)

    def _tell(
        self,
        config: Config,
        message: Message,
        now: datetime,
        environ: Mapping[str, str],
        stop: threading.Event | None,
    ) -> int:
        sent = 0
        for name, number, url in _addresses(config, now, environ):
            if stop is not None and stop.is_set():
                break
            if error := self._send(url, message, stop=stop):
                log.warning("alert.failed", channel=name, recipient=number + 1, error=error)
            else:
                log.info("alert.sent", channel=name, recipient=number + 1, alerts=1)
                sent += 1
        return sent

    def _last(self) -> datetime | None:
        with suppress(OSError, OverflowError, ValueError):
            status = self._note.lstat()
            if status.st_uid == os.getuid():
                return datetime.fromtimestamp(status.st_mtime, UTC)
        return self._told

    def _remember(self, now: datetime) -> None:
        self._told = now
        with suppress(OSError):
            # Never through a link that somebody else put there.
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
            os.close(os.open(self._note, flags, 0o600))
            os.utime(self._note, (now.timestamp(), now.timestamp()), follow_symlinks=False)

    def _forget(self) -> None:
        self._told = None
        with suppress(OSError):
            self._note.unlink()


def _addresses(
    config: Config, now: datetime, environ: Mapping[str, str]
) -> Iterator[tuple[str, int, str]]:
    finding = Finding(
        kind=Kind.DISK, subject="database", severity=Severity.CRITICAL, since=now, sentence=""
    )
    for channel in select.listeners(config, finding):
        for number, url in enumerate(urls_of(channel.name, environ=environ)[0]):
            yield channel.name, number, url
