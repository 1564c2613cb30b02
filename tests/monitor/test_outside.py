from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.config import load
from syndicator.model import Digest, Failed, FailureKind, Fetched, FetchResult, Job, NotModified
from syndicator.monitor.outside import Asking, look
from syndicator.monitor.outside_view import Published, certificate, difference, invalid, still_there
from syndicator.monitor.wording import Words
from syndicator.store import incidents
from syndicator.store.database import Store

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
BODY = b"<feed/>"
OLD = b"<feed xmlns='http://www.w3.org/2005/Atom'/>"
HASH = Digest(hashlib.sha256(BODY).hexdigest())
URL = "https://feeds.example.org/world.atom"
WRITTEN = Published(
    url=URL, form="atom", token=False, sha256=HASH, written_at=NOW - timedelta(hours=2)
)
PRIVATE = replace(WRITTEN, token=True)
GOOD = Fetched(
    url=URL,
    body=BODY,
    body_hash=HASH,
    headers={"content-type": "application/atom+xml; charset=utf-8"},
    etag='"x"',
)
SAME = NotModified(headers={})


def failed(kind: FailureKind, status: int | None = None) -> Failed:
    return Failed(kind=kind, message="it went wrong", status=status)


@pytest.mark.parametrize(
    ("what", "first", "again", "words"),
    [
        (WRITTEN, GOOD, SAME, None),
        (WRITTEN, failed(FailureKind.DNS), None, "DNS"),
        (WRITTEN, failed(FailureKind.CONNECT), None, "web server run"),
        (WRITTEN, failed(FailureKind.TLS), None, "certificate"),
        (WRITTEN, failed(FailureKind.STATUS, 404), None, "output folder"),
        (WRITTEN, replace(GOOD, url="https://www.example.org/"), SAME, "base_url"),
        (WRITTEN, replace(GOOD, body=OLD), SAME, "cache"),
        (WRITTEN, replace(GOOD, body=b"<!DOCTYPE html><p>"), SAME, "HTML page"),
        (WRITTEN, replace(GOOD, body=b"old"), SAME, "not well-formed"),
        (replace(WRITTEN, written_at=NOW), replace(GOOD, body=OLD), SAME, None),
        (WRITTEN, replace(GOOD, headers={"content-type": "text/plain"}), SAME, "types"),
        (WRITTEN, replace(GOOD, headers={}), SAME, "types"),
        (WRITTEN, GOOD, GOOD, "sent whole"),
        (WRITTEN, SAME, None, "304"),
        (PRIVATE, failed(FailureKind.STATUS, 401), None, None),
        (PRIVATE, GOOD, SAME, "without a token"),
        (PRIVATE, failed(FailureKind.CONNECT), None, "web server run"),
    ],
)
def test_what_a_stranger_gets(
    what: Published, first: FetchResult, again: FetchResult | None, words: str | None
) -> None:
    found = difference(what, first, again, NOW)
    assert (found is None) == (words is None)
    assert found is None or words is None or words in found.problem


@pytest.mark.parametrize(
    ("form", "document", "words"),
    [
        ("atom", OLD, None),
        ("atom", b"<rss/>", "no Atom feed"),
        ("rss", b"<rss/>", None),
        ("rss", OLD, "no RSS feed"),
        ("rss", b"", "not well-formed"),
        ("atom", b"\xff\xfe\x00", "not well-formed"),
        ("json", b'{"version": "https://jsonfeed.org/version/1.1"}', None),
        ("json", b'{"version": 1}', "no JSON Feed"),
        ("json", b"[]", "no JSON Feed"),
        ("json", b"[" * 100_000, "no JSON Feed"),
        ("json", b"\xff", "no JSON Feed"),
        ("atom", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", "no Atom"),
    ],
)
def test_a_document_is_of_its_form(form: str, document: bytes, words: str | None) -> None:
    found = invalid(document, form)
    assert (found is None) == (words is None)
    assert found is None or (words or "") in found


@pytest.mark.parametrize(
    ("status", "severity"),
    [(None, None), (410, None), (401, None), (200, "critical"), (404, "warning"), (500, "warning")],
)
def test_the_page_of_a_withdrawn_story(status: int | None, severity: str | None) -> None:
    found = still_there("https://feeds.example.org/world/1.html", status)
    assert (found.severity if found else None) == severity


@pytest.mark.parametrize(
    ("days", "severity"),
    [(None, None), (15, None), (14, "warning"), (4, "warning"), (3, "error"), (-1, "error")],
)
def test_the_days_of_a_certificate(days: int | None, severity: str | None) -> None:
    words = Words(now=NOW, timezone=ZoneInfo("UTC"))
    ends = None if days is None else NOW + timedelta(days=days, hours=1)
    seen = certificate("feeds.example.org", ends, words)
    assert (seen.finding.severity if seen.finding else None) == severity


TEXT = """
[syndicator]
title = "Desk"
base_url = "https://feeds.example.org/"
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
[monitor]
outside = "15m"
[sources.harbor]
url = "http://127.0.0.1:1/feed"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["harbor"]
"""


def test_what_differs_is_an_incident_until_it_does_not(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    assert CliRunner().invoke(cli, ["--config", str(path), "poll"]).exit_code == 0
    config = load(path, environ={})
    now = datetime.now(UTC) + timedelta(hours=3)

    def serves(change: Callable[[Fetched], FetchResult]) -> Asking:
        def ask(job: Job) -> FetchResult:
            if job.etag is not None:
                return SAME
            body = (tmp_path / "feeds" / job.url.rpartition("/")[2]).read_bytes()
            return change(replace(GOOD, url=job.url, body=body))

        return Asking(document=ask, page=lambda _: 410, certificate=lambda _: None)

    with Store.open(config.database, mode="own") as store:
        look(store, config, now=now, asking=serves(lambda good: good))
        assert incidents.of_subject(store, "world") == []
        for _ in range(3):
            assert incidents.of_subject(store, "world") == []
            look(store, config, now=now, asking=serves(lambda good: replace(good, body=OLD)))
        (incident,) = incidents.of_subject(store, "world")
        assert "https://feeds.example.org/world.atom is not what was published" in (
            incident.finding.sentence
        )
        for _ in range(2):
            look(store, config, now=now, asking=serves(lambda good: good))
        (incident,) = incidents.of_subject(store, "world")
        assert incident.closed
        for _ in range(3):
            look(store, config, now=now, asking=serves(lambda good: replace(good, body=OLD)))
        assert [each.finding.subject for each in incidents.standing(store)] == ["world"]
        never = replace(config, monitor=replace(config.monitor, outside=None))
        look(store, never, now=now)
        assert incidents.standing(store) == []
