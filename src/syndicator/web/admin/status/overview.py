"""The first page: what is wrong, then every source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from syndicator.config import Config, Source
from syndicator.model import SourceName, Word
from syndicator.model.health import Health, SourceFacts, State
from syndicator.monitor.overview import URGENCY, Overview, worst_first
from syndicator.store import incidents, recent, source_holds, sources, watched
from syndicator.web.admin import charts
from syndicator.web.admin.context import context_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.paging import Choice, page_number, pages

SHOWN: Final = 50
"""Sources on one page."""
MAX_INCIDENTS: Final = 8
SORTS: Final = {
    "trouble": "trouble first",
    "name": "name",
    "story": "newest story",
    "success": "last success",
    "next": "next poll",
}
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One source in the table."""

    source: Source
    facts: SourceFacts
    health: Health
    next_poll: datetime | None
    held: Word | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the sources is to be shown, and in which order."""

    words: tuple[str, ...] = ()
    state: State | None = None
    tag: str | None = None
    sort: str = "trouble"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """Read it from a query; what cannot be read is left out."""
        state, sort = query.get("state", ""), query.get("sort", "")
        return cls(
            words=tuple(query.get("q", "")[:200].casefold().split()),
            state=State(state) if state in set(State) else None,
            tag=query.get("tag") or None,
            sort=sort if sort in SORTS else "trouble",
        )

    def shows(self, row: Row) -> bool:
        """Whether a source is among what is asked for."""
        if self.state is not None and row.health.state is not self.state:
            return False
        if self.tag is not None and self.tag not in row.source.tags:
            return False
        parts = (row.source.name, row.source.title or "", row.facts.host, row.health.sentence)
        text = " ".join((*parts, row.source.grant)).casefold()
        return all(word in text for word in self.words)


def overview_page(request: Request) -> Response:
    """Show what is wrong first, then the sources that are asked for."""
    context = context_of(request)
    config, now = context.config, context.clock()
    asked = Asked.of(request.query_params)
    with context.reading() as store:
        found = context.glance.look(store, now)
        standing = worst_first(incidents.standing(store))
        rows = [
            row
            for row in _rows(config, found, sources.next_polls(store), source_holds.current(store))
            if asked.shows(row)
        ]
        in_order(rows, asked.sort)
        number = page_number(request.query_params.get("page"), len(rows), SHOWN)
        shown = rows[(number - 1) * SHOWN : number * SHOWN]
        days = recent.of_sources(store, [row.source.name for row in shown], now)
        stories = watched.standing_stories(store)
        mutes = incidents.mutes(store, now)
    states = found.states()
    return render(
        request,
        "overview.html",
        refresh=True,
        sums=found.sums(),
        stories=stories,
        feeds=len(config.feeds),
        incidents=standing[:MAX_INCIDENTS],
        mutes=mutes[:MAX_INCIDENTS],
        more_incidents=len(standing) - MAX_INCIDENTS,
        rows=shown,
        total=len(rows),
        sparks=_sparks(shown, days),
        query=request.query_params.get("q", ""),
        asked=asked,
        states=[(state, states[state]) for state in URGENCY if states[state]],
        tags=sorted({tag for source in config.sources.values() for tag in source.tags}),
        sorts=[Choice(key, title) for key, title in SORTS.items()],
        pages=pages(request, number, len(rows), SHOWN),
    )


def _rows(
    config: Config,
    found: Overview,
    next_polls: Mapping[SourceName, datetime],
    held: Mapping[SourceName, Word],
) -> Iterable[Row]:
    for facts in found.facts.values():
        name = facts.name
        if (source := config.sources.get(name)) is not None:
            next_poll = next_polls.get(name)
            if next_poll and facts.waits_until:
                next_poll = max(next_poll, facts.waits_until)
            yield Row(
                source=source,
                facts=facts,
                health=found.health[name],
                next_poll=next_poll,
                held=held.get(name),
            )


def in_order(rows: list[Row], sort: str) -> None:
    """Sort in place; sources that are equal stay in the order of their names."""
    match sort:
        case "name":
            return
        case "story":
            rows.sort(key=lambda row: row.facts.last_story or _LONG_AGO, reverse=True)
        case "success":
            rows.sort(key=lambda row: row.facts.last_success or _LONG_AGO)
        case "next":
            rows.sort(key=lambda row: row.next_poll or _NEVER)
        case _:
            rows.sort(key=lambda row: (URGENCY.index(row.health.state), row.held is None))


def _sparks(
    rows: Iterable[Row], days: Mapping[SourceName, recent.Days]
) -> dict[SourceName, Markup]:
    return {
        row.source.name: charts.sparkline(days[row.source.name], of=row.source.name) for row in rows
    }
