"""What is said about each file of the output: its type, its rhythm, its hubs, who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from syndicator.config import Config
from syndicator.model import SUFFIXES, FeedName
from syndicator.model.output_feed import PRIVATE, Access, OutputFeed
from syndicator.monitor.incident_feed import PATH as INCIDENTS
from syndicator.poll.websub.renew import PATH as CALLBACKS
from syndicator.publish.compose import max_age
from syndicator.publish.storage.base import cache_control
from syndicator.web.paths import requested

TYPES: Final = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
}
"""By suffix; those that are ours, and what an operator may put beside them."""
OTHER: Final = "application/octet-stream"

_STYLES: Final = "style/"
_RENDERED: Final = (".html", ".atom", ".rss", ".xml", ".svg")
_STYLED: Final = (".atom", ".rss")
"""What browsers show in its style only if it is sent as XML, and as plain text by its own type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said about one file."""

    path: str
    """Below the output folder."""
    media_type: str
    cache_control: str
    link: str | None = None
    """The value of ``Link`` (RFC 8288)."""
    feed: FeedName | None = None
    """It is only for those who have a token for this feed."""
    rendered: bool = False
    """A browser shows it as a page, to which a security policy applies."""
    vary: str
    """The headers of a request on which the answer depends (RFC 9110 §12.5.5)."""
    opened: About | None = None
    """What is said instead to a browser that opens it as a page, where that is something else."""

    @property
    def private(self) -> bool:
        """Whether a token is needed."""
        return self.feed is not None


class Site:
    """The output folder as one configuration sees it; never changes."""

    def __init__(self, config: Config) -> None:
        """Take from a configuration what is said about its output."""
        self.title = config.title
        self.base_url = config.base_url
        self.prefix = urlsplit(config.base_url).path.encode("ascii") or b"/"
        self._feeds = {feed.stem: feed for feed in config.feeds.values()}
        self._ages = {
            name: max_age.max_age(config.sources[source].every for source in feed.sources)
            for name, feed in config.feeds.items()
        }
        public = (age for name, age in self._ages.items() if self._is_public(config, name))
        self._shared_age = max_age.max_age(public)

    @staticmethod
    def _is_public(config: Config, name: FeedName) -> bool:
        return config.feeds[name].access is Access.PUBLIC

    @property
    def token_feeds(self) -> tuple[FeedName, ...]:
        """The feeds for which a token is needed."""
        return tuple(f.name for f in self._feeds.values() if f.access is Access.TOKEN)

    def asked(self, raw: bytes) -> About | None:
        """Tell what a request is about, by its path as it was sent; None: nothing of ours."""
        path = requested(raw, self.prefix)
        if path is None or path == INCIDENTS or path.startswith(CALLBACKS):
            # The rest of a callback's address is a token: it is looked up in no folder.
            return None
        return self.about(path)

    def about(self, path: str) -> About:
        """Tell what is said about a file, whether it is there or not.

        Args:
            path: below the output folder, as `syndicator.web.paths.requested` gives it.
        """
        suffix = PurePosixPath(path).suffix
        private = path.startswith(f"{PRIVATE}/")
        stem = _stem(path)
        feed = self._feeds.get(stem)
        styled = suffix in _STYLED
        varies = {"Accept-Encoding": True, "Sec-Fetch-Dest": styled, "Authorization": private}
        about = About(
            path=path,
            media_type=TYPES.get(suffix, OTHER),
            cache_control=cache_control(self._age(path, feed), private=private),
            link=_link(self.base_url, feed, path) if feed else None,
            # A feed that is not configured has no tokens: nobody may read what is left of it.
            feed=FeedName(stem.removeprefix(f"{PRIVATE}/")) if private else None,
            rendered=suffix in _RENDERED,
            vary=", ".join(name for name, applies in varies.items() if applies),
        )
        return replace(about, opened=replace(about, media_type=TYPES[".xml"])) if styled else about

    def _age(self, path: str, feed: OutputFeed | None) -> timedelta:
        if feed is not None:
            return max_age.MAX_AGE if _is_archive(path) else self._ages[feed.name]
        return max_age.STYLES if path.startswith(_STYLES) else self._shared_age


def _stem(path: str) -> str:
    """The part of a path that names its feed: ``world`` of ``world/2026-10.atom``."""
    front = f"{PRIVATE}/" if path.startswith(f"{PRIVATE}/") else ""
    name, slash, _ = path.removeprefix(front).partition("/")
    return front + (name if slash else PurePosixPath(name).stem)


def _is_archive(path: str) -> bool:
    """Whether it is one of the documents by month, ``world/2026-10.atom``, which rarely change."""
    return "/" in path.removeprefix(f"{PRIVATE}/") and not path.endswith(".html")


def _link(base_url: str, feed: OutputFeed, path: str) -> str | None:
    """The links by which WebSub subscribers find the hubs of a feed (WebSub §4)."""
    if not feed.hubs or path not in _documents(feed):
        return None
    links = [f'<{hub}>; rel="hub"' for hub in feed.hubs]
    return ", ".join((*links, f'<{base_url}{path}>; rel="self"'))


def _documents(feed: OutputFeed) -> Iterator[str]:
    return (f"{feed.stem}{suffix}" for form, suffix in SUFFIXES.items() if form != "html")
