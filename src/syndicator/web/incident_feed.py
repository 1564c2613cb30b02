"""Incidents over HTTP: an Atom feed, for those who have a token of the credential ``incidents``.

What stands in it comes from `syndicator.monitor.incident_feed`; here it is HTTP. The database may
keep an answer waiting, so it is asked in a thread, and only for those who may know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from syndicator.config.credentials import secret_lines, variable_of
from syndicator.errors import StoreError
from syndicator.model import FeedName
from syndicator.monitor.incident_feed import MEDIA_TYPE, PATH
from syndicator.web import tokens
from syndicator.web.conditional import Outcome, Validators, outcome
from syndicator.web.tokens import Tokens

CREDENTIAL: Final = "incidents"
NAME: Final = FeedName("_incidents")
"""Under which its tokens are held; no feed can be called so."""
_CHALLENGE: Final = 'Basic realm="incidents", charset="UTF-8", Bearer realm="incidents"'
_HEADERS: Final = {
    "cache-control": "private, no-cache",
    "vary": "Authorization",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_RETRY_SECONDS: Final = 60


def tokens_of(environ: Mapping[str, str]) -> tuple[tokens.Token, ...]:
    """Read who may see incidents.

    Raises:
        ConfigError: the list cannot be read, or has wrong lines; no message shows a token.
    """
    lines = secret_lines(CREDENTIAL, environ=environ)
    where = f"the credential {CREDENTIAL}, or ${variable_of(CREDENTIAL)}"
    return tokens.read("\n".join(lines), where=where)


class IncidentFeed:
    """The feed, as a route."""

    def __init__(self) -> None:
        """Answer 503 until there is something to be read."""
        self._read: Callable[[], bytes] | None = None

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """For `syndicator.web.server.WebServer`: below the path of ``base_url``."""
        return (Route(f"/{PATH}", self._answer, methods=["GET"]),)

    def answered_by(self, read: Callable[[], bytes]) -> None:
        """Have the document read by a function, which may raise `StoreError`; in any thread."""
        self._read = read

    async def _answer(self, request: Request) -> Response:
        held: Tokens = request.app.state.tokens
        presented = tokens.presented(request.headers.get("authorization"), request.url.query)
        if held.reader(NAME, presented) is None:
            refused = {**_HEADERS, "cache-control": "no-store", "www-authenticate": _CHALLENGE}
            return Response("a token is needed\n", HTTPStatus.UNAUTHORIZED, refused, "text/plain")
        body = None
        if self._read is not None:
            try:
                body = await run_in_threadpool(self._read)
            except StoreError:
                body = None
        if body is None:
            later = {**_HEADERS, "retry-after": str(_RETRY_SECONDS)}
            return Response("later\n", HTTPStatus.SERVICE_UNAVAILABLE, later, "text/plain")
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {**_HEADERS, "etag": etag}
        # Its date says nothing: words may change twice in a second.
        asked = {k: v for k, v in request.headers.items() if not k.endswith("modified-since")}
        found = outcome(asked, Validators(etag=etag, modified=0))
        if found is Outcome.NOT_MODIFIED:
            return Response(b"", HTTPStatus.NOT_MODIFIED, headers)
        if found is Outcome.FAILED:
            return Response(b"", HTTPStatus.PRECONDITION_FAILED, headers)
        return Response(body, HTTPStatus.OK, headers, MEDIA_TYPE)
