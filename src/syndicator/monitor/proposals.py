"""Another address for a source that is dead: the feed that its site's home page names (I/O).

The page is asked once a day at most, and only while an incident says that the source cannot be
read, or brings nothing of use. What is found is shown; it is never taken by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from syndicator.config import Config, Source
from syndicator.config.values import same_address
from syndicator.http.exchange import Interrupted
from syndicator.model import SourceName
from syndicator.model.incident import Incident, Kind
from syndicator.monitor.watch import look_again
from syndicator.store import hosts, incidents, proposals, sources
from syndicator.store.database import Store

AGAIN: Final = timedelta(days=1)
"""A site is asked again after so long."""
PATIENCE: Final = timedelta(days=1)
"""A source that fails for less may be well again by itself."""
MAX_SOURCES: Final = 1
"""Sites that are asked in one turn: alerts wait for it."""

Find = Callable[[str, Callable[[str], bool]], str | None]
"""From a page's address to that of a feed that the page names and that can be read, but for those
that are known already; blocks for a limited time."""


def propose(
    store: Store,
    config: Config,
    *,
    find: Find,
    now: datetime,
    enough: Callable[[], bool] = lambda: False,
) -> list[SourceName]:
    """Ask the sites of dead sources, as far as it is time for that.

    Args:
        store: open for writing.
        config: the configuration in force.
        find: asks a page.
        now: the moment.
        enough: whether nothing more is to be begun.

    Returns:
        The sources whose sites were asked.

    Raises:
        StoreError: the database cannot be written.
    """
    standing = incidents.standing(store)
    if any(each.finding.kind is Kind.NETWORK for each in standing):
        return []
    dead = [SourceName(each.finding.subject) for each in standing if _is_dead(each, config)]
    lasting = {SourceName(e.finding.subject) for e in standing if _is_dead(e, config, now)}
    proposals.keep_only(store, dead)
    asked: list[SourceName] = []
    for name in proposals.due(store, lasting, now - AGAIN)[:MAX_SOURCES]:
        if enough():
            break
        state = sources.several(store, [name])[name]
        home = _home(state.meta.link if state.meta else None, config.sources[name])
        found = None
        if (urlsplit(home).hostname or "") not in hosts.waiting(store, now):
            with suppress(Interrupted):
                found = find(home, _known(config.sources.values()))
        proposals.save(store, name, found, now)
        asked.append(name)
    if asked:
        look_again(store, config, asked, now=now)
    return asked


def _is_dead(incident: Incident, config: Config, now: datetime | None = None) -> bool:
    finding = incident.finding
    if finding.subject not in config.sources:
        return False
    if finding.kind is Kind.GONE:
        return True
    lasts = now is None or now - incident.opened >= PATIENCE
    return finding.kind in {Kind.FAILING, Kind.BLOCKED, Kind.BROKEN} and lasts


def _home(named: str | None, source: Source) -> str:
    """The page that a feed says it belongs to, else the front page of its host."""
    for url in (named or "", source.url):
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname:
            place = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
            if url != source.url:
                return place.geturl()
            return place._replace(path="/", query="").geturl()
    raise AssertionError(source.url)


def _known(configured: Iterable[Source]) -> Callable[[str], bool]:
    known = {same_address(source.url) for source in configured}

    def is_known(url: str) -> bool:
        try:
            return same_address(url) in known
        except ValueError:
            return True

    return is_known
