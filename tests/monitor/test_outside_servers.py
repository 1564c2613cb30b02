"""Our own feeds asked for through real servers: ours, a plain one, one with TLS, and none."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.config import Config, load
from syndicator.http import dial, transport
from syndicator.http.certificate import certificate_end
from syndicator.http.fetch import fetch
from syndicator.model import Job, SourceName
from syndicator.model.incident import Kind
from syndicator.monitor.monitoring import Monitoring
from syndicator.monitor.outside import Asking, look
from syndicator.store import answered, incidents
from syndicator.store.database import Store
from syndicator.web.server import WebServer

CERTIFICATE = Path(__file__).parents[1] / "http" / "localhost.pem"
TOKEN = "a-token-of-the-gazette"
TEXT = """
[syndicator]
title = "Desk"
base_url = "{base}"
[web]
listen = "127.0.0.1:{port}"
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
[sources.harbor]
url = "http://127.0.0.1:{origin}/feed.xml"
grant = "headline-only"
backfill = "all"
[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
formats = ["atom", "rss", "json", "html"]
[feeds.partners]
title = "Partners"
sources = ["harbor"]
access = "token"
"""
RSS = b"""<rss version="2.0"><channel><title>H</title><link>https://h.example/</link>
<description>-</description>
<item><title>One</title><link>https://h.example/1</link><guid>https://h.example/1</guid>
<description>The first of two.</description></item>
<item><title>Two</title><link>https://h.example/2</link><guid>https://h.example/2</guid>
<description>The second of two.</description></item></channel></rss>"""


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port: int = found.getsockname()[1]
        return port


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Starts a plain file server for a folder, with TLS or without; gives its port."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path, *, port: int = 0, tls: bool = False) -> int:
        handler = partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return int(server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    context = ssl.create_default_context(cafile=CERTIFICATE)
    context.sslsocket_class = dial.TlsSocket
    monkeypatch.setattr(transport, "tls_context", lambda: context)
    transport._adapter.cache_clear()
    yield
    transport._adapter.cache_clear()


@pytest.fixture
def published(tmp_path: Path, serve: Callable[..., int]) -> Callable[[str], Config]:
    """Two feeds of two stories, of which the first was killed."""
    (tmp_path / "origin").mkdir()
    (tmp_path / "origin" / "feed.xml").write_bytes(RSS)
    origin = serve(tmp_path / "origin")

    def publish(base: str) -> Config:
        port = free_port()
        path = tmp_path / "config.toml"
        path.write_text(TEXT.format(base=base.format(port=port), port=port, origin=origin))
        run = ["--config", str(path)]
        assert CliRunner().invoke(cli, [*run, "poll"]).exit_code == 0
        done = CliRunner().invoke(cli, [*run, "kill", "1", "--yes", "--reason", "wrong"])
        assert done.exit_code == 0, done.output
        return load(path, environ={})

    return publish


def standing(store: Store) -> dict[str, str]:
    return {each.finding.subject: each.finding.sentence for each in incidents.standing(store)}


LATER = timedelta(hours=3)
"""By then no cache is an excuse."""


def test_our_own_server_serves_what_was_published(published: Callable[[str], Config]) -> None:
    config = published("http://127.0.0.1:{port}/")
    server = WebServer(environ={"SYNDICATOR_TOKENS_PARTNERS": f"gazette:{TOKEN}"})
    asked: list[str] = []

    def counted(job: Job) -> object:
        asked.append(job.url)
        return fetch(job)

    with Store.open(config.database, mode="own") as store:
        now = datetime.now(UTC) + LATER
        for _ in range(4):
            look(store, config, now=now)
        # Nobody ever reached it: there is nothing to be told.
        assert standing(store) == {}
        assert not answered.known(store, config.base_url)
        server.start(config)
        for _ in range(4):
            look(store, config, now=now, asking=Asking(document=counted))  # type: ignore[arg-type]
        assert standing(store) == {}
        assert answered.known(store, config.base_url)
        assert {url.rpartition("/")[2] for url in asked} == {
            *("world.atom", "world.rss", "world.json", "partners.atom")
        }
        server.stop()
        server.join(10)
        for _ in range(4):
            look(store, config, now=now)
        # One cause is one incident.
        assert list(standing(store)) == ["127.0.0.1"]
        assert "None of our feeds" in standing(store)["127.0.0.1"]


def test_a_plain_file_server(published: Callable[[str], Config], serve: Callable[..., int]) -> None:
    config = published("http://127.0.0.1:{port}/")
    assert isinstance(config.output, Path)
    assert config.web.listen is not None
    serve(config.output, port=config.web.listen.port)
    with Store.open(config.database, mode="own") as store:
        now = datetime.now(UTC) + LATER
        answered.record(store, config.base_url, now)
        for _ in range(4):
            look(store, config, now=now)
        found = standing(store)
        assert "not 410" in found["world"]
        assert "see to the types of the web server" in found["world"]
        assert "without a token" in found["partners"]
        # A cache that kept the page of the killed story.
        (gone,) = (config.output / "world").glob("*.html.gone")
        gone.with_suffix("").write_text("The story")
        look(store, config, now=now)
        assert "still shows a withdrawn story" in standing(store)["world"]
        world = next(each for each in incidents.standing(store) if each.finding.subject == "world")
        assert world.finding.severity == "critical"


@pytest.mark.usefixtures("trusted")
def test_a_server_with_tls_and_until_when_its_certificate_holds(
    published: Callable[[str], Config], serve: Callable[..., int]
) -> None:
    config = published("https://127.0.0.1:{port}/")
    assert isinstance(config.output, Path)
    assert config.web.listen is not None
    serve(config.output, port=config.web.listen.port, tls=True)
    limits = config.limits(timeout=timedelta(seconds=5), max_bytes=1_000)
    job = Job(
        source=SourceName("outside"), url=config.base_url, limits=limits, now=datetime.now(UTC)
    )
    ends = certificate_end(job)
    assert ends == datetime(2120, 1, 1, tzinfo=UTC)
    with Store.open(config.database, mode="own") as store:
        answered.record(store, config.base_url, ends)
        for days, severity in ((20, None), (10, "warning"), (2, "error"), (30, None)):
            look(store, config, now=ends - timedelta(days=days))
            found = [e for e in incidents.standing(store) if e.finding.kind is Kind.CERTIFICATE]
            assert [each.finding.severity for each in found] == ([severity] if severity else [])


def test_no_certificate_of_a_server_that_does_not_answer(
    published: Callable[[str], Config],
) -> None:
    for base in ("https://127.0.0.1:{port}/", "http://127.0.0.1:{port}/"):
        config = published(base)
        limits = config.limits(timeout=timedelta(seconds=5), max_bytes=1_000)
        job = Job(
            source=SourceName("outside"), url=config.base_url, limits=limits, now=datetime.now(UTC)
        )
        assert certificate_end(job) is None


def test_it_is_asked_at_its_pace(
    published: Callable[[str], Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = published("http://127.0.0.1:{port}/")
    asked: list[datetime] = []
    monkeypatch.setattr(
        "syndicator.monitor.monitoring.look", lambda *_, now, **__: asked.append(now)
    )
    with Store.open(config.database, mode="own") as store:
        monitoring = Monitoring(store, lambda: config)
        start = datetime.now(UTC)
        for minute in range(40):
            now = start + timedelta(minutes=minute)
            monitoring.look_outside(now=now, stop=threading.Event())
    assert [(each - start).seconds // 60 for each in asked] == [0, 15, 30]
