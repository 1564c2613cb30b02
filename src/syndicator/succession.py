"""Putting a configuration in force: what of it may not simply replace what stands.

Some changes of ``config.toml`` look small and mean much: a name that goes to another publisher, a
database that is another one. They are refused with a sentence, and the old configuration stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syndicator.config import Config
from syndicator.config.digests import config_digests
from syndicator.errors import ConfigError, Problem
from syndicator.model import Digest, FeedName, GrantName
from syndicator.store import grants, in_force, items, sources
from syndicator.store.database import Store


@dataclass(frozen=True, slots=True)
class InForce:
    """A configuration, and what goes with it; a tick keeps to the one that it began with."""

    config: Config
    versions: dict[GrantName, int]
    """The stored version of each permission."""
    digests: dict[FeedName, Digest]
    """Of what each feed depends on."""


def put_in_force(
    store: Store, config: Config, now: datetime, *, former: Config | None = None
) -> InForce:
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
        _require_successor(store, config, former)
        sources.sync(store, [(s.name, s.url, s.grant) for s in config.sources.values()], now)
        versions = {grant.name: grants.save(store, grant, now) for grant in config.grants.values()}
        in_force.put(store, versions, now)
    return InForce(config, versions, config_digests(config))


def _require_successor(store: Store, config: Config, former: Config | None) -> None:
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
