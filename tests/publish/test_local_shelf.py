from __future__ import annotations

import errno
import gzip
import hashlib
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest

from syndicator.errors import OutputError
from syndicator.publish.storage.base import File
from syndicator.publish.storage.local import LocalStorage
from syndicator.publish.storage.open import open_storage

ATOM = "application/atom+xml; charset=utf-8"
TEXT = b"All quiet on the Elbe, says a lock-keeper. " * 100
OTHER = b"The level falls, says a lock-keeper at Wittenberge; barges wait. " * 90
SECOND = 10**9


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def shelf(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path)


def file(data: bytes, path: str = "world.atom", media_type: str = ATOM) -> File:
    private = path.startswith("private/")
    return File(path=path, data=data, media_type=media_type, private=private)


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def told(path: Path) -> dict[str, bytes]:
    """What a reader is told in each coding that is there."""
    found: dict[str, bytes] = {}
    if path.exists():
        found["identity"] = path.read_bytes()
    if (sibling := Path(f"{path}.gz")).exists():
        found["gzip"] = gzip.decompress(sibling.read_bytes())
    if (sibling := Path(f"{path}.br")).exists():
        found["br"] = brotli.decompress(sibling.read_bytes())
    return found


# ── whole or not at all ──────────────────────────────────────────────────────────────────────────


def test_a_file_appears_whole_and_only_when_committed(shelf: LocalStorage, tmp_path: Path) -> None:
    staged = shelf.stage(file(b"<feed/>"))
    assert staged.changed
    assert staged.path == "world.atom"
    path = tmp_path / "world.atom"
    assert not path.exists()
    standing = staged.commit()
    assert path.read_bytes() == b"<feed/>"
    assert names(tmp_path) == ["world.atom"]
    assert standing.sha256 == staged.sha256 == hashlib.sha256(b"<feed/>").hexdigest()
    assert shelf.stands("world.atom", standing)


def test_what_stood_stands_until_then(shelf: LocalStorage, tmp_path: Path) -> None:
    shelf.stage(file(TEXT)).commit()
    before = names(tmp_path)
    staged = shelf.stage(file(OTHER))
    assert set(told(tmp_path / "world.atom").values()) == {TEXT}
    staged.discard()
    assert names(tmp_path) == before
    assert set(told(tmp_path / "world.atom").values()) == {TEXT}
    staged.discard()


@pytest.mark.parametrize("data", [b"same", TEXT])
def test_the_same_bytes_are_not_written_again(
    shelf: LocalStorage, tmp_path: Path, data: bytes
) -> None:
    first = shelf.stage(file(data)).commit()
    inodes = {each.name: each.stat().st_ino for each in tmp_path.iterdir()}
    staged = shelf.stage(file(data))
    assert not staged.changed
    assert names(tmp_path) == sorted(inodes)
    assert staged.commit() == first
    staged.discard()
    assert {each.name: each.stat().st_ino for each in tmp_path.iterdir()} == inodes


@pytest.mark.usefixtures("narrow_umask")
def test_others_may_read_whatever_our_umask_is(tmp_path: Path) -> None:
    LocalStorage(tmp_path / "out").stage(file(TEXT, "deep/world.atom")).commit()
    folder = tmp_path / "out" / "deep"
    assert {mode(each) for each in folder.iterdir()} == {0o644}
    assert mode(tmp_path / "out") == mode(folder) == 0o755


@pytest.mark.usefixtures("narrow_umask")
def test_what_is_private_is_kept_from_others(tmp_path: Path) -> None:
    shelf = LocalStorage(tmp_path / "out")
    shelf.stage(file(TEXT, "private/world/42.html")).commit()
    folder = tmp_path / "out" / "private" / "world"
    assert len(names(folder)) == 3
    assert {mode(each) for each in folder.iterdir()} == {0o640}
    assert (mode(folder), mode(folder.parent), mode(tmp_path / "out")) == (0o750, 0o750, 0o755)
    for each in (folder, folder.parent):
        each.chmod(0o755)
    (folder / "42.html").chmod(0o644)
    assert not shelf.stage(file(TEXT, "private/world/42.html")).changed
    assert (mode(folder), mode(folder.parent), mode(folder / "42.html")) == (0o750, 0o750, 0o640)
    folder.chmod(0o700)
    shelf.stage(file(OTHER, "private/world/42.html")).commit()
    assert mode(folder) == 0o700  # narrower is left alone


def test_a_link_is_replaced_and_its_target_left_alone(shelf: LocalStorage, tmp_path: Path) -> None:
    for suffix in ("", ".gz", ".br"):
        (tmp_path / f"precious{suffix}").write_bytes(b"precious")
        (tmp_path / f"world.atom{suffix}").symlink_to(f"precious{suffix}")
    (tmp_path / "short.atom.gz").symlink_to("nowhere")
    shelf.stage(file(TEXT)).commit()
    for suffix in ("", ".gz", ".br"):
        assert (tmp_path / f"precious{suffix}").read_bytes() == b"precious"
        assert not (tmp_path / f"world.atom{suffix}").is_symlink()
    assert told(tmp_path / "world.atom") == dict.fromkeys(("identity", "gzip", "br"), TEXT)


@pytest.mark.parametrize(
    "path", ["", ".", "..", "/etc/passwd", "../world.atom", "a/../../b", "world/.."]
)
def test_no_path_leads_out_of_the_folder(shelf: LocalStorage, path: str) -> None:
    with pytest.raises(ValueError, match="not the path of an output file"):
        shelf.stage(file(b"x", path))
    with pytest.raises(ValueError, match="not the path of an output file"):
        shelf.remove(path)


# ── siblings ─────────────────────────────────────────────────────────────────────────────────────


def test_siblings_say_the_same_at_the_same_time(shelf: LocalStorage, tmp_path: Path) -> None:
    shelf.stage(file(TEXT)).commit()
    assert names(tmp_path) == ["world.atom", "world.atom.br", "world.atom.gz"]
    assert told(tmp_path / "world.atom") == dict.fromkeys(("identity", "gzip", "br"), TEXT)
    assert len({each.stat().st_mtime_ns for each in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize(
    ("path", "data", "media_type"),
    [
        ("short.atom", b"<feed/>", ATOM),
        ("picture.jpg", TEXT, "image/jpeg"),
        (".redirects", TEXT, "text/plain"),
        ("noise.txt", os.urandom(5000), "text/plain"),
    ],
)
def test_what_is_not_worth_it_has_no_siblings(
    shelf: LocalStorage, tmp_path: Path, path: str, data: bytes, media_type: str
) -> None:
    shelf.stage(file(data, path, media_type)).commit()
    assert names(tmp_path) == [path]
    assert not shelf.stage(file(data, path, media_type)).changed


@pytest.mark.parametrize("shorter", [b"<feed/>", os.urandom(5000)])
def test_siblings_that_are_not_wanted_any_more_go(
    shelf: LocalStorage, tmp_path: Path, shorter: bytes
) -> None:
    shelf.stage(file(TEXT)).commit()
    standing = shelf.stage(file(shorter)).commit()
    assert names(tmp_path) == ["world.atom"]
    assert shelf.stands("world.atom", standing)


def lose(sibling: Path) -> None:
    sibling.unlink()


def truncate(sibling: Path) -> None:
    status = sibling.stat()
    sibling.write_bytes(sibling.read_bytes()[:-1])
    os.utime(sibling, ns=(status.st_mtime_ns, status.st_mtime_ns))


def replace(sibling: Path) -> None:
    sibling.write_bytes(b"something else")


def touch(sibling: Path) -> None:
    os.utime(sibling, ns=(1, 1))


def outdate(sibling: Path) -> None:
    status = sibling.stat()
    sibling.write_bytes(gzip.compress(OTHER) if sibling.suffix == ".gz" else brotli.compress(OTHER))
    os.utime(sibling, ns=(status.st_mtime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("suffix", [".gz", ".br"])
@pytest.mark.parametrize("harm", [lose, truncate, replace, touch, outdate])
def test_a_sibling_that_was_harmed_is_noticed_and_mended(
    shelf: LocalStorage, tmp_path: Path, suffix: str, harm: Callable[[Path], None]
) -> None:
    standing = shelf.stage(file(TEXT)).commit()
    path = tmp_path / "world.atom"
    inode = path.stat().st_ino
    harm(tmp_path / f"world.atom{suffix}")
    assert not shelf.stands("world.atom", standing)
    staged = shelf.stage(file(TEXT))
    assert not staged.changed, "readers get nothing new"
    assert staged.commit() == standing
    assert path.stat().st_ino == inode
    assert told(path) == dict.fromkeys(("identity", "gzip", "br"), TEXT)
    assert names(tmp_path) == ["world.atom", "world.atom.br", "world.atom.gz"]


def test_a_sibling_that_is_a_folder_is_said(shelf: LocalStorage, tmp_path: Path) -> None:
    (tmp_path / "world.atom").write_bytes(b"old")
    (tmp_path / "world.atom.gz").mkdir()
    staged = shelf.stage(file(TEXT))
    with pytest.raises(OutputError, match="Is a directory; the old file is unchanged"):
        staged.commit()
    assert (tmp_path / "world.atom").read_bytes() == b"old"
    staged.discard()
    assert names(tmp_path) == ["world.atom", "world.atom.gz"]


def test_no_sibling_ever_stands_beside_another_content(
    shelf: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "world.atom"
    seen: list[dict[str, bytes]] = []

    def looking(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **keywords: object) -> object:
            seen.append(told(path))
            done = real(*args, **keywords)
            seen.append(told(path))
            return done

        return call

    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, looking(getattr(Path, name)))
    for data in (TEXT, OTHER, b"short", TEXT):
        shelf.stage(file(data)).commit()
    shelf.remove("world.atom")
    assert len(seen) > 20
    for contents in seen:
        assert len(set(contents.values())) <= 1, "one content at a time"
        assert not contents or "identity" in contents, "and none without the file itself"


# ── times ────────────────────────────────────────────────────────────────────────────────────────


def test_two_versions_never_have_the_same_second(shelf: LocalStorage, tmp_path: Path) -> None:
    seconds = []
    for number in range(5):
        shelf.stage(file(b"%d" % number)).commit()
        seconds.append((tmp_path / "world.atom").stat().st_mtime_ns // SECOND)
    assert seconds == sorted(set(seconds))


def test_a_clock_that_was_far_ahead_is_forgotten(shelf: LocalStorage, tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    now = time.time_ns()
    for ahead, expected in ((0, 1), (59, 60), (3600, 0), (-1, 0)):
        shelf.stage(file(b"%d" % ahead)).commit()
        os.utime(path, ns=(now, now + ahead * SECOND))
        shelf.stage(file(b"new %d" % ahead)).commit()
        assert path.stat().st_mtime_ns // SECOND - now // SECOND in {expected, expected + 1}


def test_stands_sees_every_change(shelf: LocalStorage, tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    standing = shelf.stage(file(b"feed")).commit()
    moment = path.stat().st_mtime_ns
    assert shelf.stands("world.atom", standing)
    os.utime(path, ns=(1, 1))
    assert not shelf.stands("world.atom", standing)
    os.utime(path, ns=(moment, moment))
    assert shelf.stands("world.atom", standing)
    path.write_bytes(b"longer")
    os.utime(path, ns=(moment, moment))
    assert not shelf.stands("world.atom", standing)
    path.unlink()
    assert not shelf.stands("world.atom", standing)
    path.mkdir()
    assert not shelf.stands("world.atom", standing)
    assert not shelf.stands("world.atom/below/x", standing)


# ── taking down, sweeping up ─────────────────────────────────────────────────────────────────────


def test_a_file_is_taken_down_once_with_its_siblings(shelf: LocalStorage, tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    shelf.stage(file(TEXT)).commit()
    assert shelf.remove("world.atom")
    assert names(tmp_path) == []
    assert not shelf.remove("world.atom")
    assert not shelf.remove("nowhere/world.atom")
    path.mkdir()
    with pytest.raises(OutputError, match=f"cannot write {path}: Is a directory"):
        shelf.remove("world.atom")


def test_a_removal_that_was_cut_short_is_finished(shelf: LocalStorage, tmp_path: Path) -> None:
    (tmp_path / "world.atom.gz").write_bytes(b"left")
    assert shelf.remove("world.atom")
    assert names(tmp_path) == []


def test_only_our_own_litter_is_swept_in_all_folders(shelf: LocalStorage, tmp_path: Path) -> None:
    others = [
        "world.atom",
        ".world.atom.tmp",
        ".world.atom.abc.syndicator-tmp",
        "world.atom.abcdefgh.syndicator-tmp",
        ".world.atom.abcdefgh.syndicator-tmp.keep",
        ".hidden",
    ]
    elsewhere = tmp_path / "elsewhere"
    output = tmp_path / "out"
    folders = [output, output / "world", output / "private", output / "private" / "partners"]
    for folder in (elsewhere, *folders):
        folder.mkdir()
        for name in others:
            (folder / name).write_bytes(b"")
        (folder / ".world.atom.abcdefgh.syndicator-tmp").write_bytes(b"")
        (folder / ".world.atom.gz.abcdefgh.syndicator-tmp").write_bytes(b"")
    (output / ".d.abcdefgh.syndicator-tmp").mkdir()
    (output / ".l.abcdefgh.syndicator-tmp").symlink_to("world.atom")
    (output / "linked").symlink_to(elsewhere)
    shelf = LocalStorage(output)
    assert shelf.sweep() == 2 * len(folders)
    assert shelf.sweep() == 0
    for folder in folders[1:]:
        assert set(others) <= set(names(folder))
        assert not any(
            name.endswith("h.syndicator-tmp") for name in set(names(folder)) - set(others)
        )
    assert {".d.abcdefgh.syndicator-tmp", ".l.abcdefgh.syndicator-tmp"} <= set(names(output))
    assert len(names(elsewhere)) == len(others) + 2
    assert LocalStorage(tmp_path / "nowhere").sweep() == 0


# ── what can go wrong ────────────────────────────────────────────────────────────────────────────


def in_the_way(folder: Path) -> str:
    (folder / "out").write_bytes(b"a file")
    return "out/world.atom"


def a_directory(folder: Path) -> str:
    (folder / "world.atom").mkdir()
    return "world.atom"


def too_long(folder: Path) -> str:
    assert folder.is_dir()
    return "x" * 300


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (in_the_way, "Not a directory"),
        (a_directory, "Is a directory"),
        (too_long, "File name too long"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    shelf: LocalStorage, tmp_path: Path, prepare: Callable[[Path], str], reason: str
) -> None:
    path = prepare(tmp_path)
    with pytest.raises(OutputError) as raised:
        shelf.stage(file(TEXT, path)).commit()
    place = tmp_path / path
    assert str(raised.value) == f"cannot write {place}: {reason}; the old file is unchanged"


@pytest.mark.parametrize("call", ["fsync", "fchmod", "utime"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_full_or_broken_disk_leaves_what_stood_and_no_litter(
    shelf: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, nth: int
) -> None:
    shelf.stage(file(TEXT)).commit()
    before = names(tmp_path)
    calls = iter(range(1, 100))
    real = getattr(os, call)

    def fail(*args: object, **keywords: object) -> object:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **keywords)

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OutputError, match="No space left on device"):
        shelf.stage(file(OTHER))
    assert names(tmp_path) == before
    assert told(tmp_path / "world.atom") == dict.fromkeys(("identity", "gzip", "br"), TEXT)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from syndicator.errors import OutputError
from syndicator.publish.storage.base import File
from syndicator.publish.storage.open import open_storage
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    data = b"x" * 1_000_000
    open_storage(Path(sys.argv[1])).stage(File(path="world.atom", data=data, media_type="text/xml"))
except OutputError as error:
    print(error)
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from syndicator.publish.storage.base import File
from syndicator.publish.storage.open import open_storage
left = int(sys.argv[2])
def counted(real):
    def call(*args, **keywords):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **keywords)
    return call
for name in ("replace", "unlink"):
    setattr(Path, name, counted(getattr(Path, name)))
shelf = open_storage(Path(sys.argv[1]))
shelf.stage(File(path="world.atom", data=b"new " * 1000, media_type="text/xml")).commit()
"""


def test_a_real_write_that_fails_half_way(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"cannot write {path}: File too large; the old file is unchanged\n"
    assert names(tmp_path) == ["world.atom"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("steps", range(6))
def test_what_a_killed_run_left_is_put_right(
    shelf: LocalStorage, tmp_path: Path, steps: int
) -> None:
    shelf.stage(file(TEXT)).commit()
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(steps)], check=False)
    path = tmp_path / "world.atom"
    contents = told(path)
    assert contents["identity"] in {TEXT, b"new " * 1000}
    assert len(set(contents.values())) == 1
    swept = shelf.sweep()
    assert swept == max(0, 3 - max(0, steps - 2))
    assert not any(name.startswith(".") for name in names(tmp_path))
    shelf.stage(file(OTHER)).commit()
    assert told(path) == dict.fromkeys(("identity", "gzip", "br"), OTHER)


def test_what_is_staged_is_on_disk_before_it_can_be_renamed(
    shelf: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    staged = shelf.stage(file(TEXT))
    assert synced == [each.stat().st_ino for each in staged.aside.values()]
    assert len(synced) == 3
    staged.commit()
    assert synced[3:] == [tmp_path.stat().st_ino]


def test_a_file_system_without_directory_fsync_is_no_failure(
    shelf: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    shelf.stage(file(b"x")).commit()
    assert (tmp_path / "world.atom").read_bytes() == b"x"


def test_a_folder_is_opened_as_one(tmp_path: Path) -> None:
    assert open_storage(tmp_path / "out") == LocalStorage(tmp_path / "out")
    assert not (tmp_path / "out").exists(), "nothing is made before it is needed"
