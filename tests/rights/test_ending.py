"""Which permissions end soon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from syndicator.rights.ending import THRESHOLDS, expiring
from syndicator.rights.grant import Grant

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("days", "threshold"),
    [
        (61, None),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, None),
        (-5, None),
    ],
)
def test_a_warning_is_due(
    permission: Callable[..., Grant], days: int, threshold: int | None
) -> None:
    found = expiring([permission(expires=TODAY + timedelta(days=days))], TODAY)
    assert [(each.days, each.threshold) for each in found] == (
        [(days, threshold)] if threshold else []
    )


def test_the_most_urgent_comes_first_and_no_last_day_needs_no_warning(
    permission: Callable[..., Grant],
) -> None:
    grants = [
        permission(name="later", expires=TODAY + timedelta(days=40)),
        permission(name="never"),
        permission(name="soon", expires=TODAY + timedelta(days=2)),
    ]
    assert [each.grant for each in expiring(grants, TODAY)] == ["soon", "later"]
    assert list(THRESHOLDS) == sorted(THRESHOLDS, reverse=True)
