"""The nouns that the stages hand on to each other.

::

    Job ─ poll ─▶ FetchResult ─ parse ─▶ ParsedFeed ─ clean ─▶ Collected(Incoming…)
        ─ dedupe ─▶ Change ─ rights ─▶ Ruling ─ curate ─▶ Decision
        ─ store ─▶ Item … ─ compose ─▶ PublishedFeed(Entry…) ─▶ bytes

Everything here is frozen, slotted and keyword-only, so that a stage cannot change what it was
given, and picklable, so that fetching and parsing may happen in another process or on another
machine. This module imports nothing of ours. Every ``datetime`` is aware. What an agreement says
(`Grant`) lives in `syndicator.rights.grant`; what an editor asks for (`OutputFeed`, `Rule`) in
`syndicator.curate.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import NewType

SourceName = NewType("SourceName", str)
"""The key of a ``[sources.*]`` table."""
GrantName = NewType("GrantName", str)
"""The key of a ``[grants.*]`` table, or the name of a built-in grant."""
FeedName = NewType("FeedName", str)
"""The key of a ``[feeds.*]`` table; the stem of the files published for it."""
CleanHtml = NewType("CleanHtml", str)
"""HTML that has been through `syndicator.parse.clean`; nothing else may be published as markup."""
Digest = NewType("Digest", str)
"""A SHA-256 in lower-case hexadecimal."""

Network = IPv4Network | IPv6Network

# ── poll ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one exchange with a source may cost, and where it may go."""

    timeout: timedelta
    """Wall clock for the whole exchange: name look-up, connection, redirects, headers and body."""
    max_bytes: int
    """Octets, counted on the wire and again after decompression."""
    user_agent: str
    allow_private: tuple[Network, ...] = ()
    """Networks that may be dialled although they are not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source to be fetched, parsed and cleaned: all that a worker needs to know."""

    source: SourceName
    url: str
    limits: Limits
    now: datetime
    """The time of the tick; what a worker compares dates with."""
    etag: str | None = None
    """The validators of the last 200, byte for byte (RFC 9110 §13.1)."""
    last_modified: str | None = None
    validated_by: str | None = None
    """The `Fetched.url` that they came with: only its host is shown them. None: ``url``."""
    body_hash: Digest | None = None
    """The hash of the last body that was stored; the same body is not parsed again."""
    known: frozenset[Digest] = frozenset()
    """Raw hashes of the items stored for this source; those are not cleaned again."""


class FailureKind(StrEnum):
    """Why a source could not be read. The value is what operators see and scripts match."""

    ADDRESS = "address-refused"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    STATUS = "http-status"
    GONE = "gone"
    THROTTLED = "throttled"
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    ENCODING = "content-encoding"
    NOT_A_FEED = "not-a-feed"
    UNSAFE = "unsafe-document"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 200 with a complete body."""

    url: str
    """Where the body came from, after redirects."""
    body: bytes
    body_hash: Digest
    headers: dict[str, str]
    """Names in lower case; a repeated header is joined with ``, ``."""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    """The new address, if every hop was permanent (301 or 308)."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304: what we hold is current."""

    headers: dict[str, str]
    etag: str | None = None
    """A validator that the 304 itself carried; None leaves the stored one as it is."""
    last_modified: str | None = None
    moved_to: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The exchange, or the reading of what it brought, went wrong. A value, never an exception."""

    kind: FailureKind
    message: str
    """One line for an operator, without credentials."""
    status: int | None = None
    retry_after: timedelta | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


FetchResult = Fetched | NotModified | Failed

# ── parse ────────────────────────────────────────────────────────────────────────────────────


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
    """RSS ``ttl`` or ``sy:updatePeriod``: how long a copy may be kept before asking again."""
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
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    images: tuple[Image, ...] = ()
    published: datetime | None = None
    """With the offset that the source wrote, where it wrote one: the year of a notice is local."""
    updated: datetime | None = None
    language: str | None = None
    rights: Text | None = None
    licenses: tuple[str, ...] = ()
    source: SourceMeta | None = None
    """An incoming ``atom:source`` or RSS ``source``: the item was itself copied."""
    reserved: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTombstone:
    """An ``at:deleted-entry`` of a source: it has withdrawn a story (RFC 6721)."""

    ref: str
    """The ``atom:id`` of the entry, byte for byte."""
    when: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A whole document, read."""

    meta: SourceMeta
    items: tuple[ParsedItem, ...]
    tombstones: tuple[IncomingTombstone, ...] = ()
    problem: str | None = None
    """What was not well-formed although it could be read; None for a clean document."""


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
    language: str | None = None
    rights: str | None = None
    licenses: tuple[str, ...] = ()
    source: SourceMeta | None = None
    reserved: tuple[Reservation, ...] = ()


# ── dedupe ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The three ways to know an item again, strongest first."""

    guid: str | None
    link: str | None
    """The canonical link: no fragment, no tracking parameters, ordered query."""
    fingerprint: Digest | None
    """Over title and readable text; None where the item was not cleaned because it is known."""
    words: Digest | None = None
    """Over the same however short it is: says which item only to a source that has no better name.
    Of an incoming item; nothing is stored under it. None where it was not cleaned or says nothing.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One item of one poll, ready to be compared with what is stored."""

    identity: Identity
    raw_hash: Digest
    article: Article | None
    """None: the raw hash is known, so the stored revision is this one."""
    published: datetime | None = None
    """Checked: between 1990 and a day after the tick, else None."""
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a worker makes of a `Job`: the outcome and, if there was news, the items."""

    source: SourceName
    outcome: FetchResult
    """A body that is no feed turns a `Fetched` into a `Failed` here."""
    meta: SourceMeta | None = None
    """None: nothing was parsed, because nothing changed or because it failed."""
    items: tuple[Incoming, ...] = ()
    tombstones: tuple[IncomingTombstone, ...] = ()
    problem: str | None = None
    size: int = 0
    """Octets of the body, decoded; 0 where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What dedupe must know of a stored item."""

    item: int
    identity: Identity
    raw_hash: Digest
    text_hash: Digest
    content_hash: Digest
    updated: datetime
    former: tuple[Digest, ...] = ()
    """Text hashes of the earlier revisions, oldest first: how often a text went and came back."""
    published: datetime | None = None
    """The source's own date, where it gave one."""
    link: str | None = None
    """The link as it is published; `Identity.link` is canonical."""
    enclosures: tuple[str, ...] = ()
    """The addresses of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """Never seen from this source."""

    incoming: Incoming
    article: Article
    published: datetime | None
    updated: datetime
    """What ``atom:updated`` will say: the source's date if it is credible, else the tick's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A stored item whose published form changes."""

    item: int
    incoming: Incoming
    article: Article
    significant: bool
    """True when words changed: only then does ``updated`` move (RFC 4287 §4.2.15)."""
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A stored item, unchanged in all that we publish; its keys or its raw hash may be new."""

    item: int
    incoming: Incoming


Change = NewItem | Revised | Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the desk on one story, and whose it was."""

    at: datetime
    by: str
    """An operator's name, or what stood in for one: ``source``, ``agency``, ``page``."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the desk has decided about one item, as it stands; a kill is never taken back."""

    approved: Word | None = None
    rejected: Word | None = None
    held: Word | None = None
    killed: Word | None = None
    replaced_by: int | None = None
    """The item that stands in the place of a killed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stored item at its current revision: what rights, curate and compose judge."""

    id: int
    """Ours, and what operators type: ``syndicator why 42``."""
    source: SourceName
    atom_id: str
    """The published ``atom:id``, fixed when the item was first seen."""
    link: str | None
    """The canonical link, of which the original is known; what dedupe across sources compares."""
    story: int
    """The smallest item id among one story's copies in several sources; its own if alone."""
    first_seen: datetime
    first_poll: bool
    """It was already there when its source was polled for the first time."""
    published: datetime | None
    updated: datetime
    revision: int
    """The row of the revision; unique over all items."""
    number: int
    """1 for the first revision of this item, then counting."""
    article: Article
    source_meta: SourceMeta
    """Frozen when this revision was copied (RFC 4287 §4.2.11)."""
    desk: Desk = Desk()
    first_published: datetime | None = None
    """When it first stood in any output feed."""
    corrected: datetime | None = None
    """When its words last changed after it had been published."""
    replaces: tuple[str, ...] = ()
    """Addresses (or ids) of the killed stories in whose place it stands."""

    @property
    def date(self) -> datetime:
        """When the story appeared: as the source says, else when it was first seen."""
        return self.published or self.first_seen


# ── rights ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of a permission, held against one item: a row of ``syndicator why``."""

    name: str
    """The configuration key that sets the condition: ``expires``, ``scope`` …"""
    passed: bool
    detail: str
    """One sentence for an editor: what was compared with what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the permission makes us say, rendered for one story."""

    above: CleanHtml
    below: CleanHtml
    rights: str
    """The same in plain text, for ``atom:rights``."""
    digest: Digest
    """Over all three; what the ledger refers to."""
    label: CleanHtml = CleanHtml("")
    """What says that an excerpt is one; empty for any other scope."""
    more: CleanHtml = CleanHtml("")
    """The line below an excerpt that links to the whole."""
    counter: CleanHtml = CleanHtml("")
    """The publisher's counter, which ends the article's part; empty where none is due."""
    also: tuple[CleanHtml, ...] = ()
    """The same permission's other wordings of this notice, which a text may carry already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the permission says of one item at one moment."""

    permitted: bool
    reason: str
    """Why, in one sentence; for a refusal, what stands in the way."""
    code: str
    """``permitted``, or the name of the check that refused."""
    checks: tuple[Check, ...]
    wake_at: datetime | None = None
    """The next moment at which the ruling could differ, if it depends on the clock."""


# ── curate ───────────────────────────────────────────────────────────────────────────────────


class Verdict(StrEnum):
    """What becomes of an item in one output feed."""

    PUBLISH = "publish"
    LEFT_OUT = "left-out"
    """The editor's rules do not want it here."""
    WITHHELD = "withheld"
    """The permission does not let it go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict on one item for one output feed, with the rule that made it."""

    item: int
    feed: FeedName
    verdict: Verdict
    rule: str
    """``grants.rferl.expires``, ``feeds.world.exclude[0]`` … : the key that decided."""
    reason: str
    wake_at: datetime | None = None


# ── publish ──────────────────────────────────────────────────────────────────────────────────


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
