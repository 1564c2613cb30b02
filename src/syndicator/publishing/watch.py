"""Whether the files of a feed are still what was written.

What subscribers poll, the page of the feed, its archives and the pages of what stands in it are
looked at every time. Of the pages of what stands in its archive only, which may be very many, each
has its turn once in `TURNS` minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from syndicator.model import FeedName
from syndicator.publish.shelf import open_shelf
from syndicator.publishing.shelving import stands
from syndicator.publishing.task import Task
from syndicator.store import files, placements
from syndicator.store.database import Store
from syndicator.store.files import Kind, Written

TURNS: Final = 60
_DOCUMENTS: Final = (Kind.DOCUMENT, Kind.FEED_PAGE, Kind.ARCHIVE, Kind.GONE)


def is_whole(store: Store, output: Path | str, feed: FeedName, now: datetime) -> bool:
    """Whether the files of a feed, as far as it is their turn, are what was written.

    Raises:
        OutputError: the output does not answer.
    """
    shelf = open_shelf(output)
    current = [place.item for place in placements.standing(store, feed, current=True)]
    watched: list[Written] = [
        *files.of_feed(store, feed, _DOCUMENTS),
        *files.of_stories(store, feed, current),
        *files.pages_in_turn(store, feed, turn=_turn(now), turns=TURNS),
    ]
    return any(each.kind is not Kind.GONE for each in watched) and all(
        stands(shelf, str(output), each) for each in watched
    )


def lost_pages(task: Task) -> list[int]:
    """The stories whose pages are not what was written; of those whose turn it is, or of all."""
    if not task.feed.pages:
        return []
    store, feed = task.store, task.feed.name
    shelf = open_shelf(task.config.output)
    if task.thorough:
        found = files.of_feed(store, feed, [Kind.PAGE])
    else:
        found = files.pages_in_turn(store, feed, turn=_turn(task.now), turns=TURNS)
    return [
        each.item
        for each in found
        if each.item is not None and not stands(shelf, task.output, each)
    ]


def _turn(now: datetime) -> int:
    return int(now.timestamp() // timedelta(minutes=1).total_seconds())
