"""Permissions that end soon, and those that have ended. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syndicator.model.counted import counted
from syndicator.model.grant import Grant
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.lifecycle import Observation

THRESHOLDS = (60, 30, 7)
"""Days before the end at which it is told, and told again."""


def permission(
    grant: Grant, today: date, timezone: ZoneInfo, *, stories: int, feeds: int, sources: int
) -> list[Observation]:
    """Look at one permission.

    Args:
        grant: it has a day on which it ends.
        today: the day in the newsroom's zone.
        timezone: in which days begin.
        stories: that stand by it, or did when it ended.
        feeds: in which they stand.
        sources: that are reprinted by it.
    """
    assert grant.expires is not None
    days = (grant.expires - today).days
    begin = datetime.combine(grant.expires, time(), timezone).astimezone(UTC)
    takes = f"{counted(stories, 'story', 'stories')} in {counted(feeds, 'feed')}"
    ending = ended = None
    if 0 < days <= THRESHOLDS[0] and sources:
        since = begin - timedelta(days=THRESHOLDS[0])
        ending = Finding(
            kind=Kind.PERMISSION_ENDING,
            subject=grant.name,
            severity=Severity.ERROR if days <= THRESHOLDS[-1] else Severity.WARNING,
            since=since,
            sentence=f"The permission {grant.name} ends on {grant.expires}, in "
            f"{counted(days, 'day')}, and takes {takes} down; ask "
            f"{grant.holder or grant.credit or 'its holder'} for another and write its `expires` "
            "into config.toml.",
            effect=f"From {grant.expires} on readers lose {takes}.",
            command="syndicator grants",
            count=stories,
        )
    if days <= 0 and sources:
        ended = Finding(
            kind=Kind.PERMISSION_ENDED,
            subject=grant.name,
            severity=Severity.ERROR,
            since=begin,
            sentence=f"The permission {grant.name} ended on {grant.expires}"
            + (f" and took {takes} down" if stories else "")
            + f"; nothing of its {counted(sources, 'source')} leaves until it is renewed in "
            "config.toml.",
            effect=f"Readers have lost {takes}." if stories else "",
            command="syndicator grants",
            count=stories,
        )
    return [
        Observation(key=(Kind.PERMISSION_ENDING.cause, grant.name), finding=ending, at_once=True),
        Observation(key=(Kind.PERMISSION_ENDED.cause, grant.name), finding=ended, at_once=True),
    ]
