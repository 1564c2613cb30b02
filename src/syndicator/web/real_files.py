"""A file of the output folder, opened as what it really is, however it was asked for (I/O).

Who may read a file depends on where it lies, not on the address that was asked for: a link below
the folder may lead from a public name to a private file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from syndicator.model.output_feed import PRIVATE


class Changed(BlockingIOError):
    """The file, or a link that leads to it, was replaced while it was read."""


@contextmanager
def opened(root: str, place: str) -> Iterator[tuple[BinaryIO, str]]:
    """Open a regular file of a folder; a link that leads out of the folder is none.

    Args:
        root: the folder, with all links resolved.
        place: of the file.

    Yields:
        The file, and the path below the folder by which it is judged who may read it.

    Raises:
        OSError: there is no such file.
        Changed: a link on the way to it was replaced meanwhile.
    """
    real = os.path.realpath(place)
    if not real.startswith(f"{root}/"):
        raise FileNotFoundError(place)
    # Not blocking: a pipe would wait for whoever writes into it.
    handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise FileNotFoundError(place)
        path = _judged(root, real.removeprefix(f"{root}/"), status)
        # What was opened is what is there now, by that very name.
        if os.path.realpath(place) != real or not os.path.samestat(os.lstat(real), status):
            raise Changed
        yield file, path


def is_private(path: str) -> bool:
    """Whether a path below the output folder is that of a file which is not for everybody."""
    return path.startswith(f"{PRIVATE}/")


def _judged(root: str, path: str, status: os.stat_result) -> str:
    """Find the path of a file below ``private/``, if it lies there in any way.

    Besides links, which are resolved, there are other spellings on a file system that ignores
    case, folders that are mounted twice, and hard links.
    """
    if is_private(path):
        return path
    private = f"{root}/{PRIVATE}"
    try:
        folder = os.stat(private)  # noqa: PTH116  # beside the other calls
    except OSError:
        return path
    parts = path.split("/")
    for end in range(1, len(parts)):
        above = os.stat("/".join((root, *parts[:end])))  # noqa: PTH116  # beside the other calls
        if os.path.samestat(above, folder):
            return "/".join((PRIVATE, *parts[end:]))
    if status.st_nlink > 1:
        for found, _, names in os.walk(private):
            for name in names:
                other = f"{found}/{name}"
                if os.path.samestat(os.lstat(other), status):
                    return other.removeprefix(f"{root}/")
    return path
