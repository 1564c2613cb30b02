"""What is looked up once for all new items changes nothing of what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.store import write_items
from syndicator.store.database import Store

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make


class Everything(set[object]):
    """A set that holds all there is: then each item is asked about by itself."""

    def __contains__(self, _: object) -> bool:
        return True


drawn = st.fixed_dictionaries(
    {
        "key": st.sampled_from("abc"),
        "text": st.sampled_from("abc"),
        "guid": st.sampled_from(["", None, "https://one.example/", "7"]),
        "link": st.sampled_from(["", None, "https://alpha.example/live"]),
        "minutes": st.integers(0, 3),
    }
)
polls = st.lists(
    st.tuples(st.sampled_from(["alpha", "beta"]), st.lists(drawn, min_size=1, max_size=4)),
    min_size=1,
    max_size=4,
)


def rows(store: Store) -> list[list[tuple[object, ...]]]:
    return [
        [tuple(row) for row in store.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")]
        for table in ("items", "revisions", "item_keys")
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(brought=polls)
def test_the_tables_are_as_if_each_item_was_asked_about(
    tmp_path_factory: pytest.TempPathFactory,
    make: Make,
    fill: Callable[[Store], Filled],
    brought: list[tuple[str, list[dict[str, object]]]],
) -> None:
    found = [
        filled_by(tmp_path_factory.mktemp("db"), make, fill, brought, one_by_one=one_by_one)
        for one_by_one in (False, True)
    ]
    assert found[0] == found[1]


def filled_by(
    folder: Path,
    make: Make,
    fill: Callable[[Store], Filled],
    brought: list[tuple[str, list[dict[str, object]]]],
    *,
    one_by_one: bool,
) -> list[list[tuple[object, ...]]]:
    def nothing_looked_up(write: write_items._Write, _: object) -> None:
        write.keys_here = write.keys_elsewhere = write.ids_here = Everything()  # type: ignore[assignment]
        write.seconds_taken = Everything()  # type: ignore[assignment]

    with Store.open(folder / "test.db", mode="own") as store, pytest.MonkeyPatch.context() as patch:
        if one_by_one:
            patch.setattr(write_items._Write, "read", nothing_looked_up)
        filled = fill(store)
        for source, listed in brought:
            changes = []
            for each in listed:
                minutes = each["minutes"]
                assert isinstance(minutes, int)
                given = {name: value for name, value in each.items() if name != "minutes"}
                published = make.now - timedelta(minutes=minutes)
                changes.append(make.new(**given, published=published))  # type: ignore[arg-type]
            filled.apply(*changes, source=filled.alpha if source == "alpha" else filled.beta)
        return rows(store)
