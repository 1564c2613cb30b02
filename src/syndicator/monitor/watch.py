"""What is done after each tick: look at what it touched, open and close incidents, tell of them.

::

    store ─ facts ─ health ─▶ Observation… ─ causes ─ lifecycle ─▶ incidents ─ announce ─▶ …

Everything is read from the database, as publishing does: a crash costs an observation, never an
incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.model.health import SourceFacts
from syndicator.model.incident import Incident, IncidentChanges, Kind
from syndicator.monitor import causes, surroundings
from syndicator.monitor.announce import announce
from syndicator.monitor.egress import answers
from syndicator.monitor.learn import learn
from syndicator.monitor.lifecycle import Observation, Patience, steps
from syndicator.monitor.merge import merged
from syndicator.monitor.rhythm import shared
from syndicator.monitor.source_health import View, observe
from syndicator.monitor.wording import Words
from syndicator.store import health, incidents, outage, rhythms
from syndicator.store.database import Store

CATCH_UP: Final = timedelta(minutes=5)
"""After our own outage the sources that we could not reach are asked within so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did, as far as the database does not say so."""

    kind: Literal["poll", "publish"] = "poll"
    polled: tuple[SourceName, ...] = ()
    """The sources that were asked."""
    failed: str | None = None
    """Why the tick, or a part of it, did not do its work; one line."""


def after_tick(
    store: Store,
    config: Config,
    tick: Tick,
    *,
    now: datetime,
    more: Iterable[Observation] = (),
) -> IncidentChanges:
    """Open, keep and close incidents after a tick, and tell of them.

    Args:
        store: open for writing.
        config: the configuration in force.
        tick: what was done.
        now: the moment of the tick.
        more: what was looked at before it.

    Raises:
        StoreError: the database cannot be written.
    """
    standing = incidents.standing(store)
    words = Words(now=now, timezone=config.timezone)
    found: list[Observation] = []
    if tick.kind == "poll":
        found += _sources(store, config, tick.polled, standing, now)
        found += surroundings.after_poll(store, config, now)
    else:
        found += surroundings.after_publish(store, config, standing, now)
    found.append(surroundings.of_tick(tick.kind, tick.failed, words))
    found += more
    found += surroundings.left(config, standing)
    return settle(store, config, found, now=now)


def settle(
    store: Store, config: Config, observations: Iterable[Observation], *, now: datetime
) -> IncidentChanges:
    """Write what observations make of the incidents, in one transaction, and tell of it there.

    Args:
        store: open for writing.
        config: the configuration in force.
        observations: what was looked at; each key once.
        now: the moment.

    Raises:
        StoreError: the database cannot be written.
    """
    words = Words(now=now, timezone=config.timezone)
    patience = Patience(bad=config.monitor.open_after, good=config.monitor.close_after)
    with store.transaction():
        standing = incidents.standing(store)
        found = steps(
            standing, incidents.tallies(store), observations, patience=patience, words=words
        )
        hosts = {each.subject for each in found.opened if each.kind is Kind.HOST}
        of_host = health.sources_of_hosts(store, hosts) if hosts else {}
        absorbed = merged(found, standing, of_host)
        for each in absorbed:
            incidents.close(store, each, now)
        worsened: list[Incident] = []
        for before, incident in found.changed:
            worse = incident.finding.severity.rank > before.finding.severity.rank
            worsened += [incident] if worse else []
            incidents.update(store, incident, worsened=now if worse else None)
        changes = IncidentChanges(
            opened=tuple(incidents.begin(store, each, now) for each in found.opened),
            worsened=tuple(worsened),
            closed=tuple(incidents.close(store, each, now) for each in found.closed),
        )
        for each in changes.closed:
            if each.finding.kind is Kind.NETWORK:
                # What we could not reach waits for no back-off: that was for others.
                kinds = causes.UNREACHED
                outage.due_again(store, kinds, since=each.opened, now=now, within=CATCH_UP)
        incidents.save_tallies(store, found.tallies)
        if changes:
            announce(store, config, changes, now=now)
    return changes


def look_again(store: Store, config: Config, names: Sequence[SourceName], *, now: datetime) -> None:
    """Bring the incidents of some sources up to date with what is known of them beside polls."""
    standing = incidents.standing(store)
    found = [
        seen
        for each in health.facts(store, names, now, also=names)
        for seen in observe(each, _view(store, config, standing, now))
        if seen.finding is not None and any(seen.key == each.key for each in standing)
    ]
    settle(store, config, found, now=now)


def _view(store: Store, config: Config, standing: Sequence[Incident], now: datetime) -> View:
    down = any(each.finding.kind is Kind.NETWORK for each in standing)
    return View(
        now=now,
        timezone=config.timezone,
        open_after=config.monitor.open_after,
        outage_until=now if down else incidents.last_closed(store, Kind.NETWORK),
        flapping=frozenset(each.finding.subject for each in standing if each.finding.flapping),
    )


def _sources(
    store: Store,
    config: Config,
    polled: Sequence[SourceName],
    standing: Sequence[Incident],
    now: datetime,
) -> list[Observation]:
    """Look at the sources that were asked."""
    words = Words(now=now, timezone=config.timezone)
    also = {each.finding.subject for each in standing if each.finding.kind.of_source}
    also &= set(polled)
    hosts = [each.finding.subject for each in standing if each.finding.kind is Kind.HOST]
    also |= {name for names in health.sources_of_hosts(store, hosts).values() for name in names}
    first = health.read_without_failure(store, polled)
    if read := [config.sources[name] for name in first if name in config.sources]:
        # Before the facts are read: what is learned is one of them.
        learn(store, read, first, now=now)
    facts = health.facts(store, polled, now, also=[SourceName(name) for name in also])
    facts = [each for each in facts if each.name in config.sources]
    network = next((each for each in standing if each.finding.kind is Kind.NETWORK), None)
    view = _view(store, config, standing, now)
    found = [seen for each in facts for seen in observe(each, view)]
    found = _network(config, found, facts, network, words)
    found = causes.hosts(
        found,
        {each.name: each.host for each in facts},
        health.failing_of_hosts(store, {each.host for each in facts if each.failures}),
        {each.key for each in standing},
        config.monitor.open_after,
        words,
    )
    return _silence(store, found, standing, words)


def _network(  # what is known of one tick
    config: Config,
    found: list[Observation],
    facts: Sequence[SourceFacts],
    standing: Incident | None,
    words: Words,
) -> list[Observation]:
    reached = causes.reached(facts)
    egress = None
    if config.monitor.egress and (standing or reached.most_fail):
        egress = answers(config)
    seen = causes.network(reached, standing, words, egress=egress)
    if seen is None:
        return found
    if seen.finding is not None:
        unreached = {e.name for e in facts if e.failures and e.kind in causes.UNREACHED}
        found = causes.withhold(found, unreached, {Kind.FAILING.cause})

    return [*found, seen]


def _silence(
    store: Store, found: list[Observation], standing: Sequence[Incident], words: Words
) -> list[Observation]:
    """While many rest together, those that fell silent meanwhile are one incident."""
    cause = Kind.SILENT.cause
    fresh = {seen.key[1] for seen in found if seen.key[0] == cause and seen.finding is not None} - {
        each.finding.subject for each in standing if each.finding.kind is Kind.SILENT
    }
    before = next((each for each in standing if each.finding.kind is Kind.SILENCE), None)
    if not fresh and before is None:
        return found
    late, known = rhythms.late(store)
    if not shared(late, known):
        return [*found, causes.silence(0, None, words)]
    silent = rhythms.silent(store) - sum(each.finding.kind is Kind.SILENT for each in standing)
    together = causes.silence(
        silent if silent >= causes.FEWEST_SILENT or before else 0,
        before.opened if before else None,
        words,
    )
    return [*causes.withhold(found, fresh, {cause}), together]
