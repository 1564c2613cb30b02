"""``/metrics``: to viewers, and to whoever asks from this machine itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator.config.settings import Role
from syndicator.monitor.alerts.deliver import AlertReport
from syndicator.monitor.metrics.counters import Counters
from syndicator.monitor.metrics.exposition import CONTENT_TYPE, exposition
from syndicator.monitor.outside import OutsideReport
from syndicator.publish.hubs.deliver import PingReport
from syndicator.web.admin.context import context_of, visit_of
from syndicator.web.admin.sign_in import SignIn
from syndicator.web.admin.visits import is_local

_MAX_HEADER: Final = 2_000
_MAX_KNOWN: Final = 20


def count(counters: Counters, kind: str, outcome: str, seconds: float, result: object) -> None:
    """Count a tick, and what came of it; see `syndicator.service.protocols.Web`."""
    counters.ticked(kind, outcome, seconds)
    match result:
        case AlertReport():
            counters.alerted(sent=result.sent, failed=result.failed, given_up=result.given_up)
        case PingReport():
            counters.pinged(sent=result.told, failed=result.failed, given_up=result.given_up)
        case OutsideReport():
            counters.seen_outside(result.seen)


class MetricsPage:
    """Answers Prometheus, which may sign in each time by name and password (RFC 7617)."""

    def __init__(self, sign_in: SignIn) -> None:
        """Nobody has signed in yet.

        Args:
            sign_in: by which passwords are tried, and counted.
        """
        self._sign_in = sign_in
        self._known: dict[bytes, str] = {}
        """Whose a header is, by its digest and the password it was held against: to try it anew
        every few seconds would cost more than the answer."""
        self._lock = threading.Lock()

    def view(self, request: Request) -> Response:
        """Answer with all numbers."""
        context = context_of(request)
        refused = self._refused(request)
        if refused is not None:
            return refused
        outside = {name: not seen.problems for name, seen in context.pulse.outside().items()}
        with context.reading() as store:
            text = exposition(
                context.config, store, context.counters, now=context.clock(), outside=outside
            )
        return Response(text, headers={"content-type": CONTENT_TYPE})

    def _refused(self, request: Request) -> Response | None:
        if visit_of(request).may(Role.VIEWER) or is_local(request):
            return None
        given = request.headers.get("authorization", "")
        found = self._user(request, given) if given else False
        if found is True:
            return None
        if found is not False:
            headers = {"retry-after": str(int(found) + 1)}
            return PlainTextResponse("too many attempts\n", 429, headers)
        challenge = {"www-authenticate": 'Basic realm="metrics", charset="UTF-8"'}
        return PlainTextResponse("sign in\n", 401, challenge)

    def _user(self, request: Request, given: str) -> bool | float:
        context = context_of(request)
        scheme, _, encoded = given.partition(" ")
        if scheme.lower() != "basic" or len(encoded) > _MAX_HEADER:
            return False
        try:
            pair = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        name, _, password = pair.partition(":")
        stored = context.passwords.get(name)
        if stored is None or name not in context.config.admin.users:
            return self._sign_in.allowed(request, name, password)
        digest = hashlib.sha256(f"{stored.fingerprint} {encoded}".encode()).digest()
        with self._lock:
            if self._known.get(digest) == name:
                return True
        allowed = self._sign_in.allowed(request, name, password)
        if allowed is True:
            with self._lock:
                if len(self._known) >= _MAX_KNOWN:
                    self._known.clear()
                self._known[digest] = name
        return allowed
