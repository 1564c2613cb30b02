"""The nouns that the stages hand on to each other.

::

    Job ─ poll ─▶ FetchResult ─ parse ─▶ ParsedFeed ─ clean ─▶ Collected(Incoming…)
        ─ dedupe ─▶ Change ─ rights ─▶ Ruling ─ curate ─▶ Decision
        ─ store ─▶ Item … ─ compose ─▶ PublishedFeed(Entry…) ─▶ bytes

Everything here is frozen, slotted and keyword-only, so that a stage cannot change what it was
given, and picklable, so that fetching and parsing may happen in another process or on another
machine. These modules import nothing else of ours. Every ``datetime`` is aware. What an agreement
says (`Grant`) lives in `syndicator.rights.grant`; what an editor asks for (`OutputFeed`, `Rule`) in
`syndicator.curate.rules`.
"""

from __future__ import annotations

from syndicator.model.deciding import Decision, Verdict
from syndicator.model.knowing import (
    Change,
    Collected,
    Desk,
    Head,
    Identity,
    Incoming,
    Item,
    Known,
    NewItem,
    Revised,
    Seen,
    Word,
)
from syndicator.model.leaving import (
    SUFFIXES,
    Entry,
    Link,
    Machines,
    Paging,
    Ping,
    PublishedFeed,
    Tombstone,
)
from syndicator.model.names import CleanHtml, Digest, FeedName, GrantName, Network, SourceName
from syndicator.model.parsing import (
    Article,
    Category,
    Enclosure,
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
from syndicator.model.ruling import Check, Notice, Ruling

__all__ = [
    "SUFFIXES",
    "Article",
    "Category",
    "Change",
    "Check",
    "CleanHtml",
    "Collected",
    "Decision",
    "Desk",
    "Digest",
    "Enclosure",
    "Entry",
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
    "Limits",
    "Link",
    "Machines",
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
    "SourceMeta",
    "SourceName",
    "Text",
    "Tombstone",
    "Transcript",
    "Verdict",
    "Word",
]
