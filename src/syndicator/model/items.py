"""What is known of items, what changed in them, and what the desk said."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from syndicator.model.advisory import Advisory
from syndicator.model.documents import Article, Charset, DateFaults, IncomingTombstone, SourceMeta
from syndicator.model.names import Digest, SourceName
from syndicator.model.polling import FetchResult, Offer


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


class Shingles(NamedTuple):
    """What two texts are first compared by: a twentieth of the memory that their words take."""

    numbers: array[int]
    """Below 2³², one for each few words in a row, in the order of the text."""
    scale: int
    """How many of its words count as one: more than one in scripts without spaces."""


NO_SHINGLES: Final = Shingles(array("I"), 1)


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
    future_date: datetime | None = None
    """The source's own date, if it lies after the tick, however far."""
    advisory: Advisory | None = None
    """What the article says to editors."""
    shingles: Shingles = NO_SHINGLES
    """What its text is compared by with others; none where it was not cleaned."""
    page: str | None = None
    """The page that its link leads to, in whichever form and whoever wraps it."""


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
    memory: bytes = b""
    """What was read, packed, to be handed in with the next `Job`; none: nothing was parsed."""
    problem: str | None = None
    dates: DateFaults | None = None
    """Dates of the document's items that do not count; None: nothing was parsed."""
    cut: bool = False
    """The document ends in the middle: its validators are not those of a whole one."""
    charset: Charset | None = None
    """What the document's octets were read as; None: nothing was parsed."""
    size: int = 0
    """Octets of the body, decoded; 0 where there was none."""
    offer: Offer | None = None
    """Where the source pushes its news; None: the answer does not say."""
    pushed: bool = False
    """A hub brought it: it says nothing of validators, and nobody was asked."""


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
    """The source's own date as it was written, where it gave one: it may lie ahead."""
    link: str | None = None
    """The link as it is published; `Identity.link` is canonical."""
    enclosures: tuple[str, ...] = ()
    """The addresses of its files."""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """Never seen from this source."""

    incoming: Incoming
    article: Article
    published: datetime | None
    """Not after the tick."""
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
    until: datetime | None = None
    """When it ends by itself: a hold, or a place in front; None: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the desk calls one story, and who gave it that label."""

    name: str
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the desk has decided about one item, as it stands; a kill is never taken back."""

    approved: Word | None = None
    rejected: Word | None = None
    held: Word | None = None
    killed: Word | None = None
    replaced_by: int | None = None
    """The item that stands in the place of a killed one."""
    keep_title: bool = False
    """The headline of a killed one may still be shown, as that of what was withdrawn."""
    labels: tuple[Label, ...] = ()
    """As a rule's labels, in every feed."""
    pinned: Word | None = None
    """As a rule's pin, in every feed, until it ends."""

    def hold(self, now: datetime) -> Word | None:
        """The hold that keeps the story back at a moment; one that has ended by itself does not."""
        return self.held if in_force(self.held, now) else None


def in_force(word: Word | None, now: datetime) -> bool:
    """Tell whether a word was said and has not ended by itself."""
    return word is not None and (word.until is None or now < word.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A stored item at its current revision, without its text: what choosing between items asks."""

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
    """As the source says, and not after `first_seen`."""
    updated: datetime
    revision: int
    """The row of the revision; unique over all items."""
    desk: Desk = Desk()
    first_published: datetime | None = None
    """When it first stood in any output feed."""
    corrected: datetime | None = None
    """When its words last changed after it had been published."""
    corrections: tuple[datetime, ...] = ()
    """Every time that they did, the first time first."""
    replaces: tuple[str, ...] = ()
    """Addresses (or ids) of the killed stories in whose place it stands."""
    future_date: datetime | None = None
    """The source's own date, if it lay ahead when the item was first seen. It is not believed:
    the story appeared when it was first seen. Only an embargo waits for it."""
    near: tuple[int, ...] = ()
    """Items of other sources that tell the same story in nearly the same words, or on the same
    page; `story` is about equal ones."""

    @property
    def date(self) -> datetime:
        """When the story appeared: as the source says, else when it was first seen."""
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Head):
    """The same with its text: what rights, curate and compose judge."""

    number: int
    """1 for the first revision of this item, then counting."""
    article: Article
    source_meta: SourceMeta
    """Frozen when this revision was copied (RFC 4287 §4.2.11)."""


def names_a_page(link: str | None) -> bool:
    """Tell whether a link can name a story: the root of a site never does."""
    if link is None:
        return False
    parts = urlsplit(link)
    return parts.path not in {"", "/"} or bool(parts.query)
