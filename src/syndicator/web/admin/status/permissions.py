"""Permissions: by their end, and one in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.config import Config
from syndicator.model import GrantName
from syndicator.model.grant import Grant
from syndicator.model.incident import Kind
from syndicator.monitor.permissions import THRESHOLDS
from syndicator.rights import summary
from syndicator.store import incidents, ledger, recent
from syndicator.web.admin.context import context_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.paging import page_number, pages

SHOWN = 100
LEDGER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One permission."""

    grant: Grant
    days: int | None
    """Until it ends; 0 or less: it has ended. None: it names no last day."""
    sources: tuple[str, ...]
    stories: int

    @property
    def tone(self) -> str:
        """The class by which the style sheet colours its end."""
        if self.days is None:
            return "plain"
        if self.days <= THRESHOLDS[-1]:
            return "bad"
        return "warn" if self.days <= THRESHOLDS[0] else "good"


def rows_of(config: Config, standing: dict[str, int], today: date) -> list[Row]:
    """Make a row of each permission: those that end first go first, those without end last."""
    sources: dict[str, list[str]] = {}
    for source in config.sources.values():
        sources.setdefault(source.grant, []).append(source.name)
    rows = [
        Row(
            grant=grant,
            days=None if grant.expires is None else (grant.expires - today).days,
            sources=tuple(sorted(sources.get(name, ()))),
            stories=standing.get(name, 0),
        )
        for name, grant in config.grants.items()
    ]
    # Nobody is waiting for what is used by no source.
    return sorted(
        rows, key=lambda row: (not row.sources, row.days is None, row.days or 0, row.grant.name)
    )


def permissions_page(request: Request) -> Response:
    """Show all permissions by their end."""
    context = context_of(request)
    config = context.config
    with context.reading() as store:
        standing = recent.standing_by_grant(store)
    rows = rows_of(config, standing, context.clock().astimezone(config.timezone).date())
    words = request.query_params.get("q", "")[:200]
    if asked := words.casefold().split():
        rows = [row for row in rows if all(word in _text(row) for word in asked)]
    number = page_number(request.query_params.get("page"), len(rows), SHOWN)
    return render(
        request,
        "permissions.html",
        rows=rows[(number - 1) * SHOWN : number * SHOWN],
        total=len(rows),
        query=words,
        pages=pages(request, number, len(rows), SHOWN),
    )


def permission_page(request: Request) -> Response:
    """Show one permission in plain words."""
    context = context_of(request)
    config, name = context.config, GrantName(request.path_params["name"])
    if name not in config.grants:
        raise HTTPException(404, "There is no permission of this name in the configuration.")
    with context.reading() as store:
        standing = recent.standing_by_grant(store)
        events = ledger.query(store, grant=name, limit=LEDGER)
        found = [
            each
            for each in incidents.of_subject(store, name)
            if each.closed is None
            and each.finding.kind in {Kind.PERMISSION_ENDED, Kind.PERMISSION_ENDING}
        ]
    today = context.clock().astimezone(config.timezone).date()
    row = next(row for row in rows_of(config, standing, today) if row.grant.name == name)
    return render(
        request,
        "permission.html",
        row=row,
        terms=summary.terms(row.grant),
        events=list(reversed(events)),
        incidents=found,
    )


def _text(row: Row) -> str:
    grant = row.grant
    return " ".join((grant.name, grant.holder, grant.credit, *row.sources)).casefold()
