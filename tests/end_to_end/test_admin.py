"""The service with its private pages: the real command, real sockets, a real alert."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest
from tests.support.newsroom import Newsroom, rss

from syndicator.web.admin import passwords
from syndicator.web.admin.server import AdminServer

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

SECONDS = 20.0
CONFIG = """
[web]
listen = "127.0.0.1:{web}"

[admin]
listen = "127.0.0.1:{admin}"
{users}

[sources.harbor]
url = "{url}/harbor.xml"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def ask(port: int, path: str, method: str = "GET", **more: Any) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request(method, path, **more)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode()
    finally:
        connection.close()


def post(port: int, path: str, page: str, **fields: str) -> tuple[int, dict[str, str], str]:
    """Send the form of a page, as the browser would that shows it."""
    _, headers, text = ask(port, page)
    cookie = headers["set-cookie"].partition(";")[0]
    token = re.search(r'name="csrf" value="([^"]+)"', text)
    assert token
    return ask(
        port,
        path,
        "POST",
        body=urlencode({"csrf": token[1], **fields}),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "origin": f"http://127.0.0.1:{port}",
            "cookie": cookie,
        },
    )


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "syndicator"), "run"],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if not k.startswith("SYNDICATOR_ADMIN")},
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def ready(port: int) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        try:
            if ask(port, "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("never ready")


def test_slow_clients_of_the_private_pages_hold_nobody_up(
    publisher: Publisher, configure: Callable[[str], Path], tmp_path: Path
) -> None:
    publisher.documents["/harbor.xml"] = rss("harbor", *range(1, 9))
    web, admin = free(), free()
    configure(CONFIG.format(web=web, admin=admin, users="", url=publisher.url))
    with running(tmp_path) as process, ExitStack() as slow:
        ready(admin)

        def connected() -> socket.socket:
            made = socket.create_connection(("127.0.0.1", admin), timeout=SECONDS)
            return slow.enter_context(made)

        head = f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{admin}\r\n"
        form = f"POST /mutes HTTP/1.1\r\nHost: 127.0.0.1:{admin}\r\n"
        form += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nx"
        for _ in range(40):
            connected().sendall(head.encode())  # a head without end
            connected().sendall(form.encode())  # a body without end
            connected().sendall(f"{head}\r\n".encode() * 50)  # and nothing is read
        asked = len(publisher.requests)
        began = time.monotonic()
        for _ in range(20):
            assert ask(web, "/world.atom")[0] == 200
        assert ask(admin, "/healthz")[0] == 200
        assert "harbor" in ask(admin, "/")[2]
        status, headers, _ = post(admin, "/sources/harbor/poll", "/sources/harbor")
        assert (status, headers["location"]) == (303, "/sources/harbor?asked=done")
        assert len(publisher.requests) > asked
        assert time.monotonic() - began < 10
        # Nothing private answers on the public side, whatever it is asked.
        for path in (
            "/",
            "/metrics",
            "/healthz",
            "/readyz",
            "/sign-in",
            "/sources/harbor",
            "/incidents",
            "/service",
            "/static/admin.js",
            "/desk",
        ):
            status, headers, text = ask(web, path, headers={"cookie": "syndicator=x"})
            assert status == (200 if path == "/" else 404), path
            assert "syndicator_" not in text
            assert "csrf" not in text
            assert "set-cookie" not in headers
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    # The log of the database was put in order by whoever owns it, and nobody was in the way.
    assert not (tmp_path / "syndicator.db-wal").exists()
    log = (tmp_path / "log").read_text()
    assert "web.bug" not in log
    assert "tick.bug" not in log
    assert "service.left" not in log


def test_what_cannot_be_started_is_refused(
    publisher: Publisher, configure: Callable[[str], Path], syndicator: Callable[..., Any]
) -> None:
    publisher.documents["/harbor.xml"] = rss("harbor", 1)
    web = free()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        configure(CONFIG.format(web=web, admin=taken, users="", url=publisher.url))
        done = syndicator("run", code=1)
    assert done.stderr.endswith(
        f"[admin] cannot listen on 127.0.0.1:{taken}: something else listens there\n"
    )
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", web), timeout=SECONDS)
    text = CONFIG.format(web=web, admin=free(), users="", url=publisher.url)
    configure(text.replace("127.0.0.1", "0.0.0.0"))
    assert "nobody would need a password" in syndicator("run", code=78).stderr


def test_a_password_that_is_no_hash_refuses_the_start(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    users = '[admin.users.maria]\nrole = "editor"'
    configure(CONFIG.format(web=free(), admin=free(), users=users, url=publisher.url))
    assert 'the user "maria" cannot sign in' in syndicator("check").stdout
    base_url = 'base_url = "https://desk.example.org/"'
    configure(CONFIG.format(web=free(), admin=free(), users=base_url, url=publisher.url))
    assert "is the operator, unless the server in front" in syndicator("check").stdout
    configure(CONFIG.format(web=free(), admin=free(), users=users, url=publisher.url))
    monkeypatch.setenv("SYNDICATOR_ADMIN_MARIA", "hunter2-in-plain-text")
    done = syndicator("run", code=78)
    assert "the credential admin_maria, or $SYNDICATOR_ADMIN_MARIA" in done.stderr
    assert "hunter2" not in done.stderr


def test_passwords_are_made() -> None:
    command = [str(Path(sys.executable).parent / "syndicator"), "password"]
    done = subprocess.run(
        command, input="correct horse battery\n", capture_output=True, text=True, check=True
    )
    assert passwords.read(done.stdout.strip()).matches("correct horse battery")
    assert done.stderr == ""
    short = subprocess.run(command, input="short\n", capture_output=True, text=True, check=False)
    assert (short.returncode, short.stdout) == (2, "")
    assert "at least 10 characters" in short.stderr


# ── a night ──────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def webhook() -> Iterator[tuple[str, list[str]]]:
    """Whoever is told: its address, and what it was told."""
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(json.loads(body)["message"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/", told
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_operators_night(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = Newsroom(publisher, tmp_path, sources={"harbor": "harbor"}, grants={"harbor": ""})
    newsroom.feeds["world"] = 'sources = ["harbor"]'
    newsroom.more = """
[admin]
listen = "127.0.0.1:0"
base_url = "https://desk.example.org/"
[monitor]
open_after = 1
close_after = 1
[alerts.ops]
"""
    publisher.documents["/harbor.xml"] = rss("harbor", 1)
    newsroom.poll()
    server = AdminServer(environ={}, clock=lambda: newsroom.now)
    server.answered_by(newsroom.engine)
    server.start(newsroom.engine.config)
    port = server.addresses[0][1]  # type: ignore[index]
    try:
        with webhook() as (url, told):
            monkeypatch.setenv("SYNDICATOR_ALERTS_OPS", url)
            del publisher.documents["/harbor.xml"]
            newsroom.later()
            newsroom.poll()
            newsroom.engine.alert(now=newsroom.now)
            (message,) = told
            link = re.search(r"Page: (https://desk\.example\.org/\S+)", message)
            assert link
            page = urlsplit(link[1]).path
            text = ask(port, page)[2]
            assert "failing" in text
            assert "http-status" in text

            publisher.documents["/harbor.xml"] = rss("harbor", 1, 2)
            newsroom.later()
            assert post(port, f"{page}/poll", page)[0] == 303
            text = ask(port, page)[2]
            assert "All is well." in text
            assert "What was wrong before" in text
            assert "Titleharbor2x" in text
            assert "Nothing: no incident is open." in ask(port, "/")[2]
            newsroom.engine.alert(now=newsroom.now)
            assert "OVER: harbor, failing" in told[-1]
    finally:
        server.stop()
        server.join(SECONDS)
        newsroom.stop()
