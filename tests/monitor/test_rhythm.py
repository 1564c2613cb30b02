"""When a source usually brings stories, and from when on it is called quiet and silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.monitor import rhythm
from syndicator.monitor.rhythm import Clock, Rhythm, expected_by, learn, shared, silent_from

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def every(gap: timedelta, days: int) -> list[datetime]:
    return [START + gap * n for n in range(int(days * DAY / gap))]


def at_work(days: int) -> list[datetime]:
    """Hourly from 8 to 18, but for Saturdays and Sundays."""
    hours = every(HOUR, days)
    return [each for each in hours if each.weekday() < 5 and 8 <= each.hour < 18]


def known(moments: list[datetime]) -> Rhythm:
    found = learn(moments)
    assert found is not None
    return found


def test_nothing_is_learned_from_nothing() -> None:
    assert learn([]) is None


@pytest.mark.parametrize(
    ("moments", "is_known"),
    [
        ([START], False),
        (every(HOUR, 2), False),
        (every(DAY, 15), False),
        (every(DAY, 25), True),
        (every(6 * HOUR, 15), True),
    ],
)
def test_too_little_history_makes_no_rhythm(moments: list[datetime], *, is_known: bool) -> None:
    found = known(moments)
    assert found.known is is_known
    if not is_known:
        assert silent_from(found) >= found.last + timedelta(days=14)
        assert expected_by(found) is None


def test_before_its_rhythm_is_known_only_seen_silence_counts() -> None:
    found = known([START - 100 * DAY])
    assert silent_from(found, watched=START) == START + rhythm.GENEROUS


def test_nights_and_weekends_are_no_silence() -> None:
    found = known(at_work(60))
    friday = datetime(2026, 5, 1, 17, tzinfo=UTC)
    moved = Rhythm(
        stories=found.stories,
        last=friday,
        longest=found.longest,
        mean=found.mean,
        week=found.week,
    )
    monday = datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert silent_from(moved, share=rhythm.QUIET) > monday
    assert monday < silent_from(moved) < monday + 3 * DAY


def test_the_operator_knows_better() -> None:
    found = known(at_work(60))
    assert silent_from(found, fixed=3 * DAY) == found.last + 3 * DAY
    assert silent_from(found, fixed=3 * DAY, share=rhythm.QUIET) == found.last + 3 * DAY * 0.7


def test_one_vacation_does_not_make_a_source_deaf() -> None:
    steady = every(2 * HOUR, 60)
    rest = [each for each in steady if not 20 * DAY <= each - START < 30 * DAY]
    with_vacation, without = known(rest), known(steady)
    assert silent_from(with_vacation) - with_vacation.last < 2 * (
        silent_from(without) - without.last
    )


def test_hardly_any_gap_is_too_short_to_be_silence() -> None:
    found = known(every(HOUR, 30))
    assert silent_from(found) - found.last >= rhythm.LEAST


@pytest.mark.parametrize(
    ("late", "sources", "is_shared"),
    [(3, 10, False), (4, 10, True), (4, 1000, False), (30, 1000, True), (0, 0, False)],
)
def test_a_holiday(late: int, sources: int, *, is_shared: bool) -> None:
    assert shared(late, sources) is is_shared


moments = st.lists(
    st.datetimes(
        datetime(2020, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
        datetime(2030, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    min_size=1,
    max_size=60,
)


@given(moments=moments)
def test_quiet_comes_before_silent_and_both_after_the_last_story(moments: list[datetime]) -> None:
    found = known(moments)
    assert found.last == max(moments)
    silent = silent_from(found)
    assert found.last < silent_from(found, share=rhythm.QUIET) <= silent
    assert silent >= found.last + rhythm.LEAST


@given(
    week=st.binary(min_size=168, max_size=168).map(
        lambda week: bytes(max(each, 1) for each in week)
    ),
    start=st.integers(0, 10**7),
    hours=st.floats(0, 5_000),
)
def test_the_clock_goes_as_far_as_it_is_asked_to(week: bytes, start: int, hours: float) -> None:
    clock = Clock(week)
    begin = START + timedelta(seconds=start)
    end = clock.after(begin, hours)
    assert abs(clock.at(end.timestamp()) - clock.at(begin.timestamp()) - hours) < 0.01
    # A week of its own time is a week.
    assert abs(clock.at((begin + 7 * DAY).timestamp()) - clock.at(begin.timestamp()) - 168) < 0.01
