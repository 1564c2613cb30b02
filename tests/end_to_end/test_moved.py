"""Sources that move, that are gone, and hosts that had enough: what is asked, and what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

import pytest

from syndicator.config import load
from syndicator.pipeline import Engine

Run = Callable[..., CompletedProcess[str]]
Configure = Callable[[str], Path]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = (
    b'<rss version="2.0"><channel><title>RFH</title><item><title>One</title>'
    b"<guid>one</guid><link>https://rfh.example/one</link><description>Words.</description></item></channel></rss>"
)
CONFIG = """
[sources.harbor]
url = "{url}/old.xml"
grant = "headline-only"
backfill = "all"

[sources.neighbour]
url = "{url}/neighbour.xml"
grant = "headline-only"

[feeds.world]
title = "World"
sources = ["harbor", "neighbour"]
"""


class Publisher(Protocol):
    documents: dict[str, bytes]
    requests: list[tuple[str, int, dict[str, str]]]
    url: str
    headers: dict[str, str]
    answer: Callable[[BaseHTTPRequestHandler], None]


class Scripted:
    """Takes the place of the publisher's answers for some paths."""

    def __init__(self, publisher: Publisher) -> None:
        self.statuses: dict[str, tuple[int, dict[str, str]]] = {}
        self._publisher = publisher
        self._answer = publisher.answer
        publisher.answer = self

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path not in self.statuses:
            self._answer(handler)
            return
        status, fields = self.statuses[handler.path]
        self._publisher.requests.append((handler.path, status, dict(handler.headers)))
        handler.send_response(status)
        for name, value in {**fields, "Content-Length": "0"}.items():
            handler.send_header(name, value)
        handler.end_headers()

    def asked(self) -> list[str]:
        """The paths asked since the last time, but for the neighbour's."""
        paths = [path for path, _, _ in self._publisher.requests if path != "/neighbour.xml"]
        self._publisher.requests.clear()
        return paths


@pytest.fixture
def script(publisher: Publisher, configure: Configure) -> Scripted:
    documents = ("/old.xml", "/new.xml", "/neighbour.xml")
    publisher.documents.update(dict.fromkeys(documents, FEED))
    configure(CONFIG.format(url=publisher.url))
    return Scripted(publisher)


def poll(path: Path, *moments: datetime) -> None:
    engine = Engine.start(load(path, environ={}), now=moments[0])
    try:
        for now in moments:
            engine.poll(now=now)
        engine.publish(now=moments[-1])
    finally:
        engine.close()


def test_a_move_is_followed_said_and_taken_back(
    script: Scripted, publisher: Publisher, syndicator: Run, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    script.statuses["/old.xml"] = (301, {"Location": "/new.xml"})
    poll(path, *(START + n * DAY for n in range(2)))
    assert script.asked() == ["/old.xml", "/new.xml"] * 2
    wrong = json.loads(syndicator("status", "--json").stdout)["sources"][0]["wrong"]
    assert f"it moved to {publisher.url}/new.xml; 2 of 3 times" in wrong

    poll(path, START + 2 * DAY)
    assert script.asked() == ["/old.xml", "/new.xml"]
    # Confirmed, and stored: the next process asks there, with the validators that it gave.
    before = (tmp_path / "feeds" / "world.atom").read_bytes()
    poll(path, START + 3 * DAY)
    assert [(place, status) for place, status, _ in publisher.requests if "new" in place] == [
        ("/new.xml", 304)
    ]
    assert script.asked() == ["/new.xml"]
    line = path.read_text("utf-8").splitlines().index(f'url = "{publisher.url}/old.xml"') + 1
    said = f'write config.toml:{line}: url = "{publisher.url}/new.xml"'
    assert said in json.loads(syndicator("status", "--json").stdout)["sources"][0]["wrong"]
    assert said in syndicator("why", "1").stdout

    # What it is known by stays: the address that the operator wrote.
    publisher.documents["/new.xml"] = FEED.replace(b"One", b"Another").replace(b"one", b"two")
    poll(path, START + 4 * DAY)
    after = (tmp_path / "feeds" / "world.atom").read_bytes()
    assert f"{publisher.url}/old.xml".encode() in before
    assert f"{publisher.url}/new.xml".encode() not in after
    assert script.asked() == ["/new.xml"]

    # The new address fails for good, and the old one has taken the move back.
    del publisher.documents["/new.xml"], script.statuses["/old.xml"]
    poll(path, *(START + n * DAY for n in (5, 6, 7, 8)))
    assert script.asked() == ["/new.xml"] * 3 + ["/old.xml"]
    assert json.loads(syndicator("status", "--json").stdout)["sources"][0]["wrong"] is None


def test_a_new_address_in_the_configuration_ends_a_move(
    script: Scripted, publisher: Publisher, configure: Configure, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    script.statuses["/old.xml"] = (308, {"Location": "/new.xml"})
    poll(path, *(START + n * DAY for n in range(4)))
    assert script.asked()[-1:] == ["/new.xml"]
    publisher.documents["/third.xml"] = FEED
    configure(CONFIG.format(url=publisher.url).replace("old.xml", "third.xml"))
    poll(path, START + 4 * DAY)
    assert script.asked() == ["/third.xml"]


def test_what_is_gone_is_asked_by_hand_only(
    script: Scripted, syndicator: Run, tmp_path: Path
) -> None:
    script.statuses["/old.xml"] = (410, {})
    syndicator("poll")
    poll(tmp_path / "config.toml", datetime.now(UTC) + 99 * DAY)
    syndicator("poll", "--all")
    # And its site's front page, once, for another feed.
    assert script.asked() == ["/old.xml", "/"]
    shown = json.loads(syndicator("status", "--json").stdout)["sources"][0]
    assert (shown["state"], shown["next_poll"]) == ("gone", None)
    assert "syndicator poll" in shown["wrong"]
    del script.statuses["/old.xml"]
    syndicator("poll", "harbor")
    assert script.asked() == ["/old.xml"]
    assert json.loads(syndicator("status", "--json").stdout)["sources"][0]["state"] == "ok"


def test_gone_from_where_it_moved_to_is_not_gone(script: Scripted, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    script.statuses["/old.xml"] = (301, {"Location": "/new.xml"})
    poll(path, *(START + n * DAY for n in range(3)))
    script.statuses["/new.xml"] = (410, {})
    del script.statuses["/old.xml"]
    script.asked()
    poll(path, START + 3 * DAY, START + 4 * DAY)
    assert script.asked() == ["/new.xml", "/old.xml"]


def test_a_host_that_had_enough_is_left_alone_as_a_whole(
    script: Scripted, publisher: Publisher, syndicator: Run
) -> None:
    script.statuses["/old.xml"] = (429, {"Retry-After": "7200"})
    syndicator("poll", "harbor")
    publisher.requests.clear()
    # Another process, and every source: still the host waits.
    syndicator("poll")
    said = syndicator("poll", "--all").stdout
    assert publisher.requests == []
    assert said.startswith("no source may be asked\n127.0.0.1 asked to be left alone until ")
    assert " (429): neighbour waits\n" in said
    assert " (429): harbor waits\n" in said
    left = json.loads(syndicator("poll", "--json").stdout)["left_alone"]
    assert [(each["host"], each["status"], each["sources"]) for each in left] == [
        ("127.0.0.1", 429, ["neighbour"]),
        ("127.0.0.1", 429, ["harbor"]),
    ]
    rows = json.loads(syndicator("status", "--json").stdout)["sources"]
    assert [row["state"] for row in rows] == ["waiting", "waiting"]
    assert all("127.0.0.1 asked to be left alone until" in row["wrong"] for row in rows)
    assert all("(429)" in row["wrong"] for row in rows)
    for row, least, most in zip(rows, (1.9, 0.9), (2.3, 1), strict=True):
        for key in ("next_poll", "left_alone_until"):
            left = datetime.fromisoformat(row[key]) - datetime.now(UTC)
            assert least <= left / HOUR <= most
    # By name an operator may ask all the same, and a good answer ends the wait.
    syndicator("poll", "neighbour")
    assert [path for path, _, _ in publisher.requests] == ["/neighbour.xml"]
    rows = json.loads(syndicator("status", "--json").stdout)["sources"]
    assert [row["state"] for row in rows] == ["waiting", "ok"]
    assert rows[1]["newest_story"]


def test_the_wait_of_a_host_grows_and_ends(
    script: Scripted, publisher: Publisher, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    script.statuses.update(dict.fromkeys(("/old.xml", "/neighbour.xml"), (429, {})))
    asked = []
    for hour in range(16):
        minutes = [START + hour * HOUR + n * timedelta(minutes=1) for n in range(60)]
        engine = Engine.start(load(path, environ={}), now=minutes[0])
        for now in minutes:
            before = len(publisher.requests)
            engine.poll(now=now)
            asked += [now] * (len(publisher.requests) - before)
        engine.close()
    gaps = [(later - earlier) / HOUR for earlier, later in pairwise(asked)]
    for gap, expected in zip(gaps, (1, 2, 4, 8), strict=True):
        assert expected <= gap <= expected * 1.1 + 0.1


@pytest.mark.usefixtures("script")
def test_publishers_should_be_able_to_reach_the_operator(syndicator: Run, tmp_path: Path) -> None:
    assert "note" not in syndicator("check").stdout
    path = tmp_path / "config.toml"
    path.write_text(path.read_text("utf-8").replace("contact", "# contact"), "utf-8")
    assert 'set "contact" in [syndicator]' in syndicator("check").stdout
