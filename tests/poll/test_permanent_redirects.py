from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Failed, FailureKind, FetchResult, Move, NotModified
from syndicator.poll.permanent_redirects import CONFIRMATIONS, GRACE, address, after, confirmed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW, OTHER = (f"https://{name}.example/feed" for name in ("old", "new", "other"))


def moved(to: str | None) -> NotModified:
    return NotModified(headers={}, moved_to=to)


def failed(kind: FailureKind) -> Failed:
    return Failed(kind=kind, message="")


def polls(*answers: FetchResult, every: timedelta = DAY, move: Move | None = None) -> list[str]:
    """The address that each poll asked, and the next would ask."""
    asked, now, failures = [], NOW, 0
    for answer in answers:
        asked.append(address(OLD, move, now))
        failures = failures + 1 if isinstance(answer, Failed) else 0
        move = after(move, answer, configured=asked[-1] == OLD, failures=failures, now=now)
        now += every
    return [*asked, address(OLD, move, now)]


TIMEOUT, GONE = failed(FailureKind.TIMEOUT), failed(FailureKind.GONE)


@pytest.mark.parametrize(
    ("answers", "every", "asked"),
    [
        pytest.param([moved(NEW)] * 2, DAY, [OLD, OLD, OLD], id="too few"),
        pytest.param([moved(NEW)] * 3, DAY, [OLD, OLD, OLD, NEW], id="three in two days"),
        pytest.param([moved(NEW)] * 9, DAY / 9, [OLD] * 10, id="too soon"),
        pytest.param(
            [moved(NEW), moved(NEW), moved(None), moved(NEW)], DAY, [OLD] * 5, id="taken back"
        ),
        pytest.param(
            [moved(NEW), moved(NEW), moved(OTHER), moved(OTHER)], DAY, [OLD] * 5, id="elsewhere"
        ),
        pytest.param(
            [moved(NEW), TIMEOUT, moved(NEW), TIMEOUT, moved(NEW)], DAY,
            [OLD, OLD, OLD, OLD, OLD, NEW], id="failures between say nothing",
        ),
        pytest.param(
            [*[moved(NEW)] * 3, TIMEOUT, TIMEOUT, moved(None)], DAY,
            [OLD, OLD, OLD, NEW, NEW, NEW, NEW], id="the new one fails for a while",
        ),
        pytest.param(
            [*[moved(NEW)] * 3, TIMEOUT, TIMEOUT, TIMEOUT], DAY,
            [OLD, OLD, OLD, NEW, NEW, NEW, OLD], id="the new one is down",
        ),
        pytest.param(
            [*[moved(NEW)] * 3, GONE], DAY, [OLD, OLD, OLD, NEW, OLD], id="the new one is gone"
        ),
        pytest.param(
            [*[moved(NEW)] * 3, moved(OTHER)], DAY, [OLD, OLD, OLD, NEW, OLD],
            id="the new one moves on",
        ),
        pytest.param(
            [*[moved(NEW)] * 3, *[moved(None)] * 6, moved(NEW)], DAY,
            [OLD, OLD, OLD, NEW, NEW, NEW, NEW, NEW, NEW, OLD, NEW], id="a look back, still moved",
        ),
        pytest.param(
            [*[moved(NEW)] * 3, *[moved(None)] * 6, moved(None)], DAY,
            [OLD, OLD, OLD, NEW, NEW, NEW, NEW, NEW, NEW, OLD, OLD], id="a look back, taken back",
        ),
    ],
)  # fmt: skip
def test_which_address_is_asked(
    answers: list[FetchResult], every: timedelta, asked: list[str]
) -> None:
    assert polls(*answers, every=every) == asked


@given(
    st.lists(st.sampled_from([moved(None), moved(NEW), moved(OTHER), TIMEOUT, GONE]), max_size=30),
    st.timedeltas(timedelta(minutes=1), timedelta(days=9)),
)
def test_no_move_without_its_confirmations(answers: list[FetchResult], every: timedelta) -> None:
    move, now, said = None, NOW, 0
    for answer in answers:
        configured = address(OLD, move, now) == OLD
        said += isinstance(answer, NotModified) and answer.moved_to is not None
        move = after(move, answer, configured=configured, failures=0, now=now)
        if confirmed(move):
            assert move is not None
            assert said >= CONFIRMATIONS
            assert now - NOW >= GRACE
        now += every
