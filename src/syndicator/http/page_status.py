"""Whether the page of a story is still there: its status, asked as politely as can be (I/O).

HEAD first, under the guard, the limits and the deadline of a poll; GET, with its body unread, where
a server does not do HEAD, and before a page counts as missing: some answer HEAD as if it were.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from syndicator.http.exchange import Exchange, exchange
from syndicator.http.failures import Broken
from syndicator.http.fetch import FOLLOWED, MAX_REDIRECTS, next_place, released, send
from syndicator.http.url import target
from syndicator.model import Job

MISSING: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NOT_BY_HEAD: Final = frozenset(
    {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
)
ACCEPT: Final = "text/html, */*;q=0.1"


def status(job: Job) -> int | None:
    """Ask for a page. Thread-safe; blocks for at most ``limits.timeout``.

    Args:
        job: needs ``url`` and ``limits``.

    Returns:
        The status at the end of the redirects; None where there was no answer, or one that may not
        be followed.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    try:
        with exchange(job.limits) as opened:
            found = _asked(job, opened, "HEAD")
            if found in MISSING | _NOT_BY_HEAD:
                found = _asked(job, opened, "GET")
            return found
    except Broken:
        return None


def _asked(job: Job, opened: Exchange, method: str) -> int | None:
    place = home = target(job.url)
    headers = {"User-Agent": job.limits.user_agent, "Accept": ACCEPT}
    for _ in range(MAX_REDIRECTS + 1):
        authorized = home.authorization is not None and place.origin == home.origin
        credentials = {"Authorization": home.authorization or ""} if authorized else {}
        with released(send(place, headers | credentials, opened, method=method)) as response:
            if response.status_code not in FOLLOWED:
                return response.status_code
            place = next_place(response, place)
    return None
