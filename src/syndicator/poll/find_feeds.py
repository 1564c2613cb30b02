"""Find the feeds that an address leads to: a feed itself, or the feeds that a page names (I/O).

::

    URL ─ fetch ─▶ a feed ─▶ Candidate
             └──▶ a page ─ <link rel="alternate">, links that look like feeds, usual addresses
                     └─ fetch each ─▶ Candidate…
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from syndicator.http.exchange import interrupted
from syndicator.http.fetch import fetch
from syndicator.model import Collected, Failed, FailureKind, Fetched, Job, Limits, SourceName
from syndicator.parse.text import collapsed
from syndicator.poll.workers.pool import shared

MAX_NAMED: Final = 3
"""Addresses that a page may cost requests for where nobody waits for the answer."""
MAX_ASKED: Final = 8
"""Addresses that one page may cost requests for."""
_TYPES: Final = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
        "application/feed+json",
    }
)
_MAY_BE: Final = frozenset({"application/json"})
"""What JSON Feed 1.0 had, and what is said of many other documents."""
_LIKE_A_FEED: Final = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:$|[/._?-])|\.xml$", re.IGNORECASE
)
_USUAL: Final = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.json")
_NAME: Final = SourceName("new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed that was found and read."""

    url: str
    """The address to poll: that which was named, or where it has moved to for good."""
    title: str
    items: int
    newest: datetime | None
    language: str | None
    home: str | None
    """The page that the feed belongs to."""


def find_feeds(url: str, *, limits: Limits, now: datetime) -> tuple[list[Candidate], str]:
    """Ask an address, and the feeds that it names if it is a page.

    Args:
        url: an absolute http or https URL.
        limits: of each exchange.
        now: the moment.

    Returns:
        The feeds that could be read, those that the page names first; and, where there is none, one
        line that says why.
    """
    outcome = fetch(_job(url, limits, now))
    if not isinstance(outcome, Fetched):
        return [], _reason(outcome)
    here = _read(_job(url, limits, now), outcome)
    if not isinstance(here, Failed):
        return [here], ""
    if here.kind is not FailureKind.NOT_A_FEED:
        return [], here.message
    named = list(dict.fromkeys(_named(outcome)))
    found = list(_asked(named[:MAX_ASKED], limits, now))
    if not found:
        usual = [urljoin(outcome.url, f"/{each}") for each in _USUAL]
        found = list(_asked([each for each in usual if each not in named], limits, now))
    return found, "" if found else "it is a page, and it names no feed that can be read"


def named_feed(
    url: str, known: Callable[[str], bool], *, limits: Limits, now: datetime
) -> str | None:
    """Ask a page for the first feed that it names as its own, can be read, and holds something.

    Args:
        url: of the page.
        known: whether an address is of no interest.
        limits: of each exchange; there are `MAX_NAMED` beside that of the page, at most.
        now: the moment.
    """
    outcome = fetch(_job(url, limits, now))
    if not isinstance(outcome, Fetched):
        return None
    own = (each for each in dict.fromkeys(_named(outcome, links=False)) if not known(each))
    found = _asked(list(islice(own, MAX_NAMED)), limits, now)
    return next((each.url for each in found if each.items and not known(each.url)), None)


def _asked(urls: list[str], limits: Limits, now: datetime) -> Iterator[Candidate]:
    seen: set[str] = set()
    for url in urls:
        outcome = fetch(_job(url, limits, now))
        if isinstance(outcome, Fetched) and outcome.body_hash not in seen:
            seen.add(outcome.body_hash)
            read = _read(_job(url, limits, now), outcome)
            if isinstance(read, Candidate):
                yield read


def _job(url: str, limits: Limits, now: datetime) -> Job:
    return Job(source=_NAME, url=url, limits=limits, now=now)


def _read(job: Job, outcome: Fetched) -> Candidate | Failed:
    collected: Collected = shared().read(job, outcome, cancelled=interrupted)
    if isinstance(collected.outcome, Failed):
        return collected.outcome
    meta = collected.meta
    dates = [item.published for item in collected.items if item.published]
    return Candidate(
        url=outcome.moved_to or job.url,
        title=collapsed(meta.title or "") if meta else "",
        items=len(collected.items),
        newest=max(dates, default=None),
        language=meta.language if meta else None,
        home=meta.link if meta else None,
    )


def _reason(outcome: object) -> str:
    return outcome.message if isinstance(outcome, Failed) else "it did not answer with a document"


def _named(page: Fetched, *, links: bool = True) -> Iterator[str]:
    """Yield the addresses that a page names as feeds, then those of links that look like feeds.

    Args:
        page: as it was sent.
        links: whether the latter count.
    """
    try:
        root = html.document_fromstring(page.body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    base = urljoin(page.url, next((each.get("href") or "" for each in root.iter("base")), ""))
    for types in (_TYPES, _MAY_BE):
        for link in root.iter("link"):
            kind = (link.get("type") or "").split(";")[0].strip().lower()
            if "alternate" in (link.get("rel") or "").lower().split() and kind in types:
                yield from _address(base, link.get("href"))
    for link in root.iter("a") if links else ():
        href = link.get("href") or ""
        if _LIKE_A_FEED.search(urlsplit(href).path):
            yield from _address(base, href)


def _address(base: str, href: str | None) -> Iterator[str]:
    try:
        address = urljoin(base, (href or "").strip()).partition("#")[0]
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.scheme in {"http", "https"} and "@" not in parts.netloc:
        yield address
