from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import (
    Digest,
    Failed,
    FailureKind,
    Fetched,
    FetchResult,
    NotModified,
    SourceMeta,
    SourceName,
)
from syndicator.model.backoff import share
from syndicator.poll import cadence
from syndicator.poll.cadence import host_wait, interval, next_poll

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = (timedelta(seconds=s) for s in (60, 3600, 86_400, 604_800))
SOURCE = SourceName("example")
THROTTLED = FailureKind.THROTTLED


def fetched(**headers: str) -> Fetched:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(url="", body=b"", body_hash=Digest(""), headers=fields)


def failed(
    kind: FailureKind = FailureKind.TIMEOUT,
    wait: timedelta | None = None,
    **headers: str,
) -> Failed:
    return Failed(kind=kind, message="", retry_after=wait, headers=fetched(**headers).headers)


def asks(**wishes: Any) -> SourceMeta:
    return SourceMeta(**wishes)


@pytest.mark.parametrize(
    ("outcome", "failures", "meta", "every", "expected"),
    [
        pytest.param(fetched(), 0, None, HOUR, HOUR, id="every"),
        pytest.param(NotModified(headers={}), 0, None, HOUR, HOUR, id="304"),
        pytest.param(fetched(), 0, None, WEEK, WEEK, id="the operator may be slower than a day"),
        pytest.param(fetched(), 0, asks(ttl=2 * HOUR), HOUR, 2 * HOUR, id="ttl is later"),
        pytest.param(fetched(), 0, asks(ttl=MINUTE), HOUR, HOUR, id="ttl is earlier"),
        pytest.param(fetched(), 0, asks(ttl=WEEK), HOUR, DAY, id="ttl is clamped"),
        pytest.param(fetched(), 0, asks(update_every=2 * HOUR), HOUR, 2 * HOUR, id="updatePeriod"),
        pytest.param(fetched(), 0, asks(update_every=WEEK), HOUR, DAY, id="a weekly one"),
        pytest.param(
            fetched(), 0, asks(update_every=6 * HOUR, update_base=NOW - 8 * HOUR), HOUR, 4 * HOUR,
            id="updateBase, by the schedule",
        ),
        pytest.param(
            fetched(), 0, asks(update_every=6 * HOUR, update_base=NOW + 8 * HOUR), HOUR, 2 * HOUR,
            id="updateBase to come",
        ),
        pytest.param(
            fetched(), 0, asks(update_every=6 * HOUR, update_base=NOW), HOUR, 6 * HOUR,
            id="updateBase, just now",
        ),
        pytest.param(
            fetched(), 0, asks(update_every=timedelta(0), update_base=NOW), HOUR, HOUR,
            id="a schedule without pauses",
        ),
        pytest.param(
            fetched(), 0, asks(ttl=3 * HOUR, update_every=2 * HOUR), HOUR, 3 * HOUR,
            id="of two in the feed the later",
        ),
        pytest.param(fetched(cache_control="max-age=7200"), 0, None, HOUR, 2 * HOUR, id="max-age"),
        pytest.param(fetched(cache_control="max-age=9999999"), 0, None, HOUR, DAY, id="clamped"),
        pytest.param(
            NotModified(headers={"expires": "Sun, 01 Mar 2026 15:00:00 GMT"}),
            0, asks(ttl=2 * HOUR), HOUR, 3 * HOUR, id="the latest wins",
        ),
        pytest.param(fetched(retry_after="7200"), 0, None, HOUR, 2 * HOUR, id="Retry-After on 200"),
        pytest.param(
            fetched(retry_after="Sun, 01 Mar 2026 15:00:00 GMT"), 0, None, HOUR, 3 * HOUR,
            id="Retry-After, a date",
        ),
        pytest.param(failed(), 1, None, HOUR, HOUR, id="first failure"),
        pytest.param(failed(), 2, None, HOUR, 2 * HOUR, id="second failure"),
        pytest.param(failed(), 4, None, HOUR, 8 * HOUR, id="fourth failure"),
        pytest.param(failed(), 6, None, HOUR, DAY, id="back-off ends at a day"),
        pytest.param(failed(), 10**9, None, WEEK, WEEK, id="failing for ever"),
        pytest.param(failed(), 2, asks(ttl=5 * HOUR), HOUR, 5 * HOUR, id="failing, with a ttl"),
        pytest.param(failed(THROTTLED), 1, None, HOUR, 2 * HOUR, id="throttled"),
        pytest.param(failed(THROTTLED, 5 * HOUR), 1, None, HOUR, 5 * HOUR, id="minimum"),
        pytest.param(failed(THROTTLED, MINUTE), 3, None, HOUR, 8 * HOUR, id="not maximum"),
        pytest.param(failed(THROTTLED, 3 * DAY), 1, None, HOUR, 3 * DAY, id="days"),
        pytest.param(failed(THROTTLED, 99 * DAY), 1, None, HOUR, WEEK, id="a week"),
        pytest.param(failed(retry_after="7200"), 1, None, HOUR, 2 * HOUR, id="404"),
        pytest.param(failed(cache_control="max-age=7200"), 1, None, HOUR, 2 * HOUR, id="cached"),
        # NOW is a Sunday at 12:00 GMT.
        pytest.param(fetched(), 0, asks(skip_hours=(13, 14, 20)), HOUR, 3 * HOUR, id="skipHours"),
        pytest.param(fetched(), 0, asks(skip_hours=(12,)), HOUR, HOUR, id="not in it then"),
        pytest.param(
            fetched(), 0, asks(skip_hours=(13, *range(14, 24), *range(6))), HOUR, 18 * HOUR,
            id="skipHours over midnight",
        ),
        pytest.param(fetched(), 0, asks(skip_days=(6, 0)), HOUR, 36 * HOUR, id="skipDays"),
        pytest.param(
            fetched(), 0, asks(skip_days=(6,), skip_hours=(0, 1)), HOUR, 14 * HOUR, id="both",
        ),
        pytest.param(
            fetched(), 0, asks(skip_hours=tuple(range(24)), skip_days=tuple(range(7))), HOUR, HOUR,
            id="no time at all",
        ),
    ],
)  # fmt: skip
def test_rules(
    outcome: FetchResult,
    failures: int,
    meta: SourceMeta | None,
    every: timedelta,
    expected: timedelta,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cadence, "SPREAD", 0)
        found = next_poll(
            source=SOURCE, now=NOW, every=every, outcome=outcome, failures=failures, meta=meta
        )
    assert found == NOW + expected


@pytest.mark.parametrize(
    ("outcome", "chosen", "last_success", "expected"),
    [
        pytest.param(fetched(), False, None, DAY, id="the whole feed came"),
        pytest.param(fetched(), True, None, HOUR, id="the operator wants it so"),
        pytest.param(failed(), False, None, HOUR, id="never read, and nothing came"),
        pytest.param(failed(), False, NOW - HOUR, 23 * HOUR, id="read an hour ago"),
        pytest.param(failed(), False, NOW - 2 * DAY, HOUR, id="read days ago"),
        pytest.param(failed(), True, NOW - HOUR, HOUR, id="failing, the operator wants it so"),
        pytest.param(failed(FailureKind.NOT_A_FEED), False, None, DAY, id="something came"),
        pytest.param(failed(FailureKind.TRUNCATED), False, NOW - 2 * DAY, DAY, id="a part came"),
        pytest.param(failed(THROTTLED, WEEK), False, NOW, WEEK, id="the latest wins"),
    ],
)
def test_without_a_validator_a_feed_is_sent_once_a_day(
    outcome: FetchResult, last_success: datetime | None, expected: timedelta, *, chosen: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cadence, "SPREAD", 0)
        found = next_poll(
            source=SOURCE,
            now=NOW,
            every=HOUR,
            outcome=outcome,
            failures=1,
            conditional=False,
            chosen=chosen,
            last_success=last_success,
        )
    assert found == NOW + expected


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        pytest.param([], HOUR, id="no story yet"),
        pytest.param([3, 6, 9], HOUR, id="too few for a rhythm"),
        pytest.param([8, 16, 24, 32, 40, 48], 4 * HOUR, id="one in eight hours"),
        pytest.param([48, 96, 144, 192], 6 * HOUR, id="max_every"),
        pytest.param([0.5, 1, 1.5, 2, 2.5], HOUR / 2, id="min_every"),
        pytest.param([8, 8, 8, 16, 16, 24, 32], 4 * HOUR, id="several of one moment count once"),
        pytest.param([-5, 8, 16, 24, 32], 4 * HOUR, id="dates to come count as now"),
        pytest.param([5] + [5 + n / 6 for n in range(1, 20)], HOUR / 2, id="one silence"),
        pytest.param(
            [*range(8, 81, 8), *(80 + n / 6 for n in range(90))], 4 * HOUR, id="only the last ten"
        ),
    ],
)
def test_a_source_is_asked_as_often_as_it_brings_something(
    ages: list[float], expected: timedelta
) -> None:
    moments = [NOW - timedelta(hours=age) for age in ages]
    found = interval(moments, now=NOW, every=HOUR, least=HOUR / 2, most=6 * HOUR)
    assert found == expected


@given(
    moments=st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30),
    least=st.timedeltas(MINUTE, DAY),
    more=st.timedeltas(timedelta(0), WEEK),
)
def test_a_rhythm_stays_within_its_bounds(
    moments: list[datetime], least: timedelta, more: timedelta
) -> None:
    found = interval(moments, now=NOW, every=HOUR, least=least, most=least + more)
    assert least <= found <= least + more


@pytest.mark.parametrize(
    ("outcome", "times", "expected"),
    [
        pytest.param(fetched(), 1, None, id="200"),
        pytest.param(failed(), 1, None, id="a time-out"),
        pytest.param(failed(FailureKind.STATUS, HOUR), 1, None, id="500 with Retry-After"),
        pytest.param(failed(THROTTLED), 1, HOUR, id="429"),
        pytest.param(failed(THROTTLED), 3, 4 * HOUR, id="the third in a row"),
        pytest.param(failed(THROTTLED), 10**6, DAY, id="at most a day"),
        pytest.param(failed(THROTTLED, 2 * MINUTE), 1, 2 * MINUTE, id="what it asks for"),
        pytest.param(failed(THROTTLED, 2 * MINUTE), 2, 4 * MINUTE, id="twice that"),
        pytest.param(failed(THROTTLED, 3 * DAY), 1, HOUR, id="days: that is for the one source"),
        pytest.param(failed(THROTTLED, 3 * DAY), 2, 2 * HOUR, id="days, for two in a row"),
        pytest.param(failed(THROTTLED, 99 * DAY), 1, HOUR, id="months"),
    ],
)
def test_a_host_waits(outcome: FetchResult, times: int, expected: timedelta | None) -> None:
    assert host_wait(outcome, NOW, times) == expected


def test_gone_is_never_asked_again() -> None:
    gone = failed(FailureKind.GONE, HOUR)
    assert next_poll(source=SOURCE, now=NOW, every=HOUR, outcome=gone, failures=1) is None


def test_sources_are_spread_over_a_tenth_of_the_interval() -> None:
    times = {
        next_poll(source=SourceName(f"s{n}"), now=NOW, every=HOUR, outcome=fetched())
        for n in range(1000)
    }
    late = sorted((time - NOW - HOUR) / HOUR for time in times if time is not None)
    assert late[0] >= 0
    assert late[-1] <= 0.1 + 1 / 3600
    assert 0.045 < sum(late) / len(late) < 0.055


def test_the_share_of_a_name_never_changes() -> None:
    assert share(SourceName("example")) == pytest.approx(0.3158012, abs=1e-6)


outcomes = st.one_of(
    st.builds(fetched, cache_control=st.from_regex(r"max-age=[0-9]{1,9}", fullmatch=True)),
    st.just(NotModified(headers={})),
    st.builds(
        failed,
        st.sampled_from(sorted(set(FailureKind) - {FailureKind.GONE})),
        st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    ),
)


@given(
    source=st.text(min_size=1).map(SourceName),
    every=st.timedeltas(MINUTE, timedelta(days=30)),
    outcome=outcomes,
    failures=st.integers(0, 10_000),
    ttl=st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=400)),
    conditional=st.booleans(),
)
def test_never_too_early_and_never_too_late(
    source: SourceName,
    every: timedelta,
    outcome: FetchResult,
    failures: int,
    ttl: timedelta | None,
    *,
    conditional: bool,
) -> None:
    found = next_poll(
        source=source,
        now=NOW,
        every=every,
        outcome=outcome,
        failures=failures,
        meta=SourceMeta(ttl=ttl),
        conditional=conditional,
    )
    assert found is not None
    assert found.microsecond == 0
    asked = (outcome.retry_after if isinstance(outcome, Failed) else None) or timedelta(0)
    assert found >= NOW + max(every, min(asked, WEEK), min(ttl or every, DAY))
    assert found <= NOW + max(every, DAY, min(asked, WEEK)) * 1.1 + timedelta(seconds=1)


@given(
    hours=st.frozensets(st.integers(0, 23), max_size=23),
    days=st.frozensets(st.integers(0, 6), max_size=6),
    name=st.text(min_size=1).map(SourceName),
)
def test_never_in_an_hour_that_is_to_be_skipped(
    hours: frozenset[int], days: frozenset[int], name: SourceName
) -> None:
    meta = SourceMeta(skip_hours=tuple(hours), skip_days=tuple(days))
    local = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    found = next_poll(source=name, now=local, every=HOUR, outcome=fetched(), meta=meta)
    assert found is not None
    assert found.astimezone(UTC).hour not in hours
    assert found.astimezone(UTC).weekday() not in days
    assert NOW + HOUR <= found <= NOW + WEEK + 2 * HOUR
