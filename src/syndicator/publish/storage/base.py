"""Where output files stand: a folder of this machine, or an object store.

::

    stage ─▶ Staged ─ commit ─▶ Standing          written aside, then put in its place in one step
                    └ discard

Between `stage` and `commit` the caller can record what is about to stand. Whatever stops us in
between, a reader sees the old file or the new one. The order in which files are committed is the
caller's: what is pointed to before what points to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from syndicator.model import Digest

CACHED: Final = timedelta(minutes=5)
"""How long a file may be served from a cache whose maker did not say: a kill must reach readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An output file as it should stand."""

    path: str
    """Relative to the output folder, with ``/`` between its parts: ``world/42.html``."""
    data: bytes
    media_type: str
    """As it goes into ``Content-Type``, where the store keeps one."""
    private: bool = False
    """Whether it is only for subscribers with a token."""
    max_age: timedelta | None = None
    """How long a cache may keep it without asking; None: `CACHED`."""

    @property
    def cache_control(self) -> str:
        """The value of ``Cache-Control`` (RFC 9111 §5.2.2)."""
        return cache_control(self.max_age, private=self.private)


def cache_control(max_age: timedelta | None, *, private: bool = False) -> str:
    """Say how long caches may keep what is served (RFC 9111 §5.2.2).

    Args:
        max_age: how long without asking again; None: `CACHED`.
        private: whether it is only for one subscriber: then no shared cache keeps it, and the
            subscriber's own asks every time.
    """
    if private:
        return "private, no-cache"
    return f"public, max-age={int((CACHED if max_age is None else max_age).total_seconds())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A file as it was put in its place."""

    sha256: Digest
    """Of its content, without any encoding."""
    stamp: str
    """What its shelf tells it by, siblings included; says nothing to anybody else."""


class Staged(Protocol):
    """Content that waits for its place, and can take it in one step."""

    @property
    def path(self) -> str:
        """As in `File`."""

    @property
    def sha256(self) -> Digest:
        """Of the content."""

    @property
    def changed(self) -> bool:
        """Whether readers will get other content than what stands; false for a mere repair."""

    def commit(self) -> Standing:
        """Put it in its place, for good.

        Returns:
            What stands now, for `Storage.stands`.

        Raises:
            OutputError: it could not be put there.
        """

    def discard(self) -> None:
        """Take it away again; harmless after `commit`.

        Raises:
            OutputError: it could not be removed.
        """


class Storage(Protocol):
    """A place for output files. Paths are as in `File`."""

    def stage(self, file: File) -> Staged:
        """Prepare a file; if the same content stands already, it is left alone, with its time.

        Raises:
            OutputError: it cannot be written there; what stood still stands.
        """

    def remove(self, path: str) -> bool:
        """Take a file down, for good, in every encoding.

        Returns:
            Whether there was one.

        Raises:
            OutputError: it could not be removed, and still stands.
        """

    def stands(self, path: str, standing: Standing) -> bool:
        """Tell cheaply, without reading it, whether a file is still as it was committed.

        Raises:
            OutputError: the store does not answer.
        """

    def intact(self, path: str, standing: Standing) -> bool:
        """Tell whether a file is still as it was committed, by all that can be read of it.

        Raises:
            OutputError: the store does not answer.
        """

    def paths(self) -> Iterator[str]:
        """Yield the path of every file that is there, whoever put it there.

        Raises:
            OutputError: the store does not answer.
        """

    def read(self, path: str) -> bytes | None:
        """Return what is in a file; None: there is no such file.

        Raises:
            OutputError: the store does not answer.
        """

    def sweep(self) -> int:
        """Remove what a run of ours that was killed left aside, and nothing else.

        Call it before a round of publishing, and only as the instance that holds the database:
        what another one has staged looks the same.

        Returns:
            How many files were removed; 0 where there is no such folder.

        Raises:
            OutputError: a folder cannot be read, or a file not removed.
        """
