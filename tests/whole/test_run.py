"""The service as systemd meets it: the real command, a real notification socket, real signals."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from tests.whole.conftest import Publisher

CONFIG = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""
FEED = (
    b'<rss version="2.0"><channel><title>RFH</title><link>https://rfh.example/</link>'
    b"<description>-</description><item><title>One</title><link>https://rfh.example/1</link>"
    b"<guid>https://rfh.example/1</guid><pubDate>Sat, 25 Apr 2020 10:00:00 GMT</pubDate>"
    b"<description>Words.</description></item></channel></rss>"
)


class Service:
    """One ``syndicator run``, and what it tells its service manager."""

    def __init__(self, folder: Path) -> None:
        address = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(20)
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / "syndicator"), "run"],
            cwd=folder,
            env={**os.environ, "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000"},
            stdout=self.log,
            stderr=self.log,
        )

    def told(self, *wanted: str) -> str:
        """Wait until one message holds all that is wanted; the others are passed over."""
        for _ in range(50):  # it says something at every tick, for ever
            message = self.socket.recv(65536).decode()
            if all(each in message for each in wanted):
                return message
        raise AssertionError(f"never said {wanted}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.socket.close()
        self.log.close()


@pytest.fixture
def service(
    publisher: Publisher, configure: Callable[[str], Path], tmp_path: Path
) -> Iterator[Service]:
    publisher.documents["/harbor.xml"] = FEED
    configure(CONFIG.format(url=publisher.url))
    running = Service(tmp_path)
    yield running
    running.close()


def test_a_day_of_the_service(
    service: Service,
    configure: Callable[[str], Path],
    publisher: Publisher,
    syndicator: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    service.told("READY=1")
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    world = tmp_path / "feeds" / "world.atom"
    assert b"https://rfh.example/1" in world.read_bytes()

    # Looking works beside it; a second instance does not.
    assert "harbor" in syndicator("status").stdout
    refused = syndicator("poll", code=1).stderr
    assert str(service.process.pid) in refused
    assert refused.count("\n") == 1
    assert str(service.process.pid) in syndicator("run", code=75).stderr

    # A wrong configuration keeps the old one and says why; a right one takes the story down.
    configure(CONFIG.replace("grant = ", "grnt = ").format(url=publisher.url))
    service.process.send_signal(signal.SIGHUP)
    service.told("RELOADING=1")
    service.told("not reloaded", "sources.harbor.grant")
    assert b"https://rfh.example/1" in world.read_bytes()
    expired = CONFIG.replace("[feeds.world]", "expires = 2021-01-01\n[feeds.world]")
    configure(expired.format(url=publisher.url))
    service.process.send_signal(signal.SIGHUP)
    service.told("RELOADING=1")
    service.told("1 sources, 0 failing, 0 stories in 1 feeds")
    assert b"<entry" not in world.read_bytes()
    assert b'ref="https://rfh.example/1"' in world.read_bytes()

    service.process.send_signal(signal.SIGTERM)
    service.told("STOPPING=1")
    assert service.process.wait(timeout=10) == 0


@pytest.mark.parametrize("arguments", [(), ("--config", "nowhere.toml")], ids=["none", "missing"])
def test_without_a_configuration_it_is_not_started_again(
    syndicator: Callable[..., CompletedProcess[str]], arguments: tuple[str, ...]
) -> None:
    done = syndicator(*arguments, "run", code=78)
    assert (arguments or ("config.toml",))[-1] in done.stderr


def test_a_wrong_configuration_is_not_started_again(
    syndicator: Callable[..., CompletedProcess[str]], configure: Callable[[str], Path]
) -> None:
    configure('[sources.x]\nurl = "nonsense"\n')
    done = syndicator("run", code=78)
    assert "config.toml:" in done.stderr
    assert "sources.x.url" in done.stderr
