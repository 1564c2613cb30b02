"""Who asks: a signed cookie, and what the database knows of its session.

The cookie holds a secret, signed; the session is a row of the database, which is begun under a new
secret when somebody signs in, and ends when they sign out, when the password or the user changes,
or after `LIFETIME`. A cookie that was planted is therefore never somebody's session. Where nobody
signs in, the secret only ties the forms to the browser that they were shown to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.config.settings import Role, User
from syndicator.errors import StoreError
from syndicator.store import sessions
from syndicator.store.sessions import SignedIn
from syndicator.web.admin import hosts
from syndicator.web.admin.context import Context, Visit
from syndicator.web.client_share import client_of

LIFETIME: Final = timedelta(hours=16)
"""Of a session: a working day."""
NAME: Final = "syndicator"
SECURE_NAME: Final = "__Host-syndicator"
"""Browsers take it only over TLS, from this host alone, for all paths (RFC 6265bis §4.1.3.2)."""

_SECRET_OCTETS: Final = 32
_MAX_COOKIE: Final = 200
_OPEN: Final = frozenset({"/healthz", "/readyz"})
"""What says nothing and may be asked for by any name: by probes that know only an address."""
_PROXIED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Visits:
    """Refuses requests for other hosts, and says of every other who asks."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        """Wrap an application."""
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        admin, host = self._context.config.admin, request.headers.get("host", "")
        assert admin.listen is not None
        known = hosts.allowed(host, listen=admin.listen.host, base_url=admin.base_url)
        if not known and request.url.path not in _OPEN:
            # Nothing of what was sent is repeated.
            refusal = PlainTextResponse("this is not the host that you asked for", 421)
            await refusal(scope, receive, send)
            return
        try:
            visit = await self._visit(request, host)
        except StoreError:
            refusal = PlainTextResponse("the database cannot be used now\n", 503)
            await refusal(scope, receive, send)
            return
        request.state.visit = visit

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.fresh and shown(message):
                remember(self._context, visit, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, answer)

    async def _visit(self, request: Request, host: str) -> Visit:
        context, secure = self._context, self._secure(host)
        secret = _secret(context.key, request.cookies.get(SECURE_NAME if secure else NAME))
        user = None
        if secret is not None and not context.open_to_all and request.url.path not in _OPEN:
            user = await run_in_threadpool(self._user, secret)
        fresh = secret is None
        secret = secret or secrets.token_urlsafe(_SECRET_OCTETS)
        return Visit(
            user=user,
            role=Role.OPERATOR if context.open_to_all else user.role if user else None,
            secret=secret,
            token=_token(context.key, secret),
            fresh=fresh,
            secure=secure,
            client=_client(request),
        )

    def _secure(self, host: str) -> bool:
        base_url = self._context.config.admin.base_url
        if base_url is None or urlsplit(base_url).scheme != "https":
            return False
        return hosts.is_public(host, base_url)

    def _user(self, secret: str) -> User | None:
        context = self._context
        with context.reading() as store:
            found = sessions.get(store, secret, context.clock())
        if found is None:
            return None
        password = context.passwords.get(found.user)
        if password is None or not hmac.compare_digest(password.fingerprint, found.password):
            return None
        return context.config.admin.users.get(found.user)


def shown(message: Message) -> bool:
    """Whether an answer is a page, whose forms want the cookie."""
    types = [value for name, value in message["headers"] if name == b"content-type"]
    return any(value.startswith(b"text/html") for value in types)


def begin(context: Context, visit: Visit, user: User, *, now: datetime) -> Visit:
    """Sign somebody in, under a new secret; the former one is nobody's from now on.

    Raises:
        StoreError: the database cannot be written.
    """
    secret = secrets.token_urlsafe(_SECRET_OCTETS)
    session = SignedIn(
        user=user.name,
        password=context.passwords[user.name].fingerprint,
        began=now,
        ends=now + LIFETIME,
    )
    store = context.engine.store
    with store.transaction():
        sessions.end(store, visit.secret)
        sessions.begin(store, secret, session)
    return _other(visit, context, secret, user)


def end(context: Context, visit: Visit) -> Visit:
    """Sign somebody out: the cookie is worth nothing any more, wherever it is kept.

    Raises:
        StoreError: the database cannot be written.
    """
    sessions.end(context.engine.store, visit.secret)
    return _other(visit, context, secrets.token_urlsafe(_SECRET_OCTETS), None)


def _other(visit: Visit, context: Context, secret: str, user: User | None) -> Visit:
    return Visit(
        user=user,
        role=user.role if user else None,
        secret=secret,
        token=_token(context.key, secret),
        fresh=True,
        secure=visit.secure,
        client=visit.client,
    )


def remember(context: Context, visit: Visit, headers: MutableHeaders) -> None:
    """Set the cookie of a visit."""
    response = Response()
    response.set_cookie(
        SECURE_NAME if visit.secure else NAME,
        _signer(context.key).sign(visit.secret).decode("ascii"),
        max_age=int(LIFETIME.total_seconds()) if visit.user else None,
        path="/",
        secure=visit.secure,
        httponly=True,
        # Not "strict": who comes by the link of an alert is signed in all the same.
        samesite="lax",
    )
    headers.append("set-cookie", response.headers["set-cookie"])


def is_local(request: Request) -> bool:
    """Whether somebody on this machine asks, without a server in between that would say so."""
    if any(name in request.headers for name in _PROXIED):
        return False
    if request.client is None:
        return True
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _client(request: Request) -> str:
    """Tell who asks, also behind a server on this machine, which alone is believed."""
    host = request.client.host if request.client else None
    forwarded = request.headers.getlist("x-forwarded-for")
    try:
        near = host is None or ip_address(host).is_loopback
        if near and forwarded:
            host = str(ip_address(forwarded[-1].rpartition(",")[2].strip()))
    except ValueError:
        pass
    return client_of(host)


def _signer(key: bytes) -> Signer:
    return Signer(key, salt=b"syndicator.visit", digest_method=hashlib.sha256)


def _secret(key: bytes, cookie: str | None) -> str | None:
    if cookie is None or len(cookie) > _MAX_COOKIE or not cookie.isascii():
        return None
    try:
        return _signer(key).unsign(cookie).decode("ascii")
    except BadSignature:
        return None


def _token(key: bytes, secret: str) -> str:
    made = hmac.digest(key, b"csrf " + secret.encode("ascii"), "sha256")
    return base64.urlsafe_b64encode(made).decode("ascii").rstrip("=")
