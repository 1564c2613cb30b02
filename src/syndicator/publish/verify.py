"""Whether there is anything to do: are the files still what was written, has a feed ended?

Most ticks find that there is not: nothing that makes feeds is imported here.

What subscribers poll, the page of the feed, its archives and the pages of what stands in it are
looked at every time. Of the pages of what stands in its archive only, and of those that stand for
withdrawn stories, which may be very many, each has its turn once in `TURNS` minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from syndicator.model import FeedName
from syndicator.publish.storage.open import open_storage
from syndicator.publish.storage.staging import stands
from syndicator.store import files, placements
from syndicator.store.database import Store
from syndicator.store.feeds import FeedState
from syndicator.store.files import Kind, Written

if TYPE_CHECKING:
    from syndicator.publish.context import Task

TURNS: Final = 60
_DOCUMENTS: Final = (Kind.DOCUMENT, Kind.FEED_PAGE, Kind.ARCHIVE)


def is_whole(store: Store, output: Path | str, feed: FeedName, now: datetime) -> bool:
    """Whether the files of a feed, as far as it is their turn, are what was written.

    Raises:
        OutputError: the output does not answer.
    """
    shelf = open_storage(output)
    current = [place.item for place in placements.standing(store, feed, current=True)]
    documents = files.of_feed(store, feed, _DOCUMENTS)
    watched: list[Written] = [
        *documents,
        *files.of_stories(store, feed, current),
        *files.pages_in_turn(store, feed, turn=_turn(now), turns=TURNS),
        *files.pages_in_turn(store, feed, turn=_turn(now), turns=TURNS, kind=Kind.GONE),
    ]
    return bool(documents) and all(stands(shelf, str(output), each) for each in watched)


def is_site_whole(store: Store, output: Path | str) -> bool:
    """Whether the files that belong to all feeds are what was written."""
    shelf = open_storage(output)
    return all(stands(shelf, str(output), each) for each in files.of_site(store))


def has_ended(store: Store, state: FeedState) -> bool:
    """Whether a feed that is not in the configuration still has to be taken down.

    One that was is left alone, unless there is something to say of a story that it held.
    """
    return state.built_at is not None or (
        state.ended is not None
        and state.dirty > 0
        and bool(files.of_feed(store, state.name, [Kind.CLOSING]))
    )


def lost_pages(task: Task, kind: Kind = Kind.PAGE) -> list[int]:
    """The stories whose pages are not what was written; of those whose turn it is, or of all.

    Args:
        task: the publish.
        kind: what stands for pages of withdrawn stories instead, by `Kind.GONE`.
    """
    if not task.feed.pages:
        return []
    store, feed = task.store, task.feed.name
    shelf = open_storage(task.config.output)
    if task.thorough:
        found = files.of_feed(store, feed, [kind])
    else:
        found = files.pages_in_turn(store, feed, turn=_turn(task.now), turns=TURNS, kind=kind)
    return [
        each.item
        for each in found
        if each.item is not None and not stands(shelf, task.output, each)
    ]


def _turn(now: datetime) -> int:
    return int(now.timestamp() // timedelta(minutes=1).total_seconds())
