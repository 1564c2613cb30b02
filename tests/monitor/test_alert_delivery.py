"""Alerts over real protocols, on this machine alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.config import Config, load
from syndicator.model.incident import Finding, Kind, Mute, Severity
from syndicator.monitor.alerts.deliver import AlertReport, deliver
from syndicator.monitor.alerts.message import Message
from syndicator.monitor.alerts.send import send
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.watch import settle
from syndicator.store import incidents
from syndicator.store.database import Store

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEXT = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
"""
SECRET = "S3CRETT0KEN"


class Receiver(ThreadingHTTPServer):
    """A webhook, or an ntfy server: keeps what it gets, answers what a test says."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        self.before_answer: Callable[[], object] = lambda: None
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        got = {"path": self.path, "text": body.decode(), "headers": dict(self.headers)}
        self.server.got.append(got)
        self.server.before_answer()
        answer = b'{"id": "x"}'
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 OK"


class People:
    """Answers in the place of apprise; a URL that holds ``broken`` fails."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Message]] = []

    def __call__(self, url: str, message: Message, **_: object) -> str | None:
        if "broken" in url:
            return "refused"
        self.got.append((url, message))
        return None

    def titles(self) -> list[str]:
        found = [message.title for _, message in self.got]
        self.got.clear()
        return found


def configured(folder: Path, channels: str) -> Config:
    path = folder / "config.toml"
    path.write_text(TEXT + channels)
    return load(path, environ={})


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    with Store.open(config.database, mode="own") as store:
        yield store


def finding(subject: str = "database", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        kind=Kind.DISK,
        subject=subject,
        severity=severity,
        since=NOW,
        sentence=f"{subject} has no room.",
    )


def happens(
    store: Store, config: Config, found: Finding | None, now: datetime, subject: str = "database"
) -> None:
    key = (Kind.DISK.cause, subject)
    settle(store, config, [Observation(key=key, finding=found, at_once=True)], now=now)


def environ(**urls: str) -> dict[str, str]:
    return {f"SYNDICATOR_ALERTS_{name.upper()}": url for name, url in urls.items()}


def told(store: Store, config: Config, people: People, now: datetime, **urls: str) -> AlertReport:
    return deliver(store, config, environ=environ(**urls), now=now, send=people)


# ── over real protocols ──────────────────────────────────────────────────────────────────────


def test_a_webhook(tmp_path: Path, receiver: Receiver) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        url = f"json://{receiver.place}/{SECRET}"
        report = deliver(store, config, environ=environ(ops=url), now=NOW)
        assert report == AlertReport(sent=1)
        (incident,) = incidents.standing(store)
        assert incident.told == NOW
    (got,) = receiver.got
    sent = json.loads(got["text"])
    assert sent["title"] == "Desk: error: database, disk"
    assert "database has no room." in sent["message"]
    assert "syndicator ack" in sent["message"]
    assert sent["type"] == "failure"


def test_ntfy(tmp_path: Path, receiver: Receiver) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        deliver(store, config, environ=environ(ops=f"ntfy://{receiver.place}/desk"), now=NOW)
    (got,) = receiver.got
    sent = json.loads(got["text"])
    assert sent["topic"] == "desk"
    assert "database has no room." in sent["message"]


def test_mail(tmp_path: Path) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = (
            f"mailto://127.0.0.1:{port}?from=desk@desk.example&to=maria@desk.example&mode=insecure"
        )
        with opened(config) as store:
            happens(store, config, finding(), NOW)
            report = deliver(store, config, environ=environ(ops=url), now=NOW)
            assert report == AlertReport(sent=1)
    finally:
        controller.stop()
    (mail,) = mailbox.mails
    parsed = message_from_bytes(mail, policy=policy.default)
    assert parsed["Subject"] == "Desk: error: database, disk"
    body = parsed.get_body(("plain",))
    assert body is not None
    assert "database has no room." in body.get_content()


def test_a_service_that_never_ends_is_ended(receiver: Receiver) -> None:
    waits = threading.Event()
    receiver.before_answer = lambda: waits.wait(10)
    begun = time.monotonic()
    message = Message(title="t", body="b", severity=None)
    try:
        error = send(f"json://{receiver.place}/?rto=60", message, timeout=timedelta(seconds=2.5))
    finally:
        waits.set()
    assert error is not None
    assert time.monotonic() - begun < 8


def test_nothing_in_the_current_folder_is_run(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apprise.py").write_text("raise SystemExit(0)")
    monkeypatch.chdir(tmp_path)
    message = Message(title="t", body="b", severity=None)
    assert send(f"json://{receiver.place}/", message) is None
    assert len(receiver.got) == 1


def test_what_a_service_says_is_told_without_secrets(receiver: Receiver) -> None:
    receiver.status = 403
    message = Message(title="t", body="b", severity=None)
    error = send(f"json://maria:{SECRET}@{receiver.place}/{SECRET}", message)
    assert error is not None
    assert "403" in error
    assert SECRET not in error
    assert "maria" not in error


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from syndicator.config import load
from syndicator.monitor.alerts.deliver import deliver
from syndicator.store.database import Store
import os
from syndicator import log
log.prepare("error")
config = load(Path(sys.argv[1]), environ={})
with Store.open(config.database, mode="own") as store:
    print("open", flush=True)
    deliver(store, config, environ=os.environ, now=datetime.fromisoformat(sys.argv[2]))
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["before", "sending", "after"])
def test_a_crash_loses_no_alert_and_what_arrives_twice_says_so(
    tmp_path: Path, receiver: Receiver, moment: str
) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    with opened(config) as store:
        happens(store, config, finding(), NOW)
    arrived, answer = threading.Event(), threading.Event()

    def hold() -> None:
        arrived.set()
        if moment == "sending":
            answer.wait(10)

    receiver.before_answer = hold
    address = environ(ops=f"json://{receiver.place}/")
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(config.path), NOW.isoformat()],
        env={**os.environ, **address},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        if moment == "sending":
            assert arrived.wait(20)
        elif moment == "after":
            assert child.stdout.readline() == "done\n"
        child.send_signal(signal.SIGKILL)
    answer.set()
    if moment == "before":
        # The process that sends may have been started, and outlive the one that was killed.
        arrived.wait(3)
    before = len(receiver.got)
    receiver.before_answer = lambda: None
    with opened(config) as store:
        report = deliver(store, config, environ=address, now=NOW + 5 * MINUTE)
    if moment == "after":
        assert (before, report) == (1, AlertReport())
        return
    assert report == AlertReport(sent=1)
    assert before == 1 or moment == "before"
    again = (
        "earlier attempt may have reached you" in json.loads(receiver.got[-1]["text"])["message"]
    )
    # Never unmarked if it did arrive; if it did not, it may be marked.
    assert again or before == 0


# ── what is told, and when ───────────────────────────────────────────────────────────────────


def test_opened_repeated_and_over(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\nrepeat = "4h"\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        told(store, config, people, NOW, ops="a")
        assert people.titles() == ["Desk: error: database, disk"]
        told(store, config, people, NOW + 239 * MINUTE, ops="a")
        assert people.titles() == []
        for hours in (4, 8):
            told(store, config, people, NOW + hours * 60 * MINUTE, ops="a")
            assert people.titles() == ["Desk: still error: database, disk"]
        happens(store, config, None, NOW + 500 * MINUTE)
        told(store, config, people, NOW + 500 * MINUTE, ops="a")
        assert people.titles() == ["Desk: over: database, disk"]
        told(store, config, people, NOW + timedelta(days=2), ops="a")
        assert people.titles() == []


def test_what_grows_worse_reaches_those_who_asked_for_no_less(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\nminimum = "critical"\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        told(store, config, people, NOW, ops="a")
        assert people.titles() == []
        happens(store, config, finding(severity=Severity.CRITICAL), NOW + MINUTE)
        told(store, config, people, NOW + MINUTE, ops="a")
        assert people.titles() == ["Desk: critical: database, disk"]
        happens(store, config, None, NOW + 2 * MINUTE)
        told(store, config, people, NOW + 2 * MINUTE, ops="a")
        assert people.titles() == ["Desk: over: database, disk"]


def test_acknowledged_is_quiet_until_its_end_and_its_recovery_is_told(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\nrepeat = "1h"\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        told(store, config, people, NOW, ops="a")
        people.titles()
        until = NOW + timedelta(hours=5)
        assert incidents.acknowledge(store, 1, until=until, note="", now=NOW)
        happens(store, config, finding(severity=Severity.CRITICAL), NOW + MINUTE)
        told(store, config, people, NOW + timedelta(hours=2), ops="a")
        assert people.titles() == []
        told(store, config, people, until, ops="a")
        assert people.titles() == ["Desk: still critical: database, disk"]
        assert incidents.acknowledge(store, 1, until=until + MINUTE * 99, note="", now=until)
        happens(store, config, None, until + MINUTE)
        told(store, config, people, until + MINUTE, ops="a")
        assert people.titles() == ["Desk: over: database, disk"]


def test_muted_is_told_when_the_mute_ends_if_it_is_not_over(tmp_path: Path) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    people = People()
    until = NOW + timedelta(days=5)
    with opened(config) as store:
        incidents.mute(store, Mute(subject=None, until=until))
        happens(store, config, finding(), NOW)
        happens(store, config, finding("output"), NOW, "output")
        for days in range(4):
            told(store, config, people, NOW + timedelta(days=days), ops="a")
        happens(store, config, None, NOW + timedelta(days=4), "output")
        told(store, config, people, NOW + timedelta(days=4), ops="a")
        assert people.titles() == []
        told(store, config, people, until + MINUTE, ops="a")
        assert people.titles() == ["Desk: error: database, disk"]


def test_the_days_warnings_are_one_message(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\ndigest = "17:30"\n')
    people = People()
    with opened(config) as store:
        for number in range(3):
            subject = f"disk-{number}"
            warning = finding(subject, Severity.WARNING)
            happens(store, config, warning, NOW + number * MINUTE, subject)
            told(store, config, people, NOW + number * MINUTE, ops="a")
        happens(store, config, None, NOW + 10 * MINUTE, "disk-0")
        assert people.titles() == []
        told(store, config, people, NOW.replace(hour=17, minute=30), ops="a")
        assert people.titles() == ["Desk: incidents: 2 open, 1 over"]


def test_a_warning_that_grew_worse_is_not_told_again_by_the_digest(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\ndigest = "daily"\nrepeat = "off"\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(severity=Severity.WARNING), NOW)
        told(store, config, people, NOW, ops="a")
        assert people.titles() == []
        happens(store, config, finding(), NOW + MINUTE)
        told(store, config, people, NOW + MINUTE, ops="a")
        assert people.titles() == ["Desk: error: database, disk"]
        told(store, config, people, NOW + timedelta(days=1), ops="a")
        assert people.titles() == []


def test_a_channel_that_fails_is_an_incident_told_through_the_others(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\n[alerts.desk]\nkinds = ["editorial"]\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        for number in range(3):
            told(store, config, people, NOW + number * 10 * MINUTE, ops="broken", desk="d")
        assert people.titles() == ["Desk: error: ops, channel"]
        assert {e.finding.subject for e in incidents.standing(store)} == {"database", "ops"}
        report = told(store, config, people, NOW + 60 * MINUTE, ops="a", desk="d")
        assert report.sent == 2
        (_, first), (_, second) = people.got
        assert first.title == "Desk: error: database, disk"
        assert "earlier attempt" in first.body
        assert second.title == "Desk: over: ops, channel"
        assert [e.finding.subject for e in incidents.standing(store)] == ["database"]


def test_of_two_recipients_one_is_not_told_again_because_the_other_fails(tmp_path: Path) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        for number in range(5):
            now = NOW + number * 60 * MINUTE
            told(store, config, people, now, ops="good\n# a comment\nbroken")
        assert people.titles() == ["Desk: error: database, disk"]
        told(store, config, people, NOW + 600 * MINUTE, ops="good\nmended")
        assert {url for url, _ in people.got} == {"mended"}


def test_what_cannot_be_told_for_days_is_given_up(tmp_path: Path) -> None:
    config = configured(tmp_path, '[alerts.ops]\nrepeat = "off"\n')
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        told(store, config, people, NOW, ops="broken")
        report = told(store, config, people, NOW + timedelta(days=4), ops="broken")
        assert report.given_up == 1
        assert told(store, config, people, NOW + timedelta(days=5), ops="a") == AlertReport()


def test_what_there_was_no_time_for_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        with monkeypatch.context() as patch:
            patch.setattr("syndicator.monitor.alerts.deliver.BUDGET", timedelta(seconds=-1))
            assert told(store, config, people, NOW, ops="a") == AlertReport()
        told(store, config, people, NOW, ops="a")
        assert people.titles() == ["Desk: error: database, disk"]


def test_without_a_url_nothing_is_lost(tmp_path: Path) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    people = People()
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        assert told(store, config, people, NOW).failed == 1
        told(store, config, people, NOW + 10 * MINUTE, ops="a")
        assert people.titles() == ["Desk: error: database, disk"]


def test_a_new_channel_is_told_of_what_is_open_and_a_former_one_of_nothing(tmp_path: Path) -> None:
    people = People()
    config = configured(tmp_path, "[alerts.old]\n")
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        later = configured(tmp_path, "[alerts.new]\n")
        told(store, later, people, NOW, old="o", new="n")
        assert [url for url, _ in people.got] == ["n"]
        (alerts,) = store.rows("SELECT count(*) FROM alerts WHERE channel = 'old'")
        assert alerts[0] == 0


def test_credentials_of_systemd_go_before_the_environment(tmp_path: Path) -> None:
    config = configured(tmp_path, "[alerts.ops]\n")
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "alerts_ops").write_text("# mine\n\nfile://x\n")
    people = People()
    both: Mapping[str, str] = {
        **environ(ops="variable"),
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
    }
    with opened(config) as store:
        happens(store, config, finding(), NOW)
        deliver(store, config, environ=both, now=NOW, send=people)
    assert [url for url, _ in people.got] == ["file://x"]


# ── the command ──────────────────────────────────────────────────────────────────────────────


def test_alerts_test(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(tmp_path, "[alerts.ops]\n[alerts.desk]\n")
    monkeypatch.setenv("SYNDICATOR_ALERTS_OPS", f"json://{receiver.place}/{SECRET}")
    runner = CliRunner()
    options = ["--config", str(config.path), "alerts", "test"]
    good = runner.invoke(cli, [*options, "ops"])
    assert (good.exit_code, good.output) == (0, "ops, line 1: sent\n")
    assert json.loads(receiver.got[0]["text"])["title"] == "Desk: test of alerts"
    both = runner.invoke(cli, options)
    assert both.exit_code == 1
    assert "desk: it has no URL: neither the credential alerts_desk" in both.output
    assert SECRET not in both.output


def test_poll_tells_of_what_it_finds(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = f"""
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
[monitor]
open_after = 1
[alerts.ops]
[sources.harbor]
url = "http://127.0.0.1:{port}/feed"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["harbor"]
"""
    config = configured(tmp_path, text)
    monkeypatch.setenv("SYNDICATOR_ALERTS_OPS", f"json://{receiver.place}/{SECRET}")
    result = CliRunner().invoke(cli, ["--config", str(config.path), "poll"])
    assert result.exit_code == 0
    (got,) = receiver.got
    sent = json.loads(got["text"])
    assert "harbor" in sent["message"]
    assert "syndicator" in sent["message"]
    assert SECRET not in result.output
    assert SECRET.encode() not in config.database.read_bytes()
