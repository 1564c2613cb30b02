"""Documents are read in processes that may be killed, and nothing but the document is lost."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from syndicator.model import Collected, Failed, FailureKind, Fetched, Job
from syndicator.poll.read_document import read
from syndicator.poll.workers.limits import Allowance, allowance
from syndicator.poll.workers.pool import Cancelled, Pool

Ask = Callable[[bytes], Collected]
Asked = Callable[[bytes], tuple[Job, Fetched]]

GOOD = (
    b'<rss version="2.0"><channel><title>A</title><item><title>One</title><guid>1</guid>'
    b"<description>&lt;p&gt;Text&lt;/p&gt;</description></item></channel></rss>"
)
SLOW = b"<rss><channel>" + b"<item/>" * 400_000 + b"</channel></rss>"
"""Seconds of work, in few octets."""
BUSY = b"<rss><channel>" + b"<item><title>x</title></item>" * 4_000 + b"</channel></rss>"
"""Some work."""
LARGE = b"<rss><channel>" + b"<a/>" * 3_000_000 + b"</channel></rss>"
"""A tree that needs much more memory than its text."""


def ended(pid: int, seconds: float = 10.0) -> bool:
    """Wait until a process has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def test_what_a_worker_reads_is_what_is_read_here(ask: Ask, asked: Asked) -> None:
    found = ask(GOOD)
    assert found == read(*asked(GOOD))
    assert [item.article.title for item in found.items if item.article] == ["One"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SLOW, "not read: the document took more than 0.5 s of computing time"),
        (LARGE, "not read: the document took more than 200 MB of memory"),
    ],
    ids=["slow", "large"],
)
def test_what_costs_too_much_is_a_failure_of_its_own(ask: Ask, body: bytes, said: str) -> None:
    outcome = ask(body).outcome
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.message) == (FailureKind.COSTLY, said)
    assert (outcome.headers, outcome.seconds) == ({"x": "y"}, 2.0), "what the server said is kept"
    assert len(ask(GOOD).items) == 1, "another worker takes its place"


def test_a_worker_that_is_killed_while_it_waits_is_replaced(pool: Pool, ask: Ask) -> None:
    ask(GOOD)
    _, worker = pool.processes()
    os.kill(worker, signal.SIGKILL)
    assert len(ask(GOOD).items) == 1
    assert worker not in pool.processes()


def test_a_worker_that_is_killed_while_it_reads_costs_nothing(asked: Asked) -> None:
    patient = Pool(1, allow=lambda _: Allowance(seconds=60, memory=500_000_000))
    try:
        patient.read(*asked(GOOD), cancelled=lambda: False)
        _, worker = patient.processes()
        killer = threading.Timer(0.2, os.kill, (worker, signal.SIGKILL))
        killer.start()
        found = patient.read(*asked(BUSY), cancelled=lambda: False)
        killer.join()
        assert ended(worker), "it was killed"
        assert found == read(*asked(BUSY))
    finally:
        patient.close()


def test_when_the_nursery_is_killed_another_is_started(pool: Pool, ask: Ask) -> None:
    ask(GOOD)
    nursery, worker = pool.processes()
    os.kill(nursery, signal.SIGKILL)
    assert ended(nursery)
    os.kill(worker, signal.SIGKILL)
    assert len(ask(GOOD).items) == 1
    assert nursery not in pool.processes()


def test_a_document_that_nobody_waits_for_any_more_is_dropped(asked: Asked) -> None:
    patient = Pool(1, allow=lambda _: Allowance(seconds=60, memory=500_000_000))
    try:
        patient.read(*asked(GOOD), cancelled=lambda: False)
        _, worker = patient.processes()
        with pytest.raises(Cancelled):
            patient.read(*asked(SLOW), cancelled=lambda: True)
        assert ended(worker)
        assert patient.read(*asked(GOOD), cancelled=lambda: False).items
    finally:
        patient.close()


def test_a_worker_is_replaced_after_so_many_documents(asked: Asked) -> None:
    small = Pool(1, documents=2)
    try:
        seen = []
        for _ in range(3):
            small.read(*asked(GOOD), cancelled=lambda: False)
            seen.append(small.processes()[1:])
        assert seen[0] != []
        assert seen[1] == [], "it has read two"
        assert seen[2] not in ([], seen[0])
    finally:
        small.close()


def test_workers_leave_signals_to_the_process_that_began_them(pool: Pool, ask: Ask) -> None:
    ask(GOOD)
    before = pool.processes()
    for pid in before:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            os.kill(pid, number)
    assert ask(GOOD).items
    assert pool.processes() == before


def test_closing_ends_every_process(asked: Asked) -> None:
    own = Pool(2)
    own.read(*asked(GOOD), cancelled=lambda: False)
    pids = own.processes()
    own.close()
    assert len(pids) == 2
    assert all(ended(pid) for pid in pids)
    assert own.read(*asked(GOOD), cancelled=lambda: False).items, "and begins again when asked"
    own.close()


def test_workers_die_with_the_process_that_began_them() -> None:
    script = (
        "import hashlib, sys, threading\n"
        "from datetime import UTC, datetime\n"
        "from syndicator.model import Fetched, Job\n"
        "from syndicator.poll.workers.limits import Allowance\n"
        "from syndicator.poll.workers.pool import Pool\n"
        "pool = Pool(1, allow=lambda _: Allowance(seconds=60, memory=500_000_000))\n"
        "job = Job(source='a', url='https://a.example/', limits=None, now=datetime.now(UTC))\n"
        "def read(body):\n"
        "    found = Fetched(url=job.url, body=body, body_hash='', headers={})\n"
        "    pool.read(job, found, cancelled=lambda: False)\n"
        "read(b'<rss><channel/></rss>')\n"
        "print(*pool.processes(), flush=True)\n"
        "read(b'<rss><channel>' + b'<item/>' * 700_000 + b'</channel></rss>')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert len(pids) == 2
    assert all(ended(pid) for pid in pids)


def test_a_larger_document_may_cost_more() -> None:
    small, large = allowance(100_000), allowance(10_000_000)
    assert small.seconds < 5
    assert small.memory < 200_000_000
    assert large.seconds > small.seconds
    assert large.memory > small.memory
    assert small.patience > small.seconds
