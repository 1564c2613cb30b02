"""How what stands differs from what a judgement from nothing would let stand. Writes nothing.

::

    placements ─ permit, compose ─▶ compared with what was written, page and ledger included
    files ─ read ─▶ compared with what was written
    what lies beside them ─▶ known?
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.curate.decide import decide
from syndicator.curate.select import CORRECTED_FOR
from syndicator.model import Entry, FeedName, Item, Notice, Verdict
from syndicator.model.output_feed import PRIVATE, OutputFeed
from syndicator.publish.compose.archive import entry_digest
from syndicator.publish.compose.entry import Unpublishable
from syndicator.publish.compose.paths import page_of
from syndicator.publish.plan import composer
from syndicator.publish.storage.base import Standing
from syndicator.publish.storage.compression import CODINGS
from syndicator.publish.storage.open import open_storage
from syndicator.rights.conditions.edits import hashes
from syndicator.store import feeds, files, items, ledger, placements
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store
from syndicator.store.files import Kind
from syndicator.store.ledger import Action, LedgerEntry
from syndicator.store.placements import Placement

PORTION: Final = 50
"""So many stories are judged before anything else is asked: some tenths of a second."""
_BESIDE: Final = tuple(kind for kind in Kind if kind not in {Kind.PAGE, Kind.SITE})
_OURS: Final = re.compile(r"/(?:\d+\.html(?:\.gone)?|\d{4}-\d\d\.(?:atom|rss|json)|index\.html)")
"""What follows the stem of a feed in the path of a file that only we write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that stands otherwise than it should."""

    feed: FeedName | None
    problem: str
    item: int | None = None
    path: str | None = None


def look(store: Store, active: ActiveConfig, now: datetime) -> list[Difference]:
    """Judge all that stands again, due or not, and only say what differs.

    Raises:
        OutputError: the output does not answer.
    """
    found: list[Difference] = []
    for feed in active.config.feeds.values():
        last = 0
        while places := placements.after(store, feed.name, last, most=PORTION):
            found += compare(store, active, feed, places, now)
            last = places[-1].item
        found += [*compare_files(store, active, feed), *compare_ledger(store, feed)]
    return found + [unknown(path) for path in unknown_files(store, active)]


def unknown(path: str) -> Difference:
    """One of `unknown_files`."""
    return Difference(feed=None, path=path, problem="the database does not know this file")


def compare(
    store: Store, active: ActiveConfig, feed: OutputFeed, places: Sequence[Placement], now: datetime
) -> list[Difference]:
    """Judge stories that stand in a feed again, and compare all that is known of them.

    Args:
        store: any mode.
        active: the configuration in force.
        feed: in which they stand.
        places: as they were last written.
        now: the moment.
    """
    config = active.config
    known = items.get(store, [place.item for place in places])
    decided = {item.id: decision for item, decision in decide(config, feed, known, now=now)}
    permitted = [item for item in known if decided[item.id].verdict is not Verdict.WITHHELD]
    composed = composer(config, feed, active.versions)(permitted)
    recorded = ledger.last(store, feed.name, [place.item for place in places])
    pages = _pages(store, active, feed, places)
    stories = {item.id: item for item in known}
    corrected = placements.corrected(store, feed.name, since=now - CORRECTED_FOR)
    found: list[Difference] = []
    for place in places:
        item, decision, made = stories[place.item], decided[place.item], composed.get(place.item)
        if decision.verdict is Verdict.WITHHELD:
            problem = f"it may not stand: {decision.reason}"
        elif isinstance(made, Unpublishable) or made is None:
            problem = "no valid entry can be made of it"
        elif decision.verdict is Verdict.LEFT_OUT and not (feed.keeps or item.id in corrected):
            problem = f"it is not wanted: {decision.reason}"
        elif place.stale:
            continue  # it may stand, and is written again in its turn
        else:
            problem = _of_entry(item, *made, place, recorded.get(item.id)) or pages(item.id) or ""
        if problem:
            found.append(Difference(feed=feed.name, item=place.item, problem=problem))
    return found


def _of_entry(
    item: Item, entry: Entry, notice: Notice, place: Placement, last: LedgerEntry | None
) -> str | None:
    if (entry.revision, entry.grant, notice.digest) != (place.revision, place.grant, place.notice):
        return "it stands with another revision, permission or notice than it should have"
    if entry_digest(entry) != place.digest:
        return "it stands otherwise than it should read"
    if last is None or last.action is Action.WITHDRAWN:
        return "it stands, and the ledger does not say so"
    if (last.revision, last.grant, last.notice) != (place.revision, place.grant, place.notice):
        return "the ledger says that it stands otherwise"
    if last.received_hash and last.published_hash != hashes(item, entry.content, notice).published:
        return "the ledger has the hash of another text than the one that stands"
    return None


def _pages(
    store: Store, active: ActiveConfig, feed: OutputFeed, places: Sequence[Placement]
) -> Callable[[int], str | None]:
    """What is wrong with the page of a story."""
    output = active.config.output
    shelf = open_storage(output)
    rows = files.of_stories(store, feed.name, [place.item for place in places])
    known = {each.item: each for each in rows if each.output == str(output)}

    def wrong(item: int) -> str | None:
        if not feed.pages:
            return None
        each = known.get(item)
        if each is None or each.path != page_of(feed.stem, item):
            return "its page is missing"
        same = shelf.intact(each.path, Standing(sha256=each.sha256, stamp=each.stamp))
        return None if same else f"its page {each.path} is not what was written"

    return wrong


def compare_files(store: Store, active: ActiveConfig, feed: OutputFeed) -> list[Difference]:
    """Compare the files of a feed, but for the pages of what stands, with what was written."""
    output = active.config.output
    shelf = open_storage(output)
    standing = {place.item for place in placements.standing(store, feed.name)}
    found: list[Difference] = []
    for each in files.of_feed(store, feed.name):
        standing_as = Standing(sha256=each.sha256, stamp=each.stamp)
        if each.kind is Kind.PAGE and each.item not in standing:
            problem = "the page of a story that stands no longer"
        elif each.kind in _BESIDE and each.output == str(output):
            if shelf.intact(each.path, standing_as):
                continue
            problem = "it is not what was written"
        else:
            continue
        found.append(Difference(feed=feed.name, path=each.path, problem=problem))
    return found


def compare_ledger(store: Store, feed: OutputFeed) -> list[Difference]:
    """What the ledger lets stand in a feed, and what does not."""
    return [
        Difference(
            feed=feed.name, item=each.item, problem="the ledger does not say that it has ended"
        )
        for each in ledger.without_end(store, feed.name)
    ]


def unknown_files(
    store: Store, active: ActiveConfig, *, also: Iterable[FeedName] = ()
) -> list[str]:
    """The paths of files that lie where only we write, and that the database does not know.

    What lies beside is the operator's: an icon, a robots.txt.

    Args:
        store: any mode.
        active: the configuration in force.
        also: feeds that the database may not know.
    """
    output = active.config.output
    known = files.paths(store, str(output))
    beginnings = stems(store, active, also=also)
    found = []
    for path in open_storage(output).paths():
        plain = next((path.removesuffix(c) for c in CODINGS if path.endswith(c)), path)
        if plain not in known and any(is_ours(plain, stem) for stem in beginnings):
            found.append(path)
    return sorted(found)


def stems(store: Store, active: ActiveConfig, *, also: Iterable[FeedName] = ()) -> set[str]:
    """How the paths of feeds' files begin: of those that stand, or stood, and of `also` these."""
    return {
        *(state.stem or state.name for state in feeds.all(store)),
        *(feed.stem for feed in active.config.feeds.values()),
        *also,
        *(f"{PRIVATE}/{name}" for name in also),
    }


def is_ours(path: str, stem: str) -> bool:
    """Whether a path, which begins with the stem of a feed, is one that only we write to."""
    if not path.startswith(stem):
        return False
    rest = path.removeprefix(stem)
    return rest in {".atom", ".rss", ".json"} or bool(_OURS.fullmatch(rest))
