"""How much memory many sources take, and whether it stays the same from pass to pass.

::

    python benchmarks/memory.py [--feeds 10000] [--items 4] [--passes 10]

One process polls and publishes, pass after pass, as the service does; every pass but the first
brings one new item for each feed. Counted are this process, the nursery and its workers: what is
shared among them once (proportional set size, proc(5) ``smaps_rollup``), sampled while a pass goes
on.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

import corpus
from origin import Origin, address_of
from rivals import Syndicator


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it began."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            with suppress(OSError):
                yield from tree(int(child))


def used(pid: int) -> int:
    """Return the memory of a process and its children, in kilobytes."""
    found = 0
    for each in tree(pid):
        with suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                found += int(line.split()[1]) if line.startswith("Pss:") else 0
    return found


class Peak(threading.Thread):
    """Watches a process from outside."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak = pid, 0

    def run(self) -> None:
        while True:
            with suppress(OSError):
                self.peak = max(self.peak, used(self.pid))
            time.sleep(0.2)

    def take(self) -> int:
        peak, self.peak = self.peak, 0
        return peak


def service(folder: Path) -> None:
    """Poll and publish whenever a line comes; the line is how many hours have passed."""
    from syndicator import config  # noqa: PLC0415
    from syndicator.log import prepare  # noqa: PLC0415
    from syndicator.pipeline import Engine  # noqa: PLC0415
    from syndicator.service import memory  # noqa: PLC0415  # only in the child

    prepare("error")
    memory.release_large_blocks()
    began = datetime.now(UTC)
    with closing(
        Engine.start(config.load(folder / "config.toml", environ={}), now=began)
    ) as engine:
        print("ready", flush=True)
        while line := sys.stdin.readline():
            now = began + timedelta(hours=int(line))
            report = engine.poll(now=now, everything=True)
            engine.publish(now=now)
            news = sum(each.new for each in report.sources)
            print(
                len(report.sources), news, sum(each.failed for each in report.sources), flush=True
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure memory over many passes.")
    parser.add_argument("--work", type=Path, default=Path(gettempdir()) / "syndicator-memory")
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=4)
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--service", type=Path, help="for this program itself")
    asked = parser.parse_args()
    if asked.service:
        service(asked.service)
        return
    corpus.make(
        asked.work / "corpus",
        feeds=asked.feeds,
        count=asked.items,
        versions=asked.passes,
        day=datetime.now(UTC).date(),
    )
    place = asked.work / "now"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with Origin(asked.work / "corpus") as origin:
        urls = [address_of(feed, origin.port) for feed in range(asked.feeds)]
        Syndicator(extra="check_pages = false\n").prepare(place, urls)
        command = [sys.executable, __file__, "--service", str(place)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdout.readline()
            peak = Peak(process.pid)
            peak.start()
            for number in range(asked.passes):
                origin.say(str(number))
                began = time.perf_counter()
                process.stdin.write(f"{number}\n")
                process.stdin.flush()
                sources, news, failed = process.stdout.readline().split()
                seconds = time.perf_counter() - began
                print(
                    f"pass {number + 1:2}: {sources} sources, {failed} failed, {news} new items,"
                    f" {seconds:6.1f} s, peak {peak.take() / 1024:5.0f} MB,"
                    f" afterwards {used(process.pid) / 1024:5.0f} MB",
                    flush=True,
                )
            process.stdin.close()


if __name__ == "__main__":
    main()
