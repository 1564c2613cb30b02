"""Asking a hub to push a topic, to go on, or to stop (WebSub §5.1; I/O).

One POST, under the guard, the limits and the deadline of a poll. A hub may redirect with 307 or
308 to one that it prefers (§5.1.2); the request is then made there, never over http after https.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from syndicator.http.exchange import exchange
from syndicator.http.failures import Broken
from syndicator.http.fetch import MAX_REDIRECTS, next_place, send
from syndicator.http.headers import kept, retry_after
from syndicator.http.url import Target, target
from syndicator.model import Limits

LEASE: Final = timedelta(days=10)
"""What is asked for; the specification's "good default" (§8.2). The hub decides."""
_REDIRECTS: Final = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
_ABOUT_THE_HUB: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Client errors that any other request would meet, too."""


class Mode(StrEnum):
    """What a hub is asked for, and what it then asks back."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a hub is asked."""

    hub: str
    mode: Mode
    topic: str
    callback: str
    secret: str | None = None
    """What it is to sign with; never sent over http, where anybody could read it (§5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a hub said to a request: only that it will look into it, or not even that."""

    error: str | None = None
    """What went wrong, in one line; None: it accepted."""
    refused: bool = False
    """It refused this very request; else it is the hub itself that is out of order."""
    gone: bool = False
    """It refused with 410: neither now nor later."""
    retry_after: timedelta | None = None


def ask(request: Request, *, limits: Limits, now: datetime) -> Reply:
    """Send a request. Thread-safe; blocks for at most ``limits.timeout``.

    Args:
        request: to be sent; must be on record before, since hubs may ask back at once.
        limits: of the exchange.
        now: what a ``Retry-After`` in the form of a date is compared with.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    headers = {
        "User-Agent": limits.user_agent,
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        place = target(request.hub)
        body = urlencode(_form(request, place)).encode()
        with exchange(limits) as opened:
            for _ in range(MAX_REDIRECTS + 1):
                with closing(send(place, headers, opened, method="POST", body=body)) as response:
                    status = response.status_code
                    if status not in _REDIRECTS:
                        wait = retry_after(kept(response.raw.headers.iteritems()), now)
                        return _reply(place, status, wait)
                    place = next_place(response, place)
            return Reply(error=f"{place.host}: more than {MAX_REDIRECTS} redirects")
    except Broken as broken:
        return Reply(error=broken.message)


def _form(request: Request, place: Target) -> dict[str, str]:
    form = {
        "hub.mode": request.mode.value,
        "hub.topic": request.topic,
        "hub.callback": request.callback,
    }
    if request.mode is Mode.SUBSCRIBE:
        form["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        if request.secret and place.origin[0] == "https":
            form["hub.secret"] = request.secret
    return form


def _reply(place: Target, status: int, wait: timedelta | None) -> Reply:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Reply()
    try:
        said = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = f"{status}"
    client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Reply(
        error=f"{place.host}: {said}",
        refused=client and status not in _ABOUT_THE_HUB,
        gone=status == HTTPStatus.GONE,
        retry_after=wait,
    )
