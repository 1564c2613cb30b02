"""Another feed for a source that is dead: found at its site, shown, and never taken."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.config import load
from syndicator.monitor.proposals import propose
from syndicator.pipeline import Engine
from syndicator.store import incidents
from syndicator.store.database import Store

HOUR = timedelta(hours=1)
CONFIG = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
[monitor]
open_after = 1
close_after = 1
outside = "off"
[sources.harbor]
url = "{url}/old.xml"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["harbor"]
"""
FEED = (
    b"<rss version='2.0'><channel><title>H</title><link>{home}</link><description>-</description>"
    b"<item><title>One</title><link>https://h.example/1</link><description>x</description></item>"
    b"</channel></rss>"
)
NO_STORIES = FEED[: FEED.index(b"<item>")] + b"</channel></rss>"


def page(*links: str) -> bytes:
    named = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links
    )
    return f"<!doctype html><html><head><title>H</title>{named}</head><body></body>".encode()


@dataclass
class Site:
    url: str = ""
    documents: dict[str, bytes] = field(default_factory=dict)
    status: int = 404
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = made.documents.get(self.path)
            self.send_response(200 if body is not None else made.status)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def engine(site: Site, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=site.url))
    site.documents["/old.xml"] = FEED.replace(b"{home}", site.url.encode() + b"/news/")
    made = Engine.start(load(path, environ={}), now=NOW)
    made.poll(now=NOW, everything=True)
    del site.documents["/old.xml"]
    yield made
    made.close()


NOW = datetime.now(UTC).replace(microsecond=0)


def sentence(engine: Engine) -> str:
    (found,) = incidents.standing(engine._store)
    return found.finding.sentence


def test_what_is_gone_is_looked_for_at_once_and_once_a_day(site: Site, engine: Engine) -> None:
    site.status = 410
    site.documents["/news/"] = page("/old.xml", "/gone.xml", "/new.xml")
    site.documents["/new.xml"] = FEED
    engine.poll(now=NOW + HOUR, everything=True)
    site.asked.clear()
    engine.alert(now=NOW + HOUR)
    assert site.asked == ["/news/", "/gone.xml", "/new.xml"]
    assert sentence(engine).endswith(
        f"its site names another feed: `syndicator add {site.url}/new.xml`."
    )
    engine.alert(now=NOW + 2 * HOUR)
    assert len(site.asked) == 3
    # It is shown where an operator looks, and nothing is changed by itself.
    shown = CliRunner().invoke(cli, ["--config", str(engine.config.path), "status", "harbor"])
    assert f"syndicator add {site.url}/new.xml" in shown.output
    assert engine.config.path.read_text() == CONFIG.format(url=site.url)
    # Once a day the site is asked again: what it names no more is no longer proposed.
    site.documents["/news/"] = page()
    engine.alert(now=NOW + 26 * HOUR)
    assert "names another feed" not in sentence(engine)


def test_what_fails_is_looked_for_after_a_day(site: Site, engine: Engine) -> None:
    site.documents["/news/"] = page("/new.xml")
    site.documents["/new.xml"] = FEED
    engine.poll(now=NOW + HOUR, everything=True)
    engine.alert(now=NOW + HOUR)
    assert "/news/" not in site.asked
    engine.poll(now=NOW + 26 * HOUR, everything=True)
    engine.alert(now=NOW + 26 * HOUR)
    assert "`syndicator add" in sentence(engine)
    # Another poll that fails says so, too; one that goes well ends it, and forgets it.
    engine.poll(now=NOW + 28 * HOUR, everything=True)
    assert "`syndicator add" in sentence(engine)
    site.documents["/old.xml"] = FEED
    engine.poll(now=NOW + 30 * HOUR, everything=True)
    assert incidents.standing(engine._store) == []
    engine.alert(now=NOW + 30 * HOUR)
    row = engine._store.row("SELECT count(*) FROM proposals")
    assert row is not None
    assert row[0] == 0


@pytest.mark.parametrize(
    ("documents", "proposed"),
    [
        ({}, None),
        ({"/news/": b"\x00\xff"}, None),
        ({"/news/": page("/new.xml")}, None),
        ({"/news/": page("/empty.xml"), "/empty.xml": NO_STORIES}, None),
        ({"/news/": page("/news/")}, None),
        ({"/news/": page("http://[bad", "https://u:p@127.0.0.1/x", "ftp://x/")}, None),
        ({"/news/": page("/x.xml;id"), "/x.xml;id": FEED}, "'{url}/x.xml;id'"),
        ({"/news/": b"<a href='/feed/'>RSS</a>", "/feed/": FEED}, None),
    ],
)
def test_what_a_site_can_name(
    site: Site, engine: Engine, documents: dict[str, bytes], proposed: str | None
) -> None:
    site.status = 410
    site.documents |= documents
    engine.poll(now=NOW + HOUR, everything=True)
    engine.alert(now=NOW + HOUR)
    found = sentence(engine)
    assert (f"`syndicator add {(proposed or '').format(url=site.url)}`" in found) == bool(proposed)
    # The page, and three feeds at most.
    assert len(site.asked) <= 2 + 1 + 3


def test_who_stops_asks_nobody(site: Site, engine: Engine) -> None:
    site.status = 410
    engine.poll(now=NOW + HOUR, everything=True)
    with Store.open(engine.config.database, mode="read") as store:
        asked = propose(
            store,
            engine.config,
            find=lambda *_: pytest.fail("asked"),
            now=NOW + HOUR,
            enough=lambda: True,
        )
    assert asked == []
