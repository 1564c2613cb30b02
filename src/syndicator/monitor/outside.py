"""Our own feeds as a stranger gets them, through their public addresses (I/O).

What is held against what was published is in `syndicator.monitor.outside_view`. Unless it is
configured, nothing is an incident before ``base_url`` has answered once: a newsroom may not be
reachable yet, or never meant to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from syndicator.config import Config
from syndicator.http.certificate import certificate_end
from syndicator.http.fetch import fetch
from syndicator.http.page_status import status
from syndicator.model import SUFFIXES, FeedName, Fetched, FetchResult, Job, SourceName
from syndicator.model.incident import Kind
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.monitor import outside_view as view
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.outside_view import Difference, Published
from syndicator.monitor.watch import settle
from syndicator.monitor.wording import Words
from syndicator.store import answered, files, incidents, watched
from syndicator.store.database import Store

PACE: Final = timedelta(minutes=15)
"""Between two rounds, unless ``outside`` says another."""
TIMEOUT: Final = timedelta(seconds=20)
MAX_BYTES: Final = 50_000_000
WITHDRAWN: Final = 3
"""Pages of withdrawn stories that are asked for in a round, of each feed; the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How questions are asked; each blocks for at most `TIMEOUT`."""

    document: Callable[[Job], FetchResult] = fetch
    page: Callable[[Job], int | None] = status
    certificate: Callable[[Job], datetime | None] = certificate_end


_ASKING: Final = Asking()


def pace(config: Config) -> timedelta:
    """How long to wait from one round to the next; 0 where there is none."""
    chosen = config.monitor.outside
    return PACE if chosen == "auto" else chosen or timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideReport:
    """What strangers got of our feeds."""

    at: datetime
    seen: Mapping[FeedName, tuple[str, ...]]
    """For each feed that was asked for, what differs; nothing: all is as published."""


def look(
    store: Store,
    config: Config,
    *,
    now: datetime,
    asking: Asking = _ASKING,
    enough: Callable[[], bool] = lambda: False,
) -> OutsideReport:
    """Ask each feed through its public address, and open or close incidents.

    Args:
        store: open for writing.
        config: the configuration in force.
        now: the moment.
        asking: how.
        enough: whether nothing more is to be begun.

    Returns:
        What was seen.

    Raises:
        StoreError: the database cannot be written.
    """
    this = _Round(store, config, now, asking)
    standing = incidents.standing(store)
    if any(each.finding.kind is Kind.NETWORK for each in standing):
        # What we cannot reach says nothing while we reach nothing.
        return OutsideReport(at=now, seen={})
    feeds = [] if config.monitor.outside is None else list(config.feeds.values())
    host = urlsplit(config.base_url).hostname or "base_url"
    found = _left(store, {*(feed.name for feed in feeds), *([host] if feeds else [])})
    if feeds and _is_on(store, config, now, asking):
        found += _round(this, feeds, host, enough)
    if found:
        settle(store, config, found, now=now)
    return OutsideReport(at=now, seen=this.seen)


def _left(store: Store, names: set[str]) -> list[Observation]:
    """What was found of something that is asked for no more."""
    return [
        Observation(key=each.key, finding=None, at_once=True)
        for each in incidents.standing(store)
        if each.finding.kind in {Kind.OUTSIDE, Kind.CERTIFICATE}
        and each.finding.subject not in names
    ]


def _is_on(store: Store, config: Config, now: datetime, asking: Asking) -> bool:
    """Whether what differs is told: it is configured, or the public address has answered once."""
    if config.monitor.outside != "auto" or answered.known(store, config.base_url):
        return True
    trial = _Round(store, config, now, asking)
    documents = [what for feed in config.feeds.values() for what in trial.published(feed)]
    # That a feed wants a token is also what quite another server may say.
    documents.sort(key=lambda what: what.token)
    if not documents or trial.difference(documents[0]) is not None:
        return False
    answered.record(store, config.base_url, now)
    return True


def _round(
    this: _Round, feeds: list[OutputFeed], host: str, enough: Callable[[], bool]
) -> list[Observation]:
    words = Words(now=this.now, timezone=this.config.timezone)
    found: dict[FeedName, list[Difference]] = {}
    for feed in feeds:
        if enough():
            break
        differences = [each for what in this.published(feed) if (each := this.difference(what))]
        found[feed.name] = differences + this.withdrawn(feed)
        this.seen[feed.name] = tuple(each.problem for each in found[feed.name])
    if not found:
        return []
    down = [each for differences in found.values() for each in differences if each.unreached]
    if len(found) > 1 and all(any(e.unreached for e in each) for each in found.values()):
        # One cause, not one for each feed.
        return [view.of_server(host, down[0].problem, words)]
    seen = [view.of_feed(name, differences, words) for name, differences in found.items()]
    seen.append(view.of_server(host, None, words))
    if not down and not enough():
        ends = this.asking.certificate(this.job(this.config.base_url))
        seen.append(view.certificate(host, ends, words))
    return seen


@dataclass(frozen=True, slots=True)
class _Round:
    """What every question of one round needs."""

    store: Store
    config: Config
    now: datetime
    asking: Asking
    seen: dict[FeedName, tuple[str, ...]] = field(default_factory=dict)
    """What differs of each feed that was asked for."""

    def job(self, url: str, first: Fetched | None = None) -> Job:
        return Job(
            source=SourceName("outside"),
            url=url,
            limits=self.config.limits(timeout=TIMEOUT, max_bytes=MAX_BYTES),
            now=self.now,
            etag=first.etag if first else None,
            last_modified=first.last_modified if first else None,
        )

    def published(self, feed: OutputFeed) -> Iterator[Published]:
        """The documents of a feed as they were written last."""
        written = files.of_feed(self.store, feed.name, [files.Kind.DOCUMENT])
        known = {each.path: each for each in written}
        for form in feed.formats:
            path = f"{feed.stem}{SUFFIXES[form]}"
            if form in view.FORMS and (each := known.get(path)) is not None:
                yield Published(
                    url=f"{self.config.base_url}{path}",
                    form=form,
                    token=feed.access is Access.TOKEN,
                    sha256=each.sha256,
                    written_at=each.written_at,
                )

    def difference(self, what: Published) -> Difference | None:
        """Ask for a document, and again with its validators."""
        first = self.asking.document(self.job(what.url))
        again = None
        if isinstance(first, Fetched):
            again = self.asking.document(self.job(what.url, first))
        found = view.difference(what, first, again, self.now)
        if found is None:
            return None
        return Difference(
            problem=f"{what.url} {found.problem}",
            severity=found.severity,
            unreached=found.unreached,
        )

    def withdrawn(self, feed: OutputFeed) -> list[Difference]:
        """Ask for the pages of stories that were withdrawn, but for what a cache may still have."""
        pages = watched.withdrawn_pages(
            self.store,
            feed.name,
            output=str(self.config.output),
            before=self.now - view.CACHED,
            most=WITHDRAWN,
        )
        urls = [f"{self.config.base_url}{path}" for path in pages]
        found = (view.still_there(url, self.asking.page(self.job(url))) for url in urls)
        return [each for each in found if each is not None]
