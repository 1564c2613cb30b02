from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.stored import Filled, Make

from syndicator.store.database import Store


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "syndicator.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once: most tests are about what comes after."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    Store.open(path, mode="own").close()
    return path


@pytest.fixture
def store(path: Path, template: Path) -> Iterator[Store]:
    shutil.copy(template, path)
    with Store.open(path, mode="own") as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Filled:
    return Filled(store)


@pytest.fixture
def fill() -> Callable[[Store], Filled]:
    return Filled


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A directory of somebody whom the permissions of files bind, who the test then is."""
    directory = Path(tempfile.mkdtemp(prefix="syndicator-test-"))
    was_root = os.geteuid() == 0
    if was_root:
        os.chown(directory, 65534, 65534)
        os.seteuid(65534)
    try:
        yield directory
    finally:
        if was_root:
            os.seteuid(0)
        directory.chmod(0o700)
        shutil.rmtree(directory)
