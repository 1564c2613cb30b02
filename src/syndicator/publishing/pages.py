"""The pages of stories, and what stands where the page of a killed one was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from syndicator.model import Digest, Entry
from syndicator.publish import page
from syndicator.publish.archive import entry_digest
from syndicator.publish.paths import page_of
from syndicator.publishing.shelving import Shelving, stands
from syndicator.publishing.task import Task
from syndicator.rights.grant import Grant
from syndicator.rights.terms import permission_line
from syndicator.store import files, items, tombstones
from syndicator.store.files import GONE, Kind, Written
from syndicator.store.placements import Placement


def stage_pages(
    task: Task,
    shelving: Shelving,
    entries: Iterable[Entry],
    *,
    stood: Mapping[int, Placement],
    under: Mapping[int, Digest | None],
) -> None:
    """Make the pages of those entries that changed, and of those whose page is not what it was.

    Args:
        task: the publish.
        shelving: where they are staged.
        entries: those that were looked at.
        stood: what was written of them last, by item.
        under: what they are made under now, by item.
    """
    if not task.feed.pages:
        return
    entries = list(entries)
    known = _written(task, [entry.item for entry in entries])
    for entry in entries:
        before = stood.get(entry.item)
        last = known.get(entry.item)
        if (
            before is not None
            and last is not None
            and not before.stale
            and (before.digest, before.made_under) == (entry_digest(entry), under[entry.item])
            and stands(shelving.shelf, task.output, last)
        ):
            continue
        made = page.story_page(
            entry,
            task.frame,
            site_title=task.config.title,
            permission=permission_line(_grant(task, entry), entry.credit),
        )
        place = page_of(task.feed.stem, entry.item)
        shelving.stage(Kind.PAGE, task.file(place, made, page.MEDIA_TYPE), item=entry.item)


def stage_gone(task: Task, shelving: Shelving) -> None:
    """Make what a server answers with, by 410, in the place of killed stories' pages."""
    if not task.feed.pages:
        return
    killed = tombstones.of_killed(task.store, task.feed.name)
    known = {
        each.item
        for each in files.of_stories(task.store, task.feed.name, killed, Kind.GONE)
        if each.item is not None
        and each.path == _gone_of(task, each.item)
        and stands(shelving.shelf, task.output, each)
    }
    for item in items.get(task.store, set(killed) - known):
        assert item.desk.killed
        made = page.gone_page(
            task.frame.title,
            site_title=task.config.title,
            when=item.desk.killed.at,
            root="../../" if task.private else "../",
        )
        place = _gone_of(task, item.id)
        shelving.stage(Kind.GONE, task.file(place, made, page.MEDIA_TYPE), item=item.id)


def _gone_of(task: Task, item: int) -> str:
    return f"{page_of(task.feed.stem, item)}{GONE}"


def _written(task: Task, wanted: Iterable[int]) -> dict[int, Written]:
    found = files.of_stories(task.store, task.feed.name, wanted)
    return {
        each.item: each
        for each in found
        if each.item is not None and each.path == page_of(task.feed.stem, each.item)
    }


def _grant(task: Task, entry: Entry) -> Grant:
    name = next(name for name, version in task.versions.items() if version == entry.grant)
    return task.config.grants[name]
