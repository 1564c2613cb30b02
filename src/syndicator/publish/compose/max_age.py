"""How long caches may keep a feed: as long as its sources are left in peace, within bounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

LEAST: Final = timedelta(minutes=1)
MAX_AGE: Final = timedelta(hours=1)
"""A withdrawal must reach those who read through a cache, archives and pages too."""
STYLES: Final = timedelta(days=1)
"""What looks a little different for a day does no harm."""


def max_age(intervals: Iterable[timedelta]) -> timedelta:
    """Derive the freshness lifetime of a feed's files (RFC 9111 §4.2.1).

    Args:
        intervals: how often each of the feed's sources is asked.

    Returns:
        The shortest of them, from `LEAST` to `MAX_AGE`: a reader who comes as often misses nothing.
    """
    return max(LEAST, min((*intervals, MAX_AGE)))
