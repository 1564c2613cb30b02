"""What leaves: entries, tombstones, feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model.documents import Category, Image, Person, Podcast, SourceMeta
from syndicator.model.names import CleanHtml, Digest, FeedName


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An ``atom:link`` (RFC 4287 §4.2.7)."""

    rel: str
    href: str
    type: str | None = None
    length: int | None = None
    hreflang: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What is said to machines: crawlers, miners, search engines."""

    tdm_reserved: bool = False
    """Text and data mining is reserved: ``tdm-reservation: 1`` (TDMRep)."""
    tdm_policy: str | None = None
    """The address of the policy, where the source names one."""
    robots: tuple[str, ...] = ()
    """Directives for ``<meta name="robots">`` and ``X-Robots-Tag``: ``noai``, ``noindex`` …"""
    prohibited: tuple[str, ...] = ()
    """Automated uses in the words of RSL 1.0: ``all``, ``ai-all``, ``ai-train``, ``search`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story as it leaves, in no format yet. Every field is final text."""

    id: str
    title: str
    """Never empty."""
    updated: datetime
    published: datetime | None
    authors: tuple[Person, ...]
    """Never empty (RFC 4287 §4.1.2)."""
    content: CleanHtml
    """Article and notices, joined; the notices stand outside the article's element."""
    links: tuple[Link, ...]
    """``alternate``, ``via``, exactly one ``license`` (RFC 4946), enclosures."""
    summary: str = ""
    """Plain text for readers where there is no content (RFC 4287 §4.1.1.1 advises one)."""
    categories: tuple[Category, ...]
    rights: str
    source: SourceMeta
    language: str | None
    holder: str
    credit: str
    copyrighted: str
    """The story's year, four digits."""
    license: str
    access: str
    """``dcterms:accessRights``: the scope of the permission, in a sentence."""
    valid_from: datetime | None
    valid_until: datetime | None
    images: tuple[Image, ...] = ()
    """Those that may leave, with their credit."""
    podcast: Podcast | None = None
    page: str | None = None
    """The address of the story's page of our own, where the feed has pages."""
    corrections: tuple[datetime, ...] = ()
    """When its words changed after it was first published, the first time first."""
    machines: Machines = Machines()
    withdrawn: bool = False
    """It is a stub: what stands under the id of a story that was withdrawn, and no story."""
    item: int
    revision: int
    grant: int
    """The stored version of the permission that lets it go."""
    notice: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn: ``at:deleted-entry`` (RFC 6721)."""

    ref: str
    when: datetime
    by: str
    comment: str
    item: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where a document stands among those of its feed (RFC 5005).

    The others are named by their address without a form's suffix, as `PublishedFeed.stem` is.
    """

    complete: bool = False
    """The document is the whole feed: what is not in it is no longer part of it (§2)."""
    archive: bool = False
    """It is an archive document, which keeps its address and its set (§4)."""
    current: str | None = None
    """Of an archive document: the subscription document."""
    previous: str | None = None
    """The next older archive document (``prev-archive``)."""
    following: str | None = None
    """Of an archive document: the next newer archive document (``next-archive``)."""


SUFFIXES: Final = {"atom": ".atom", "rss": ".rss", "json": ".json", "html": "/"}
"""What follows `PublishedFeed.stem` in the address of each form; a page is a folder's index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFeed:
    """One document of an output feed as it should stand: what subscribers poll, or an archive."""

    name: FeedName
    id: str
    title: str
    subtitle: str | None
    stem: str
    """Its address without the suffix of a form: ``https://feeds.example.org/world``."""
    forms: tuple[str, ...] = ("atom",)
    """The forms in which it is published, by their names in the configuration."""
    alternate: str | None
    updated: datetime
    author: str
    language: str | None
    generator_version: str
    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    hubs: tuple[str, ...] = ()
    """WebSub hubs that are told of every change."""
    paging: Paging = Paging()
    private: bool = False
    """It is only for subscribers with a token."""
    closed: bool = False
    """It has ended, and will never change again."""
    stylesheet: str | None = None
    """The address of the CSS with which browsers show its XML."""
    email: str | None = None
    """Where its publisher can be reached, which directories of podcasts demand to know."""

    def address(self, form: str) -> str:
        """The address of this document in one form."""
        return f"{self.stem}{SUFFIXES[form]}"

    @property
    def self_link(self) -> str:
        """The address of its Atom document."""
        return self.address("atom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A hub is to be told that a document has changed (WebSub §7)."""

    hub: str
    topic: str
    """The document's own address: what its subscribers have subscribed to."""
