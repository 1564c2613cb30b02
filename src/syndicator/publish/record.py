"""What a publish writes down: first what is in its place, then what ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.config.digests import made_of
from syndicator.model import Decision, Digest, Head, PublishedFeed
from syndicator.publish import ledger
from syndicator.publish.archive_documents import Archives
from syndicator.publish.archived_items import Outcome
from syndicator.publish.compose.archive import begin_of, end_of, month_of
from syndicator.publish.compose.paths import document
from syndicator.publish.context import Task
from syndicator.publish.hubs.ping import pings
from syndicator.publish.plan import Plan
from syndicator.store import (
    archived_stories,
    archives,
    decisions,
    entry_cache,
    feeds,
    files,
    outbox,
    placements,
    tombstones,
)
from syndicator.store.files import Written
from syndicator.store.placements import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was composed, and lies ready."""

    feed: PublishedFeed
    digest: Digest
    archives: Archives
    documents: dict[str, Digest]
    """What subscribers poll: the digest of each form's document."""


def note(task: Task, made: Made, written: list[Written]) -> None:
    """Write down which files are in their places, and whom to tell: what leads there may follow."""
    store, name = task.store, task.feed.name
    paths = {form: document(task.feed.stem, form) for form in made.documents}
    with store.transaction():
        said = files.digests(store, paths.values())
        news = [form for form, digest in made.documents.items() if said.get(paths[form]) != digest]
        outbox.enqueue(store, pings(made.feed, news), task.now)
        files.save(store, written, task.now)
        if task.state.stem != task.feed.stem:
            feeds.set_stem(store, name, task.feed.stem)


def record(
    task: Task,
    planned: Plan,
    places: list[Placement],
    made: Made,
    *,
    outcome: Outcome,
    removed: list[tuple[str, str]],
    digest: Digest,
) -> None:
    """Write down what stands now, and what ended; all of it or nothing."""
    store, name, now = task.store, task.feed.name, task.now
    with store.transaction():
        ledger.record_withdrawn(store, outcome.places.values(), outcome.reasons, now)
        placements.remove(store, name, outcome.places)
        placements.save(store, places)
        _keep(task, planned)
        decisions.record(store, _decided(planned, outcome), task.version_of, now)
        tombstones.forget_standing(store, name, [entry.id for entry in planned.entries])
        if not task.feed.archives:
            gone = [each.month for each in archives.of_feed(store, name)]
            archives.remove(store, name, gone)
        archives.save(store, made.archives.written)
        files.forget(store, removed)
        feeds.save_built(
            store,
            replace(
                task.state,
                updated=made.feed.updated,
                digest=made.digest,
                config_digest=digest,
                wake_at=_wake(task, planned, made),
                built_at=now,
                title=made.feed.title,
                stem=task.feed.stem,
                ended=None,
            ),
        )


def _keep(task: Task, planned: Plan) -> None:
    """Keep what was composed of what subscribers poll, and nothing else."""
    store, name = task.store, task.feed.name
    items = {item.id: item for item, _ in planned.decided}
    known = entry_cache.made_of(store, name)
    made = [
        (made_of(item, task.under[item.source], entry.grant), entry, planned.notices[item.id])
        for entry in planned.entries
        for item in (items[entry.item],)
    ]
    entry_cache.forget(store, name, known.keys() - {entry.item for entry in planned.entries})
    fresh = [each for each in made if task.thorough or known.get(each[1].item) != each[0]]
    entry_cache.save(store, name, fresh)


def _decided(planned: Plan, outcome: Outcome) -> list[tuple[Head, Decision]]:
    known = {item.id for item, _ in planned.decided}
    return [*planned.decided, *(pair for pair in outcome.decided if pair[0].id not in known)]


def _wake(task: Task, planned: Plan, made: Made) -> datetime | None:
    """The next moment at which the clock alone changes the feed or its archive."""
    moments = [stone.when + tombstones.KEPT for stone in made.feed.tombstones]
    stubs = [entry for entry in made.feed.entries if entry.withdrawn]
    moments += [stub.updated + task.feed.withdrawn_for for stub in stubs]
    archived = archived_stories.next_wake(task.store, task.feed.name)
    due = archived_stories.due_in_archive(task.store, task.feed.name, now=task.now)
    if made.archives.left or due or archived_stories.stale(task.store, task.feed.name, most=1):
        moments.append(task.now)
    begun = month_of(task.now)
    if task.feed.archives and placements.months(task.store, task.feed.name, start=begin_of(begun)):
        moments.append(end_of(begun))
    return min((each for each in (planned.wake_at, archived, *moments) if each), default=None)
