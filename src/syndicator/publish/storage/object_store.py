"""Output files in an object store, through fsspec (I/O).

A store replaces an object whole or not at all, and lets nobody see one before it is there; so
content waits in memory for its `commit`, and nothing is ever left aside. Files are stored as they
are, without a content coding: a store sends what it has to everybody, and not every feed reader
can decode. What compresses for those who can is the network in front of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from syndicator.errors import OutputError
from syndicator.model import Digest
from syndicator.publish.storage.base import File, Standing

_Headers = Callable[[File], dict[str, object]]


def _amazon(file: File) -> dict[str, object]:
    # No ACL: most buckets refuse one, and who may read is the bucket's policy.
    return {"ContentType": file.media_type, "CacheControl": file.cache_control}


def _google(file: File) -> dict[str, object]:
    kept = {"cache_control": file.cache_control}
    return {"content_type": file.media_type, "fixed_key_metadata": kept}


def _azure(file: File) -> dict[str, object]:
    settings = {"content_type": file.media_type, "cache_control": file.cache_control}
    return {"content_settings": settings}


_HEADERS: Final[dict[str, _Headers]] = {"s3": _amazon, "gs": _google, "az": _azure}
"""How each store is told what to serve a file with."""
_OPTIONS: Final[dict[str, dict[str, object]]] = {
    # Its own package tries again as well: a store that is down must not hold up a stop for minutes.
    "s3": {
        "config_kwargs": {
            "connect_timeout": 5,
            "read_timeout": 20,
            "retries": {"total_max_attempts": 1},
        }
    },
}
_VERSIONS: Final = ("ETag", "etag", "md5Hash", "created", "mtime")
"""What fsspec's file systems call that by which a store tells two versions of an object apart."""
_SECRET: Final = re.compile(
    r"(?<=://)[^/\s@]*@|\?\S+|(?i:(?:key|secret|token|signature)\w*[=:]\s*\S+)"
)
"""What might be one, in the message of a package that is not ours."""
_MAX_MESSAGE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedObject:
    """Content that waits in memory."""

    file: File
    sha256: Digest
    changed: bool
    shelf: ObjectStorage

    @property
    def path(self) -> str:
        """As in `File`."""
        return self.file.path

    def commit(self) -> Standing:
        """See `syndicator.publish.storage.base.Staged`."""
        if self.changed:
            self.shelf.put(self.file)
        stamp = self.shelf.stamp(self.path)
        if stamp is None:
            raise OutputError(f"{self.shelf.shown(self.path)} vanished while it was written")
        return Standing(sha256=self.sha256, stamp=stamp)

    def discard(self) -> None:
        """Nothing was written."""


@cache
def _opened(scheme: str) -> Any:
    """Open what speaks with a kind of store: once, for it keeps connections."""
    import fsspec  # noqa: PLC0415  # an optional extra, and slow to import

    filesystem: Callable[..., Any] = fsspec.filesystem
    # A listing that is kept would hide what others do to the store; a file system that is shared
    # belongs to whoever made it first, with options that are not ours.
    return filesystem(
        scheme, use_listings_cache=False, skip_instance_cache=True, **_OPTIONS.get(scheme, {})
    )


class ObjectStorage:
    """A place in an object store; see `syndicator.publish.storage.base.Storage`.

    Args:
        url: ``s3://bucket/prefix``, or of another store that fsspec knows, without credentials.

    Raises:
        OutputError: the package that speaks with such a store is missing.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._scheme, _, self._root = self._url.partition("://")
        try:
            self._store = _opened(self._scheme)
        except (ImportError, ValueError) as error:
            raise OutputError(f"cannot open the output {self._url}: {_reason(error)}") from error

    def stage(self, file: File) -> StagedObject:
        """Compare with what stands; nothing is written before `StagedObject.commit`."""
        return StagedObject(
            file=file,
            sha256=Digest(hashlib.sha256(file.data).hexdigest()),
            changed=not self._holds(file),
            shelf=self,
        )

    def remove(self, path: str) -> bool:
        """Take an object down; in a bucket that keeps versions, older ones are the bucket's."""
        key = self._key(path)
        if self._found(path) is None:
            return False
        with self._translated(path), contextlib.suppress(FileNotFoundError):
            self._store.rm_file(key)
        return True

    def stands(self, path: str, standing: Standing) -> bool:
        """Tell by size and version, at the price of one request."""
        return self.stamp(path) == standing.stamp

    def intact(self, path: str, standing: Standing) -> bool:
        """As `stands`: the store's own version says it, and fetching them all would be dear."""
        return self.stands(path, standing)

    def paths(self) -> Iterator[str]:
        """List everything below the place."""
        with self._translated(""):
            try:
                found = self._store.find(self._root)
            except FileNotFoundError:
                found = []
        for key in found:
            yield str(key).lstrip("/").removeprefix(f"{self._root.lstrip('/')}/")

    def read(self, path: str) -> bytes | None:
        """Fetch an object."""
        key = self._key(path)
        with self._translated(path), contextlib.suppress(FileNotFoundError):
            data: bytes = self._store.cat_file(key)
            return data
        return None

    def sweep(self) -> int:
        """Nothing: what is not committed is not in the store."""
        return 0

    def put(self, file: File) -> None:
        """Upload a file with what is to be served beside it.

        Raises:
            OutputError: the store did not take it; what stood still stands.
        """
        headers = _HEADERS.get(self._scheme)
        key = self._key(file.path)
        with self._translated(file.path):
            self._store.pipe_file(key, file.data, **(headers(file) if headers else {}))

    def stamp(self, path: str) -> str | None:
        """Say by what an object is known to be the one that was put there; None if there is none.

        Raises:
            OutputError: the store does not answer.
        """
        found = self._found(path)
        if found is None:
            return None
        version = next((str(found[key]) for key in _VERSIONS if found.get(key)), "")
        return f"{found['size']}@{version.strip(chr(34))}"

    def shown(self, path: str) -> str:
        """The address of an object, for a message."""
        return f"{self._url}/{path}"

    def _holds(self, file: File) -> bool:
        found = self._found(file.path)
        if found is None or found["size"] != len(file.data):
            return False
        # Where the version is the MD5 of the content, as it mostly is in S3, nothing is fetched.
        md5 = hashlib.md5(file.data, usedforsecurity=False).hexdigest()
        if str(found.get("ETag", "")).strip('"') == md5:
            return True
        key = self._key(file.path)
        with self._translated(file.path), contextlib.suppress(FileNotFoundError):
            return bool(self._store.cat_file(key) == file.data)
        return False

    def _found(self, path: str) -> Mapping[str, Any] | None:
        key = self._key(path)
        with self._translated(path), contextlib.suppress(FileNotFoundError):
            found: Mapping[str, Any] = self._store.info(key)
            return found if found["type"] == "file" else None
        return None

    def _key(self, path: str) -> str:
        if path.startswith("/") or {"", ".", ".."} & set(path.split("/")):
            raise ValueError(f"not the path of an output file: {path!r}")
        return f"{self._root}/{path}"

    @contextlib.contextmanager
    def _translated(self, path: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            # Each store's package has errors of its own, with no common root.
            raise OutputError(
                f"cannot write {self.shown(path)}: {_reason(error)}; the old file is unchanged"
            ) from error


def _reason(error: Exception) -> str:
    """One line for an operator, without credentials."""
    if isinstance(error, FileNotFoundError):
        # Packages say this of a bucket, whatever text they put to it: an object need not be there.
        return "there is no such bucket, or it is hidden from us"
    lines = str(getattr(error, "strerror", None) or error).strip().splitlines()
    text = " ".join(lines[0].split()) if lines else type(error).__name__
    return _SECRET.sub("…", text)[:_MAX_MESSAGE].rstrip(". ")
