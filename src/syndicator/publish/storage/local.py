"""Output files in a folder of this machine, replaced whole or not at all (I/O).

Beside a file that is worth it lie its siblings, the same content compressed. At no moment does a
sibling stand beside a file that says anything else: siblings are taken away, the file is replaced,
the new siblings are put there. So a server that finds a sibling may send it, and a file is new for
everybody at once; for the moment between, readers get it uncompressed.

All of them carry the same time, and two versions never the same whole second: servers make
``Last-Modified`` of it, and nginx its ``ETag`` besides.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from syndicator.errors import OutputError, why_unwritten
from syndicator.model import Digest
from syndicator.publish.storage.base import File, Standing
from syndicator.publish.storage.compression import CODINGS, WORTH, compressible, encoded, says

FILE_MODE: Final = 0o644
"""A web server that runs as somebody else reads the output, whatever our umask is."""
DIRECTORY_MODE: Final = 0o755
PRIVATE_FILE_MODE: Final = 0o640
"""What is not for everybody: a web server reads it by its group, if it is given ours."""
PRIVATE_DIRECTORY_MODE: Final = 0o750

_SUFFIX: Final = ".syndicator-tmp"
_OURS: Final = re.compile(rf"\..*\.[a-z0-9_]{{8}}{re.escape(_SUFFIX)}", re.DOTALL)
_SECOND: Final = 10**9
_LARGE: Final = 50_000
"""Octets. To compress these takes longer than to start a thread, which does it beside others."""
_LEAP: Final = 60
"""Seconds. A file that is from further in the future was written by a clock that was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """Content that lies beside its place, on disk."""

    path: str
    sha256: Digest
    changed: bool
    place: Path
    aside: dict[str, Path] = field(default_factory=dict)
    """What is to be put there: by suffix, the file itself by an empty one."""
    stale: tuple[Path, ...] = ()
    """Siblings that are to go before."""

    def commit(self) -> Standing:
        """See `syndicator.publish.storage.base.Staged`."""
        with _translated(self.place):
            for sibling in self.stale:
                sibling.unlink(missing_ok=True)
            # The file comes first: what follows are its siblings.
            for suffix, aside in self.aside.items():
                aside.replace(_beside(self.place, suffix))
            if self.aside or self.stale:
                _sync_directory(self.place.parent)
            stamp = _stamp(self.place)
        return Standing(sha256=self.sha256, stamp=stamp)

    def discard(self) -> None:
        """See `syndicator.publish.storage.base.Staged`."""
        with _translated(self.place):
            for aside in self.aside.values():
                aside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder; see `syndicator.publish.storage.base.Storage`."""

    folder: Path

    def stage(self, file: File) -> StagedFile:
        """Write content aside, in the folder where it is to stand, and wait until it is on disk."""
        place = self._place(file.path)
        with _translated(place):
            self._make_folders(place.parent, private=file.private)
            mode = PRIVATE_FILE_MODE if file.private else FILE_MODE
            before = _status(place)
            same = before is not None and _holds(place, before, file.data)
            moment = before.st_mtime_ns if same and before else _moment(before)
            wanted, stale = _siblings(place, file, moment=moment, same=same)
            if not same:
                wanted = {"": file.data, **wanted}
            elif before and stat.S_IMODE(before.st_mode) & ~mode:
                place.chmod(mode)
            aside: dict[str, Path] = {}
            try:
                for suffix, data in wanted.items():
                    beside = _beside(place, suffix)
                    aside[suffix] = _write_aside(beside, data, mode=mode, moment=moment)
            except BaseException:
                for each in aside.values():
                    with contextlib.suppress(OSError):
                        each.unlink()
                raise
        return StagedFile(
            path=file.path,
            sha256=Digest(hashlib.sha256(file.data).hexdigest()),
            changed=not same,
            place=place,
            aside=aside,
            stale=stale,
        )

    def remove(self, path: str) -> bool:
        """Take a file and its siblings down, for good."""
        place = self._place(path)
        removed = False
        with _translated(place):
            for suffix in (*CODINGS, ""):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    _beside(place, suffix).unlink()
                    removed = True
            if removed:
                _sync_directory(place.parent)
        return removed

    def stands(self, path: str, standing: Standing) -> bool:
        """Tell by size and time, of the file and its siblings."""
        try:
            return _stamp(self._place(path)) == standing.stamp
        except OSError:
            return False

    def intact(self, path: str, standing: Standing) -> bool:
        """Tell by the content of the file and its siblings."""
        place = self._place(path)
        try:
            data = place.read_bytes()
            siblings = [
                (suffix, sibling.read_bytes())
                for suffix in CODINGS
                if (sibling := _beside(place, suffix)).is_file()
            ]
        except OSError:
            return False
        same = hashlib.sha256(data).hexdigest() == standing.sha256
        return same and all(says(coded, suffix, data) for suffix, coded in siblings)

    def paths(self) -> Iterator[str]:
        """Walk the folder and all below it; siblings are files of their own here."""
        waiting = [self.folder]
        while waiting:
            folder = waiting.pop()
            with _translated(folder):
                for each in _entries(folder):
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(Path(each.path))
                    elif each.is_file():
                        yield Path(each.path).relative_to(self.folder).as_posix()

    def read(self, path: str) -> bytes | None:
        """Read a file as it lies."""
        place = self._place(path)
        with _translated(place), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return place.read_bytes()
        return None

    def sweep(self) -> int:
        """Remove what a run of ours that was killed left aside, in the folder and all below it."""
        removed = 0
        waiting = [self.folder]
        while waiting:
            folder = waiting.pop()
            with _translated(folder):
                for each in _entries(folder):
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(Path(each.path))
                    elif _OURS.fullmatch(each.name) and each.is_file(follow_symlinks=False):
                        Path(each.path).unlink(missing_ok=True)
                        removed += 1
        return removed

    def _place(self, path: str) -> Path:
        relative = PurePosixPath(path)
        if relative.is_absolute() or ".." in relative.parts or not relative.name:
            raise ValueError(f"not the path of an output file: {path!r}")
        return self.folder / relative

    def _make_folders(self, folder: Path, *, private: bool) -> None:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        for place in reversed(missing):
            place.mkdir(exist_ok=True)
            place.chmod(DIRECTORY_MODE)
            _sync_directory(place.parent)
        if private:
            for place in (folder, *folder.parents):
                if place == self.folder or self.folder not in place.parents:
                    break
                if stat.S_IMODE(place.stat().st_mode) & ~PRIVATE_DIRECTORY_MODE:
                    place.chmod(PRIVATE_DIRECTORY_MODE)


def _siblings(
    place: Path, file: File, *, moment: int, same: bool
) -> tuple[dict[str, bytes], tuple[Path, ...]]:
    """The siblings that have to be written, and those that have to go first."""
    # What begins with a dot is for the web server itself, which reads it as it is.
    coded = compressible(file.media_type) and not place.name.startswith(".")
    missing: list[str] = []
    stale: list[Path] = []
    for suffix in CODINGS:
        sibling = _beside(place, suffix)
        found = _status(sibling)
        if coded and same and found and _says(sibling, suffix, found, file.data, moment):
            continue
        if found is not None:
            stale.append(sibling)
        if coded:
            missing.append(suffix)
    return _encoded(file.data, missing), tuple(stale)


def _encoded(data: bytes, suffixes: Sequence[str]) -> dict[str, bytes]:
    """What is worth a file of its own, by suffix; a large file in all codings at once."""
    encode = partial(encoded, data)
    if len(data) < _LARGE:
        made = [encode(suffix) for suffix in suffixes]
    else:
        with ThreadPoolExecutor(len(CODINGS)) as threads:
            made = list(threads.map(encode, suffixes))
    return {suffix: each for suffix, each in zip(suffixes, made, strict=True) if each is not None}


def _says(sibling: Path, suffix: str, found: os.stat_result, data: bytes, moment: int) -> bool:
    return (
        stat.S_ISREG(found.st_mode)
        and found.st_mtime_ns == moment
        and found.st_size <= WORTH * len(data)
        and says(sibling.read_bytes(), suffix, data)
    )


def _write_aside(place: Path, data: bytes, *, mode: int, moment: int) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=_SUFFIX, dir=place.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fchmod(opened.fileno(), mode)
            os.utime(opened.fileno(), ns=(moment, moment))
            os.fsync(opened.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    return aside


def _moment(before: os.stat_result | None) -> int:
    """The time of a new version, in nanoseconds of the epoch: a later second than the old one's."""
    now = time.time_ns()
    last = before.st_mtime_ns // _SECOND if before else 0
    return (last + 1) * _SECOND if 0 <= last - now // _SECOND <= _LEAP else now


def _stamp(place: Path) -> str:
    """Size and time of a file and its siblings.

    Raises:
        OSError: there is no such file.
    """
    found = [place.stat(), *(_status(_beside(place, suffix)) for suffix in CODINGS)]
    return " ".join(
        f"{each.st_size}@{each.st_mtime_ns}" if each and stat.S_ISREG(each.st_mode) else "-"
        for each in found
    )


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _holds(place: Path, found: os.stat_result, data: bytes) -> bool:
    try:
        return found.st_size == len(data) and place.read_bytes() == data
    except OSError:
        # Whatever is wrong with the place, writing to it will say so better.
        return False


def _beside(place: Path, suffix: str) -> Path:
    return place.with_name(place.name + suffix)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {why_unwritten(error)}; the old file is unchanged"
        ) from error


def _sync_directory(directory: Path) -> None:
    """Make a rename survive a power cut; the file's own fsync does not (fsync(2))."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems have no fsync for directories and need none.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
