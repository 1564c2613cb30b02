"""What channels are to be told, from the changes of incidents into the database."""

from __future__ import annotations

from datetime import datetime

from syndicator.config import Config
from syndicator.model.alert import Alert, Event
from syndicator.model.incident import Incident, IncidentChanges
from syndicator.monitor.alerts import select
from syndicator.store import alerts, incidents
from syndicator.store.database import Store


def queue_changes(store: Store, config: Config, changes: IncidentChanges, now: datetime) -> None:
    """Queue what became of incidents; part of the transaction that writes them."""
    for incident in changes.opened:
        _queue(store, config, incident, Event.OPENED, now)
    for incident in changes.worsened:
        if not incident.quiet(now):
            _queue(store, config, incident, Event.WORSENED, now)
    for incident in changes.closed:
        # Whoever was not told of its beginning is not told of its end.
        known = alerts.queued(store, incident.id)
        for channel in config.alerts:
            if channel.name in known:
                severity = incident.finding.severity
                due = select.due(channel, severity, now, config.timezone)
                alerts.queue(store, channel.name, incident.id, Event.CLOSED, now=now, due=due)


def queue_standing(store: Store, config: Config, now: datetime) -> None:
    """Queue what is open and was last told long ago, or not yet to a channel that asks for it.

    The latter is so if the channel is new, or if the incident grew worse while it was acknowledged.
    """
    standing = incidents.standing(store) if config.alerts else []
    if not standing:
        return
    with store.transaction():
        told = alerts.told_of_standing(store)
        for incident in standing:
            if incident.quiet(now):
                continue
            for channel in select.listeners(config, incident.finding):
                if (incident.id, channel.name) not in told:
                    event = Event.OPENED
                elif (last := told[incident.id, channel.name]) and select.to_repeat(
                    channel, incident, last, now
                ):
                    event = Event.REMINDER
                else:
                    continue
                due = select.due(channel, incident.finding.severity, now, config.timezone)
                alerts.queue(store, channel.name, incident.id, event, now=now, due=due)


def worth_telling(store: Store, waiting: list[Alert], now: datetime) -> list[Alert]:
    """Of what waits for a recipient, what is to be told now; what never will be is dropped.

    Nobody is told now of what is muted or acknowledged, but of the end of the latter. What was
    over before it was told because it was muted, and what became a part of another incident, is
    never told.
    """
    mutes = incidents.mutes(store, now)
    ended = {each.incident.id for each in waiting if each.event is Event.CLOSED}
    tell: list[Alert] = []
    drop: list[Alert] = []
    for alert in waiting:
        incident = alert.incident
        hushed = select.muted(incident, mutes)
        if incident.closed is not None and (hushed or incident.id not in ended):
            drop.append(alert)
        elif not hushed and (incident.closed is not None or not incident.quiet(now)):
            tell.append(alert)
    if drop:
        alerts.drop(store, drop, now)
    return tell


def _queue(store: Store, config: Config, incident: Incident, event: Event, now: datetime) -> None:
    for channel in select.listeners(config, incident.finding):
        due = select.due(channel, incident.finding.severity, now, config.timezone)
        alerts.queue(store, channel.name, incident.id, event, now=now, due=due)
