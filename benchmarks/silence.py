"""How soon each method notices that a source fell silent, and how often it is wrong.

::

    python benchmarks/silence.py              # three seeds that nothing was tuned on
    python benchmarks/silence.py --seeds 7    # another one

240 invented sources for a year: rates from one story in four days to sixty a day, with the rhythm
of day and week, bursts, vacations of single sources and holidays that sources of one country share.
A false alarm is one in a gap after which the source went on. The delay is counted from the last
story of a source that stops, in its mean gaps; sources stop at eight moments each.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import math
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syndicator.monitor import rhythm

SOURCES, DAYS, COUNTRIES = 240, 365, 6
START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = 3_600.0, 86_400.0
RELEARN = 7 * DAY
"""Less often than the service does, which spares most of the time that this takes."""
HELD_OUT = (11, 12, 13)
Alarm = Callable[[Sequence[float]], Callable[[float], float]]
"""From the stories so far to a function that gives the moment of the alarm after a last story."""


@dataclass(frozen=True)
class Source:
    times: list[float]
    country: int

    @property
    def mean(self) -> float:
        return (self.times[-1] - self.times[0]) / (len(self.times) - 1)


def simulate(seed: int) -> list[Source]:
    rng = random.Random(seed)
    holidays = [sorted(rng.sample(range(DAYS), 11)) for _ in range(COUNTRIES)]
    # Most countries rest at the end of the year, for longer.
    holidays = [sorted({*days, *range(354, 362)}) for days in holidays]
    return [_source(rng, holidays, rng.randrange(COUNTRIES)) for _ in range(SOURCES)]


def _source(rng: random.Random, holidays: list[list[int]], country: int) -> Source:
    rate = math.exp(rng.uniform(math.log(0.25), math.log(60)))
    start, length = rng.uniform(0, 24), rng.choice([6, 9, 12, 16, 24])
    weekend = rng.choice([0.0, 0.1, 0.3, 1.0])
    night = rng.choice([0.0, 0.02, 0.1])
    burst = rng.choice([0.0, 0.2, 0.5])
    vacation: set[int] = set()
    if rng.random() < 0.2:
        first = rng.randrange(30, DAYS - 30)
        vacation = set(range(first, first + rng.randrange(5, 15)))
    paces = [
        (1.0 if (hour % 24 - start) % 24 < length else night) * (weekend if hour >= 120 else 1.0)
        for hour in range(168)
    ]
    scale = rate * 7 / sum(paces)
    begin = START.timestamp()
    times: list[float] = []
    for hour in range(DAYS * 24):
        day = hour // 24
        pace = paces[hour % 168] * scale
        if day in vacation:
            pace = 0.0
        elif day in holidays[country]:
            pace *= 0.15
        # Bursts: fewer moments, several stories each.
        moments = pace * (1 - burst * 0.7)
        for _ in range(_poisson(rng, moments)):
            at = begin + (hour + rng.random()) * HOUR
            times.append(at)
            if rng.random() < burst:
                times += [at + rng.random() * HOUR / 2 for _ in range(rng.randrange(1, 4))]
    if len(times) < 2:
        times = [begin, begin + DAYS * DAY]
    return Source(sorted(times), country)


def _poisson(rng: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def fixed(hours: float) -> Alarm:
    return lambda _: lambda last: last + hours * HOUR


def median_gap(times: Sequence[float]) -> Callable[[float], float]:
    recent = times[-rhythm.STORIES :]
    gaps = [b - a for a, b in itertools.pairwise(recent)]
    wait = 20 * statistics.median(gaps) if gaps else 14 * DAY
    return lambda last: last + wait


def poisson(times: Sequence[float]) -> Callable[[float], float]:
    recent = times[-rhythm.STORIES :]
    mean = (recent[-1] - recent[0]) / max(len(recent) - 1, 1) or 14 * DAY
    return lambda last: last - math.log(1e-7) * mean


_LAST: dict[tuple[float, float, int], rhythm.Rhythm] = {}


def _learned(key: tuple[float, float, int], times: tuple[float, ...]) -> rhythm.Rhythm:
    """What was learned last: the alarm and what is due come from one rhythm."""
    if key not in _LAST:
        _LAST.clear()
        known = rhythm.learn([datetime.fromtimestamp(each, UTC) for each in times])
        assert known is not None
        _LAST[key] = known
    return _LAST[key]


def own_time(ends_of: Callable[[rhythm.Rhythm], datetime | None] = rhythm.silent_from) -> Alarm:
    def learn(times: Sequence[float]) -> Callable[[float], float]:
        known = _learned((times[0], times[-1], len(times)), tuple(times))

        def ends(last: float) -> float:
            moved = rhythm.Rhythm(
                stories=known.stories,
                last=datetime.fromtimestamp(last, UTC),
                longest=known.longest,
                mean=known.mean,
                week=known.week,
            )
            end = ends_of(moved)
            return end.timestamp() if end else math.inf

        return ends

    return learn


OWN = "own time, longest and mean gap"
METHODS: dict[str, Alarm] = {
    "fixed 24 h": fixed(24),
    "fixed 7 d": fixed(168),
    "20 x median gap": median_gap,
    "Poisson, p = 1e-7": poisson,
    OWN: own_time(),
}


def measure(
    sources: Sequence[Source], method: Alarm, *, seed: int, expected: Alarm | None = None
) -> tuple[float, list[float]]:
    """False alarms a source-year, and every delay in mean gaps.

    Args:
        sources: simulated.
        method: when it alarms.
        seed: chooses when sources stop.
        expected: when a story is due; while many sources are beyond that, none is called silent.
    """
    rng = random.Random(seed)
    gaps: list[tuple[float, float, float, float, bool]] = []
    steps: list[tuple[float, int]] = []
    for source in sources:
        times = source.times
        stops = {rng.randrange(len(times) // 4, len(times)) for _ in range(8)}
        relearn, ends, due = -math.inf, None, None
        for i in range(1, len(times)):
            last = times[i - 1]
            if times[i] - last < HOUR and i not in stops and ends is not None:
                continue
            if last >= relearn or ends is None:
                ends = method(times[max(0, i - 2_500) : i])
                due = expected(times[max(0, i - 2_500) : i]) if expected else None
                relearn = last + RELEARN
            if due is not None and (late := due(last)) < times[i]:
                steps += [(late, 1), (times[i], -1)]
            alarm = ends(last)
            gaps.append((last, times[i], alarm, source.mean, i in stops))
            if alarm < times[i]:
                relearn = -math.inf
    steps.sort()
    at = [time for time, _ in steps]
    counts = list(itertools.accumulate(step for _, step in steps))

    def told(alarm: float) -> float:
        place = bisect.bisect_right(at, alarm) - 1
        while 0 <= place < len(at) and rhythm.shared(counts[place], len(sources)):
            place += 1
            alarm = at[min(place, len(at) - 1)]
        return alarm

    false = sum(told(alarm) < following for _, following, alarm, _, _ in gaps if alarm < following)
    delays = [(told(alarm) - last) / mean for last, _, alarm, mean, stop in gaps if stop]
    return false / (len(sources) * DAYS / 365), delays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=HELD_OUT)
    seeds = parser.parse_args().seeds
    simulated = {seed: simulate(seed) for seed in seeds}
    print(f"{'method':<28}{'false a source-year':>22}{'median delay':>15}{'90 %':>9}  mean gaps")
    for name, method in METHODS.items():
        rates, delays = [], []
        for seed, sources in simulated.items():
            expected = own_time(rhythm.expected_by) if name == OWN else None
            rate, found = measure(sources, method, seed=seed, expected=expected)
            rates.append(rate)
            delays += found
        delays.sort()
        each = " ".join(f"{rate:.2f}" for rate in rates)
        ninety = delays[bisect.bisect_left(range(len(delays)), int(len(delays) * 0.9))]
        print(f"{name:<28}{each:>22}{statistics.median(delays):>15.1f}{ninety:>9.1f}")


if __name__ == "__main__":
    sys.exit(main())
