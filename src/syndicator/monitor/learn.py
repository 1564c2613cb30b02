"""Keep what is known of the rhythm of sources that have just been read (I/O)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from syndicator.config import Source
from syndicator.model import SourceName
from syndicator.monitor import rhythm
from syndicator.store import rhythms
from syndicator.store.database import Store
from syndicator.store.rhythms import StoredRhythm

AGAIN: Final = timedelta(days=1)
"""A rhythm is learned again once in this time, if there is something new."""
MAX_STORIES: Final = 300
"""So many are learned in one tick; the others have their turn in the next."""


def learn(
    store: Store,
    sources: Collection[Source],
    first: dict[SourceName, datetime],
    *,
    now: datetime,
) -> None:
    """Learn, and note from when on each source would be silent; part of a transaction, if any.

    Args:
        store: open for writing.
        sources: that have just been read.
        first: when each was read for the first time.
        now: the moment of the tick.
    """
    names = [source.name for source in sources]
    known = rhythms.get(store, names)
    latest = rhythms.latest(store, names)
    changed: list[StoredRhythm] = []
    learned = 0
    for source in sources:
        last = latest.get(source.name)
        if last is None:
            continue
        before = known.get(source.name)
        stored = before
        old = before is None or (before.last_story < last and now - before.learned_at >= AGAIN)
        if old and learned < MAX_STORIES:
            learned += 1
            found = rhythm.learn(rhythms.moments(store, source.name, rhythm.STORIES))
            stored = _stored(source.name, found, now) if found else None
        if stored is None:
            continue
        stored = _timed(replace(stored, last_story=last), source, first.get(source.name))
        if stored != before:
            changed.append(stored)
    with store.transaction():
        rhythms.save(store, changed)


def _stored(name: SourceName, found: rhythm.Rhythm, now: datetime) -> StoredRhythm:
    return StoredRhythm(
        source=name,
        learned_at=now,
        stories=found.stories,
        last_story=found.last,
        longest=found.longest,
        mean=timedelta(seconds=int(found.mean.total_seconds())),
        week=found.week,
    )


def _timed(stored: StoredRhythm, source: Source, first: datetime | None) -> StoredRhythm:
    known = rhythm.Rhythm(
        stories=stored.stories,
        last=stored.last_story,
        longest=stored.longest,
        mean=stored.mean,
        week=stored.week,
    )
    fixed = source.silence if isinstance(source.silence, timedelta) else None

    def after(share: float) -> datetime:
        end = rhythm.silent_from(known, share=share, fixed=fixed, watched=first)
        return end.replace(microsecond=0)

    never = source.silence == "off"
    due = rhythm.expected_by(known)
    return replace(
        stored,
        expected_at=due.replace(microsecond=0) if due else None,
        quiet_at=after(rhythm.QUIET),
        silent_at=None if never else after(1.0),
    )
