from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.support.admin_newsroom import NOON

from syndicator.config import Config, load
from syndicator.model import FeedName, SourceName
from syndicator.pipeline import Engine
from syndicator.poll.tick import PollReport
from syndicator.web.admin import passwords
from syndicator.web.admin.server import AdminServer

SECONDS = 20.0
PASSWORD = "correct horse battery"  # of nobody

CONFIG = """
[syndicator]
title = "Harbor Newsroom"
base_url = "https://feeds.example.org/"

[admin]
listen = "127.0.0.1:0"
base_url = "https://desk.example.org/"

{users}

[sources.harbor]
url = "https://harbor.example/feed"
grant = "harbor"

[sources.gazette]
url = "https://gazette.example/feed"
grant = "headline-only"

[grants.harbor]
holder = "Harbor, Inc."
expires = 2026-12-20

[feeds.world]
title = "World"
sources = ["harbor", "gazette"]
"""
USERS = """
[admin.users.vera]
role = "viewer"
[admin.users.emil]
role = "editor"
[admin.users.olga]
role = "operator"
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["location"]


@dataclass
class Browser:
    """Somebody with a cookie jar, at one address of the pages."""

    address: tuple[str, int]
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask for something; ``_`` in the names of headers is ``-``."""
        connection = http.client.HTTPConnection(*self.address, timeout=SECONDS)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("host", self.host or "{}:{}".format(*self.address))
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            set_cookies = answer.headers.get_all("set-cookie") or []
            for each in set_cookies:
                name, _, rest = each.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read(), set_cookies)
        finally:
            connection.close()

    def token(self, path: str = "/sign-in") -> str:
        """What the forms of a page hold against CSRF."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.ask(path).text)
        assert found, path
        return unescape(found[1])

    def post(
        self, path: str, fields: dict[str, str], *, token: str | None = None, **headers: str
    ) -> Answer:
        """Send a form, as a browser does that shows one of ours."""
        scheme = "https" if self.host else "http"
        headers.setdefault("origin", f"{scheme}://{self.host or '{}:{}'.format(*self.address)}")
        headers.setdefault("content_type", "application/x-www-form-urlencoded")
        body = urlencode({"csrf": self.token() if token is None else token, **fields}).encode()
        return self.ask(path, "POST", body, **headers)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Answer:
        return self.post("/sign-in", {"name": name, "password": password, **fields})


@dataclass
class Polled:
    """An engine whose polls and publishes are only noted."""

    engine: Engine
    polls: list[list[SourceName]] = field(default_factory=list)
    published: list[list[FeedName]] = field(default_factory=list)

    @property
    def store(self) -> Any:
        return self.engine.store

    def poll(
        self,
        *,
        now: datetime,  # noqa: ARG002
        stop: threading.Event | None = None,  # noqa: ARG002
        names: Iterable[SourceName] | None = None,
    ) -> PollReport:
        self.polls.append(list(names or ()))
        return PollReport(())

    def publish(self, *, now: datetime, names: Sequence[FeedName] | None = None) -> None:  # noqa: ARG002
        self.published.append(list(names or ()))


@dataclass
class Private:
    """The private pages of a newsroom, answered over real sockets."""

    server: AdminServer
    engine: Polled
    config: Config
    clock: list[datetime]

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.server.addresses[0][:2]  # type: ignore[index]
        return str(host), int(port)

    @property
    def store(self) -> Any:
        return self.engine.store

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def later(self, **span: float) -> None:
        """Let time go by."""
        self.clock[0] += timedelta(**span)

    def browser(self, host: str = "") -> Browser:
        return Browser(self.address, host)

    def user(self, name: str, host: str = "") -> Browser:
        """Somebody who is signed in."""
        browser = self.browser(host)
        assert browser.sign_in(name).status == 303
        return browser


@pytest.fixture(scope="session")
def hashed() -> str:
    """The hash of `PASSWORD`."""
    return passwords.make(PASSWORD)


@pytest.fixture
def start(tmp_path: Path, hashed: str) -> Iterator[Callable[..., Private]]:
    """Start the private pages under a configuration, given as text."""
    running: list[Private] = []

    def start(text: str = "", *, users: str = USERS, before: Any = None) -> Private:
        path = tmp_path / "config.toml"
        path.write_text(text or CONFIG.replace("{users}", users))
        environ = {f"SYNDICATOR_ADMIN_{name}": hashed for name in ("VERA", "EMIL", "OLGA")}
        config = load(path, environ={})
        clock = [NOON]
        engine = Engine.start(config, now=clock[0])
        if before is not None:
            before(engine.store, config)
        server = AdminServer(environ=environ, clock=lambda: clock[0])
        polled = Polled(engine)
        server.answered_by(polled)
        server.start(config)
        running.append(Private(server, polled, config, clock))
        return running[-1]

    yield start
    for each in running:
        each.server.stop()
        each.server.join(SECONDS)
        each.engine.engine.close()


@pytest.fixture
def private(start: Callable[..., Private]) -> Private:
    """Pages with a viewer, an editor and an operator."""
    return start()


@pytest.fixture
def unguarded(start: Callable[..., Private]) -> Private:
    """Pages on loopback where nobody signs in."""
    return start(users="")
