"""When to ask a source again. Pure.

====================================  ==========================================================
What happened                          The next poll
====================================  ==========================================================
200 or 304                             after the interval that fits the source's own rhythm
`Failed`, the n-th time in a row       after that · 2^(n-1), at most a day
throttled (429, 503), the n-th time    after that · 2^n, at most a day; other sources of its host
                                       after `host_wait`
gone (410)                             never
a hub brings the news (WebSub)         a day later, or when its lease ends
nothing to send back as a validator    a day after the last body that was sent to us, unless
                                       the operator set ``every`` for this very source
``max-age``, ``Expires``, ``ttl``,     not before, up to a day, whatever happened
``sy:updatePeriod``
``Retry-After``                        not before, up to a week, whatever happened
``skipHours``, ``skipDays``            not in them, unless they leave no time at all
====================================  ==========================================================

The latest of them wins. The interval is the operator's word: one that is longer than a day is
never shortened. To what comes out up to a tenth is added, a share that is fixed by the source's
name: sources are spread evenly, a restart moves nothing, and nobody is asked before the time is
up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from syndicator.http.headers import fresh_for, retry_after
from syndicator.model import Failed, FailureKind, Fetched, FetchResult, SourceMeta, SourceName
from syndicator.model.backoff import share

DAY: Final = timedelta(days=1)
MAX_HINT: Final = DAY
"""The longest that a cache lifetime, a ttl or our own back-off keeps us away."""
MAX_RETRY_AFTER: Final = timedelta(days=7)
UNCONDITIONAL: Final = DAY
"""Between two answers that bring the whole feed because there is no validator to send."""
PUSHED: Final = DAY
"""Between two polls of a source that pushes its news (WebSub)."""
SPREAD: Final = 0.1
"""The largest share of an interval that is added to it."""
GAPS: Final = 10
"""So many gaps between a source's last stories make its rhythm."""
FEWEST_GAPS: Final = 4
"""With fewer a source has no rhythm yet."""
MAX_HOST_WAIT: Final = timedelta(hours=1)
"""The longest that a first refusal (429, 503) keeps us from the other sources of its host, and
what it does where it names no time: publishers that have nothing to do with each other share
hosts."""
UNCONDITIONAL_AFTER: Final = timedelta(days=7)
"""After so long without a body, validators are left out once: a server whose ETag never changes
would answer 304 for ever."""

_MAX_DOUBLINGS: Final = 20
_HOUR: Final = timedelta(hours=1)
_SHORTEST_SCHEDULE: Final = timedelta(minutes=1)
_WHOLE: Final = frozenset(
    {
        *(FailureKind.TOO_LARGE, FailureKind.TRUNCATED, FailureKind.ENCODING),
        *(
            FailureKind.CHALLENGE,
            FailureKind.NOT_A_FEED,
            FailureKind.UNSAFE,
            FailureKind.COSTLY,
            FailureKind.UNREADABLE,
        ),
    }
)
"""Failures for which a body was sent to us all the same."""


def interval(
    moments: Iterable[datetime],
    *,
    now: datetime,
    every: timedelta,
    least: timedelta,
    most: timedelta,
) -> timedelta:
    """How often to ask a source for which there is no other reason to wait.

    Half of the median gap between its last stories, the silence since the latest one counted as a
    gap: so it is asked about twice in the time in which it usually brings one, and a source that
    falls silent is asked less and less.

    Args:
        moments: when its stories appeared, in any order; the latest `GAPS` count.
        now: the moment of the poll.
        every: for a source that has no rhythm yet.
        least: never more often, ``min_every``.
        most: never less often, ``max_every``.
    """
    times = sorted({min(moment, now) for moment in moments} | {now}, reverse=True)
    gaps = [later - earlier for later, earlier in pairwise(times[: GAPS + 1])]
    seconds = [gap.total_seconds() for gap in gaps]
    found = every if len(gaps) < FEWEST_GAPS else timedelta(seconds=median(seconds) / 2)
    return min(max(found, least), most)


def while_pushed(every: timedelta, until: datetime | None, *, now: datetime) -> timedelta:
    """How often to ask a source whose news a hub brings: once in `PUSHED`, to see that it does.

    Args:
        every: without the hub; never more often than that.
        until: when the hub ends, unless its lease is renewed; None: no hub brings anything.
        now: when the answer came.
    """
    return every if until is None else max(every, min(PUSHED, until - now))


def next_poll(  # noqa: PLR0913  # each is one more thing that speaks for waiting
    *,
    source: SourceName,
    now: datetime,
    every: timedelta,
    outcome: FetchResult,
    failures: int = 0,
    meta: SourceMeta | None = None,
    conditional: bool = True,
    chosen: bool = False,
    last_success: datetime | None = None,
) -> datetime | None:
    """The time of the next poll; the table above.

    Args:
        source: whose poll; fixes the jitter.
        now: when the answer came.
        every: the interval for this source, from `interval`; positive.
        outcome: of the poll; its header fields hold the server's hints.
        failures: how many polls in a row have failed, this one included; 0 after a success.
        meta: what the feed itself asks for.
        conditional: there is a validator to send with the next request.
        chosen: ``every`` is what the operator set for this very source.
        last_success: when the source was last read before this poll.

    Returns:
        An aware time after ``now``, in whole seconds; None: never again, because it is gone.
    """
    if isinstance(outcome, Failed) and outcome.kind is FailureKind.GONE:
        return None
    waits = [every, _backed_off(every, outcome, failures), *_hints(outcome, meta, now)]
    if not conditional and not chosen:
        waits.append(_until_unconditional(outcome, last_success, now))
    due = now + max(waits) * (1 + SPREAD * share(source))
    return _whole_seconds(_outside_skipped(due, meta, source))


def host_wait(outcome: FetchResult, now: datetime, times: int) -> timedelta | None:
    """How long the other sources of a host are to be left alone, too.

    Args:
        outcome: of a poll of one of its sources. That source itself waits for as long as it was
            told to, `next_poll`.
        now: when the answer came.
        times: how often in a row sources of the host were refused, this answer included.

    Returns:
        What it asked for, but `MAX_HOST_WAIT` at most, and that where it names no time; doubled
        for every time in a row, up to a day: a host that refuses one source after the other means
        all of them. None: it did not say "too many requests".
    """
    if not isinstance(outcome, Failed) or outcome.kind is not FailureKind.THROTTLED:
        return None
    asked = outcome.retry_after or retry_after(outcome.headers, now) or MAX_HOST_WAIT
    wait = max(min(asked, MAX_HOST_WAIT), timedelta(seconds=1))
    return min(_doubled(wait, times - 1), DAY)


def unconditional(last: datetime | None, now: datetime) -> bool:
    """Whether to ask without validators, so that the whole document is sent.

    Args:
        last: when it was sent last, or asked for so; None: not known.
        now: the moment of the poll.
    """
    return last is not None and now - last >= UNCONDITIONAL_AFTER


def _backed_off(every: timedelta, outcome: FetchResult, failures: int) -> timedelta:
    if not isinstance(outcome, Failed):
        return every
    throttled = outcome.kind is FailureKind.THROTTLED
    return min(_doubled(every, max(failures, 1) - (0 if throttled else 1)), MAX_HINT)


def _doubled(wait: timedelta, times: int) -> timedelta:
    """Twice as long, so many times; far beyond a day it stops, so that it stays a number."""
    doubled: int = 2 ** min(times, _MAX_DOUBLINGS)
    return min(wait, DAY) * doubled


def _hints(outcome: FetchResult, meta: SourceMeta | None, now: datetime) -> Iterator[timedelta]:
    """Every wait that the server or the feed asks for, clamped."""
    fresh = fresh_for(outcome.headers, now)
    for hint in (fresh, *_asked_in_feed(meta, now)):
        if hint is not None:
            yield min(hint, MAX_HINT)
    asked = outcome.retry_after if isinstance(outcome, Failed) else None
    asked = asked or retry_after(outcome.headers, now)
    if asked is not None:
        yield min(asked, MAX_RETRY_AFTER)


def _asked_in_feed(meta: SourceMeta | None, now: datetime) -> Iterator[timedelta | None]:
    """RSS 2.0 ``ttl``, and the next moment by RSS 1.0's syndication module.

    With ``updateBase`` the schedule is fixed: what was fetched late is due again on time.
    """
    if meta is None:
        return
    yield meta.ttl
    step, base = meta.update_every, meta.update_base
    if step is not None and base is not None and step >= _SHORTEST_SCHEDULE:
        yield step - (now - base) % step
    else:
        yield step


def _until_unconditional(
    outcome: FetchResult, last_success: datetime | None, now: datetime
) -> timedelta:
    """How long until a feed without validators may be sent to us as a whole again."""
    whole = isinstance(outcome, Fetched) or (isinstance(outcome, Failed) and outcome.kind in _WHOLE)
    if whole:
        return UNCONDITIONAL
    # A look-up or a connection that failed cost the source nothing: it is asked again by the
    # back-off, but not before a day has passed since it was read.
    return timedelta(0) if last_success is None else last_success + UNCONDITIONAL - now


def _outside_skipped(due: datetime, meta: SourceMeta | None, source: SourceName) -> datetime:
    """The first moment from then on that lies in no ``skipHours`` and no ``skipDays``, in GMT.

    RSS 2.0, "Optional channel elements". A set that leaves no time at all says nothing.
    """
    hours = frozenset(meta.skip_hours if meta else ())
    days = frozenset(meta.skip_days if meta else ())
    hours = hours if len(hours) < 24 else frozenset()  # noqa: PLR2004  # all of a day
    days = days if len(days) < 7 else frozenset()  # noqa: PLR2004  # all of a week
    moment = due.astimezone(UTC)
    while moment.hour in hours or moment.weekday() in days:
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    if moment == due:
        return due
    # Not all of them at the stroke of the hour.
    return moment + _HOUR * SPREAD * share(source)


def _whole_seconds(moment: datetime) -> datetime:
    """Rounded up: the database holds whole seconds, and nobody is asked too early."""
    return moment.replace(microsecond=0) + timedelta(seconds=1 if moment.microsecond else 0)
