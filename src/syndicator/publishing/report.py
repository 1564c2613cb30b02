"""What a publish did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from syndicator.model import FeedName


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What a publish did to one output feed."""

    feed: FeedName
    path: Path | str
    """Of its first document; in an object store, an address."""
    entries: int
    """In what subscribers poll."""
    archived: int = 0
    """That stand in its archive only."""
    published: int = 0
    revised: int = 0
    withdrawn: int = 0
    written: bool = False
    """Whether any file was replaced or taken down: not if all bytes are the same."""


def place_of(output: Path | str, path: str) -> Path | str:
    """Where a file of the output is, for people."""
    return output / path if isinstance(output, Path) else f"{output}/{path}"
