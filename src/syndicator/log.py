"""What every module writes to the log with; nothing is imported before there is something to write.

`syndicator.logs` says how the log looks. It and what it needs take a tenth of a second to import,
which a command that has nothing to say does not spend.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any, Final

_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}


class _State:
    """How the log of this process is to look, as long as nothing was written."""

    level: str | None = None
    environ: Mapping[str, str] = os.environ


class Log:
    """The log of one module: structlog's, when there is something to write."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, event: str, **values: object) -> None:
        """Write what helps to find an error."""
        self._write("debug", event, values)

    def info(self, event: str, **values: object) -> None:
        """Write what happened."""
        self._write("info", event, values)

    def warning(self, event: str, **values: object) -> None:
        """Write what may need somebody's attention."""
        self._write("warning", event, values)

    def error(self, event: str, **values: object) -> None:
        """Write what went wrong."""
        self._write("error", event, values)

    def critical(self, event: str, **values: object) -> None:
        """Write what is an error of ours; ``exc_info=True`` adds the traceback."""
        self._write("critical", event, values)

    def _write(self, level: str, event: str, values: dict[str, object]) -> None:
        if _State.level is not None:
            if _LEVELS[level] < _LEVELS[_State.level]:
                return
            begin()
        import structlog  # noqa: PLC0415  # not before something is written

        logger: Any = structlog.get_logger(self._name)
        getattr(logger, level)(event, **values)


class _Waiting(logging.Handler):
    """What other libraries log is the first thing to write, too."""

    def emit(self, record: logging.LogRecord) -> None:
        begin()
        logging.getLogger().handle(record)


def prepare(level: str, *, environ: Mapping[str, str] = os.environ) -> None:
    """Have the log look as `syndicator.logs.configure` says, from its first line on.

    Args:
        level: the least that is written.
        environ: as for `configure`.
    """
    _State.level, _State.environ = level, environ
    _wait_no_more()
    root = logging.getLogger()
    root.addHandler(_Waiting(_LEVELS[level]))
    root.setLevel(_LEVELS[level])


def begin() -> None:
    """Do now what was prepared."""
    from syndicator.logs import configure  # noqa: PLC0415  # not before something is written

    level, _State.level = _State.level, None
    _wait_no_more()
    if level is not None:
        configure(level, environ=_State.environ)


def _wait_no_more() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Waiting)]:
        root.removeHandler(handler)
