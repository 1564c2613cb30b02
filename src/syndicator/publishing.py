"""One output feed, from what stands in the database to what stands in its file.

::

    candidates ─ plan ─▶ entries, tombstones ─▶ bytes, read back ─ stage
        ─▶ ledger: published, revised ─▶ replaced ─▶ ledger: withdrawn · placements · decisions

The record comes before the readers: what is about to stand is in the ledger, with the version of
its permission and its notice, before the file is replaced; what no longer stands is recorded as
withdrawn after it was. A crash in between is put right by the next publish, which finds the feed
still due and knows what may have stood meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from syndicator import __version__, recording
from syndicator.config import Config
from syndicator.curate.rules import Access, OutputFeed, file_of
from syndicator.model import (
    Decision,
    Digest,
    Entry,
    FeedName,
    GrantName,
    Item,
    PublishedFeed,
    Tombstone,
    Verdict,
)
from syndicator.plan import Plan, Timed, decide, plan
from syndicator.publish import atom, compose, tombstone, write
from syndicator.rights.window import day_around
from syndicator.store import decisions, editorial, feeds, items, judgements, ledger, tombstones
from syndicator.store.database import Store
from syndicator.store.feeds import FeedState, Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What a publish did to one output feed."""

    feed: FeedName
    path: Path
    entries: int
    published: int = 0
    revised: int = 0
    withdrawn: int = 0
    written: bool = False
    """Whether the file was replaced: not if its bytes are the same."""


def path_of(config: Config, feed: FeedName) -> Path:
    """The file of an output feed, or where it would lie if there were one of that name."""
    known = config.feeds.get(feed)
    return config.output / (known.file if known else f"{feed}.atom")


def _paths(config: Config, feed: FeedName) -> list[Path]:
    """Wherever the file of a feed may lie: for everybody, or for those with a token."""
    return [config.output / file_of(feed, access) for access in Access]


def plan_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    standing: frozenset[int],
    versions: Mapping[GrantName, int],
    now: datetime,
    also: Iterable[Item] = (),
    digest: Digest | None = None,
) -> Plan:
    """Plan a feed from the database: what is young enough, what stands in it, and `also` these.

    With the digest of the feed's configuration, what was decided on an item is not asked again as
    long as it stands, and what is decided now is kept.
    """
    # A day more than wanted: what has just become too old gets its decision, too.
    since = None if feed.max_age is None else _back(now, feed.max_age + timedelta(days=1))
    young = items.candidates(store, feed.sources, since=since)
    older = items.get(store, (standing | {each.id for each in also}) - {each.id for each in young})
    found = [*young, *older]
    known = {} if digest is None else _judged(store, config, feed, found, digest=digest, now=now)
    return plan(
        config,
        feed,
        found,
        standing=standing,
        versions=versions,
        now=now,
        today=_left_today(store, config, now),
        known=known,
    )


def _judged(
    store: Store,
    config: Config,
    feed: OutputFeed,
    found: Iterable[Item],
    *,
    digest: Digest,
    now: datetime,
) -> dict[int, Decision]:
    """The decision on each item by itself: as it was kept, or as it is made now."""
    found = list(found)
    minded = Timed(config)
    known = judgements.standing(store, feed.name, found, digest, now, timed=minded)
    asked = decide(config, feed, [item for item in found if item.id not in known], now=now)
    if asked:
        judgements.save(store, asked, digest, now, timed=minded)
    return known | {item.id: decision for item, decision in asked}


def _left_today(store: Store, config: Config, now: datetime) -> dict[GrantName, frozenset[int]]:
    """What left today for the first time under each permission that limits how much may."""
    limited = [grant.name for grant in config.grants.values() if grant.daily_limit is not None]
    if not limited:
        return {}
    began, _ = day_around(now, config.timezone)
    return ledger.first_since(store, limited, began)


def preview_feed(
    store: Store, config: Config, feed: OutputFeed, *, now: datetime, also: Iterable[Item] = ()
) -> Plan:
    """What a feed would hold now, and what was left out and why; writes nothing."""
    unstored = dict.fromkeys(config.grants, 0)
    standing = frozenset(place.item for place in feeds.placements(store, feed.name))
    return plan_feed(store, config, feed, standing=standing, versions=unstored, now=now, also=also)


def publish_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    digest: Digest,
    versions: Mapping[GrantName, int],
    now: datetime,
) -> FeedReport:
    """Make the file of one feed what it should be, and record what that means.

    Args:
        store: open for writing.
        config: the configuration in force.
        feed: one of its feeds.
        digest: of the configuration that the feed depends on.
        versions: the stored version of each permission in force.
        now: the moment of the publish.

    Raises:
        OutputError: the file could not be written; what stood still stands, and the feed is due.
    """
    path = path_of(config, feed.name)
    state = feeds.ensure(store, feed.name, atom_id=f"{config.base_url}{feed.name}.atom", now=now)
    stood = {place.item: place for place in feeds.placements(store, feed.name)}
    planned = plan_feed(
        store,
        config,
        feed,
        standing=frozenset(stood),
        versions=versions,
        now=now,
        digest=digest,
    )
    stones = _buried(store, config, planned, stood=stood, now=now)
    made, made_digest = _document(config, planned, stones, state=state, now=now)
    places = [_place(feed.name, entry, stood.get(entry.item), now) for entry in planned.entries]
    document = atom.render(made)
    atom.reread(document, made)
    staged = write.stage(path, document, private=feed.access is Access.TOKEN)
    try:
        published, revised = recording.what_will_stand(store, planned, stood, places, now)
    except BaseException:
        staged.discard()
        raise
    standing = staged.commit()
    for place in {*_paths(config, feed.name), *filter(None, [state.path])}:
        # It may have been public until now, or private, or in another folder.
        if place != path:
            write.remove(place)
    with store.transaction():
        gone = [place for item, place in stood.items() if item not in planned.notices]
        reasons = {item.id: decision.reason for item, decision in planned.decided}
        recording.what_ended(store, gone, reasons, now)
        recording.decided(store, config, planned.decided, versions, now)
        tombstones.raise_up(store, feed.name, [entry.id for entry in planned.entries])
        feeds.save_built(
            store,
            replace(
                state,
                updated=made.updated,
                digest=made_digest,
                config_digest=digest,
                wake_at=_wake(planned, made),
                sha256=standing.sha256,
                size=standing.size,
                mtime_ns=standing.mtime_ns,
                built_at=now,
                path=path,
            ),
            places,
        )
    return FeedReport(
        feed=feed.name,
        path=path,
        entries=len(planned.entries),
        published=published,
        revised=revised,
        withdrawn=len(gone),
        written=staged.changed,
    )


def retire_feed(store: Store, config: Config, state: FeedState, *, now: datetime) -> FeedReport:
    """Take down the file of a feed that is no longer configured, and record what ended.

    Raises:
        OutputError: the file could not be removed; it is tried again at the next publish.
    """
    paths = [*filter(None, [state.path]), *_paths(config, state.name)]
    placements = feeds.placements(store, state.name)
    removed = [path for path in paths if write.remove(path)]
    reason = "the feed is no longer in the configuration"
    with store.transaction():
        recording.what_ended(
            store, placements, dict.fromkeys((p.item for p in placements), reason), now
        )
        decisions.forget(store, state.name)
        judgements.forget(store, state.name)
        gone = replace(state, built_at=None, sha256=None, digest=None, path=None)
        feeds.save_built(store, gone, [])
    return FeedReport(
        feed=state.name,
        path=next(iter(removed), paths[0]),
        entries=0,
        withdrawn=len(placements),
        written=bool(removed),
    )


def _buried(
    store: Store,
    config: Config,
    planned: Plan,
    *,
    stood: Mapping[int, Placement],
    now: datetime,
) -> list[Tombstone]:
    """What the feed has to say of stories that it no longer holds.

    A story gets a tombstone when it stood here and may no longer; not when others came before it
    or it grew old. A killed one gets it even if it left long ago. Stored before the file is
    replaced, so that a publish that is cut short says the same when it is tried again.
    """
    feed = planned.feed.name
    entries = {entry.id for entry in planned.entries}
    gone = [
        (item, stood[item.id].since)
        for item, decision in planned.decided
        if item.id in stood and decision.verdict is Verdict.WITHHELD
    ]
    killed = set(tombstones.killed_without(store, feed)) - {item.id for item, _ in gone}
    late = items.get(store, killed)
    instead = {item.desk.replaced_by for item in (*late, *(each for each, _ in gone))} - {None}
    replacements = {each.id: each for each in items.get(store, filter(None, instead))}
    stones: list[tuple[Tombstone, datetime | None]] = []
    for item, since in (*gone, *((each, None) for each in late)):
        source = config.sources.get(item.source)
        stone = tombstone.bury(
            item,
            site_title=config.title,
            source_title=source.title if source else None,
            replacement=replacements.get(item.desk.replaced_by or 0),
            publishers=editorial.PUBLISHERS,
            now=now,
        )
        if stone.ref not in entries:
            stones.append((stone, since))
    if stones:
        tombstones.bury(store, feed, stones)
    return tombstones.standing(store, feed, now=now)


def _wake(planned: Plan, made: PublishedFeed) -> datetime | None:
    """The next moment at which the clock alone changes the feed: also when a tombstone ends."""
    ends = [stone.when + tombstones.KEPT for stone in made.tombstones]
    return min((each for each in (planned.wake_at, *ends) if each), default=None)


def _document(
    config: Config, planned: Plan, stones: Sequence[Tombstone], *, state: FeedState, now: datetime
) -> tuple[PublishedFeed, Digest]:
    made = compose.feed(
        planned.feed,
        planned.entries,
        base_url=config.base_url,
        site_title=config.title,
        updated=now,
        version=__version__,
        feed_id=state.atom_id,
        tombstones=stones,
    )
    digest = compose.feed_digest(made)
    updated = compose.feed_updated(
        planned.entries,
        previous=state.updated,
        previous_digest=state.digest,
        digest=digest,
        now=now,
        created=state.created,
        tombstones=made.tombstones,
    )
    return replace(made, updated=updated), digest


def _place(feed: FeedName, entry: Entry, stood: Placement | None, now: datetime) -> Placement:
    return Placement(
        feed=feed,
        item=entry.item,
        revision=entry.revision,
        grant=entry.grant,
        notice=entry.notice,
        since=stood.since if stood else now,
    )


def _back(now: datetime, span: timedelta) -> datetime | None:
    try:
        return now - span
    except OverflowError:
        return None
