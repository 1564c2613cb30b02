"""What the monitor makes of many sources and of long times, and what it costs.

::

    python benchmarks/monitor.py outage [--sources 1000]   our own network is down: what is told
    python benchmarks/monitor.py month  [--sources 200]    a month of misbehaviour, in a database
    python benchmarks/monitor.py year   [--sources 200]    a year of it, through what only decides
    python benchmarks/monitor.py kill   [--moments 50]     kill -9 while alerts are sent
    python benchmarks/monitor.py cost   [--sources 10000]  its share of a tick, in processor time

Each says what it found and ends with 1 if that is not as it should be. The clock is invented, but
for ``kill`` and ``cost``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicator import log
from syndicator.config import Config, load
from syndicator.model import FailureKind, SourceName
from syndicator.model.health import Asked, SourceFacts
from syndicator.model.incident import Finding, Incident, Key, Kind, Severity, Tally
from syndicator.monitor import watch
from syndicator.monitor.alerts.deliver import deliver
from syndicator.monitor.alerts.message import Message
from syndicator.monitor.lifecycle import Observation, Patience, steps
from syndicator.monitor.source_health import View, observe
from syndicator.monitor.watch import Tick, after_tick, settle
from syndicator.monitor.wording import Words
from syndicator.store import incidents, sources
from syndicator.store.activate import activate
from syndicator.store.database import Store
from syndicator.store.maintenance import maintain
from syndicator.store.polls import Outcome, Poll

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS = (
    *(FailureKind.TIMEOUT, FailureKind.CONNECT, FailureKind.DNS, FailureKind.TLS),
    *(FailureKind.STATUS, FailureKind.NOT_A_FEED, FailureKind.UNREADABLE, FailureKind.TRUNCATED),
)
CONFIG = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[monitor]
egress = ["http://127.0.0.1:9/"]
outside = "off"
[grants.own]
holder = "One, Inc."
[feeds.world]
title = "World"
tags = ["all"]
[alerts.ops]
repeat = "off"
"""
SOURCE = """
[sources.s{n}]
url = "https://h{n}.example/feed"
grant = "own"
tags = ["all"]
"""
ENVIRON = {"SYNDICATOR_ALERTS_OPS": "json://127.0.0.1/"}


@dataclass
class Newsroom:
    """A real database, and sources that answer what they are told to."""

    config: Config
    store: Store
    sent: list[str] = field(default_factory=list)
    """The titles of messages."""

    def poll(self, outcomes: dict[SourceName, FailureKind | None], now: datetime) -> None:
        """One tick: how each source that was asked answered."""
        states = sources.several(self.store, list(outcomes))
        with self.store.transaction():
            sources.save_polls(
                self.store,
                [_polled(states[name], kind, now) for name, kind in outcomes.items()],
            )
        after_tick(self.store, self.config, Tick(polled=tuple(outcomes)), now=now)
        deliver(self.store, self.config, environ=ENVIRON, now=now, send=self._send)

    def _send(self, _: str, message: Message, **__: object) -> None:
        self.sent.append(message.title)

    def names(self) -> list[SourceName]:
        return list(self.config.sources)


def _polled(
    state: sources.SourceState, kind: FailureKind | None, now: datetime
) -> tuple[sources.SourceState, Poll]:
    if kind is None:
        well = replace(
            state,
            last_attempt=now,
            next_poll=now + HOUR,
            failures=0,
            failure_kind=None,
            failure_message=None,
            last_success=now,
            first_success=state.first_success or now,
        )
        return well, Poll(source=state.name, at=now, outcome=Outcome.FETCHED, seconds=0.1)
    failed = replace(
        state,
        last_attempt=now,
        next_poll=now + HOUR,
        failures=state.failures + 1,
        failure_kind=kind,
        failure_message=f"it is {kind}",
    )
    return failed, Poll(source=state.name, at=now, outcome=Outcome.FAILED, kind=kind)


def newsroom(folder: Path, count: int) -> Newsroom:
    """Make one with so many sources, each on a host of its own."""
    path = folder / "config.toml"
    path.write_text(CONFIG + "".join(SOURCE.format(n=n) for n in range(count)))
    config = load(path, environ={})
    store = Store.open(config.database, mode="own")
    activate(store, config, START)
    return Newsroom(config, store)


# ── our own network ──────────────────────────────────────────────────────────────────────────


def outage(count: int, folder: Path) -> bool:
    """Everything fails for six hours; the addresses of ``egress`` do, too."""
    made = newsroom(folder, count)
    online = True
    watch.answers = lambda _: online  # type: ignore[attr-defined]  # nobody is asked
    with closing(made.store):
        for hour in range(24):
            online = not 8 <= hour < 14
            kinds = (FailureKind.CONNECT, FailureKind.DNS, FailureKind.TIMEOUT)
            made.poll(
                {
                    name: None if online else kinds[n % len(kinds)]
                    for n, name in enumerate(made.names())
                },
                START + hour * HOUR,
            )
    print(f"{count} sources down with our own network: messages {made.sent}")
    return [each.partition(": ")[2].split(":")[0] for each in made.sent] == ["critical", "over"]


# ── a month ──────────────────────────────────────────────────────────────────────────────────


class Misbehaviour:
    """A source that is down for a while, now and then, or comes and goes."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left = 0
        self._kind = KINDS[0]
        self._flapping = False

    def next(self) -> FailureKind | None:
        """How it answers the next poll."""
        if self._left == 0 and self._rng.random() < 0.01:
            self._left = self._rng.choice([1, 2, 3, 5, 10, 40])
            self._kind = self._rng.choice(KINDS)
            self._flapping = self._rng.random() < 0.2
        if self._left == 0:
            return None
        self._left -= 1
        return None if self._flapping and self._rng.random() < 0.5 else self._kind


def memory() -> float:
    """What this process takes now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def month(count: int, folder: Path) -> bool:
    """Poll each source once an hour for 30 days, and tell of what happens."""
    made = newsroom(folder, count)
    watch.answers = lambda _: True  # type: ignore[attr-defined]  # nobody is asked
    rng = random.Random(7)
    behave = {name: Misbehaviour(rng) for name in made.names()}
    began, used = time.process_time(), []
    with closing(made.store):
        for hour in range(30 * 24):
            now = START + hour * HOUR
            made.poll({name: each.next() for name, each in behave.items()}, now)
            if hour % 24 == 23:
                maintain(made.store, now)
                used.append(memory())
        for hour in range(30 * 24, 30 * 24 + 30):
            # In the end all is well.
            made.poll(dict.fromkeys(made.names()), START + hour * HOUR)
        told = Counter(
            (row["incident"], row["event"])
            for row in made.store.rows("SELECT incident, event FROM alerts")
        )
        found = incidents.recent(made.store, since=START, limit=1_000_000)
        undone = made.store.row("SELECT count(*) FROM alerts WHERE done IS NULL")
    still_open = sum(each.closed is None for each in found)
    assert undone is not None
    once = all(told[each.id, "opened"] == 1 and told[each.id, "closed"] <= 1 for each in found)
    unclosed = sum(each.closed is not None and not told[each.id, "closed"] for each in found)
    merged = sum(each.finding.kind is Kind.HOST for each in found)
    size = sum(file.stat().st_size for file in folder.glob("syndicator.db*")) / 1e6
    print(
        f"30 days of {count} sources: {len(found)} incidents, {still_open} still open,"
        f" {unclosed} closed and not told ({merged} hosts), told more than once: {not once},"
        f" waiting in the outbox: {undone[0]}"
    )
    print(
        f"memory after day 5: {used[4]:.0f} MB, day 15: {used[14]:.0f} MB, day 30: {used[29]:.0f}"
        f" MB; database {size:.1f} MB, {size / 30 * 1000:.0f} kB a day (polls are kept for 14"
        f" days); {time.process_time() - began:.0f} s of processor time"
    )
    return (
        once
        and not undone[0]
        and not still_open
        and not unclosed
        and used[29] < used[4] * 1.1
        and bool(found)
    )


# ── a year ───────────────────────────────────────────────────────────────────────────────────


def year(count: int, _: Path) -> bool:
    """Poll each source once an hour for a year, without a database."""
    rng = random.Random(11)
    zone = ZoneInfo("Europe/Prague")
    began = time.process_time()
    wrong = opened = closed = 0
    longest = 0
    for number in range(count):
        name = SourceName(f"s{number}")
        behave = Misbehaviour(rng)
        polls: list[Asked] = []
        failures, since = 0, None
        standing: dict[Key, Incident] = {}
        tallies: dict[Key, Tally] = {}
        for hour in range(365 * 24):
            now = START + hour * HOUR
            kind = behave.next()
            polls = [Asked(at=now, failed=kind is not None, items=3), *polls[:19]]
            failures = failures + 1 if kind else 0
            since = (since or now) if kind else None
            if not failures and not standing and not any(each.failed for each in polls):
                # Nothing is wrong, and nothing was: as the service, which asks for no polls then.
                continue
            facts = SourceFacts(
                name=name,
                last_attempt=now,
                last_success=None if kind else now,
                failures=failures,
                failing_since=since,
                kind=kind,
                message="x",
                stories=3,
                polls=tuple(polls),
            )
            flapping = frozenset(e.finding.subject for e in standing.values() if e.finding.flapping)
            view = View(now=now, timezone=zone, flapping=flapping)
            found = steps(
                standing.values(),
                tallies,
                list(observe(facts, view)),
                patience=Patience(),
                words=Words(now=now, timezone=zone),
            )
            for finding in found.opened:
                wrong += finding.key in standing
                opened += 1
                standing[finding.key] = Incident(
                    id=opened, finding=finding, opened=finding.since, noticed=now
                )
            for _, incident in found.changed:
                standing[incident.key] = incident
            for incident in found.closed:
                wrong += standing.pop(incident.key, None) is None
                closed += 1
            for key, tally in found.tallies.items():
                if tally is None:
                    tallies.pop(key, None)
                else:
                    tallies[key] = tally
            longest = max(longest, len(tallies), len(standing))
    print(
        f"a year of {count} sources: {opened} incidents opened, {closed} closed, {wrong} opened"
        f" or closed twice, at most {longest} tallies or incidents of a source at a time;"
        f" {time.process_time() - began:.0f} s of processor time"
    )
    return not wrong and opened > 0


# ── kill -9 ──────────────────────────────────────────────────────────────────────────────────

CHILD = """
import os, sys
from datetime import datetime
from pathlib import Path
from syndicator import log
from syndicator.config import load
from syndicator.monitor.alerts.deliver import deliver
from syndicator.store.database import Store
log.prepare("error")
config = load(Path(sys.argv[1]), environ={})
with Store.open(config.database, mode="own") as store:
    print("open", flush=True)
    deliver(store, config, environ=os.environ, now=datetime.fromisoformat(sys.argv[2]))
    print("done", flush=True)
"""


class Inbox(ThreadingHTTPServer):
    """Takes what is sent, slowly."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.got: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Mail(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Inbox)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body)["message"])
        time.sleep(0.2)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        pass


def kill(moments: int, folder: Path) -> bool:
    """End the process that sends an alert, at as many moments between its start and its end."""
    made = newsroom(folder, 1)
    made.store.close()
    inbox = Inbox()
    environ = {
        **os.environ,
        "SYNDICATOR_ALERTS_OPS": f"json://127.0.0.1:{inbox.server_address[1]}/",
    }
    whole = _whole(made.config, environ, inbox)
    lost = unmarked = repeated = killed = 0
    for number in range(moments):
        now = START + number * timedelta(days=1)
        _happens(made.config, f"disk-{number}", now)
        inbox.got.clear()
        with _child(made.config, environ, now) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(whole * number / moments)
            killed += child.poll() is None
            child.send_signal(signal.SIGKILL)
        # What was handed to the process that sends may still arrive.
        time.sleep(0.6)
        before = _about(inbox, number)
        with Store.open(made.config.database, mode="own") as store:
            for minutes in (5, 200):
                later = now + timedelta(minutes=minutes)
                deliver(store, made.config, environ=environ, now=later)
        arrived = _about(inbox, number)
        lost += not arrived
        repeated += len(arrived) > 1
        again = arrived[max(len(before), 1) :]
        unmarked += any("earlier attempt may have reached you" not in each for each in again)
    inbox.shutdown()
    print(
        f"{moments} alerts whose sending takes {whole:.1f} s, {killed} of them killed meanwhile:"
        f" {lost} lost, {repeated} arrived twice, {unmarked} of these unmarked"
    )
    return not lost and not unmarked and killed > moments // 2


def _about(inbox: Inbox, number: int) -> list[str]:
    return [each for each in inbox.got if f"disk-{number} has" in each]


def _happens(config: Config, subject: str, now: datetime) -> None:
    finding = Finding(
        kind=Kind.DISK,
        subject=subject,
        severity=Severity.ERROR,
        since=now,
        sentence=f"{subject} has no room.",
    )
    with Store.open(config.database, mode="own") as store:
        seen = Observation(key=finding.key, finding=finding, at_once=True)
        settle(store, config, [seen], now=now)


def _child(config: Config, environ: dict[str, str], now: datetime) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(config.path), now.isoformat()],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )


def _whole(config: Config, environ: dict[str, str], inbox: Inbox) -> float:
    """How long it takes to send an alert, from the opened database on."""
    now = START - timedelta(days=1)
    _happens(config, "disk-first", now)
    with _child(config, environ, now) as child:
        assert child.stdout is not None
        child.stdout.readline()
        began = time.monotonic()
        child.stdout.readline()
    assert inbox.got
    return time.monotonic() - began


# ── what it costs ────────────────────────────────────────────────────────────────────────────


def cost(count: int, folder: Path) -> bool:
    """Poll many sources of which a tenth has something new, with everything that is watched."""
    import corpus  # noqa: PLC0415  # beside this file
    from origin import Origin, address_of  # noqa: PLC0415

    from syndicator.monitor.monitoring import Monitoring  # noqa: PLC0415
    from syndicator.pipeline import Engine  # noqa: PLC0415

    place = Path(tempfile.gettempdir()) / "syndicator-monitor"
    day = datetime.now(UTC).date()
    corpus.make(place, feeds=count, count=4, versions=4, day=day)
    spent: list[float] = []
    watched = Monitoring.after

    def measured(self: Monitoring, *args: object, **named: object) -> None:
        began = time.thread_time()
        watched(self, *args, **named)  # type: ignore[arg-type]  # as it is called
        spent.append(time.thread_time() - began)

    Monitoring.after = measured  # type: ignore[method-assign, assignment]
    with Origin(place) as origin:
        path = folder / "config.toml"
        listed = "".join(
            f'[sources.s{n}]\nurl = "{address_of(n, origin.port)}"\ngrant = "own"\ntags = ["all"]\n'
            for n in range(count)
        )
        head = CONFIG.replace('[monitor]\negress = ["http://127.0.0.1:9/"]\n', "[monitor]\n")
        poll = '[poll]\nallow_private = ["127.0.0.0/8"]\nhost_delay = "0s"\ncheck_pages = false\n'
        path.write_text(head.replace("[monitor]", f"{poll}[monitor]") + listed)
        now = datetime.now(UTC)
        shares = []
        with closing(Engine.start(load(path, environ={}), now=now)) as engine:
            for number, version in enumerate(("0", "1", "1", "1 bare")):
                origin.say(version)
                spent.clear()
                before = _processor()
                report = engine.poll(now=now + number * HOUR, everything=True)
                whole, own = _processor() - before, sum(spent)
                shares.append(own / (whole - own))
                new = sum(each.new for each in report.sources)
                print(
                    f"tick {number + 1}: {len(report.sources)} sources, {new} new stories,"
                    f" {whole:.1f} s of processor time, {own:.2f} s of it the monitor's:"
                    f" {shares[-1]:.1%} more than without"
                )
    return max(shares) <= 0.1


def _processor() -> float:
    """Seconds of processor time of this process and of its workers that have ended or not."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


RUNS: dict[str, tuple[Callable[[int, Path], bool], int]] = {
    "outage": (outage, 1_000),
    "month": (month, 200),
    "year": (year, 200),
    "kill": (kill, 50),
    "cost": (cost, 10_000),
}


def arguments(given: Sequence[str]) -> Iterator[tuple[str, int]]:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("run", nargs="*", choices=[*RUNS, []], help="all of them, if none is named")
    parser.add_argument("--sources", "--moments", type=int, dest="count")
    asked = parser.parse_args(given)
    for name in asked.run or RUNS:
        yield name, asked.count or RUNS[name][1]


def main() -> int:
    log.prepare("critical")
    good = True
    for name, count in arguments(sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            good = RUNS[name][0](count, Path(folder)) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
