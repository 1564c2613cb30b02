"""What a tick costs of which nothing comes, and the query that says what is due.

::

    python benchmarks/ticks.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from origin import address_of
from rivals import Syndicator

from syndicator import config
from syndicator.log import prepare
from syndicator.pipeline import Engine
from syndicator.store import sources


def median(action: Callable[[], object], times: int = 15) -> float:
    """Return the median time of an action, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return 1_000 * statistics.median(taken)


def main() -> None:
    prepare("error")
    now = datetime.now(UTC)
    later = now + timedelta(hours=2)
    for count in (10_000, 100_000):
        with TemporaryDirectory() as name:
            folder = Path(name)
            Syndicator(extra="check_pages = false\n").prepare(
                folder, [address_of(feed, 9) for feed in range(count)]
            )
            began = time.perf_counter()
            loaded = config.load(folder / "config.toml", environ={})
            read = time.perf_counter()
            with closing(Engine.start(loaded, now=now)) as engine:
                started = time.perf_counter()
                store = engine._store  # noqa: SLF001  # what is measured
                with store.transaction():
                    store.write("UPDATE sources SET next_poll = ?", (int(later.timestamp()),))
                idle = median(partial(engine.poll, now=now))
                nothing = median(partial(engine.publish, now=now))
                none = median(partial(sources.due, store, now, 10_000, per_host=1_000))
                with store.transaction():
                    store.write("UPDATE sources SET next_poll = 0 WHERE name LIKE '%00'")
                some = median(partial(sources.due, store, now, 10_000, per_host=1_000))
                print(
                    f"{count:7} sources: configuration {read - began:.2f} s, start"
                    f" {started - read:.2f} s, tick with nothing due {idle:.1f} ms, publish with"
                    f" nothing due {nothing:.1f} ms, due-query {none:.2f} ms (nothing),"
                    f" {some:.2f} ms (a hundredth)",
                    flush=True,
                )


if __name__ == "__main__":
    main()
