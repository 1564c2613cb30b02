from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Job, Limits, SourceName
from syndicator.poll.schedule import host_of, politely


class Meter:
    """Work that notes how much of it goes on at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.hosts: Counter[str] = Counter()
        self.most_per_host = 0
        self.most = 0

    def __call__(self, job: Job) -> str:
        with self.lock:
            self.hosts[host_of(job)] += 1
            self.most_per_host = max(self.most_per_host, self.hosts[host_of(job)])
            self.most = max(self.most, self.hosts.total())
        threading.Event().wait(0.0001)
        with self.lock:
            self.hosts[host_of(job)] -= 1
        return job.url


class Held:
    """Work that waits until the test lets a URL go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, threading.Event] = {}

    def gate(self, url: str) -> threading.Event:
        return self.gates.setdefault(url, threading.Event())

    def __call__(self, job: Job) -> str:
        self.begun.append(job.url)
        assert self.gate(job.url).wait(5)
        return job.url


def job_for(url: str) -> Job:
    limits = Limits(timeout=timedelta(seconds=1), max_bytes=1, user_agent="")
    return Job(source=SourceName("x"), url=url, limits=limits, now=datetime.now(UTC))


def jobs_for(*urls: str) -> list[Job]:
    return [job_for(url) for url in urls]


@given(
    hosts=st.lists(st.sampled_from("abcdef"), max_size=40),
    per_host=st.integers(1, 3),
    in_flight=st.integers(1, 8),
)
def test_every_job_once_within_both_limits(hosts: list[str], per_host: int, in_flight: int) -> None:
    urls = [f"https://{host}.example/{number}" for number, host in enumerate(hosts)]
    meter = Meter()
    with ThreadPoolExecutor(8) as executor:
        jobs = jobs_for(*urls)
        done = list(politely(jobs, meter, executor, per_host=per_host, in_flight=in_flight))
    assert sorted(done) == sorted(urls)
    assert meter.most_per_host <= per_host
    assert meter.most <= in_flight


def test_results_come_as_they_are_completed() -> None:
    slow, quick, next_quick = "https://a.example/1", "https://b.example/1", "https://b.example/2"
    held = Held()
    held.gate(quick).set()
    held.gate(next_quick).set()
    with ThreadPoolExecutor(2) as executor:
        jobs = jobs_for(slow, quick, next_quick)
        results = politely(jobs, held, executor, per_host=1, in_flight=2)
        assert [next(results), next(results)] == [quick, next_quick]
        held.gate(slow).set()
        assert list(results) == [slow]


def test_a_slow_host_holds_up_only_itself() -> None:
    slow = [f"https://slow.example/{n}" for n in range(5)]
    others = [f"https://h{n}.example/" for n in range(5)]
    held = Held()
    for url in others:
        held.gate(url).set()
    with ThreadPoolExecutor(2) as executor:
        jobs = jobs_for(*slow, *others)
        results = politely(jobs, held, executor, per_host=1, in_flight=2)
        assert [next(results) for _ in others] == others
        assert [url for url in held.begun if url in slow] == slow[:1]
        for url in slow:
            held.gate(url).set()
        assert list(results) == slow


def test_jobs_are_read_no_further_than_needed() -> None:
    read = []

    def endless() -> Iterator[Job]:
        for number in range(1000):
            read.append(number)
            yield job_for(f"https://h{number}.example/")

    with ThreadPoolExecutor(2) as executor:
        results = politely(endless(), Meter(), executor, per_host=1, in_flight=3)
        next(results)
        results.close()
    assert len(read) <= 4


def test_stop_leaves_undone_what_has_not_begun() -> None:
    urls = [f"https://h{n}.example/" for n in range(6)]
    held, stop, futures = Held(), threading.Event(), []

    class Noting(ThreadPoolExecutor):
        def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN002, ANN003, ANN202  # as inherited
            futures.append(super().submit(function, *arguments, **named))
            return futures[-1]

    with Noting(1) as executor, ThreadPoolExecutor(1) as reader:
        results = politely(jobs_for(*urls), held, executor, per_host=1, in_flight=4, stop=stop)
        held.gate(urls[0]).set()
        assert next(results) == urls[0]
        while len(held.begun) < 2:
            threading.Event().wait(0.001)
        stop.set()
        rest = reader.submit(list, results)
        while not all(future.cancelled() for future in futures[2:]):
            threading.Event().wait(0.001)
        held.gate(urls[1]).set()
        assert rest.result(5) == urls[1:2]
    assert held.begun == urls[:2]


def test_stopped_before_it_began() -> None:
    stop, meter = threading.Event(), Meter()
    stop.set()
    with ThreadPoolExecutor(1) as executor:
        jobs = jobs_for("https://a.example/")
        assert not list(politely(jobs, meter, executor, per_host=1, in_flight=1, stop=stop))
    assert meter.most == 0


def test_closing_leaves_undone_what_has_not_begun() -> None:
    urls = [f"https://h{n}.example/" for n in range(6)]
    held = Held()
    held.gate(urls[0]).set()
    with ThreadPoolExecutor(1) as executor:
        results = politely(jobs_for(*urls), held, executor, per_host=1, in_flight=6)
        assert next(results) == urls[0]
        results.close()
        for url in urls:
            held.gate(url).set()
    assert len(held.begun) <= 2


def test_a_bug_is_raised_and_ends_it() -> None:
    def broken(job: Job) -> str:
        raise KeyError(job.url)

    with ThreadPoolExecutor(1) as executor:
        jobs = jobs_for("https://a.example/", "https://b.example/")
        with pytest.raises(KeyError):
            list(politely(jobs, broken, executor, per_host=1, in_flight=1))


def test_works_on_any_executor() -> None:
    class AtOnce(ThreadPoolExecutor):
        def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN002, ANN003, ANN202  # as inherited
            future: Future[str] = Future()
            future.set_result(function(*arguments, **named))
            return future

    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/"]
    jobs = jobs_for(*urls)
    assert len(list(politely(jobs, Meter(), AtOnce(), per_host=1, in_flight=9))) == 3


@pytest.mark.parametrize(("per_host", "in_flight"), [(0, 1), (1, 0)])
def test_limits_are_at_least_one(per_host: int, in_flight: int) -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match="at least 1"):
        next(politely([], str, executor, per_host=per_host, in_flight=in_flight))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example:8443/feed", "news.example"),
        ("http://user:word@news.example./", "news.example"),
        ("http://[::1]:80/", "::1"),
        ("http://[::1/", ""),
        ("nonsense", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert host_of(job_for(url)) == host
