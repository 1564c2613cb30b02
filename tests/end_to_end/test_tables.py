"""Tables on a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.cli.tables import fitted
from syndicator.model.moments import format_moment

WORD = st.text("abcdefgh", min_size=1, max_size=22)
CELL = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
COLUMN = st.lists(CELL, min_size=1, max_size=4)


@given(columns=st.lists(COLUMN, min_size=1, max_size=8), room=st.integers(1, 200))
def test_no_word_is_broken_and_nothing_is_wider_than_the_room(
    columns: list[list[str]], room: int
) -> None:
    widths = fitted(columns, room)
    words = [max(len(word) for cell in column for word in cell.split()) for column in columns]
    if widths is None:
        assert sum(words) > room
        return
    assert sum(widths) <= room
    assert all(width >= word for width, word in zip(widths, words, strict=True))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 11, 30, 2, 30, tzinfo=UTC), "2026-11-30 02:30Z"),
        (datetime(2026, 11, 30, 2, 30, tzinfo=ZoneInfo("Europe/Prague")), "2026-11-30 02:30+01:00"),
        (datetime(2026, 7, 1, 2, 30, tzinfo=ZoneInfo("Asia/Kolkata")), "2026-07-01 02:30+05:30"),
        (datetime(2026, 7, 1, tzinfo=timezone(-timedelta(hours=3))), "2026-07-01 00:00-03:00"),
    ],
)
def test_a_moment_says_its_clock(value: datetime, shown: str) -> None:
    assert format_moment(value) == shown
    assert format_moment(value, UTC).endswith("Z")
