"""Signing in and out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import FormData, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from syndicator.log import Log
from syndicator.web.admin import passwords, visits
from syndicator.web.admin.attempts import Attempts
from syndicator.web.admin.context import context_of, visit_of
from syndicator.web.admin.local_paths import local_path
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import action, done, page, text
from syndicator.web.log_limit import LimitedLog

log = Log(__name__)

_MAX_NAME: Final = 64
_MAX_WAITING: Final = 8
"""Passwords that are tried, or wait to be, at a time: a crowd does not keep others from pages."""
_BUSY_SECONDS: Final = 5.0


class SignIn:
    """The routes by which people sign in and out.

    Wrong passwords are counted by client and by name; who has failed too often waits.
    """

    def __init__(self, attempts: Attempts, clock: Callable[[], float] = time.monotonic) -> None:
        """Use these counts.

        Args:
            attempts: of all listeners' lives: a reload forgives nobody.
            clock: seconds, never set back.
        """
        self._attempts = attempts
        self._clock = clock
        self._limited_log = LimitedLog(log)
        self._waiting = threading.BoundedSemaphore(_MAX_WAITING)

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """All of them."""
        return (
            page("/sign-in", self._form, role=None),
            action("/sign-in", self._sign_in, role=None),
            action("/sign-out", self._sign_out, role=None),
        )

    def allowed(self, request: Request, name: str, password: str) -> bool | float:
        """Try a password.

        Returns:
            Whether it is the user's; or for how many seconds it is not looked at.
        """
        context, visit = context_of(request), visit_of(request)
        # Of names that are none's only one is counted: they cost no memory.
        counted = name if name in context.config.admin.users else ""
        wait = self._attempts.wait(visit.client, counted, now=self._clock())
        if wait > 0:
            return wait
        if not self._waiting.acquire(blocking=False):
            return _BUSY_SECONDS
        try:
            if passwords.matches(context.passwords.get(name), password):
                return True
        finally:
            self._waiting.release()
        self._attempts.failed(visit.client, counted, now=self._clock())
        self._limited_log.warning(
            "admin.sign_in_failed", kind=counted, user=counted or "unknown", client=visit.client
        )
        return False

    def _form(self, request: Request) -> Response:
        back = local_path(request.query_params.get("next"))
        visit = visit_of(request)
        if visit.role is not None:
            return done(back)
        return render(request, "sign_in.html", back=back, problem=None, name="")

    def _sign_in(self, request: Request, form: FormData) -> Response:
        context, visit = context_of(request), visit_of(request)
        name, back = text(form, "name", _MAX_NAME), local_path(text(form, "next"))
        if context.open_to_all:
            return done(back)
        password = form.get("password")
        found = self.allowed(request, name, password if isinstance(password, str) else "")
        if found is True:
            user = context.config.admin.users[name]
            visit = visits.begin(context, visit, user, now=context.clock())
            log.info("admin.signed_in", user=name, client=visit.client)
            answer = done(back)
            visits.remember(context, visit, MutableHeaders(raw=answer.raw_headers))
            return answer
        if found is False:
            problem, status = "That is not the name and the password of anybody here.", 403
        else:
            minutes = max(round(found / 60), 1)
            problem, status = f"Too many attempts. Try again in {minutes} min.", 429
        answer = render(
            request, "sign_in.html", status=status, back=back, problem=problem, name=name
        )
        if found is not False:
            answer.headers["retry-after"] = str(int(found) + 1)
        return answer

    def _sign_out(self, request: Request, form: FormData) -> Response:  # noqa: ARG002  # an action
        context, visit = context_of(request), visit_of(request)
        visit = visits.end(context, visit)
        answer = done("/sign-in")
        visits.remember(context, visit, MutableHeaders(raw=answer.raw_headers))
        return answer
