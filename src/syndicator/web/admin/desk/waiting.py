"""What waits for an editor: grouped by why, searched, a page at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from syndicator.store import desk, watched
from syndicator.store.desk import Why
from syndicator.web.admin.context import context_of
from syndicator.web.admin.desk import asking
from syndicator.web.admin.desk.saying import BULK, DONE
from syndicator.web.admin.pages import render
from syndicator.web.admin.paging import page_number, pages
from syndicator.web.admin.routing import address

OF_EACH: Final = 10
"""Stories of each group where all groups are shown."""
SHOWN: Final = 50
"""Stories of one group on a page."""
LATELY: Final = timedelta(days=7)
TITLES: Final[dict[Why, tuple[str, str]]] = {
    Why.CHANGED: ("Changed since they were approved", "An approval or release covers the change."),
    Why.PUBLISHER: ("Held by their publishers", "A source, an agency or the page says so."),
    Why.APPROVAL: ("To be approved", "Their permissions ask an editor to choose each story."),
    Why.RULE: ("Held by a rule", "A rule of a feed asks for an editor."),
    Why.THIRD_PARTY: ("Others’ material", "Their permissions have an editor look at that."),
    Why.HELD: ("Held by an editor", "Until somebody releases them."),
    Why.TIMED: ("Held until a time", "They are released by themselves."),
    Why.SOURCE: ("Held with all of their source", "syndicator release --source ends that."),
}


def desk_page(request: Request) -> Response:
    """Show what waits."""
    context = context_of(request)
    query = request.query_params
    now = context.clock()
    asked = asking.asked_for(context.config, query, now)
    kept = asking.kept(query)
    with context.reading() as store, store.snapshot():
        seen = desk.seen(store)
        counts = desk.counts(store, asked)
        total = sum(counts.values())
        number = page_number(query.get("page"), total, SHOWN)
        if asked.why is None:
            found = desk.first_of_each(store, asked, OF_EACH)
        else:
            found = desk.some(store, asked, limit=SHOWN, offset=(number - 1) * SHOWN)
        news = not kept
        withdrawn = watched.withdrawn(store, now - LATELY) if news else []
        corrected = watched.corrected(store, now - LATELY) if news else []
    groups = [
        (
            why,
            *TITLES[why],
            count,
            [each for each in found if each.why is why],
            address("desk", **{**kept, "why": why}),
        )
        for why, count in counts.items()
    ]
    return render(
        request,
        "desk.html",
        groups=groups,
        total=total,
        why=asked.why,
        source=asked.source,
        sources=sorted(context.config.sources),
        query=asking.words_of(query),
        kept=kept,
        everything=address("desk", **{k: v for k, v in kept.items() if k != "why"}),
        seen=asking.written(seen),
        pages=pages(request, number, total, SHOWN) if asked.why is not None else None,
        withdrawn=withdrawn,
        corrected=corrected,
        verbs=BULK,
        said=_said(query.get("done", ""), query.get("count", ""), query.get("left", "")),
    )


def _said(done: str, count: str, left: str) -> str:
    """Say what became of a decision on several stories."""
    if done not in DONE or not count.isdecimal() or not left.isdecimal():
        return ""
    number, others = int(count[:9]), int(left[:9])
    said = f"{number} {'story was' if number == 1 else 'stories were'} {DONE[done]}."
    if others:
        said += (
            f" {others} {'was' if others == 1 else 'were'} left alone: somebody spoke of"
            f" {'it' if others == 1 else 'them'} meanwhile, or there was nothing to do."
        )
    return said
