"""A source that drips an octet a second for ever, and the command that polls it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

FEED = (
    b'<rss version="2.0"><channel><title>RFH</title><item><title>One</title>'
    b"<link>https://rfh.example/one</link><guid>one</guid></item></channel></rss>"
)
CONFIG = """
[sources.slow]
url = "{slow}/feed"
grant = "headline-only"
timeout = "{timeout}"

[sources.harbor]
url = "{url}/harbor.xml"
grant = "headline-only"
backfill = "all"

[feeds.world]
title = "World"
sources = ["slow", "harbor"]
max_age = "all"
"""


class Dripping:
    """A server that never comes to an end."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.2", 0))
        self.url = f"http://127.0.0.2:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._drip, args=(connection,)))
                self._threads[-1].start()

    def _drip(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            self.asked.set()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n")
            while not self._closing.wait(1):
                connection.sendall(b" ")

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def dripping() -> Iterator[Dripping]:
    server = Dripping()
    yield server
    server.close()


def test_it_ends_at_its_deadline_and_the_others_are_published(
    dripping: Dripping,
    publisher: Publisher,
    configure: Callable[[str], Path],
    process: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    publisher.documents["/harbor.xml"] = FEED
    configure(CONFIG.format(slow=dripping.url, url=publisher.url, timeout="1s"))
    began = time.monotonic()
    done = json.loads(process("poll", "--json").stdout)
    assert time.monotonic() - began < 8
    details = {each["source"]: each["detail"] for each in done["sources"]}
    assert "timeout" in details["slow"]
    assert "within 1 s" in details["slow"]
    assert details["harbor"] == "read"
    assert b"rfh.example/one" in (tmp_path / "feeds" / "world.atom").read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_within_ten_seconds(
    dripping: Dripping,
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
    number: signal.Signals,
    code: int,
) -> None:
    publisher.documents["/harbor.xml"] = FEED
    configure(CONFIG.format(slow=dripping.url, url=publisher.url, timeout="10m"))
    command = [str(Path(sys.executable).parent / "syndicator"), "poll"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert dripping.asked.wait(30)
        began = time.monotonic()
        process.send_signal(number)
        said, wrong = process.communicate(timeout=20)
        assert time.monotonic() - began < 10
    assert process.returncode == code, wrong
    assert ("interrupted: what is shown was polled and is stored" in wrong) == (code == 130)
    assert "Traceback" not in wrong
    assert "harbor" in said
    # What had come is stored; the slow one was interrupted by us, which is no failure of its own.
    states = {
        row["source"]: row["state"]
        for row in json.loads(syndicator("status", "--json").stdout)["sources"]
    }
    assert states == {"slow": "new", "harbor": "ok"}
