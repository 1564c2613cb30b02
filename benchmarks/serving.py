"""How fast the feeds are served: our own web server beside nginx, on the same files, in one run.

::

    python benchmarks/serving.py                      three rounds of two seconds for each case
    python benchmarks/serving.py --rounds 5 --seconds 5 --requests 1000000

Wants nginx and wrk (Debian: ``apt-get install nginx-light wrk``). All of it runs on this machine:
the two cores that most have are shared by the server and by wrk. nginx gets two processes, ours is
one thread of one process. Besides requests in a second, it prints the processor time that one
request costs, which says the same on a machine that does other things too.

At the end our server answers so many requests, and the memory that it holds is printed on the way.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syndicator.publish.storage.base import File
from syndicator.publish.storage.local import LocalStorage

CONNECTIONS = 32
CASES = tuple((coding, status) for status in (304, 200) for coding in ("identity", "gzip"))

CONFIG = """
[syndicator]
title = "Benchmark"
base_url = "https://feeds.example.org/"
output = "feeds"

[web]
listen = "127.0.0.1:{port}"

[sources.one]
url = "https://one.example/feed"
grant = "headline-only"

[feeds.world]
title = "World"
sources = ["one"]
"""
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 2;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
    client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
    uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
    types {{ "application/atom+xml; charset=utf-8" atom; }}
    server {{
        listen 127.0.0.1:{port}; root {folder}/feeds; gzip_static on; gzip_vary on;
        add_header Cache-Control "public, max-age=3600"; add_header X-Content-Type-Options nosniff;
        add_header Access-Control-Allow-Origin "*";
    }}
}}
"""
OURS = """
import sys, time
from pathlib import Path
from syndicator.config import load
from syndicator.web.server import WebServer
server = WebServer(environ={})
server.start(load(Path(sys.argv[1]), environ={}))
if "busy" in sys.argv:
    while True:
        sum(range(10_000))
time.sleep(86_400)
"""


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """User and system time of the process and its children."""
        ticks = 0
        for pid in (self.process.pid, *self.children()):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def resident(self) -> float:
        """Megabytes of memory."""
        found = re.search(
            r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text()
        )
        assert found
        return int(found[1]) / 1000


@dataclass(frozen=True)
class Figure:
    rate: float
    """Requests in a second."""
    cost: float
    """Microseconds of processor time for each."""
    median: float
    """Milliseconds."""
    slow: float
    """The 99th percentile, milliseconds."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def write_feed(folder: Path) -> int:
    """A feed of fifty stories, and its compressed siblings, as they are published."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(4000)]
    stories = "".join(
        f"<entry><id>urn:story:{number}</id><title>Story {number}</title>"
        f"<content type='html'>{' '.join(chance.choices(words, k=600))}</content></entry>"
        for number in range(50)
    )
    feed = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>World</title>{stories}</feed>".encode()
    )
    file = File(path="world.atom", data=feed, media_type="application/atom+xml")
    LocalStorage(folder).stage(file).commit()
    return len(feed)


@contextmanager
def running(name: str, port: int, command: list[str]) -> Iterator[Server]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait()


def tag(server: Server, coding: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/world.atom", headers={"Accept-Encoding": coding})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    assert answer.getheader("Content-Encoding", "identity") == coding
    return str(answer.getheader("ETag"))


def measure(server: Server, coding: str, status: int, seconds: int) -> Figure:
    headers = ["-H", f"Accept-Encoding: {coding}"]
    if status == 304:
        headers += ["-H", f"If-None-Match: {tag(server, coding)}"]
    before = server.cpu_seconds()
    said = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *headers),
            f"http://127.0.0.1:{server.port}/world.atom",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    spent = server.cpu_seconds() - before
    count = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert count
    assert rate
    assert "Non-2xx" not in said or status == 304, said
    return Figure(
        rate=float(rate[1]),
        cost=spent / int(count[1]) * 1e6,
        median=percentile(said, "50%"),
        slow=percentile(said, "99%"),
    )


def percentile(said: str, which: str) -> float:
    found = re.search(rf"{which}\s+([\d.]+)(us|ms|s)\b", said)
    assert found
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]


def middle(figures: list[Figure]) -> Figure:
    return Figure(
        *(
            statistics.median(getattr(figure, name) for figure in figures)
            for name in ("rate", "cost", "median", "slow")
        )
    )


def compare(servers: list[Server], rounds: int, seconds: int) -> None:
    found: dict[tuple[str, str, int], list[Figure]] = {}
    for _ in range(rounds):
        for coding, status in CASES:
            for server in servers:
                figure = measure(server, coding, status, seconds)
                found.setdefault((server.name, coding, status), []).append(figure)
    print(f"{'':14}{'server':8}{'req/s':>9}{'µs CPU':>8}{'p50 ms':>8}{'p99 ms':>8}{'p99/p50':>9}")
    for coding, status in CASES:
        figures = {s.name: middle(found[s.name, coding, status]) for s in servers}
        for name, each in figures.items():
            numbers = f"{each.rate:9.0f}{each.cost:8.1f}{each.median:8.2f}{each.slow:8.2f}"
            print(f"{status} {coding:10}{name:8}{numbers}{each.slow / each.median:9.1f}")
        ours, nginx = figures["ours"], figures["nginx"]
        print(
            f"{'':14}ours ÷ nginx: requests {ours.rate / nginx.rate:.2f}, "
            f"for the same processor time {nginx.cost / ours.cost:.2f}"
        )


def watch_memory(server: Server, requests: int) -> None:
    steps, each = 5, requests // 5
    print(f"memory of ours: {server.resident():.1f} MB", end="", flush=True)
    for _ in range(steps):
        answered = 0
        while answered < each:
            answered += count_of(server, 2)
        print(f" → {server.resident():.1f}", end="", flush=True)
    print(f" MB, over {requests} requests or more")


def count_of(server: Server, seconds: int) -> int:
    said = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"),
            *("-H", f"If-None-Match: {tag(server, 'identity')}"),
            f"http://127.0.0.1:{server.port}/world.atom",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"(\d+) requests in", said)
    assert found
    return int(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description="Our web server beside nginx.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--requests", type=int, default=0, help="for the memory; 0: not at all")
    parser.add_argument("--busy", action="store_true", help="beside a thread that never rests")
    arguments = parser.parse_args()
    for program, package in (("wrk", "wrk"), ("nginx", "nginx-light")):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: apt-get install {package}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        size = write_feed(folder / "feeds")
        ports = free_port(), free_port()
        (folder / "config.toml").write_text(CONFIG.format(port=ports[0]))
        (folder / "nginx.conf").write_text(NGINX.format(port=ports[1], folder=folder))
        ours = [sys.executable, "-c", OURS, str(folder / "config.toml")]
        nginx = ["nginx", "-c", str(folder / "nginx.conf")]
        with (
            running("ours", ports[0], ours + ["busy"] * arguments.busy) as our,
            running("nginx", ports[1], nginx) as their,
        ):
            load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
            print(f"a feed of {size} octets; {os.cpu_count()} cores, load before: {load}")
            compare([our, their], arguments.rounds, arguments.seconds)
            if arguments.requests:
                watch_memory(our, arguments.requests)


if __name__ == "__main__":
    main()
