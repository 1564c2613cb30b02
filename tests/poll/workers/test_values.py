"""Values under way between processes."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

from syndicator.model import (
    Category,
    Failed,
    FailureKind,
    IncomingTombstone,
    Limits,
    Person,
    SourceMeta,
)
from syndicator.poll.workers import serialize

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_what_is_sent_arrives() -> None:
    sent = (
        SourceMeta(title="Paper", authors=(Person(name="Ada"), Person(name="Bo")), updated=NOW),
        Category(term="rivers"),
        IncomingTombstone(ref="urn:1", when=NOW),
        Limits(timeout=timedelta(seconds=9), max_bytes=1, user_agent="x"),
        Failed(kind=FailureKind.DNS, message="no", headers={"a": "b"}),
        {"plain": [1, None, b"octets"]},
    )
    found = pickle.loads(serialize.dumps(sent))
    assert found == sent
    assert repr(found) == repr(sent)


def test_a_value_twice_is_one_value() -> None:
    person = Person(name="Ada")
    one, other = pickle.loads(serialize.dumps([person, person]))
    assert one is other
