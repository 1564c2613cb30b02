"""One incident for one cause: our own network, one host, a holiday of many sources. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import FailureKind
from syndicator.model.health import SourceFacts
from syndicator.model.incident import Finding, Incident, Key, Kind, Severity
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.wording import SINCE, Words

NETWORK: Final = "network"
"""The subject of an incident of our own network."""
SOURCES: Final = "sources"
"""The subject of an incident of many sources."""
UNREACHED: Final = frozenset(
    {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TLS}
)
"""Failures that may be ours."""
FEWEST_HOSTS: Final = 3
"""Without addresses in ``egress``, so many hosts have to fail, and no other to answer."""
FEWEST_OF_HOST: Final = 2
FEWEST_SILENT: Final = 3
"""So many sources that are silent together are told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How the sources of one tick were reached."""

    hosts: int
    """Hosts that were asked."""
    unreached: int
    """Those of them that none of their sources could be reached on."""

    @property
    def most_fail(self) -> bool:
        """Whether most hosts could not be reached."""
        return self.unreached * 2 > self.hosts

    @property
    def all_fail(self) -> bool:
        """Whether no host could be reached, and there were several."""
        return self.hosts >= FEWEST_HOSTS and self.unreached == self.hosts


def reached(polled: Iterable[SourceFacts]) -> Reached:
    """Count the hosts that were asked in a tick."""
    hosts: dict[str, bool] = {}
    for facts in polled:
        failed = facts.failures > 0 and facts.kind in UNREACHED
        hosts[facts.host] = hosts.get(facts.host, True) and failed
    return Reached(hosts=len(hosts), unreached=sum(hosts.values()))


def network(
    found: Reached, standing: Incident | None, words: Words, *, egress: bool | None
) -> Observation | None:
    """Look at our own network.

    Args:
        found: how the sources of this tick were reached.
        standing: the open incident.
        words: how moments are said.
        egress: whether an address that always answers did; None: there is none, or none was asked.

    Returns:
        None: nothing was learned of it.
    """
    if egress is None:
        if not found.hosts:
            return None
        down = found.all_fail or (standing is not None and found.unreached == found.hosts)
    else:
        down = not egress and (found.most_fail or standing is not None)
    since = standing.opened if standing else words.now
    finding = Finding(
        kind=Kind.NETWORK,
        subject=NETWORK,
        severity=Severity.CRITICAL,
        since=since,
        sentence=f"Our own network has been down since {SINCE}: neither the sources"
        f"{' nor the addresses in `egress`' if egress is not None else ''} can be reached; look at "
        "this machine's connection and its name server.",
        effect="Readers get nothing new from any source; what stands stays.",
        command="syndicator status",
        count=found.unreached or 1,
    )
    return Observation(key=finding.key, finding=finding if down else None)


def withhold(
    observations: Iterable[Observation], covered: Collection[str], causes: Collection[str]
) -> list[Observation]:
    """Leave out what was found of sources that something else explains; what is well stays.

    Args:
        observations: of sources.
        covered: the names of those sources.
        causes: `Kind.cause` of what is explained.
    """
    return [
        seen
        for seen in observations
        if seen.finding is None or seen.key[0] not in causes or seen.key[1] not in covered
    ]


def hosts(
    observations: Sequence[Observation],
    of_host: Mapping[str, str],
    counts: Mapping[str, tuple[int, int]],
    standing: Collection[Key],
    open_after: int,
    words: Words,
) -> list[Observation]:
    """Put what was found of all sources of one host into one.

    Args:
        observations: of sources that were asked in this tick.
        of_host: the host of each source.
        counts: of each host, its sources and how many of them fail.
        standing: the keys of the open incidents.
        open_after: how often something has to be found in a row.
        words: how moments are said.
    """
    reading = Kind.FAILING.cause
    found: dict[str, list[Observation]] = {}
    for seen in observations:
        host = of_host.get(seen.key[1])
        if seen.key[0] == reading and host:
            found.setdefault(host, []).append(seen)
    covered: set[str] = set()
    more: list[Observation] = []
    for host, seen_of in found.items():
        key: Key = (Kind.HOST.cause, host)
        sources, failing = counts.get(host, (0, 0))
        bad = [seen for seen in seen_of if seen.finding and not seen.finding.flapping]
        whole = sources >= FEWEST_OF_HOST and failing == sources
        often = max((seen.bad or open_after for seen in bad), default=0)
        if whole and bad and (often >= open_after or key in standing):
            finding = _host(host, sources, [s.finding for s in bad if s.finding], words)
            more.append(Observation(key=key, finding=finding, bad=often))
            covered |= {seen.key[1] for seen in bad}
        elif key in standing:
            covered |= {seen.key[1] for seen in bad}
            good = max((seen.good or 0 for seen in seen_of if seen.finding is None), default=0)
            if good:
                more.append(Observation(key=key, finding=None, good=good))
    return [*withhold(observations, covered, {reading}), *more]


def _host(host: str, sources: int, findings: Sequence[Finding], words: Words) -> Finding:
    since = min(finding.since for finding in findings)
    why = findings[0].sentence.partition("(")[2].partition(")")[0]
    return Finding(
        kind=Kind.HOST,
        subject=host,
        severity=Severity.ERROR,
        since=since,
        sentence=f"All {sources} sources of {host} have failed since {words.moment(since)}"
        f"{f' ({why})' if why else ''}; they are asked again by themselves; if it lasts, ask the "
        "publisher.",
        effect=f"Readers get nothing new from the {sources} sources of {host}.",
        command="syndicator status",
        count=sources,
    )


def silence(count: int, since: datetime | None, words: Words) -> Observation:
    """Look at how many sources are silent for one reason that they share.

    Args:
        count: the silent sources; 0: there is no shared reason.
        since: when it was found first; None: now.
        words: how moments are said.
    """
    begin = since or words.now
    finding = Finding(
        kind=Kind.SILENCE,
        subject=SOURCES,
        severity=Severity.WARNING,
        since=begin,
        sentence=f"{count} sources are silent at the same time since {SINCE}: a "
        "holiday, or one cause that they share; look at `syndicator status`.",
        effect="Readers get less that is new than usual.",
        command="syndicator status",
        count=count,
    )
    return Observation(key=finding.key, finding=finding if count else None, at_once=True)
