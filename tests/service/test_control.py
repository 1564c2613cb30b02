"""The control socket: however its path is, and whoever does not wait for the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syndicator.service.control import SUFFIX, Control, Stopped, ask


@contextmanager
def listening(
    path: Path, answer: Callable[[bytes], bytes] = lambda asked: b"heard " + asked
) -> Iterator[Control]:
    control = Control(path, answer)
    try:
        yield control
    finally:
        control.close()


@pytest.mark.parametrize(
    "name", ["a.db.sock", "n" * 250 + SUFFIX, "ü" * 120 + SUFFIX, "with space.sock"]
)
@pytest.mark.parametrize("folder", ["x", "/".join(["deep" * 15] * 5)])
def test_whatever_its_path_it_answers(tmp_path: Path, folder: str, name: str) -> None:
    path = tmp_path / folder / name
    path.parent.mkdir(parents=True)
    path.touch()  # what a service left that was killed
    with listening(path):
        assert path.stat().st_mode & 0o777 == 0o660
        assert [each.name for each in path.parent.iterdir()] == [name]
        assert ask(path, b"this") == b"heard this"
    assert not path.exists()
    assert ask(path, b"this") is None


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with listening(Path("a.sock")):
        assert ask(Path("a.sock"), b"this") == b"heard this"


def test_who_does_not_wait_interrupts_nothing(tmp_path: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def answer(_: bytes) -> bytes:
        asked.set()
        go_on.wait(10)
        return b"done"

    with listening(tmp_path / "a.sock", answer) as control:
        with pytest.raises(Stopped):
            ask(tmp_path / "a.sock", b"this", stop=asked.is_set)
        assert control.busy()
        go_on.set()
        until = time.monotonic() + 10
        while control.busy():
            assert time.monotonic() < until


def test_who_gets_no_answer_is_told(tmp_path: Path) -> None:
    with (
        listening(tmp_path / "a.sock", lambda _: b""),
        pytest.raises(ConnectionError, match="before it answered"),
    ):
        ask(tmp_path / "a.sock", b"this")
