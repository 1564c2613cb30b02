"""Dates keep the offset that the source wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.date_context import certain
from syndicator.parse.dates import credible

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Sat, 25 Apr 2020 12:00:00 +0200", "2020-04-25T12:00:00+02:00"),
        ("Tue, 31 Dec 2019 23:30:00 MSK", "2019-12-31T23:30:00+03:00"),
        ("Tue, 31 Dec 2019 23:30:00 EST", "2019-12-31T23:30:00-05:00"),
        ("2020-04-25T12:00:00.987-03:30", "2020-04-25T12:00:00-03:30"),
        ("2020-04-25 12:00:00", "2020-04-25T12:00:00+00:00"),
        ("Sat, 25 Apr 2020 12:00:00 IST", None),
        ("04/05/2020", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_that_stands_alone(raw: str | None, expected: str | None) -> None:
    found = certain(raw)
    assert (found.isoformat() if found else None) == expected


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001  # an offset is added
    st.integers(-12 * 4, 14 * 4),
)
def test_offsets_survive(naive: datetime, quarters: int) -> None:
    offset = timezone(timedelta(minutes=15 * quarters))
    written = naive.replace(microsecond=0, tzinfo=offset)
    for text in (written.isoformat(), format_datetime(written)):
        found = certain(text)
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
