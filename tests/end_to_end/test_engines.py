"""Wherever sources are asked and documents read, the same comes of it, and nothing is lost."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import pytest

from syndicator import config as configuration
from syndicator.errors import EngineError
from syndicator.model import Collected, Failed, Fetched, Job, SourceName
from syndicator.pipeline import Engine
from syndicator.poll import collect
from syndicator.poll.read_document import read
from syndicator.poll.workers.limits import Allowance
from syndicator.poll.workers.pool import Pool

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Run = Callable[..., CompletedProcess[str]]
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the package distributed is missing"
)


def document(name: str, *, words: str = "words") -> bytes:
    items = "".join(
        f"<item><title>{name} {number}</title><guid isPermaLink='false'>{number}</guid>"
        f"<link>https://{name}.example/{number}</link>"
        f"<description>&lt;p&gt;{words} &lt;b&gt;{number}&lt;/b&gt; of {name}</description>"
        f"<pubDate>Sat, 28 Feb 2026 0{number}:00:00 GMT</pubDate></item>"
        for number in range(5)
    )
    head = f"<title>{name}</title><link>https://{name}.example/</link><description>-</description>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def tables(urls: dict[str, str], poll: str = "") -> str:
    sources = "".join(
        f'[sources.{name}]\nurl = "{url}"\ngrant = "all"\n' for name, url in urls.items()
    )
    footer = "Copyright {{ year }} {{ holder }}"
    return (
        f'{poll}[grants.all]\nholder = "All"\nfooter = "{footer}"\n'
        f'{sources}[feeds.world]\ntitle = "World"\nsources = {list(urls)}\nmax_age = "all"\n'
    ).replace("'", '"')


# ── what no worker can bear ──────────────────────────────────────────────────────────────────


BOMBS = {
    "depth": b"<rss><channel><item>"
    + b"<a>" * 60_000
    + b"</a>" * 60_000
    + b"</item></channel></rss>",
    "entities": b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><title>&c;</title></channel></rss>',
    "work": b"<rss><channel>" + b"<item/>" * 400_000 + b"</channel></rss>",
    "memory": b"<rss><channel>" + b"<a/>" * 2_400_000 + b"</channel></rss>",
}


def test_a_bomb_costs_only_its_own_source(
    publisher: Publisher,
    configure: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    urls = {f"s{number}": f"{publisher.url}/{number}.xml" for number in range(3)}
    bombs = {f"bomb-{name}": f"{publisher.url}/{name}.xml" for name in BOMBS}
    publisher.documents |= {f"/{n}.xml": document(f"s{n}") for n in range(3)}
    publisher.documents |= {f"/{name}.xml": body for name, body in BOMBS.items()}
    pool = Pool(2, allow=lambda _: Allowance(seconds=0.5, memory=150_000_000))
    monkeypatch.setattr(collect, "shared", lambda: pool)
    config = configuration.load(configure(tables(urls | bombs)), environ={})
    with closing(pool), closing(Engine.start(config, now=NOW)) as engine:
        report = engine.poll(now=NOW, everything=True)
        engine.publish(now=NOW)
    outcomes = {each.source: each.outcome for each in report.sources}
    for name in bombs:
        outcome = outcomes[SourceName(name)]
        assert isinstance(outcome, Failed), name
        assert outcome.kind in {"unsafe-document", "costly-document"}, name
        assert outcome.message.startswith("not read: "), name
    assert not any(isinstance(outcomes[SourceName(name)], Failed) for name in urls)
    published = (tmp_path / "feeds" / "world.atom").read_bytes()
    assert published.count(b"<entry>") == 15, "in the same tick"


# ── the same everywhere ──────────────────────────────────────────────────────────────────────


class Here:
    """Reads in this process."""

    def read(self, job: Job, fetched: Fetched, *, cancelled: Callable[[], bool]) -> Collected:
        del cancelled
        return read(job, fetched)


class Whole(Here):
    """Likewise, and knows nothing of what was read before."""

    def read(self, job: Job, fetched: Fetched, *, cancelled: Callable[[], bool]) -> Collected:
        from dataclasses import replace  # noqa: PLC0415

        found = super().read(replace(job, memory=b""), fetched, cancelled=cancelled)
        return replace(found, memory=read(job, fetched).memory)


def stored(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database but how long the polls took."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT GLOB '_*'"
            " AND name NOT GLOB 'sqlite_*' AND name NOT IN ('gauges', 'instance', 'polls')"
            " ORDER BY name"
        ).fetchall()
        database.execute("UPDATE files SET stamp = ''")
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in names
        }


def history(
    publisher: Publisher, configure: Callable[[str], Path], folder: Path, poll: str = ""
) -> tuple[bytes, dict[str, list[tuple[object, ...]]]]:
    """Poll three sources twice, with news in between, and publish; what stands afterwards."""
    urls = {f"s{number}": f"{publisher.url}/{number}.xml" for number in range(3)}
    config = configuration.load(configure(tables(urls, poll)), environ={})
    for path in (folder / "syndicator.db", folder / "feeds"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    publisher.documents |= {f"/{n}.xml": document(f"s{n}") for n in range(3)}
    with closing(Engine.start(config, now=NOW)) as engine:
        for name in urls:  # one after the other, so that every item gets the same number
            engine.poll(now=NOW, names=[SourceName(name)])
        engine.publish(now=NOW)
        publisher.documents["/1.xml"] = document("s1", words="other words").replace(b"s1 4", b"new")
        publisher.documents["/2.xml"] = b"<!-- moved on -->" + document("s2")
        for name in urls:
            engine.poll(now=NOW, names=[SourceName(name)])
        engine.publish(now=NOW)
    return (folder / "feeds" / "world.atom").read_bytes(), stored(folder / "syndicator.db")


def test_threads_and_processes_do_the_same(
    publisher: Publisher,
    configure: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_processes = history(publisher, configure, tmp_path)
    for place in (Here(), Whole()):
        monkeypatch.setattr(collect, "shared", lambda: place)  # noqa: B023  # used at once
        assert history(publisher, configure, tmp_path) == in_processes


# ── a cluster ────────────────────────────────────────────────────────────────────────────────


class Cluster:
    """A Dask scheduler and two workers, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.folder = folder
        file = folder / "scheduler.json"
        self._begin(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
        )
        self.client_file = file
        for _ in range(2):
            self._begin(
                "worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "4",
                "--host", "127.0.0.1",
            )  # fmt: skip
        import distributed  # noqa: PLC0415  # an extra

        library: Any = distributed  # it is untyped
        with library.Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            self.address = str(client.scheduler.address)

    def _begin(self, *command: str) -> None:
        environ = {**os.environ, "DASK_DISTRIBUTED__DASHBOARD__LINK": ""}
        self.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=self.folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip

    def poll_table(self) -> str:
        return f'engine = "dask"\nscheduler = "{self.address}"\n'

    def close(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with closing(Cluster(tmp_path_factory.mktemp("dask"))) as made:
        yield made


class Gate:
    """A server that answers when it is told to."""

    def __init__(self) -> None:
        gate = self
        self.arrived, self.open = threading.Semaphore(0), threading.Event()
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked.append(self.path)
                gate.arrived.release()
                gate.open.wait(30)
                body = document(self.path.strip("/"))
                with suppress(OSError):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.open.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@needs_dask
@pytest.mark.filterwarnings("default")  # what distributed leaves behind is not ours
def test_a_cluster_does_the_same_and_loses_nothing_with_a_worker(
    publisher: Publisher, configure: Callable[[str], Path], tmp_path: Path, cluster: Cluster
) -> None:
    here = history(publisher, configure, tmp_path)
    assert history(publisher, configure, tmp_path, cluster.poll_table()) == here
    with closing(Gate()) as gate:
        port = gate.server.server_port
        names = ["a", "b", "c", "d"]
        urls = {name: f"http://127.0.0.1:{port}/{name}" for name in names}
        poll = cluster.poll_table() + "per_host = 4\n"
        (tmp_path / "syndicator.db").unlink()
        shutil.rmtree(tmp_path / "feeds")
        config = configuration.load(configure(tables(urls, poll)), environ={})
        with closing(Engine.start(config, now=NOW)) as engine, ThreadPoolExecutor(1) as aside:
            polled = aside.submit(engine.poll, now=NOW, everything=True)
            for _ in names:
                assert gate.arrived.acquire(timeout=30)
            cluster.processes[1].send_signal(signal.SIGKILL)
            for _ in range(2):
                assert gate.arrived.acquire(timeout=30), "what it had begun is begun again"
            gate.open.set()
            report = polled.result(timeout=60)
    assert sorted(each.source for each in report.sources) == names
    assert [each.new for each in report.sources] == [5] * 4
    assert len(gate.asked) > len(names)


@needs_dask
@pytest.mark.filterwarnings("default")
def test_a_scheduler_that_is_not_there_is_said_in_one_line(
    configure: Callable[[str], Path], syndicator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.poll.executors.CONNECT_SECONDS", 0.2)
    poll = 'engine = "dask"\nscheduler = "tcp://127.0.0.1:1"\n'
    configure(tables({"a": "http://127.0.0.1:9/a"}, poll))
    said = syndicator("poll", "--all", code=EngineError.exit_code)
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in said.stderr
