"""One running instance for each database: an advisory lock on a file beside it."""

from __future__ import annotations

import fcntl
import os
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Final

from syndicator.errors import InstanceRunning, StoreUnwritable
from syndicator.store.failures import translated
from syndicator.store.sidecar_files import beside, give_to_owner

_LEFT: Final = "checked "


class InstanceLock:
    """``<database>.lock``, held by `flock` and naming the process that holds it.

    The kernel lets go of it when the process ends, however it ends. The file stays: removing it
    would let two processes each lock a file of that name.

    Attributes:
        left: what the last holder left to the next; empty unless it let go of the lock itself.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock at once.

        Raises:
            InstanceRunning: another process holds it.
            StoreUnwritable: the file cannot be made.
        """
        self.path = beside(database, ".lock")
        if not database.parent.is_dir():
            raise StoreUnwritable(f"{database}: there is no directory {database.parent}")
        with translated(self.path, files=True):
            self._descriptor: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o640)
            give_to_owner(self._descriptor, self.path.parent)
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(self._descriptor, 32).decode("ascii", "replace").strip()
                self.forget()
                raise InstanceRunning(
                    f"{database}: another syndicator is at work on it (process {holder or '?'})"
                ) from None
            left = os.pread(self._descriptor, 128, 0).decode("ascii", "replace")
            self.left = left if left.startswith(_LEFT) else ""
            self._write(str(os.getpid()))
        _held.add(self)

    def release(self, left: str = "") -> None:
        """Let go; doing it twice is no error.

        Args:
            left: to the next holder: empty, or a line that begins with ``checked``.
        """
        if self._descriptor is not None:
            self._write(left)
        self.forget()

    def forget(self) -> None:
        """Close the file without unlocking it: another process may share the lock after a fork."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _write(self, text: str) -> None:
        # On a full disk the file stays empty: it is the lock that counts.
        with suppress(OSError):
            if self._descriptor is not None:
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, text.encode(), 0)


_held: weakref.WeakSet[InstanceLock] = weakref.WeakSet()


def _forget_in_child() -> None:
    # A flock belongs to the open file, which a forked worker shares: without this, a worker that
    # outlives a killed service would keep the next one from starting.
    for lock in list(_held):
        lock.forget()


os.register_at_fork(after_in_child=_forget_in_child)
