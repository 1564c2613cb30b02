"""The nouns that the stages hand on to each other.

::

    Job ─ poll ─▶ FetchResult ─ parse ─▶ ParsedFeed ─ clean ─▶ Collected(Incoming…)
        ─ dedupe ─▶ Change ─ rights ─▶ Ruling ─ curate ─▶ Decision
        ─ store ─▶ Item … ─ compose ─▶ PublishedFeed(Entry…) ─▶ bytes

Everything here is frozen, slotted and keyword-only, so that a stage cannot change what it was
given, and picklable, so that fetching and parsing may happen in another process or on another
machine. These modules import nothing else of ours. Every ``datetime`` is aware. What an agreement
says (`Grant`) lives in `syndicator.model.grant`; what an editor asks for in
`syndicator.model.output_feed` (`OutputFeed`) and `syndicator.model.rules` (`Rule`).
"""

from __future__ import annotations

from syndicator.model.advisory import Advisory
from syndicator.model.decisions import Decision, Mark, Verdict
from syndicator.model.documents import (
    Article,
    Category,
    Charset,
    DateFaults,
    Enclosure,
    Evidence,
    Image,
    IncomingTombstone,
    Outline,
    ParsedFeed,
    ParsedItem,
    Person,
    Podcast,
    Reservation,
    SourceMeta,
    Text,
    Transcript,
)
from syndicator.model.entries import (
    SUFFIXES,
    Entry,
    Link,
    Machines,
    Paging,
    Ping,
    PublishedFeed,
    Tombstone,
)
from syndicator.model.items import (
    Change,
    Collected,
    Desk,
    Head,
    Identity,
    Incoming,
    Item,
    Known,
    Label,
    NewItem,
    Revised,
    Seen,
    Shingles,
    Word,
)
from syndicator.model.names import CleanHtml, Digest, FeedName, GrantName, Network, SourceName
from syndicator.model.polling import (
    Failed,
    FailureKind,
    Fetched,
    FetchResult,
    Job,
    Limits,
    Move,
    NotModified,
    Offer,
    Pushed,
)
from syndicator.model.rulings import Check, Notice, Ruling

__all__ = [
    "SUFFIXES",
    "Advisory",
    "Article",
    "Category",
    "Change",
    "Charset",
    "Check",
    "CleanHtml",
    "Collected",
    "DateFaults",
    "Decision",
    "Desk",
    "Digest",
    "Enclosure",
    "Entry",
    "Evidence",
    "Failed",
    "FailureKind",
    "FeedName",
    "FetchResult",
    "Fetched",
    "GrantName",
    "Head",
    "Identity",
    "Image",
    "Incoming",
    "IncomingTombstone",
    "Item",
    "Job",
    "Known",
    "Label",
    "Limits",
    "Link",
    "Machines",
    "Mark",
    "Move",
    "Network",
    "NewItem",
    "NotModified",
    "Notice",
    "Offer",
    "Outline",
    "Paging",
    "ParsedFeed",
    "ParsedItem",
    "Person",
    "Ping",
    "Podcast",
    "PublishedFeed",
    "Pushed",
    "Reservation",
    "Revised",
    "Ruling",
    "Seen",
    "Shingles",
    "SourceMeta",
    "SourceName",
    "Text",
    "Tombstone",
    "Transcript",
    "Verdict",
    "Word",
]
