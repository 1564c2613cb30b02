"""One message to one recipient, within a time that nothing exceeds (I/O)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final
from urllib.parse import unquote

from syndicator.log import redact
from syndicator.model.incident import Severity
from syndicator.monitor.alerts.message import Message

TIMEOUT: Final = timedelta(seconds=30)
_GLANCE_SECONDS: Final = 0.1
_STATES: Final[Mapping[Severity | None, str]] = {
    None: "success",
    Severity.WARNING: "warning",
    Severity.ERROR: "failure",
    Severity.CRITICAL: "failure",
}
_MAX_ERROR: Final = 200
_SHORTEST_SECRET: Final = 3
_SPARED: Final = frozenset({"localhost", "com", "org", "net", "www", "yes", "the", "not", "failed"})


def send(
    url: str,
    message: Message,
    *,
    stop: threading.Event | None = None,
    timeout: timedelta = TIMEOUT,
) -> str | None:
    """Send a message; blocks for at most so long.

    Args:
        url: apprise's, with its secrets.
        message: what is sent.
        stop: when set, the attempt is broken off.
        timeout: the same.

    Returns:
        Why it could not be sent, in one line without secrets; None: it was accepted. Whatever is
        returned, it may have arrived.
    """
    order = {
        "url": url,
        "title": message.title,
        "body": message.body,
        "state": _STATES[message.severity],
        "seconds": timeout.total_seconds(),
    }
    # -P: what lies in the current folder is not imported.
    command = [sys.executable, "-P", "-m", "syndicator.monitor.alerts.apprise_process"]
    try:
        process = subprocess.Popen(  # noqa: S603  # ourselves
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"no process could be started: {error.strerror}"
    with process:
        said = _converse(process, json.dumps(order).encode(), stop, timeout)
    if said is None:
        if stop is not None and stop.is_set():
            return "broken off, because the service stops"
        return f"not done within {timeout.total_seconds():g} s"
    if process.returncode == 0:
        return None
    text = said.decode("utf-8", "replace").strip()
    return without_secrets(text, url) or "the process that sends it failed"


def without_secrets(text: str, url: str) -> str:
    """What a service said, in one line, without anything that stands in a URL."""
    for part in sorted(_parts(url), key=len, reverse=True):
        text = text.replace(part, "***")
    line = " ".join("".join(c if c.isprintable() else " " for c in redact(text)).split())
    return line if len(line) <= _MAX_ERROR else f"{line[:_MAX_ERROR]}…"


def _parts(url: str) -> set[str]:
    scheme, _, rest = url.partition("://")
    words = {rest, unquote(rest), *re.split(r"[/?&=#@:;,]", rest)}
    words |= {unquote(word) for word in words}
    return {w for w in words if len(w) >= _SHORTEST_SECRET and w.lower() not in {*_SPARED, scheme}}


def _converse(
    process: subprocess.Popen[bytes],
    order: bytes,
    stop: threading.Event | None,
    timeout: timedelta,
) -> bytes | None:
    """Hand the order over and wait for the end; None: it was ended by us."""
    until = time.monotonic() + timeout.total_seconds()
    given: bytes | None = order
    while True:
        try:
            return process.communicate(given, timeout=_GLANCE_SECONDS)[0]
        except subprocess.TimeoutExpired:
            given = None
        except OSError:
            # It ended before it had read everything.
            return b""
        if time.monotonic() > until or (stop is not None and stop.is_set()):
            process.kill()
            with suppress(OSError, ValueError, subprocess.TimeoutExpired):
                process.communicate(timeout=1)
            return None
