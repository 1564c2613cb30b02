"""Which stored item an incoming one is.

The keys, strongest first::

    raw hash           byte for byte what is stored
    guid               the same guid is the same item, whatever else changed (RFC 4287 §4.2.6)
    link and words     of a stored item whose guid the document no longer has
    words              likewise: the fingerprint
    link and words     likewise, however few the words
    words              likewise, however few, if the source makes up its guids
    link               likewise, if only one item here and only one there has or had it

All but the first two are for sources that have no guids, or that change them: such an item keeps
its published id. Words come before a mere link, because pages such as "latest" move on to the next
story. An item that is merely missing from a document is no change: feeds are windows, and a source
that answers with nothing withdraws nothing.

A guid that a document or the store has several times, for different stories, is no guid.

What has another guid and another date of its own is another story, though it be at the same page or
in the same words: a source that only renews its guids keeps its dates. Some sources make up both
at every fetch. They are told by this: no guid of the document is known, and it dates all its items
alike. Where nothing tells (one item, and all about it but the words is new), it is another story:
one that is told twice is a lesser harm than one that is lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from syndicator.dedupe.identity import said
from syndicator.dedupe.revise import again, first
from syndicator.model import Change, Digest, Incoming, Known
from syndicator.model.items import names_a_page
from syndicator.parse.links import strip_tracking

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_ROUNDING: Final = timedelta(minutes=1)
"""Dates no further apart may be one date, written with seconds and without."""


def compare(incoming: Sequence[Incoming], known: Sequence[Known], *, now: datetime) -> list[Change]:
    """Tell what is new, what changed, and what was seen before.

    Args:
        incoming: one document's items.
        known: every stored item of the same source that shares a raw hash, guid, link, fingerprint
            or all its words with one of them; more do no harm. An item may be there several times,
            the first time with the keys that it has now, then with keys that it had: those count
            too, but less.
        now: the time of the tick, aware.

    Returns:
        One change for each item, in the document's order. Left out are an item that the document
        repeats (see `_unrepeated`), and one without an article that no stored item has the raw
        hash of: it was removed from the store after the worker was told that it is known.
    """
    items = _unrepeated(incoming, known)
    found = _Matching(items, known).found
    changes: list[Change] = []
    for index, item in enumerate(items):
        if stored := found.get(index):
            changes.append(again(item, stored, now=now))
        elif item.article is not None:
            changes.append(first(item, item.article, now=now))
    return changes


def _unrepeated(incoming: Sequence[Incoming], known: Sequence[Known]) -> list[Incoming]:
    """Keep one of those that are one item: the newest, else the first.

    RFC 4287 §4.1.1 lets a document hold an entry several times, told apart by ``updated``, and a
    processor show the latest only. Some sources write one guid under all their stories, or one
    guid and one link, so that items with one guid are one only if their words agree as well, or
    the link (or its absence) and the headline; or if they are dated as versions of one story.
    Items without a guid are one only if they are equal.
    """
    stored = {each.raw_hash: each for each in known}
    versions = _versions(incoming)
    leader = list(range(len(incoming)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = index = leader[leader[index]]
        return index

    holder: dict[Hashable, int] = {}
    for index, item in enumerate(incoming):
        for name in _repeat_names(item, stored.get(item.raw_hash), versions):
            leader[lead(index)] = lead(holder.setdefault(name, index))
    chosen: dict[int, int] = {}
    for index, item in enumerate(incoming):
        standing = chosen.setdefault(lead(index), index)
        if _claimed(item) > _claimed(incoming[standing]):
            chosen[lead(index)] = index
    return [incoming[index] for index in sorted(chosen.values())]


_Version = tuple[str | None, str | None, datetime | None]


def _version(item: Incoming) -> _Version:
    return item.identity.guid, item.identity.link, item.published


def _versions(incoming: Sequence[Incoming]) -> set[_Version]:
    """Find what several items of a document have in common that are told apart by ``updated``."""
    dates: dict[_Version, list[datetime | None]] = defaultdict(list)
    for item in incoming:
        if item.published is not None:
            dates[_version(item)].append(item.updated)
    return {key for key, found in dates.items() if None not in found and _distinct(found)}


def _distinct(dates: Sequence[datetime | None]) -> bool:
    return 1 < len(dates) == len(set(dates))


def _repeat_names(
    item: Incoming, stored: Known | None, versions: Collection[_Version]
) -> list[Hashable]:
    """What no two items of a document have in common unless they are one.

    Args:
        item: one of the document's.
        stored: what has its raw hash. Such an item was not cleaned: its words are in the store.
        versions: from `_versions`.
    """
    guid, link = item.identity.guid, item.identity.link
    if guid is None:
        return [("raw", item.raw_hash)]
    words, fingerprint = item.identity.words, item.identity.fingerprint
    title = item.article.title if item.article else ""
    if stored and item.article is None:
        words, fingerprint = said(stored.text_hash), stored.identity.fingerprint
        title = stored.title
    names: list[Hashable] = []
    # The root of a site is no story's page; it counts where nothing else tells the items apart.
    if link is None or names_a_page(link) or fingerprint is None:
        if words is None:
            names.append(("link", guid, link))
        if title:
            names.append(("title", guid, link, title))
        if _version(item) in versions:
            names.append(("version", *_version(item)))
    if words or fingerprint:
        names.append(("words", guid, words or fingerprint))
    return names


def _claimed(item: Incoming) -> datetime:
    return item.updated or item.published or _LONG_AGO


class _Matching:
    """Pairs incoming items with stored ones; each side is taken at most once.

    Attributes:
        found: by the index of the incoming item, the stored item that it is, as it is now.
    """

    def __init__(self, incoming: Sequence[Incoming], known: Sequence[Known]) -> None:
        self.incoming = incoming
        self.present: dict[int, Known] = {}
        self.former: list[Known] = []
        self.found: dict[int, Known] = {}
        self.taken: set[int] = set()
        self.here: dict[str | None, set[int]] = defaultdict(set)
        self.there: dict[str | None, set[int]] = defaultdict(set)
        for index, item in enumerate(incoming):
            self.here[item.identity.link].add(index)
        for stored in sorted(known, key=lambda stored: stored.item):  # stable: present keys first
            if self.present.setdefault(stored.item, stored) is not stored:
                self.former.append(stored)
            self.there[stored.identity.link].add(stored.item)
        self.shared_guids = _shared_guids(incoming) | _shared_guids(self.present.values())
        self.one_date = _one_date(incoming)
        self._pair(_raw_hash, _always)
        self._pair(self._guid, _always)
        self.guids_made_up = not any(self._guid(incoming[index]) for index in self.found)
        self._pair(_link_and_fingerprint, self._same_page_and_words)
        self._pair(_fingerprint, self._same_words)
        self._pair(_link_and_words, self._same_page_and_few_words)
        self._pair(_words, self._same_few_words)
        self._pair(self._sole_page, self._maybe_one)

    def _pair(
        self,
        key: Callable[[Incoming | Known], Hashable],
        may_be: Callable[[Incoming, Known], bool],
    ) -> None:
        """Pair the first with the first: what shares such a key may be exchanged for each other."""
        for known in (self.present.values(), self.former):
            free: dict[Hashable, list[Known]] = defaultdict(list)
            for stored in known:
                if stored.item not in self.taken and (value := key(stored)) is not None:
                    free[value].append(stored)
            for index, item in enumerate(self.incoming):
                if index in self.found:
                    continue
                for stored in free.get(key(item), ()):
                    if stored.item not in self.taken and may_be(item, stored):
                        self.found[index] = self.present[stored.item]
                        self.taken.add(stored.item)
                        break

    # ── what can be a key ────────────────────────────────────────────────────────────────────

    def _guid(self, thing: Incoming | Known) -> str | None:
        guid = thing.identity.guid
        return None if guid in self.shared_guids else guid

    def _sole_page(self, thing: Incoming | Known) -> str | None:
        link = thing.identity.link
        if names_a_page(link) and len(self.here[link]) == len(self.there[link]) == 1:
            return link
        return None

    # ── what speaks against a pair ───────────────────────────────────────────────────────────

    def _both_have_guids(self, item: Incoming, stored: Known) -> bool:
        return self._guid(item) is not None and self._guid(stored) is not None

    def _maybe_one(self, item: Incoming, stored: Known) -> bool:
        return not (self._both_have_guids(item, stored) and _dates_differ(item, stored))

    def _same_page_and_words(self, item: Incoming, stored: Known) -> bool:
        return self._maybe_one(item, stored) or (
            _same_files(item, stored)
            and (self.guids_made_up or self._sole_page(stored) is not None)
        )

    def _same_words(self, item: Incoming, stored: Known) -> bool:
        return self._maybe_one(item, stored) or (
            _same_files(item, stored) and self.guids_made_up and self.one_date
        )

    def _same_page_and_few_words(self, item: Incoming, stored: Known) -> bool:
        if not _same_files(item, stored):
            return False
        if self._both_have_guids(item, stored):
            return self.guids_made_up or self._sole_page(stored) is not None
        return self.one_date or not _dates_differ(item, stored)

    def _same_few_words(self, item: Incoming, stored: Known) -> bool:
        return (
            self._both_have_guids(item, stored)
            and self.guids_made_up
            and _same_files(item, stored)
            and (self.one_date or not _dates_differ(item, stored))
        )


def _shared_guids(things: Iterable[Incoming | Known]) -> set[str | None]:
    counts = Counter(thing.identity.guid for thing in things)
    return {guid for guid, count in counts.items() if count > 1}


def _one_date(incoming: Sequence[Incoming]) -> bool:
    """Tell whether the dates of several items are but one: that of the document."""
    dates = [date for item in incoming if (date := _own_date(item))]
    return 1 < len(dates) == len(incoming) and max(dates) - min(dates) < _ROUNDING


def _always(_item: Incoming, _stored: Known) -> bool:
    return True


def _dates_differ(item: Incoming, stored: Known) -> bool:
    date = _own_date(item)
    if date is None or stored.published is None:
        return False
    return abs(date - stored.published) >= _ROUNDING


def _own_date(item: Incoming) -> datetime | None:
    """Return the source's own date, believed or not."""
    return item.future_date or item.published


def _same_files(item: Incoming, stored: Known) -> bool:
    """Tell apart episodes that are announced in the same words."""
    if item.article is None:
        return True
    files = {strip_tracking(each.url) for each in item.article.enclosures}
    return files == {strip_tracking(url) for url in stored.enclosures}


def _raw_hash(thing: Incoming | Known) -> Digest:
    return thing.raw_hash


def _fingerprint(thing: Incoming | Known) -> Digest | None:
    return thing.identity.fingerprint


def _words(thing: Incoming | Known) -> Digest | None:
    return thing.text_hash if isinstance(thing, Known) else thing.identity.words


def _link_and_fingerprint(thing: Incoming | Known) -> tuple[str, Digest] | None:
    link, fingerprint = thing.identity.link, thing.identity.fingerprint
    return (link, fingerprint) if link and fingerprint else None


def _link_and_words(thing: Incoming | Known) -> tuple[str | None, Digest] | None:
    words = _words(thing)
    return (thing.identity.link, words) if words else None
