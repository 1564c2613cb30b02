"""What belongs to all feeds: the index, the list of feeds, styles, and what has moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from syndicator.config import Config
from syndicator.model import FeedName, PublishedFeed
from syndicator.model.output_feed import Access
from syndicator.publish.compose import max_age
from syndicator.publish.compose.paths import page_of
from syndicator.publish.context import frame_of
from syndicator.publish.formats import opml
from syndicator.publish.html import page
from syndicator.publish.storage.base import File
from syndicator.publish.storage.staging import Staging, take_down
from syndicator.store import feeds, files
from syndicator.store.database import Store
from syndicator.store.files import Kind, Written

INDEX: Final = "index.html"
LIST: Final = "feeds.opml"
REDIRECTS: Final = ".redirects"
"""For servers of plain files: lines ``/old.atom /world.atom;``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed that everybody may read, as the index shows it."""

    feed: PublishedFeed
    newest: feeds.Newest | None


@dataclass(slots=True)
class Round:
    """What the files that belong to all feeds say since the round of publishing began."""

    feeds: list[Listed] | None = None
    """The feeds that they name; None: they were not written in this round."""
    redirects: list[File] = field(default_factory=list)


def write(
    store: Store,
    config: Config,
    *,
    now: datetime,
    built: FeedName | None = None,
    without: FeedName | None = None,
    round_: Round | None = None,
) -> bool:
    """Make the files that belong to all feeds what they should be.

    Args:
        store: open for writing.
        config: the configuration in force.
        now: the moment of the publish.
        built: a feed that stands already although the store does not say so yet.
        without: one that will not stand any more.
        round_: what was written in the same round: it is not written again to say the same.

    Returns:
        Whether one of them changed.

    Raises:
        OutputError: one could not be written.
    """
    shown = [each for each in _public(store, config, built) if each.feed.name != without]
    redirects = list(_redirects(store))
    if round_ is not None and (round_.feeds, round_.redirects) == (shown, redirects):
        return False
    known = {each.path: each for each in files.of_site(store)}
    with Staging(config.output, None) as staging:
        wanted = set()
        for file in (*_lists(config, shown, known, now), *_styles(), *redirects):
            wanted.add(file.path)
            staging.stage(Kind.SITE, file)
        staging.put(Kind.SITE)
        dropped = [
            each
            for each in files.of_site(store)
            if each.path not in wanted or each.output != str(config.output)
        ]
        removed = take_down(dropped)
        with store.transaction():
            files.save(store, staging.written, now)
            files.forget(store, removed)
    if round_ is not None:
        round_.feeds, round_.redirects = shown, redirects
    return staging.changed or bool(dropped)


def _public(store: Store, config: Config, built: FeedName | None) -> Iterator[Listed]:
    states = {state.name: state for state in feeds.all(store)}
    for name, feed in config.feeds.items():
        state = states.get(name)
        if feed.access is not Access.PUBLIC or state is None:
            continue
        if state.built_at is not None or name == built:
            yield Listed(feed=frame_of(config, feed, state), newest=state.newest)


def _lists(
    config: Config, shown: list[Listed], known: dict[str, Written], now: datetime
) -> Iterator[File]:
    age = max_age.max_age(source.every for source in config.sources.values())
    # Every page leads to the index, also those of feeds that are not in it.
    stories = {
        each.feed.name: page.Newest(
            title=each.newest.title,
            at=each.newest.at,
            link=page_of(each.feed.name, each.newest.item) if "html" in each.feed.forms else None,
        )
        for each in shown
        if each.newest
    }
    listed = [each.feed for each in shown]
    index = page.index_page(
        listed,
        newest=stories,
        site_title=config.title,
        base_url=config.base_url,
        zone=config.timezone,
    )
    yield File(path=INDEX, data=index, media_type=page.MEDIA_TYPE, max_age=age)
    if not shown:
        return
    last = known.get(LIST)
    # The list says when it changed: it may be written again only if something else in it did.
    before = _list(config, listed, last.written_at) if last and last.written_at else None
    same = before is not None and last is not None and sha256(before).hexdigest() == last.sha256
    data = before if same and before is not None else _list(config, listed, now)
    yield File(path=LIST, data=data, media_type=opml.MEDIA_TYPE, max_age=age)


def _list(config: Config, shown: list[PublishedFeed], updated: datetime) -> bytes:
    return opml.render(shown, title=config.title, updated=updated, home_page=config.base_url)


def _styles() -> Iterator[File]:
    for path, data, media_type in page.styles():
        yield File(path=path, data=data, media_type=media_type, max_age=max_age.STYLES)


def _redirects(store: Store) -> Iterator[File]:
    # For a map of nginx, and for one of Caddy, to which the semicolon is a word like the others.
    lines = [f"/{old} /{new} ;\n" for old, new in sorted(files.moved(store).items())]
    if lines:
        # No type that would be compressed: servers read this file, readers never do.
        data = "".join(lines).encode("ascii")
        yield File(path=REDIRECTS, data=data, media_type="application/octet-stream")
