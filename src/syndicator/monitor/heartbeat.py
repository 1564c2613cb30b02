"""The dead man's switch: says elsewhere that we are alive, and is missed when we are not (I/O).

A service such as healthchecks.io gives out a URL, waits to be asked for it, and raises an alarm
when nobody does. The request goes out under the guard, the limits and the deadline of a poll; no
redirect is followed, and the answer's body is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from syndicator.config import Config
from syndicator.config.credentials import secret_lines, variable_of
from syndicator.errors import ConfigError
from syndicator.http.exchange import exchange
from syndicator.http.failures import Broken
from syndicator.http.fetch import FOLLOWED, released, send
from syndicator.http.url import target

CREDENTIAL: Final = "heartbeat"
TIMEOUT: Final = timedelta(seconds=10)
MAX_BYTES: Final = 65_536
"""Octets of an answer whose body is not even read."""


def beat(config: Config, *, good: bool, environ: Mapping[str, str]) -> str | None:
    """Ask each URL of the credential; blocks for at most `TIMEOUT` for each.

    Args:
        config: the configuration in force.
        good: whether the tick did its work; else the URL with ``/fail`` is asked.
        environ: where the credential is.

    Returns:
        What went wrong, in one line without the URL, which is a secret; None: nothing.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    try:
        urls = secret_lines(CREDENTIAL, environ=environ)
    except ConfigError as error:
        return str(error)
    if not urls:
        return f"no URL: neither the credential {CREDENTIAL} nor ${variable_of(CREDENTIAL)} is set"
    problems = (_ask(config, url if good else failing(url)) for url in urls)
    return "; ".join([each for each in problems if each]) or None


def failing(url: str) -> str:
    """The address that is told of a failure: the path with ``/fail``, before any query."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


def _ask(config: Config, url: str) -> str | None:
    limits = config.limits(timeout=TIMEOUT, max_bytes=MAX_BYTES)
    headers = {"User-Agent": limits.user_agent, "Accept": "*/*"}
    try:
        place = target(url)
        if place.authorization is not None:
            headers["Authorization"] = place.authorization
        with exchange(limits) as opened, released(send(place, headers, opened)) as response:
            status = response.status_code
            if response.raw.length_remaining == 0:
                # Nothing is left to be read: the connection may serve the next one.
                response.raw.drain_conn()
    except Broken as broken:
        return broken.message
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    redirected = "; give the address that it redirects to" if status in FOLLOWED else ""
    return f"{place.host}: {status}{redirected}"
