"""What a tick writes into the log: one line for each source and each feed."""

from __future__ import annotations

import structlog

from syndicator.ingest import SourceReport
from syndicator.model import Failed
from syndicator.publishing import FeedReport

log = structlog.get_logger(__name__)


def source(report: SourceReport) -> None:
    """One source was polled."""
    outcome = report.outcome
    if isinstance(outcome, Failed):
        log.warning(
            "source.failed", source=report.source, kind=outcome.kind, message=outcome.message
        )
    elif report.new or report.revised:
        log.info("source.read", source=report.source, new=report.new, revised=report.revised)
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


def database(problem: str | None) -> None:
    """The database was opened; the SQLite that this Python came with may have a known bug."""
    if problem:
        log.warning("database.sqlite", problem=problem)
