"""A service around an engine of straw, as a process of its own: ``driver.py CONFIG``.

The configuration file is a list of words; each makes the engine behave in one way. What the engine
is asked to do comes out on standard output, a line each.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from syndicator import log
from syndicator.config import Config
from syndicator.errors import ConfigError, InstanceRunning, Problem, StoreUnwritable
from syndicator.service.run import Timing, run


def say(line: str) -> None:
    os.write(1, line.encode() + b"\n")


class Engine:
    def __init__(self, words: list[str]) -> None:
        self.words = words

    def poll(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        say("poll")
        if "hanging-poll" in self.words:
            threading.Event().wait()
        if "long-poll" in self.words:
            stop.wait()
            say("poll returned early")
        if "dripping-source" in self.words:
            threading.Thread(target=threading.Event().wait, name="drip").start()
        if "bug" in self.words:
            raise RuntimeError("no such thing\nas this")
        return None

    def publish(self, *, now: datetime) -> object:
        assert now.tzinfo is UTC
        say(f"publish {' '.join(self.words)}")
        if "full" in self.words:
            raise StoreUnwritable("no room on the device")
        return None

    def ping(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def receive(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def renew(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def alert(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def beat(self, *, good: bool) -> object:  # noqa: ARG002
        return None

    def back_up(self, *, now: datetime) -> object:
        assert now.tzinfo is UTC
        return None

    def look_outside(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def audit(self, *, now: datetime, stop: threading.Event) -> object:
        assert now.tzinfo is UTC
        assert not stop.is_set()
        return None

    def maintain(self, *, now: datetime) -> None:
        assert now.tzinfo is UTC
        say("maintain")

    def next_wake(self) -> datetime | None:
        return None

    def summary(self) -> str:
        return "12 sources, 3 failing, 40 stories in 2 feeds"

    def reload(self, config: Config, *, now: datetime) -> None:
        assert now.tzinfo is UTC
        self.words = cast("list[str]", config)
        say(f"reload {' '.join(self.words)}")

    def close(self) -> None:
        if "hanging-close" in self.words:
            threading.Event().wait()
        say("close")


def load(path: Path) -> Config:
    words = path.read_text().split()
    if "wrong" in words:
        problems = (
            Problem(file=path.name, line=1, key="poll.evry", message="unknown key"),
            Problem(file=path.name, line=7, key="", message='did you mean "every"?'),
        )
        raise ConfigError(problems)
    return cast("Config", words)


def start(config: Config) -> Engine:
    words = cast("list[str]", config)
    say("start")
    if "hanging-start" in words:
        threading.Event().wait()
    if "slow-start" in words:
        sys.stdin.readline()
    if "held" in words:
        raise InstanceRunning("another instance works on https://user:word@db.example/")
    if "unwritable" in words:
        raise StoreUnwritable("syndicator.db: permission denied")
    return Engine(words)


if __name__ == "__main__":
    log.configure("info", stream=sys.stderr, environ=os.environ)
    pace = timedelta(milliseconds=int(os.environ.get("PACE", "100")))
    sys.exit(
        run(
            Path(sys.argv[1]),
            load=load,
            start=start,
            timing=Timing(
                poll=pace, publish=pace, grace=timedelta(seconds=0.3), close=timedelta(seconds=0.2)
            ),
        )
    )
