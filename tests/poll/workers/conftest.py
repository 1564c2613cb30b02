"""Workers for the tests of this folder, with limits that are quick to reach."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.model import Collected, Digest, Fetched, Job, Limits, SourceName
from syndicator.poll.workers.limits import Allowance
from syndicator.poll.workers.pool import Pool

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://paper.example/feed"
Ask = Callable[[bytes], Collected]
Asked = Callable[[bytes], tuple[Job, Fetched]]


@pytest.fixture(scope="session")
def asked() -> Asked:
    """A job, and the answer that brought these octets."""

    def make(body: bytes) -> tuple[Job, Fetched]:
        limits = Limits(timeout=timedelta(seconds=9), max_bytes=10_000_000, user_agent="test")
        job = Job(source=SourceName("paper"), url=URL, limits=limits, now=NOW)
        digest = Digest(hashlib.sha256(body).hexdigest())
        return job, Fetched(url=URL, body=body, body_hash=digest, headers={"x": "y"}, seconds=2.0)

    return make


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """One worker, whose documents may not cost much."""
    made = Pool(1, allow=lambda _: Allowance(seconds=0.5, memory=200_000_000))
    yield made
    made.close()


@pytest.fixture
def ask(pool: Pool, asked: Asked) -> Ask:
    """Have a document read."""
    return lambda body: pool.read(*asked(body), cancelled=lambda: False)
