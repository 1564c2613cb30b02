"""A feed that left the configuration: its stories end, and its addresses say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from syndicator.config import Config
from syndicator.model import SUFFIXES, PublishedFeed
from syndicator.model.output_feed import PRIVATE, Access, OutputFeed
from syndicator.publish import ledger, site
from syndicator.publish.compose.closing import EndedFeed, closing
from syndicator.publish.compose.paths import document
from syndicator.publish.context import site_of
from syndicator.publish.formats.registry import FEED_FORMS
from syndicator.publish.html import page
from syndicator.publish.hubs.ping import pings
from syndicator.publish.report import FeedReport, place_of
from syndicator.publish.storage.base import File
from syndicator.publish.storage.open import open_storage
from syndicator.publish.storage.staging import Staging, stands, take_down
from syndicator.publish.withdrawals import gone_from, record_withdrawals
from syndicator.store import (
    archives,
    decision_cache,
    decisions,
    entry_cache,
    feeds,
    files,
    outbox,
    placements,
)
from syndicator.store.database import Store
from syndicator.store.feeds import FeedState
from syndicator.store.files import Kind, Written

_REASON = "the feed is no longer in the configuration"
_SUBSCRIBED = (Kind.DOCUMENT, Kind.FEED_PAGE, Kind.CLOSING)


def retire_feed(
    store: Store,
    config: Config,
    state: FeedState,
    *,
    now: datetime,
    round_: site.Round | None = None,
) -> FeedReport:
    """Take down a feed that is no longer configured, and leave a closing document in its places.

    No permission can be shown for what nobody configures: its stories end, with their pages and
    archives. The closing document stays until an operator deletes it or the name is used again.

    Raises:
        OutputError: a file could not be written or removed; it is tried again at the next publish.
    """
    placed = placements.standing(store, state.name)
    former = files.of_feed(store, state.name, _SUBSCRIBED)
    if state.name in files.former_names(store):
        former = []  # its addresses lead elsewhere
    if state.built_at is None:
        # What an operator deleted meanwhile does not come back.
        shelf = open_storage(config.output)
        former = [each for each in former if stands(shelf, str(config.output), each)]
    ended = state.ended or now
    made = _made(store, config, state, former, ended=ended, now=now)
    with Staging(config.output, state.name) as staging:
        for file in _files(config, made):
            staging.stage(Kind.CLOSING, file)
        staging.put(Kind.CLOSING)
        site.write(store, config, now=now, without=state.name, round_=round_)
        kept = {each.path for each in staging.written}
        dropped = [
            each
            for each in files.of_feed(store, state.name)
            if each.kind is not Kind.GONE
            and (each.path not in kept or each.output != str(config.output))
        ]
        removed = take_down(dropped)
        with store.transaction():
            reasons = dict.fromkeys((place.item for place in placed), _REASON)
            ledger.record_withdrawn(store, placed, reasons, now)
            placements.remove(store, state.name, reasons)
            decisions.forget(store, state.name)
            decision_cache.forget(store, state.name)
            entry_cache.forget(store, state.name, entry_cache.made_of(store, state.name))
            months = [each.month for each in archives.of_feed(store, state.name)]
            archives.remove(store, state.name, months)
            _notify_hubs(store, config, made, staging.written, now)
            files.forget(store, removed)
            files.save(store, staging.written, now)
            bare = replace(state, digest=None, config_digest=None, wake_at=None)
            feeds.save_built(store, replace(bare, built_at=None, ended=ended))
    return FeedReport(
        feed=state.name,
        path=place_of(config.output, next(iter(sorted(kept)), f"{state.name}.atom")),
        entries=0,
        withdrawn=len(placed),
        written=staging.changed or bool(dropped),
    )


def _notify_hubs(
    store: Store, config: Config, made: PublishedFeed, written: Sequence[Written], now: datetime
) -> None:
    """Tell the hubs of all feeds: which ones this feed had, nobody knows any more."""
    stem = made.stem.removeprefix(config.base_url)
    stood = files.digests(store, [each.path for each in written])
    fresh = {each.path for each in written if stood.get(each.path) != each.sha256}
    news = [form for form in made.forms if form in FEED_FORMS and document(stem, form) in fresh]
    outbox.enqueue(store, pings(replace(made, hubs=config.hubs), news), now)


def _made(
    store: Store,
    config: Config,
    state: FeedState,
    former: Sequence[Written],
    *,
    ended: datetime,
    now: datetime,
) -> PublishedFeed:
    """Compose the closing document in the forms that the feed had."""
    paths = {each.path for each in former}
    stem = state.stem or _stem(former) or state.name
    record_withdrawals(store, config, state.name, [], entries=(), now=now)
    last = OutputFeed(name=state.name, title=state.title or state.name)
    gone = gone_from(store, config, last, entries=(), feed_id=state.atom_id, now=now)
    feed = EndedFeed(
        name=state.name,
        id=state.atom_id,
        title=state.title or state.name,
        stem=f"{config.base_url}{stem}",
        forms=tuple(form for form in SUFFIXES if document(stem, form) in paths),
        private=stem.startswith(f"{PRIVATE}/"),
        ended=ended,
    )
    others = any(each.access is Access.PUBLIC for each in config.feeds.values())
    return closing(
        feed, site=site_of(config), others=others, stubs=gone.stubs, tombstones=gone.tombstones
    )


def _stem(former: Sequence[Written]) -> str | None:
    """Of a feed that an earlier version wrote: it had one document, in Atom."""
    return next((each.path.removesuffix(SUFFIXES["atom"]) for each in former), None)


def _files(config: Config, made: PublishedFeed) -> list[File]:
    stem = made.stem.removeprefix(config.base_url)
    found: list[File] = []
    for name in made.forms:
        if name in FEED_FORMS:
            form = FEED_FORMS[name]
            data, media_type = form.render(made), form.media_type
            form.reread(data, made)
        else:
            data, media_type = (
                page.feed_page(made, site_title=config.title, zone=config.timezone),
                page.MEDIA_TYPE,
            )
        path = document(stem, name)
        found.append(File(path=path, data=data, media_type=media_type, private=made.private))
    return found
