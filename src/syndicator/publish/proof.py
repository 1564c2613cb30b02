"""What was carried, where, from when until when, under which wording of which permission.

::

    ledger rows ─ intervals ─▶ Interval… ─ at / during ─▶ what stood at a moment, or on a day

The ledger says what happened; this says what stood. Nothing here reads or writes: rows come from
`syndicator.store.ledger`, wordings and versions are looked up by whoever shows the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.model import Digest, FeedName, GrantName, SourceName
from syndicator.store.ledger import Action, LedgerRow

OTHER_PERMISSION = "it went on under another version of the permission"
OTHER_NOTICE = "it went on under another notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One revision of a story, as it stood from some moment on."""

    since: datetime
    revision: int
    """The row of the revision in the store."""
    title: str
    received: Digest | None = None
    """Over the words that the source sent."""
    published: Digest | None = None
    """Over the words that left: the same where nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One story, standing in one feed without a gap, under one permission and one notice."""

    feed: FeedName
    item: int
    source: SourceName
    atom_id: str
    link: str | None
    """The original."""
    start: datetime
    until: datetime | None
    """None: it stands."""
    texts: tuple[Text, ...]
    """Its revisions in their order; never empty."""
    grant: int
    """The stored version of the permission."""
    grant_name: GrantName
    grant_digest: Digest
    notice: Digest
    reason: str = ""
    """Why it ended; empty while it stands."""
    entries: tuple[LedgerRow, ...] = ()
    """The rows of the ledger that say so."""

    @property
    def title(self) -> str:
        """The title that it had last."""
        return self.texts[-1].title

    def stood(self, moment: datetime) -> bool:
        """Whether a reader could see it at that moment."""
        return self.start <= moment and (self.until is None or moment < self.until)

    def text_before(self, moment: datetime) -> Text:
        """The revision that stood last before a moment; the first, if the moment is earlier."""
        return [self.texts[0], *(text for text in self.texts if text.since < moment)][-1]

    def text(self, moment: datetime) -> Text:
        """The revision that stood at a moment within the interval."""
        return [text for text in self.texts if text.since <= moment][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stood at one moment: an interval, and the text that it had."""

    interval: Interval
    text: Text


def intervals(rows: Iterable[LedgerRow]) -> list[Interval]:
    """Say what stood from when until when.

    A revision goes on in its interval; another version of the permission or another notice ends
    one interval and begins the next at the same moment.

    Args:
        rows: entries of the ledger in the order in which they were made. All of a story's entries
            in a feed must be there: what is narrowed to one permission is narrowed afterwards.
            Where the clock went back between two of them, it is taken to have stood still.

    Returns:
        The intervals in the order in which they began, by feed and item at the same moment.
    """
    open_now: dict[tuple[FeedName, int], Interval] = {}
    clocks: dict[tuple[FeedName, int], datetime] = {}
    done: list[Interval] = []
    for row in rows:
        key = (row.entry.feed, row.entry.item)
        at = clocks[key] = max(row.entry.at, clocks.get(key, row.entry.at))
        last = open_now.pop(key, None)
        if row.entry.action is Action.WITHDRAWN:
            if last is not None:
                done.append(_ended(last, row, at, row.entry.reason))
        elif last is None:
            open_now[key] = _begun(row, at)
        elif (last.grant, last.notice) == (row.entry.grant, row.entry.notice):
            open_now[key] = _revised(last, row, at)
        else:
            why = OTHER_NOTICE if last.grant == row.entry.grant else OTHER_PERMISSION
            done.append(_ended(last, row, at, why))
            open_now[key] = _begun(row, at)
    done += open_now.values()
    return sorted(done, key=lambda each: (each.start, each.feed, each.item))


def at(found: Iterable[Interval], moment: datetime) -> list[Standing]:
    """Say what stood at one moment."""
    return [Standing(interval=each, text=each.text(moment)) for each in found if each.stood(moment)]


def during(
    found: Iterable[Interval],
    start: datetime | None = None,
    until: datetime | None = None,
    *,
    grant: GrantName | None = None,
    source: SourceName | None = None,
) -> list[Interval]:
    """Narrow intervals to those that touch a span of time, and to one permission or source.

    Args:
        found: from `intervals`.
        start: the first moment of the span; None: from the beginning.
        until: the first moment after it; None: to the end.
        grant: only under this permission, in any version.
        source: only of this source.
    """
    return [
        each
        for each in found
        if (until is None or each.start < until)
        and (start is None or each.until is None or each.until > start or each.start >= start)
        and grant in {None, each.grant_name}
        and source in {None, each.source}
    ]


def standing(rows: Iterable[LedgerRow]) -> list[Interval]:
    """Say what has not ended."""
    return [each for each in intervals(rows) if each.until is None]


def notices(found: Sequence[Interval]) -> list[Digest]:
    """List every notice that was shown, once, in order."""
    return list(dict.fromkeys(each.notice for each in found))


def versions(found: Sequence[Interval]) -> list[int]:
    """List every version of a permission that was used, once, in order."""
    return list(dict.fromkeys(each.grant for each in found))


def _begun(row: LedgerRow, moment: datetime) -> Interval:
    entry = row.entry
    return Interval(
        feed=entry.feed,
        item=entry.item,
        source=row.source,
        atom_id=entry.atom_id,
        link=entry.link,
        start=moment,
        until=None,
        texts=(_text(row, moment),),
        grant=entry.grant,
        grant_name=row.grant_name,
        grant_digest=row.grant_digest,
        notice=entry.notice,
        entries=(row,),
    )


def _text(row: LedgerRow, moment: datetime) -> Text:
    entry = row.entry
    return Text(
        since=moment,
        revision=entry.revision,
        title=entry.title,
        received=entry.received_hash,
        published=entry.published_hash,
    )


def _revised(last: Interval, row: LedgerRow, moment: datetime) -> Interval:
    return replace(
        last,
        texts=(*last.texts, _text(row, moment)),
        link=row.entry.link or last.link,
        entries=(*last.entries, row),
    )


def _ended(last: Interval, row: LedgerRow, moment: datetime, reason: str) -> Interval:
    return replace(last, until=moment, reason=reason, entries=(*last.entries, row))
