"""Incidents of sources that turn out to be one of their host. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from syndicator.model.incident import Finding, Incident, Kind
from syndicator.monitor.lifecycle import Steps


def merged(
    found: Steps, standing: Sequence[Incident], of_host: Mapping[str, Collection[str]]
) -> list[Incident]:
    """Have the oldest open incident of a host's sources become that of the host.

    Somebody was told of it, and is told of one recovery.

    Args:
        found: what is about to be written; changed in place.
        standing: the open incidents.
        of_host: the sources of each host of which an incident is about to be opened.

    Returns:
        The other ones, which are closed without a word.
    """
    absorbed: list[Incident] = []
    opened: list[Finding] = []
    for finding in found.opened:
        names = of_host.get(finding.subject, ()) if finding.kind is Kind.HOST else ()
        mine = [
            each
            for each in standing
            if each.finding.kind.cause == Kind.FAILING.cause and each.finding.subject in names
        ]
        if not mine:
            opened.append(finding)
            continue
        first, *others = mine
        since = min(first.opened, finding.since)
        grown = replace(first, finding=replace(finding, since=since), opened=since)
        found.changed = [pair for pair in found.changed if pair[0] not in mine]
        found.changed.append((first, grown))
        absorbed += others
    found.opened = opened
    return absorbed
