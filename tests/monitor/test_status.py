"""``syndicator status`` on a terminal, for programs, and of one source."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from syndicator.cli import cli
from syndicator.cli.redraw import _fitting
from syndicator.cli.status_source import BARS, sparkline
from syndicator.cli.tables import distance

CONFIG = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
timezone = "Europe/Prague"
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
[monitor]
open_after = 1
[sources.harbor]
url = "http://127.0.0.1:1/feed"
grant = "headline-only"
[sources.second]
url = "http://127.0.0.1:1/other"
grant = "own"
[grants.own]
holder = "One, Inc."
[feeds.world]
title = "World"
sources = ["harbor", "second"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    assert CliRunner().invoke(cli, ["--config", str(path), "poll", "harbor"]).exit_code == 0
    return path


def said(config: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["--config", str(config), "status", *words])
    assert done.exit_code == code, done.output
    return done.output


def test_what_programs_read(config: Path) -> None:
    shown = json.loads(said(config, "--json"))
    assert set(shown) == {
        *("incidents", "mutes", "sources", "feeds", "ending", "pages", "hubs"),
        *("subscriptions", "sums", "held_when_added"),
    }
    assert shown["sums"]["states"] == {"failing": 1, "new": 1}
    assert shown["sums"]["open_incidents"] == 1
    assert [feed["state"] for feed in shown["feeds"]] == ["fresh"]
    harbor, second = shown["sources"]
    assert harbor["state"] == "failing"
    assert harbor["sentence"] in harbor["wrong"]
    assert second["state"] == "new"
    one = json.loads(said(config, "harbor", "--json"))
    assert harbor.keys() - {"left_alone_until", "dates"} <= one.keys()
    assert one["permission"]["grant"] == "headline-only"
    assert [each["ok"] for each in one["polls"]] == [False]
    assert len(one["stories_by_day"]) == 30
    assert one["incidents"][0]["subject"] == "harbor"


def test_what_is_wrong_is_told_once(config: Path) -> None:
    text = said(config)
    assert text.count("cannot connect") == 1
    assert "incident 1" in text
    assert "cannot connect" in said(config, "harbor")


def test_what_nobody_is_told_of_is_said(config: Path) -> None:
    done = CliRunner().invoke(cli, ["--config", str(config), "mute", "--all", "--until", "3h"])
    assert done.exit_code == 0
    assert said(config).startswith("nobody is told of anything until ")
    assert json.loads(said(config, "--json"))["mutes"][0]["subject"] is None


def test_check(config: Path) -> None:
    assert said(config, "--check", code=1).startswith("1 open: harbor has failed since")
    assert said(config, "--check", "second") == "no open incident\n"


def test_days_are_those_of_the_newsroom(config: Path) -> None:
    done = CliRunner().invoke(cli, ["--config", str(config), "ack", "1", "--until", "2030-07-01"])
    assert done.output == "incident 1 is acknowledged until 2030-07-01 00:00+02:00\n"
    done = CliRunner().invoke(cli, ["--config", str(config), "mute", "--all", "--until", "9" * 30])
    assert done.exit_code != 0


def test_no_terminal_to_watch_on(config: Path) -> None:
    done = CliRunner().invoke(cli, ["--config", str(config), "status", "--watch"])
    assert "this is none" in str(done.exception)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watched_on_a_terminal(config: Path, number: signal.Signals) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from syndicator.cli import main; main()"]
    with subprocess.Popen(  # ourselves
        [*command, "--config", str(config), "status", "--watch"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "50"},
    ) as process:
        os.close(theirs)
        shown = _read(ours, until=b"open incident")
        process.send_signal(number)
        shown += _read(ours, until=b"\x1b[?1049l")
        assert process.wait(20) == 0
    os.close(ours)
    assert b"\x1b[?1049h" in shown
    assert b"Ctrl-C ends it" in shown
    assert b"harbor" in shown
    assert b"Traceback" not in shown


def _read(descriptor: int, *, until: bytes) -> bytes:
    read, ends = b"", time.monotonic() + 30
    while until not in read:
        assert time.monotonic() < ends, read
        if select.select([descriptor], [], [], 0.5)[0]:
            read += os.read(descriptor, 65_536)
    return read


@given(
    lengths=st.lists(st.integers(0, 200), max_size=60),
    width=st.integers(10, 120),
    height=st.integers(2, 60),
)
def test_a_picture_fits(lengths: list[int], width: int, height: int) -> None:
    lines = ["x" * length for length in lengths]
    shown = _fitting(lines, width, height)
    assert sum(max(-(-len(line) // width), 1) for line in shown[:-1]) < height
    if shown != lines:
        assert shown[-1].startswith(f"… {len(lines) - len(shown) + 1} more")


def test_bars() -> None:
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == BARS[0] * 2
    assert sparkline([0, 4, 8]) == BARS[0] + BARS[4] + BARS[7]


def test_how_far_a_moment_is() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert distance(now - timedelta(minutes=5), now) == "5 min ago"
    assert distance(now + timedelta(hours=3), now) == "in 3 h"
    assert distance("word", now) == "word"
