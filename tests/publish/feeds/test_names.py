"""Feeds that are called something else now, and feeds that are no more."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from syndicator.errors import ConfigError
from syndicator.model import FeedName
from syndicator.store import feeds, files, ledger

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
OTHER = '\n[feeds.other]\ntitle = "Other"\nsources = ["mirror"]\n'


def published(house: House) -> None:
    house.configure(START, limit="2")
    for number in (1, 2, 3):
        house.bring(START + number * DAY, number)
        house.publish(START + number * DAY)
    house.publish(APRIL)


def test_a_renamed_feed_is_the_same_feed_elsewhere(house: House) -> None:
    published(house)
    house.say("kill", 3, APRIL)
    house.publish(APRIL)
    before = {n: d for n, (d, _) in house.files().items()}
    since = {key: place.since for key, place in house.placed().items()}
    house.configure(APRIL + DAY, name="globe", feed='was = ["world"]')
    house.publish(APRIL + DAY)
    assert not [name for name in house.files() if name.startswith("world")]
    root, old = (
        etree.fromstring(data) for data in (house.files()["globe.atom"][0], before["world.atom"])
    )
    assert root.findtext("{*}id") == old.findtext("{*}id")
    assert house.numbers("globe.atom") == [2]
    assert house.numbers("globe/2026-03.atom") == [2, 1]
    assert {key: place.since for key, place in house.placed("globe").items()} == since
    assert house.tombstones("globe.atom") == {"https://harbor.example/3"}
    house.check("globe")
    moved = files.moved(house.store)
    gone = f"{house.number(3)}.html"
    assert moved == {
        **{f"world.{form}": f"globe.{form}" for form in ("atom", "rss", "json")},
        **{f"world/2026-03.{form}": f"globe/2026-03.{form}" for form in ("atom", "rss")},
        **{f"world/{n}.html": f"globe/{n}.html" for n in (house.number(1), house.number(2))},
        f"world/{gone}": f"globe/{gone}",
        "world/": "globe/",
        "world/index.html": "globe/",
    }
    lines = house.files()[".redirects"][0].decode().splitlines()
    assert "/world.atom /globe.atom ;" in lines
    assert len(lines) == len(moved)
    assert files.gone(house.store, f"globe/{gone}") == APRIL
    assert files.gone(house.store, f"globe/{house.number(1)}.html") is None
    # The ledger says where it stood from when until when.
    rows = ledger.query(house.store, item=house.number(1))
    assert [(row.entry.feed, row.entry.action.value) for row in rows] == [
        ("world", "published"),
        ("globe", "published"),
        ("world", "withdrawn"),
    ]


def test_what_comes_later_moves_with_it(house: House) -> None:
    published(house)
    house.configure(APRIL + DAY, name="globe", feed='was = ["world"]')
    house.publish(APRIL + DAY)
    moved = files.moved(house.store)
    house.bring(APRIL + 2 * DAY, 4)
    house.publish(APRIL + 2 * DAY)
    assert files.moved(house.store) == moved, "what is new never was elsewhere"
    # What stood under the old name is withdrawn under the new one.
    house.say("kill", 1, APRIL + 3 * DAY)
    house.publish(APRIL + 3 * DAY)
    assert "https://harbor.example/1" in house.tombstones("globe.atom")
    # A second change of names: both former ones lead to the last.
    house.configure(APRIL + 4 * DAY, name="earth", feed='was = ["world", "globe"]')
    house.publish(APRIL + 4 * DAY)
    moved = files.moved(house.store)
    assert (moved["world.atom"], moved["globe.atom"]) == ("earth.atom", "earth.atom")
    house.check("earth")


@pytest.mark.parametrize("name", ["worl", "world-news"])
def test_names_may_begin_alike(house: House, name: str) -> None:
    published(house)
    house.say("kill", 3, APRIL)
    house.publish(APRIL)
    house.configure(APRIL + DAY, name=name, feed='was = ["world"]')
    house.publish(APRIL + DAY)
    before = {path for path in house.files() if path.startswith(f"{name}/")}
    assert f"{name}/{house.number(3)}.html.gone" in before
    house.check(name)


def test_a_name_that_is_used_again_leads_nowhere_else(house: House) -> None:
    published(house)
    house.configure(APRIL + DAY, name="globe", feed='was = ["world"]')
    house.publish(APRIL + DAY)
    house.configure(APRIL + 2 * DAY, name="globe", feed="", extra=OTHER.replace("other", "world"))
    house.publish(APRIL + 2 * DAY)
    assert files.moved(house.store) == {}
    assert ".redirects" not in house.files()
    ids = {
        etree.parse(house.output / f"{name}.atom").findtext("{*}id") for name in ("world", "globe")
    }
    assert ids == {"https://feeds.example.org/world.atom"} or len(ids) == 2


def test_a_former_name_that_comes_too_late_still_leads_on(house: House) -> None:
    published(house)
    house.configure(APRIL + DAY, name="globe")
    house.publish(APRIL + DAY)
    house.configure(APRIL + 2 * DAY, feed='was = ["world"]')
    house.publish(APRIL + 2 * DAY)
    assert files.moved(house.store)["world.atom"] == "globe.atom"
    house.publish(APRIL + 3 * DAY, everything=True)


def test_names_are_checked(house: House) -> None:
    both = '[feeds.globe]\ntitle = "G"\nsources = ["mirror"]\nwas = {}\n'
    for former, problem in (
        ('["world"]', "name of a feed that is configured"),
        ('["globe"]', "its own name"),
        ('["abroad"]', "says that it had this name, too"),
        ('["Abroad"]', "is no name"),
    ):
        with pytest.raises(ConfigError, match=problem):
            house.load("\n" + both.format(former), feed='was = ["abroad"]')


# ── retired ──────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_leaves_says_so_at_its_addresses(house: House) -> None:
    published(house)
    before = etree.parse(house.output / "world.atom").findtext("{*}id")
    house.say("kill", 1, APRIL)
    house.publish(APRIL)
    house.configure(APRIL + DAY, name="globe", title="Globe")
    reports = house.publish(APRIL + DAY)
    assert {report.feed: report.withdrawn for report in reports} == {"world": 2, "globe": 0}
    left = {name for name in house.files() if name.startswith("world")}
    gone = f"world/{house.number(1)}.html.gone"
    assert left == {"world.atom", "world.rss", "world.json", "world/index.html", gone}
    root = etree.parse(house.output / "world.atom").getroot()
    assert root.findtext("{*}id") == before
    assert root.findtext("{*}title") == "World"
    assert root.find("{http://purl.org/syndication/history/1.0}complete") is not None
    entry, stub = root.findall("{*}entry")
    assert stub.findtext("{*}title") == "Withdrawn"
    assert "ended on 2026-04-02" in (entry.findtext("{*}content") or "")
    assert "https://feeds.example.org/" in (entry.findtext("{*}content") or "")
    assert house.tombstones("world.atom") == {"https://harbor.example/1"}
    assert len(json.loads((house.output / "world.json").read_bytes())["items"]) == 2
    for name in ("index.html", "feeds.opml"):
        assert b"world" not in house.files()[name][0]
    # It stays as it is, and where it was deleted it stays away.
    files_now = house.files()
    house.publish(APRIL + 2 * DAY)
    assert house.files() == files_now
    (house.output / "world.rss").unlink()
    house.say("kill", 2, APRIL + 3 * DAY)
    house.publish(APRIL + 3 * DAY)
    assert "world.rss" not in house.files()
    # A kill is for those who kept what they read there.
    assert "https://harbor.example/2" in house.tombstones("world.atom")


def test_a_name_that_is_used_again_takes_the_place_of_the_closing_document(house: House) -> None:
    published(house)
    house.configure(APRIL + DAY, name="globe")
    house.publish(APRIL + DAY)
    house.configure(APRIL + 2 * DAY, name="world", formats='["atom", "json"]')
    house.publish(APRIL + 2 * DAY)
    assert house.numbers() == [3, 2]
    assert {name for name in house.files() if name.startswith("world")} == {
        "world.atom",
        "world.json",
    }
    state = feeds.get(house.store, FeedName("world"))
    assert state
    assert state.ended is None


def test_a_private_feed_ends_in_private(house: House) -> None:
    house.configure(START, feed='access = "token"')
    house.bring(START, 1)
    house.publish(START)
    house.configure(START + DAY, name="globe", feed="")
    house.publish(START + DAY)
    assert b"has ended" in house.files()["private/world.atom"][0]
    assert "world.atom" not in house.files()
