"""The publish of one feed, from first to last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from syndicator.model import (
    Digest,
    FeedName,
    Paging,
    PublishedFeed,
)
from syndicator.model.output_feed import History, OutputFeed
from syndicator.publish import ledger, site, verify
from syndicator.publish.archive_documents import Archives, stage_archives
from syndicator.publish.archived_items import (
    PORTION,
    Outcome,
    changed_months,
    placed,
    reevaluate,
    rewrite_archived,
)
from syndicator.publish.candidates import plan_feed
from syndicator.publish.compose import feed as compose
from syndicator.publish.compose.archive import month_of
from syndicator.publish.compose.paths import archive_stem, document
from syndicator.publish.compose.stub import among
from syndicator.publish.context import Task, site_of, task_of
from syndicator.publish.formats.registry import FEED_FORMS
from syndicator.publish.html import page
from syndicator.publish.plan import Plan
from syndicator.publish.record import Made, note, record
from syndicator.publish.report import FeedReport, place_of
from syndicator.publish.storage.staging import Staging, take_down
from syndicator.publish.story_pages import stage_gone, stage_pages
from syndicator.publish.withdrawals import Gone, after, gone_from, record_withdrawals
from syndicator.store import (
    archived_stories,
    archives,
    editorial,
    feeds,
    files,
    placements,
    tombstones,
)
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store
from syndicator.store.feeds import Newest
from syndicator.store.files import Kind, Written
from syndicator.store.placements import Placement

_NOT_KEPT = "the feed keeps no archive any more"


def publish_feed(
    store: Store,
    active: ActiveConfig,
    feed: OutputFeed,
    *,
    now: datetime,
    thorough: bool,
    round_: site.Round,
) -> FeedReport:
    """Make the files of one feed what they should be, and record what that means.

    Args:
        store: open for writing.
        active: the configuration in force.
        feed: one of its feeds.
        now: the moment of the publish.
        thorough: whether all of the archive is looked at, every entry composed, and every file
            made.
        round_: what the files that belong to all feeds say already.

    Raises:
        OutputError: a file could not be written; what stood still stands, or the new one of some
            files does, all of it on record; the feed is due.
    """
    config, digest = active.config, active.digests[feed.name]
    state = feeds.ensure(store, feed.name, atom_id=f"{config.base_url}{feed.name}.atom", now=now)
    if state.built_at is not None and state.built_at > now:
        _undo_clock_ahead(store, feed.name, now)
    task = task_of(store, active, feed, state, now=now, thorough=thorough)
    plan = partial(
        plan_feed,
        store,
        config,
        feed,
        versions=active.versions,
        now=now,
        digest=digest,
        under=None if thorough else task.under,
    )
    planned = plan()
    if _move_on(task, planned):
        planned = plan()
    changed_rules = state.config_digest != digest
    outcome = Outcome()
    stood = placements.get(store, feed.name, [item.id for item, _ in planned.decided])
    _end(task, planned, stood, outcome)
    _reevaluate_archive(task, stood, changed_rules=changed_rules, outcome=outcome)
    places = [
        *placed(task, planned, planned.entries, stood, current=True),
        *placed(task, planned, planned.archived, stood, current=False),
    ]
    with Staging(config.output, feed.name) as staging:
        made = _stage(task, staging, planned, places, stood=stood, outcome=outcome)
        published, revised = ledger.record_standing(store, planned, stood, places, now)
        # What is pointed to comes before what points to it.
        staging.put(Kind.PAGE, Kind.GONE, Kind.ARCHIVE, Kind.FEED_PAGE, Kind.DOCUMENT)
        note(task, made, staging.written)
        feeds.set_newest(store, feed.name, _newest(made.feed))
        site.write(store, config, now=now, built=feed.name, round_=round_)
        dropped = _dropped(task, made.archives, outcome, changed_rules=changed_rules)
        dropped += files.of_stories(store, feed.name, [place.item for place in places], Kind.GONE)
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
        instead=_instead(planned, stood, outcome),
        written=staging.changed or outcome.changed or bool(dropped),
    )


def _newest(made: PublishedFeed) -> Newest | None:
    found = max(
        (entry for entry in made.entries if not entry.withdrawn),
        key=lambda entry: (entry.published or entry.updated, entry.item),
        default=None,
    )
    if found is None:
        return None
    return Newest(item=found.item, title=found.title, at=found.published or found.updated)


def _undo_clock_ahead(store: Store, feed: FeedName, now: datetime) -> None:
    """Take back what was done by a clock that was ahead: it is the earlier time that counts."""
    with store.transaction():
        placements.undo_clock_ahead(store, feed, now)
        later = [a.month for a in archives.of_feed(store, feed) if a.month >= month_of(now)]
        archives.remove(store, feed, later)


def _instead(
    planned: Plan, stood: Mapping[int, Placement], outcome: Outcome
) -> tuple[tuple[int, int], ...]:
    """What ended, each with the copy that is published in its place."""
    known = {item.id: item for item, _ in planned.decided}
    new = [known[entry.item] for entry in planned.entries if entry.item not in stood]
    return tuple(
        (gone.id, copy.id)
        for gone, _ in outcome.withdrawn
        for copy in new
        if copy.story == gone.story or copy.atom_id == gone.atom_id or copy.id in gone.near
    )


def _move_on(task: Task, planned: Plan) -> bool:
    """Date stories that stand again after their withdrawal: they are news to whoever heard of it.

    RFC 6721 §4: of an entry and a tombstone with its id, the more recent one holds.
    """
    refs = [entry.id for entry in planned.entries]
    moved = tombstones.moved_on(task.store, task.feed.name, refs)
    if moved:
        later = {item: after(at, task.now) for item, at in moved.items()}
        editorial.renew(task.store, later)
    return bool(moved)


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


def _reevaluate_archive(
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
    wanted = archived_stories.due_in_archive(store, name, now=task.now, everything=task.thorough)
    if changed_rules and not task.thorough:
        other = [
            each
            for each in archived_stories.made_under_other_rules(store, name, task.under)
            if each not in stood
        ]
        if files.elsewhere(store, name, output=task.output, stem=task.feed.stem):
            wanted += other  # its files are somewhere else from now on, all of them
        else:
            wanted += reevaluate(task, other, outcome)
    wanted += archived_stories.stale(store, name, most=PORTION)
    lost = verify.lost_pages(task)
    again = [i for i in sorted({*wanted, *lost} - outcome.places.keys()) if i not in stood]
    said = editorial.last(store)
    for start in range(0, len(again), PORTION):
        for _ in rewrite_archived(task, again[start : start + PORTION], outcome):
            pass
        if editorial.last(store) != said:
            # A kill does not wait: what is left is due at once after it.
            placements.distrust(store, name, again[start + PORTION :])
            break


def _stage(
    task: Task,
    staging: Staging,
    planned: Plan,
    places: list[Placement],
    *,
    stood: dict[int, Placement],
    outcome: Outcome,
) -> Made:
    """Compose and write aside: pages, archives, and then what subscribers poll."""
    entries = {entry.item: entry for entry in (*planned.entries, *planned.archived)}
    under = {place.item: place.made_under for place in places}
    stage_pages(task, staging, entries.values(), stood=stood, under=under, notices=planned.notices)
    kept = stage_archives(
        task,
        staging,
        entries,
        changed=changed_months(places, stood) | outcome.months,
        outcome=outcome,
    )
    ids = {entry.id for entry in planned.entries}
    record_withdrawals(
        task.store, task.config, task.feed.name, outcome.withdrawn, entries=ids, now=task.now
    )
    gone = gone_from(
        task.store,
        task.config,
        task.feed,
        entries=ids,
        feed_id=task.state.atom_id,
        now=task.now,
    )
    stage_gone(task, staging, ended=outcome.places, stands_now=entries)
    made, digest = _document(task, planned, gone, kept.months)
    documents: dict[str, Digest] = {}
    for name in task.feed.formats:
        path = document(task.feed.stem, name)
        if name in FEED_FORMS:
            form = FEED_FORMS[name]
            data = form.render(made)
            form.reread(data, made)
            file = task.file(path, data, form.media_type)
            documents[name] = staging.stage(Kind.DOCUMENT, file)
        else:
            data = page.feed_page(made, site_title=task.config.title, zone=task.config.timezone)
            staging.stage(Kind.FEED_PAGE, task.file(path, data, page.MEDIA_TYPE))
    return Made(feed=made, digest=digest, archives=kept, documents=documents)


def _document(
    task: Task, planned: Plan, gone: Gone, months: list[str]
) -> tuple[PublishedFeed, Digest]:
    stem = f"{task.config.base_url}{task.feed.stem}"
    made = compose.feed(
        task.feed,
        among(planned.entries, gone.stubs, task.feed.order, pinned=planned.pinned),
        site=site_of(task.config),
        updated=task.now,
        feed_id=task.state.atom_id,
        tombstones=gone.tombstones,
        paging=Paging(
            complete=task.feed.history is History.COMPLETE,
            previous=archive_stem(stem, months[-1]) if months else None,
        ),
    )
    digest = compose.feed_digest(made)
    updated = compose.feed_updated(
        made.entries,
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
    found += files.of_nothing(store, feed.name)
    if changed_rules or task.state.stem != feed.stem:
        found += files.elsewhere(store, feed.name, output=task.output, stem=feed.stem)
        if not feed.pages:
            found += files.of_feed(store, feed.name, [Kind.PAGE])
    return list({(each.output, each.path): each for each in found}.values())
