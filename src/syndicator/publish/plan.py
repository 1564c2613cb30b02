"""What should stand in an output feed at one moment, and why: values in, values out.

::

    judged stories ─ select, each in its turn ─▶ chosen ─ compose ─▶ Plan(entries)

The same plan serves the tick that publishes, the preview that only shows, and the answer to "why".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from syndicator.config import Config
from syndicator.curate.decide import decide, grant_of, labels
from syndicator.curate.queue import Turn, select_in_turn
from syndicator.curate.select import select
from syndicator.model import (
    Decision,
    Entry,
    GrantName,
    Head,
    Item,
    Notice,
    Verdict,
)
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.compose.entry import Origin, Permission, Unpublishable, entry
from syndicator.publish.compose.paths import page_of
from syndicator.rights.conditions.dates import day_around
from syndicator.rights.conditions.third_party import claims_of
from syndicator.rights.content.body import reprint
from syndicator.rights.content.media import asks_for_claims
from syndicator.rights.notice.render import render

Composed = tuple[Entry, Notice]
"""What is made of one story, and what its permission makes us say of it."""
Compose = Callable[[Sequence[Head]], Mapping[int, Composed | Unpublishable]]
"""Makes entries of stories, by their numbers; says why where none can be made."""
_SEEN: Final = frozenset({Verdict.PUBLISH, Verdict.ARCHIVED})
"""What readers see somewhere."""


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

    @property
    def pinned(self) -> int:
        """How many entries stand in front whatever their date."""
        published = [d for _, d in self.decided if d.verdict is Verdict.PUBLISH]
        return sum(decision.pinned for decision in published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands in a feed before a publish, by the numbers of the items."""

    current: frozenset[int] = frozenset()
    """What stands in it, and what of its archive may stand in it again."""
    settled: frozenset[int] = frozenset()
    """What stands in its archive only, and stays there."""
    corrected: Mapping[int, datetime] = field(default_factory=dict)
    """What was corrected of late: see `syndicator.curate.select.select`."""
    left_today: Mapping[GrantName, frozenset[int]] = field(default_factory=dict)
    """What left for the first time on this day, under each permission with a `daily_limit`."""


def plan(
    config: Config,
    feed: OutputFeed,
    judged: Sequence[tuple[Head, Decision]],
    *,
    standing: Standing,
    compose: Compose,
    now: datetime,
) -> Plan:
    """Plan one output feed.

    Args:
        config: the configuration in force.
        feed: which feed.
        judged: all that the feed could hold, all that stands in it, and of its archive whatever is
            a copy of one of these, each with the decision on it by itself.
        standing: what stands now.
        compose: makes entries of stories that are chosen; each is asked for once.
        now: the moment of the publish.
    """
    made: dict[int, Composed] = {}
    chosen = select_in_turn(
        judged,
        feed,
        standing=standing.current,
        turns=_turns(config, judged, today=standing.left_today, now=now),
        refuse=lambda selected: _make(selected, compose, made),
        settled=standing.settled,
        corrected=standing.corrected,
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
    known = {item.id: item for item, _ in judged}
    composed = composer(config, feed, versions)
    refused = _make(chosen, lambda heads: composed(known[head.id] for head in heads), made)
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
                waiting=tuple(
                    item.id for item in sorted(items, key=lambda i: (i.date, i.source, i.id))
                ),
                room=max(0, most - len(today.get(name, ()))),
                rule=f"grants.{name}.daily_limit",
                reason=f"only {stories} a day may leave under this permission, the oldest first, "
                "and this one still waits its turn",
                until=tomorrow,
            )
        )
    return turns


def _age(item: Head) -> tuple[datetime, str, int]:
    # By source before number: it does not matter which was asked first.
    return item.date, item.source, item.id


def _make(
    chosen: Iterable[tuple[Head, Decision]], compose: Compose, made: dict[int, Composed]
) -> dict[int, Decision]:
    """Make the entries that are still to be made; the decision on each of which none can be."""
    wanted = {
        item.id: (item, decision)
        for item, decision in chosen
        if decision.verdict in _SEEN and item.id not in made
    }
    failed: dict[int, Decision] = {}
    for number, found in compose([item for item, _ in wanted.values()]).items():
        if isinstance(found, Unpublishable):
            failed[number] = replace(
                wanted[number][1],
                verdict=Verdict.WITHHELD,
                rule="publish",
                reason=f"no valid entry can be made of it: {found.reason}",
            )
        else:
            made[number] = found
    return failed


def composer(
    config: Config, feed: OutputFeed, versions: Mapping[GrantName, int]
) -> Callable[[Iterable[Item]], dict[int, Composed | Unpublishable]]:
    """Return what makes entries for one feed, under the stored versions of permissions."""
    return lambda items: {item.id: _entry(config, feed, item, versions) for item in items}


def _entry(
    config: Config, feed: OutputFeed, item: Item, versions: Mapping[GrantName, int]
) -> Composed | Unpublishable:
    return composed(
        config,
        item,
        versions,
        page=f"{config.base_url}{page_of(feed.stem, item.id)}" if feed.pages else None,
        labels=labels(config, feed, item) if feed.labels else (),
    )


def composed(
    config: Config,
    item: Item,
    versions: Mapping[GrantName, int],
    *,
    page: str | None = None,
    labels: Iterable[str] = (),
) -> Composed | Unpublishable:
    """Make the entry of an item, for a feed or for none.

    Args:
        config: in force or not.
        item: whose source is configured.
        versions: the stored versions of permissions.
        page: the address of its page of our own.
        labels: what the feed calls it.

    Raises:
        NoticeError: its permission's notice cannot be made for it.
    """
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
    made = entry(
        item,
        Permission(grant=grant, version=versions[grant.name], notice=notice, claims=tuple(claims)),
        reprint(item, grant, notice, source_title=source.title, claims=claims),
        origin=Origin(title=source.title, url=source.url),
        zone=config.timezone,
        page=page,
        labels=labels,
    )
    return made if isinstance(made, Unpublishable) else (made, notice)
