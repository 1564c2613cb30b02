from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Job, Limits, SourceName
from syndicator.model.hosts import host_of, is_own
from syndicator.poll.schedule import Turns, politely


class Meter:
    """Work that notes how much of it goes on at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.hosts: Counter[str] = Counter()
        self.most_per_host = 0
        self.most = 0

    def __call__(self, job: Job) -> str:
        with self.lock:
            self.hosts[host_of(job.url)] += 1
            self.most_per_host = max(self.most_per_host, self.hosts[host_of(job.url)])
            self.most = max(self.most, self.hosts.total())
        threading.Event().wait(0.0001)
        with self.lock:
            self.hosts[host_of(job.url)] -= 1
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
    assert host_of(url) == host


class Clock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_pause_after_each_answer_of_a_host() -> None:
    clock = Clock()
    turns = Turns(clock)
    assert turns.begin("a.example", 1, 2.0) is None
    assert turns.begin("b.example", 1, 2.0) is None
    clock.now = 5.0
    turns.end("a.example", 2.0)
    assert turns.begin("a.example", 1, 2.0) == 7.0
    clock.now = 7.0
    assert turns.begin("a.example", 1, 2.0) is None


def test_a_host_that_somebody_else_asks_is_busy() -> None:
    turns = Turns(Clock())
    assert turns.begin("a.example", 2, 0.0) is None
    assert turns.begin("a.example", 2, 0.0) is None
    assert turns.begin("a.example", 2, 0.0) is not None
    turns.end("a.example", 0.0)
    assert turns.begin("a.example", 2, 0.0) is None


def test_hosts_that_pause_do_not_hold_up_others() -> None:
    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    began = time.monotonic()
    with ThreadPoolExecutor(2) as executor:
        done = list(
            politely(
                jobs_for(*urls),
                lambda job: (job.url, time.monotonic()),
                executor,
                per_host=1,
                in_flight=2,
                pause=lambda host: 0.15 if host == "a.example" else 0.0,
            )
        )
    assert [url for url, _ in done] == [urls[0], urls[2], urls[1]]
    first, other, second = (at for _, at in done)
    assert second - first >= 0.15
    assert other - began < 0.15


def test_two_ticks_that_overlap_count_together() -> None:
    """What an earlier tick left under way keeps its place."""
    held, turns = Held(), Turns()
    urls = ["https://a.example/1", "https://a.example/2"]
    held.gate(urls[1]).set()
    with ThreadPoolExecutor(4) as executor:
        more = [*jobs_for(urls[0]), job_for("https://b.example/")]
        held.gate(more[1].url).set()
        first = politely(more, held, executor, per_host=1, in_flight=2, turns=turns)
        assert next(first) == more[1].url
        first.close()
        second = politely(jobs_for(urls[1]), held, executor, per_host=1, in_flight=2, turns=turns)
        waiting = executor.submit(list, second)
        threading.Event().wait(0.05)
        assert urls[1] not in held.begun
        held.gate(urls[0]).set()
        assert waiting.result(5) == [urls[1]]


def test_a_host_that_is_refused_is_left_alone() -> None:
    turns, meter = Turns(), Meter()
    turns.refuse_only(["c.example"])
    urls = [f"https://{host}.example/{n}" for host in "abc" for n in range(3)]
    done = []
    with ThreadPoolExecutor(1) as executor:
        for url in politely(jobs_for(*urls), meter, executor, per_host=1, in_flight=1, turns=turns):
            done.append(url)
            if url == urls[1]:
                turns.refuse("a.example")
    assert sorted(done) == [urls[0], urls[1], *urls[3:6]]
    turns.refuse_only(())
    assert not turns.refused("a.example")


def test_stop_ends_a_pause() -> None:
    stop = threading.Event()
    with ThreadPoolExecutor(2) as executor:
        results = politely(
            jobs_for("https://a.example/1", "https://a.example/2"),
            Meter(),
            executor,
            per_host=1,
            in_flight=2,
            stop=stop,
            pause=lambda _: 60.0,
        )
        assert next(results) == "https://a.example/1"
        stop.set()
        assert list(results) == []


def test_a_place_is_given_back_when_the_executor_refuses() -> None:
    turns = Turns()
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(RuntimeError):
        list(politely(jobs_for("https://a.example/"), Meter(), executor, per_host=1, in_flight=1,
                      turns=turns))  # fmt: skip
    assert turns.begin("a.example", 1, 0.0) is None


@pytest.mark.parametrize(
    ("host", "allow", "own"),
    [
        ("127.0.0.1", ["127.0.0.0/8"], True),
        ("127.0.0.1", ["10.0.0.0/8"], False),
        ("127.0.0.1", [], False),
        ("localhost", ["127.0.0.0/8"], True),
        ("feeds.localhost", ["127.0.0.0/8"], True),
        ("localhost.example", ["127.0.0.0/8"], False),
        ("::1", ["127.0.0.0/8", "::1/128"], True),
        ("news.example", ["127.0.0.0/8"], False),
        ("", ["127.0.0.0/8"], False),
    ],
)
def test_whose_host_is_the_operators_own(host: str, allow: list[str], *, own: bool) -> None:
    assert is_own(host, tuple(ip_network(each) for each in allow)) is own
