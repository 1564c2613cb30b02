"""What should stand in an output feed at one moment, and why. Pure.

::

    items ─ permit ─▶ Ruling ─ judge ─▶ Decision ─ select, each in its turn ─▶ chosen
        ─ compose ─▶ Plan(entries)

The same plan serves the tick that publishes, the preview that only shows, and the answer to "why".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from syndicator.config import Config
from syndicator.curate.desk import NEVER, judge, select
from syndicator.curate.match import Haystack
from syndicator.curate.queue import Turn, select_in_turn
from syndicator.curate.rules import Access, OutputFeed
from syndicator.model import (
    Decision,
    Entry,
    GrantName,
    Head,
    Item,
    Notice,
    Ruling,
    SourceName,
    Verdict,
)
from syndicator.publish import compose
from syndicator.publish.paths import page_of
from syndicator.rights.body import reprint
from syndicator.rights.case import Place
from syndicator.rights.grant import Grant
from syndicator.rights.media import asks_for_claims
from syndicator.rights.notice import render
from syndicator.rights.others import claims_of
from syndicator.rights.permit import permit
from syndicator.rights.window import day_around

Composed = tuple[Entry, Notice]
"""What is made of one story, and what its permission makes us say of it."""
_SEEN: Final = frozenset({Verdict.PUBLISH, Verdict.ARCHIVED})
"""What readers see somewhere."""
_NOTHING: Final[Mapping[GrantName, frozenset[int]]] = MappingProxyType({})
_UNKNOWN: Final[Mapping[int, Decision]] = MappingProxyType({})


def _nothing_kept(_: Head) -> None:
    return None


def _as_they_are(heads: Iterable[Head]) -> list[Item]:
    return [each for each in heads if isinstance(each, Item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One output feed as it should stand.

    Attributes:
        decided: every item that was considered, with its final decision; those that are to be
            published come first, in the feed's order.
        entries: what is to be published, in the feed's order.
        archived: of what was considered, what stands in the archive only, by the item's number.
        notices: of both, by the number of the item.
        wake_at: the next moment at which the clock alone could make another plan.
    """

    feed: OutputFeed
    decided: tuple[tuple[Head, Decision], ...]
    entries: tuple[Entry, ...]
    archived: tuple[Entry, ...]
    notices: Mapping[int, Notice]
    wake_at: datetime | None


def grant_of(config: Config, item: Head) -> Grant | None:
    """The permission of the item's source; None if the source is no longer configured."""
    source = config.sources.get(item.source)
    return None if source is None else config.grants[source.grant]


@dataclass(frozen=True, slots=True)
class Timed(Container[SourceName]):
    """Sources whose permission asks when a story was taken up: `decide` minds its publication."""

    config: Config

    def __contains__(self, name: object) -> bool:
        """Whether it does."""
        source = self.config.sources.get(SourceName(str(name)))
        return source is not None and self.config.grants[source.grant].use_within is not None


def place_of(feed: OutputFeed) -> Place:
    """What of an output feed matters to a permission."""
    return Place(feed=feed.name, token=feed.access is Access.TOKEN, territory=tuple(feed.territory))


def rule(config: Config, item: Item, *, now: datetime, feed: OutputFeed | None = None) -> Ruling:
    """What the permission of its source says of an item now: for one feed, or for any."""
    source = config.sources.get(item.source)
    return permit(
        item,
        config.grants[source.grant] if source else None,
        now=now,
        zone=config.timezone,
        source_title=source.title if source else None,
        place=place_of(feed) if feed else None,
        agencies=config.agencies,
    )


def decide(
    config: Config,
    feed: OutputFeed,
    items: Iterable[Item],
    *,
    now: datetime,
    haystacks: dict[int, Haystack] | None = None,
) -> list[tuple[Item, Decision]]:
    """The decision on each item by itself: its permission, then the feed's rules.

    Args:
        config: the configuration in force.
        feed: which feed.
        items: what is judged.
        now: the moment for which it is.
        haystacks: where what was read of an item is kept for the next feed, by its id; the items
            of one call and the next must be the same.
    """
    haystacks = {} if haystacks is None else haystacks
    decided = []
    for item in items:
        grant = grant_of(config, item)
        source = config.sources.get(item.source)
        if (haystack := haystacks.get(item.id)) is None:
            haystack = Haystack(item=item, source_title=source.title if source else None)
            haystacks[item.id] = haystack
        decision = judge(
            haystack,
            feed,
            rule(config, item, now=now, feed=feed),
            now=now,
            grant=grant.name if grant else None,
            backfill=source.backfill if source else None,
        )
        decided.append((item, decision))
    return decided


def plan(
    config: Config,
    feed: OutputFeed,
    items: Sequence[Head],
    *,
    standing: frozenset[int],
    versions: Mapping[GrantName, int],
    now: datetime,
    today: Mapping[GrantName, frozenset[int]] = _NOTHING,
    settled: frozenset[int] = frozenset(),
    corrected: Mapping[int, datetime] = NEVER,
    known: Mapping[int, Decision] = _UNKNOWN,
    kept: Callable[[Head], Composed | None] = _nothing_kept,
    whole: Callable[[Iterable[Head]], Iterable[Item]] = _as_they_are,
) -> Plan:
    """Plan one output feed.

    Args:
        config: the configuration in force.
        feed: which feed.
        items: all that the feed could hold, all that stands in it, and of its archive whatever
            is a copy of one of these.
        standing: the ids of the items that stand in it, and of those in its archive that may
            stand in it again.
        versions: the stored version of each permission in force.
        now: the moment of the publish.
        today: the ids of the items that left for the first time on this day, by permission; for
            those that have a `daily_limit`.
        settled: the ids of the items that stand in its archive only, and stay there.
        corrected: see `syndicator.curate.desk.select`.
        known: what `decide` says of some of the items now, by their ids; they are not asked again.
        kept: what would be composed of an item, where that is known; it is not composed again.
        whole: some of the items with their texts, which only what is judged or composed needs.
    """
    unknown = whole(item for item in items if item.id not in known)
    judged: list[tuple[Head, Decision]] = [*decide(config, feed, unknown, now=now)]
    judged += [(item, known[item.id]) for item in items if item.id in known]
    made: dict[int, Composed] = {}
    chosen = select_in_turn(
        judged,
        feed,
        standing=standing,
        turns=_turns(config, judged, today=today, now=now),
        refuse=lambda selected: _make(
            config, feed, selected, versions, made, kept=kept, whole=whole
        ),
        settled=settled,
        corrected=corrected,
    )
    return _planned(feed, chosen, made)


def keep(
    config: Config,
    feed: OutputFeed,
    items: Iterable[Item],
    *,
    versions: Mapping[GrantName, int],
    now: datetime,
) -> Plan:
    """Plan the part of a feed's archive that these items are: their permission alone is asked.

    Args:
        config: the configuration in force.
        feed: which feed; it keeps its past.
        items: of those that stand in its archive only.
        versions: the stored version of each permission in force.
        now: the moment of the publish.
    """
    made: dict[int, Composed] = {}
    judged = decide(config, feed, items, now=now)
    settled = frozenset(item.id for item, _ in judged)
    chosen = select(judged, feed, settled=settled)
    refused = _make(config, feed, chosen, versions, made)
    return _planned(feed, [(item, refused.get(item.id, d)) for item, d in chosen], made)


def _planned(
    feed: OutputFeed,
    chosen: Sequence[tuple[Head, Decision]],
    made: Mapping[int, Composed],
) -> Plan:
    wakes = [decision.wake_at for _, decision in chosen if decision.wake_at is not None]
    entries, archived = (
        [made[item.id] for item, decision in chosen if decision.verdict is verdict]
        for verdict in (Verdict.PUBLISH, Verdict.ARCHIVED)
    )
    return Plan(
        feed=feed,
        decided=tuple(chosen),
        entries=tuple(entry for entry, _ in entries),
        archived=tuple(entry for entry, _ in archived),
        notices={entry.item: notice for entry, notice in (*entries, *archived)},
        wake_at=min(wakes, default=None),
    )


def _turns(
    config: Config,
    judged: Iterable[tuple[Head, Decision]],
    *,
    today: Mapping[GrantName, frozenset[int]],
    now: datetime,
) -> list[Turn]:
    """What waits for its day under each permission that has a `daily_limit`, the oldest first."""
    _, tomorrow = day_around(now, config.timezone)
    waiting: dict[GrantName, list[Head]] = {}
    for item, decision in judged:
        grant = grant_of(config, item)
        if (
            decision.verdict is Verdict.PUBLISH
            and grant is not None
            and grant.daily_limit is not None
            and item.first_published is None
            and item.id not in today.get(grant.name, ())
        ):
            waiting.setdefault(grant.name, []).append(item)
    turns = []
    for name, items in waiting.items():
        most = config.grants[name].daily_limit or 0
        stories = "one story" if most == 1 else f"{most} stories"
        turns.append(
            Turn(
                waiting=tuple(item.id for item in sorted(items, key=lambda i: (i.date, i.id))),
                room=max(0, most - len(today.get(name, ()))),
                rule=f"grants.{name}.daily_limit",
                reason=f"only {stories} a day may leave under this permission, the oldest first, "
                "and this one still waits its turn",
                until=tomorrow,
            )
        )
    return turns


def _make(
    config: Config,
    feed: OutputFeed,
    chosen: Iterable[tuple[Head, Decision]],
    versions: Mapping[GrantName, int],
    made: dict[int, Composed],
    *,
    kept: Callable[[Head], Composed | None] = _nothing_kept,
    whole: Callable[[Iterable[Head]], Iterable[Item]] = _as_they_are,
) -> dict[int, Decision]:
    """Make the entries that are still to be made; the decision on each of which none can be."""
    wanted: dict[int, tuple[Head, Decision]] = {}
    for item, decision in chosen:
        if decision.verdict not in _SEEN or item.id in made:
            continue
        if (known := kept(item)) is not None:
            made[item.id] = known
        else:
            wanted[item.id] = (item, decision)
    failed: dict[int, Decision] = {}
    for item in whole(head for head, _ in wanted.values()):
        entry, notice = _entry(config, feed, item, versions)
        if isinstance(entry, compose.Unpublishable):
            failed[item.id] = replace(
                wanted[item.id][1],
                verdict=Verdict.WITHHELD,
                rule="publish",
                reason=f"no valid entry can be made of it: {entry.reason}",
            )
        else:
            made[item.id] = (entry, notice)
    return failed


def _entry(
    config: Config, feed: OutputFeed, item: Item, versions: Mapping[GrantName, int]
) -> tuple[Entry | compose.Unpublishable, Notice]:
    # It changes as the story is published: an entry that depended on it could not be kept.
    item = replace(item, first_published=None)
    source = config.sources[item.source]
    grant = config.grants[source.grant]
    notice = render(grant, item, zone=config.timezone, source_title=source.title)
    claims = (
        claims_of(item, grant, source_title=source.title, agencies=config.agencies)
        if asks_for_claims(grant)
        else ()
    )
    made = compose.entry(
        item,
        grant,
        versions[grant.name],
        notice,
        reprint(item, grant, notice, source_title=source.title, claims=claims),
        source_title=source.title,
        source_url=source.url,
        zone=config.timezone,
        claims=claims,
        page=f"{config.base_url}{page_of(feed.stem, item.id)}" if feed.pages else None,
    )
    return made, notice
