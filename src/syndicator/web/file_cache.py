"""Files as they are sent: read once for each version, hashed, and kept while they are small (I/O).

What stands on disk is asked at every request, by size and time: a file is new for readers at the
moment at which it is replaced, and gone when it is removed. A compressed sibling counts only if it
carries its file's time, as `syndicator.publish.storage.local` writes it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import OrderedDict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from syndicator.publish.storage.compression import CODINGS
from syndicator.web import delta
from syndicator.web.conditional import Validators
from syndicator.web.delta import Digests
from syndicator.web.negotiation import IDENTITY
from syndicator.web.real_files import Changed, is_private, opened

REDIRECTS: Final = ".redirects"
"""Lines ``old new;``: files that have moved, by their addresses below the output folder."""
GONE: Final = ".gone"
"""What is put behind a page's name: the page that stands where a story was withdrawn."""

_KEPT_EACH: Final = 1_000_000
"""Octets. What is larger is read from disk at each request, a piece at a time."""
_KEPT: Final = 64_000_000
"""Octets of all that is kept."""
_ENTITIES: Final = 20_000
"""Files whose validators are kept, with or without their content."""
_PIECE: Final = 256_000
_PAST: Final = 60
"""Versions of a feed whose entries are remembered, each coding counted."""
_SUFFIXES: Final = {coding: suffix for suffix, coding in CODINGS.items()} | {IDENTITY: ""}

Stamp = tuple[int, int, int, int]
"""Inode, size, and the times at which content and inode changed; no two versions share all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file in one coding, as it was read."""

    path: str
    """Below the output folder, without the coding's suffix; as it was asked for."""
    real_path: str
    """The same with all links resolved: what is read, by which it is judged who may."""
    place: str
    stamp: Stamp
    """Of what was read."""
    whole: Stamp
    """That of the file itself, of which this may be a compressed sibling."""
    coding: str
    size: int
    """Octets."""
    validators: Validators
    body: bytes | None
    """None: too large to be kept."""
    entries: Digests | None
    """Of a feed document."""


class Library:
    """The output folder. `known` and `keep` are for one thread, the others for any."""

    def __init__(self, root: Path, *, kept: int = _KEPT) -> None:
        """Look at a folder, which need not be there yet; keep so many octets of it at most."""
        self._root = os.path.realpath(root)
        self._kept = kept
        self._octets = 0
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._past: OrderedDict[str, OrderedDict[str, Digests]] = OrderedDict()

    def known(self, path: str, codings: tuple[str, ...]) -> Copy | None:
        """The best copy, if it was read before and still is what stands on disk.

        Args:
            path: below the folder.
            codings: that the reader takes, the best first; ``identity`` is the last.

        Returns:
            None if it has to be read.

        Raises:
            OSError: there is no such file.
        """
        place = f"{self._root}/{path}"
        whole = _stamp(os.stat(place))  # noqa: PTH116  # thrice as fast as Path.stat, at every request
        # The best that a reader takes is as good as when it was read if the file is the same.
        copy = self._copies.get(place + _SUFFIXES[codings[0]])
        if copy is None or copy.whole != whole:
            copy = next((self._copies.get(p) for p, *_ in self._standing(path, codings)), None)
            if copy is None or copy.whole != whole:
                return None
        self._copies.move_to_end(copy.place)
        return copy

    def read(self, path: str, codings: tuple[str, ...]) -> Copy:
        """Read the best copy; may take a while.

        Raises:
            FileNotFoundError: there is no such file, or it lies outside of the folder.
            OSError: it cannot be read, or is replaced all the time.
        """
        for _ in range(3):
            for place, coding, stamp, whole in self._standing(path, codings):
                try:
                    return self._read(path, place, coding, stamp, whole)
                except Changed:
                    break
            else:
                raise FileNotFoundError(path)
        raise BlockingIOError(path)

    def keep(self, copy: Copy) -> None:
        """Keep a copy that was read, and let go of those that were not asked for longest."""
        former = self._copies.pop(copy.place, None)
        self._octets += len(copy.body or b"") - len((former and former.body) or b"")
        self._copies[copy.place] = copy
        while self._octets > self._kept or len(self._copies) > _ENTITIES:
            _, dropped = self._copies.popitem(last=False)
            self._octets -= len(dropped.body or b"")
        if copy.entries is not None:
            past = self._past.setdefault(copy.path, OrderedDict())
            past[copy.validators.etag] = copy.entries
            while len(past) > _PAST:
                past.popitem(last=False)
            self._past.move_to_end(copy.path)
            while len(self._past) > _ENTITIES:
                self._past.popitem(last=False)

    def entries(self, path: str, etag: str) -> Digests | None:
        """The entries of an earlier version of a feed; None if it was never sent by us."""
        past = self._past.get(path)
        return past.get(etag) if past else None

    def pieces(self, copy: Copy, start: int, stop: int) -> Generator[bytes, None, None]:
        """Some octets of a copy, a piece at a time.

        Raises:
            OSError: it cannot be read, or no longer is what was read; before the first piece.
        """
        if copy.body is not None:
            yield copy.body[start:stop]
            return
        with opened(self._root, copy.place) as (file, _):
            if _stamp(os.fstat(file.fileno())) != copy.stamp:
                raise BlockingIOError(copy.place)
            file.seek(start)
            while start < stop and (piece := file.read(min(_PIECE, stop - start))):
                start += len(piece)
                yield piece

    def gone(self, path: str) -> bytes | None:
        """The page that says that a story was withdrawn; None: it was not."""
        return self._small(path + GONE)

    def moved(self, path: str) -> str | None:
        """Where a file is now; None: it has not moved."""
        for line in (self._small(REDIRECTS) or b"").decode("utf-8", "replace").splitlines():
            old, _, new = line.strip().rstrip(";").partition(" ")
            if old.lstrip("/") == path and new.strip():
                return new.strip().lstrip("/")
        return None

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return next(self._standing(path, (IDENTITY,)), None) is not None

    def _small(self, path: str) -> bytes | None:
        try:
            with opened(self._root, f"{self._root}/{path}") as (file, real_path):
                # What is said of a private file is private, too.
                if real_path != path and is_private(real_path):
                    return None
                return file.read(_KEPT_EACH)
        except (OSError, Changed):
            return None

    def _standing(
        self, path: str, codings: tuple[str, ...]
    ) -> Iterator[tuple[str, str, Stamp, Stamp]]:
        """The file and its siblings, as far as they are there, in the order of the codings.

        Yields:
            The place, the coding, the stamp of what is there, and that of the file itself.
        """
        place = f"{self._root}/{path}"
        try:
            whole = os.stat(place)  # noqa: PTH116  # see `known`
        except OSError:
            return
        if not stat.S_ISREG(whole.st_mode):
            return
        for coding in codings:
            if coding == IDENTITY:
                yield place, coding, _stamp(whole), _stamp(whole)
                continue
            sibling = place + _SUFFIXES[coding]
            try:
                found = os.stat(sibling)  # noqa: PTH116  # see `known`
            except OSError:
                continue
            if found.st_mtime_ns == whole.st_mtime_ns:
                yield sibling, coding, _stamp(found), _stamp(whole)

    def _read(self, path: str, place: str, coding: str, stamp: Stamp, whole: Stamp) -> Copy:
        small = stamp[1] <= _KEPT_EACH
        etag, body, real_path = self._hashed(place, stamp, whole=small)
        suffix = _SUFFIXES[coding]
        entries = None
        if delta.applies(path):
            entries, whole_path = self._entries(path, stamp)
            if whole_path + suffix != real_path:
                # They are links to different files, or the links changed in between.
                raise FileNotFoundError(path)
        return Copy(
            path=path,
            real_path=real_path.removesuffix(suffix),
            place=place,
            stamp=stamp,
            whole=whole,
            coding=coding,
            size=stamp[1],
            validators=Validators(etag=etag, modified=stamp[2] // 10**9),
            body=body if small else None,
            entries=entries,
        )

    def _hashed(self, place: str, stamp: Stamp, *, whole: bool) -> tuple[str, bytes, str]:
        """A file's entity tag, its content if that is wanted, and its real path."""
        digest = hashlib.sha256()
        pieces: list[bytes] = []
        with opened(self._root, place) as (file, real_path):
            if _stamp(os.fstat(file.fileno())) != stamp:
                raise Changed
            while piece := file.read(_PIECE):
                digest.update(piece)
                if whole:
                    pieces.append(piece)
            if _stamp(os.fstat(file.fileno())) != stamp:
                raise Changed
        return f'"{digest.hexdigest()[:32]}"', b"".join(pieces), real_path

    def _entries(self, path: str, stamp: Stamp) -> tuple[Digests, str]:
        """What is in a feed, read from the file itself, whichever sibling of it was asked for.

        Returns:
            The entries, and the file's real path.
        """
        with opened(self._root, f"{self._root}/{path}") as (file, real_path):
            if os.fstat(file.fileno()).st_mtime_ns != stamp[2]:
                raise Changed
            return delta.digests(file.read(), path), real_path


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
