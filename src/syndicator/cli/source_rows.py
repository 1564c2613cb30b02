"""What ``status`` shows of each source: one row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from syndicator.cli.context import now
from syndicator.cli.moved import moved
from syndicator.cli.waiting import waiting
from syndicator.config import Config
from syndicator.model import DateFaults, FailureKind, SourceName, Word
from syndicator.model.health import Health, State
from syndicator.model.moments import format_moment
from syndicator.monitor.overview import URGENCY
from syndicator.store.hosts import LeftAlone
from syndicator.store.sources import SourceState

COLOURS: Final = {
    **dict.fromkeys(("gone", "blocked", "failing", "broken"), "red"),
    **dict.fromkeys(("silent", "moved", "waiting", "slow"), "yellow"),
    "ok": "green",
}
"""Of a state on a terminal, by its first word."""
_SAID_OTHERWISE: Final = frozenset({State.NEW, State.OK, State.WAITING, State.MOVED})
"""What needs no sentence, and what is said with more: until when, and where to."""


def rows(
    states: Sequence[SourceState],
    config: Config,
    *,
    counts: Mapping[SourceName, int],
    newest: Mapping[SourceName, datetime],
    left_alone: Mapping[SourceName, LeftAlone],
    held: Mapping[SourceName, Word],
    health: Mapping[str, Health],
) -> list[dict[str, object]]:
    """Return a row for each source.

    Args:
        states: where polling stands with each.
        config: the configuration in force.
        counts: how many items each has.
        newest: when its newest story appeared.
        left_alone: those that are not asked, because their host said so.
        held: those of which every story is held.
        health: how each is.
    """
    return [
        {
            "last_success": state.last_success,
            "newest_story": newest.get(state.name),
            "next_poll": _next_poll(state, left_alone.get(state.name)),
            "items": counts.get(state.name, 0),
            "wrong": _wrong(
                state,
                config,
                left_alone.get(state.name),
                held.get(state.name),
                health.get(state.name),
            ),
        }
        for state in states
    ]


def _next_poll(state: SourceState, left: LeftAlone | None) -> datetime | None:
    if state.failure_kind is FailureKind.GONE:
        return None
    return max(state.next_poll, left.until) if left else state.next_poll


def _wrong(
    state: SourceState,
    config: Config,
    left: LeftAlone | None,
    held: Word | None,
    health: Health | None,
) -> str | None:
    parts = []
    if held:
        since = format_moment(held.at, config.timezone)
        parts.append(f"held since {since} by {held.by}: {held.reason}")
    if left:
        parts.append(waiting(left, config))
    if health is not None and health.state not in _SAID_OTHERWISE:
        parts.append(health.sentence)
    if state.problem:
        parts.append(f"read, but {state.problem}")
    if health is None or health.state is not State.BROKEN:
        parts += _dates(state.dates, config)
    if state.move:
        parts.append(moved(state.move, state.name, config))
    return "; ".join(parts) or None


def _dates(faults: DateFaults | None, config: Config) -> Iterator[str]:
    """Say which dates of a source's stories do not count."""
    if faults is None:
        return
    if faults.unreadable:
        yield (
            f"dates of {faults.unreadable} of {faults.items} stories cannot be read: "
            f'"{faults.unreadable_example}"'
        )
    if faults.latest and faults.latest > now():
        yield (
            f"dates of {faults.ahead} of {faults.items} stories lie ahead, the latest is "
            f"{format_moment(faults.latest, config.timezone)}"
        )


def _urgency(row: Mapping[str, object]) -> tuple[int, bool]:
    return URGENCY.index(State(str(row["state"]))), row["wrong"] is None


def in_order(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return rows with what is wrong first; sources in the same state stay in their order."""
    return sorted(rows, key=_urgency)
