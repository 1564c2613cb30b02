"""Incidents: what is open, what was lately, what is muted; acknowledged and muted by operators."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.config.values import duration
from syndicator.log import Log
from syndicator.model.incident import Mute
from syndicator.monitor.overview import worst_first
from syndicator.store import incidents
from syndicator.web.admin.context import context_of, visit_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import done, text

log = Log(__name__)

LATELY: Final = timedelta(days=7)
MAX_SHOWN: Final = 200
_MAX_NOTE: Final = 500
_MAX_SPAN: Final = timedelta(days=400)


def incidents_page(request: Request) -> Response:
    """Show what is open, then what was over within the last week."""
    context = context_of(request)
    now = context.clock()
    with context.reading() as store:
        found = incidents.recent(store, since=now - LATELY, limit=MAX_SHOWN)
        standing = incidents.standing(store)
        mutes = incidents.mutes(store, now)
    return render(
        request,
        "incidents.html",
        refresh=True,
        open=worst_first(standing),
        over=[each for each in found if each.closed is not None],
        mutes=mutes,
        sources=sorted(context.config.sources),
    )


def acknowledge(request: Request, form: FormData) -> Response:
    """Note that somebody knows of an incident; or that nobody does any more."""
    context, visit = context_of(request), visit_of(request)
    number: int = request.path_params["number"]
    now, span = context.clock(), _span(form)
    note = text(form, "note", _MAX_NOTE)
    by = f"{visit.name}: {note}" if note else visit.name
    known = incidents.acknowledge(
        context.engine.store,
        number,
        until=now + span if span else None,
        note=by if span else "",
        now=now,
    )
    if not known:
        raise HTTPException(409, f"Incident {number} is not open any more. Nothing was changed.")
    log.info(
        "admin.acknowledged", incident=number, by=visit.name, hours=span.total_seconds() / 3600
    )
    return done(f"/incidents#incident-{number}")


def mute(request: Request, form: FormData) -> Response:
    """Have nobody told of a source, or of anything, for a while; or have them told again."""
    context, visit = context_of(request), visit_of(request)
    subject = text(form, "subject", 100)
    if subject and subject not in context.config.sources:
        raise HTTPException(400, "There is no source of this name. Nothing was changed.")
    span, note = _span(form), text(form, "note", _MAX_NOTE)
    by = f"{visit.name}: {note}" if note else visit.name
    until = context.clock() + span
    incidents.mute(context.engine.store, Mute(subject=subject or None, until=until, note=by))
    log.info("admin.muted", source=subject or None, by=visit.name, until=until.isoformat())
    return done(text(form, "back"), "/incidents#mutes")


def _span(form: FormData) -> timedelta:
    try:
        return duration(text(form, "until", 20), most=_MAX_SPAN)
    except ValueError as error:
        raise HTTPException(400, f"For how long? {error}. Nothing was changed.") from None
