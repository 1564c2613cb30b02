from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("driver.py")
SECONDS = 10.0


class Manager:
    """A service manager's end of sd_notify(3), on a real socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)

    def receive(self, seconds: float = SECONDS) -> dict[str, str]:
        """The next message; TimeoutError when none comes."""
        self._socket.settimeout(seconds)
        lines = self._socket.recv(4096).decode().split("\n")
        return dict(line.split("=", 1) for line in lines)

    def until(self, name: str, value: str | None = None) -> dict[str, str]:
        """The next message with this assignment, whatever comes before it."""
        limit = time.monotonic() + SECONDS
        while True:
            message = self.receive(max(limit - time.monotonic(), 0.001))
            if name in message and (value is None or message[name] == value):
                return message

    def drain(self) -> None:
        """Forgets what was said so far."""
        with suppress(BlockingIOError):
            while True:
                self.receive(0)

    def close(self) -> None:
        self._socket.close()


class Service:
    """A running driver."""

    def __init__(self, config: Path, environ: dict[str, str]) -> None:
        self.config = config
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER), str(config)],
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, line: str) -> None:
        """Reads what the engine was asked until it was asked this."""
        assert self.process.stdout is not None
        for said in self.process.stdout:
            if said.strip() == line:
                return
        pytest.fail(f"ended without {line!r}: {self.process.communicate()[1]}")

    def nudge(self) -> None:
        """Lets a slow start go on."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def send(self, signum: signal.Signals) -> None:
        self.process.send_signal(signum)

    def end(self) -> tuple[int, str, str]:
        """Its exit code, the rest of its output, and its log."""
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err


Starter = Callable[..., Service]


@pytest.fixture
def manager() -> Iterator[Manager]:
    manager = Manager(f"@syndicator-test-{os.getpid()}-{time.monotonic_ns()}")
    yield manager
    manager.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Starter]:
    """Starts a driver with these words of configuration and these environment variables."""
    started: list[Service] = []

    def start(words: str, **environ: str) -> Service:
        config = tmp_path / "config"
        config.write_text(words)
        started.append(Service(config, environ))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()
        for pipe in (one.process.stdin, one.process.stdout, one.process.stderr):
            if pipe is not None:
                pipe.close()
