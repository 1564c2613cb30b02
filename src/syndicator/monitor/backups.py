"""Backups when they are due, and an incident where they are not made (I/O)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.config.settings import Backup
from syndicator.errors import StoreError, why_unwritten
from syndicator.log import Log
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.model.moments import format_moment
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.watch import settle
from syndicator.store import backups, incidents
from syndicator.store.database import Store

log = Log(__name__)

_SUBJECT: Final = "database"
_SLACK: Final = timedelta(minutes=5)
"""A tick that comes a little early makes a backup all the same."""
_TOO_OLD: Final = 2
"""Times ``every``: an older one is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What came of it; neither: it was not time for a backup."""

    made: Path | None = None
    problem: str | None = None


def back_up(store: Store, config: Config, *, now: datetime) -> BackupReport:
    """Make a backup if one is due, remove old ones, and open or close the incident.

    Args:
        store: open for writing.
        config: the configuration in force.
        now: the moment.

    Raises:
        StoreError: the database cannot be written. A backup that fails does not raise.
    """
    table = config.backup
    key = (Kind.BACKUP.cause, _SUBJECT)
    if table is None:
        if any(each.finding.kind is Kind.BACKUP for each in incidents.standing(store)):
            settle(store, config, [Observation(key=key, finding=None, at_once=True)], now=now)
        return BackupReport()
    report = BackupReport()
    if is_due(newest(config, table, now), table, now):
        report = _make(store, table, now)
    finding = of_age(config, table, now, report.problem)
    seen = Observation(key=key, finding=finding, at_once=True)
    settle(store, config, [seen], now=now)
    return report


def newest(config: Config, table: Backup, now: datetime) -> datetime | None:
    """When the newest backup was made; one that lies ahead was made by a wrong clock."""
    made = (moment for moment, _ in backups.made(config.database, table.folder))
    return next((moment for moment in made if moment <= now + _SLACK), None)


def is_due(last: datetime | None, table: Backup, now: datetime) -> bool:
    """Whether it is time for the next. Pure."""
    return last is None or now - last >= table.every - min(_SLACK, table.every / 10)


def of_age(config: Config, table: Backup, now: datetime, problem: str | None) -> Finding | None:
    """What is wrong with the backups: the last attempt failed, or the newest is too old."""
    last = newest(config, table, now)
    old = last is None or now - last > table.every * _TOO_OLD
    if problem is None and (last is None or not old):
        return None
    moment = format_moment(last, config.timezone) if last else None
    state = f"The newest backup is of {moment}." if moment else "There is no backup."
    why = f" The last attempt failed: {problem}." if problem else ""
    return Finding(
        kind=Kind.BACKUP,
        subject=_SUBJECT,
        severity=Severity.ERROR if old else Severity.WARNING,
        since=(last + table.every) if last else now,
        sentence=f"{state}{why} See to the folder {table.folder}.",
        effect="nothing; but if the disk fails, what came in since is lost",
        command=f"syndicator backup {table.folder / 'by-hand.db'}",
    )


def _make(store: Store, table: Backup, now: datetime) -> BackupReport:
    try:
        path = backups.make(store.path, table.folder, now)
        backups.prune(store.path, table.folder, table.keep, now)
    except StoreError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{table.folder}: {why_unwritten(error)}"
    else:
        log.info("backup.made", file=str(path))
        return BackupReport(made=path)
    log.error("backup.failed", error=problem)
    return BackupReport(problem=problem)
