"""A disk that is full, or mounted read-only: the real commands on a small file system."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from tests.support.small_feed import TABLES

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

ITEM = (
    "<item><title>{n}</title><link>https://rfh.example/{n}</link><guid>https://rfh.example/{n}"
    "</guid><pubDate>Sat, 25 Apr 2020 10:00:00 GMT</pubDate><description>{text}</description>"
    "</item>"
)


def feed(*numbers: int, words: int = 2) -> bytes:
    listed = "".join(ITEM.format(n=n, text=f"words of {n} " * words) for n in numbers)
    head = "<title>RFH</title><link>https://rfh.example/</link><description>-</description>"
    return f'<rss version="2.0"><channel>{head}{listed}</channel></rss>'.encode()


class Shell:
    """A shell in which file systems can be mounted that nobody else sees."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            ["unshare", "--user", "--map-root-user", "--mount", "sh"],  # of the system
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def pipes(self) -> tuple[IO[str], IO[str]]:
        assert self.process.stdin
        assert self.process.stdout
        return self.process.stdin, self.process.stdout

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and what it says."""
        into, out = self.pipes
        into.write(f"{command} < /dev/null\necho done $?\n")
        into.flush()
        said = ""
        while (line := out.readline()) and not line.startswith("done "):
            said += line
        assert line, f"the shell ended: {said}"
        return int(line.removeprefix("done ")), said

    def syndicator(self, arguments: str) -> tuple[int, str]:
        code, said = self.run(f"{Path(sys.executable).parent / 'syndicator'} {arguments}")
        assert "Traceback" not in said, said
        return code, said

    def close(self) -> None:
        for each in self.pipes:
            each.close()
        self.process.wait()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    possible = (
        shutil.which("unshare")
        and not subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "true"],  # as above
            check=False,
            capture_output=True,
        ).returncode
    )
    if not possible:
        pytest.skip("no file system can be mounted here (unshare --user --mount)")
    (tmp_path / "data").mkdir()
    (tmp_path / "out").mkdir()
    made = Shell(tmp_path)
    for folder in ("data", "out"):
        code, said = made.run(f"mount -t tmpfs -o size=4m,mode=755 none {folder}")
        assert code == 0, said
    yield made
    made.close()


@pytest.fixture
def placed(configure: Callable[[str], Path], publisher: Publisher) -> Publisher:
    path = configure(TABLES.format(url=publisher.url))
    places = 'database = "data/syndicator.db"\noutput = "out"\n'
    path.write_text(path.read_text().replace("[syndicator]\n", f"[syndicator]\n{places}"), "utf-8")
    publisher.documents["/harbor.xml"] = feed(1)
    return publisher


def fill(shell: Shell, folder: str) -> None:
    shell.run(f"head -c 100M /dev/zero > {folder}/filler 2> /dev/null")


def test_a_full_disk_is_named_and_nothing_is_lost(shell: Shell, placed: Publisher) -> None:
    assert shell.syndicator("poll")[0] == 0
    assert shell.syndicator("publish")[0] == 0
    before = shell.run("cat out/world.atom")[1]
    placed.documents["/harbor.xml"] = feed(1, *range(2, 30), words=500)

    fill(shell, "data")
    for command in ("poll --all", "hold 1 --reason so", "backup data/copy.db"):
        code, said = shell.syndicator(command)
        assert code == 1, said
        assert "data/" in said
        assert "the disk is full; free some space" in said, said
    # Even to look, SQLite needs a little room where no service is at work.
    assert "the disk is full" in shell.syndicator("status")[1]
    assert (
        "note: the database cannot be written at data: the disk is full"
        in (shell.syndicator("check")[1])
    )
    assert "copy" not in shell.run("ls data")[1]

    shell.run("rm data/filler")
    fill(shell, "out")
    code, said = shell.syndicator("poll --all")
    assert code == 1, said
    assert "cannot write" in said
    assert "out/" in said
    assert "the disk is full; free some space" in said
    assert shell.run("cat out/world.atom")[1] == before
    assert "tmp" not in shell.run("ls -aR out")[1]
    shell.run("rm out/filler")
    assert shell.syndicator("publish")[0] == 0
    assert shell.run("grep -c '<entry' out/world.atom")[1] == "29\n"


SERVICE = """
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from syndicator.config import load
from syndicator.errors import StoreUnwritable
from syndicator.log import prepare
from syndicator.pipeline import Engine

prepare("critical")
engine = Engine.start(load(Path("config.toml"), environ={}), now=datetime.now(UTC))
filler = Path("data/filler")
with suppress(OSError), filler.open("wb", buffering=0) as file:
    while True:
        file.write(bytes(10_000))
for _ in range(3):
    for step, more in ((engine.poll, {"everything": True}), (engine.alert, {})):
        try:
            step(now=datetime.now(UTC), **more)
        except StoreUnwritable:
            continue
        raise AssertionError("there was room")
filler.unlink()
assert engine.poll(now=datetime.now(UTC), everything=True).sources
engine.alert(now=datetime.now(UTC))
engine.close()
"""


def test_people_are_told_of_a_full_disk_although_nothing_can_be_recorded(
    shell: Shell, placed: Publisher, tmp_path: Path
) -> None:
    got: list[str] = []

    class Inbox(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(json.loads(body)["title"].partition(": ")[2])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8") + "\n[alerts.ops]\n", "utf-8")
    script = tmp_path / "service.py"
    script.write_text(SERVICE)
    channel = f"SYNDICATOR_ALERTS_OPS=json://127.0.0.1:{server.server_address[1]}/"
    placed.documents["/harbor.xml"] = feed(1, *range(2, 30), words=500)
    code, said = shell.run(f"{channel} TMPDIR={tmp_path} {sys.executable} {script}")
    assert code == 0, said
    assert got[0] == "critical: the database cannot be written"
    assert got.count(got[0]) == 1
    assert "over: the database can be written again" in got
    server.shutdown()
    server.server_close()


def test_a_file_system_that_is_read_only_is_named(shell: Shell, placed: Publisher) -> None:
    del placed
    assert shell.syndicator("poll")[0] == 0
    assert shell.syndicator("publish")[0] == 0
    named = "the file system is mounted read-only; mount it for writing"
    shell.run("mount -o remount,ro none out")
    shell.run("sed -i s/World/Globe/ config.toml")
    code, said = shell.syndicator("publish")
    assert code == 1
    assert "cannot write" in said
    assert named in said
    assert f"note: the output cannot be written at out: {named}" in shell.syndicator("check")[1]
    shell.run("mount -o remount,ro none data")
    code, said = shell.syndicator("poll")
    assert code == 1
    assert named in said, said


def test_what_a_command_prints_may_not_fit(shell: Shell, placed: Publisher) -> None:
    del placed
    code, said = shell.run(f"{Path(sys.executable).parent / 'syndicator'} check > /dev/full")
    assert code == 1
    assert said == (
        "cannot write what the command prints: the disk is full; free some space "
        "(No space left on device)\n"
    )
