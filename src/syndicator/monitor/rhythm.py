"""When a source usually brings stories, and since when it is quieter than that. Pure.

A source that is silent at night and on Sundays is not late on Monday morning. So gaps between its
stories are measured in its own time: a clock that runs fast in the hours of the week in which it
usually brings something, and hardly at all in the others. Silent is a source after a gap of
`LONGEST` times the second longest one that is known of it (the longest may have been a vacation)
and `MEAN` mean ones, but of `FEWEST_MEAN` mean ones at least: the second longest is one gap alone,
and in a short history it may be short by chance. After `QUIET` of that it is quiet.
`benchmarks/silence.py` compares this with other methods.

On a holiday many sources rest. So as long as a share of more than `SHARED` of all is beyond
`EXPECTED` times its second longest gap, nobody is called silent for that reason alone.

Too little history makes no rhythm: then a source is silent after `GENEROUS`, or after
`UNKNOWN` times the longest gap by the wall clock, whatever is longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from itertools import pairwise
from typing import Final

LONGEST: Final = 0.8
MEAN: Final = 4.0
FEWEST_MEAN: Final = 8.0
UNKNOWN: Final = 1.7
QUIET: Final = 0.7
EXPECTED: Final = 0.79
SHARED: Final = 0.03
FEWEST_SHARING: Final = 4
STORIES: Final = 400
"""So many of the latest hours in which stories came make a rhythm."""
FEWEST: Final = 20
"""With fewer hours in which stories came, a source has no rhythm."""
SHORTEST: Final = timedelta(days=14)
"""And with stories of a shorter time."""
GENEROUS: Final = timedelta(days=14)
LEAST: Final = timedelta(hours=6)
"""No gap that is shorter is called silence."""

_HOURS: Final = 168
_HOUR: Final = 3_600
_WEEK: Final = _HOURS * _HOUR
_FLOOR: Final = 0.08
"""The share of its mean pace at which a source's clock runs at least: a night ends, too."""
_MONDAY: Final = 4 * 24 * _HOUR
"""1970 began on a Thursday: the first Monday, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is known of the gaps between a source's stories."""

    stories: int
    """How many moments it was learned from."""
    last: datetime
    """When the latest story came."""
    longest: float
    """The second longest gap in hours of the source's own time; where there is no rhythm, the
    longest one in hours."""
    mean: timedelta
    """The mean gap, by the wall clock."""
    week: bytes = b""
    """The pace in each hour of the week, from Monday in UTC, in steps of a 16th of the mean pace;
    none: there is no rhythm yet."""

    @property
    def known(self) -> bool:
        """Whether there is a rhythm."""
        return bool(self.week)


def learn(moments: Sequence[datetime]) -> Rhythm | None:
    """Learn a rhythm.

    Args:
        moments: when stories came, in any order; several of one hour count once.

    Returns:
        None: no story is known.
    """
    by_hour = {moment.timestamp() // _HOUR: moment.timestamp() for moment in sorted(moments)}
    times = sorted(by_hour.values())[-STORIES:]
    if not times:
        return None
    last = datetime.fromtimestamp(times[-1], UTC)
    mean = timedelta(seconds=(times[-1] - times[0]) / max(len(times) - 1, 1))
    if len(times) < FEWEST or times[-1] - times[0] < SHORTEST.total_seconds():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        longest = max(gaps, default=0.0) / _HOUR
        return Rhythm(stories=len(times), last=last, longest=longest, mean=mean)
    week = _week(times)
    clock = Clock(week)
    ticks = [clock.at(time) for time in times]
    longest = nlargest(2, (later - earlier for earlier, later in pairwise(ticks)))[-1]
    return Rhythm(stories=len(times), last=last, longest=longest, mean=mean, week=week)


def silent_from(
    rhythm: Rhythm,
    *,
    share: float = 1.0,
    fixed: timedelta | None = None,
    watched: datetime | None = None,
) -> datetime:
    """Give the moment from which on a source is silent if nothing comes.

    Args:
        rhythm: of the source.
        share: of the gap that makes silence; `QUIET` gives the moment from which on it is quiet.
        fixed: the operator's own rule, ``silence = "3d"``; it is taken instead.
        watched: since when the source is read; before its rhythm is known, no silence counts that
            nobody has seen.
    """
    if fixed is not None:
        return rhythm.last + fixed * share
    if not rhythm.week:
        own = timedelta(hours=rhythm.longest * UNKNOWN)
        begin = max(rhythm.last, watched or rhythm.last)
        return begin + max(GENEROUS, own) * share
    mean = rhythm.mean.total_seconds() / _HOUR
    hours = max(rhythm.longest * LONGEST + mean * MEAN, mean * FEWEST_MEAN)
    after = Clock(rhythm.week).after(rhythm.last, hours * share)
    return max(rhythm.last + LEAST * share, after)


def expected_by(rhythm: Rhythm) -> datetime | None:
    """Give the moment after which a story is overdue, as many are on a holiday.

    Returns:
        None: there is no rhythm.
    """
    if not rhythm.week:
        return None
    return Clock(rhythm.week).after(rhythm.last, rhythm.longest * EXPECTED)


class Clock:
    """A source's own time, in hours, whose mean pace is that of the wall clock."""

    def __init__(self, week: bytes) -> None:
        total = sum(week) or 1
        self._sums = [0.0]
        for each in week:
            self._sums.append(self._sums[-1] + each * _HOURS / total)

    def at(self, time: float) -> float:
        """The own time at a POSIX time."""
        weeks, rest = divmod(time - _MONDAY, _WEEK)
        hour, part = divmod(rest, _HOUR)
        before = self._sums[int(hour)]
        return weeks * _HOURS + before + (self._sums[int(hour) + 1] - before) * part / _HOUR

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment at which so many hours of own time have passed."""
        begin = start.timestamp()
        wanted = self.at(begin) + hours
        weeks, rest = divmod(wanted, _HOURS)
        low, high = 0, _HOURS
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._sums[middle] <= rest else (low, middle)
        pace = self._sums[low + 1] - self._sums[low]
        part = (rest - self._sums[low]) / pace if pace else 1.0
        time = _MONDAY + weeks * _WEEK + (low + part) * _HOUR
        # Years away, a date may be none any more.
        return start + timedelta(seconds=min(max(time - begin, 0.0), _WEEK * 520.0))


def _week(times: Sequence[float]) -> bytes:
    """The pace in each hour of the week: that of the day times that of the hour of the day.

    A hundred stories say little about 168 hours, and much about 7 days and 24 hours.
    """
    days, hours = [0.5] * 7, [0.5] * 24
    for time in times:
        hour = int((time - _MONDAY) % _WEEK // _HOUR)
        days[hour // 24] += 1
        hours[hour % 24] += 1
    smooth = [hours[i - 1] / 4 + hours[i] / 2 + hours[(i + 1) % 24] / 4 for i in range(24)]
    day_mean, hour_mean = sum(days) / 7, sum(smooth) / 24
    paces = [
        max(days[i // 24] / day_mean * smooth[i % 24] / hour_mean, _FLOOR) for i in range(_HOURS)
    ]
    return bytes(min(max(round(pace * 16), 1), 255) for pace in paces)


def shared(late: int, known: int) -> bool:
    """Whether so many sources rest at the same time that it is for a reason of their own.

    Args:
        late: sources whose gap is beyond `EXPECTED` times what is usual.
        known: sources whose rhythm is known.
    """
    return late >= max(FEWEST_SHARING, SHARED * known)
