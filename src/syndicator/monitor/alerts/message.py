"""Alerts in words that a person understands at night. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from syndicator.model.alert import Alert, Event
from syndicator.model.counted import counted
from syndicator.model.incident import Severity
from syndicator.model.moments import format_moment
from syndicator.monitor.pages import page_of

MAX_SHOWN: Final = 20
"""Incidents that one message tells in full; of the others it gives the number."""
_AGAIN: Final = "(Sent again: an earlier attempt may have reached you.)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient gets."""

    title: str
    body: str
    severity: Severity | None
    """The worst of what is open; None: all of it is over."""


def compose(
    alerts: Sequence[Alert],
    *,
    newsroom: str,
    now: datetime,
    timezone: ZoneInfo,
    pages: str | None = None,
) -> Message:
    """Put all that a recipient is to be told now into one message, the worst first.

    Args:
        alerts: at least one; several of one incident become one.
        newsroom: whose service speaks.
        now: the moment.
        timezone: in which moments are told.
        pages: where people reach the private pages; None: there are none.
    """
    told = {alert.incident.id: alert for alert in alerts}  # the latest of each
    ordered = sorted(
        told.values(),
        key=lambda each: (
            each.incident.closed is not None,
            -each.incident.finding.severity.rank,
            each.incident.opened,
        ),
    )
    severities = [
        each.incident.finding.severity for each in ordered if each.incident.closed is None
    ]
    parts = [_section(each, now, timezone, pages) for each in ordered[:MAX_SHOWN]]
    if (left := len(ordered) - MAX_SHOWN) > 0:
        where = "syndicator incidents" if pages is None else urljoin(pages, "/incidents")
        parts.append(f"And {left} more: {where}")
    if any(alert.attempts for alert in alerts):
        parts.append(_AGAIN)
    return Message(
        title=f"{newsroom}: {_title(ordered)}",
        body="\n\n".join(parts),
        severity=max(severities, key=lambda each: each.rank, default=None),
    )


def test_message(name: str, *, newsroom: str) -> Message:
    """What `syndicator alerts test` sends."""
    return Message(
        title=f"{newsroom}: test of alerts",
        body=f'This is a test of the alerts "{name}" of syndicator. Nothing is wrong.',
        severity=None,
    )


def _title(ordered: Sequence[Alert]) -> str:
    if len(ordered) == 1:
        alert = ordered[0]
        finding = alert.incident.finding
        return f"{_state(alert)}: {finding.subject}, {finding.kind.value.replace('-', ' ')}"
    open_ = sum(each.incident.closed is None for each in ordered)
    over = len(ordered) - open_
    parts = [f"{open_} open" if open_ else "", f"{over} over" if over else ""]
    return "incidents: " + ", ".join(part for part in parts if part)


def _state(alert: Alert) -> str:
    if alert.incident.closed is not None:
        return "over"
    if alert.event is Event.REMINDER:
        return f"still {alert.incident.finding.severity}"
    return str(alert.incident.finding.severity)


def _section(alert: Alert, now: datetime, timezone: ZoneInfo, pages: str | None) -> str:
    incident, finding = alert.incident, alert.incident.finding
    page = [] if pages is None else [f"Page: {urljoin(pages, page_of(finding))}"]
    kind = finding.kind.value.replace("-", " ")
    lines = [f"{_state(alert).upper()}: {finding.subject}, {kind}"]
    since = format_moment(incident.opened, timezone)
    if incident.closed is not None:
        lasted = _length(incident.closed - incident.opened)
        lines.append(f"From {since} to {format_moment(incident.closed, timezone)} ({lasted}).")
        lines.append(f"It was: {finding.sentence}")
        return "\n".join([*lines, *page])
    lines.append(finding.sentence)
    lines.append(f"Since: {since} ({_length(now - incident.opened)} ago)")
    if finding.effect:
        lines.append(f"Readers: {finding.effect}")
    if finding.command:
        lines.append(f"Look: {finding.command}")
    lines += page
    lines.append(f"Silence: syndicator ack {incident.id} --until 1d")
    return "\n".join(lines)


def _length(span: timedelta) -> str:
    minutes = max(round(span.total_seconds() / 60), 0)
    if minutes < 120:  # noqa: PLR2004  # rather hours
        return counted(minutes, "minute")
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004
