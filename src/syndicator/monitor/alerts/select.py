"""Who is told of an incident, and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.model.alert import Channel
from syndicator.model.incident import Finding, Incident, Kind, Mute, Severity

_OF_PERMISSION: Final = frozenset({Kind.PERMISSION_ENDING, Kind.PERMISSION_ENDED})
_DAY: Final = timedelta(days=1)


def listeners(config: Config, finding: Finding) -> list[Channel]:
    """The channels that are told of a finding.

    A channel is not told of its own failure. If none of the others asks for such an incident, all
    of them are told: somebody has to know.
    """
    chosen = [each for each in config.alerts if _asks(config, each, finding)]
    if finding.kind is not Kind.CHANNEL:
        return chosen
    others = [each for each in config.alerts if each.name != finding.subject]
    return [each for each in chosen if each in others] or others


def due(channel: Channel, severity: Severity, now: datetime, timezone: ZoneInfo) -> datetime:
    """When a channel is told of something that happens now.

    Args:
        channel: who is told.
        severity: of the incident.
        now: the moment.
        timezone: on whose clock quiet hours and digests are.
    """
    if severity is Severity.CRITICAL:
        return now
    if severity is Severity.WARNING and channel.digest is not None:
        return _after_quiet(channel, _next(channel.digest, now, timezone), timezone)
    return _after_quiet(channel, now, timezone)


def muted(incident: Incident, mutes: Sequence[Mute]) -> bool:
    """Whether nobody is to be told of an incident now, neither of its end.

    Args:
        incident: what it is about.
        mutes: those in force.
    """
    return any(
        mute.subject is None
        or (mute.subject == incident.finding.subject and incident.finding.kind.names_source)
        for mute in mutes
    )


def to_repeat(channel: Channel, incident: Incident, last: datetime, now: datetime) -> bool:
    """Whether a channel that was last told of an open incident at some moment is told again."""
    if incident.quiet(now):
        return False
    until = incident.acknowledged_until
    if until is not None and last < until:
        return True
    return channel.repeat is not None and now - last >= channel.repeat


def _asks(config: Config, channel: Channel, finding: Finding) -> bool:
    return (
        finding.severity.rank >= channel.minimum.rank
        and finding.kind.topic in channel.kinds
        and (channel.sources is None or _concerns(config, channel.sources, finding))
    )


def _concerns(config: Config, names: frozenset[SourceName], finding: Finding) -> bool:
    if finding.kind.names_source:
        return finding.subject in names
    sources = [config.sources[name] for name in names]
    if finding.kind in _OF_PERMISSION:
        return any(source.grant == finding.subject for source in sources)
    if finding.kind is Kind.HOST:
        return any(urlsplit(source.url).hostname == finding.subject for source in sources)
    return False


def _after_quiet(channel: Channel, moment: datetime, timezone: ZoneInfo) -> datetime:
    if channel.quiet_hours is None:
        return moment
    begins, ends = channel.quiet_hours
    clock = moment.astimezone(timezone).time()
    within = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    return _next(ends, moment, timezone) if within else moment


def _next(clock: time, now: datetime, timezone: ZoneInfo) -> datetime:
    """The next moment at which the newsroom's clock shows a time, after `now`."""
    today = now.astimezone(timezone).date()
    moments = (
        datetime.combine(today + days * _DAY, clock, tzinfo=timezone).astimezone(now.tzinfo)
        for days in range(3)
    )
    return next(moment for moment in moments if moment > now)
