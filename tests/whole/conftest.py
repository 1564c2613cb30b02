"""The whole program against a real local server: what an operator would run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from syndicator.cli import main


@dataclass
class Publisher:
    """A server whose documents a test may change; it counts what it is asked."""

    documents: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    validators: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    """Of every response, beside those that any server sends."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.documents.get(handler.path)
        status = 200 if body is not None else 404
        etag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        if self.validators and body is not None and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.requests.append((handler.path, status, dict(handler.headers)))
        handler.send_response(status)
        if self.validators:
            handler.send_header("ETag", etag)
        handler.send_header("Content-Type", "application/xml")
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body or b"")))
        handler.end_headers()
        handler.wfile.write(body or b"")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    served = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # How often it looks whether it is to end: each test that has it waits for that.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def syndicator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The console script's function in this process: the tests ask for many small answers.

    It ends with the given code, or the test fails; an exception that an operator would see as a
    traceback fails it, too. `process` is the same in a process of its own.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Kolkata")

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["syndicator", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == code, said
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The console script in a process of its own; ends with the given code or the test fails."""

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "syndicator"), *arguments]
        environ = {**os.environ, "TZ": "Asia/Kolkata"}
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def configure(tmp_path: Path) -> Callable[[str], Path]:
    """Write config.toml in the test's folder: what every test needs, then its own tables."""

    def write(tables: str, *, title: str = "Example Newsroom") -> Path:
        path = tmp_path / "config.toml"
        path.write_text(
            "[syndicator]\n"
            f'title = "{title}"\n'
            'base_url = "https://feeds.example.org/"\n'
            'contact = "https://example.org/about"\n\n'
            "[poll]\n"
            'allow_private = ["127.0.0.0/8"]\n\n' + tables,
            "utf-8",
        )
        return path

    return write


@pytest.fixture
def outputs(tmp_path: Path) -> Callable[[], Mapping[str, tuple[bytes, int]]]:
    """Every file of a feed by its path: its bytes, and when it was written.

    Without what belongs to all feeds, and without the compressed siblings.
    """
    site = {"index.html", "feeds.opml", "style/page.css", "style/feed.css", ".redirects"}

    def read() -> Mapping[str, tuple[bytes, int]]:
        folder = tmp_path / "feeds"
        files = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in {".gz", ".br"}
        }
        return {
            name: (path.read_bytes(), path.stat().st_mtime_ns)
            for name, path in files.items()
            if name not in site
        }

    return read
