"""The feed of incidents: who may read it, and that it is Atom whatever an incident says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.web.conftest import CONFIG, OTHER, TOKEN, TOKENS, Site, ended, written

from syndicator.config import Config, load
from syndicator.errors import ConfigError, StoreError
from syndicator.model.incident import Finding, Incident, Kind, Severity
from syndicator.monitor.incident_feed import PATH, render
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.monitoring import Monitoring
from syndicator.monitor.watch import settle
from syndicator.store import incidents
from syndicator.store.activate import activate
from syndicator.store.database import Store
from syndicator.web.incident_feed import IncidentFeed
from syndicator.web.server import WebServer

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = b"<feed/>"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    config = written(tmp_path, CONFIG)
    feed = IncidentFeed()
    feed.answered_by(lambda: BODY)
    environ = {"SYNDICATOR_INCIDENTS": f"maria:{TOKEN}", "SYNDICATOR_TOKENS_PARTNERS": TOKENS}
    server = WebServer(environ=environ, routes=feed.routes)
    server.start(config)
    made = Site(server, None, config)  # type: ignore[arg-type]  # nothing is written
    yield made
    server.stop()
    ended([made])


def test_who_may_read_it(site: Site) -> None:
    answer = site.ask(f"/{PATH}")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert answer.headers["cache-control"] == "no-store"
    for refused in (f"/{PATH}?token={OTHER}", f"/{PATH}?token="):
        assert site.ask(refused).status == 401
    answer = site.ask(f"/{PATH}?token={TOKEN}")
    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert site.ask(f"/{PATH}", authorization=f"Bearer {TOKEN}").status == 200
    same = site.ask(f"/{PATH}?token={TOKEN}", if_none_match=answer.headers["etag"])
    assert (same.status, same.body) == (304, b"")
    head = site.ask(f"/{PATH}?token={TOKEN}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert site.ask(f"/{PATH}?token={TOKEN}", "POST").status == 405


def test_nobody_may_without_a_list(started: Callable[..., Site], tmp_path: Path) -> None:
    feed = IncidentFeed()
    feed.answered_by(lambda: BODY)
    site = started(written(tmp_path, CONFIG), feed.routes)
    assert site.ask(f"/{PATH}?token={TOKEN}").status == 401
    assert site.ask(f"/{PATH}").status == 401


def test_a_database_that_does_not_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> bytes:
        raise StoreError("locked")

    (route,) = site.server._routes
    monkeypatch.setattr(route.endpoint.__self__, "_read", fails)  # type: ignore[attr-defined]
    answer = site.ask(f"/{PATH}?token={TOKEN}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")


def test_a_wrong_list_is_refused_and_not_shown(tmp_path: Path) -> None:
    server = WebServer(environ={"SYNDICATOR_INCIDENTS": "short:secret"})
    with pytest.raises(ConfigError) as raised:
        server.start(written(tmp_path, CONFIG))
    assert "SYNDICATOR_INCIDENTS" in str(raised.value)
    assert "secret" not in str(raised.value).replace("SYNDICATOR", "")


# ── what it says ─────────────────────────────────────────────────────────────────────────────


def entries(document: bytes) -> list[etree._Element]:
    """Those of a document that is Atom (RFC 4287 §4.1)."""
    root = etree.fromstring(document)
    assert root.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{part}")) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [each.get("rel") for each in root.findall(f"{ATOM}link")] == ["self"]
    found = root.findall(f"{ATOM}entry")
    ids = [each.findtext(f"{ATOM}id") or "" for each in found]
    assert len(set(ids)) == len(ids)
    for each in found:
        for part in ("id", "title", "updated", "content", "published"):
            assert len(each.findall(f"{ATOM}{part}")) == 1
        updated = datetime.fromisoformat(each.findtext(f"{ATOM}updated") or "")
        assert updated.tzinfo is not None
    assert all(each.startswith("urn:uuid:") for each in ids)
    return found


texts = st.text(st.characters(exclude_categories=()), max_size=40)
findings = st.builds(
    Finding,
    kind=st.sampled_from(Kind),
    subject=texts,
    severity=st.sampled_from(Severity),
    since=st.just(NOW),
    sentence=texts,
    effect=texts,
    command=texts,
)
some = st.builds(
    Incident,
    id=st.integers(1, 10**9),
    finding=findings,
    opened=st.just(NOW),
    noticed=st.just(NOW),
    changed=st.none() | st.just(NOW + timedelta(hours=1)),
    closed=st.none() | st.just(NOW + timedelta(hours=1)),
    acknowledged_until=st.none() | st.just(NOW),
    note=texts,
)


@given(found=st.lists(some, max_size=5, unique_by=lambda each: each.id), title=texts)
def test_it_is_atom_whatever_it_says(found: list[Incident], title: str) -> None:
    document = render(
        found,
        database="0" * 32,
        title=title,
        base_url="https://feeds.example.org/",
        timezone=ZoneInfo("Europe/Prague"),
    )
    assert len(entries(document)) == len(found)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return load(path, environ={})


def test_an_entry_keeps_its_id_and_is_updated_by_what_matters(config: Config) -> None:
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    finding = Finding(
        kind=Kind.DISK, subject="output", severity=Severity.ERROR, since=now, sentence="It fills."
    )

    with Store.open(config.database, mode="own") as store:
        activate(store, config, now)
        monitoring = Monitoring(store, lambda: config)

        def look(found: Finding | None, hours: int) -> tuple[str, datetime, str]:
            seen = Observation(key=finding.key, finding=found, at_once=True)
            settle(store, config, [seen], now=now + timedelta(hours=hours))
            return shown()

        def shown() -> tuple[str, datetime, str]:
            (entry,) = entries(monitoring.incident_feed(now=datetime.now(UTC)))
            updated = datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
            texts = entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content")
            return entry.findtext(f"{ATOM}id") or "", updated, " ".join(map(str, texts))

        assert entries(monitoring.incident_feed(now=datetime.now(UTC))) == []
        name, updated, text = look(finding, 0)
        assert updated == now
        assert "error: output, disk" in text
        name_2, updated, text = look(replace(finding, sentence="It fills up."), 1)
        assert (name_2, updated) == (name, now)
        assert "fills up" in text
        worse = replace(finding, severity=Severity.CRITICAL)
        assert look(worse, 2)[:2] == (name, now + timedelta(hours=2))
        until = now + timedelta(days=1)
        at = now + timedelta(hours=3)
        assert incidents.acknowledge(store, 1, until=until, note="Maria looks", now=at)
        name_2, updated, text = shown()
        assert (name_2, updated) == (name, at)
        assert "Maria looks" in text
        name_2, updated, text = look(None, 4)
        assert (name_2, updated) == (name, now + timedelta(hours=4))
        assert "over: output" in text
