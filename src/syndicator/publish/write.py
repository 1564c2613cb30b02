"""Output files, replaced whole or not at all (I/O).

::

    stage ─▶ Staged ─ commit ─▶ Standing          written aside, fsynced, then renamed over the old
                    └ discard

Between `stage` and `commit` the caller can record what is about to stand. Whatever stops us in
between, a reader sees the old file or the new one, and what is left aside is swept up by `sweep`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from syndicator.errors import OutputError
from syndicator.model import Digest

FILE_MODE: Final = 0o644
"""A web server that runs as somebody else reads the output, whatever our umask is."""
DIRECTORY_MODE: Final = 0o755
PRIVATE_FILE_MODE: Final = 0o640
"""What is not for everybody: a web server reads it by its group, if it is given ours."""
PRIVATE_DIRECTORY_MODE: Final = 0o750

_SUFFIX: Final = ".syndicator-tmp"
_OURS: Final = re.compile(rf"\..*\.[a-z0-9_]{{8}}{re.escape(_SUFFIX)}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An output file as it was written."""

    sha256: Digest
    size: int
    """Octets."""
    mtime_ns: int
    """When it was last changed, in nanoseconds of the epoch, as the file system says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """Content that lies beside its place, on disk, and can take it in one step."""

    path: Path
    sha256: Digest
    aside: Path | None
    """Where it lies; None: the same content stands already, and is left alone."""

    @property
    def changed(self) -> bool:
        """Whether `commit` will replace anything."""
        return self.aside is not None

    def commit(self) -> Standing:
        """Put it in its place, for good.

        Returns:
            What stands now, for `stands`.

        Raises:
            OutputError: it could not be put there.
        """
        with _translated(self.path):
            if self.aside is not None:
                self.aside.replace(self.path)
                _sync_directory(self.path.parent)
            found = self.path.stat()
        return Standing(sha256=self.sha256, size=found.st_size, mtime_ns=found.st_mtime_ns)

    def discard(self) -> None:
        """Take it away again; harmless after `commit`.

        Raises:
            OutputError: it could not be removed.
        """
        with _translated(self.path):
            if self.aside is not None:
                self.aside.unlink(missing_ok=True)


def stage(path: Path, data: bytes, *, private: bool = False) -> Staged:
    """Write content aside, in the directory where it is to stand, and wait until it is on disk.

    Missing directories are made. If the file holds these very bytes already, nothing is written
    and it keeps its time.

    Args:
        path: where it is to stand.
        data: the content.
        private: whether others than our user and group are kept out, of the directory too.

    Raises:
        OutputError: it cannot be written there; what stood still stands.
    """
    sha256 = Digest(hashlib.sha256(data).hexdigest())
    with _translated(path):
        if private:
            _make_directory(path.parent, PRIVATE_DIRECTORY_MODE)
        if _holds(path, data):
            return Staged(path=path, sha256=sha256, aside=None)
        _make_directory(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_SUFFIX, dir=path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), PRIVATE_FILE_MODE if private else FILE_MODE)
                os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                aside.unlink()
            raise
    return Staged(path=path, sha256=sha256, aside=aside)


def remove(path: Path) -> bool:
    """Take a file down, for good.

    Returns:
        Whether there was one.

    Raises:
        OutputError: it could not be removed, and still stands.
    """
    with _translated(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_directory(path.parent)
    return True


def stands(path: Path, standing: Standing) -> bool:
    """Tell cheaply, by size and time, whether a file is still as it was written."""
    try:
        found = path.stat()
    except OSError:
        return False
    size_and_time = (found.st_size, found.st_mtime_ns)
    return stat.S_ISREG(found.st_mode) and size_and_time == (standing.size, standing.mtime_ns)


def sweep(directory: Path) -> int:
    """Remove what a run of ours that was killed left aside, and nothing else.

    Only for the instance that holds the database: what another one has staged looks the same.

    Returns:
        How many files were removed; 0 where there is no such directory.

    Raises:
        OutputError: the directory cannot be read, or a file not removed.
    """
    removed = 0
    with _translated(directory):
        try:
            found = list(os.scandir(directory))
        except FileNotFoundError:
            return 0
        for each in found:
            if _OURS.fullmatch(each.name) and each.is_file(follow_symlinks=False):
                Path(each.path).unlink(missing_ok=True)
                removed += 1
    return removed


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"cannot write {path}: {reason}; what stood there is untouched"
        ) from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        # Whatever is wrong with the place, writing to it will say so better.
        return False


def _make_directory(directory: Path, mode: int = DIRECTORY_MODE) -> None:
    missing = [place for place in (directory, *directory.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        place.chmod(mode if place == directory else DIRECTORY_MODE)
        _sync_directory(place.parent)
    if mode != DIRECTORY_MODE and stat.S_IMODE(directory.stat().st_mode) & ~mode:
        directory.chmod(mode)


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
