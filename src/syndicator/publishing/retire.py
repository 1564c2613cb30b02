"""A feed that left the configuration: its stories end, and its addresses say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from syndicator import __version__, recording
from syndicator.config import Config
from syndicator.curate.rules import PRIVATE, Access
from syndicator.model import SUFFIXES, PublishedFeed
from syndicator.publish import page
from syndicator.publish.closing import closing
from syndicator.publish.forms import FEED_FORMS
from syndicator.publish.hub import pings
from syndicator.publish.paths import document
from syndicator.publish.shelf import File, open_shelf
from syndicator.publishing import site
from syndicator.publishing.buried import bury
from syndicator.publishing.report import FeedReport, place_of
from syndicator.publishing.shelving import Shelving, stands, take_down
from syndicator.store import (
    archives,
    decisions,
    entries,
    feeds,
    files,
    judgements,
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
    said: site.Said | None = None,
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
        shelf = open_shelf(config.output)
        former = [each for each in former if stands(shelf, str(config.output), each)]
    ended = state.ended or now
    made = _made(store, config, state, former, ended=ended, now=now)
    with Shelving(config.output, state.name) as shelving:
        for file in _files(config, made):
            shelving.stage(Kind.CLOSING, file)
        shelving.put(Kind.CLOSING)
        site.write(store, config, now=now, without=state.name, said=said)
        kept = {each.path for each in shelving.written}
        dropped = [
            each
            for each in files.of_feed(store, state.name)
            if each.kind is not Kind.GONE
            and (each.path not in kept or each.output != str(config.output))
        ]
        removed = take_down(dropped)
        with store.transaction():
            reasons = dict.fromkeys((place.item for place in placed), _REASON)
            recording.what_ended(store, placed, reasons, now)
            placements.remove(store, state.name, reasons)
            decisions.forget(store, state.name)
            judgements.forget(store, state.name)
            entries.forget(store, state.name, entries.made_of(store, state.name))
            months = [each.month for each in archives.of_feed(store, state.name)]
            archives.remove(store, state.name, months)
            _tell(store, config, made, shelving.written, now)
            files.forget(store, removed)
            files.save(store, shelving.written, now)
            bare = replace(state, digest=None, config_digest=None, wake_at=None)
            feeds.save_built(store, replace(bare, built_at=None, ended=ended))
    return FeedReport(
        feed=state.name,
        path=place_of(config.output, next(iter(sorted(kept)), f"{state.name}.atom")),
        entries=0,
        withdrawn=len(placed),
        written=shelving.changed or bool(dropped),
    )


def _tell(
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
    stones = bury(store, config, state.name, [], entries=(), now=now)
    return closing(
        state.name,
        feed_id=state.atom_id,
        title=state.title or state.name,
        stem=f"{config.base_url}{stem}",
        forms=[form for form in SUFFIXES if document(stem, form) in paths],
        private=stem.startswith(f"{PRIVATE}/"),
        base_url=config.base_url,
        site_title=config.title,
        ended=ended,
        others=any(feed.access is Access.PUBLIC for feed in config.feeds.values()),
        version=__version__,
        tombstones=stones,
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
            data, media_type = page.feed_page(made, site_title=config.title), page.MEDIA_TYPE
        path = document(stem, name)
        found.append(File(path=path, data=data, media_type=media_type, private=made.private))
    return found
