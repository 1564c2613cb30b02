"""When which version of a permission was in force."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from syndicator.model import GrantName
from syndicator.store import grant_periods, grants
from syndicator.store.database import Store

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

ALPHA = GrantName("alpha")


def told(
    store: Store, name: GrantName | None = None
) -> list[tuple[int, datetime, datetime | None]]:
    return [
        (each.version.id, each.start, each.until) for each in grant_periods.history(store, name)
    ]


def test_a_version_is_in_force_until_another_is_or_none(filled: Filled, make: Make) -> None:
    store, first = filled.store, filled.grant
    second = grants.save(store, make.grant(holder="Alpha Media"), make.now)
    days = [make.now + timedelta(days=number) for number in range(6)]
    grant_periods.put(store, {ALPHA: first}, days[0])
    grant_periods.put(store, {ALPHA: first}, days[1])
    grant_periods.put(store, {ALPHA: second}, days[2])
    grant_periods.put(store, {}, days[3])
    grant_periods.put(store, {}, days[4])
    grant_periods.put(store, {ALPHA: first}, days[5])
    assert told(store) == [
        (first, days[0], days[2]),
        (second, days[2], days[3]),
        (first, days[5], None),
    ]
    assert len(store.rows("SELECT * FROM grants_in_force")) == 4


def test_each_permission_has_a_history_of_its_own(filled: Filled, make: Make) -> None:
    store = filled.store
    beta = grants.save(store, make.grant(name="beta"), make.now)
    later = make.now + timedelta(days=1)
    grant_periods.put(store, {ALPHA: filled.grant}, make.now)
    grant_periods.put(store, {ALPHA: filled.grant, GrantName("beta"): beta}, later)
    assert told(store, ALPHA) == [(filled.grant, make.now, None)]
    assert told(store, GrantName("beta")) == [(beta, later, None)]
    assert told(store, GrantName("gamma")) == []


def test_whether_it_was_in_force_on_a_day(filled: Filled, make: Make) -> None:
    store, day = filled.store, timedelta(days=1)
    grant_periods.put(store, {ALPHA: filled.grant}, make.now)
    grant_periods.put(store, {}, make.now + day)
    (found,) = grant_periods.history(store)
    assert found.on(make.now - day, make.now + day)
    assert found.on(make.now, make.now + day)
    assert not found.on(make.now - day, make.now)
    assert not found.on(make.now + day, make.now + 2 * day)


def test_it_can_only_be_added_to(filled: Filled, make: Make) -> None:
    grant_periods.put(filled.store, {ALPHA: filled.grant}, make.now)
    for statement in ("UPDATE grants_in_force SET from_at = 0", "DELETE FROM grants_in_force"):
        with (
            pytest.raises(sqlite3.IntegrityError, match="can only be added to"),
            filled.store.transaction(),
        ):
            filled.store.write(statement)
