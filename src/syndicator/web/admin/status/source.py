"""One source: how it is, its polls, its week, its stories, its permission; and "poll now"."""

from __future__ import annotations

import concurrent.futures
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.config import Source
from syndicator.errors import SyndicatorError
from syndicator.log import Log, redact
from syndicator.model import SourceName
from syndicator.monitor.overview import overview, worst_first
from syndicator.poll.tick import PollReport
from syndicator.rights import summary
from syndicator.store import incidents, polls, recent, rhythms, source_holds, sources
from syndicator.web.admin import charts
from syndicator.web.admin.context import Context, context_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import address, done

log = Log(__name__)

POLLS: Final = 24
STORIES: Final = 30
DAYS: Final = 30
WAIT_SECONDS: Final = 8.0
"""How long a request waits for a poll that it has asked for; it goes on all the same."""
_ASKED: Final = {
    "done": "It was asked just now; this is what came of it.",
    "waits": "It is being asked, behind what is asked already: load this page again in a moment.",
    "failed": "It could not be asked: the log says why.",
    "muted": "Nobody is told of it for a while.",
    "unmuted": "Its incidents are told again.",
}


def source_page(request: Request) -> Response:
    """Show all that is known of a source."""
    context = context_of(request)
    config, now = context.config, context.clock()
    source = _source(request, context)
    grant = config.grants[source.grant]
    with context.reading() as store:
        found = overview(config, store, now, [source.name])
        state = sources.get(store, source.name)
        if state is None or source.name not in found.health:
            # It was added to the file, and its reload has not come to the database yet.
            raise HTTPException(404, "This source is not in the database yet.")
        asked = polls.history(store, source.name, POLLS)
        days = recent.of_sources(store, [source.name], now, DAYS)[source.name]
        rhythm = rhythms.get(store, [source.name]).get(source.name)
        stories = recent.stories(store, source.name, STORIES)
        past = incidents.of_subject(store, source.name)
        held = source_holds.current(store).get(source.name)
        muted = next((m for m in incidents.mutes(store, now) if m.subject == source.name), None)
    last = now.astimezone(UTC).date()
    return render(
        request,
        "source.html",
        refresh=True,
        source=source,
        said=_ASKED.get(request.query_params.get("asked", "")),
        url=redact(source.url),
        facts=found.facts[source.name],
        health=found.health[source.name],
        state=state,
        held=held,
        muted=muted,
        grant=grant,
        terms=summary.terms(grant),
        incidents=worst_first([each for each in past if each.closed is None]),
        past=[each for each in past if each.closed is not None],
        polls=asked,
        stories=stories,
        by_day=charts.columns(
            days.stories, last, of=f"Stories of {source.name} by day", unit=("story", "stories")
        ),
        failing=charts.columns(
            days.failures[-14:],
            last,
            of=f"Failed polls of {source.name} by day",
            unit=("failed poll", "failed polls"),
            kind="failures",
        )
        if any(days.failures)
        else None,
        week=charts.week(rhythm.week, of=source.name) if rhythm and rhythm.week else None,
        rhythm=rhythm,
    )


def _source(request: Request, context: Context) -> Source:
    source = context.config.sources.get(SourceName(request.path_params["name"]))
    if source is None:
        raise HTTPException(404, "There is no source of this name in the configuration.")
    return source


class PollNow:
    """Asks sources at once, one after the other, in a thread of its own.

    A poll waits for the tick that is under way; whoever asked for it does not have to.
    """

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="admin-poll")
        self._waiting: dict[SourceName, Future[PollReport]] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Ask nothing more, and have the poll under way return early."""
        self._stop.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def act(self, request: Request, form: FormData) -> Response:  # noqa: ARG002  # an action
        """Ask a source, and wait a moment for what comes of it."""
        context = context_of(request)
        source = _source(request, context)
        if self._stop.is_set():
            raise HTTPException(503, "The service is stopping.")
        with self._lock:
            future = self._waiting.get(source.name)
            if future is None:
                # However often it is asked for, it is asked once.
                future = self._thread.submit(self._poll, context, source.name)
                self._waiting[source.name] = future
        try:
            future.result(WAIT_SECONDS)
            asked = "done"
        except concurrent.futures.TimeoutError:
            asked = "waits"
        except SyndicatorError:
            asked = "failed"
        return done(address("sources", source.name, asked=asked))

    def _poll(self, context: Context, name: SourceName) -> PollReport:
        try:
            return context.engine.poll(now=context.clock(), stop=self._stop, names=[name])
        except SyndicatorError as error:
            log.error("admin.poll_failed", source=name, error=str(error))  # noqa: TRY400  # no bug
            raise
        finally:
            with self._lock:
                self._waiting.pop(name, None)
