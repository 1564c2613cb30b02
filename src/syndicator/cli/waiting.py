"""What an operator is told of sources that are not asked, because their host said so."""

from __future__ import annotations

from syndicator.config import Config
from syndicator.model.moments import format_moment
from syndicator.store.hosts import LeftAlone


def waiting(left: LeftAlone, config: Config) -> str:
    """In a line: who asked to be left alone, until when, and by which answer."""
    until = format_moment(left.until, config.timezone)
    answer = f" ({left.status})" if left.status else ""
    return f"{left.host} asked to be left alone until {until}{answer}"


def waiting_sources(left: LeftAlone, config: Config) -> str:
    """Say the same, and which sources wait for it, or how many."""
    several = len(left.sources) > 1
    who = f"{len(left.sources)} sources wait" if several else f"{left.sources[0]} waits"
    return f"{waiting(left, config)}: {who}"
