"""Everything that stands is judged again from nothing; what differs is said, and put right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs
from tests.support.newsroom import Newsroom, rss

from syndicator.model import FeedName
from syndicator.store import audits, ledger, placements

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

Run = Callable[..., CompletedProcess[str]]
WORLD = FeedName("world")


@pytest.fixture
def newsroom(publisher: Publisher, tmp_path: Path) -> Iterator[Newsroom]:
    """A feed with two stories that subscribers poll, and one in its archive."""
    publisher.documents["/a.xml"] = rss("a", 1, 2, 3)
    room = Newsroom(publisher, tmp_path)
    room.sources["a"] = "ga"
    room.grants["ga"] = ""
    feed = 'sources = ["a"]\nformats = ["atom", "rss", "json", "html"]\nlimit = {}'
    room.feeds["world"] = feed.format(3)
    room.poll()
    room.publish()
    room.feeds["world"] = feed.format(2)
    room.later(timedelta(days=40))
    room.reload()
    room.publish()
    room.later()
    room.publish()
    yield room
    room.stop()


def found(room: Newsroom) -> list[str]:
    """What an audit says, until nothing is left to be put right."""
    said = []
    with capture_logs() as events:
        for _ in range(9):
            room.later(timedelta(minutes=1))
            report = room.engine.audit(now=room.now)
            if report is None:
                break
            room.publish()
    said += [each for each in events if each["event"] == "audit.difference"]
    assert room.engine.audit(now=room.now) is None
    return [f"{each['item'] or each['path']}: {each['problem']}" for each in said]


def actions(room: Newsroom, item: int) -> list[str]:
    return [row.entry.action.value for row in ledger.query(room.engine._store, item=item)]


def test_where_nothing_differs_nothing_is_said(newsroom: Newsroom) -> None:
    assert found(newsroom) == []
    before = audits.get(newsroom.engine._store, WORLD)
    assert before is not None
    assert (before.stories, before.differences) == (3, 0)
    newsroom.later(timedelta(hours=23))
    newsroom.publish()
    assert newsroom.engine.audit(now=newsroom.now) is None
    newsroom.later()
    assert newsroom.engine.audit(now=newsroom.now) is not None
    newsroom.later()
    newsroom.reload()
    newsroom.publish()
    assert newsroom.engine.audit(now=newsroom.now) is not None, "after every reload"


@pytest.mark.parametrize(
    ("terms", "titles", "said"),
    [
        ("expires = 2026-01-01", False, "it may not stand"),
        ('scope = "headline"', True, "it stands with another"),
        ('footer = "{{ holder }} again"', True, "it stands with another"),
    ],
)
def test_a_change_that_made_nothing_due_is_found(
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    terms: str,
    titles: bool,  # noqa: FBT001  # a case
    said: str,
) -> None:
    digests = newsroom.engine._active.digests
    with monkeypatch.context() as patch:
        patch.setattr("syndicator.store.activate.config_digests", lambda *_: digests)
        patch.setattr("syndicator.publish.context.Under.__getitem__", lambda *_: "0" * 64)
        newsroom.grants["ga"] = terms
        newsroom.reload()
        newsroom.publish()
        assert len(newsroom.showing("Texta1x")) == 3, "the fault that is looked for"
        differences = found(newsroom)
    assert len(differences) == 3
    assert all(said in each for each in differences)
    assert bool(newsroom.showing("Texta1x")) is ("again" in terms)
    assert bool(newsroom.showing("Titlea1x")) is titles
    last = "revised" if titles else "withdrawn"
    assert [actions(newsroom, n)[-1] for n in (1, 2, 3)] == [last] * 3


@pytest.mark.parametrize("name", ["world/1.html", "world/2026-05.atom", "world.rss", "world.json"])
def test_a_file_that_was_edited_is_written_again(newsroom: Newsroom, name: str) -> None:
    file = newsroom.output / name
    before, status = file.read_bytes(), file.stat()
    file.write_bytes(before.replace(b"says", b"lies"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert len(found(newsroom)) == 1
    assert file.read_bytes() == before


def test_files_that_nobody_knows_are_taken_down_and_the_operators_own_are_not(
    newsroom: Newsroom,
) -> None:
    for name in ("world/99.html", "world/99.html.gz", "world/2025-01.atom"):
        (newsroom.output / name).write_text("left by another database")
    own = ("robots.txt", "about.html", "world/logo.svg", "worldwide.html", "other/index.html")
    for name in own:
        (newsroom.output / name).parent.mkdir(exist_ok=True)
        (newsroom.output / name).write_text("the operator's")
    assert [each.split(":")[0] for each in found(newsroom)] == [
        "world/2025-01.atom",
        "world/99.html",
        "world/99.html.gz",
    ]
    assert all((newsroom.output / name).exists() for name in own)
    assert not (newsroom.output / "world/99.html").exists()


def test_a_ledger_without_an_end_gets_one_and_its_page_goes(newsroom: Newsroom) -> None:
    store = newsroom.engine._store
    with store.transaction():
        placements.remove(store, WORLD, [1])
    newsroom.grants["ga"] = "expires = 2026-01-01"
    newsroom.reload()
    newsroom.publish()
    newsroom.later()
    differences = found(newsroom)
    assert "1: the ledger does not say that it has ended" in differences
    assert "world/1.html: the page of a story that stands no longer" in differences
    assert actions(newsroom, 1) == ["published", "withdrawn"]
    assert not (newsroom.output / "world/1.html").exists()


def test_what_was_just_published_for_the_first_time_is_judged_a_day_later(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.documents["/a.xml"] = rss("a", 1, 2, 3)
    room = Newsroom(publisher, tmp_path)
    room.sources["a"] = "ga"
    room.grants["ga"] = ""
    room.feeds["world"] = 'sources = ["a"]'
    room.poll()
    room.publish()
    assert room.engine.audit(now=room.now) is None
    room.later(timedelta(hours=23))
    room.publish()
    assert room.engine.audit(now=room.now) is None
    room.later()
    room.publish()
    report = room.engine.audit(now=room.now)
    assert report is not None
    assert (report.stories, report.differences) == (3, ())
    assert audits.get(room.engine._store, None) is not None
    room.stop()


def test_an_audit_goes_on_where_it_was_cut_short(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.publish.audit.PORTION", 1)
    reports = [newsroom.engine.audit(now=newsroom.now, limit=timedelta(0)) for _ in range(6)]
    assert [None if each is None else (each.stories, each.finished) for each in reports] == [
        *[(1, False)] * 3,
        (0, False),
        (0, True),
        None,
    ]


def test_on_the_command_line(newsroom: Newsroom, syndicator: Run) -> None:
    newsroom.publish()
    newsroom.stop()
    syndicator("poll")
    assert syndicator("audit").stdout == "everything stands as it should\n"
    (newsroom.output / "world/99.html").write_text("left by another database")
    shown = syndicator("audit", code=1).stdout
    assert "world/99.html" in shown
    assert "does not know this file" in shown
    (told,) = json.loads(syndicator("audit", "--json", code=1).stdout)["differences"]
    assert told["path"] == "world/99.html"
    (told,) = json.loads(syndicator("audit", "--repair", "--json").stdout)["differences"]
    assert told["path"] == "world/99.html"
    assert syndicator("audit").stdout == "everything stands as it should\n"
