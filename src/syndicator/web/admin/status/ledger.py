"""The ledger's last days: what left, what changed, what was taken down."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from syndicator.model import FeedName
from syndicator.store import ledger, recent
from syndicator.store.ledger import Action
from syndicator.web.admin import charts
from syndicator.web.admin.context import context_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import address

SHOWN: Final = 100
_MAX_DIGITS: Final = 18


def ledger_page(request: Request) -> Response:
    """Show the latest events, and the sums of each day."""
    context = context_of(request)
    query = request.query_params
    feed = FeedName(query["feed"]) if query.get("feed") in context.config.feeds else None
    action = Action(query["action"]) if query.get("action", "") in set(Action) else None
    before = query.get("before", "")
    number = int(before) if before.isdecimal() and len(before) <= _MAX_DIGITS else None
    with context.reading() as store:
        days = recent.leaving(store, context.clock())
        events = ledger.latest(store, feed=feed, action=action, before=number, limit=SHOWN + 1)
    kept = {"feed": feed or "", "action": action or ""}
    kept = {key: value for key, value in kept.items() if value}
    older = address("ledger", **kept, before=str(events[SHOWN - 1].id)) if events[SHOWN:] else None
    return render(
        request,
        "ledger.html",
        refresh=number is None,
        days=days,
        chart=charts.leaving(days, of="Stories"),
        events=events[:SHOWN],
        older=older,
        first=number is None,
        feeds=list(context.config.feeds),
        actions=list(Action),
        feed=feed,
        action=action,
    )
