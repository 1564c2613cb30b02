"""What the service tells systemd, and when it may say that it is alive.

The protocol is that of sd_notify(3): one datagram of ``NAME=value`` lines to the AF_UNIX socket
that ``$NOTIFY_SOCKET`` names. Without that variable nothing is sent.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping, MutableMapping
from datetime import timedelta

from syndicator.log import Log, redact

log = Log(__name__)

_VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
_SEND_SECONDS = 1.0


class Notifier:
    """Speaks to the service manager; a manager that does not listen never stops the service."""

    def __init__(self, address: str | None, *, watchdog: timedelta | None = None) -> None:
        """Takes the socket's path, or its ``@`` name in the abstract namespace.

        Args:
            address: as in ``$NOTIFY_SOCKET``; None: nothing is sent.
            watchdog: how long the manager waits for `alive`; None: it does not wait for it.
        """
        self._address = address
        self.watchdog = watchdog
        self._status = ""
        self._broken = False

    @classmethod
    def from_environment(cls, environ: MutableMapping[str, str]) -> Notifier:
        """Reads the manager's variables and removes them, so that no child speaks for us."""
        notifier = cls(environ.get("NOTIFY_SOCKET") or None, watchdog=watchdog_interval(environ))
        for name in _VARIABLES:
            environ.pop(name, None)
        return notifier

    def ready(self, status: str) -> None:
        """Says that the service is up, or that a reload is over, well or not."""
        self._status = one_line(redact(status))
        self._send("READY=1", f"STATUS={self._status}")

    def reloading(self) -> None:
        """Announces a reload; ``Type=notify-reload`` compares the time with its signal's."""
        microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._send("RELOADING=1", f"MONOTONIC_USEC={microseconds}")

    def stopping(self) -> None:
        """Announces the end."""
        self._send("STOPPING=1", "STATUS=stopping")

    def alive(self) -> None:
        """Feeds the watchdog, if there is one."""
        if self.watchdog is not None:
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Shows one line in ``systemctl status``; the same line is not sent again."""
        line = one_line(redact(text))
        if line != self._status:
            self._status = line
            self._send(f"STATUS={line}")

    def _send(self, *lines: str) -> None:
        if self._address is None:
            return
        name = self._address
        address = "\0" + name[1:] if name.startswith("@") else name
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.settimeout(_SEND_SECONDS)
                channel.connect(address)
                channel.sendall("\n".join(lines).encode())
        except (OSError, ValueError) as error:
            if not self._broken:
                log.warning("manager.unreachable", socket=name, error=str(error))
            self._broken = True
        else:
            self._broken = False


class Watchdog:
    """Decides whether a completed tick shows that the whole service is alive. Pure.

    Each kind of tick has a bound. A completed tick is a sign of life only while no kind has gone
    without completing for longer than its bound: so a long poll is carried by the publish ticks
    beside it, and a hung one is not carried for ever.
    """

    def __init__(self, bounds: Mapping[str, timedelta], *, at: float) -> None:
        """Starts the count.

        Args:
            bounds: the kinds of tick that must go on, and the longest silence of each.
            at: the time now, in seconds of a clock that is never set back.
        """
        self._bounds = dict(bounds)
        self._last = dict.fromkeys(self._bounds, at)

    def completed(self, kind: str, *, at: float) -> bool:
        """Notes that a tick of this kind came to its end; True: tell the manager."""
        if kind in self._last:
            self._last[kind] = at
        return not self.overdue(at=at)

    def overdue(self, *, at: float) -> tuple[str, ...]:
        """The kinds that have been silent for longer than they may."""
        return tuple(
            kind
            for kind, bound in self._bounds.items()
            if at - self._last[kind] > bound.total_seconds()
        )


def watchdog_interval(environ: Mapping[str, str]) -> timedelta | None:
    """How long the manager waits for a sign of life (sd_watchdog_enabled(3)).

    None where it does not wait, or where it waits for another process than this one.
    """
    microseconds = environ.get("WATCHDOG_USEC", "")
    pid = environ.get("WATCHDOG_PID", "")
    if not microseconds.isdecimal() or int(microseconds) == 0:
        return None
    if pid and pid != str(os.getpid()):
        return None
    return timedelta(microseconds=int(microseconds))


def one_line(text: str) -> str:
    """The text with every run of white space and control characters made one space.

    A line break inside a value would be read as another assignment.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
