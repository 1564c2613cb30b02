from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    SourceName,
)
from syndicator.poll import cadence
from syndicator.poll.cadence import next_poll, share

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


@pytest.mark.parametrize(
    ("outcome", "failures", "ttl", "every", "expected"),
    [
        pytest.param(fetched(), 0, None, HOUR, HOUR, id="every"),
        pytest.param(NotModified(headers={}), 0, None, HOUR, HOUR, id="304"),
        pytest.param(fetched(), 0, None, WEEK, WEEK, id="the operator may be slower than a day"),
        pytest.param(fetched(), 0, 2 * HOUR, HOUR, 2 * HOUR, id="ttl is later"),
        pytest.param(fetched(), 0, MINUTE, HOUR, HOUR, id="ttl is earlier"),
        pytest.param(fetched(), 0, WEEK, HOUR, DAY, id="ttl is clamped"),
        pytest.param(fetched(cache_control="max-age=7200"), 0, None, HOUR, 2 * HOUR, id="max-age"),
        pytest.param(fetched(cache_control="max-age=9999999"), 0, None, HOUR, DAY, id="clamped"),
        pytest.param(
            NotModified(headers={"expires": "Sun, 01 Mar 2026 15:00:00 GMT"}),
            0, 2 * HOUR, HOUR, 3 * HOUR, id="the latest wins",
        ),
        pytest.param(fetched(retry_after="7200"), 0, None, HOUR, 2 * HOUR, id="Retry-After on 200"),
        pytest.param(failed(), 1, None, HOUR, HOUR, id="first failure"),
        pytest.param(failed(), 2, None, HOUR, 2 * HOUR, id="second failure"),
        pytest.param(failed(), 4, None, HOUR, 8 * HOUR, id="fourth failure"),
        pytest.param(failed(), 6, None, HOUR, DAY, id="back-off ends at a day"),
        pytest.param(failed(), 10**9, None, WEEK, WEEK, id="failing for ever"),
        pytest.param(failed(THROTTLED), 1, None, HOUR, 2 * HOUR, id="throttled"),
        pytest.param(failed(THROTTLED, 5 * HOUR), 1, None, HOUR, 5 * HOUR, id="minimum"),
        pytest.param(failed(THROTTLED, MINUTE), 3, None, HOUR, 8 * HOUR, id="not maximum"),
        pytest.param(failed(THROTTLED, 3 * DAY), 1, None, HOUR, 3 * DAY, id="days"),
        pytest.param(failed(THROTTLED, 99 * DAY), 1, None, HOUR, WEEK, id="a week"),
        pytest.param(failed(retry_after="7200"), 1, None, HOUR, 2 * HOUR, id="404"),
        pytest.param(failed(cache_control="max-age=7200"), 1, None, HOUR, 2 * HOUR, id="cached"),
    ],
)  # fmt: skip
def test_rules(
    outcome: FetchResult,
    failures: int,
    ttl: timedelta | None,
    every: timedelta,
    expected: timedelta,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cadence, "SPREAD", 0)
        found = next_poll(
            source=SOURCE, now=NOW, every=every, outcome=outcome, failures=failures, ttl=ttl
        )
    assert found == NOW + expected


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
    assert late[-1] <= 0.1
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
)
def test_never_too_early_and_never_too_late(
    source: SourceName,
    every: timedelta,
    outcome: FetchResult,
    failures: int,
    ttl: timedelta | None,
) -> None:
    found = next_poll(
        source=source, now=NOW, every=every, outcome=outcome, failures=failures, ttl=ttl
    )
    assert found is not None
    asked = (outcome.retry_after if isinstance(outcome, Failed) else None) or timedelta(0)
    assert found >= NOW + max(every, min(asked, WEEK), min(ttl or every, DAY))
    assert found <= NOW + max(every, DAY, min(asked, WEEK)) * 1.1
