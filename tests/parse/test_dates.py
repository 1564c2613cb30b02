"""Dates keep the offset that the source wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.dates import credible, moment

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Sat, 25 Apr 2020 12:00:00 +0200", "2020-04-25T12:00:00+02:00"),
        ("Sat, 25 Apr 2020 12:00:00 GMT", "2020-04-25T12:00:00+00:00"),
        ("Sat, 25 Apr 2020 12:00:00 -0000", "2020-04-25T12:00:00+00:00"),
        ("Tue, 31 Dec 2019 23:30:00 EST", "2019-12-31T23:30:00-05:00"),
        ("25 Apr 2020 12:00:00 +0200", "2020-04-25T12:00:00+02:00"),
        ("2020-04-25T12:00:00Z", "2020-04-25T12:00:00+00:00"),
        ("2020-04-25T12:00:00.987-03:30", "2020-04-25T12:00:00-03:30"),
        ("2020-04-25 12:00:00+02:00", "2020-04-25T12:00:00+02:00"),
        ("2020-04-25", "2020-04-25T00:00:00+00:00"),
        ("mer, 16 nov 2022 00:38:15 +0100", "2022-11-16T00:38:15+01:00"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T19:42:40-03:00"),
        ("Di., 1. Dez 2020 08:00:00 +0100", "2020-12-01T08:00:00+01:00"),
        ("lun., 3 août 2020 08:00:00 +0200", "2020-08-03T08:00:00+02:00"),
        ("", None),
        ("yesterday", None),
        ("Thu, 32 Jan 2020 00:00:00 GMT", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("1" * 500, None),
    ],
)
def test_raw_dates(raw: str, expected: str | None) -> None:
    found = moment(raw, None)
    assert (found.isoformat() if found else None) == expected


def test_the_raw_text_counts_only_where_it_means_the_same() -> None:
    parsed = (2020, 4, 25, 10, 0, 0, 5, 116, 0)
    assert moment("2020-04-25T12:00:00+02:00", parsed) == datetime(2020, 4, 25, 10, tzinfo=UTC)
    same = moment("2020-04-25T12:00:00+02:00", parsed)
    assert same is not None
    assert same.utcoffset() == timedelta(hours=2)
    other = moment("2020-04-26T12:00:00+02:00", parsed)
    assert other == datetime(2020, 4, 25, 10, tzinfo=UTC)
    assert moment("unreadable", parsed) == other


@pytest.mark.parametrize(
    "parsed", [None, (), (1, 2), ("a",) * 9, (10**9, 1, 1, 0, 0, 0, 0, 0, 0), 5]
)
def test_readings_that_make_no_sense(parsed: object) -> None:
    assert moment(None, parsed) is None


@given(st.text(max_size=80))
def test_nothing_is_raised_for_any_text(raw: str) -> None:
    found = moment(raw, None)
    assert found is None or found.tzinfo is not None


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  # an offset is added
    st.integers(-23 * 60, 23 * 60),
)
def test_offsets_survive(naive: datetime, minutes: int) -> None:
    written = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    parsed = written.astimezone(UTC).timetuple()
    found = moment(written.isoformat(), parsed)
    assert found is not None
    assert (found, found.utcoffset()) == (written, written.utcoffset())


@pytest.mark.parametrize(
    ("date", "believed"),
    [
        (None, False),
        (datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (NOW, True),
        (NOW + timedelta(hours=24), True),
        (NOW + timedelta(hours=24, seconds=1), False),
        (datetime(9999, 1, 1, tzinfo=UTC), False),
    ],
)
def test_credible(date: datetime | None, *, believed: bool) -> None:
    assert credible(date, NOW) == (date if believed else None)
