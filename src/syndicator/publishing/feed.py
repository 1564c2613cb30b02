"""The publish of one feed, from first to last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from syndicator import __version__, recording
from syndicator.config import Config
from syndicator.curate.rules import History, OutputFeed
from syndicator.model import (
    Digest,
    FeedName,
    GrantName,
    Paging,
    PublishedFeed,
    Tombstone,
)
from syndicator.plan import Plan
from syndicator.publish import compose, page
from syndicator.publish.archive import month_of
from syndicator.publish.forms import FEED_FORMS
from syndicator.publish.paths import archive_stem, document
from syndicator.publishing import site, watch
from syndicator.publishing.archiving import Archives, stage_archives
from syndicator.publishing.buried import bury
from syndicator.publishing.keeping import (
    PORTION,
    Outcome,
    changed_months,
    judge_again,
    look_again,
    placed,
)
from syndicator.publishing.pages import stage_gone, stage_pages
from syndicator.publishing.planning import plan_feed
from syndicator.publishing.record import Made, note, record
from syndicator.publishing.report import FeedReport, place_of
from syndicator.publishing.shelving import Shelving, take_down
from syndicator.publishing.task import Task, task_of
from syndicator.store import archives, feeds, files, placements
from syndicator.store.database import Store
from syndicator.store.files import Kind, Written
from syndicator.store.placements import Placement

_NOT_KEPT = "the feed keeps no archive any more"


def publish_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    digest: Digest,
    versions: Mapping[GrantName, int],
    now: datetime,
    thorough: bool = False,
    said: site.Said | None = None,
) -> FeedReport:
    """Make the files of one feed what they should be, and record what that means.

    Args:
        store: open for writing.
        config: the configuration in force.
        feed: one of its feeds.
        digest: of the configuration that the feed depends on.
        versions: the stored version of each permission in force.
        now: the moment of the publish.
        thorough: whether all of the archive is looked at, every entry composed, and every file
            made.
        said: what the files that belong to all feeds say already.

    Raises:
        OutputError: a file could not be written; what stood still stands, or the new one of some
            files does, all of it on record; the feed is due.
    """
    state = feeds.ensure(store, feed.name, atom_id=f"{config.base_url}{feed.name}.atom", now=now)
    if state.built_at is not None and state.built_at > now:
        _set_right(store, feed.name, now)
    task = task_of(store, config, feed, state, versions=versions, now=now, thorough=thorough)
    planned = plan_feed(
        store,
        config,
        feed,
        versions=versions,
        now=now,
        digest=digest,
        under=None if thorough else task.under,
    )
    changed_rules = state.config_digest != digest
    outcome = Outcome()
    stood = placements.get(store, feed.name, [item.id for item, _ in planned.decided])
    _end(task, planned, stood, outcome)
    _look_at_archive(task, stood, changed_rules=changed_rules, outcome=outcome)
    places = [
        *placed(task, planned, planned.entries, stood, current=True),
        *placed(task, planned, planned.archived, stood, current=False),
    ]
    with Shelving(config.output, feed.name) as shelving:
        made = _stage(task, shelving, planned, places, stood=stood, outcome=outcome)
        published, revised = recording.what_will_stand(store, planned, stood, places, now)
        # What is pointed to comes before what points to it.
        shelving.put(Kind.PAGE, Kind.GONE, Kind.ARCHIVE, Kind.FEED_PAGE, Kind.DOCUMENT)
        note(task, made, shelving.written)
        site.write(store, config, now=now, built=feed.name, said=said)
        dropped = _dropped(task, made.archives, outcome, changed_rules=changed_rules)
        removed = take_down(dropped)
        record(task, planned, places, made, outcome=outcome, removed=removed, digest=digest)
    return FeedReport(
        feed=feed.name,
        path=place_of(config.output, document(feed.stem, feed.formats[0])),
        entries=len(planned.entries),
        archived=placements.count(store, feed.name).archived,
        published=published,
        revised=revised + outcome.revised,
        withdrawn=len(outcome.places),
        written=shelving.changed or outcome.changed or bool(dropped),
    )


def _set_right(store: Store, feed: FeedName, now: datetime) -> None:
    """Take back what was done by a clock that was ahead: it is the earlier time that counts."""
    with store.transaction():
        placements.set_right(store, feed, now)
        later = [a.month for a in archives.of_feed(store, feed) if a.month >= month_of(now)]
        archives.remove(store, feed, later)


def _end(task: Task, planned: Plan, stood: Mapping[int, Placement], outcome: Outcome) -> None:
    """Note what stood and is not in the plan; all of the archive, where none is kept any more."""
    known = {item.id: (item, decision) for item, decision in planned.decided}
    for number, place in stood.items():
        item, decision = known[number]
        if number not in planned.notices:
            outcome.end(place, item, decision)
    if not task.feed.keeps:
        left = placements.standing(task.store, task.feed.name, current=False)
        for place in left:
            if place.item not in planned.notices:
                outcome.places[place.item] = place
                outcome.reasons.setdefault(place.item, _NOT_KEPT)


def _look_at_archive(
    task: Task,
    stood: Mapping[int, Placement],
    *,
    changed_rules: bool,
    outcome: Outcome,
) -> None:
    """Look again at what stands in the archive only, where something touched it."""
    if not task.feed.keeps:
        return
    store, name = task.store, task.feed.name
    wanted = placements.to_look_at(store, name, now=task.now, everything=task.thorough)
    if changed_rules and not task.thorough:
        other = [i for i in placements.made_otherwise(store, name, task.under) if i not in stood]
        if files.elsewhere(store, name, output=task.output, stem=task.feed.stem):
            wanted += other  # its files are somewhere else from now on, all of them
        else:
            judge_again(task, other, outcome)
    wanted += placements.stale(store, name, most=PORTION)
    lost = watch.lost_pages(task)
    again = [i for i in sorted({*wanted, *lost} - outcome.places.keys()) if i not in stood]
    for _ in look_again(task, again, outcome):
        pass


def _stage(
    task: Task,
    shelving: Shelving,
    planned: Plan,
    places: list[Placement],
    *,
    stood: dict[int, Placement],
    outcome: Outcome,
) -> Made:
    """Compose and write aside: pages, archives, and then what subscribers poll."""
    entries = {entry.item: entry for entry in (*planned.entries, *planned.archived)}
    under = {place.item: place.made_under for place in places}
    stage_pages(task, shelving, entries.values(), stood=stood, under=under)
    kept = stage_archives(
        task,
        shelving,
        entries,
        changed=changed_months(places, stood) | outcome.months,
        outcome=outcome,
    )
    ids = {entry.id for entry in planned.entries}
    stones = bury(
        task.store, task.config, task.feed.name, outcome.withdrawn, entries=ids, now=task.now
    )
    stage_gone(task, shelving)
    made, digest = _document(task, planned, stones, kept.months)
    documents: dict[str, Digest] = {}
    for name in task.feed.formats:
        path = document(task.feed.stem, name)
        if name in FEED_FORMS:
            form = FEED_FORMS[name]
            data = form.render(made)
            form.reread(data, made)
            file = task.file(path, data, form.media_type)
            documents[name] = shelving.stage(Kind.DOCUMENT, file)
        else:
            data = page.feed_page(made, site_title=task.config.title)
            shelving.stage(Kind.FEED_PAGE, task.file(path, data, page.MEDIA_TYPE))
    return Made(feed=made, digest=digest, archives=kept, documents=documents)


def _document(
    task: Task, planned: Plan, stones: list[Tombstone], months: list[str]
) -> tuple[PublishedFeed, Digest]:
    stem = f"{task.config.base_url}{task.feed.stem}"
    made = compose.feed(
        task.feed,
        planned.entries,
        base_url=task.config.base_url,
        site_title=task.config.title,
        updated=task.now,
        version=__version__,
        feed_id=task.state.atom_id,
        tombstones=stones,
        paging=Paging(
            complete=task.feed.history is History.COMPLETE,
            previous=archive_stem(stem, months[-1]) if months else None,
        ),
    )
    digest = compose.feed_digest(made)
    updated = compose.feed_updated(
        planned.entries,
        previous=task.state.updated,
        previous_digest=task.state.digest,
        digest=digest,
        now=task.now,
        created=task.state.created,
        tombstones=made.tombstones,
    )
    return replace(made, updated=updated), digest


def _dropped(task: Task, kept: Archives, outcome: Outcome, *, changed_rules: bool) -> list[Written]:
    """The files that stand no longer: of what ended, and of what the feed has no more."""
    feed, store = task.feed, task.store
    wanted = {document(feed.stem, name) for name in feed.formats} | kept.paths
    kinds = [Kind.DOCUMENT, Kind.CLOSING, Kind.FEED_PAGE, Kind.ARCHIVE]
    found = [each for each in files.of_feed(store, feed.name, kinds) if each.path not in wanted]
    found += files.of_stories(store, feed.name, outcome.places)
    if changed_rules or task.state.stem != feed.stem:
        found += files.elsewhere(store, feed.name, output=task.output, stem=feed.stem)
        if not feed.pages:
            found += files.of_feed(store, feed.name, [Kind.PAGE])
    return list({(each.output, each.path): each for each in found}.values())
