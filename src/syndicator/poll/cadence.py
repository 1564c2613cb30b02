"""When to ask a source again. Pure.

====================================  ==========================================================
What happened                          The next poll
====================================  ==========================================================
200 or 304                             after ``every``
`Failed`, the n-th time in a row       after ``every`` · 2^(n-1), at most a day
throttled (429, 503), the n-th time    after ``every`` · 2^n, at most a day
gone (410)                             never
``max-age``, ``Expires``, feed's ttl   not before, up to a day, whatever happened
``Retry-After``                        not before, up to a week, whatever happened
====================================  ==========================================================

The latest of them wins. ``every`` is the operator's word: one that is longer than a day is never
shortened. To what comes out up to a tenth is added, a share that is fixed by the source's name:
sources are spread evenly, a restart moves nothing, and nobody is asked before the time is up.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from syndicator.model import Failed, FailureKind, FetchResult, SourceName
from syndicator.poll.headers import fresh_for, retry_after

LONGEST_HINT: Final = timedelta(days=1)
"""The longest that a cache lifetime, a ttl or our own back-off keeps us away."""
LONGEST_RETRY_AFTER: Final = timedelta(days=7)
SPREAD: Final = 0.1
"""The largest share of an interval that is added to it."""
_MOST_DOUBLINGS: Final = 30


def next_poll(
    *,
    source: SourceName,
    now: datetime,
    every: timedelta,
    outcome: FetchResult,
    failures: int = 0,
    ttl: timedelta | None = None,
) -> datetime | None:
    """The time of the next poll; the table above.

    Args:
        source: whose poll; fixes the jitter.
        now: the time of the poll that had this outcome.
        every: the operator's interval for this source; positive.
        outcome: of the poll; its header fields hold the server's hints.
        failures: how many polls in a row have failed, this one included; 0 after a success.
        ttl: what the feed itself asks for: ``ttl`` or ``sy:updatePeriod``.

    Returns:
        An aware time after ``now``; None: never again, because the source is gone.
    """
    if isinstance(outcome, Failed) and outcome.kind is FailureKind.GONE:
        return None
    floors = [every, _backed_off(every, outcome, failures)]
    hints = (ttl, fresh_for(outcome.headers, now))
    floors += [min(hint, LONGEST_HINT) for hint in hints if hint is not None]
    asked = outcome.retry_after if isinstance(outcome, Failed) else None
    asked = asked or retry_after(outcome.headers, now)
    if asked is not None:
        floors.append(min(asked, LONGEST_RETRY_AFTER))
    return now + max(floors) * (1 + SPREAD * share(source))


def share(source: SourceName) -> float:
    """A number in [0, 1) that is always the same for one name, and even over many."""
    digest = hashlib.sha256(source.encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32


def _backed_off(every: timedelta, outcome: FetchResult, failures: int) -> timedelta:
    if not isinstance(outcome, Failed):
        return every
    throttled = outcome.kind is FailureKind.THROTTLED
    doublings = max(failures, 1) - (0 if throttled else 1)
    seconds = every.total_seconds() * 2.0 ** min(doublings, _MOST_DOUBLINGS)
    return timedelta(seconds=min(seconds, LONGEST_HINT.total_seconds()))
