"""What a document holds, as received and cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.model.names import CleanHtml, Digest


class Evidence(StrEnum):
    """Why a document is believed to be in an encoding."""

    OCTETS = "octets"
    """The octets themselves show it, whatever is declared: ASCII, UTF-8, UTF-16."""
    DECLARED = "declared"
    """It is declared, and makes text of the octets."""
    GUESSED = "guessed"
    """By the feed's language, or by a detector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """What a document's octets were decided to be; it holds for all of its fields."""

    name: str
    """As in the WHATWG Encoding Standard: ``UTF-8``, ``windows-1251``, ``Shift_JIS`` …"""
    evidence: Evidence
    mended: int = 0
    """Octets that are not of that encoding and were read as those of another one."""
    lost: int = 0
    """Characters that could not be read and are U+FFFD now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author or contributor (RFC 4287 §3.2)."""

    name: str
    email: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """RFC 4287 §4.2.2, or an RSS category with its domain as ``scheme``."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with the story: a podcast's episode, a picture (RFC 4287 §4.2.7.2)."""

    url: str
    type: str
    """A media type; ``application/octet-stream`` where the source gave none."""
    length: int | None = None
    """Octets, where the source said so."""
    credit: str | None = None
    """Whose it is (``media:credit``, ``media:copyright``), where the source says so."""
    caption: str | None = None
    """What is said of it (``media:title``, ``media:description``); a credit may stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The words of an episode (``podcast:transcript`` of the Podcasting 2.0 namespace)."""

    url: str
    type: str
    """A media type, such as ``text/vtt``."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Podcast:
    """What a podcast says of an episode beside its enclosure."""

    duration: int | None = None
    """Seconds (``itunes:duration``)."""
    season: int | None = None
    episode: int | None = None
    explicit: bool | None = None
    image: str | None = None
    """The address of the episode's picture (``itunes:image``)."""
    chapters: str | None = None
    """The address of the chapters (``podcast:chapters``)."""
    chapters_type: str | None = None
    transcripts: tuple[Transcript, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture announced beside the text, by ``media:content``, ``media:thumbnail`` and so on."""

    url: str
    credit: str | None = None
    copyright: str | None = None
    title: str | None = None
    description: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text as received, not yet safe for anything but hashing and cleaning."""

    value: str
    type: str = "text/html"
    """``text/plain``, ``text/html`` or ``application/xhtml+xml``; others are dropped."""
    base: str | None = None
    """What relative references in it are resolved against (RFC 3986 §5.1)."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One thing that the source itself says about what may be done with its work."""

    kind: str
    """``rsl``, ``license``, ``rights``, ``valid``, ``restriction``, ``tdm``, ``robots`` …"""
    value: str
    """As the source wrote it, on one line."""
    where: str
    """``item``, ``feed`` or ``response``, and the element or header: ``item media:restriction``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMeta:
    """What a feed says of itself; what ``atom:source`` carries on (RFC 4287 §4.2.11)."""

    id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    link: str | None = None
    """The web page it belongs to."""
    self_link: str | None = None
    language: str | None = None
    rights: str | None = None
    licenses: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    updated: datetime | None = None
    format: str = ""
    """feedparser's name for the format: ``rss20``, ``atom10``, ``rss10`` …"""
    ttl: timedelta | None = None
    """RSS ``ttl``: how long a copy may be kept before asking again."""
    update_every: timedelta | None = None
    """``sy:updatePeriod`` divided by ``sy:updateFrequency``: how often it is made anew."""
    update_base: datetime | None = None
    """``sy:updateBase``: a moment at which it is, to count the others from."""
    skip_hours: tuple[int, ...] = ()
    """RSS ``skipHours``, 0 to 23 in GMT: when nobody is to ask."""
    skip_days: tuple[int, ...] = ()
    """RSS ``skipDays`` in GMT, 0 for Monday: when nobody is to ask."""
    hubs: tuple[str, ...] = ()
    reserved: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """One item as received. Nothing in it is clean."""

    raw_hash: Digest
    """Over everything below; the same hash means the same item, and no work."""
    guid: str | None = None
    """``guid``, ``atom:id`` or ``rdf:about``, byte for byte but for outer white space."""
    link: str | None = None
    """The story's page, absolute, not canonicalised."""
    title: Text | None = None
    summary: Text | None = None
    content: tuple[Text, ...] = ()
    """In the document's order; the first that survives cleaning is the article's text."""
    description: Text | None = None
    """``media:description``, which is the text where there is no other."""
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    images: tuple[Image, ...] = ()
    podcast: Podcast | None = None
    published: datetime | None = None
    """With the offset that the source wrote, where it wrote one: the year of a notice is local."""
    updated: datetime | None = None
    unreadable_date: str | None = None
    """What is written in the place of its dates, if it has no other and none can be read."""
    language: str | None = None
    rights: Text | None = None
    licenses: tuple[str, ...] = ()
    source: SourceMeta | None = None
    """An incoming ``atom:source`` or RSS ``source``: the item was itself copied."""
    reserved: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What was read of one item before: all that is needed of it while it stays as it is."""

    raw_hash: Digest
    """That of the `ParsedItem`, like the rest."""
    guid: str | None = None
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    unreadable_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFaults:
    """How many dates of a document's items do not count, and one of each kind as an example."""

    items: int
    """All of the document."""
    unreadable: int = 0
    """Items with something in the place of a date that cannot be read."""
    unreadable_example: str | None = None
    """As it is written."""
    ahead: int = 0
    """Items whose date lies more than a day ahead."""
    latest: datetime | None = None
    """The date that lies furthest ahead."""
    same: int = 0
    """Items, if they are many and all of them have one and the same date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTombstone:
    """A source has withdrawn a story: an ``at:deleted-entry`` (RFC 6721), a ``media:status``."""

    ref: str
    """The ``atom:id`` or guid of the entry, byte for byte; empty: it has none."""
    when: datetime | None = None
    comment: str | None = None
    link: str | None = None
    """Of an item that has no id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A whole document, read."""

    meta: SourceMeta
    items: tuple[ParsedItem, ...]
    """In the document's order, each once. One that was read before and was not read again has
    only what its `Outline` has."""
    tombstones: tuple[IncomingTombstone, ...] = ()
    problem: str | None = None
    """What was not well-formed although it could be read, and how many items could not be; None
    for a clean document."""
    cut: bool = False
    """The document ends in the middle: what ends with it was not read."""
    outlines: Mapping[Digest, Outline] = field(default_factory=dict)
    """What was read, by the digest of each item's element: to be handed in with the next
    document. Empty where an item can only be read together with the others."""
    charset: Charset | None = None
    """What its octets were read as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item, cleaned: safe to show, and all that later stages know of its text."""

    title: str
    """Plain text, one line, never with markup; may be empty."""
    content: CleanHtml
    """The fullest text that the source gave; may be empty."""
    summary: CleanHtml = CleanHtml("")
    """A shorter text beside it, where there is one that differs; may be empty."""
    text_hash: Digest
    """Over the readable words of title and text: moves for a significant change, not for markup."""
    content_hash: Digest
    """Over every other field of the article: moves when anything that is published changes."""
    link: str | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    images: tuple[Image, ...] = ()
    podcast: Podcast | None = None
    language: str | None = None
    rights: str | None = None
    licenses: tuple[str, ...] = ()
    source: SourceMeta | None = None
    reserved: tuple[Reservation, ...] = ()
    detected_language: str | None = None
    """What it is written in, where neither the item nor its feed says so and it is long enough to
    tell. It is published nowhere, and no hash is over it."""
    deleted: bool | None = None
    """Its text was deleted, as its permission or an operator demanded; the hashes are of the text
    as it was."""
