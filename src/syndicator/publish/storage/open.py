"""Opens the storage that ``output`` of the configuration names."""

from __future__ import annotations

from pathlib import Path

from syndicator.publish.storage.base import Storage


def open_storage(output: Path | str) -> Storage:
    """Open the place that ``output`` of the configuration names. Nothing is asked or made yet.

    Args:
        output: a folder, or the URL of a store: ``s3://bucket/prefix``.

    Raises:
        OutputError: the package that speaks with such a store is missing.
    """
    # Each backend is imported where it is used: fsspec and its like take long.
    if isinstance(output, Path):
        from syndicator.publish.storage.local import LocalStorage  # noqa: PLC0415

        return LocalStorage(output)
    from syndicator.publish.storage.object_store import ObjectStorage  # noqa: PLC0415

    return ObjectStorage(output)
