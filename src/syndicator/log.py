"""How the log is written: one line per event, for a terminal, for the journal, or for a file.

::

    terminal   12:30:01 warning  source failed  source=rferl error="no answer within 20 s"
    journal    <4>level=warning event="source failed" source=rferl error="no answer within 20 s"
    else       time=2026-01-01T11:30:01.250Z level=warning event="source failed" source=rferl …

The last two are logfmt: a value with white space, quotes or ``=`` in it is a JSON string, so that
nothing that came from outside can begin a line of its own. The journal takes the priority from
the ``<4>`` (sd-daemon(3)) and keeps the time itself. Only on a terminal does a traceback span
several lines, indented under its event. What other libraries log through `logging` looks alike.

`Log` is what every module writes with. structlog takes a tenth of a second to import, which a
command that has nothing to log does not spend.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

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
    """Have the log look as `configure` says, from its first line on.

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
    level, _State.level = _State.level, None
    _wait_no_more()
    if level is not None:
        configure(level, environ=_State.environ)


def _wait_no_more() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Waiting)]:
        root.removeHandler(handler)


LEVELS: Final = ("debug", "info", "warning", "error", "critical")

_PRIORITY: Final = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}
_COLOUR: Final = {"debug": 2, "info": 32, "warning": 33, "error": 31, "critical": 41}
_BARE: Final = re.compile(r'[^\s"=\\]+')
# No scheme is required: connection errors quote "//user:word@host/path" and "/path?token=…" alike.
_USERINFO: Final = re.compile(r"""(?<=//)[^/?#\s"'<>\\]*@""")
_PARAMETER: Final = re.compile(r"""([?&;#][^=?&;#\s"'<>]{1,64}=)([^&;#\s"'<>]+)""")
_SECRET_NAME: Final = re.compile(
    r"token|key|secret|pass|pwd|auth|sig|session|cred|sid\b|jwt|ticket|hash|code", re.IGNORECASE
)
_SECRET_VALUE: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.~%+/=-]{20,}", re.ASCII)


def configure(
    level: str, *, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ
) -> None:
    """Sends the log of this process to ``stream``; may be called again.

    Args:
        level: the least that is written, one of `LEVELS`.
        stream: decides about the form; None: standard error.
        environ: where ``JOURNAL_STREAM``, ``NO_COLOR`` and ``TERM`` are read.
    """
    import structlog  # noqa: PLC0415  # not before something is written

    stream = sys.stderr if stream is None else stream
    threshold = _threshold(level)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, _name_origin],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _make_safe,
                _renderer(stream, environ),
            ],
        )
    )
    root = logging.getLogger()
    for old in [other for other in root.handlers if isinstance(other, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(threshold)
    # A tick that is still at work when the next is due is not worth a warning every few seconds.
    debugging = threshold <= logging.DEBUG
    logging.getLogger("apscheduler").setLevel(logging.INFO if debugging else logging.ERROR)


def redact(text: str) -> str:
    """The text without what may be a credential in a URL: user and password, keys, tokens.

    Rather too much than too little: a parameter's value is hidden for a telling name or for
    looking random.
    """
    text = _USERINFO.sub("***@", text)
    return _PARAMETER.sub(_hide_secret, text)


def priority(level: str, *, stream: TextIO, environ: Mapping[str, str]) -> str:
    """``<3>`` and the like where the stream is the journal, else nothing."""
    return f"<{_PRIORITY[level]}>" if _is_journal(stream, environ) else ""


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that configuring again finds it."""


def _threshold(level: str) -> int:
    if level not in LEVELS:
        raise ValueError(f"no such level: {level}")
    return logging.getLevelNamesMapping()[level.upper()]


def _is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the stream is the one that systemd connected (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _hide_secret(found: re.Match[str]) -> str:
    name, value = found.groups()
    if _SECRET_NAME.search(name) or _SECRET_VALUE.fullmatch(value):
        return f"{name}***"
    return found[0]


def _name_origin(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["logger"] = event["_record"].name
    return event


def _make_safe(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Every value as printable text, but for line feeds, which the renderers treat."""
    return {key: _safe(value) for key, value in event.items()}


def _safe(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else _escape(c) for c in text)
    return redact(text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _renderer(stream: TextIO, environ: Mapping[str, str]) -> Processor:
    if stream.isatty():
        plain = "NO_COLOR" in environ or environ.get("TERM", "dumb") == "dumb"
        return _terminal_renderer(colour=not plain)
    return _logfmt_renderer(journal=_is_journal(stream, environ))


def _logfmt_renderer(*, journal: bool) -> Callable[[WrappedLogger, str, EventDict], str]:
    def render(_: WrappedLogger, __: str, event: EventDict) -> str:
        level = event.pop("level")
        line = _pairs({"level": level, "event": event.pop("event"), **event})
        return f"<{_PRIORITY[level]}>{line}" if journal else f"time={_now()} {line}"

    return render


def _terminal_renderer(*, colour: bool) -> Callable[[WrappedLogger, str, EventDict], str]:
    def render(_: WrappedLogger, __: str, event: EventDict) -> str:
        level = event.pop("level")
        name = f"\x1b[{_COLOUR[level]}m{level:8}\x1b[0m" if colour else f"{level:8}"
        time = datetime.now(UTC).strftime("%H:%M:%SZ")
        message = event.pop("event").replace("\n", "\\n")
        traceback = event.pop("exception", "")
        parts = [f"{time} {name} {message}"] + ([_pairs(event)] if event else [])
        return "\n    ".join(["  ".join(parts), *traceback.splitlines()])

    return render


def _pairs(event: EventDict) -> str:
    return " ".join(f"{key}={_value(text)}" for key, text in event.items())


def _value(text: str) -> str:
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
