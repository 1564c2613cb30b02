"""A newsroom without a network, for the tests of whole feeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.house import START, House


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here loses power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.configure(START)
    yield made
    made.store.close()


@pytest.fixture
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], House]:
    """Make another one, which whoever asked for it closes."""

    def make() -> House:
        made = House(tmp_path_factory.mktemp("house"))
        made.configure(START)
        return made

    return make
