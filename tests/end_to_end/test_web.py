"""The service with its own web server: the real command, over real sockets, with real signals."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from tests.support.small_feed import FEED, TABLES

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

SECONDS = 20.0
TOKEN = "a-token-of-the-gazette"
CONFIG = f"""
[web]
listen = "127.0.0.1:{{port}}"
{TABLES}
[feeds.partners]
title = "Partners"
sources = ["harbor"]
max_age = "all"
access = "token"
"""


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Service:
    """One ``syndicator run``, its manager, and its readers."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / "log"
        address = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(SECONDS)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).parent / "syndicator"), "run", "--log-level", "debug"],
                cwd=folder,
                env={
                    **os.environ,
                    "NOTIFY_SOCKET": address,
                    "SYNDICATOR_TOKENS_PARTNERS": f"gazette:{TOKEN}",
                },
                stdout=log,
                stderr=log,
            )

    def told(self, wanted: str) -> None:
        for _ in range(50):  # it says something at every tick, for ever
            if wanted in self.socket.recv(65536).decode():
                return
        raise AssertionError(f"never said {wanted}")

    def ask(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.socket.close()


@pytest.fixture
def service(
    publisher: Publisher, configure: Callable[[str], Path], tmp_path: Path
) -> Iterator[Service]:
    publisher.documents["/harbor.xml"] = FEED
    port = free()
    configure(CONFIG.format(url=publisher.url, port=port))
    running = Service(tmp_path, port)
    yield running
    running.close()


def test_readers_are_answered_all_day(
    service: Service,
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
) -> None:
    service.told("2 stories in 2 feeds")
    assert b"https://rfh.example/1" in service.ask("/world.atom")[1]
    assert service.ask("/private/partners.atom")[0] == 401
    status, body = service.ask(f"/private/partners.atom?token={TOKEN}")
    assert status == 200
    assert b"https://rfh.example/1" in body

    # An address that is taken is refused with all the rest; the old configuration stays.
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        text = CONFIG.format(url=publisher.url, port=taken)
        configure(text.replace('title = "World"', 'title = "Earth"'))
        service.process.send_signal(signal.SIGHUP)
        service.told(f"cannot listen on 127.0.0.1:{taken}: something else listens there")
    assert b"<title>World</title>" in service.ask("/world.atom")[1]

    former, service.port = service.port, free()
    configure(CONFIG.format(url=publisher.url, port=service.port))
    service.process.send_signal(signal.SIGHUP)
    service.told("RELOADING=1")
    service.told("READY=1")
    assert service.ask("/world.atom")[0] == 200

    # A connection that is kept does not keep the service.
    kept = socket.create_connection(("127.0.0.1", service.port), timeout=SECONDS)
    kept.sendall(b"GET /world.atom HTTP/1.1\r\nHost: x\r\n\r\n")
    assert kept.recv(10)
    service.process.send_signal(signal.SIGTERM)
    service.told("STOPPING=1")
    assert service.process.wait(timeout=10) == 0
    kept.close()
    for port in (former, service.port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    log = service.log.read_text()
    assert "service.left" not in log
    assert "web.bug" not in log
    assert TOKEN not in log
    assert syndicator("status").returncode == 0


def test_a_taken_address_refuses_the_start(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        configure(CONFIG.format(url=publisher.url, port=port))
        done = syndicator("run", code=1)
    assert done.stderr.endswith(
        f"[web] cannot listen on 127.0.0.1:{port}: something else listens there\n"
    )
    assert "Traceback" not in done.stderr


def test_a_token_for_a_subscriber(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure(CONFIG.format(url=publisher.url, port=8080))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert 'note: nobody can read the feed "partners"' in syndicator("check").stdout
    said = syndicator("token", "partners", "gazette").stdout.splitlines()
    assert said[1].strip().startswith("https://feeds.example.org/private/partners.atom?token=")
    assert said[-1].strip().startswith("gazette:sha256:")
    assert said[1].rpartition("=")[2] not in said[-1]
    monkeypatch.setenv("SYNDICATOR_TOKENS_PARTNERS", said[-1].strip())
    assert "note: nobody" not in syndicator("check").stdout
    assert "is for everybody" in syndicator("token", "world", "gazette", code=2).stderr
    assert "no feed" in syndicator("token", "nothing", "gazette", code=2).stderr
    assert "subscriber's name" in syndicator("token", "partners", "the gazette", code=2).stderr
