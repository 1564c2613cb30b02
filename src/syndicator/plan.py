"""What should stand in an output feed at one moment, and why. Pure.

::

    items ─ permit ─▶ Ruling ─ judge ─▶ Decision ─ select ─▶ chosen ─ compose ─▶ Plan(entries)

The same plan serves the tick that publishes, the preview that only shows, and the answer to "why".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from syndicator import __version__
from syndicator.config import Config
from syndicator.curate.desk import judge, select
from syndicator.curate.match import Haystack
from syndicator.curate.rules import OutputFeed
from syndicator.model import (
    Decision,
    Digest,
    Entry,
    FeedName,
    GrantName,
    Item,
    Notice,
    Ruling,
    Verdict,
)
from syndicator.publish import compose
from syndicator.rights.body import reprint
from syndicator.rights.grant import Grant
from syndicator.rights.notice import render
from syndicator.rights.permit import permit


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One output feed as it should stand.

    Attributes:
        decided: every item that was considered, with its final decision; those that are to be
            published come first, in the feed's order.
        entries: what is to be published, in the feed's order.
        notices: of the entries, by the number of the item.
        wake_at: the next moment at which the clock alone could make another plan.
    """

    feed: OutputFeed
    decided: tuple[tuple[Item, Decision], ...]
    entries: tuple[Entry, ...]
    notices: Mapping[int, Notice]
    wake_at: datetime | None


def grant_of(config: Config, item: Item) -> Grant | None:
    """The permission of the item's source; None if the source is no longer configured."""
    source = config.sources.get(item.source)
    return None if source is None else config.grants[source.grant]


def rule(config: Config, item: Item, *, now: datetime) -> Ruling:
    """What the permission of its source says of an item now."""
    source = config.sources.get(item.source)
    return permit(
        item,
        config.grants[source.grant] if source else None,
        now=now,
        zone=config.timezone,
        source_title=source.title if source else None,
    )


def decide(
    config: Config, feed: OutputFeed, items: Iterable[Item], *, now: datetime
) -> list[tuple[Item, Decision]]:
    """The decision on each item by itself: its permission, then the feed's rules."""
    decided = []
    for item in items:
        grant = grant_of(config, item)
        source = config.sources.get(item.source)
        decision = judge(
            Haystack(item=item, source_title=source.title if source else None),
            feed,
            rule(config, item, now=now),
            now=now,
            grant=grant.name if grant else None,
            backfill=source.backfill if source else None,
        )
        decided.append((item, decision))
    return decided


def plan(
    config: Config,
    feed: OutputFeed,
    items: Sequence[Item],
    *,
    standing: frozenset[int],
    versions: Mapping[GrantName, int],
    now: datetime,
) -> Plan:
    """Plan one output feed.

    Args:
        config: the configuration in force.
        feed: which feed.
        items: all that the feed could hold, and all that stands in it.
        standing: the ids of the items that stand in it.
        versions: the stored version of each permission in force.
        now: the moment of the publish.
    """
    chosen = select(decide(config, feed, items, now=now), feed, standing=standing)
    decided: list[tuple[Item, Decision]] = []
    entries: list[Entry] = []
    notices: dict[int, Notice] = {}
    for item, decision in chosen:
        final = decision
        if decision.verdict is Verdict.PUBLISH:
            made, notice = _entry(config, item, versions)
            if isinstance(made, compose.Unpublishable):
                final = replace(
                    decision,
                    verdict=Verdict.WITHHELD,
                    rule="publish",
                    reason=f"no valid entry can be made of it: {made.reason}",
                )
            else:
                entries.append(made)
                notices[item.id] = notice
        decided.append((item, final))
    wakes = [decision.wake_at for _, decision in decided if decision.wake_at is not None]
    return Plan(
        feed=feed,
        decided=tuple(decided),
        entries=tuple(entries),
        notices=notices,
        wake_at=min(wakes, default=None),
    )


def _entry(
    config: Config, item: Item, versions: Mapping[GrantName, int]
) -> tuple[Entry | compose.Unpublishable, Notice]:
    source = config.sources[item.source]
    grant = config.grants[source.grant]
    notice = render(grant, item, zone=config.timezone, source_title=source.title)
    made = compose.entry(
        item,
        grant,
        versions[grant.name],
        notice,
        reprint(item, grant, notice, source_title=source.title),
        source_title=source.title,
        source_url=source.url,
        zone=config.timezone,
    )
    return made, notice


def config_digest(config: Config, feed: OutputFeed) -> Digest:
    """Over all configuration that a feed's content depends on, and the program's version.

    Another digest makes the feed due: a permission was narrowed, a rule changed, a source left.
    """
    sources = [config.sources[name] for name in feed.sources]
    parts = [
        asdict(feed),
        [[source.name, source.url, source.title, source.backfill] for source in sources],
        [[source.grant, config.grants[source.grant].digest] for source in sources],
        [config.base_url, config.title, config.timezone.key, __version__],
    ]
    text = json.dumps(parts, default=str, sort_keys=True)
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def config_digests(config: Config) -> dict[FeedName, Digest]:
    """The digest of each output feed, in the configuration's order."""
    return {name: config_digest(config, feed) for name, feed in config.feeds.items()}
