"""What a tick writes into the log: one line for each source and each feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from syndicator.ingest import SourceReport
from syndicator.log import Log
from syndicator.model import Failed

if TYPE_CHECKING:
    from syndicator.publishing.report import FeedReport
    from syndicator.rights.ending import Ending

log = Log(__name__)


def source(report: SourceReport) -> None:
    """One source was polled."""
    outcome = report.outcome
    if isinstance(outcome, Failed):
        log.warning(
            "source.failed", source=report.source, kind=outcome.kind, message=outcome.message
        )
    elif report.new or report.revised or report.said:
        log.info(
            "source.read",
            source=report.source,
            new=report.new,
            revised=report.revised,
            said=report.said,
        )
    else:
        log.debug("source.unchanged", source=report.source)


def feed(report: FeedReport) -> None:
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


def ending(found: Ending) -> None:
    """A permission ends soon."""
    log.warning(
        "grant.ends_soon",
        grant=found.grant,
        expires=found.expires.isoformat(),
        days=found.days,
        threshold=found.threshold,
    )


def database(problem: str | None) -> None:
    """The database was opened; the SQLite that this Python came with may have a known bug."""
    if problem:
        log.warning("database.sqlite", problem=problem)


def disowned(outputs: Iterable[str]) -> None:
    """The database was moved, copied or restored; these files are left alone."""
    for output in outputs:
        problem = "the database lay elsewhere when this output was written; its files are left"
        log.warning("output.left", output=output, problem=problem)


def clock(now: datetime, last: datetime) -> None:
    """The clock was set back; permissions are held against the last moment that was known."""
    behind = int((last - now).total_seconds())
    log.warning("clock.behind", seconds=behind, problem="the clock is before the last publish")
