"""Files beside the database: their names, their owner, and that they last."""

from __future__ import annotations

import os
from pathlib import Path


def beside(path: Path, suffix: str) -> Path:
    """The file next to a database that carries its name and `suffix`."""
    return path.with_name(path.name + suffix)


def free_name(wanted: Path) -> Path:
    """`wanted`, or with ``-2``, ``-3`` … behind it: a name that no file has."""
    candidate, number = wanted, 1
    while candidate.exists():
        number += 1
        candidate = beside(wanted, f"-{number}")
    return candidate


def make(path: Path) -> None:
    """Make a file, empty, that only its owner may write and only its group may read besides.

    What root makes belongs to the owner of the directory: after a `restore` by the administrator
    the service must still be able to write its database.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o640)
    try:
        give_to_owner(descriptor, path.parent)
    finally:
        os.close(descriptor)


def give_to_owner(descriptor: int, directory: Path) -> None:
    """If we are root, let an open file belong to whom its directory belongs."""
    if os.geteuid() == 0:
        owner = directory.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def sync(path: Path) -> None:
    """Make a file, or the names in a directory, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
