"""One output feed, from what stands in the database to what stands in its file.

::

    candidates ─ plan ─▶ entries ─▶ bytes, read back ─ stage ─▶ ledger: published, revised
        ─▶ replaced ─▶ ledger: withdrawn · placements · decisions

The record comes before the readers: what is about to stand is in the ledger, with the version of
its permission and its notice, before the file is replaced; what no longer stands is recorded as
withdrawn after it was. A crash in between is put right by the next publish, which finds the feed
still due, makes the same bytes and adds nothing to the ledger that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from syndicator import __version__, recording
from syndicator.config import Config
from syndicator.curate.rules import OutputFeed
from syndicator.model import Digest, Entry, FeedName, GrantName, Item, PublishedFeed
from syndicator.plan import Plan, plan
from syndicator.publish import atom, compose, write
from syndicator.store import feeds, items
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
    """The file of an output feed."""
    return config.output / f"{feed}.atom"


def plan_feed(
    store: Store,
    config: Config,
    feed: OutputFeed,
    *,
    versions: Mapping[GrantName, int],
    now: datetime,
    also: Iterable[Item] = (),
) -> Plan:
    """Plan a feed from the database: what is young enough, what stands in it, and `also` these."""
    placements = feeds.placements(store, feed.name)
    standing = frozenset(place.item for place in placements)
    # A day more than wanted: what has just become too old gets its decision, too.
    since = None if feed.max_age is None else _back(now, feed.max_age + timedelta(days=1))
    young = items.candidates(store, feed.sources, since=since)
    older = items.get(store, (standing | {each.id for each in also}) - {each.id for each in young})
    return plan(config, feed, [*young, *older], standing=standing, versions=versions, now=now)


def preview_feed(
    store: Store, config: Config, feed: OutputFeed, *, now: datetime, also: Iterable[Item] = ()
) -> Plan:
    """What a feed would hold now, and what was left out and why; writes nothing."""
    unstored = dict.fromkeys(config.grants, 0)
    return plan_feed(store, config, feed, versions=unstored, now=now, also=also)


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
    planned = plan_feed(store, config, feed, versions=versions, now=now)
    stood = {place.item: place for place in feeds.placements(store, feed.name)}
    made, made_digest = _document(config, feed, planned, state, now)
    places = [_place(feed.name, entry, stood.get(entry.item), now) for entry in planned.entries]
    document = atom.render(made)
    atom.reread(document, made)
    staged = write.stage(path, document)
    try:
        published, revised = recording.what_will_stand(store, feed.name, planned, stood, now)
    except BaseException:
        staged.discard()
        raise
    standing = staged.commit()
    with store.transaction():
        gone = [place for item, place in stood.items() if item not in planned.notices]
        reasons = {item.id: decision.reason for item, decision in planned.decided}
        recording.what_ended(store, gone, reasons, now)
        recording.decided(store, config, planned, versions, now)
        feeds.save_built(
            store,
            replace(
                state,
                updated=made.updated,
                digest=made_digest,
                config_digest=digest,
                wake_at=planned.wake_at,
                sha256=standing.sha256,
                size=standing.size,
                mtime_ns=standing.mtime_ns,
                built_at=now,
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
    path = path_of(config, state.name)
    placements = feeds.placements(store, state.name)
    removed = write.remove(path)
    reason = "the feed is no longer in the configuration"
    with store.transaction():
        recording.what_ended(
            store, placements, dict.fromkeys((p.item for p in placements), reason), now
        )
        feeds.save_built(store, replace(state, built_at=None, sha256=None, digest=None), [])
    return FeedReport(
        feed=state.name, path=path, entries=0, withdrawn=len(placements), written=removed
    )


def _document(
    config: Config, feed: OutputFeed, planned: Plan, state: FeedState, now: datetime
) -> tuple[PublishedFeed, Digest]:
    made = compose.feed(
        feed,
        planned.entries,
        base_url=config.base_url,
        site_title=config.title,
        updated=now,
        version=__version__,
        feed_id=state.atom_id,
    )
    digest = compose.feed_digest(made)
    updated = compose.feed_updated(
        planned.entries,
        previous=state.updated,
        previous_digest=state.digest,
        digest=digest,
        now=now,
        created=state.created,
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
