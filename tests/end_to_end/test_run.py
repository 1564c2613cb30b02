"""The service as systemd meets it: the real command, a real notification socket, real signals."""

from __future__ import annotations

import json
import os
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
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from tests.support.small_feed import FEED, TABLES

from syndicator.errors import StoreUnwritable
from syndicator.store.database import Store

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from tests.support.publisher import Publisher


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
    configure(TABLES.format(url=publisher.url))
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
    assert b">One<" in world.read_bytes()

    # Looking works beside it; a second instance does not.
    assert "harbor" in syndicator("status").stdout
    assert str(service.process.pid) in syndicator("run", code=75).stderr

    # A wrong configuration keeps the old one and says why; a right one takes the story down.
    configure(TABLES.replace("grant = ", "grnt = ").format(url=publisher.url))
    service.process.send_signal(signal.SIGHUP)
    service.told("RELOADING=1")
    service.told("not reloaded", "sources.harbor.grant")
    assert b">One<" in world.read_bytes()
    expired = TABLES.replace("[feeds.world]", "expires = 2021-01-01\n[feeds.world]")
    configure(expired.format(url=publisher.url))
    service.process.send_signal(signal.SIGHUP)
    service.told("RELOADING=1")
    service.told("1 sources, 0 failing, 0 stories in 1 feeds")
    assert b">One<" not in world.read_bytes()
    assert b'ref="https://rfh.example/1"' in world.read_bytes()

    service.process.send_signal(signal.SIGTERM)
    service.told("STOPPING=1")
    assert service.process.wait(timeout=10) == 0


def assert_empty(folder: Path, name: str) -> None:
    """Wait for the documents of a feed, sooner than a source is given up, and read them."""
    # The page of all feeds is written after those of each.
    limit = time.monotonic() + 15
    while f'"{name}/index.html"' not in (
        page.read_text() if (page := folder / "index.html").exists() else ""
    ):
        assert time.monotonic() < limit
        time.sleep(0.05)
    for form in ("atom", "rss"):
        root = etree.parse(folder / f"{name}.{form}").getroot()
        assert root.findall(".//{*}entry") == root.findall(".//item") == []
    assert json.loads((folder / f"{name}.json").read_bytes())["items"] == []
    assert "<main" in (folder / name / "index.html").read_text()


def test_a_new_feed_has_its_documents_at_once(
    configure: Callable[[str], Path], tmp_path: Path
) -> None:
    """Although its source says nothing, and was never heard of before a reload."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        text = TABLES.format(url=f"http://127.0.0.1:{port}")
        every = 'formats = ["atom", "rss", "json", "html"]\n'
        configure(text + every)
        running = Service(tmp_path)
        try:
            running.told("READY=1")
            assert_empty(tmp_path / "feeds", "world")
            later = text.replace("[feeds.world]", "[feeds.later]").split("[feeds.later]")[1]
            configure(f"{text}{every}[feeds.later]{later}{every}")
            running.process.send_signal(signal.SIGHUP)
            running.told("0 stories in 2 feeds")
            assert_empty(tmp_path / "feeds", "later")
        finally:
            running.close()


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


def test_commands_ask_a_running_service(
    service: Service,
    publisher: Publisher,
    syndicator: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    service.told("READY=1")
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    world, socket_file = tmp_path / "feeds" / "world.atom", tmp_path / "syndicator.db.sock"
    assert socket_file.stat().st_mode & 0o777 == 0o660

    assert "1 taken out" in syndicator("hold", "1", "--reason", "a question").stdout
    assert b">One<" not in world.read_bytes()
    assert "1 added" in syndicator("release", "1").stdout
    assert b">One<" in world.read_bytes()

    other = FEED.replace(b"rfh.example/1", b"rfh.example/2").replace(b"One", b"Two")
    publisher.documents["/harbor.xml"] = other.replace(b"Words", b"Other words of another story")
    polled = json.loads(syndicator("poll", "harbor", "--json").stdout)
    assert polled["sources"][0]["new"] == 1
    assert polled["feeds"][0]["published"] == 1
    assert b"https://rfh.example/2" in world.read_bytes()
    assert "world" in syndicator("publish").stdout
    unknown = syndicator("poll", "nobody", code=2).stderr
    assert "the running service" in unknown
    assert unknown.count("\n") == 1

    # What it has not read yet is said; by whichever name the database goes, it is found.
    (tmp_path / "link.db").symlink_to("syndicator.db")
    text = (tmp_path / "config.toml").read_text("utf-8")
    linked = text.replace("[syndicator]", '[syndicator]\ndatabase = "link.db"', 1)
    (tmp_path / "config.toml").write_text(linked, "utf-8")
    told = syndicator("publish")
    assert "config.toml as it is now" in told.stderr
    assert f"kill -HUP {service.process.pid}" in told.stderr
    assert "world" in told.stdout
    (tmp_path / "config.toml").write_text(text, "utf-8")
    assert not syndicator("publish").stderr

    # Rubbish, and those who say nothing, change nothing.
    for rubbish in (b"", b"{", b'{"method": "close", "arguments": {}}', b"x" * 2_000_000):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking, suppress(OSError):
            asking.connect(str(socket_file))
            asking.sendall(rubbish)
            asking.shutdown(socket.SHUT_WR)
            assert b"result" not in asking.recv(65_536)
    assert "harbor" in syndicator("poll", "harbor").stdout

    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(20) == 0
    assert not socket_file.exists()
    service.log.seek(0)
    assert "left_behind" not in service.log.read()


def test_who_may_not_write_the_database_asks_the_service(
    service: Service,
    syndicator: Callable[..., CompletedProcess[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A member of the service's group: the database is not theirs, the socket is for them."""
    service.told("READY=1")
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    usual = Store.open

    def only_to_read(path: Path, *, mode: str, **more: Any) -> Store:
        if mode != "read":
            raise StoreUnwritable(f"{path}: not yours")
        return usual(path, mode="read", **more)

    monkeypatch.setattr(Store, "open", only_to_read)
    world = tmp_path / "feeds" / "world.atom"
    for verb, what in (("hold", "held"), ("release", "released"), ("approve", "approved")):
        said = syndicator(verb, "1", "--reason", "a question", "--by", "Maria").stdout
        assert f"item 1 (One): {what}" in said
        assert (b">One<" in world.read_bytes()) is (verb != "hold")
    said = syndicator("hold", "--all", "--reason", "a court order", "--by", "Maria").stdout
    assert "every source that is added: held" in said
    assert "1 story held" in said
    assert "1 story released" in syndicator("release", "--all", "--by", "Maria").stdout
    assert 'no item "4711"' in syndicator("reject", "4711", "--reason", "x", code=2).stderr
    assert "taken out" in syndicator("reject", "1", "--reason", "not ours").stdout
    assert "item 1 (One): killed" in syndicator("kill", "1", "--yes", "--reason", "wrong").stdout
    assert "by Maria: a question" in syndicator("why", "1").stdout

    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(20) == 0
    assert "not yours" in syndicator("hold", "1", "--reason", "x", code=1).stderr


def test_a_wrong_configuration_stops_no_kill(
    service: Service, syndicator: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    service.told("READY=1")
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    world, config = tmp_path / "feeds" / "world.atom", tmp_path / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("grant =", "grunt ="), "utf-8")
    wrong = syndicator("hold", "1", "--reason", "a question", code=2)
    assert "item 1 (One): held" in wrong.stdout
    assert "1 taken out" in wrong.stdout, "the service goes on under what it read before"
    assert 'did you mean "grant"?' in wrong.stderr
    assert b">One<" not in world.read_bytes()
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(20) == 0
    wrong = syndicator("kill", "1", "--yes", "--reason", "wrong", code=2)
    assert "item 1 (One): killed" in wrong.stdout
    config.write_text(text, "utf-8")
    assert "killed by" in syndicator("why", "1").stdout


def test_a_socket_that_a_killed_service_left_is_in_nobodys_way(
    service: Service, syndicator: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    service.told("READY=1")
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    service.process.kill()
    service.process.wait()
    assert (tmp_path / "syndicator.db.sock").exists()
    assert "1 taken out" in syndicator("hold", "1", "--reason", "a question").stdout


class Slow:
    """A publisher that answers when it is told to."""

    def __init__(self, publisher: Publisher) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        usual = publisher.answer

        def answer(handler: BaseHTTPRequestHandler) -> None:
            self.asked.set()
            self.go_on.wait(20)
            usual(handler)

        publisher.answer = answer  # type: ignore[method-assign]


def asking(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).parent / "syndicator"), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True)


def test_ctrl_c_ends_the_command_and_not_what_the_service_does(
    service: Service, publisher: Publisher, tmp_path: Path
) -> None:
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    slow = Slow(publisher)
    with asking(tmp_path, "poll", "harbor") as command:
        assert slow.asked.wait(20)
        command.send_signal(signal.SIGINT)
        _, said = command.communicate(timeout=20)
        assert command.returncode == 130
        assert "the running service goes on" in said
    assert service.process.poll() is None
    slow.go_on.set()


def test_a_service_that_ends_in_the_middle_says_so_to_who_waits(
    service: Service, publisher: Publisher, tmp_path: Path
) -> None:
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    slow = Slow(publisher)
    with asking(tmp_path, "poll", "harbor") as command:
        assert slow.asked.wait(20)
        service.process.kill()
        _, said = command.communicate(timeout=20)
        assert command.returncode == 1
        assert "ended before it answered" in said
    slow.go_on.set()


def test_what_was_asked_is_answered_before_the_service_ends(
    service: Service, publisher: Publisher, tmp_path: Path
) -> None:
    service.told("1 sources, 0 failing, 1 stories in 1 feeds")
    slow = Slow(publisher)
    with asking(tmp_path, "poll", "harbor") as command:
        assert slow.asked.wait(20)
        service.process.send_signal(signal.SIGTERM)
        service.told("STOPPING=1")
        slow.go_on.set()
        shown, said = command.communicate(timeout=20)
        assert "harbor" in shown, said
    assert service.process.wait(20) == 0
