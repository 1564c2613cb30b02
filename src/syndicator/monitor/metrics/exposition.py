"""All of it as text, in the format that Prometheus reads (text format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

from syndicator.config import Config
from syndicator.model import FeedName
from syndicator.monitor.metrics.counters import PREFIX, Counters
from syndicator.monitor.metrics.gauges import gauges
from syndicator.store import measured
from syndicator.store.database import Store

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4


class _Once(Collector):
    """Families that were read already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def exposition(
    config: Config,
    store: Store,
    counters: Counters,
    *,
    now: datetime,
    outside: Mapping[FeedName, bool],
) -> bytes:
    """Write all numbers.

    Args:
        config: the configuration in force.
        store: any mode.
        counters: what was counted since the start.
        now: the moment.
        outside: as for `gauges`.

    Raises:
        StoreError: the database cannot be read.
    """
    counters.catch_up(store)
    present = CollectorRegistry()
    present.register(_Once(tuple(gauges(config, store, now, outside))))
    text = generate_latest(counters.registry) + generate_latest(present)
    if config.monitor.metrics_per_source:
        known = [each for each in measured.source_times(store) if each.name in config.sources]
        text += "".join(_per_source(known, counters.of_sources())).encode()
    return text


def _per_source(
    known: Iterable[measured.SourceTimes], polls: Mapping[tuple[str, str], int]
) -> Iterator[str]:
    """Write the numbers of each source.

    By hand, because the library takes seven times as long over tens of thousands of lines; the
    names are letters, digits and hyphens (`syndicator.config.values.name`), and need no escaping.
    """
    known = list(known)
    times = {
        "source_last_success_timestamp_seconds": (
            "When a source was last read without failure.",
            "last_success",
        ),
        "source_last_story_timestamp_seconds": (
            "When the last story of a source came.",
            "last_story",
        ),
        "source_failures": ("Polls of a source that failed in a row.", "failures"),
    }
    for name, (said, field) in times.items():
        yield _head(name, said, "gauge")
        for each in known:
            if (value := getattr(each, field)) is not None:
                yield f'{PREFIX}_{name}{{source="{each.name}"}} {value}\n'
    yield _head("source_polls_total", "Polls of a source since the start, by outcome.", "counter")
    names = {each.name for each in known}
    for (source, outcome), number in polls.items():
        if source in names:
            yield (
                f'{PREFIX}_source_polls_total{{source="{source}",outcome="{outcome}"}} {number}\n'
            )


def _head(name: str, said: str, kind: str) -> str:
    return f"# HELP {PREFIX}_{name} {said}\n# TYPE {PREFIX}_{name} {kind}\n"
