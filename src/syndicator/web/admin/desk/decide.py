"""What an editor says of one story: recorded as the commands record it, and published at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.errors import UsageError
from syndicator.log import Log
from syndicator.model import Item, Word
from syndicator.publish.desk import require_reason
from syndicator.publish.takedown import reached
from syndicator.store import desk, editorial, items
from syndicator.store.database import Store
from syndicator.store.desk import Seen
from syndicator.store.words import Action
from syndicator.web.admin.context import Context, context_of, visit_of
from syndicator.web.admin.desk import asking, saying
from syndicator.web.admin.desk.publishing import PublishSoon
from syndicator.web.admin.desk.story import item_of
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import address, done, text

log = Log(__name__)

MAX_REASON: Final = 1_000
_MAX_LABEL: Final = 64
_MAX_DIGITS: Final = 18
_ALONE: Final = frozenset({Action.LABEL, Action.UNLABEL, Action.PIN, Action.UNPIN, Action.NOTE})
"""What means one item, and none of its copies."""
_TIMED: Final = frozenset({Action.APPROVE, Action.HOLD, Action.PIN})
"""What may be meant until a time, or from one on."""


class _Problem(Exception):  # what is wrong with a form, by its field
    """Nothing was done, because of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What a form says beside the decision itself."""

    word: Word
    label: str | None
    instead: int | None
    """Of a kill: the story in its place."""
    keep_title: bool


class Decide:
    """Records what is said of one story."""

    def __init__(self, publish: PublishSoon) -> None:
        """Take what publishes."""
        self._publish = publish

    def act(self, request: Request, form: FormData) -> Response:
        """Do what a form of the story's page asks for; a kill is shown first."""
        context = context_of(request)
        action = action_of(form)
        seen = seen_in(form)
        kept = asking.kept({name: text(form, name) for name in asking.FIELDS})
        with context.reading() as store:
            item = item_of(store, request)
        try:
            meant = _meant(request, form, item, action)
        except _Problem as problem:
            return done(address("desk", str(item.id), **kept, problem=str(problem)))
        if action is Action.KILL and text(form, "sure") != "yes":
            return _ask(request, item, meant, kept, seen)
        store = context.engine.store
        with store.transaction():
            changed = desk.changed_since(store, [item.id], seen)
            recorded = editorial.Recorded() if changed else _record(store, item.id, action, meant)
        if changed:
            return _changed(request, item.id, seen, kept)
        if not recorded.items:
            return done(address("desk", str(item.id), **kept, problem="nothing"))
        log.info(
            "admin.decided",
            item=item.id,
            action=action,
            by=meant.word.by,
            copies=len(recorded.copies),
        )
        self._publish.soon(context, recorded.feeds)
        return done(address("desk", str(item.id), **kept, done=action))


def action_of(form: FormData) -> Action:
    """The decision that a button stands for.

    Raises:
        HTTPException: there is no such decision (400).
    """
    name = text(form, "verb", 20)
    if name not in set(Action):
        raise HTTPException(400, "There is no such decision. Nothing was changed.")
    return Action(name)


def seen_in(form: FormData) -> Seen:
    """How far the page had read whose form this is.

    Raises:
        HTTPException: the form does not say (400).
    """
    seen = asking.seen_of(text(form, "seen", 40))
    if seen is None:
        raise HTTPException(400, "This form is not complete. Nothing was changed.")
    return seen


def _meant(request: Request, form: FormData, item: Item, action: Action) -> _Meant:
    """Read what a form says beside the decision itself."""
    context = context_of(request)
    reason = text(form, "reason", MAX_REASON)
    try:
        require_reason(action, reason)
    except UsageError:
        raise _Problem("reason") from None
    label = " ".join(text(form, "label", _MAX_LABEL).split())
    if action in {Action.LABEL, Action.UNLABEL} and not label:
        raise _Problem("label")
    killing, typed = action is Action.KILL, text(form, "replaced_by", _MAX_DIGITS)
    return _Meant(
        word=Word(
            at=context.clock(),
            by=visit_of(request).name,
            reason=reason,
            until=_until(context, text(form, "until", 40)) if action in _TIMED else None,
        ),
        label=label or None,
        instead=_replacement(context, item, typed) if killing else None,
        keep_title=killing and text(form, "keep_title") == "yes",
    )


def _record(store: Store, item: int, action: Action, meant: _Meant) -> editorial.Recorded:
    word = meant.word
    if action is Action.UNDO:
        return editorial.undo(store, item, by=word.by, reason=word.reason, now=word.at)
    if action in _ALONE:
        return editorial.record_alone(store, [item], action, word, label=meant.label)
    if action is Action.APPROVE and word.until is not None:
        # Approved, to leave then: what keeps it back until a time is a hold.
        first = editorial.record_word(store, [item], action, replace(word, until=None))
        later = editorial.record_word(store, [item], Action.HOLD, word)
        return editorial.Recorded(
            items=first.items or later.items, copies=later.copies, feeds=later.feeds
        )
    return editorial.record_word(
        store,
        [item],
        action,
        word,
        replaced_by=meant.instead,
        keep_title=meant.keep_title,
    )


def _until(context: Context, typed: str) -> datetime | None:
    """Read a time of the newsroom's clock, as a browser writes it; it must lie ahead."""
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise _Problem("until") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=context.config.timezone)
    if found <= context.clock():
        raise _Problem("until")
    return found


def _replacement(context: Context, item: Item, typed: str) -> int | None:
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    with context.reading() as store:
        found = items.get(store, [number])
        taken = {item.id, *editorial.copies(store, item.id)}
    if not found or found[0].desk.killed or number in taken:
        raise _Problem("replaced_by")
    return number


def _ask(request: Request, item: Item, meant: _Meant, kept: dict[str, str], seen: Seen) -> Response:
    """Show what a kill takes down, and ask once more."""
    with context_of(request).reading() as store:
        found = reached(store, [item.id])
    return render(
        request,
        "desk_kill.html",
        item=item,
        reached=found,
        reason=meant.word.reason,
        replaced_by=meant.instead or "",
        keep_title=meant.keep_title,
        kept=kept,
        seen=asking.written(seen),
        back=address("desk", str(item.id), **kept),
    )


def _changed(request: Request, number: int, seen: Seen, kept: dict[str, str]) -> Response:
    """Tell the second of two editors what the first has done."""
    with context_of(request).reading() as store:
        words = [e for e in editorial.history(store, number) if e.number > seen.word]
        [item] = items.get(store, [number])
    return render(
        request,
        "desk_changed.html",
        status=409,
        item=item,
        words=words,
        revised=item.revision > seen.revision,
        spoken=saying.spoken,
        back=address("desk", str(number), **kept),
    )
