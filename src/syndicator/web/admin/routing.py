"""How a page, or what changes something, becomes a route: who may, and that they meant it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from syndicator.config.settings import Role
from syndicator.web.admin import origins
from syndicator.web.admin.context import context_of, visit_of
from syndicator.web.admin.local_paths import local_path

View = Callable[[Request], Response]
Act = Callable[[Request, FormData], Response]

TOKEN: Final = "csrf"  # noqa: S105  # the name of a field
"""The field of every form that holds the visitor's token."""
MAX_FORM: Final = 512_000
"""Octets of a form."""
_MAX_FIELDS: Final = 5_000
_FORM: Final = "application/x-www-form-urlencoded"
_SEE_OTHER: Final = 303


def page(path: str, view: View, *, role: Role | None = Role.VIEWER) -> Route:
    """Make the route of a page.

    Args:
        path: as Starlette's routes have it.
        view: makes the answer; runs in a thread, and may raise `HTTPException`.
        role: who may see it; None: everybody, signed in or not.
    """

    async def answer(request: Request) -> Response:
        if role is not None and (refused := _refused(request, role)):
            return refused
        return await run_in_threadpool(view, request)

    return Route(path, answer, methods=["GET"])


def action(path: str, act: Act, *, role: Role | None = Role.OPERATOR) -> Route:
    """Make the route of a form that changes something.

    Args:
        path: as Starlette's routes have it.
        act: does it, and answers with `done`; runs in a thread, and may raise `HTTPException`.
        role: who may; None: everybody, signed in or not.
    """

    async def answer(request: Request) -> Response:
        form = await _form(request)
        if role is not None and (refused := _refused(request, role)):
            return refused
        return await run_in_threadpool(act, request, form)

    return Route(path, answer, methods=["POST"])


def done(path: str | None, default: str = "/") -> Response:
    """Lead to a page after something was done (RFC 9110 §15.4.4).

    Args:
        path: a path of ours with its query, percent-encoded; what is none is left alone.
        default: where to go instead.
    """
    return RedirectResponse(local_path(path, default), _SEE_OTHER)


def address(*parts: str, **query: str) -> str:
    """Make a path of ours out of its parts, which are encoded: ``address("sources", name)``."""
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    return f"{path}?{urlencode(query)}" if query else path


def _refused(request: Request, role: Role) -> Response | None:
    visit = visit_of(request)
    if visit.may(role):
        return None
    if visit.role is not None:
        raise HTTPException(403, f"This needs the role {role}; yours is {visit.role}.")
    if request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(address("sign-in", next=local_path(asked)), _SEE_OTHER)
    raise HTTPException(401, "You are not signed in, or no longer. Nothing was changed.")


async def _form(request: Request) -> FormData:
    """Read a form that one of our own pages has shown to this visitor.

    Raises:
        HTTPException: it is none, or comes from elsewhere (403).
    """
    base_url = context_of(request).config.admin.base_url
    if not origins.own(
        request.headers.get("origin"),
        request.headers.get("sec-fetch-site"),
        host=request.headers.get("host", ""),
        base_url=base_url,
    ):
        raise HTTPException(403, "This form was sent from another site. Nothing was changed.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, "This is no form.")
    bounded = Request(request.scope, _bounded(request.receive, MAX_FORM))
    form = await bounded.form(max_files=0, max_fields=_MAX_FIELDS, max_part_size=MAX_FORM)
    sent = form.get(TOKEN)
    token = visit_of(request).token
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), token.encode()):
        raise HTTPException(
            403, "This form is too old, or not yours. Nothing was changed: load its page again."
        )
    return form


def _bounded(receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
    left = most

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, "This form is too large.")
        return message

    return bounded


def text(form: FormData, name: str, most: int = 2_000) -> str:
    """A field of a form, without spaces around it; empty if it is missing.

    Raises:
        HTTPException: it is longer than ``most`` characters (400).
    """
    value = form.get(name)
    found = value.strip() if isinstance(value, str) else ""
    if len(found) > most:
        raise HTTPException(400, f"“{name}” is longer than {most} characters. Nothing was changed.")
    return found
