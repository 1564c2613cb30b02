"""From what is found wrong to incidents: opened after patience, closed after patience. Pure.

========================================  =======================================================
Found                                      What becomes of it
========================================  =======================================================
wrong, less often in a row than patience   counted
wrong, often enough, or needs no patience  opened, dated from the first time
wrong, and open                            kept up to date; ``worsened`` if its severity rose
well, fewer times in a row than patience   stays open
well, often enough                         closed
not looked at                              stays as it is
========================================  =======================================================

How often in a row is known from the polls of a source; of all else it is counted here (`Tally`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syndicator.model.incident import Finding, Incident, Key, Tally
from syndicator.monitor.wording import SINCE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that was looked at, and whether something is wrong with it."""

    key: Key
    finding: Finding | None
    """None: it is well."""
    at_once: bool = False
    """It needs no patience: to open and to close."""
    lasting: timedelta = timedelta(0)
    """It is no incident before it has lasted so long, however often it was found."""
    bad: int | None = None
    """How often in a row it was found wrong, this time included; None: counted by its `Tally`."""
    good: int | None = None
    """How often in a row it was found well, this time included; None: counted by its `Tally`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often something has to be found in a row: ``open_after``, ``close_after``."""

    bad: int = 3
    good: int = 2


@dataclass(slots=True, kw_only=True)
class Steps:
    """What is to be written."""

    opened: list[Finding] = field(default_factory=list)
    changed: list[tuple[Incident, Incident]] = field(default_factory=list)
    """Open incidents as they were and as they are."""
    closed: list[Incident] = field(default_factory=list)
    tallies: dict[Key, Tally | None] = field(default_factory=dict)
    """None: forgotten."""


def steps(
    standing: Iterable[Incident],
    tallies: Mapping[Key, Tally],
    observations: Iterable[Observation],
    *,
    patience: Patience,
    words: Words,
) -> Steps:
    """Decide what becomes of the incidents after one tick.

    Args:
        standing: the open incidents.
        tallies: what was counted before.
        observations: what was looked at in this tick; each key once.
        patience: how often something has to be found in a row.
        words: how moments are said, and the moment of the tick.
    """
    now = words.now
    known = {incident.key: incident for incident in standing}
    found = Steps()
    for seen in observations:
        before = tallies.get(seen.key)
        incident = known.get(seen.key)
        if seen.finding is not None:
            _wrong(found, seen, seen.finding, incident, before, patience, words)
        elif incident is not None:
            _well(found, seen, incident, before, patience, now)
        elif before is not None:
            found.tallies[seen.key] = None
    return found


def _wrong(  # what is known of one observation
    found: Steps,
    seen: Observation,
    finding: Finding,
    incident: Incident | None,
    before: Tally | None,
    patience: Patience,
    words: Words,
) -> None:
    if incident is not None:
        # Dated from its first failure, whatever the latest one says.
        fresh = _dated(finding, min(incident.opened, finding.since), words)
        if fresh != incident.finding:
            found.changed.append((incident, replace(incident, finding=fresh, opened=fresh.since)))
        if before is not None:
            found.tallies[seen.key] = None
        return
    since = min(before.since, finding.since) if before else min(finding.since, words.now)
    bad = seen.bad if seen.bad is not None else (before.bad if before else 0) + 1
    enough = seen.at_once or bad >= patience.bad
    if enough and words.now - since >= seen.lasting:
        found.opened.append(_dated(finding, since, words))
        if before is not None:
            found.tallies[seen.key] = None
    elif seen.bad is None:
        found.tallies[seen.key] = Tally(bad=bad, since=since)


def _dated(finding: Finding, since: datetime, words: Words) -> Finding:
    sentence = finding.sentence.replace(SINCE, words.moment(since))
    return replace(finding, since=since, sentence=sentence)


def _well(  # what is known of one observation
    found: Steps,
    seen: Observation,
    incident: Incident,
    before: Tally | None,
    patience: Patience,
    now: datetime,
) -> None:
    good = seen.good if seen.good is not None else (before.good if before else 0) + 1
    if seen.at_once or good >= patience.good:
        found.closed.append(incident)
        if before is not None:
            found.tallies[seen.key] = None
    elif seen.good is None:
        found.tallies[seen.key] = Tally(good=good, since=now)
