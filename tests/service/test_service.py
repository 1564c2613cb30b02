from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from syndicator.service.run import EX_CONFIG, EX_TEMPFAIL, Timing

Starter = Callable[..., Any]


def test_systemd_hears_of_the_whole_life(service: Starter, manager: Any) -> None:
    life = service("first", NOTIFY_SOCKET=manager.address)

    assert manager.receive()["READY"] == "1"
    assert manager.until("STATUS") == {"STATUS": "12 sources, 3 failing, 40 stories in 2 feeds"}

    life.config.write_text("second")
    before = time.monotonic_ns() // 1000
    life.send(signal.SIGHUP)
    reloading = manager.until("RELOADING", "1")
    assert before < int(reloading["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000
    assert manager.until("READY", "1")["STATUS"] == "12 sources, 3 failing, 40 stories in 2 feeds"
    life.until("publish second")

    life.send(signal.SIGTERM)
    assert manager.until("STOPPING", "1")
    code, out, _ = life.end()
    assert code == 0
    assert out.splitlines()[-1] == "close"


def test_wrong_configuration_at_reload_leaves_the_old_one(service: Starter, manager: Any) -> None:
    life = service("first", NOTIFY_SOCKET=manager.address)
    manager.until("READY", "1")

    life.config.write_text("wrong")
    life.send(signal.SIGHUP)
    manager.until("RELOADING", "1")
    answer = manager.until("READY", "1")
    assert answer["STATUS"].endswith(
        "configuration not reloaded: config:1: poll.evry: unknown key (and 1 more)"
    )
    life.until("publish first")

    life.config.write_text("mended")
    life.send(signal.SIGHUP)
    assert "not reloaded" not in manager.until("READY", "1")["STATUS"]
    life.until("publish mended")

    life.send(signal.SIGTERM)
    code, _, err = life.end()
    assert code == 0
    assert 'error="config:1: poll.evry: unknown key"' in err
    assert r"did you mean \"every\"?" in err


@pytest.mark.parametrize(
    ("words", "code", "lines"),
    [
        (
            "wrong",
            EX_CONFIG,
            ["config:1: poll.evry: unknown key", 'config:7: did you mean "every"?'],
        ),
        ("held", EX_TEMPFAIL, ["another instance works on https://***@db.example/"]),
        ("unwritable", 1, ["syndicator.db: permission denied"]),
    ],
)
def test_refuses_to_start(
    service: Starter, manager: Any, words: str, code: int, lines: list[str]
) -> None:
    life = service(words, NOTIFY_SOCKET=manager.address)
    assert life.end()[::2] == (code, "".join(line + "\n" for line in lines))
    assert manager.receive()["STATUS"].startswith("not started: ")


@pytest.mark.parametrize(
    ("signum", "words", "at", "closed"),
    [
        (signal.SIGINT, "long-poll", "poll", True),
        (signal.SIGTERM, "hanging-poll", "poll", True),
        (signal.SIGTERM, "dripping-source", "poll", True),
        (signal.SIGTERM, "hanging-close", "poll", False),
        (signal.SIGTERM, "hanging-start", "start", False),
    ],
)
def test_ends_within_the_grace(
    service: Starter, signum: signal.Signals, words: str, at: str, *, closed: bool
) -> None:
    life = service(words)
    life.until(at)
    asked = time.monotonic()
    life.send(signum)
    code, out, _ = life.end()
    assert time.monotonic() - asked < 5
    assert code == 0
    assert ("close" in out.splitlines()) is closed
    if words == "long-poll":
        assert "poll returned early" in out


def test_second_signal_ends_at_once(service: Starter, manager: Any) -> None:
    life = service("hanging-poll", NOTIFY_SOCKET=manager.address)
    life.until("poll")
    life.send(signal.SIGTERM)
    manager.until("STOPPING", "1")
    life.send(signal.SIGTERM)
    code, out, err = life.end()
    assert code == 0
    assert "close" not in out
    assert "service.ended_at_once" in err


def test_hangup_while_starting_reloads_afterwards(service: Starter) -> None:
    life = service("slow-start")
    life.until("start")
    life.send(signal.SIGHUP)
    life.nudge()
    life.until("reload slow-start")
    life.send(signal.SIGTERM)
    assert life.end()[0] == 0


def test_bug_and_full_disk_do_not_end_the_service(service: Starter, manager: Any) -> None:
    life = service("bug full", NOTIFY_SOCKET=manager.address)
    status = ""
    while "poll fails by a bug" not in status or "no room" not in status:
        status = manager.until("STATUS")["STATUS"]
    for _ in range(3):
        life.until("poll")
        life.until("publish bug full")
    life.send(signal.SIGTERM)
    code, _, err = life.end()
    lines = err.splitlines()
    assert code == 0
    assert sum("level=error" in line and "no room on the device" in line for line in lines) == 1
    bugs = [line for line in lines if "level=critical event=tick.bug tick=poll" in line]
    assert len(bugs) > 1
    assert r'exception="Traceback (most recent call last):\n' in bugs[0]
    assert r"RuntimeError: no such thing\nas this" in bugs[0]


def test_watchdog_is_fed_in_time_beside_a_long_poll(service: Starter, manager: Any) -> None:
    usec = 600_000
    service("long-poll", PACE="60000", NOTIFY_SOCKET=manager.address, WATCHDOG_USEC=str(usec))
    manager.until("WATCHDOG", "1")
    for _ in range(3):
        before = time.monotonic()
        manager.until("WATCHDOG", "1")
        assert time.monotonic() - before < usec / 1e6


def test_default_timing_fits_into_ten_seconds() -> None:
    assert Timing().grace + Timing().close < timedelta(seconds=10)
