"""What stands in a feed under the id of a story that was withdrawn from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from syndicator.store import editorial
from syndicator.store.editorial import Action

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ONE = "https://harbor.example/1"
MEDIA = "{http://search.yahoo.com/mrss/}"
DC = "{http://purl.org/dc/elements/1.1/}"


def ids(*numbers: int) -> set[str]:
    return {f"https://harbor.example/{number}" for number in numbers}


def published(house: House, *numbers: int) -> None:
    house.bring(START, *numbers)
    house.publish(START)


def entry(house: House, atom_id: str) -> etree._Element:
    found = etree.parse(house.output / "world.atom").findall("{*}entry")
    return next(each for each in found if each.findtext("{*}id") == atom_id)


def item(house: House, atom_id: str) -> etree._Element:
    found = etree.parse(house.output / "world.rss").findall("channel/item")
    return next(each for each in found if each.findtext("guid") == atom_id)


def in_json(house: House, atom_id: str) -> dict[str, Any]:
    read = json.loads((house.output / "world.json").read_bytes())
    return dict(next(each for each in read["items"] if each["id"] == atom_id))


def test_a_withdrawn_story_stays_as_a_stub_that_holds_nothing_of_it(house: House) -> None:
    published(house, 1, 2)
    before = entry(house, ONE).findtext("{*}updated") or ""
    house.say("kill", 1, START + HOUR)
    house.publish(START + HOUR)
    house.check()
    assert house.stubs() == {ONE: "Withdrawn"}
    line = "This story was withdrawn on 2026-03-10 at 13:00 UTC."
    said = "© 2026 Example Newsroom"
    for words in ("marker1x", "Headline of story 1", "Harbor, Inc."):
        for name in ("world.atom", "world.rss", "world.json", "world/index.html"):
            text = (house.output / name).read_text("utf-8")
            assert words not in text.replace("marker2x", "").replace("Headline of story 2", "") or (
                words == "Harbor, Inc."  # of the other story
            )

    stub = entry(house, ONE)
    assert before < (stub.findtext("{*}updated") or "") == "2026-03-10T13:00:00Z"
    assert stub.findtext("{*}content") == f"<p>{line}</p>"
    assert stub.findtext("{*}rights") == said
    assert [(link.get("rel"), link.get("href")) for link in stub.findall("{*}link")] == [
        ("alternate", f"https://feeds.example.org/world/{house.number(1)}.html"),
        ("license", "http://purl.org/atompub/license#unspecified"),
    ]
    assert (house.output / f"world/{house.number(1)}.html.gone").exists()
    told = item(house, ONE)
    assert told.find(f"{MEDIA}status[@state='deleted']") is not None
    assert told.findtext("pubDate") == "Tue, 10 Mar 2026 13:00:00 GMT"
    assert (told.findtext("title"), told.findtext("description")) == ("Withdrawn", line)
    assert told.findtext(f"{DC}rights") == said
    found = in_json(house, ONE)
    assert found["_syndicator"]["status"] == "deleted"
    assert found["date_modified"] == "2026-03-10T13:00:00Z"
    assert (found["title"], found["content_html"]) == ("Withdrawn", f"<p>{line}</p>")
    assert b"Withdrawn" not in (house.output / "world/index.html").read_bytes()


def test_the_headline_stays_where_the_desk_lets_it(house: House) -> None:
    published(house, 1, 2)
    editorial.record(
        house.store,
        [house.number(1)],
        Action.KILL,
        by="maria",
        reason="so",
        now=START + HOUR,
        keep_title=True,
    )
    house.publish(START + HOUR)
    assert house.stubs() == {ONE: "Withdrawn: Headline of story 1"}
    assert item(house, ONE).findtext("title") == "Withdrawn: Headline of story 1"


@pytest.mark.parametrize(
    ("withdrawn", "stub", "stone"),
    [("both", True, True), ("stub", True, False), ("tombstone", False, True)],
)
def test_each_feed_says_what_it_is_told_to(
    house: House, withdrawn: str, *, stub: bool, stone: bool
) -> None:
    house.configure(START, feed=f'withdrawn = "{withdrawn}"')
    published(house, 1, 2)
    house.say("hold", 1, START + HOUR)
    house.publish(START + HOUR)
    assert (ONE in house.stubs(), ONE in house.tombstones()) == (stub, stone)
    told = json.loads((house.output / "world.json").read_bytes())
    assert (len(told["items"]) == 2, "withdrawn" in told["_syndicator"]) == (stub, stone)
    assert len(etree.parse(house.output / "world.rss").findall("channel/item")) == 1 + stub


def test_only_what_subscribers_polled_of_late_has_a_stub(house: House) -> None:
    """A permission that ends over a long archive floods nobody."""
    house.configure(START, limit="2")
    for week in range(8):
        house.bring(START + week * 7 * DAY, week * 2, week * 2 + 1)
        house.publish(START + week * 7 * DAY)
    house.check()
    assert len(house.placed()) == 16
    end = START + 50 * DAY
    house.configure(end, harbor="expires = 2026-04-01")
    house.publish(end)
    house.check()
    assert house.placed() == {}
    assert house.tombstones() == ids(*range(16))
    assert house.stubs().keys() == ids(14, 15)  # those that stood in it to the last
    house.configure(end, limit="10")
    house.publish(end)
    # What made room less than thirty days ago: importers may have kept it.
    assert house.stubs().keys() == ids(*range(6, 16))


def test_a_stub_goes_when_its_time_is_over(house: House) -> None:
    house.configure(START, feed='withdrawn_for = "7d"')
    published(house, 1, 2)
    house.say("kill", 1, START + HOUR)
    house.publish(START + HOUR)
    before = house.files()
    assert house.publish(START + 7 * DAY) == ()
    assert house.files() == before
    house.publish(START + 7 * DAY + HOUR)
    house.check()
    assert house.stubs() == {}
    assert house.tombstones() == {ONE}


def test_a_kill_after_a_hold_is_said_too(house: House) -> None:
    published(house, 1, 2)
    house.say("hold", 1, START + HOUR)
    house.publish(START + HOUR)
    house.say("kill", 1, START + 2 * HOUR)
    house.publish(START + 2 * HOUR)
    house.check()
    assert entry(house, ONE).findtext("{*}updated") == "2026-03-10T14:00:00Z"
    [stone] = etree.parse(house.output / "world.atom").findall("{*}deleted-entry")
    assert stone.findtext("{*}comment") == "Withdrawn."


def test_a_kill_of_what_left_the_feed_long_ago_sends_no_stub(house: House) -> None:
    house.configure(START, limit="1")
    published(house, 1)
    house.bring(START + HOUR, 2)
    house.publish(START + HOUR)
    late = START + 40 * DAY
    house.say("kill", 1, late)
    house.publish(late)
    house.check()
    assert (house.stubs(), house.tombstones()) == ({}, {ONE})


@pytest.mark.parametrize("later", [timedelta(0), HOUR])
def test_a_story_that_stands_again_is_dated_after_its_stub(house: House, later: timedelta) -> None:
    published(house, 1, 2)
    house.say("hold", 1, START + HOUR)
    house.publish(START + HOUR)
    stub = entry(house, ONE).findtext("{*}updated") or ""
    house.say("release", 1, START + HOUR + later)
    house.publish(START + HOUR + later)
    house.check()
    assert house.stubs() == {}
    back = entry(house, ONE).findtext("{*}updated") or ""
    assert back > stub
    house.publish(START + 3 * HOUR)
    assert entry(house, ONE).findtext("{*}updated") == back


def test_a_stub_stands_where_its_date_has_its_place(house: House) -> None:
    published(house, 1, 2, 3)
    house.say("kill", 2, START + HOUR)
    house.publish(START + HOUR)
    house.bring(START + 2 * HOUR, 4)
    house.publish(START + 2 * HOUR)
    found = etree.parse(house.output / "world.atom").findall("{*}entry/{*}id")
    assert [each.text for each in found] == [f"https://harbor.example/{n}" for n in (4, 2, 1, 3)]
