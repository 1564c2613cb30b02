"""How everything is, as of one moment: for the command line and for the private pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.model.counted import counted
from syndicator.model.health import Health, SourceFacts, State
from syndicator.model.incident import Incident, Kind
from syndicator.monitor.source_health import View, health
from syndicator.store import health as facts_of
from syndicator.store import incidents
from syndicator.store.database import Store

URGENCY = (
    *(State.FAILING, State.BLOCKED, State.GONE, State.BROKEN, State.SILENT, State.MOVED),
    *(State.WAITING, State.SLOW, State.QUIET, State.NEW, State.OK),
)
"""The states of sources, the most urgent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How sources are, and what is wrong."""

    facts: Mapping[str, SourceFacts]
    health: Mapping[str, Health]
    open: Sequence[Incident]
    """The worst first."""

    def states(self) -> Counter[State]:
        """How many sources are in each state."""
        return Counter(each.state for each in self.health.values())

    def sums(self) -> str:
        """``40 sources: 38 ok, 2 failing``."""
        states = self.states()
        parts = (f"{states[state]} {state}" for state in URGENCY if states[state])
        said = ", ".join(parts)
        return f"{counted(len(self.health), 'source')}{': ' if said else ''}{said}"


def overview(
    config: Config, store: Store, now: datetime, names: Sequence[SourceName] | None = None
) -> Overview:
    """Read how everything is.

    Args:
        config: the configuration in force.
        store: any mode.
        now: the moment.
        names: only these sources; None: all.
    """
    standing = incidents.standing(store)
    also = [SourceName(each.finding.subject) for each in standing if each.finding.kind.of_source]
    facts = facts_of.facts(store, names, now, also=also)
    network = any(each.finding.kind is Kind.NETWORK for each in standing)
    view = View(
        now=now,
        timezone=config.timezone,
        open_after=config.monitor.open_after,
        outage_until=now if network else incidents.last_closed(store, Kind.NETWORK),
    )
    return Overview(
        facts={each.name: each for each in facts},
        health={each.name: health(each, view) for each in facts},
        open=worst_first(standing),
    )


def worst_first(incidents: Sequence[Incident]) -> list[Incident]:
    """Put incidents in the order in which they are looked at."""
    return sorted(incidents, key=lambda each: (-each.finding.severity.rank, each.opened))
