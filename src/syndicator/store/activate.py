"""Putting a configuration in force: what of it may not simply replace what stands.

Some changes of ``config.toml`` look small and mean much: a name that goes to another publisher, a
database that is another one. They are refused with a sentence, and the old configuration stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.config import Config
from syndicator.config.digests import common_digest, config_digests, whole_digest
from syndicator.config.program import identity, time_zone_data
from syndicator.errors import ConfigError, Problem
from syndicator.model import Digest, FeedName, GrantName
from syndicator.store import feeds, grant_periods, grants, items, ledger, placements, sources
from syndicator.store.database import Store


@dataclass(frozen=True, slots=True)
class ActiveConfig:
    """A configuration, and what goes with it; a tick keeps to the one that it began with."""

    config: Config
    versions: dict[GrantName, int]
    """The stored version of each permission."""
    digests: dict[FeedName, Digest]
    """Of what each feed depends on."""
    common: Digest
    """Of what all feeds depend on."""
    whole: Digest
    """Of all of the configuration, whatever depends on it."""


def activate(
    store: Store, config: Config, now: datetime, *, former: Config | None = None
) -> ActiveConfig:
    """Tell the database what is configured now: sources, and versions of permissions.

    Args:
        store: open for writing.
        config: what is to be in force.
        now: from this moment on.
        former: what was in force until now; None at the start.

    Raises:
        ConfigError: it may not follow what was in force before.
    """
    with store.transaction():
        require_successor(store, config, former)
        sources.sync(store, [(s.name, s.url, s.grant) for s in config.sources.values()], now)
        versions = {grant.name: grants.save(store, grant, now) for grant in config.grants.values()}
        grant_periods.put(store, versions, now)
        _take_over(store, config, now)
    common = common_digest(config, f"{identity()} {time_zone_data(config.timezone.key)}")
    digests = config_digests(config, common, placements.sources_standing(store))
    return ActiveConfig(config, versions, digests, common, whole_digest(config, common))


def look_at(store: Store, config: Config) -> ActiveConfig:
    """What `activate` would return, without telling the database: to look only.

    A version of a permission that is not stored yet is 0: whatever stands under it is due.
    """
    common = common_digest(config, f"{identity()} {time_zone_data(config.timezone.key)}")
    versions = {name: grants.find(store, grant) or 0 for name, grant in config.grants.items()}
    digests = config_digests(config, common, placements.sources_standing(store))
    return ActiveConfig(config, versions, digests, common, whole_digest(config, common))


def _take_over(store: Store, config: Config, now: datetime) -> None:
    """Give renamed feeds what was published under their former names.

    A name that is used again leads nowhere else. Where something was published under the new name
    before the old one was given, the two cannot become one: the old feed ends, and its addresses
    lead to the new one all the same.
    """
    feeds.forget_former(store, config.feeds)
    for name, feed in config.feeds.items():
        for old in feed.was:
            state = feeds.get(store, old)
            if state is None:
                continue
            if feeds.get(store, name) is None:
                reason = f"the feed is called {name} now"
                ledger.rename(store, old, name, reason=reason, now=now)
                feeds.take_over(store, old, name)
            feeds.set_former(store, old, stem=state.stem or old, feed=name, now=now)


def require_successor(store: Store, config: Config, former: Config | None = None) -> None:
    """Refuse a configuration that would say something untrue of what is stored.

    Args:
        store: what is stored.
        config: what is to be in force.
        former: what is in force; None at the start.

    Raises:
        ConfigError: with every problem.
    """
    problems = [*_other_publishers(store, config)]
    if former is not None and former.database != config.database:
        problems.append(
            Problem(
                file=str(config.path),
                line=None,
                key="syndicator.database",
                message="another database takes effect at a restart only; the old one stays in use",
            )
        )
    if problems:
        raise ConfigError(tuple(problems))


def _other_publishers(store: Store, config: Config) -> Iterable[Problem]:
    """A source whose address and permission changed at once: its stories are somebody else's."""
    counts = items.counts(store)
    for state in sources.all(store):
        source = config.sources.get(state.name)
        if source is None or state.grant is None or not counts.get(state.name):
            continue
        if source.url != state.url and source.grant != state.grant:
            yield Problem(
                file=str(config.path),
                line=None,
                key=f"sources.{state.name}",
                message=(
                    "address and permission changed at once, as if it were another publisher's; "
                    f"the {counts[state.name]} stories stored under this name would leave under "
                    "the new permission. Give the new source a new name; or, if it is the same "
                    "publisher, change one of the two, reload, and then the other"
                ),
            )
