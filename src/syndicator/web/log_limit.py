"""A log of what clients can cause: no request, however often it comes, fills the journal."""

from __future__ import annotations

import logging
import time
from asyncio import CancelledError
from collections.abc import Callable
from typing import Final

from syndicator.log import Log

LIMIT_SECONDS: Final = 60.0
"""Of the same kind, one line in so long."""
MAX_KINDS: Final = 100
"""Kinds that are told apart; all beyond them are one kind."""


class LimitedLog:
    """Writes the first event of a kind at once, then one line a minute that counts the others."""

    def __init__(self, log: Log, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Write to a log.

        Args:
            log: of the module whose events they are.
            clock: seconds, never set back.
        """
        self._log = log
        self._clock = clock
        self._last: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def error(self, event: str, *, kind: str, **values: object) -> None:
        """Write what went wrong.

        Args:
            event: what the line says.
            kind: what is counted as the same; nothing that a client chooses freely.
            values: as for `Log.error`.
        """
        if (repeated := self._admitted(f"{event} {kind}")) is not None:
            self._log.error(event, **values, **repeated)

    def warning(self, event: str, *, kind: str, **values: object) -> None:
        """Write what somebody may want to look at; see `error`."""
        if (repeated := self._admitted(f"{event} {kind}")) is not None:
            self._log.warning(event, **values, **repeated)

    def critical(self, event: str, *, kind: str, **values: object) -> None:
        """Write what is an error of ours; see `error`."""
        if (repeated := self._admitted(f"{event} {kind}")) is not None:
            self._log.critical(event, **values, **repeated)

    def _admitted(self, key: str) -> dict[str, int] | None:
        """What is said beside an event that is written; None: it is only counted."""
        now = self._clock()
        key = key if key in self._last or len(self._last) < MAX_KINDS else "others"
        last = self._last.get(key)
        if last is not None and now - last < LIMIT_SECONDS:
            self._left_out[key] = self._left_out.get(key, 0) + 1
            return None
        self._last[key] = now
        left_out = self._left_out.pop(key, 0)
        return {"left_out": left_out} if left_out else {}


class ConnectionLog:
    """What uvicorn has to say of one connection, in the place of its own `logging.Logger`.

    A reader that leaves early is no event. What a client sent that is not HTTP is its own affair,
    and was answered.
    """

    level: Final = logging.ERROR

    __slots__ = ("_limited", "_reader_left")

    def __init__(self, limited: LimitedLog, reader_left: Callable[[], bool]) -> None:
        """Write to a log, as long as there is a reader.

        Args:
            limited: where defects go.
            reader_left: whether the connection is closed, or about to be.
        """
        self._limited = limited
        self._reader_left = reader_left

    def log(self, *_: object) -> None:
        """Say nothing: only uvicorn's traces come here."""

    def info(self, *_: object) -> None:
        """Say nothing."""

    def warning(self, *_: object) -> None:
        """Say nothing: these are about requests that were refused."""

    def error(self, message: str, *_: object, exc_info: BaseException | None = None) -> None:
        """Write that an answer failed by a defect, unless there was nobody to be answered.

        What is cancelled has hung until the service ended: the reader's fault, or nobody's.
        """
        if not self._reader_left() and not isinstance(exc_info, CancelledError):
            kind = type(exc_info).__name__ if exc_info else message
            self._limited.critical(
                "web.bug", kind=kind, problem=message.strip(), exc_info=exc_info or False
            )
