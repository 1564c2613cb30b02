"""How long it takes to find out what is due: the query, and a whole tick that finds nothing.

And how long it takes until that can be asked: to read the configuration, and to put it in force.

    python benchmarks/due.py

Medians of seven runs, in milliseconds, on a database made for it in a temporary folder.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.config import load
from syndicator.pipeline import Engine
from syndicator.poll.tick import MAX_SOURCES, MAX_SOURCES_OF_A_HOST
from syndicator.store import sources
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUNS = 7
PER_HOST = 5
CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
[feeds.world]
title = "World"
tags = ["all"]
"""
SOURCE = """
[sources.s{n}]
url = "https://h{host}.example/{n}.xml"
grant = "headline-only"
tags = ["all"]
"""


def median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def schedule(store: Store, share: float, total: int) -> None:
    """Every source was asked; this share of them is due."""
    due = int(NOW.timestamp())
    with store.transaction():
        store.write("UPDATE sources SET last_attempt = ?, next_poll = ?", (due - 60, due + 3600))
        store.write(
            "UPDATE sources SET next_poll = ? - rowid % 600 WHERE (rowid * 7919) % ? < ?",
            (due, total, int(share * total)),
        )
        store.write(
            "INSERT OR REPLACE INTO hosts (host, asked_at, next_request)"
            " SELECT DISTINCT host, ?, ? FROM sources",
            (due - 60, due - 59),
        )
    store.pragma("optimize")


def configured(folder: Path, total: int) -> Path:
    path = folder / "config.toml"
    tables = (SOURCE.format(n=n, host=n // PER_HOST) for n in range(total))
    path.write_text(CONFIG + "".join(tables), "utf-8")
    return path


def queries(folder: Path, total: int) -> None:
    folder.mkdir()
    with Store.open(folder / "syndicator.db", mode="own") as store:
        names = [(f"s{n}", f"https://h{n // PER_HOST}.example/{n}.xml", "g") for n in range(total)]
        sources.sync(store, names, NOW)  # type: ignore[arg-type]  # plain strings
        for share in (0, 0.001, 0.01, 0.1, 1):
            schedule(store, share, total)
            found = sources.due(store, NOW, MAX_SOURCES, per_host=MAX_SOURCES_OF_A_HOST)
            took = median(
                lambda: sources.due(store, NOW, MAX_SOURCES, per_host=MAX_SOURCES_OF_A_HOST)
            )
            print(f"due-query, {total:>7,} sources, {len(found):>6,} found: {took:8.2f} ms")


def ticks(folder: Path, total: int) -> None:
    folder.mkdir()
    path = configured(folder, total)
    began = time.perf_counter()
    config = load(path, environ={})
    read = time.perf_counter()
    engine = Engine.start(config, now=NOW)
    started = time.perf_counter()
    print(f"reading,   {total:>7,} sources:               {1000 * (read - began):8.2f} ms")
    print(f"start,     {total:>7,} sources:               {1000 * (started - read):8.2f} ms")
    try:
        schedule(engine._store, 0, total)  # noqa: SLF001  # nobody else can say when they are due
        later = NOW + timedelta(seconds=15)
        took = median(lambda: engine.poll(now=later))
        print(f"a tick,    {total:>7,} sources, none due:     {took:8.2f} ms")
        took = median(lambda: engine.publish(now=later))
        print(f"a publish, {total:>7,} sources, none due:     {took:8.2f} ms")
        took = median(engine.summary)
        print(f"summary,   {total:>7,} sources:               {took:8.2f} ms")
    finally:
        engine.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for total in (10_000, 100_000):
            queries(folder / f"queries-{total}", total)
            ticks(folder / f"ticks-{total}", total)


if __name__ == "__main__":
    main()
