"""Which files there are, which are written when, and what a publish that was cut short leaves."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from syndicator import config as configuration
from syndicator.errors import OutputError
from syndicator.publish.html import page
from syndicator.publish.storage.local import LocalStorage, StagedFile
from syndicator.store import feeds, files, outbox
from syndicator.store.activate import activate

if TYPE_CHECKING:
    from tests.support.house import House

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
SITE = {"index.html", "feeds.opml", "style/page.css", "style/feed.css"}


def changed(before: dict[str, tuple[bytes, int]], after: dict[str, tuple[bytes, int]]) -> set[str]:
    """The files that were written, removed or added."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_every_form_and_a_page_for_each_story(house: House) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    documents = {"world.atom", "world.rss", "world.json", "world/index.html"}
    assert set(house.files()) == documents | {"world/1.html", "world/2.html"} | SITE
    house.check()


def test_a_new_story_touches_only_what_it_is_in(house: House) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    house.publish(APRIL)
    before = house.files()
    house.bring(APRIL + DAY, 3)
    house.publish(APRIL + DAY)
    documents = {"world.atom", "world.rss", "world.json", "world/index.html"}
    # The index names the newest story of each feed.
    assert changed(before, house.files()) == {*documents, "world/3.html", "index.html"}
    house.check()


def index_of(house: House) -> str:
    return (house.output / "index.html").read_text("utf-8")


def test_the_index_names_the_newest_story_that_stands(house: House) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    link = f'<a href="world/{house.number(1)}.html">Headline of story 1</a>'
    assert link in index_of(house)
    house.say("kill", 1, APRIL)
    house.publish(APRIL)
    assert "story 1<" not in index_of(house)
    assert f'<a href="world/{house.number(2)}.html">Headline of story 2</a>' in index_of(house)
    house.say("kill", 2, APRIL)
    house.publish(APRIL)
    assert "Headline of" not in index_of(house)


def test_the_same_state_is_the_same_bytes(house: House) -> None:
    house.bring(START, 1, 2)
    house.publish(START)
    house.publish(APRIL)
    before = house.files()
    reports = house.publish(APRIL + DAY, everything=True)
    assert [report.written for report in reports] == [False]
    assert house.files() == before
    assert house.publish(APRIL + DAY) == ()


def test_another_title_is_on_every_file(house: House) -> None:
    house.configure(START, limit="1")
    house.bring(START, 1)
    house.publish(START)
    house.bring(START + DAY, 2)
    house.publish(START + DAY)
    house.publish(APRIL)
    house.configure(APRIL, title="Abroad")
    house.publish(APRIL + DAY)
    titled = set(house.says("Abroad"))
    assert titled >= {"world.atom", "world.json", "world/2026-03.rss", "world/1.html", "index.html"}
    house.check()


@pytest.mark.parametrize(
    "lost",
    [
        *("world.atom", "world.rss", "world.json", "world/index.html"),
        *("world/1.html", "world/2.html", "world/2026-03.atom", "world/3.html.gone"),
        *("index.html", "feeds.opml", "style/page.css"),
    ],
)
@pytest.mark.parametrize("how", ["removed", "changed"])
def test_a_file_that_is_not_what_was_written_is_put_right(
    house: House, lost: str, how: str
) -> None:
    house.configure(START, limit="1")
    house.bring(START, 1)
    house.publish(START)
    for number in (2, 3):
        house.bring(START + number * DAY, number)
        house.publish(START + number * DAY)
    house.say("kill", 3, START + 4 * DAY)
    house.publish(APRIL)
    before = {name: data for name, (data, _) in house.files().items()}
    path = house.output / lost
    assert lost in before
    path.unlink() if how == "removed" else path.write_bytes(b"other")
    # Within the hour: the pages of what stands in the archive only have their turn in it.
    for minute in range(60):
        house.publish(APRIL + minute * MINUTE)
    assert {name: data for name, (data, _) in house.files().items()} == before


def test_a_form_that_is_wanted_no_more_goes(house: House) -> None:
    house.configure(START, limit="1")
    house.bring(START, 1)
    house.publish(START)
    house.bring(START + DAY, 2)
    house.publish(START + DAY)
    house.publish(APRIL)
    house.configure(APRIL, formats='["atom"]')
    house.publish(APRIL)
    assert set(house.files()) == {"world.atom", "world/2026-03.atom"} | SITE
    assert house.numbers("world/2026-03.atom") == [2, 1]
    house.configure(APRIL, formats='["atom", "rss", "json", "html"]')
    house.publish(APRIL)
    house.check()


def test_another_folder_leaves_nothing_in_the_old_one(house: House) -> None:
    house.configure(START, limit="1")
    house.bring(START, 1, 2, 3)
    house.publish(START)
    house.publish(APRIL)
    # Of a month that is not over yet, something stands on its page alone.
    for number in (5, 4):
        house.bring(APRIL + DAY, number)
        house.publish(APRIL + DAY)
    house.say("kill", 1, APRIL + DAY)
    house.publish(APRIL + DAY)
    before = house.files().keys()
    listed = house.files()["feeds.opml"][0]
    old = house.output
    path = house.load().path
    text = path.read_text("utf-8").replace("[syndicator]", '[syndicator]\noutput = "public"')
    path.write_text(text, "utf-8")
    house.rules = activate(house.store, configuration.load(path, environ={}), APRIL)
    # At a minute in which it is the turn of none of these pages.
    house.publish(APRIL + DAY + 30 * MINUTE)
    assert not [each for each in old.rglob("*") if each.is_file()]
    new = house.folder / "public"
    assert {each.relative_to(new).as_posix() for each in new.rglob("*") if each.is_file()} >= before
    assert (new / "feeds.opml").read_bytes() == listed
    house.publish(APRIL + 2 * DAY, everything=True)
    assert (new / "feeds.opml").read_bytes() == listed


# ── hubs ─────────────────────────────────────────────────────────────────────────────────────


def test_hubs_are_told_of_the_documents_that_changed(house: House) -> None:
    house.configure(START, feed='hubs = ["https://hub.example.org/"]')
    house.bring(START, 1)
    house.publish(START)

    def topics() -> dict[str, int]:
        return {each.ping.topic: each.changes for each in outbox.pending(house.store)}

    once = {f"https://feeds.example.org/world.{form}": 1 for form in ("atom", "rss", "json")}
    assert topics() == once
    house.publish(START + DAY, everything=True)
    assert topics() == once
    house.bring(START + DAY, 2)
    house.publish(START + DAY)
    assert topics() == dict.fromkeys(once, 2)


# ── cut short ────────────────────────────────────────────────────────────────────────────────


class Cut(BaseException):
    """The process is killed."""


def cut_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Let so many steps that change anything happen, and no more."""
    left = itertools.count(steps, -1)

    def limited(owner: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        def step(*arguments: Any, **named: Any) -> Any:
            if next(left) <= 0:
                raise Cut
            return original(*arguments, **named)

        patch.setattr(owner, name, step)

    limited(StagedFile, "commit")
    limited(LocalStorage, "remove")
    limited(feeds, "save_built")
    limited(files, "save")


def test_cut_short_anywhere_the_next_publish_puts_it_right(
    new_house: Callable[[], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepared() -> House:
        made = new_house()
        made.configure(START, limit="2")
        made.bring(START, 1, 2)
        made.publish(START)
        made.bring(START + DAY, 3)
        made.publish(START + DAY)
        made.publish(APRIL)
        # Then: one is killed in the archive, one corrected there, one new, one falls off.
        made.say("kill", 3, APRIL + DAY)
        made.bring(APRIL + DAY, 2, text="anew")
        made.bring(APRIL + DAY, 4)
        return made

    whole = prepared()
    whole.publish(APRIL + DAY)
    whole.check()
    wanted = {name: data for name, (data, _) in whole.files().items()}
    whole.store.close()
    for steps in itertools.count():
        house = prepared()
        try:
            with monkeypatch.context() as patch:
                cut_after(patch, steps)
                house.publish(APRIL + DAY)
            break
        except Cut:
            # What readers could see is on record, whenever they look.
            seen = {
                name for name in house.files() if name.startswith("world/") and name[6].isdigit()
            }
            placed = {f"world/{place.item}.html" for place in house.placed().values()}
            gone = {f"world/{house.number(3)}.html.gone"}
            assert {name for name in seen if "-" not in name} <= placed | gone
            house.publish(APRIL + DAY)
            house.check()
            assert {name: data for name, (data, _) in house.files().items()} == wanted
        finally:
            house.store.close()
    assert steps > 10, "it was cut at every step"


def test_no_reader_sees_a_document_that_leads_nowhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(START, limit="2")
    house.bring(START, 1, 2)
    house.publish(START)
    original = StagedFile.commit
    seen: list[str] = []

    def commit(staged: StagedFile) -> Any:
        standing = original(staged)
        seen.append(staged.path)
        for name in ("world.atom", "world/2026-03.atom"):
            path = house.output / name
            for number in house.numbers(name) if path.exists() else []:
                assert (house.output / f"world/{house.number(number)}.html").exists()
            if path.exists() and (older := house.link(name, "prev-archive")):
                assert (house.output / older).exists()
        return standing

    monkeypatch.setattr(StagedFile, "commit", commit)
    house.bring(APRIL, 3)
    house.publish(APRIL)
    assert seen.index("world/3.html") < seen.index("world/2026-03.atom") < seen.index("world.atom")
    house.say("kill", 1, APRIL + DAY)
    house.publish(APRIL + DAY)


def test_an_output_that_cannot_be_written_is_said_and_made_up_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.bring(START, 1)
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OutputError("no room")

        patch.setattr(StagedFile, "commit", full)
        with pytest.raises(OutputError, match="no room"):
            house.publish(START)
    assert not [each for each in Path(house.output).rglob("*") if each.is_file()]
    house.publish(START + DAY)
    house.check()


def test_what_belongs_to_all_feeds_is_written_once_in_a_round(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    index: Any = page.index_page

    def counted(shown: list[object], **keywords: object) -> object:
        made.append(len(shown))
        return index(shown, **keywords)

    monkeypatch.setattr(page, "index_page", counted)
    others = '[feeds.{0}]\ntitle = "Of {0}"\nsources = ["harbor"]\n'
    house.configure(START, others.format("one") + others.format("two"))
    house.publish(START)
    assert made == [1, 2, 3], "each new feed is listed as soon as it stands"
    made.clear()
    house.publish(START + MINUTE, everything=True)
    assert made == [3]
    (house.output / "index.html").unlink()
    house.publish(START + 2 * MINUTE)
    assert (house.output / "index.html").exists()
