"""The output feeds: what stands in each, when it was built, and what strangers get of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from syndicator.model import SUFFIXES
from syndicator.model.incident import Incident, Kind
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.store import feeds, incidents, outbox, recent
from syndicator.store.feeds import FeedState
from syndicator.store.outbox import Waiting
from syndicator.web.admin.context import context_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.pulse import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One output feed."""

    feed: OutputFeed
    state: FeedState | None
    entries: int
    archived: int
    documents: tuple[str, ...]
    """The addresses of what subscribers poll."""
    wrong: tuple[Incident, ...]
    seen: Seen | None
    """How it was outside, when it was asked last; None: not since the service began."""
    hubs: Hubs | None


@dataclass(frozen=True, slots=True)
class Hubs:
    """What hubs are still to be told of a feed."""

    waiting: int
    given_up: int
    error: str | None


def feeds_page(request: Request) -> Response:
    """Show every output feed."""
    context = context_of(request)
    config = context.config
    with context.reading() as store:
        states = {each.name: each for each in feeds.all(store)}
        entries = recent.entries_by_feed(store)
        standing = incidents.standing(store)
        pending = outbox.pending(store)
    rows = []
    for name, feed in config.feeds.items():
        current, archived = entries.get(name, (0, 0))
        documents = tuple(f"{config.base_url}{feed.stem}{SUFFIXES[form]}" for form in feed.formats)
        row = Row(
            feed=feed,
            state=states.get(name),
            entries=current,
            archived=archived,
            documents=documents,
            wrong=tuple(e for e in standing if e.finding.subject == name and _of_feed(e)),
            seen=context.pulse.outside().get(name),
            hubs=_hubs(each for each in pending if each.ping.topic in documents),
        )
        rows.append(row)
    return render(
        request,
        "feeds.html",
        refresh=True,
        rows=rows,
        outside=config.monitor.outside,
        token=Access.TOKEN,
        ended=[each for each in states.values() if each.ended is not None],
    )


def _of_feed(incident: Incident) -> bool:
    return incident.finding.kind in {
        *(Kind.FEED_EMPTY, Kind.FEED_INVALID, Kind.FEED_STALE, Kind.OUTSIDE)
    }


def _hubs(pending: Iterable[Waiting]) -> Hubs | None:
    found = list(pending)
    if not found:
        return None
    given_up = sum(each.failed_at is not None for each in found)
    error = next((each.error for each in found if each.error), None)
    return Hubs(len(found) - given_up, given_up, error)
