from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.config import Config, load
from syndicator.monitor.heartbeat import beat, failing

TEXT = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
[poll]
host_delay = "0s"
allow_private = ["127.0.0.0/8"]
[monitor]
heartbeat = true
[sources.harbor]
url = "http://127.0.0.1:1/feed"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["harbor"]
"""
SECRET = "4a1e-S3CRET"


class Switch(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/{SECRET}"


class _Handler(BaseHTTPRequestHandler):
    server: Switch

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.send_header("Location", f"/elsewhere/{SECRET}")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def switch() -> Iterator[Switch]:
    with Switch() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def configured(folder: Path, text: str = TEXT) -> Config:
    path = folder / "config.toml"
    path.write_text(text)
    return load(path, environ={})


@pytest.mark.parametrize(
    ("url", "failed"),
    [
        ("https://hc.example/abc", "https://hc.example/abc/fail"),
        ("https://hc.example/abc/", "https://hc.example/abc/fail"),
        ("https://hc.example/abc?create=1", "https://hc.example/abc/fail?create=1"),
        ("https://hc.example", "https://hc.example/fail"),
    ],
)
def test_the_address_of_a_failure(url: str, failed: str) -> None:
    assert failing(url) == failed


def test_it_is_asked(tmp_path: Path, switch: Switch) -> None:
    config = configured(tmp_path)
    environ = {"SYNDICATOR_HEARTBEAT": f"# ours\n{switch.url}\n"}
    assert beat(config, good=True, environ=environ) is None
    assert beat(config, good=False, environ=environ) is None
    assert switch.asked == [f"/ping/{SECRET}", f"/ping/{SECRET}/fail"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_goes_wrong_is_told_without_the_url(
    tmp_path: Path, switch: Switch, status: int
) -> None:
    switch.status = status
    problem = beat(configured(tmp_path), good=True, environ={"SYNDICATOR_HEARTBEAT": switch.url})
    assert problem
    assert str(status) in problem
    assert SECRET not in problem
    assert len(switch.asked) == 1, "no redirect is followed"


def test_a_private_address_has_to_be_allowed(tmp_path: Path, switch: Switch) -> None:
    config = configured(tmp_path, TEXT.replace('["127.0.0.0/8"]', "[]"))
    problem = beat(config, good=True, environ={"SYNDICATOR_HEARTBEAT": switch.url})
    assert problem
    assert SECRET not in problem
    assert switch.asked == []


def test_without_a_url_it_says_where_one_is_looked_for(tmp_path: Path) -> None:
    problem = beat(configured(tmp_path), good=True, environ={})
    assert problem == "no URL: neither the credential heartbeat nor $SYNDICATOR_HEARTBEAT is set"


def test_poll_says_that_it_is_done_or_failed(
    tmp_path: Path, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(tmp_path)
    monkeypatch.setenv("SYNDICATOR_HEARTBEAT", switch.url)
    command = ["--config", str(config.path), "poll"]
    good = CliRunner().invoke(cli, command)
    assert good.exit_code == 0, "a source that fails is no failure of the tick"
    assert switch.asked == [f"/ping/{SECRET}"]
    switch.asked.clear()
    for path in (tmp_path / "feeds").rglob("*"):
        if path.is_file():
            path.unlink()
    for path in sorted((tmp_path / "feeds").rglob("*"), reverse=True):
        path.rmdir()
    (tmp_path / "feeds").rmdir()
    (tmp_path / "feeds").write_text("a file where the folder was")
    bad = CliRunner().invoke(cli, command)
    assert bad.exit_code != 0
    assert switch.asked == [f"/ping/{SECRET}/fail"]
    assert SECRET not in good.output + bad.output
