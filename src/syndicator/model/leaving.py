"""What leaves: entries, tombstones, feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.names import CleanHtml, Digest, FeedName
from syndicator.model.parsing import Category, Image, Person, SourceMeta


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
class PublishedFeed:
    """One output feed as it should stand."""

    name: FeedName
    id: str
    title: str
    subtitle: str | None
    self_link: str
    alternate: str | None
    updated: datetime
    author: str
    language: str | None
    generator_version: str
    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
