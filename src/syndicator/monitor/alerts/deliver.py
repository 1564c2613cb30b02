"""Alerts from the outbox to people: each recipient in a thread of its own, bounded in time (I/O).

An attempt is recorded before it is made, so that what arrives twice says so. One that fails is made
again after a minute, then two, four … up to an hour; after three days it is given up, which the log
says. A channel that fails is an incident, which the other channels are told.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.config import Config
from syndicator.log import Log
from syndicator.model.alert import Channel
from syndicator.model.backoff import back_off
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.model.moments import format_moment
from syndicator.model.sums import Sums
from syndicator.monitor.alerts.credentials import credential_of, urls_of
from syndicator.monitor.alerts.message import compose
from syndicator.monitor.alerts.outbox import queue_standing, worth_telling
from syndicator.monitor.alerts.send import send
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.watch import settle
from syndicator.store import alerts, incidents
from syndicator.store.alerts import Recipient
from syndicator.store.database import Store

log = Log(__name__)

FIRST_WAIT: Final = timedelta(minutes=1)
MAX_WAIT: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(days=3)
BUDGET: Final = timedelta(seconds=40)
"""After so long no other attempt is begun."""
ROUNDS: Final = 2
"""The second tells the other channels what the first found out about one of them."""
AT_ONCE: Final = 8

Send = Callable[..., str | None]
"""`syndicator.monitor.alerts.send.send`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReport(Sums):
    """What came of telling people."""

    sent: int = 0
    """Messages that were accepted."""
    failed: int = 0
    given_up: int = 0
    """Alerts that were tried in vain for too long."""


def deliver(
    store: Store,
    config: Config,
    *,
    environ: Mapping[str, str],
    now: datetime,
    stop: threading.Event | None = None,
    send: Send = send,
) -> AlertReport:
    """Tell every channel what is due.

    Takes `BUDGET` and one time-out at most.

    Args:
        store: open for writing.
        config: the configuration in force; what was to be told to other channels is dropped.
        environ: where the credentials are.
        now: the moment.
        stop: when set, nothing more is begun, and what is under way is broken off.
        send: how a message is sent.

    Raises:
        StoreError: the database cannot be written.
    """
    ends = time.monotonic() + BUDGET.total_seconds()
    turn = _Turn(store=store, config=config, now=now, stop=stop, send=send, ends=ends)
    alerts.forget_channels(store, [channel.name for channel in config.alerts])
    queue_standing(store, config, now)
    report = AlertReport()
    for _ in range(ROUNDS):
        if turn.over:
            break
        waiting = alerts.due(store, now)
        channels = [channel for channel in config.alerts if channel.name in waiting]
        if not channels:
            break
        report = AlertReport.of([report, _round(turn, channels, environ)])
        if not _observe(store, config, now):
            return report
    _observe(store, config, now)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What every attempt of one call needs."""

    store: Store
    config: Config
    now: datetime
    stop: threading.Event | None
    send: Send
    ends: float
    """Of the monotonic clock."""

    @property
    def over(self) -> bool:
        """Whether nothing more is to be begun; what was not tried waits for the next turn."""
        return self.stopped or time.monotonic() > self.ends

    @property
    def stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()


def _round(turn: _Turn, channels: list[Channel], environ: Mapping[str, str]) -> AlertReport:
    addresses = {channel.name: urls_of(channel.name, environ=environ) for channel in channels}
    work = [
        (channel, number, url)
        for channel in channels
        for number, url in enumerate(addresses[channel.name][0])
    ]
    parts: list[AlertReport] = []
    if work:
        with ThreadPoolExecutor(min(len(work), AT_ONCE), thread_name_prefix="alert") as pool:
            begun = [pool.submit(_tell, turn, *each) for each in work]
            parts = [each.result() for each in begun]
    for channel in channels:
        urls, problem = addresses[channel.name]
        if not urls and _may_try(turn, channel, 0):
            _note_failure(turn, channel, 0, problem)
            parts.append(AlertReport(failed=1))
        alerts.finish(turn.store, channel.name, len(urls), turn.now)
        before = turn.now - GIVEN_UP_AFTER
        if given_up := alerts.give_up(turn.store, channel.name, before, turn.now):
            log.error("alert.given_up", channel=channel.name, alerts=given_up)
            parts.append(AlertReport(given_up=given_up))
    return AlertReport.of(parts)


def _may_try(turn: _Turn, channel: Channel, number: int) -> bool:
    """Whether the wait after the last failure is over; one far too long is a clock's mistake."""
    before = alerts.recipients(turn.store, channel.name).get(number)
    waits = before is not None and turn.now < before.next_try <= turn.now + MAX_WAIT * 2
    return not waits and not turn.over


def _tell(turn: _Turn, channel: Channel, number: int, url: str) -> AlertReport:
    store, now = turn.store, turn.now
    if not _may_try(turn, channel, number):
        return AlertReport()
    due = worth_telling(store, alerts.waiting(store, channel.name, number, now), now)
    if not due:
        return AlertReport()
    config = turn.config
    message = compose(
        due,
        newsroom=config.title,
        now=now,
        timezone=config.timezone,
        pages=config.admin.base_url,
    )
    alerts.attempt(store, due, number, now)
    error = turn.send(url, message, stop=turn.stop)
    if error is None:
        alerts.delivered(store, due, number, now)
        log.info("alert.sent", channel=channel.name, recipient=number + 1, alerts=len(due))
        return AlertReport(sent=1)
    if not turn.stopped:
        _note_failure(turn, channel, number, error)
    return AlertReport(failed=1)


def _note_failure(turn: _Turn, channel: Channel, number: int, error: str) -> None:
    store, now = turn.store, turn.now
    before = alerts.recipients(store, channel.name).get(number)
    failures = before.failures if before else 0
    wait = back_off(channel.name, failures, first=FIRST_WAIT, longest=MAX_WAIT)
    found = Recipient(
        number=number,
        failures=failures + 1,
        since=before.since if before else now,
        next_try=now + wait,
        error=error,
    )
    alerts.failed(store, channel.name, found)
    log.warning("alert.failed", channel=channel.name, recipient=number + 1, error=error)


def _observe(store: Store, config: Config, now: datetime) -> bool:
    """Open, keep and close the incidents of channels that fail; whether there is news."""
    failing = {channel.name: alerts.recipients(store, channel.name) for channel in config.alerts}
    standing = {
        each.finding.subject
        for each in incidents.standing(store)
        if each.finding.kind is Kind.CHANNEL
    }
    seen = [
        _observation(config, name, list(failing.get(name, {}).values()))
        for name in sorted(standing | {name for name, found in failing.items() if found})
    ]
    return bool(seen and settle(store, config, seen, now=now))


def _observation(config: Config, channel: str, failing: list[Recipient]) -> Observation:
    key = (Kind.CHANNEL.cause, channel)
    if not failing:
        return Observation(key=key, finding=None, at_once=True)
    worst = max(failing, key=lambda each: each.failures)
    line = f" (line {worst.number + 1} of its credential)" if worst.number else ""
    moment = format_moment(worst.since, config.timezone)
    command = f"syndicator alerts test {channel}"
    finding = Finding(
        kind=Kind.CHANNEL,
        subject=channel,
        severity=Severity.ERROR,
        since=worst.since,
        sentence=(
            f"The alerts {channel}{line} have not been sent since {moment}: {worst.error}. Check "
            f"the credential {credential_of(channel)}, then try `{command}`."
        ),
        effect="nothing; but whoever gets these alerts is not told what goes wrong",
        command=command,
        count=worst.failures,
    )
    return Observation(key=key, finding=finding, bad=worst.failures)
