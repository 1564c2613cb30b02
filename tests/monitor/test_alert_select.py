from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicator.config import Config, load
from syndicator.model.alert import Alert, Channel, Event
from syndicator.model.incident import Finding, Incident, Kind, Mute, Severity
from syndicator.monitor.alerts import select
from syndicator.monitor.alerts.message import MAX_SHOWN, compose
from syndicator.monitor.alerts.send import without_secrets

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
TEXT = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
[sources.harbor]
url = "https://harbor.example/feed"
grant = "harbor"
tags = ["sea"]
[sources.gazette]
url = "https://gazette.example/feed"
grant = "headline-only"
[grants.harbor]
holder = "Harbor Herald"
credit = "Harbor Herald"
license = "unspecified"
[feeds.world]
title = "World"
sources = ["harbor", "gazette"]
[alerts.all]
[alerts.sea]
tags = ["sea"]
[alerts.rights]
kinds = ["rights"]
[alerts.bad]
minimum = "error"
kinds = ["operations"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    return load(path, environ={})


def finding(
    kind: Kind = Kind.FAILING, subject: str = "harbor", severity: Severity = Severity.WARNING
) -> Finding:
    return Finding(
        kind=kind,
        subject=subject,
        severity=severity,
        since=NOW,
        sentence=f"{subject} fails.",
        effect="its stories are missing",
        command=f"syndicator status {subject}",
    )


def incident(number: int = 1, **more: object) -> Incident:
    made = Incident(id=number, finding=finding(), opened=NOW, noticed=NOW)
    return replace(made, **more)  # type: ignore[arg-type]  # what a test says


def alert(event: Event = Event.OPENED, *, attempts: int = 0, **more: object) -> Alert:
    found = incident(**more)  # type: ignore[arg-type]  # what a test says
    return Alert(id=1, channel="all", event=event, incident=found, queued=NOW, attempts=attempts)


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (finding(), ["all", "sea"]),
        (finding(severity=Severity.ERROR), ["all", "sea", "bad"]),
        (finding(subject="gazette"), ["all"]),
        (finding(Kind.HOST, "harbor.example"), ["all", "sea"]),
        (finding(Kind.HOST, "gazette.example"), ["all"]),
        (finding(Kind.PERMISSION_ENDED, "harbor"), ["all", "sea", "rights"]),
        (finding(Kind.PERMISSION_ENDED, "headline-only"), ["all", "rights"]),
        (finding(Kind.WITHDRAWAL, "harbor", Severity.CRITICAL), ["all", "sea"]),
        (finding(Kind.DISK, "database", Severity.CRITICAL), ["all", "bad"]),
        (finding(Kind.CHANNEL, "bad", Severity.ERROR), ["all"]),
        # Nobody else asks for it: all others are told.
        (finding(Kind.CHANNEL, "all", Severity.WARNING), ["sea", "rights", "bad"]),
    ],
)
def test_who_is_told(config: Config, found: Finding, names: list[str]) -> None:
    assert [each.name for each in select.listeners(config, found)] == names


QUIET = Channel(name="x", quiet_hours=(time(22), time(7)))
DIGEST = Channel(name="x", digest=time(8), quiet_hours=(time(7), time(9)))


@pytest.mark.parametrize(
    ("channel", "severity", "now", "due"),
    [
        # Berlin is two hours ahead of UTC in June, one in December.
        (QUIET, Severity.ERROR, "2026-06-03T19:59", "2026-06-03T19:59"),
        (QUIET, Severity.ERROR, "2026-06-03T20:00", "2026-06-04T05:00"),
        (QUIET, Severity.ERROR, "2026-06-04T04:59", "2026-06-04T05:00"),
        (QUIET, Severity.ERROR, "2026-06-04T05:00", "2026-06-04T05:00"),
        (QUIET, Severity.CRITICAL, "2026-06-03T23:00", "2026-06-03T23:00"),
        (QUIET, Severity.WARNING, "2026-12-03T22:00", "2026-12-04T06:00"),
        # The night in which the clock is put forward.
        (QUIET, Severity.ERROR, "2026-03-28T23:00", "2026-03-29T05:00"),
        (DIGEST, Severity.WARNING, "2026-06-03T12:00", "2026-06-04T07:00"),
        (DIGEST, Severity.ERROR, "2026-06-03T12:00", "2026-06-03T12:00"),
        (
            Channel(name="x", digest=time(8)),
            Severity.WARNING,
            "2026-06-03T05:59",
            "2026-06-03T06:00",
        ),
        (
            Channel(name="x", digest=time(8)),
            Severity.WARNING,
            "2026-06-03T06:00",
            "2026-06-04T06:00",
        ),
    ],
)
def test_when(channel: Channel, severity: Severity, now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    wanted = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert select.due(channel, severity, moment, BERLIN) == wanted


def test_muted() -> None:
    until = NOW + timedelta(days=1)
    assert select.muted(incident(), [Mute(subject="harbor", until=until)])
    assert select.muted(incident(), [Mute(subject=None, until=until)])
    assert not select.muted(incident(), [Mute(subject="gazette", until=until)])
    # A permission of the same name is not the source.
    permission = incident(finding=finding(Kind.PERMISSION_ENDED))
    assert not select.muted(permission, [Mute(subject="harbor", until=until)])


def test_what_is_repeated() -> None:
    channel = Channel(name="x", repeat=timedelta(hours=4))
    ago = NOW - timedelta(hours=4)
    assert select.to_repeat(channel, incident(), ago, NOW)
    assert not select.to_repeat(channel, incident(), ago + timedelta(seconds=1), NOW)
    assert not select.to_repeat(Channel(name="x", repeat=None), incident(), ago, NOW)
    known = incident(acknowledged_until=NOW + timedelta(seconds=1))
    assert not select.to_repeat(channel, known, ago, NOW)
    over = incident(acknowledged_until=NOW)
    assert select.to_repeat(Channel(name="x", repeat=None), over, ago, NOW)


def test_a_message_says_what_since_when_what_readers_see_and_what_to_do() -> None:
    later = NOW + timedelta(minutes=34)
    told = compose([alert()], newsroom="Desk", now=later, timezone=BERLIN)
    assert told.title == "Desk: warning: harbor, failing"
    assert told.severity is Severity.WARNING
    assert told.body.splitlines() == [
        "WARNING: harbor, failing",
        "harbor fails.",
        "Since: 2026-06-03 14:00+02:00 (34 minutes ago)",
        "Readers: its stories are missing",
        "Look: syndicator status harbor",
        "Silence: syndicator ack 1 --until 1d",
    ]


def test_a_message_leads_to_the_page_of_what_it_is_about() -> None:
    disk = alert(number=2, finding=finding(Kind.DISK, "database", Severity.CRITICAL))
    over = alert(number=3, closed=NOW + timedelta(hours=3))
    pages = "https://desk.example.org/"
    told = compose([alert(), disk, over], newsroom="Desk", now=NOW, timezone=BERLIN, pages=pages)
    assert told.body.count("Page: https://desk.example.org/sources/harbor\n") == 1
    assert "Page: https://desk.example.org/service\n" in told.body
    assert told.body.endswith("Page: https://desk.example.org/sources/harbor")


def test_a_message_of_what_is_over() -> None:
    closed = NOW + timedelta(hours=3)
    events = [alert(closed=closed), alert(Event.CLOSED, closed=closed)]
    told = compose(events, newsroom="Desk", now=closed, timezone=BERLIN)
    assert told.severity is None
    assert told.title == "Desk: over: harbor, failing"
    assert told.body.splitlines() == [
        "OVER: harbor, failing",
        "From 2026-06-03 14:00+02:00 to 2026-06-03 17:00+02:00 (3 hours).",
        "It was: harbor fails.",
    ]


def test_many_incidents_are_one_message_the_worst_first_and_not_endless() -> None:
    many = [alert(number=number) for number in range(MAX_SHOWN + 5)]
    worst = alert(number=99, finding=finding(Kind.DISK, "database", Severity.CRITICAL))
    told = compose([*many, worst], newsroom="Desk", now=NOW, timezone=BERLIN)
    assert told.title == f"Desk: incidents: {MAX_SHOWN + 6} open"
    assert told.severity is Severity.CRITICAL
    assert told.body.startswith("CRITICAL: database, disk")
    assert told.body.endswith("And 6 more: syndicator incidents")


def test_what_may_have_arrived_says_so() -> None:
    told = compose([alert(attempts=1)], newsroom="Desk", now=NOW, timezone=BERLIN)
    assert "an earlier attempt may have reached you" in told.body


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("cannot send to https://hook.example/T0K3N/x", "json://hook.example/T0K3N/x"),
        ("user maria word p%40ss refused", "mailto://maria:p%40ss@mail.example"),
        ("user maria word p@ss refused", "mailto://maria:p%40ss@mail.example"),
        ("no such chat abcd:efgh", "tgram://abcd:efgh/12345"),
    ],
)
def test_no_part_of_a_url_is_told(said: str, url: str) -> None:
    shown = without_secrets(said, url)
    for secret in ("T0K3N", "maria", "p%40ss", "p@ss", "abcd", "efgh", "12345"):
        assert secret not in shown
