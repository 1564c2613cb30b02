"""Stories appear and disappear at the moments that their permission sets, without any poll."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from syndicator.config import load
from syndicator.model import FeedName
from syndicator.pipeline import Engine

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
START = datetime(2026, 3, 28, 10, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)

SETUP = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"

[grants.harbor]
holder = "RFH, Inc."
{grant}

[feeds.world]
title = "World"
sources = ["harbor"]
{feed}
"""


def rss(ages: list[timedelta]) -> bytes:
    """Stories 0, 1, 2 … of such ages at `START`."""
    items = "".join(
        f"<item><title>Story {number}</title><link>https://rfh.example/{number}</link>"
        f"<guid>https://rfh.example/{number}</guid>"
        f"<pubDate>{format_datetime(START - age)}</pubDate>"
        f"<description>Text of story {number}, which is one of a kind.</description></item>"
        for number, age in enumerate(ages)
    )
    return f'<rss version="2.0"><channel><title>RFH</title>{items}</channel></rss>'.encode()


class Newsroom:
    """An engine that has polled once, at `START`, and then only publishes."""

    def __init__(self, engine: Engine, folder: Path, publisher: Publisher) -> None:
        self.engine, self.folder, self.publisher = engine, folder, publisher

    def at(self, now: datetime) -> list[int]:
        """The numbers of the stories that stand after a publish of what is due."""
        before = len(self.publisher.requests)
        self.engine.publish(now=now)
        assert len(self.publisher.requests) == before
        return self.standing("world.atom")

    def standing(self, file: str) -> list[int]:
        root = etree.fromstring((self.folder / file).read_bytes())
        entries = root.findall("atom:entry", ATOM)
        stories = [each for each in entries if each.findtext("{*}title") != "Withdrawn"]
        return [int((each.findtext("{*}title") or "").rpartition(" ")[2]) for each in stories]

    def course(self, until: datetime) -> list[tuple[timedelta, list[int]]]:
        """What stands from which moment on, by the moments at which the engine wakes itself."""
        found = [(timedelta(0), self.at(START))]
        while (wake := self.engine.next_wake()) is not None and wake <= until:
            assert self.at(wake - TICK) == found[-1][1]
            found.append((wake - START, self.at(wake)))
        return found


Open = Callable[..., Newsroom]


@pytest.fixture
def newsroom(
    publisher: Publisher, configure: Callable[[str], Path], tmp_path: Path
) -> Iterator[Open]:
    opened: list[Engine] = []

    def start(
        ages: list[timedelta],
        grant: str,
        feed: str = "",
        *,
        zone: str = "",
        document: bytes = b"",
    ) -> Newsroom:
        publisher.documents["/harbor.xml"] = document or rss(ages)
        path = configure(SETUP.format(url=publisher.url, grant=grant, feed=feed))
        if zone:
            text = path.read_text("utf-8")
            path.write_text(text.replace("[poll]", f'timezone = "{zone}"\n[poll]'), "utf-8")
        engine = Engine.start(load(path, environ={}), now=START)
        opened.append(engine)
        report = engine.poll(now=START)
        assert not any(source.failed for source in report.sources), report
        return Newsroom(engine, tmp_path / "feeds", publisher)

    yield start
    for engine in opened:
        engine.close()


def test_an_embargo_ends_by_itself(newsroom: Open) -> None:
    room = newsroom([5 * HOUR, HOUR, timedelta(0)], 'embargo = "2h"')
    # It counts from when the stories were first seen, if that is later than their own dates.
    assert room.course(START + DAY) == [(timedelta(0), []), (2 * HOUR, [2, 1, 0])]


def test_a_story_is_gone_when_it_must_be(newsroom: Open) -> None:
    room = newsroom([50 * HOUR, 3 * HOUR], 'remove_after = "51h"')
    assert room.course(START + 9 * DAY) == [
        (timedelta(0), [1, 0]),
        (HOUR, [1]),
        (48 * HOUR, []),
    ]


def test_what_did_not_begin_in_time_never_does(newsroom: Open) -> None:
    room = newsroom([HOUR, 6 * HOUR], 'use_within = "5h"')
    assert [stands for _, stands in room.course(START + DAY)] == [[0], [0]]
    assert room.at(START + 20 * DAY) == [0]  # it began in time, and stands on


def test_a_permission_ends_with_its_day(newsroom: Open) -> None:
    # The clocks of Berlin are put forward on the 29th: that day has 23 hours.
    room = newsroom([HOUR], "granted = 2026-03-29\nexpires = 2026-03-30", zone="Europe/Berlin")
    assert room.course(START + 9 * DAY) == [
        (timedelta(0), []),
        (13 * HOUR, [0]),
        (36 * HOUR, []),
    ]


def test_so_many_a_day_and_nothing_is_lost(newsroom: Open) -> None:
    ages = [number * HOUR for number in (5, 4, 3, 2, 1)]
    asked = 'max_age = "all"\nhistory = "none"'
    room = newsroom(ages, "daily_limit = 2", asked, zone="Europe/Berlin")
    assert room.course(START + 9 * DAY) == [
        (timedelta(0), [1, 0]),
        (13 * HOUR, [3, 2, 1, 0]),  # the 29th, in Berlin
        (36 * HOUR, [4, 3, 2, 1, 0]),
    ]


def test_the_days_number_is_one_for_all_feeds(newsroom: Open) -> None:
    other = '[feeds.other]\ntitle = "Other"\nsources = ["harbor"]\nlimit = 1\n'
    room = newsroom([3 * HOUR, 2 * HOUR, HOUR], "daily_limit = 1", other)
    assert room.at(START) == [0]
    assert room.standing("other.atom") == [0]
    # Built again on the same day, nothing more leaves; on the next, one more in both.
    room.engine.publish(now=START + HOUR, everything=True)
    assert (room.standing("world.atom"), room.standing("other.atom")) == ([0], [0])
    room.engine.publish(now=START + DAY, everything=True)
    assert (room.standing("world.atom"), room.standing("other.atom")) == ([1, 0], [1])


def test_a_feed_with_a_token_is_kept_apart(newsroom: Open, tmp_path: Path) -> None:
    room = newsroom([HOUR], "onward = false")
    assert room.at(START) == []
    path = tmp_path / "config.toml"
    public = path.read_text("utf-8")
    path.write_text(public.replace("[feeds.world]", '[feeds.world]\naccess = "token"'), "utf-8")
    room.engine.reload(load(path, environ={}), now=START)
    room.engine.publish(now=START)
    private = room.folder / "private"
    assert room.standing("private/world.atom") == [0]
    assert (
        b'href="https://feeds.example.org/private/world.atom"'
        in (private / "world.atom").read_bytes()
    )
    assert not (room.folder / "world.atom").exists()
    assert stat.S_IMODE(private.stat().st_mode) == 0o750
    assert stat.S_IMODE((private / "world.atom").stat().st_mode) == 0o640
    path.write_text(public, "utf-8")
    room.engine.reload(load(path, environ={}), now=START)
    assert room.at(START) == []
    assert not (private / "world.atom").exists()
    path.write_text(public.replace("feeds.world", "feeds.club"), "utf-8")
    room.engine.reload(load(path, environ={}), now=START)
    room.engine.publish(now=START)
    assert FeedName("club") in room.engine.config.feeds
    assert b"This feed has ended" in (room.folder / "world.atom").read_bytes()


def test_a_territory_keeps_stories_out(newsroom: Open) -> None:
    room = newsroom([HOUR], 'territory = ["*", "!US"]')
    assert room.at(START) == []


def test_where_it_holds_they_go(newsroom: Open) -> None:
    room = newsroom([HOUR], 'territory = ["*", "!US"]', 'territory = ["DE", "AT"]')
    assert room.at(START) == [0]


AGENCY = """
[[agencies]]
name = "Quay Wire"
[feeds.second]
title = "Second"
sources = ["harbor"]
"""


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [("keep", [2, 1, 0]), ("withhold", [2]), ("strip-media", [2]), ("hold", [2])],
)
def test_what_is_anothers(newsroom: Open, treatment: str, expected: list[int]) -> None:
    def story(number: int, author: str) -> bytes:
        return (
            f"<item><title>Story {number}</title><link>https://rfh.example/{number}</link>"
            f"<dc:creator>{author}</dc:creator>"
            f"<pubDate>{format_datetime(START - (9 - number) * HOUR)}</pubDate>"
            f"<description>{number} boats, and a word about Reuters.</description></item>"
        ).encode()

    document = (
        b'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        b"<title>RFH</title>%b%b%b</channel></rss>"
    ) % (story(0, "Reuters"), story(1, "Mira Lund, Quay Wire"), story(2, "Mira Lund"))
    room = newsroom([], f'third_party = "{treatment}"', AGENCY, document=document)
    assert room.at(START) == expected
    assert room.standing("second.atom") == expected
