"""Archive documents: what a feed published in one month (RFC 5005 §4). Pure.

A month's document is written when the month is over. From then on it keeps its address and its
set, from which a withdrawal takes and to which nothing is added; only corrections change what is
in it. Months are those of UTC: another time zone would make other documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from syndicator.model import Digest, Entry, Paging, PublishedFeed
from syndicator.publish.compose.feed import digest_of
from syndicator.publish.compose.paths import archive_stem

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DECEMBER: Final = 12


def month_of(moment: datetime) -> str:
    """The month in which something belongs: ``2026-10``."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def begin_of(month: str) -> datetime:
    """The first moment of a month."""
    return datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)


def end_of(month: str) -> datetime:
    """The first moment after a month."""
    begin = begin_of(month)
    if begin.month == _DECEMBER:
        return begin.replace(year=begin.year + 1, month=1)
    return begin.replace(month=begin.month + 1)


def archive_of(
    feed: PublishedFeed,
    month: str,
    *,
    forms: Sequence[str],
    previous: str | None,
    following: str | None,
) -> PublishedFeed:
    """Compose the archive document of a month, still without its entries.

    Args:
        feed: the feed as subscribers poll it; its entries do not matter.
        month: which.
        forms: in which the document is written.
        previous: the month of the next older document.
        following: of the next newer one.
    """

    def stem(of: str | None) -> str | None:
        return None if of is None else archive_stem(feed.stem, of)

    return replace(
        feed,
        stem=archive_stem(feed.stem, month),
        forms=tuple(forms),
        entries=(),
        tombstones=(),
        hubs=(),
        paging=Paging(
            archive=True, current=feed.stem, previous=stem(previous), following=stem(following)
        ),
    )


def with_entries(document: PublishedFeed, entries: Sequence[Entry]) -> PublishedFeed:
    """Fill an archive document, the newest entries first."""
    ordered = sorted(entries, key=_date, reverse=True)
    return replace(document, entries=tuple(ordered))


def entry_digest(entry: Entry) -> Digest:
    """Over all that a reader can see of an entry."""
    return digest_of(replace(entry, item=0, revision=0, grant=0, notice=Digest("")))


def frame_digest(document: PublishedFeed) -> Digest:
    """Over all that a document says but its entries, its tombstones and when it changed."""
    return digest_of(replace(document, updated=_NEVER, entries=(), tombstones=()))


def content_digest(entries: Sequence[Entry]) -> Digest:
    """Over what is in an archive document."""
    return digest_of([entry_digest(entry) for entry in entries])


def _date(entry: Entry) -> tuple[datetime, int]:
    return entry.published or entry.updated, entry.item
