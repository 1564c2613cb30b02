"""The pages of stories, and what stands where the page of a withdrawn one was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from syndicator.model import Digest, Entry, Notice
from syndicator.model.grant import Grant
from syndicator.publish import verify
from syndicator.publish.compose.archive import entry_digest
from syndicator.publish.compose.paths import page_of
from syndicator.publish.context import Task
from syndicator.publish.html import page
from syndicator.publish.storage.staging import Staging, stands
from syndicator.rights.summary import permission_line
from syndicator.store import files, items, placements, tombstones
from syndicator.store.files import GONE, Kind, Written
from syndicator.store.placements import Placement


def stage_pages(
    task: Task,
    staging: Staging,
    entries: Iterable[Entry],
    *,
    stood: Mapping[int, Placement],
    under: Mapping[int, Digest | None],
    notices: Mapping[int, Notice],
) -> None:
    """Make the pages of those entries that changed, and of those whose page is not what it was.

    Args:
        task: the publish.
        staging: where they are staged.
        entries: those that were looked at.
        stood: what was written of them last, by item.
        under: what they are made under now, by item.
        notices: what stands above and below each, by item.
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
            and stands(staging.shelf, task.output, last)
        ):
            continue
        made = page.story_page(
            entry,
            task.frame,
            notice=notices[entry.item],
            site_title=task.config.title,
            zone=task.config.timezone,
            permission=permission_line(_grant(task, entry), entry.credit),
        )
        place = page_of(task.feed.stem, entry.item)
        staging.stage(Kind.PAGE, task.file(place, made, page.MEDIA_TYPE), item=entry.item)


def stage_gone(
    task: Task, staging: Staging, *, ended: Collection[int], stands_now: Collection[int]
) -> None:
    """Make what a server answers with, by 410, in the place of withdrawn stories' pages.

    Args:
        task: the publish.
        staging: where they are staged.
        ended: items that stand no longer, once this publish is over.
        stands_now: items that stand then.
    """
    if not task.feed.pages:
        return
    store, feed = task.store, task.feed
    lost = verify.lost_pages(task, Kind.GONE)
    wanted = tombstones.without_page(
        store, feed.name, output=task.output, stem=feed.stem, again=lost
    )
    stood = placements.get(store, feed.name, wanted)
    missing = {item for item in wanted if item in ended or item not in stood} - set(stands_now)
    for item in items.get(store, missing):
        made = page.gone_page(
            task.frame.title,
            site_title=task.config.title,
            zone=task.config.timezone,
            when=item.desk.killed.at if item.desk.killed else wanted[item.id],
            root="../../" if task.private else "../",
        )
        place = f"{page_of(feed.stem, item.id)}{GONE}"
        staging.stage(Kind.GONE, task.file(place, made, page.MEDIA_TYPE), item=item.id)


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
