"""Words of the desk, recorded: by the command itself, or by the service for whoever may ask it.

::

    Asked ─ record ─▶ Answered (what to say of each story, the feeds that it may change)

A member of the service's group may ask it, although only the service's own user may write the
database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Final

from pydantic import TypeAdapter

from syndicator.cli.tables import short
from syndicator.config import Config
from syndicator.errors import UsageError, unknown
from syndicator.model import FeedName, Item, SourceName, Word
from syndicator.model.counted import counted
from syndicator.publish.explain import find
from syndicator.store import desk, editorial, items, source_holds
from syndicator.store.database import Store
from syndicator.store.desk import Seen
from syndicator.store.editorial import Action, Recorded

DONE: Final = {
    "approve": "approved",
    "reject": "rejected",
    "hold": "held",
    "release": "released",
    "kill": "killed",
    "undo": "taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an editor says: of stories, or of all that whole sources have and will bring."""

    verb: str
    by: str
    reason: str
    named: tuple[str, ...] = ()
    """Stories, by number, id, guid or link."""
    replaced_by: str | None = None
    keep_title: bool = False
    sources: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    everything: bool = False
    seen: tuple[int, int] | None = None
    """How far whoever decides had read (`syndicator.store.desk.Seen`): nothing is recorded where
    somebody else has decided since, or the story has changed. None: that does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was recorded."""

    lines: tuple[str, ...]
    feeds: tuple[FeedName, ...]
    """Those that it may change."""


ASKED: Final = TypeAdapter(Asked)
ANSWERED: Final = TypeAdapter(Answered)


def record_for(config: Config, asked: Mapping[str, Any], now: datetime) -> Answered:
    """Record what somebody asked the service for; raises as `record`."""
    with Store.open(config.database, mode="edit") as store:
        return record(store, config, ASKED.validate_python(asked), now=now)


def record(store: Store, config: Config, asked: Asked, *, now: datetime) -> Answered:
    """Record what an editor says.

    Args:
        store: open for writing, also in mode ``edit``.
        config: where sources and permissions are named, beside those that the database knows.
        asked: the word.
        now: when it is said.

    Raises:
        UsageError: no story, source or permission has that name, or several have.
        StoreError: it could not be recorded.
    """
    if not asked.named:
        return _of_sources(store, config, asked, now)
    action = Action(asked.verb)
    found = {item.id: item for text in asked.named for item in found_items(store, text)}
    instead = _one(store, asked.replaced_by) if asked.replaced_by else None
    if instead and (instead.id in found or instead.desk.killed):
        raise UsageError(f"item {instead.id} is killed, or to be: it cannot replace another")
    with store.transaction():
        if changed := asked.seen and desk.changed_since(store, found, Seen(*asked.seen)):
            return Answered(lines=tuple(_meanwhile(store, changed)), feeds=())
        if action is Action.UNDO:
            recorded = _undo(store, found, asked, now)
        else:
            recorded = editorial.record(
                store,
                found,
                action,
                by=asked.by,
                reason=asked.reason,
                now=now,
                replaced_by=instead.id if instead else None,
                keep_title=asked.keep_title,
            )
    return Answered(lines=tuple(_told(store, action, found, recorded, now)), feeds=recorded.feeds)


def _undo(store: Store, found: Iterable[int], asked: Asked, now: datetime) -> Recorded:
    done = [
        editorial.undo(store, each, by=asked.by, reason=asked.reason, now=now) for each in found
    ]
    return Recorded(
        items=tuple(chain.from_iterable(each.items for each in done)),
        copies=tuple(chain.from_iterable(each.copies for each in done)),
        feeds=tuple(sorted(set(chain.from_iterable(each.feeds for each in done)))),
    )


def _meanwhile(store: Store, changed: Iterable[int]) -> Iterator[str]:
    """Tell the second of two editors that nothing was recorded, and what the first has decided."""
    for number in sorted(changed):
        decided = [each.word for each in editorial.history(store, number)][-1:]
        who = "".join(f"; the last decision is of {each.by}" for each in decided)
        yield f"item {number}: it changed or was decided on meanwhile{who}. Nothing was recorded."


def found_items(store: Store, text: str) -> list[Item]:
    """Return the items that a text names, which are one story.

    Raises:
        UsageError: there are none, or they are several stories.
    """
    if not (found := find(store, text)):
        raise UsageError(f'no item "{text}"; `syndicator items WORD` finds them')
    if len({each.story for each in found}) > 1:
        raise UsageError(f'"{text}" may mean the items {_numbers(found)}; say which by number')
    return found


def _one(store: Store, text: str) -> Item:
    found = found_items(store, text)
    if len(found) > 1:
        raise UsageError(f'"{text}" may mean the items {_numbers(found)}; say which by number')
    return found[0]


def _numbers(found: Sequence[Item]) -> str:
    return ", ".join(str(each.id) for each in found)


def _told(
    store: Store,
    action: Action,
    found: dict[int, Item],
    recorded: Recorded,
    now: datetime,
) -> list[str]:
    """Say of each story what was done, and what was not."""
    done = DONE[action]
    lines = []
    for number, item in found.items():
        title = f"item {number} ({short(item.article.title)})"
        if number not in recorded.items:
            if item.desk.killed is not None:
                why = "killed before, and a kill is final"
            elif action is Action.UNDO:
                why = "there is no decision that could be taken back"
            else:
                why = "nothing to do, it is not held"
            lines.append(f"{title}: {why}")
            continue
        also = ""
        if action is Action.APPROVE and item.desk.hold(now):
            also = f"; it is still held: `syndicator release {number}` lets it go on"
        lines.append(f"{title}: {done}{also}")
    lines += [
        f"item {copy.id} ({short(copy.article.title)}): {done}, being the same story"
        for copy in items.get(store, recorded.copies)
    ]
    return lines


# ── whole sources ────────────────────────────────────────────────────────────────────────────


def _of_sources(store: Store, config: Config, asked: Asked, now: datetime) -> Answered:
    word = Word(at=now, by=asked.by, reason=asked.reason)
    held = source_holds.current(store)
    sources = _sources(store, config, asked, held)
    done = source_holds.hold if asked.verb == "hold" else source_holds.release
    recorded = done(store, sources, word)
    lines = []
    for source in sources:
        named = "every source that is added" if source == source_holds.EVERY else source
        if (source in held) is (asked.verb == "hold"):
            known = held.get(source)
            since = f" by {known.by}: {known.reason}" if known else ""
            lines.append(f"{named}: {'held already' + since if known else 'not held'}")
        else:
            lines.append(f"{named}: {DONE[asked.verb]}")
    stories = counted(len(recorded.items), "story", "stories")
    return Answered(lines=(*lines, f"{stories} {DONE[asked.verb]}"), feeds=recorded.feeds)


def _sources(
    store: Store, config: Config, asked: Asked, held: Mapping[SourceName, Word]
) -> list[SourceName]:
    """Return the sources that are named.

    A source that has left the configuration counts, too: what it brought may still stand.
    """
    known = {*config.sources, *held, *source_holds.sources(store)} - {source_holds.EVERY}
    for grant in asked.grants:
        if grant not in config.grants and not source_holds.sources(store, grants=[grant]):
            raise unknown("permission", grant, config.grants)
    for source in asked.sources:
        if source not in known:
            raise unknown("source", source, known)
    if asked.everything:
        return [*sorted(known), source_holds.EVERY]
    granted = {n for n, each in config.sources.items() if each.grant in asked.grants}
    granted |= source_holds.sources(store, grants=asked.grants)
    return sorted({*map(SourceName, asked.sources), *granted})
