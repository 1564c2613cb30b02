from __future__ import annotations

import http.client
import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from starlette.routing import BaseRoute

from syndicator.config import Config, load
from syndicator.publish.storage.base import File
from syndicator.publish.storage.local import LocalStorage
from syndicator.web.server import WebServer

SECONDS = 10.0
LONG_AGO = 1_780_000_000

CONFIG = """
[syndicator]
title = "Harbor Newsroom"
base_url = "https://feeds.example.org/"
hubs = ["https://hub.example.com/"]

[web]
listen = "127.0.0.1:0"

[sources.harbor]
url = "https://harbor.example/feed"
grant = "headline-only"
every = "10m"

[sources.gazette]
url = "https://gazette.example/feed"
grant = "headline-only"
every = "5h"

[feeds.world]
title = "World"
sources = ["harbor", "gazette"]

[feeds.slow]
title = "Slow"
sources = ["gazette"]

[feeds.partners]
title = "Partners"
sources = ["harbor"]
access = "token"
"""
TOKEN = "a-token-of-the-gazette"
OTHER = "a-token-of-the-observer"
TOKENS = f"gazette:{TOKEN}\nobserver:{OTHER}"


def atom(*entries: tuple[str, str], more: str = "") -> bytes:
    """A feed with these entries, id and title each."""
    listed = "\n".join(
        f"<entry><id>{ref}</id><title>{title}</title><summary>{'words ' * 40}</summary></entry>"
        for ref, title in entries
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'"
        " xmlns:fh='http://purl.org/syndication/history/1.0'>"
        f"<title>World</title>{more}{listed}</feed>"
    ).encode()


WORLD = atom(*((f"urn:story:{number}", f"Story {number}") for number in range(20)))
PAGE = f"<!doctype html><title>World</title><p>{'Words. ' * 300}</p>".encode()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """A server that runs, and the folder that it serves."""

    server: WebServer
    shelf: LocalStorage
    config: Config

    @property
    def folder(self) -> Path:
        return self.shelf.folder

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.server.addresses[0][:2]  # type: ignore[index]
        return str(host), int(port)

    def write(self, path: str, data: bytes, media_type: str = "text/html") -> None:
        file = File(
            path=path,
            data=data,
            media_type=media_type,
            private=path.startswith("private/"),
            max_age=timedelta(minutes=1),
        )
        self.shelf.stage(file).commit()

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask for something; ``_`` in the names of headers is ``-``."""
        connection = http.client.HTTPConnection(*self.address, timeout=SECONDS)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def raw(self, octets: bytes) -> bytes:
        """All that comes back for some octets, until the server closes."""
        with socket.create_connection(self.address, timeout=SECONDS) as connection:
            connection.sendall(octets)
            found = b""
            while piece := connection.recv(65536):
                found += piece
            return found


def written(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ={})


def begun(config: Config, routes: Sequence[BaseRoute] = ()) -> Site:
    assert isinstance(config.output, Path)
    server = WebServer(environ={"SYNDICATOR_TOKENS_PARTNERS": TOKENS}, routes=routes)
    server.start(config)
    return Site(server, LocalStorage(config.output), config)


def ended(sites: Iterable[Site]) -> None:
    """Wait until servers that were stopped have ended."""
    for site in sites:
        site.server.join(SECONDS)
        assert site.server.stopped()


@pytest.fixture
def configure(tmp_path: Path) -> Callable[[str], Config]:
    """Reads a configuration."""
    return partial(written, tmp_path)


@pytest.fixture(scope="module")
def ending() -> Iterator[list[Site]]:
    """Servers that were stopped: uvicorn takes a moment, which no test needs to wait for."""
    sites: list[Site] = []
    yield sites
    ended(sites)


@pytest.fixture
def started(ending: list[Site]) -> Iterator[Callable[..., Site]]:
    """Starts a server for a configuration, with other routes if there are any."""
    sites: list[Site] = []

    def start(config: Config, routes: Sequence[BaseRoute] = ()) -> Site:
        sites.append(begun(config, routes))
        return sites[-1]

    yield start
    for site in sites:
        site.server.stop()
    ending += sites


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = begun(written(tmp_path_factory.mktemp("site"), CONFIG))
    site.write("world.atom", WORLD, "application/atom+xml")
    site.write("world/index.html", PAGE)
    site.write("private/partners.atom", WORLD, "application/atom+xml")
    site.write("style/page.css", b"p { color: black }" * 100, "text/css")
    site.folder.rename(site.folder.with_name("pristine"))
    yield site
    site.server.stop()
    ended([site])


@pytest.fixture
def site(shared: Site) -> Site:
    """A server with a few files, which each test finds as they were."""
    shutil.rmtree(shared.folder, ignore_errors=True)
    shutil.rmtree(shared.folder.with_name("outside"), ignore_errors=True)
    shutil.copytree(shared.folder.with_name("pristine"), shared.folder)
    for place in shared.folder.rglob("*.*"):
        os.utime(place, (LONG_AGO, LONG_AGO))
    return shared


@pytest.fixture
def config_text() -> str:
    return CONFIG


@pytest.fixture(name="atom")
def atom_fixture() -> Callable[..., bytes]:
    return atom


@pytest.fixture
def world() -> bytes:
    return WORLD


@pytest.fixture
def token() -> str:
    return TOKEN
