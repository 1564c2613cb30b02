"""Archives by month (RFC 5005 §4): what is in them, and what changes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from syndicator.publish import run, verify
from syndicator.store import item_heads, items

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)


def first_month(house: House) -> None:
    """Five stories in March, of which the feed has room for two."""
    house.configure(START, limit="2")
    for number in range(1, 6):
        house.bring(START + number * DAY, number)
        house.publish(START + number * DAY)


def test_what_makes_room_keeps_its_page_and_goes_into_the_archive(house: House) -> None:
    first_month(house)
    assert house.numbers() == [5, 4]
    assert house.archives() == {}
    house.publish(APRIL - timedelta(seconds=1))
    assert house.archives() == {}
    house.publish(APRIL)
    path = "world/2026-03.atom"
    assert house.link("world.atom", "prev-archive") == path
    assert house.numbers(path) == [5, 4, 3, 2, 1]
    assert house.link(path, "current") == "world.atom"
    assert (house.output / "world/2026-03.rss").exists()
    assert not (house.output / "world/2026-03.json").exists()
    root = etree.parse(house.output / path)
    assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
    house.check()
    assert not [row for row in house.placed().values() if row.digest is None]


def test_the_chain_leads_through_all_months(house: House) -> None:
    first_month(house)
    house.bring(APRIL + DAY, 6)
    house.publish(APRIL + DAY)
    march = house.files()["world/2026-03.atom"]
    house.publish(MAY)
    assert list(house.archives()) == ["world/2026-04.atom", "world/2026-03.atom"]
    assert house.link("world/2026-03.atom", "next-archive") == "world/2026-04.atom"
    # Its set and its date are those that it was closed with.
    after = house.files()["world/2026-03.atom"]
    updated = [etree.fromstring(data).findtext("{*}updated") for data in (march[0], after[0])]
    assert updated[0] == updated[1]
    house.check()


def test_an_archive_that_is_emptied_stays_in_the_chain(house: House) -> None:
    house.bring(START, 1)
    house.publish(START)
    house.bring(APRIL, 2)
    house.publish(APRIL)
    house.say("kill", 1, APRIL + DAY)
    house.publish(APRIL + DAY)
    assert house.archives() == {"world/2026-03.atom": []}
    house.publish(MAY)
    assert list(house.archives()) == ["world/2026-04.atom", "world/2026-03.atom"]
    house.check()


@pytest.mark.parametrize("action", ["kill", "hold", "reject"])
def test_what_may_not_stand_leaves_the_archive_too(house: House, action: str) -> None:
    first_month(house)
    house.publish(APRIL)
    assert len(house.says("marker1xx")) == 3  # page, archive in Atom and in RSS
    house.say(action, 1, APRIL + DAY)
    [report] = house.publish(APRIL + DAY)
    assert (report.withdrawn, report.written) == (1, True)
    assert house.says("marker1xx") == []
    assert house.tombstones() == {"https://harbor.example/1"}
    assert house.numbers("world/2026-03.atom") == [5, 4, 3, 2]
    gone = f"world/{house.number(1)}.html.gone"
    assert gone in house.files()
    house.check()


@pytest.mark.parametrize("action", ["hold", "reject"])
def test_a_story_that_comes_back_is_gone_no_more(house: House, action: str) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    page = f"world/{house.number(1)}.html"
    house.say(action, 1, START + DAY)
    house.publish(START + DAY)
    assert page not in house.files()
    assert f"{page}.gone" in house.files()
    assert b"marker" not in house.files()[f"{page}.gone"][0]
    house.say("approve" if action == "reject" else "release", 1, START + 2 * DAY)
    house.publish(START + 2 * DAY)
    assert page in house.files()
    assert f"{page}.gone" not in house.files()
    house.check()


def test_what_stands_for_a_withdrawn_page_is_written_again_where_it_is_lost(house: House) -> None:
    house.bring(START, 1)
    house.publish(START)
    house.say("hold", 1, START + DAY)
    house.publish(START + DAY)
    gone = f"world/{house.number(1)}.html.gone"
    before = house.files()[gone][0]
    (house.output / gone).unlink()
    # It has its turn once in an hour, or when everything is asked for.
    house.publish(START + DAY, everything=True)
    assert house.files()[gone][0] == before
    (house.output / gone).unlink()
    for minute in range(verify.TURNS):
        house.publish(START + DAY + timedelta(minutes=minute))
    assert house.files()[gone][0] == before
    house.check()


def test_a_permission_that_ends_ends_it_everywhere(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    house.configure(APRIL + DAY, harbor="expires = 2026-04-10")
    house.publish(APRIL + DAY)
    assert len(house.says("marker1xx")) == 3
    house.publish(datetime(2026, 4, 10, tzinfo=UTC))
    assert house.says("marker") == []
    assert len(house.tombstones()) == 5
    gone = {f"world/{number}.html.gone" for number in house.known().values()}
    assert gone <= house.files().keys()
    assert house.archives() == {"world/2026-03.atom": []}
    house.check()


def test_another_notice_reaches_the_archive(house: House) -> None:
    first_month(house)
    house.bring(APRIL, 6, 7)
    house.publish(APRIL)
    house.configure(APRIL, harbor='footer = "In other words."')
    [report] = house.publish(APRIL + DAY)
    assert report.revised == 7
    pages = {f"world/{house.number(number)}.html" for number in range(1, 8)}
    assert set(house.says("In other words.")) == {
        *("world.atom", "world.rss", "world.json"),
        *("world/2026-03.atom", "world/2026-03.rss"),
        *pages,
    }
    house.check()


def test_the_clock_wakes_for_what_stands_in_the_archive_only(house: House) -> None:
    house.configure(START, limit="1", harbor='remove_after = "60d"')
    house.bring(START, 1)
    house.publish(START)
    house.bring(START + 20 * DAY, 2)
    house.publish(START + 20 * DAY)
    house.publish(APRIL)
    assert house.rules
    ends = items.get(house.store, [house.number(1)])[0].date + 60 * DAY
    wakes = []
    while (wake := run.next_wake(house.store, house.rules)) and wake <= ends:
        wakes.append(wake)
        house.publish(wake)
    assert wakes[-1] == ends
    assert house.says("marker1xx") == []
    house.check()


def test_neither_rules_nor_age_nor_limit_take_a_story_out_of_the_archive(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    house.configure(APRIL, feed='exclude = [{ title = "story 1" }]', limit="1", max_age="2d")
    house.publish(APRIL + DAY)
    assert house.numbers() == []
    assert house.numbers("world/2026-03.atom") == [5, 4, 3, 2, 1]
    house.check()
    # Under other rules they are candidates again.
    house.configure(APRIL + DAY, feed="", limit="3", max_age="all")
    house.publish(APRIL + DAY)
    assert house.numbers() == [5, 4, 3]
    house.check()


def test_what_made_room_does_not_come_back_by_itself(house: House) -> None:
    first_month(house)
    house.say("kill", 5, APRIL)
    house.publish(APRIL)
    assert house.numbers() == [4]
    house.publish(APRIL + DAY, everything=True)
    assert house.numbers() == [4]
    house.check()


def test_a_copy_of_what_stands_in_the_archive_stays_out(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    house.bring(APRIL + DAY, 1, source="mirror")
    house.publish(APRIL + DAY)
    assert house.numbers() == [5, 4]
    # When the original may stand no longer, its copy takes its place.
    house.configure(APRIL + DAY, harbor="expires = 2026-04-03")
    house.publish(APRIL + 3 * DAY)
    assert house.ids() == ["https://mirror.example/1"]
    house.check()


def test_a_correction_comes_back_for_a_week_and_is_in_the_archive(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    before = house.files()
    corrected = APRIL + 2 * DAY
    house.bring(corrected, 1, text="anew")
    [report] = house.publish(corrected)
    assert (report.published, report.revised) == (0, 1)
    assert house.numbers() == [5, 4, 1]
    assert "world/2026-03.atom" in house.says("marker1xanewx")
    assert house.says("marker1xx") == []
    house.check()
    after = house.files()
    assert after["world/2026-03.atom"] != before["world/2026-03.atom"]
    week = corrected + 7 * DAY
    house.publish(week - timedelta(seconds=1))
    assert house.numbers() == [5, 4, 1]
    house.publish(week)
    assert house.numbers() == [5, 4]
    assert house.files()["world/2026-03.atom"] == after["world/2026-03.atom"]
    house.check()


def test_what_was_touched_and_reads_the_same_is_not_written_again(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    house.say("hold", 1, APRIL)
    house.say("release", 1, APRIL)
    assert house.placed()["https://harbor.example/1"].due == 2
    files = house.files()
    house.publish(APRIL + DAY)
    assert house.placed()["https://harbor.example/1"].due == 0
    assert house.files() == files


@pytest.mark.parametrize("history", ["none", "complete"])
def test_without_an_archive_they_go(house: House, history: str) -> None:
    first_month(house)
    house.publish(APRIL)
    house.configure(APRIL, feed=f'history = "{history}"')
    house.publish(APRIL + DAY)
    assert sorted(house.placed()) == [f"https://harbor.example/{n}" for n in (4, 5)]
    assert not list(house.output.glob("world/2026-*"))
    assert house.tombstones() == set()
    complete = etree.parse(house.output / "world.atom").find(
        "{http://purl.org/syndication/history/1.0}complete"
    )
    assert (complete is not None) is (history == "complete")
    house.check()


def test_a_private_feed_archives_in_private(house: House) -> None:
    first_month(house)
    house.publish(APRIL)
    house.configure(APRIL, feed='access = "token"')
    house.publish(APRIL + DAY)
    assert house.numbers("private/world/2026-03.atom") == [5, 4, 3, 2, 1]
    assert not (house.output / "world.atom").exists()
    assert not list((house.output / "world").glob("*"))
    # Nobody is told of it.
    assert "feeds.opml" not in house.files()
    # But their pages lead to the index.
    assert b"world" not in house.files()["index.html"][0].lower()
    house.check()


def test_a_large_archive_costs_a_publish_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(START, limit="400", formats='["atom"]')
    house.bring(START, *range(1, 401))
    house.publish(START)
    house.configure(START, limit="2")
    house.publish(START + DAY)
    assert (len(house.numbers()), len(house.placed())) == (2, 400)
    house.publish(APRIL)
    loaded: list[int] = []
    original = item_heads.from_row

    def counting(row: object) -> object:
        loaded.append(1)
        return original(row)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(item_heads, "from_row", counting)
    house.bring(APRIL + DAY, 1000)
    loaded.clear()
    house.publish(APRIL + DAY)
    assert house.numbers() == [1000, 1]
    assert len(loaded) <= 5, len(loaded)
    # A correction in the archive: that story, and those of its month.
    house.bring(APRIL + 2 * DAY, 300, text="new")
    loaded.clear()
    house.publish(APRIL + 2 * DAY)
    assert 400 <= len(loaded) <= 410, len(loaded)
    # An agreement of another source: nothing of this one is asked again.
    house.configure(APRIL + 3 * DAY, mirror='terms = "https://mirror.example/terms"')
    loaded.clear()
    house.publish(APRIL + 3 * DAY)
    assert len(loaded) <= 5, len(loaded)


def test_what_a_clock_that_leapt_did_is_taken_back(house: House) -> None:
    house.configure(START, max_age="30d")
    house.bring(START, 1, 2)
    house.publish(START)
    house.publish(START + 900 * DAY)
    assert house.numbers() == []
    assert list(house.archives()) == ["world/2026-03.atom"]
    house.bring(START + DAY, 3)
    house.publish(START + DAY)
    assert house.numbers() == [3, 1, 2]
    assert house.archives() == {}
    assert not list((house.output / "world").glob("2026*"))
    house.check()


def test_another_title_reaches_a_large_archive_in_portions_and_nothing_waits_for_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("archived_items", "feed", "archive_documents"):
        monkeypatch.setattr(f"syndicator.publish.{module}.PORTION", 2)
    house.configure(START, limit="1", formats='["atom", "html"]')
    for month in range(4):
        for number in range(1, 5):
            now = datetime(2026, 3 + month, number, tzinfo=UTC)
            house.bring(now, 10 * month + number)
            house.publish(now)
    now = datetime(2026, 7, 1, tzinfo=UTC)
    house.publish(now)
    assert len(house.archives()) == 4
    assert house.rules
    house.configure(now, title="Abroad")
    house.publish(now)
    assert "world/index.html" in house.says("Abroad")
    assert len(house.says("Abroad")) < 20
    wake = run.next_wake(house.store, house.rules)
    assert wake == now, "the rest is due at once"
    house.say("kill", 32, now)
    house.publish(now + DAY)
    assert house.says("marker32x") == []
    house.configure(
        now, mirror="expires = 2026-01-01", harbor='footer = "Anew."\nexpires = 2030-01-01'
    )
    for _ in range(12):
        house.publish(now + DAY)
    wake = run.next_wake(house.store, house.rules)
    assert wake
    assert wake > now + DAY
    pages = [name for name in house.files() if name.startswith("world/") and name.endswith(".html")]
    assert len(pages) == 16
    archives = [f"world/2026-0{month}.atom" for month in (3, 4, 5, 6)]
    assert {*pages, *archives, "world.atom"} <= set(house.says("Abroad"))
    assert {*archives, *pages} - {"world/index.html"} <= set(house.says("Anew."))
    files = house.files()
    house.publish(now + DAY, everything=True)
    assert house.files() == files
    # A permission that ends does so in all of it, at once.
    house.configure(now + DAY, harbor="expires = 2026-01-01")
    house.publish(now + DAY)
    assert house.says("marker") == []
