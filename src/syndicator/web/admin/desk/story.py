"""One story on the desk: as readers would see it, by what right, and what was said of it."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.model import Item
from syndicator.publish import desk as desked
from syndicator.publish.explain import verdict
from syndicator.rights import summary
from syndicator.store import desk, items
from syndicator.store.database import Store
from syndicator.store.words import undoable
from syndicator.web.admin.context import context_of
from syndicator.web.admin.desk import asking, saying
from syndicator.web.admin.desk.waiting import TITLES
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import address

_PROBLEMS: Final = {
    "reason": "Say why, in a sentence. Nothing was done.",
    "until": "This is no time to come. Nothing was done.",
    "label": "A label needs a name. Nothing was done.",
    "replaced_by": "There is no story of this number that could stand in its place. "
    "Nothing was done.",
    "nothing": "There was nothing to do.",
}


def story_page(request: Request) -> Response:
    """Show a story, and the forms by which an editor decides on it."""
    context = context_of(request)
    config, now, query = context.config, context.clock(), request.query_params
    kept = asking.kept(query)
    with context.reading() as store, store.snapshot():
        item = item_of(store, request)
        found = desked.desked(store, config, item, now=now)
        seen = desk.seen(store)
        asked = asking.asked_for(config, query, now)
        following = next(
            (each for each in desk.some(store, asked, limit=2) if each.item != item.id), None
        )
    told = found.told
    source = config.sources.get(item.source)
    return render(
        request,
        "desk_story.html",
        item=item,
        told=told,
        verdict=verdict(told),
        checks=sorted(told.ruling.checks, key=lambda each: each.passed),
        shown=found.shown,
        hindrance=found.hindrance,
        changes=found.changes,
        terms=summary.terms(told.grant) if told.grant else (),
        source_title=source.title if source else item.source_meta.title,
        held=item.desk.hold(now),
        pinned=item.desk.pinned
        if item.desk.pinned and (item.desk.pinned.until or now) >= now
        else None,
        verbs=saying.verbs_for(item.desk, now),
        undo=undoable(told.words),
        spoken=saying.spoken,
        history=list(reversed(told.words)),
        ledger=list(reversed(told.published)),
        notices=told.notices,
        seen=asking.written(seen),
        kept=kept,
        following=following and address("desk", str(following.item), **kept),
        following_title=following and (following.title or "(without a title)"),
        back=address("desk", **kept),
        why=TITLES[asked.why][0] if asked.why else None,
        said=saying.DONE.get(query.get("done", "")),
        problem=_PROBLEMS.get(query.get("problem", "")),
    )


def copy_page(request: Request) -> Response:
    """Show a story for another system to take over, if it may leave; else why it may not."""
    context = context_of(request)
    with context.reading() as store:
        item = item_of(store, request)
    found = desked.package(context.config, item, now=context.clock())
    if isinstance(found, str):
        return render(
            request, "desk_copy.html", item=item, shown=None, hindrance=found, pictures=()
        )
    entry = found.story.entry
    return render(
        request,
        "desk_copy.html",
        item=item,
        shown=found,
        hindrance="",
        pictures=[image for image in entry.images if image.url],
    )


def item_of(store: Store, request: Request) -> Item:
    """The story that a path names.

    Raises:
        HTTPException: there is none (404).
    """
    found = items.get(store, [request.path_params["number"]])
    if not found:
        raise HTTPException(404, "There is no story of this number.")
    return found[0]
