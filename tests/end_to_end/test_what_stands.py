"""What a feed depends on is what stands in it, whatever its list of sources says by now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.newsroom import Newsroom, rss

from syndicator.config import program
from syndicator.store import ledger

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

ALL_FORMS = 'formats = ["atom", "rss", "json", "html"]'
AGENCY = '[[agencies]]\nname = "Harbor Press Agency"\nmarks = ["HPA"]\n'


@pytest.fixture
def newsroom(publisher: Publisher, tmp_path: Path) -> Iterator[Newsroom]:
    """Two sources, and a feed that takes one of them no longer: its stories stand on pages."""
    publisher.documents.update({"/a.xml": rss("a", 1, 2, 3), "/b.xml": rss("b", 1)})
    room = Newsroom(publisher, tmp_path)
    room.sources |= {"a": "ga", "b": "gb"}
    room.grants |= {"ga": "", "gb": ""}
    room.feeds["world"] = f'sources = ["a", "b"]\n{ALL_FORMS}'
    room.poll()
    room.publish()
    room.feeds["world"] = f'sources = ["b"]\n{ALL_FORMS}'
    room.later()
    room.reload()
    room.publish()
    assert room.showing("Texta1x") == ["world/1.html"]
    yield room
    room.stop()


@pytest.mark.parametrize("restart", [False, True], ids=["reload", "restart"])
@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"grants": {"ga": "expires = 2026-04-01"}}, False),
        ({"grants": {"ga": 'scope = "headline"'}}, True),
        ({"grants": {"ga": 'approval = "editor"'}}, False),
        ({"grants": {"gz": ""}, "sources": {"a": "gz"}, "gz": 'scope = "headline"'}, True),
        ({"sources": {"a": None}, "grants": {"ga": None}}, False),
    ],
    ids=["expired", "narrowed", "approval", "another", "deleted"],
)
def test_a_permission_that_ends_is_noticed_where_its_source_is_listed_no_more(
    newsroom: Newsroom, change: dict[str, dict[str, str | None]], *, title: bool, restart: bool
) -> None:
    for table, current in (("sources", newsroom.sources), ("grants", newsroom.grants)):
        for name, text in change.get(table, {}).items():
            if text is None:
                del current[name]
            else:
                current[name] = text
    if "gz" in change:
        newsroom.grants["gz"] = str(change["gz"])
    newsroom.later()
    if restart:
        newsroom.stop()
    else:
        newsroom.reload()
    newsroom.publish()
    assert newsroom.showing("Texta1x") == []
    assert newsroom.showing("Titlea1x") == (["world/1.html"] if title else [])
    last = [
        row.entry.action.value
        for row in ledger.query(newsroom.engine._store)
        if row.entry.item == 1
    ][-1]
    assert last == ("revised" if title else "withdrawn")


def test_another_notice_stands_everywhere(newsroom: Newsroom) -> None:
    newsroom.grants["ga"] = 'footer = "With thanks to {{ holder }}"'
    newsroom.later()
    newsroom.reload()
    newsroom.publish()
    assert newsroom.showing("With thanks to") == [f"world/{n}.html" for n in (1, 2, 3)]


def test_agencies_that_are_added_are_looked_for_everywhere(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    newsroom.feeds["world"] = f'sources = ["a", "b"]\n{ALL_FORMS}'
    newsroom.grants["ga"] = 'third_party = "withhold"'
    publisher.documents["/a.xml"] = rss("a", 7, more="(HPA)")
    newsroom.reload()
    newsroom.poll()
    newsroom.publish()
    newsroom.feeds["world"] = f'sources = ["b"]\n{ALL_FORMS}'
    newsroom.reload()
    newsroom.publish()
    assert newsroom.showing("Texta7x")
    newsroom.more = AGENCY
    newsroom.later()
    newsroom.reload()
    newsroom.publish()
    assert newsroom.showing("Texta7x") == []


def test_other_rules_of_the_time_zone_are_noticed(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = newsroom.engine._active.digests
    newsroom.reload()
    assert newsroom.engine._active.digests == before
    monkeypatch.setattr("syndicator.store.activate.time_zone_data", lambda _: "other rules")
    newsroom.reload()
    assert newsroom.engine._active.digests != before


@pytest.mark.parametrize("system", [True, False])
def test_what_is_known_of_a_time_zone(monkeypatch: pytest.MonkeyPatch, *, system: bool) -> None:
    if not system:
        monkeypatch.setattr("zoneinfo.TZPATH", ())
    zones = [program.time_zone_data(key) for key in ("Europe/Berlin", "Asia/Tokyo", "UTC")]
    assert len(set(zones)) == 3


@pytest.mark.parametrize("same_version", [False, True], ids=["another grant", "another program"])
def test_what_is_narrowed_over_more_stories_than_a_portion_is_narrowed_at_once(
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    same_version: bool,  # noqa: FBT001  # a case
) -> None:
    for module in ("archived_items", "archive_documents", "feed"):
        monkeypatch.setattr(f"syndicator.publish.{module}.PORTION", 1)
    newsroom.later()
    newsroom.publish()
    assert all(newsroom.showing(f"Texta{n}x") for n in (1, 2, 3))
    if same_version:
        monkeypatch.setattr("syndicator.publish.plan.reprint", lambda *_, **__: "Other words.")
        monkeypatch.setattr("syndicator.store.activate.identity", lambda: "another program")
    else:
        newsroom.grants["ga"] = 'scope = "headline"'
    newsroom.later()
    newsroom.reload()
    newsroom.publish()
    assert not [n for n in (1, 2, 3) if newsroom.showing(f"Texta{n}x")]
    rows = [row.entry for row in ledger.query(newsroom.engine._store)]
    for item in (1, 2, 3):
        last = [entry for entry in rows if entry.item == item][-1]
        assert (last.action.value, last.at) == ("revised", newsroom.now)
