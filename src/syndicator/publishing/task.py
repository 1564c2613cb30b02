"""What every step of a feed's publish goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator import __version__
from syndicator.config import Config
from syndicator.curate.rules import Access, OutputFeed
from syndicator.digests import Under, selection_digest
from syndicator.model import Digest, GrantName, PublishedFeed, SourceName
from syndicator.publish import compose, rhythm
from syndicator.publish.shelf import File
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
    config: Config,
    feed: OutputFeed,
    state: FeedState,
    *,
    versions: Mapping[GrantName, int],
    now: datetime,
    thorough: bool,
) -> Task:
    """Gather what a publish of this feed goes by."""
    return Task(
        store=store,
        config=config,
        feed=feed,
        state=state,
        versions=versions,
        now=now,
        thorough=thorough,
        frame=frame_of(config, feed, state),
        under=Under(config, feed),
        selection=selection_digest(config, feed),
        max_age=rhythm.max_age(config.sources[name].every for name in feed.sources),
    )


def frame_of(config: Config, feed: OutputFeed, state: FeedState) -> PublishedFeed:
    """A feed without its stories: what they, and the index, stand in."""
    return compose.feed(
        feed,
        (),
        base_url=config.base_url,
        site_title=config.title,
        updated=state.created,
        version=__version__,
        feed_id=state.atom_id,
    )
