"""The application: every page of the private pages is a line here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.config.settings import Role
from syndicator.errors import StoreError, SyndicatorError
from syndicator.web.admin import health
from syndicator.web.admin.context import Context
from syndicator.web.admin.desk.bulk import DecideMany
from syndicator.web.admin.desk.decide import Decide
from syndicator.web.admin.desk.publishing import PublishSoon
from syndicator.web.admin.desk.story import copy_page, story_page
from syndicator.web.admin.desk.waiting import desk_page
from syndicator.web.admin.metrics import MetricsPage
from syndicator.web.admin.pages import SECURITY_POLICY, render
from syndicator.web.admin.routing import action, page
from syndicator.web.admin.sign_in import SignIn
from syndicator.web.admin.static_files import static
from syndicator.web.admin.status.feeds import feeds_page
from syndicator.web.admin.status.incident_pages import acknowledge, incidents_page, mute
from syndicator.web.admin.status.ledger import ledger_page
from syndicator.web.admin.status.overview import overview_page
from syndicator.web.admin.status.permissions import permission_page, permissions_page
from syndicator.web.admin.status.service import service_page
from syndicator.web.admin.status.source import PollNow, source_page
from syndicator.web.admin.visits import Visits

_HEADERS: Final = {
    "content-security-policy": SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With "no-referrer", browsers would send "null" as the origin of our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}
_SAID: Final = {
    400: "The request is not right.",
    404: "There is nothing at this address.",
    405: "This cannot be done with this address.",
    500: "This is a bug of ours; the log has it.",
    503: "The database cannot be used now. Try again in a minute.",
}


class Application:
    """The private pages under one configuration, as `Listener` wants them."""

    def __init__(
        self,
        context: Context,
        sign_in: SignIn,
        poll_now: PollNow,
        publish_soon: PublishSoon,
        metrics: MetricsPage,
    ) -> None:
        """Make the routes.

        Args:
            context: what the pages work with.
            sign_in: the pages for that; it outlives a configuration.
            poll_now: asks sources; likewise.
            publish_soon: publishes what was decided; likewise.
            metrics: answers Prometheus; likewise.
        """
        app = Starlette(
            routes=[
                page("/healthz", health.healthz, role=None),
                page("/readyz", health.readyz, role=None),
                page("/metrics", metrics.view, role=None),
                Route("/static/{name}", static, methods=["GET"]),
                *sign_in.routes,
                page("/", overview_page),
                page("/sources/{name}", source_page),
                action("/sources/{name}/poll", poll_now.act),
                page("/incidents", incidents_page),
                action("/incidents/{number:int}/acknowledge", acknowledge),
                action("/mutes", mute),
                page("/feeds", feeds_page),
                page("/permissions", permissions_page),
                page("/permissions/{name}", permission_page),
                page("/ledger", ledger_page),
                page("/service", service_page),
                page("/desk", desk_page),
                action("/desk/bulk", DecideMany(publish_soon).act, role=Role.EDITOR),
                page("/desk/{number:int}", story_page),
                page("/desk/{number:int}/copy", copy_page),
                action("/desk/{number:int}/say", Decide(publish_soon).act, role=Role.EDITOR),
            ],
            middleware=[Middleware(_Headers), Middleware(Visits, context=context)],
            exception_handlers={
                HTTPException: _error,
                SyndicatorError: _error,
                Exception: _bug,
            },
        )
        app.router.redirect_slashes = False
        app.state.context = context
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, send)

    def at_once(self, url: bytes, lines: list[tuple[bytes, bytes]]) -> None:
        """See `syndicator.web.listener.Application`: nothing here needs no thinking."""


def _error(request: Request, error: Exception) -> Response:
    """Say in a page what is wrong; what our own errors say is for those who are signed in."""
    status, said = 500, ""
    headers: dict[str, str] = {}
    match error:
        case HTTPException():
            status, headers = error.status_code, dict(error.headers or {})
            phrase = HTTPStatus(status).phrase
            said = error.detail if error.detail != phrase else _SAID.get(status, phrase)
        case StoreError():
            status, said = 503, _SAID[503]
        case SyndicatorError():
            status, said = 409, str(error)
    title = HTTPStatus(status).phrase
    try:
        answer: Response = render(request, "message.html", status=status, heading=title, said=said)
    except StoreError:
        # The page around it looks into the database, too.
        answer = PlainTextResponse(f"{title}: {said}\n", status)
    answer.headers.update(headers)
    return answer


def _bug(request: Request, error: Exception) -> Response:  # noqa: ARG001  # the log has it
    return PlainTextResponse(_SAID[500], 500, dict(_HEADERS))


class _Headers:
    """Gives every answer the headers that keep it private."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, answer)
