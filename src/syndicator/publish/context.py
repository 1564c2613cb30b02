"""What every step of a feed's publish goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator import __version__
from syndicator.config import Config
from syndicator.config.digests import Under, selection_digest
from syndicator.model import Digest, GrantName, PublishedFeed, SourceName
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.publish.compose import feed as compose
from syndicator.publish.compose.max_age import max_age
from syndicator.publish.storage.base import File
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store
from syndicator.store.feeds import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One feed at one moment."""

    store: Store
    config: Config
    feed: OutputFeed
    state: FeedState
    """As it was when the publish began."""
    versions: Mapping[GrantName, int]
    """The stored version of each permission in force."""
    now: datetime
    thorough: bool
    """Whether every file is looked at, and not only a part of the pages."""
    frame: PublishedFeed
    """The feed without its stories."""
    under: Mapping[SourceName, Digest]
    """What an entry of each source is made under."""
    selection: Digest
    """Over the rules by which stories make room."""
    max_age: timedelta
    """How long caches may keep its files."""

    @property
    def output(self) -> str:
        """Where the output goes."""
        return str(self.config.output)

    @property
    def private(self) -> bool:
        """Whether the feed is only for subscribers with a token."""
        return self.feed.access is Access.TOKEN

    def version_of(self, source: SourceName) -> int | None:
        """The stored version of a source's permission; None if it is no longer configured."""
        found = self.config.sources.get(source)
        return None if found is None else self.versions[found.grant]

    def file(self, path: str, data: bytes, media_type: str) -> File:
        """A file of this feed."""
        return File(
            path=path,
            data=data,
            media_type=media_type,
            private=self.private,
            max_age=self.max_age,
        )


def task_of(
    store: Store,
    active: ActiveConfig,
    feed: OutputFeed,
    state: FeedState,
    *,
    now: datetime,
    thorough: bool,
) -> Task:
    """Gather what a publish of this feed goes by."""
    config = active.config
    return Task(
        store=store,
        config=config,
        feed=feed,
        state=state,
        versions=active.versions,
        now=now,
        thorough=thorough,
        frame=frame_of(config, feed, state),
        under=Under(config, feed, active.common),
        selection=selection_digest(config, feed),
        max_age=max_age(config.sources[name].every for name in feed.sources),
    )


def frame_of(config: Config, feed: OutputFeed, state: FeedState) -> PublishedFeed:
    """A feed without its stories: what they, and the index, stand in."""
    return compose.feed(
        feed,
        (),
        site=site_of(config),
        updated=state.created,
        feed_id=state.atom_id,
    )


def site_of(config: Config) -> compose.Site:
    """What publishes the feeds of a configuration."""
    return compose.Site(base_url=config.base_url, title=config.title, version=__version__)
