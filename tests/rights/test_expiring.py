"""Which permissions end soon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from syndicator.model.grant import Grant
from syndicator.rights.expiring import expiring

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("days", "soon"), [(61, False), (60, True), (7, True), (1, True), (0, False), (-5, False)]
)
def test_what_ends_soon(permission: Callable[..., Grant], *, days: int, soon: bool) -> None:
    found = expiring([permission(expires=TODAY + timedelta(days=days))], TODAY)
    assert [each.days for each in found] == ([days] if soon else [])


def test_the_most_urgent_comes_first_and_no_last_day_needs_no_warning(
    permission: Callable[..., Grant],
) -> None:
    grants = [
        permission(name="later", expires=TODAY + timedelta(days=40)),
        permission(name="never"),
        permission(name="soon", expires=TODAY + timedelta(days=2)),
    ]
    assert [each.grant for each in expiring(grants, TODAY)] == ["soon", "later"]
