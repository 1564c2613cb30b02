"""What holds for every shelf, whatever happens in whatever order."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import OutputError
from syndicator.publish.storage import local
from syndicator.publish.storage.base import File, Standing, Storage, cache_control
from syndicator.publish.storage.local import LocalStorage
from syndicator.publish.storage.object_store import ObjectStorage
from syndicator.publish.storage.open import open_storage

CONTENTS = (b"", b"short", b"All quiet on the Elbe. " * 100, b"Nothing new on the Elbe. " * 92)
PATHS = ("world.atom", "world/42.html", "private/partners.atom", "world/43.html.gone")


class Killed(BaseException):
    """A power cut."""


@dataclass
class Step:
    action: str
    path: str
    data: bytes
    after: int
    """Of a crash: how many changes to the file system are made before it."""


STEPS = st.builds(
    Step,
    action=st.sampled_from(["put", "drop", "remove", "sweep", "crash", "crash removing"]),
    path=st.sampled_from(PATHS),
    data=st.sampled_from(CONTENTS),
    after=st.integers(0, 8),
)


def file(path: str, data: bytes) -> File:
    private = path.startswith("private/")
    return File(path=path, data=data, media_type="text/html; charset=utf-8", private=private)


def told(folder: Path, path: str) -> set[bytes]:
    """What readers are told, in whatever coding."""
    found: set[bytes] = set()
    place = folder / path
    if place.exists():
        found.add(place.read_bytes())
    if (sibling := Path(f"{place}.gz")).exists():
        found.add(gzip.decompress(sibling.read_bytes()))
    if (sibling := Path(f"{place}.br")).exists():
        found.add(brotli.decompress(sibling.read_bytes()))
    return found


def crash(act: Callable[[], object], after: int) -> None:
    """Do something, and be cut off after so many changes to the file system."""
    with pytest.MonkeyPatch.context() as patch:
        left = after

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **keywords: object) -> object:
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed
                return real(*args, **keywords)

            return call

        patch.setattr(Path, "replace", counted(Path.replace))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        patch.setattr(local, "_write_aside", counted(local._write_aside))
        with suppress(Killed):
            act()


def put(shelf: Storage, made: File) -> None:
    shelf.stage(made).commit()


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_readers_see_the_old_or_the_new_whole_in_every_coding(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        # Nothing here loses power: that what is on disk is in order, other tests tell.
        patch.setattr("os.fsync", lambda _: None)
        folder = Path(made)
        shelf = LocalStorage(folder)
        stands: dict[str, bytes | None] = dict.fromkeys(PATHS)
        marks: dict[str, Standing] = {}
        for step in steps:
            before = stands[step.path]
            after: bytes | None = before
            match step.action:
                case "put":
                    staged = shelf.stage(file(step.path, step.data))
                    assert staged.changed is (before != step.data)
                    assert told(folder, step.path) == ({before} - {None})
                    marks[step.path] = staged.commit()
                    after = step.data
                    assert shelf.stands(step.path, marks[step.path])
                case "drop":
                    shelf.stage(file(step.path, step.data)).discard()
                case "remove":
                    assert shelf.remove(step.path) is (before is not None)
                    after = None
                case "sweep":
                    shelf.sweep()
                case "crash":
                    crash(partial(put, shelf, file(step.path, step.data)), step.after)
                    after = step.data
                case _:
                    crash(partial(shelf.remove, step.path), step.after)
                    after = None
            found = told(folder, step.path)
            assert found in ({before} - {None}, {after} - {None}), "old or new, in all codings"
            stands[step.path] = next(iter(found), None)
            if (mark := marks.get(step.path)) and shelf.stands(step.path, mark):
                assert found, "what stands can be read"
        shelf.sweep()
        for path, data in stands.items():
            # What a crash has left incomplete is put right by doing it again.
            if data is None:
                shelf.remove(path)
                assert told(folder, path) == set()
            else:
                again = shelf.stage(file(path, data))
                assert not again.changed
                again.commit()
                assert told(folder, path) == {data}
        litter = [each for each in folder.rglob("*") if each.name.startswith(".")]
        assert litter == []


@pytest.fixture(params=["local", "remote"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return open_storage(tmp_path if request.param == "local" else f"memory://{uuid4()}/feeds")


def test_the_life_of_a_file(shelf: Storage) -> None:
    first = shelf.stage(file("world/42.html", CONTENTS[2]))
    assert first.changed
    assert first.path == "world/42.html"
    old = first.commit()
    assert shelf.stands("world/42.html", old)
    assert not shelf.stands("world/43.html", old)
    dropped = shelf.stage(file("world/42.html", CONTENTS[3]))
    dropped.discard()
    assert shelf.stands("world/42.html", old)
    again = shelf.stage(file("world/42.html", CONTENTS[2]))
    assert (again.changed, again.sha256) == (False, old.sha256)
    assert again.commit() == old
    new = shelf.stage(file("world/42.html", CONTENTS[3])).commit()
    assert shelf.stands("world/42.html", new)
    assert not shelf.stands("world/42.html", old)
    assert new.sha256 != old.sha256
    assert shelf.remove("world/42.html")
    assert not shelf.remove("world/42.html")
    assert not shelf.stands("world/42.html", new)
    assert shelf.sweep() == 0


@pytest.mark.parametrize(
    ("max_age", "private", "expected"),
    [
        (None, False, "public, max-age=300"),
        (timedelta(hours=1), False, "public, max-age=3600"),
        (timedelta(0), False, "public, max-age=0"),
        (timedelta(hours=1), True, "private, no-cache"),
    ],
)
def test_how_long_caches_may_keep_a_file(
    max_age: timedelta | None, *, private: bool, expected: str
) -> None:
    assert cache_control(max_age, private=private) == expected
    made = replace(file("world.atom", b""), max_age=max_age, private=private)
    assert made.cache_control == expected


WRITER = """
import os, sys
from pathlib import Path
from syndicator.publish.storage.base import File
from syndicator.publish.storage.open import open_storage
os.fsync = lambda _: None  # the disk is not what is asked for here
shelf = open_storage(Path(sys.argv[1]))
for number in range(80):
    data = b"new " * 5000 + b"%d" % number
    shelf.stage(File(path="world.atom", data=data, media_type="text/xml")).commit()
"""


def test_a_reader_in_another_process_sees_whole_files_and_never_an_older_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "world.atom"
    path.write_bytes(b"new " * 5000 + b"0")
    latest = 0
    read = 0
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)]) as writer:
        while writer.poll() is None:
            for suffix, decode in (
                ("", bytes),
                (".gz", gzip.decompress),
                (".br", brotli.decompress),
            ):
                try:
                    data = decode(Path(f"{path}{suffix}").read_bytes())
                except FileNotFoundError:
                    assert suffix, "the file itself is always there"
                    continue
                assert data.startswith(b"new " * 5000)
                number = int(data[20_000:])
                assert number >= latest, "whatever coding was read before"
                latest = number
                read += 1
    assert (writer.returncode, latest) == (0, 79)
    assert read > 100


@pytest.mark.parametrize("url", ["nowhere://bucket", "s4://bucket/feeds"])
def test_an_unknown_store_is_said(url: str) -> None:
    with pytest.raises(OutputError, match=f"cannot open the output {url}: Protocol not known"):
        open_storage(url)


def test_a_store_is_opened_as_one() -> None:
    assert isinstance(open_storage(f"memory://{uuid4()}"), ObjectStorage)
