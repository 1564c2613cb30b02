"""Incidents as an Atom feed (RFC 4287), for those who watch with a feed reader. Pure.

The id of an incident's entry is that of the database and its number, so that it stays the same
wherever the feed is served. ``updated`` moves when the incident opens, grows worse, is acknowledged
or is over; its words may change between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from syndicator.model.incident import Incident
from syndicator.model.moments import format_moment

PATH: Final = "private/_incidents.atom"
"""Below ``base_url``; no feed can be called so."""
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
MAX_ENTRIES: Final = 200
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def render(
    incidents: Sequence[Incident], *, database: str, title: str, base_url: str, timezone: ZoneInfo
) -> bytes:
    """Write incidents as Atom; the same values give the same bytes.

    Args:
        incidents: open and over; those that changed last are written.
        database: the name of the database that they are from, 32 hexadecimal digits.
        title: of the newsroom.
        base_url: below which the feed is served.
        timezone: on whose clock moments are told.
    """
    ordered = sorted(incidents, key=lambda each: (_changed(each), each.id), reverse=True)
    ordered = ordered[:MAX_ENTRIES]
    newsroom = _plain(title).strip() or "syndicator"
    # It takes time to import, which a poll does not spend.
    from feedgen.feed import FeedGenerator  # noqa: PLC0415

    feed: Any = FeedGenerator()  # type: ignore[no-untyped-call]  # it ships no types
    feed.id(_id(database, "incidents"))
    feed.title(f"{newsroom}: incidents")
    feed.author(name=newsroom)
    feed.link(href=f"{base_url}{PATH}", rel="self", type="application/atom+xml")
    feed.generator("syndicator")
    feed.updated(max(map(_changed, ordered), default=_NEVER))
    for incident in ordered:
        finding = incident.finding
        entry = feed.add_entry(order="append")
        entry.id(_id(database, f"incident {incident.id}"))
        state = "over" if incident.closed else str(finding.severity)
        kind = finding.kind.value
        entry.title(_plain(f"{state}: {finding.subject}, {kind.replace('-', ' ')}"))
        entry.published(incident.noticed)
        entry.updated(_changed(incident))
        entry.category([{"term": each} for each in (kind, finding.kind.topic, finding.severity)])
        entry.content("\n".join(map(_plain, _lines(incident, timezone))), type="text")
    document: bytes = feed.atom_str(pretty=True)
    return document


def _changed(incident: Incident) -> datetime:
    return (incident.changed or incident.noticed).astimezone(UTC)


def _id(database: str, what: str) -> str:
    """A name of its own for everything in a database: a UUID of version 8 (RFC 9562 §5.8)."""
    digest = hashlib.sha256(f"{database} {what}".encode()).hexdigest()
    first, second, third = digest[:8], digest[8:12], digest[12:15]
    return f"urn:uuid:{first}-{second}-8{third}-a{digest[15:18]}-{digest[18:30]}"


def _lines(incident: Incident, timezone: ZoneInfo) -> list[str]:
    finding = incident.finding
    lines = [finding.sentence, f"Since: {format_moment(incident.opened, timezone)}"]
    if incident.closed is not None:
        return [*lines, f"Over: {format_moment(incident.closed, timezone)}"]
    if incident.acknowledged_until is not None:
        until = format_moment(incident.acknowledged_until, timezone)
        lines.append(
            f"Acknowledged until {until}" + (f": {incident.note}" if incident.note else "")
        )
    if finding.effect:
        lines.append(f"Readers: {finding.effect}")
    if finding.command:
        lines.append(f"Look: {finding.command}")
    return lines


def _plain(text: str) -> str:
    """Without what XML 1.0 cannot hold (§2.2), nor what turns a line."""
    return "".join(char if char.isprintable() else " " for char in text)
