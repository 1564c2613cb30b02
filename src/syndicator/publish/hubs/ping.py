"""Telling a hub that a document has changed: one POST for each document and hub (I/O).

WebSub (W3C Recommendation of 2018-01-23, §7) leaves to the hub how it is told. What hubs take is a
form with ``hub.mode=publish`` and the document's address, in ``hub.url`` for most of them, in
``hub.topic`` for some: so both are sent. A 2xx says that the hub has taken note.

The request goes out under the guard, the limits and the deadline of a poll. No redirect is
followed: what an operator configured is what is told. The answer's body is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from syndicator.http.exchange import exchange
from syndicator.http.failures import Broken
from syndicator.http.fetch import FOLLOWED, send
from syndicator.http.headers import kept, retry_after
from syndicator.http.url import target
from syndicator.model import Limits, Ping, PublishedFeed

_ABOUT_THE_HUB: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.GONE,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Client errors that any other document would meet, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a hub said to a ping."""

    error: str | None = None
    """What went wrong, in one line; None: it has taken note."""
    refused: int | None = None
    """The status by which it refused this document; None: it was not about the document."""
    retry_after: timedelta | None = None


def pings(published: PublishedFeed, forms: Iterable[str]) -> tuple[Ping, ...]:
    """Say whom to tell that documents of a feed have changed.

    Args:
        published: the feed as subscribers poll it. Of one with tokens nobody is told: a hub would
            have to read it, and hand it to whoever asks.
        forms: those whose documents have changed, of ``published.forms``.
    """
    if published.private:
        return ()
    topics = [published.address(form) for form in forms]
    return tuple(Ping(hub=hub, topic=topic) for hub in published.hubs for topic in topics)


def send_ping(ping: Ping, *, limits: Limits, now: datetime) -> Answer:
    """Send one ping. Thread-safe; blocks for at most ``limits.timeout``.

    Args:
        ping: who is told, and of what.
        limits: of the exchange.
        now: what a ``Retry-After`` in the form of a date is compared with.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    form = {"hub.mode": "publish", "hub.url": ping.topic, "hub.topic": ping.topic}
    headers = {
        "User-Agent": limits.user_agent,
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        with exchange(limits) as opened:
            place = target(ping.hub)
            body = urlencode(form).encode()
            with closing(send(place, headers, opened, method="POST", body=body)) as response:
                status = response.status_code
                if response.raw.length_remaining == 0:
                    # Nothing is left to be read: the connection may serve the next ping.
                    response.raw.drain_conn()
                wait = retry_after(kept(response.raw.headers.iteritems()), now)
    except Broken as broken:
        return Answer(error=broken.message)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer()
    client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Answer(
        error=f"{place.host}: {_words(status)}",
        refused=status if client and status not in _ABOUT_THE_HUB else None,
        retry_after=wait,
    )


def _words(status: int) -> str:
    try:
        said = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = f"{status}"
    return f"{said}; name the address that it redirects to" if status in FOLLOWED else said
