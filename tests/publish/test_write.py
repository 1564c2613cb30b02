from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from syndicator.errors import OutputError
from syndicator.publish.write import Staged, Standing, remove, stage, stands, sweep


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_appears_whole_and_only_when_committed(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    staged = stage(path, b"<feed/>")
    assert staged.changed
    assert not path.exists()
    standing = staged.commit()
    assert path.read_bytes() == b"<feed/>"
    assert names(tmp_path) == ["world.atom"]
    assert standing == Standing(sha256=staged.sha256, size=7, mtime_ns=path.stat().st_mtime_ns)
    assert standing.sha256 == hashlib.sha256(b"<feed/>").hexdigest()


def test_what_stood_stands_until_then(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    stage(path, b"old").commit()
    staged = stage(path, b"new")
    assert path.read_bytes() == b"old"
    staged.discard()
    assert names(tmp_path) == ["world.atom"]
    assert path.read_bytes() == b"old"
    staged.discard()


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    first = stage(path, b"same").commit()
    os.utime(path, ns=(1, 1))
    inode = path.stat().st_ino
    staged = stage(path, b"same")
    assert not staged.changed
    assert names(tmp_path) == ["world.atom"]
    second = staged.commit()
    staged.discard()
    assert path.stat().st_ino == inode
    assert second == Standing(sha256=first.sha256, size=4, mtime_ns=1)


@pytest.mark.usefixtures("narrow_umask")
def test_others_may_read_whatever_our_umask_is(tmp_path: Path) -> None:
    path = tmp_path / "out" / "deep" / "world.atom"
    stage(path, b"x").commit()
    assert mode(path) == 0o644
    assert mode(tmp_path / "out") == mode(tmp_path / "out" / "deep") == 0o755


@pytest.mark.usefixtures("narrow_umask")
def test_what_is_private_is_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "out" / "private" / "world.atom"
    stage(path, b"x", private=True).commit()
    assert mode(path) == 0o640
    assert (mode(path.parent), mode(path.parent.parent)) == (0o750, 0o755)
    path.parent.chmod(0o755)
    assert not stage(path, b"x", private=True).changed
    assert mode(path.parent) == 0o750
    path.parent.chmod(0o700)
    stage(path, b"y", private=True).commit()
    assert mode(path.parent) == 0o700  # narrower is left alone


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    path = tmp_path / "world.atom"
    path.symlink_to("precious")
    stage(path, b"feed").commit()
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not path.is_symlink()


def test_stands_sees_every_change(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    standing = stage(path, b"feed").commit()
    assert stands(path, standing)
    os.utime(path, ns=(1, 1))
    assert not stands(path, standing)
    os.utime(path, ns=(standing.mtime_ns, standing.mtime_ns))
    assert stands(path, standing)
    path.write_bytes(b"longer")
    os.utime(path, ns=(standing.mtime_ns, standing.mtime_ns))
    assert not stands(path, standing)
    path.unlink()
    assert not stands(path, standing)
    path.mkdir()
    assert not stands(path, standing)
    assert not stands(path / "below" / "x", standing)


def test_a_file_is_taken_down_once(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    stage(path, b"x").commit()
    assert remove(path)
    assert not path.exists()
    assert not remove(path)
    path.mkdir()
    with pytest.raises(OutputError, match=f"cannot write {path}: Is a directory"):
        remove(path)


def in_the_way(path: Path) -> Path:
    path.parent.write_bytes(b"a file")
    return path


def a_directory(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def too_long(path: Path) -> Path:
    return path.with_name("x" * 300)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (in_the_way, "Not a directory"),
        (a_directory, "Is a directory"),
        (too_long, "File name too long"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    tmp_path: Path, prepare: object, reason: str
) -> None:
    assert callable(prepare)
    path: Path = prepare(tmp_path / "out" / "world.atom")
    with pytest.raises(OutputError) as raised:
        stage(path, b"x").commit()
    assert str(raised.value) == f"cannot write {path}: {reason}; what stood there is untouched"


@pytest.mark.parametrize("call", ["fsync", "fchmod"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_full_or_broken_disk_leaves_what_stood_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "world.atom"
    stage(path, b"old").commit()

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OutputError, match=os.strerror(code)):
        stage(path, b"new")
    assert names(tmp_path) == ["world.atom"]
    assert path.read_bytes() == b"old"


LIMITED = """
import resource, signal, sys
from pathlib import Path
from syndicator.errors import OutputError
from syndicator.publish.write import stage
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    stage(Path(sys.argv[1]), b"x" * 1_000_000)
except OutputError as error:
    print(error)
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from syndicator.publish.write import stage
stage(Path(sys.argv[1]), b"new")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_real_write_that_fails_half_way(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"cannot write {path}: File too large; what stood there is untouched\n"
    assert names(tmp_path) == ["world.atom"]
    assert path.read_bytes() == b"old"


def test_what_a_killed_run_left_is_swept_up(tmp_path: Path) -> None:
    path = tmp_path / "world.atom"
    path.write_bytes(b"old")
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert len(names(tmp_path)) == 2
    assert path.read_bytes() == b"old"
    assert sweep(tmp_path) == 1
    assert names(tmp_path) == ["world.atom"]


def test_only_our_own_litter_is_swept(tmp_path: Path) -> None:
    others = [
        "world.atom",
        ".world.atom.tmp",
        ".world.atom.abc.syndicator-tmp",
        "world.atom.abcdefgh.syndicator-tmp",
        ".world.atom.abcdefgh.syndicator-tmp.keep",
        ".hidden",
    ]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".d.abcdefgh.syndicator-tmp").mkdir()
    (tmp_path / ".l.abcdefgh.syndicator-tmp").symlink_to("world.atom")
    (tmp_path / ".world.atom.abcdefgh.syndicator-tmp").write_bytes(b"")
    assert sweep(tmp_path) == 1
    assert names(tmp_path) == sorted(
        [*others, ".d.abcdefgh.syndicator-tmp", ".l.abcdefgh.syndicator-tmp"]
    )
    assert sweep(tmp_path / "nowhere") == 0


def test_what_is_staged_is_on_disk_before_it_can_be_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    staged = stage(tmp_path / "world.atom", b"x")
    assert isinstance(staged, Staged)
    assert staged.aside
    assert synced == [staged.aside.stat().st_ino]
    staged.commit()
    assert synced[1:] == [tmp_path.stat().st_ino]


def test_a_file_system_without_directory_fsync_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    stage(tmp_path / "world.atom", b"x").commit()
    assert (tmp_path / "world.atom").read_bytes() == b"x"
