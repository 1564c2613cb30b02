"""Which stored item an incoming one is.

The keys, strongest first::

    raw hash           byte for byte what is stored
    guid               the same guid is the same item, whatever else changed (RFC 4287 §4.2.6)
    link and words     of a stored item whose guid the document no longer has
    words              likewise: the fingerprint
    link               likewise, if only one item here and only one there has or had it

All but the first two are for sources that have no guids, or that change them: such an item keeps
its published id. Words come before a mere link, because pages such as "latest" move on to the next
story. An item that is merely missing from a document is no change: feeds are windows, and a source
that answers with nothing withdraws nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from syndicator.dedupe.revise import again, first
from syndicator.model import Change, Digest, Incoming, Known

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def compare(incoming: Sequence[Incoming], known: Sequence[Known], *, now: datetime) -> list[Change]:
    """Tell what is new, what changed, and what was seen before.

    Args:
        incoming: one document's items.
        known: every stored item of the same source that shares a raw hash, guid, link or
            fingerprint with one of them; more do no harm. An item may be there several times, the
            first time with the keys that it has now, then with keys that it had: those count
            too, but less.
        now: the time of the tick, aware.

    Returns:
        One change for each item, in the document's order. Left out are an item that the document
        repeats (see `_unrepeated`), and one without an article that no stored item has the raw
        hash of: it was removed from the store after the worker was told that it is known.
    """
    items = _unrepeated(incoming)
    found = _Matching(items, known).found
    changes: list[Change] = []
    for index, item in enumerate(items):
        if stored := found.get(index):
            changes.append(again(item, stored, now=now))
        elif item.article is not None:
            changes.append(first(item, item.article, now=now))
    return changes


def _unrepeated(incoming: Sequence[Incoming]) -> list[Incoming]:
    """Keep one of those with the same guid, or without one and equal: the newest, else the first.

    RFC 4287 §4.1.1 lets a document hold an entry several times, told apart by ``updated``, and a
    processor show the latest only.
    """
    chosen: dict[str, int] = {}
    for index, item in enumerate(incoming):
        standing = chosen.setdefault(_repeat_key(item), index)
        if _claimed(item) > _claimed(incoming[standing]):
            chosen[_repeat_key(item)] = index
    return [incoming[index] for index in sorted(chosen.values())]


def _repeat_key(item: Incoming) -> str:
    return f"guid {item.identity.guid}" if item.identity.guid else f"raw {item.raw_hash}"


def _claimed(item: Incoming) -> datetime:
    return item.updated or item.published or _LONG_AGO


class _Matching:
    """Pairs incoming items with stored ones; each side is taken at most once.

    Attributes:
        found: by the index of the incoming item, the stored item that it is.
    """

    def __init__(self, incoming: Sequence[Incoming], known: Sequence[Known]) -> None:
        self.incoming = incoming
        self.known = sorted(known, key=lambda stored: stored.item)  # stable: present keys first
        self.found: dict[int, Known] = {}
        self.taken: set[int] = set()
        present: dict[int, Known] = {}
        former = [s for s in self.known if present.setdefault(s.item, s) is not s]
        for key in (_raw_hash, _guid, _link_and_words, _words):
            self._pair_in_order(present.values(), key)
            self._pair_in_order(former, key)
        self._pair_by_link()

    def _pair_in_order(
        self, known: Iterable[Known], key: Callable[[Incoming | Known], Hashable]
    ) -> None:
        """Pair the first with the first: what shares such a key may be exchanged for each other."""
        free: dict[Hashable, deque[Known]] = defaultdict(deque)
        for stored in known:
            if (value := key(stored)) is not None:
                free[value].append(stored)
        for index, item in self._open():
            queue = free.get(key(item))
            while queue and index not in self.found:
                self._pair(index, queue.popleft())

    def _pair_by_link(self) -> None:
        here: dict[str | None, set[int]] = defaultdict(set)
        there: dict[str | None, dict[int, Known]] = defaultdict(dict)
        for index, item in enumerate(self.incoming):
            here[item.identity.link].add(index)
        for stored in self.known:
            there[stored.identity.link][stored.item] = stored
        for index, item in self._open():
            link = item.identity.link
            if names_a_page(link) and len(here[link]) == len(there[link]) == 1:
                [stored] = there[link].values()
                self._pair(index, stored)

    def _open(self) -> list[tuple[int, Incoming]]:
        return [
            (index, item) for index, item in enumerate(self.incoming) if index not in self.found
        ]

    def _pair(self, index: int, stored: Known) -> None:
        if stored.item not in self.taken:
            self.found[index] = stored
            self.taken.add(stored.item)


def _raw_hash(thing: Incoming | Known) -> Digest:
    return thing.raw_hash


def _guid(thing: Incoming | Known) -> str | None:
    return thing.identity.guid


def _words(thing: Incoming | Known) -> Digest | None:
    return thing.identity.fingerprint


def _link_and_words(thing: Incoming | Known) -> tuple[str, Digest] | None:
    link, words = thing.identity.link, thing.identity.fingerprint
    return (link, words) if link and words else None


def names_a_page(link: str | None) -> bool:
    """Tell whether a link can name a story: the root of a site never does."""
    if link is None:
        return False
    parts = urlsplit(link)
    return parts.path not in {"", "/"} or bool(parts.query)
