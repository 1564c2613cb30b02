"""The archive documents of a feed: which there are, and which have to be written again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from syndicator.model import Entry, PublishedFeed
from syndicator.publish.archived_items import PORTION, Outcome, rewrite_archived
from syndicator.publish.compose import feed as compose
from syndicator.publish.compose.archive import (
    archive_of,
    begin_of,
    content_digest,
    end_of,
    frame_digest,
    month_of,
    with_entries,
)
from syndicator.publish.compose.paths import archive_stem, document
from syndicator.publish.context import Task
from syndicator.publish.formats.registry import FEED_FORMS
from syndicator.publish.storage.staging import Staging, stands
from syndicator.store import archives, files, placements
from syndicator.store.archives import Archive
from syndicator.store.files import Kind


@dataclass(slots=True)
class Archives:
    """The archive documents that a feed has from now on."""

    months: list[str] = field(default_factory=list)
    """The oldest first."""
    written: list[Archive] = field(default_factory=list)
    """Those that were written again, to be saved."""
    paths: set[str] = field(default_factory=set)
    """Of all of them."""
    left: bool = False
    """Whether some are still to be written again, for another frame."""


def stage_archives(
    task: Task,
    staging: Staging,
    entries: Mapping[int, Entry],
    *,
    changed: set[str],
    outcome: Outcome,
) -> Archives:
    """Make the archive documents of the months that are over, as far as they changed.

    Args:
        task: the publish.
        staging: where they are staged.
        entries: those that were planned for what subscribers poll, or looked at beside them.
        changed: months in which an entry reads otherwise, or outcome.
        outcome: what stands no longer; is added to.
    """
    forms = task.feed.archives
    if not forms:
        return Archives()
    known = {each.month: each for each in archives.of_feed(task.store, task.feed.name)}
    found = Archives(months=sorted({*known, *_closed(task, list(known), outcome)}))
    lost = _lost(task, staging, found.months, known)
    spent = 0
    for index, month in enumerate(found.months):
        empty = archive_of(
            task.frame,
            month,
            forms=forms,
            previous=found.months[index - 1] if index else None,
            following=found.months[index + 1] if index + 1 < len(found.months) else None,
        )
        stem = archive_stem(task.feed.stem, month)
        found.paths |= {document(stem, form) for form in forms}
        last = known.get(month)
        frame = frame_digest(empty)
        soon = last is None or last.due or month in changed or month in lost
        if not soon and last and last.frame != frame and spent >= PORTION and not task.thorough:
            found.left = True
        elif soon or (last and last.frame != frame):
            held = _held(task, month, entries, outcome)
            spent += len(held)
            made = _dated(task, with_entries(empty, held), last)
            _stage(task, staging, made, stem)
            found.written.append(
                Archive(
                    feed=task.feed.name,
                    month=month,
                    updated=made.updated,
                    digest=content_digest(made.entries),
                    frame=frame,
                )
            )
    return found


def _closed(task: Task, known: Sequence[str], outcome: Outcome) -> list[str]:
    """Months that are over, have no document yet, and hold something that still stands."""
    months = placements.months(
        task.store,
        task.feed.name,
        start=end_of(max(known)) if known else None,
        end=begin_of(month_of(task.now)),
    )
    return [
        month for month in months if month not in outcome.months or _holds(task, month, outcome)
    ]


def _holds(task: Task, month: str, outcome: Outcome) -> bool:
    places = placements.between(task.store, task.feed.name, begin_of(month), end_of(month))
    return any(place.item not in outcome.places for place in places)


def _lost(
    task: Task, staging: Staging, months: Sequence[str], known: Mapping[str, Archive]
) -> set[str]:
    """The months whose documents are not what was written."""
    written = {
        each.path: each for each in files.of_feed(task.store, task.feed.name, [Kind.ARCHIVE])
    }
    lost = set()
    for month in months:
        stem = archive_stem(task.feed.stem, month)
        for form in task.feed.archives:
            each = written.get(document(stem, form))
            if month in known and not (each and stands(staging.shelf, task.output, each)):
                lost.add(month)
    return lost


def _held(task: Task, month: str, entries: Mapping[int, Entry], outcome: Outcome) -> list[Entry]:
    places = placements.between(task.store, task.feed.name, begin_of(month), end_of(month))
    standing = [place.item for place in places if place.item not in outcome.places]
    held = [entries[item] for item in standing if item in entries]
    rest = [item for item in standing if item not in entries]
    return [*held, *rewrite_archived(task, rest, outcome)]


def _dated(task: Task, made: PublishedFeed, last: Archive | None) -> PublishedFeed:
    updated = compose.feed_updated(
        made.entries,
        previous=last.updated if last else None,
        previous_digest=last.digest if last else None,
        digest=content_digest(made.entries),
        now=task.now,
        created=task.state.created,
    )
    return replace(made, updated=updated)


def _stage(task: Task, staging: Staging, made: PublishedFeed, stem: str) -> None:
    for name in made.forms:
        form = FEED_FORMS[name]
        data = form.render(made)
        form.reread(data, made)
        staging.stage(Kind.ARCHIVE, task.file(document(stem, name), data, form.media_type))
