"""Who is told of what became of the incidents: the log, and the outbox of alerts."""

from __future__ import annotations

from datetime import datetime

from syndicator.config import Config
from syndicator.log import Log
from syndicator.model.incident import Incident, IncidentChanges
from syndicator.monitor.alerts.outbox import queue_changes
from syndicator.store.database import Store

log = Log(__name__)


def announce(store: Store, config: Config, changes: IncidentChanges, *, now: datetime) -> None:
    """Tell of incidents that were opened, worsened and closed.

    Called once after each tick in which there were any, inside the transaction that writes them:
    what is put into the database here is there if they are. Must not wait for anybody.

    Args:
        store: open for writing, in a transaction.
        config: the configuration in force.
        changes: what there is to be told.
        now: the moment of the tick.
    """
    queue_changes(store, config, changes, now)
    for incident in changes.opened:
        log.warning("incident.opened", **_facts(incident))
    for incident in changes.worsened:
        log.warning("incident.worsened", **_facts(incident))
    for incident in changes.closed:
        log.info("incident.closed", **_facts(incident))


def _facts(incident: Incident) -> dict[str, object]:
    finding = incident.finding
    return {
        "incident": incident.id,
        "kind": finding.kind,
        "subject": finding.subject,
        "severity": finding.severity,
        "opened": incident.opened.isoformat(),
        "sentence": finding.sentence,
    }
