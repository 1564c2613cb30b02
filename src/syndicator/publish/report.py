"""What a publish did, as a value and in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from syndicator.log import Log
from syndicator.model import FeedName

log = Log(__name__)


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
    instead: tuple[tuple[int, int], ...] = ()
    """Items that ended, each with the copy that takes its place from now on."""
    written: bool = False
    """Whether any file was replaced or taken down: not if all bytes are the same."""


def place_of(output: Path | str, path: str) -> Path | str:
    """Where a file of the output is, for people."""
    return output / path if isinstance(output, Path) else f"{output}/{path}"


def log_feed(report: FeedReport) -> None:
    """One feed was built or taken down."""
    log.info(
        "feed.published",
        feed=report.feed,
        entries=report.entries,
        published=report.published,
        revised=report.revised,
        withdrawn=report.withdrawn,
        written=report.written,
    )
    for gone, copy in report.instead:
        log.info("story.replaced", feed=report.feed, item=gone, copy=copy)


def log_clock(now: datetime, last: datetime) -> None:
    """The clock was set back; permissions are held against the last moment that was known."""
    behind = int((last - now).total_seconds())
    log.warning("clock.behind", seconds=behind, problem="the clock is before the last publish")
