"""Whether the service still works: what each kind of tick came to last. No I/O."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from syndicator.model import FeedName
from syndicator.monitor.outside import OutsideReport

LATE_SECONDS: Final = {"poll": 300.0, "publish": 900.0}
"""A kind of tick that did not end for so long is overdue. Each begins every minute or more often;
a poll of many slow sources may take two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The last tick of a kind."""

    at: datetime
    outcome: str
    """``done``, ``failed`` or ``bug``."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What strangers got of a feed, when it was last asked for."""

    at: datetime
    problems: tuple[str, ...]


class Pulse:
    """Listens to ticks. Methods are for any thread."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Count from now.

        Args:
            clock: seconds, never set back.
            now: the time, aware.
        """
        self._clock = clock
        self._now = now
        self._last = dict.fromkeys(LATE_SECONDS, clock())
        self._ended: dict[str, Ended] = {}
        self._outside: dict[FeedName, Seen] = {}
        self.began = now()

    def ticked(self, kind: str, outcome: str, seconds: float, result: object = None) -> None:
        """Note that a tick ended; see `syndicator.service.scheduler.Web`."""
        self._ended[kind] = Ended(at=self._now(), outcome=outcome, seconds=seconds)
        # As the watchdog has it: what failed for a reason has done its work, a bug has not.
        if kind in self._last and outcome != "bug":
            self._last[kind] = self._clock()
        if isinstance(result, OutsideReport):
            seen = {name: Seen(result.at, problems) for name, problems in result.seen.items()}
            self._outside = {**self._outside, **seen}

    def overdue(self) -> dict[str, float]:
        """The kinds of tick that are overdue, with the seconds since the last one of each."""
        now = self._clock()
        ages = {kind: now - last for kind, last in self._last.items()}
        return {kind: age for kind, age in ages.items() if age > LATE_SECONDS[kind]}

    def begun(self) -> bool:
        """Whether each kind of tick that must not be late has ended once since the start."""
        return self._ended.keys() >= LATE_SECONDS.keys()

    def ended(self) -> Mapping[str, Ended]:
        """The last tick of each kind."""
        return dict(sorted(self._ended.items()))

    def outside(self) -> Mapping[FeedName, Seen]:
        """What strangers got of our feeds."""
        return self._outside
