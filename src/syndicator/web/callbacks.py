"""Where hubs reach us: ``websub/`` and a token, below the public address (WebSub §5.3, §7).

What they are answered is decided in `syndicator.poll.websub.callbacks`; here it is HTTP. The
database may keep an answer waiting, so it is asked in threads, and in others than those that read
files.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from syndicator.errors import SyndicatorError
from syndicator.log import Log
from syndicator.poll.websub.callbacks import Answer, Subscriber
from syndicator.poll.websub.renew import PATH
from syndicator.web import request_headers
from syndicator.web.log_limit import LimitedLog

log = Log(__name__)

METHODS: Final = "GET, POST"
AT_ONCE: Final = 4
"""What one hub may bring to one callback at a time: each is held in memory until it is stored."""
_RETRY_SECONDS: Final = 60

_LATER: Final = Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
_NOT_FOUND: Final = Answer(status=HTTPStatus.NOT_FOUND)


class Callbacks:
    """All callbacks, as an ASGI application; of any number of hubs, and of unknown ones."""

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Answer 503 until there is a subscriber.

        Args:
            clock: the time, aware.
        """
        self._clock = clock
        self._subscriber: Subscriber | None = None
        self._hear: Callable[[], None] = _nobody
        self._bringing: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._limited_log = LimitedLog(log)

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """For `syndicator.web.server.WebServer`: below the path of ``base_url``."""
        return (Route(f"/{PATH}{{token}}", self),)

    def answered_by(self, subscriber: Subscriber) -> None:
        """Have the subscriber of an engine answer."""
        self._subscriber = subscriber

    def heard_by(self, hear: Callable[[], None]) -> None:
        """Have it called, in any thread, when a hub has brought something; it must not block."""
        self._hear = hear

    def tell(self) -> None:
        """Say to whoever hears it that a hub has brought something."""
        self._hear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except ClientDisconnect:
            return
        except SyndicatorError as error:
            # Without the address: it holds the token.
            self._limited_log.error(  # not a bug
                "web.callback", kind=type(error).__name__, error=str(error)
            )
            answer = _LATER
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["allow"] = METHODS
        elif answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["retry-after"] = str(_RETRY_SECONDS)
        headers["content-type"] = answer.content_type
        await Response(answer.body, answer.status, headers)(scope, receive, send)

    async def _answer(self, request: Request) -> Answer:
        token = request.path_params["token"]
        if request.method not in METHODS.split(", "):
            return Answer(status=HTTPStatus.METHOD_NOT_ALLOWED)
        if self._subscriber is None:
            return _LATER
        if request.method == "POST":
            return await self._delivered(self._subscriber, token, request)
        query = dict(parse_qsl(request.scope["query_string"].decode("latin-1")))
        return await run_in_threadpool(self._subscriber.verify, token, query, now=self._clock())

    async def _delivered(self, subscriber: Subscriber, token: str, request: Request) -> Answer:
        limit = await run_in_threadpool(subscriber.limit, token)
        if limit is None:
            return _NOT_FOUND
        with self._turn(token) as its_turn:
            if not its_turn:
                return _LATER
            body = await _read(request, limit + 1)
            headers = request_headers.text_of(request_headers.joined(request.scope["headers"]))
            return await run_in_threadpool(
                subscriber.deliver, token, headers, body, now=self._clock()
            )

    @contextmanager
    def _turn(self, token: str) -> Iterator[bool]:
        # While one server gives way to another, two event loops come here.
        with self._lock:
            self._bringing[token] += 1
            its_turn = self._bringing[token] <= AT_ONCE
        try:
            yield its_turn
        finally:
            with self._lock:
                self._bringing[token] -= 1
                if not self._bringing[token]:
                    del self._bringing[token]


def _nobody() -> None:
    """What is on record is read without being told of, too."""


async def _read(request: Request, most: int) -> bytes:
    """Read so many octets of a body at most; what comes after them is for nobody."""
    pieces: list[bytes] = []
    size = 0
    async with aclosing(request.stream()) as stream:
        async for piece in stream:
            pieces.append(piece)
            size += len(piece)
            if size >= most:
                break
    return b"".join(pieces)[:most]
