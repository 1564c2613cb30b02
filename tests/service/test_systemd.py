from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.service.systemd import Notifier, Watchdog, one_line, watchdog_interval

MINUTE = timedelta(minutes=1)


def test_says_what_systemd_understands(manager: Any) -> None:
    notifier = Notifier(manager.address, watchdog=MINUTE)

    notifier.ready("12 sources")
    assert manager.receive() == {"READY": "1", "STATUS": "12 sources"}

    before = time.monotonic_ns() // 1000
    notifier.reloading()
    message = manager.receive()
    assert message["RELOADING"] == "1"
    assert before <= int(message["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000

    notifier.alive()
    assert manager.receive() == {"WATCHDOG": "1"}
    notifier.stopping()
    assert manager.receive() == {"STOPPING": "1", "STATUS": "stopping"}


def test_status_is_one_line_without_secrets_and_not_repeated(manager: Any) -> None:
    notifier = Notifier(manager.address)
    notifier.ready("up")
    notifier.status("up")
    notifier.status("poll failed:\nREADY=1\x1b[31m https://me:secret@host.example/")
    assert manager.receive()["READY"] == "1"
    assert manager.receive() == {"STATUS": "poll failed: READY=1 [31m https://***@host.example/"}


def test_path_as_address_and_every_message_is_one_datagram(tmp_path: Path) -> None:
    from socket import AF_UNIX, SOCK_DGRAM, socket  # noqa: PLC0415  # used only here

    address = os.path.relpath(tmp_path / "notify")
    with socket(AF_UNIX, SOCK_DGRAM) as manager:
        manager.bind(address)
        Notifier(address).ready("up")
        assert manager.recv(4096) == b"READY=1\nSTATUS=up"


@pytest.mark.parametrize("address", [None, "/nowhere/notify", "@nobody-listens", "\0", "a" * 200])
def test_no_manager_is_no_trouble(address: str | None) -> None:
    notifier = Notifier(address, watchdog=MINUTE)
    notifier.ready("up")
    notifier.alive()
    notifier.stopping()


def test_alive_is_not_said_unasked(manager: Any) -> None:
    notifier = Notifier(manager.address, watchdog=None)
    notifier.alive()
    notifier.status("next")
    assert manager.receive() == {"STATUS": "next"}


def test_children_do_not_inherit_the_variables() -> None:
    environ = {
        "NOTIFY_SOCKET": "@somewhere",
        "WATCHDOG_USEC": "3000000",
        "WATCHDOG_PID": str(os.getpid()),
        "HOME": "/",
    }
    assert Notifier.from_environment(environ).watchdog == timedelta(seconds=3)
    assert environ == {"HOME": "/"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": ""}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "1500000"}, timedelta(seconds=1.5)),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=1.5)),
    ],
)
def test_watchdog_interval(environ: dict[str, str], expected: timedelta | None) -> None:
    assert watchdog_interval(environ) == expected


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line.splitlines()) <= 1


BOUNDS = {"poll": timedelta(minutes=10), "publish": timedelta(minutes=3)}


@pytest.mark.parametrize(
    ("completed", "fed"),
    [
        pytest.param([("poll", 1)], [True], id="a poll"),
        pytest.param([("publish", 1)], [True], id="a publish"),
        pytest.param(
            [("publish", m) for m in range(1, 11)], [True] * 10, id="a long poll is carried"
        ),
        pytest.param(
            [("publish", 9), ("publish", 10), ("publish", 11), ("publish", 12)],
            [True, True, False, False],
            id="a hung poll is not",
        ),
        pytest.param([("poll", 2), ("poll", 4)], [True, False], id="a hung publish is not"),
        pytest.param([("poll", 4), ("publish", 5)], [False, True], id="it came back"),
        pytest.param([("maintain", 1), ("maintain", 4)], [True, False], id="others do not count"),
    ],
)
def test_watchdog(completed: list[tuple[str, int]], fed: list[bool]) -> None:
    watchdog = Watchdog(BOUNDS, at=1000.0)
    assert [watchdog.completed(kind, at=1000.0 + m * 60) for kind, m in completed] == fed


@given(
    st.lists(st.tuples(st.sampled_from(["poll", "publish"]), st.floats(0, 900)), max_size=30),
)
def test_watchdog_is_fed_only_while_none_is_overdue(steps: list[tuple[str, float]]) -> None:
    watchdog = Watchdog(BOUNDS, at=0.0)
    now, last = 0.0, {"poll": 0.0, "publish": 0.0}
    for kind, pause in steps:
        now += pause
        last[kind] = now
        alive = now - last["poll"] <= 600 and now - last["publish"] <= 180
        assert watchdog.completed(kind, at=now) is alive
