"""``/healthz`` and ``/readyz``: for what watches the service from outside."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator.errors import StoreError
from syndicator.store import incidents
from syndicator.web.admin.context import context_of

_UNAVAILABLE = 503


def healthz(request: Request) -> Response:
    """Say whether ticks come to their end: 200, or 503 with those that do not."""
    late = context_of(request).pulse.overdue()
    if not late:
        return PlainTextResponse("ok\n")
    lines = (f"no {kind} has ended for {age:.0f} s\n" for kind, age in sorted(late.items()))
    return PlainTextResponse("".join(lines), _UNAVAILABLE)


def readyz(request: Request) -> Response:
    """Say whether the first ticks have ended and the database answers: 200, or 503."""
    context = context_of(request)
    if not context.pulse.begun():
        return PlainTextResponse("the first poll or publish has not ended yet\n", _UNAVAILABLE)
    try:
        with context.reading() as store:
            incidents.count_open(store)
    except StoreError:
        return PlainTextResponse("the database does not answer\n", _UNAVAILABLE)
    return PlainTextResponse("ok\n")
