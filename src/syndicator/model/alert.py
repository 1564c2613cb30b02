"""Alerts: who is told of incidents, of which, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from syndicator.model.incident import Incident, Severity, Topic
from syndicator.model.names import SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One ``[alerts.*]`` table: people who are told, by whatever its credential names."""

    name: str
    minimum: Severity = Severity.WARNING
    kinds: tuple[Topic, ...] = tuple(Topic)
    sources: frozenset[SourceName] | None = None
    """Only what concerns these; None: everything."""
    quiet_hours: tuple[time, time] | None = None
    """On the newsroom's clock; the second may be on the next day."""
    digest: time | None = None
    """When the day's warnings are told, in one message; None: each at once."""
    repeat: timedelta | None = timedelta(days=1)
    """After how long an open incident is told again; None: never."""


class Event(StrEnum):
    """What became of an incident."""

    OPENED = "opened"
    WORSENED = "worsened"
    REMINDER = "reminder"
    """It is still open."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one channel is to be told of one incident."""

    id: int
    channel: str
    event: Event
    incident: Incident
    """As it is now."""
    queued: datetime
    attempts: int = 0
    """How often it was tried to tell this recipient: each may have arrived."""
