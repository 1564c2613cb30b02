"""One decision on several stories: shown first, then recorded a portion at a time."""

from __future__ import annotations

import time
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.errors import UsageError
from syndicator.log import Log
from syndicator.model import FeedName, Word
from syndicator.publish.desk import require_reason
from syndicator.publish.takedown import reached
from syndicator.store import desk, editorial
from syndicator.store.words import Action
from syndicator.web.admin.context import Context, context_of, visit_of
from syndicator.web.admin.desk import asking, saying
from syndicator.web.admin.desk.decide import MAX_REASON, action_of, seen_in
from syndicator.web.admin.desk.publishing import PublishSoon
from syndicator.web.admin.pages import render
from syndicator.web.admin.routing import address, done, text

log = Log(__name__)

SHOWN: Final = 100
"""Stories that are named before it is done."""
PORTION: Final = 50
"""Stories of one transaction, which takes milliseconds."""
_BREATH_SECONDS: Final = 0.002
"""Between two portions: a tick that waits for the database has it now."""
_MAX_DIGITS: Final = 18


class DecideMany:
    """Records one word of several stories."""

    def __init__(self, publish: PublishSoon) -> None:
        """Take what publishes."""
        self._publish = publish

    def act(self, request: Request, form: FormData) -> Response:
        """Show what would be done; or do it, if it was shown and is meant."""
        context = context_of(request)
        action = action_of(form)
        if action not in {verb.name for verb in saying.BULK}:
            raise HTTPException(400, "This is decided for each story by itself.")
        seen = seen_in(form)
        query = {name: text(form, name) for name in asking.FIELDS}
        kept = asking.kept(query)
        everything = text(form, "all") == "yes"
        if everything:
            asked = asking.asked_for(context.config, query, context.clock())
            with context.reading() as store:
                numbers = desk.numbers(store, asked)
        else:
            numbers = _ticked(form)
        if not numbers:
            raise HTTPException(400, "No story was chosen. Nothing was changed.")
        reason = text(form, "reason", MAX_REASON)
        missing = False
        try:
            require_reason(action, reason)
        except UsageError:
            missing = True
        if missing or text(form, "sure") != "yes":
            with context.reading() as store:
                found = desk.named(store, numbers[:SHOWN])
                down = reached(store, numbers[:SHOWN])
            return render(
                request,
                "desk_bulk.html",
                verb=next(each for each in saying.BULK if each.name == action),
                done=saying.DONE[action],
                stories=found,
                copies=[each for each in down if each.copied],
                standing=[each for each in down if each.places],
                total=len(numbers),
                numbers=() if everything else numbers,
                everything=everything,
                reason=reason,
                problem=missing and text(form, "sure") == "yes",
                kept=kept,
                seen=asking.written(seen),
                back=address("desk", **kept),
            )
        word = Word(at=context.clock(), by=visit_of(request).name, reason=reason)
        count, feeds = _record(context, numbers, action, word, seen)
        log.info("admin.decided_many", action=action, by=word.by, items=count)
        self._publish.soon(context, feeds)
        left = str(len(numbers) - count)
        return done(address("desk", **kept, done=action, count=str(count), left=left))


def _ticked(form: FormData) -> list[int]:
    found = [each for each in form.getlist("item") if isinstance(each, str)]
    return sorted({int(n) for n in found if n.isascii() and n.isdigit() and len(n) <= _MAX_DIGITS})


def _record(
    context: Context, numbers: list[int], action: Action, word: Word, seen: desk.Seen
) -> tuple[int, set[FeedName]]:
    """Record a word of those stories of which nobody has said anything since they were shown."""
    store = context.engine.store
    ours: set[int] = set()
    feeds: set[FeedName] = set()
    count = 0
    for start in range(0, len(numbers), PORTION):
        portion = numbers[start : start + PORTION]
        with store.transaction():
            # A copy of an earlier one has had this word already, from us.
            changed = desk.changed_since(store, portion, seen) - ours
            wanted = [n for n in portion if n not in changed]
            found = editorial.record_word(store, wanted, action, word)
        ours |= {*found.items, *found.copies}
        count += len(ours & set(portion))
        feeds |= set(found.feeds)
        time.sleep(_BREATH_SECONDS)
    return count, feeds
