"""What goes wrong in years of running: reloads, crashes, clocks, renames; nothing leaves by it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from syndicator import config as configuration
from syndicator.errors import ConfigError, OutputError
from syndicator.model import Collected, Job
from syndicator.pipeline import Engine
from syndicator.poll.collect import collect
from syndicator.publish.storage.local import StagedFile as Staged
from syndicator.store import ledger, sources
from syndicator.store.database import Store

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFIG = """
[sources.{name}]
url = "{url}/{path}.xml"
title = "Daily"
grant = "{grant}"
backfill = "all"
[grants.{grant}]
holder = "{holder}"
{more}
[feeds.world]
title = "World"
sources = ["{name}"]
max_age = "all"
"""


def rss(*numbers: int, guid: str = "", link: str = "") -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>{link or f'https://daily.example/{n}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'https://daily.example/{n}'}</guid>"
        f"<pubDate>Fri, {n:02} May 2020 10:00:00 GMT</pubDate>"
        f"<description>{f'Words of story number {n}. ' * 5}</description></item>"
        for n in numbers
    )
    return (
        '<rss version="2.0"><channel><title>Daily</title><link>https://daily.example/</link>'
        f"<description>-</description>{items}</channel></rss>"
    ).encode()


class World:
    """One newsroom: a configuration that changes, and the engine that runs under it."""

    def __init__(self, publisher: Publisher, configure: Callable[[str], Path]) -> None:
        self.publisher = publisher
        self._configure = configure
        self.settings = {
            "name": "a",
            "path": "one",
            "grant": "g",
            "holder": "Daily, Inc.",
            "more": "",
        }
        publisher.documents.update({"/one.xml": rss(1, 2, 3), "/two.xml": rss(4)})
        self.engine = Engine.start(self.load(), now=NOW)

    def load(self, extra: str = "", **changed: str) -> configuration.Config:
        self.settings |= changed
        text = CONFIG.format(url=self.publisher.url, **self.settings) + extra
        return configuration.load(self._configure(text), environ={})

    def restart(self, now: datetime) -> None:
        self.engine.close()
        self.engine = Engine.start(self.load(), now=now)

    def tick(self, now: datetime) -> None:
        self.engine.poll(now=now, everything=True)
        self.engine.publish(now=now)

    @property
    def file(self) -> Path:
        return Path(self.engine.config.output) / "world.atom"

    def entries(self, file: Path | None = None) -> dict[str, str]:
        """The published ids, each with its ``updated``."""
        return {
            entry.findtext("{*}id") or "": entry.findtext("{*}updated") or ""
            for entry in etree.parse(file or self.file).findall("{*}entry")
            if entry.findtext("{*}title") != "Withdrawn"
        }

    def book(self) -> list[str]:
        with Store.open(self.engine.config.database, mode="read") as store:
            return [row.entry.action.value for row in ledger.query(store)]


@pytest.fixture
def world(publisher: Publisher, configure: Callable[[str], Path]) -> Iterator[World]:
    made = World(publisher, configure)
    made.tick(NOW)
    assert len(made.entries()) == 3
    yield made
    made.engine.close()


def test_a_name_does_not_go_to_another_publisher_with_its_stories(world: World) -> None:
    before = world.file.read_bytes()
    other = world.load(path="two", grant="other", holder="Somebody Else")
    with pytest.raises(ConfigError, match=r"sources\.a: address and permission changed at once"):
        world.engine.reload(other, now=NOW + HOUR)
    world.tick(NOW + HOUR)
    assert world.file.read_bytes() == before
    world.engine.close()
    with pytest.raises(ConfigError):
        Engine.start(other, now=NOW + HOUR)
    world.load(path="one", grant="g", holder="Daily, Inc.")
    world.restart(NOW + HOUR)


def test_another_database_is_for_the_next_start(world: World) -> None:
    changed = world.load()
    moved = configuration.load(
        changed.path, environ={"STATE_DIRECTORY": str(changed.path.parent / "x")}
    )
    with pytest.raises(ConfigError, match="takes effect at a restart only"):
        world.engine.reload(moved, now=NOW)


def test_what_stood_when_it_was_killed_is_recorded_as_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publisher.documents["/one.xml"] = rss(1, 2, 3, 9)
    world.engine.poll(now=NOW + HOUR, everything=True)
    with monkeypatch.context() as patch:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("syndicator.store.feeds.save_built", killed)
        with pytest.raises(KeyboardInterrupt):
            world.engine.publish(now=NOW + HOUR)
    assert len(world.entries()) == 4  # it stood: the file was replaced
    world.load(more="expires = 2026-05-02")
    world.restart(NOW + 24 * HOUR)
    world.engine.publish(now=NOW + 24 * HOUR)
    assert world.entries() == {}
    assert sorted(world.book()) == ["published"] * 4 + ["withdrawn"] * 4


def test_a_file_that_could_not_be_replaced_is_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publisher.documents["/one.xml"] = rss(1, 2, 3, 9)
    world.engine.poll(now=NOW + HOUR, everything=True)
    with monkeypatch.context() as patch:

        def full(_: Staged) -> None:
            raise OutputError("no room")

        patch.setattr(Staged, "commit", full)
        with pytest.raises(OutputError):
            world.engine.publish(now=NOW + HOUR)
    world.engine.publish(now=NOW + 2 * HOUR)
    assert len(world.entries()) == 4
    assert world.book() == ["published"] * 4


def test_another_output_folder_leaves_nothing_in_the_old_one(world: World) -> None:
    old = world.file
    changed = world.load()
    text = changed.path.read_text().replace("[poll]", 'output = "public"\n\n[poll]')
    changed.path.write_text(text)
    world.engine.reload(configuration.load(changed.path, environ={}), now=NOW + HOUR)
    world.engine.publish(now=NOW + HOUR)
    assert not old.exists()
    assert len(world.entries()) == 3
    assert world.file.parent.name == "public"


def test_a_clock_that_is_set_back_revives_nothing(world: World) -> None:
    world.engine.reload(world.load(more="expires = 2026-05-02"), now=NOW)
    world.engine.publish(now=NOW + 13 * HOUR)
    assert world.entries() == {}
    world.publisher.documents["/one.xml"] = rss(1, 2, 3, 9)
    world.tick(NOW + 11 * HOUR)
    assert world.entries() == {}


def test_a_clock_that_leapt_and_came_back_is_forgotten(world: World) -> None:
    world.engine.reload(world.load(more="expires = 2026-12-31"), now=NOW)
    world.tick(NOW + timedelta(days=3650))
    assert world.entries() == {}
    world.publisher.documents["/one.xml"] = rss(1, 2, 3, 9)
    assert world.engine.poll(now=NOW + HOUR).sources
    world.engine.publish(now=NOW + HOUR)
    assert len(world.entries()) == 4


def test_a_reload_during_a_poll_counts_for_what_it_brings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(job: Job) -> Collected:
        began.set()
        assert go_on.wait(10)
        return collect(job)

    monkeypatch.setattr("syndicator.poll.tick.collect", slow)
    world.publisher.documents["/one.xml"] = rss(1, 2, 3, 9)
    polling = threading.Thread(target=lambda: world.engine.poll(now=NOW + HOUR, everything=True))
    polling.start()
    assert began.wait(10)
    extra = '[feeds.second]\ntitle = "Second"\nsources = ["a"]\nmax_age = "all"\n'
    world.engine.reload(world.load(extra), now=NOW + HOUR)
    world.engine.publish(now=NOW + HOUR)
    go_on.set()
    polling.join(10)
    world.engine.publish(now=NOW + HOUR)
    assert len(world.entries(world.file.with_name("second.atom"))) == 4


def test_the_answer_of_an_address_that_was_corrected_meanwhile_is_nobodys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(job: Job) -> Collected:
        began.set()
        assert go_on.wait(10)
        return collect(job)

    monkeypatch.setattr("syndicator.poll.tick.collect", slow)
    del world.publisher.documents["/one.xml"]
    polling = threading.Thread(target=lambda: world.engine.poll(now=NOW + HOUR, everything=True))
    polling.start()
    assert began.wait(10)
    world.engine.reload(world.load(path="two"), now=NOW + HOUR)
    go_on.set()
    polling.join(10)
    with Store.open(world.engine.config.database, mode="read") as store:
        (state,) = sources.all(store)
    assert (state.failures, state.url.rpartition("/")[2]) == (0, "two.xml")


def test_a_renamed_source_keeps_its_stories_and_their_dates(world: World) -> None:
    before = world.entries()
    world.engine.reload(world.load(name="renamed"), now=NOW + HOUR)
    world.engine.publish(now=NOW + HOUR)
    assert world.entries() == before
    world.tick(NOW + 2 * HOUR)
    assert world.entries() == before
    assert world.book() == ["published"] * 3


def test_one_story_from_two_sources_keeps_its_date_when_the_other_takes_over(
    world: World,
) -> None:
    world.publisher.documents["/two.xml"] = rss(1, 2, 3)
    extra = (
        f'[sources.b]\nurl = "{world.publisher.url}/two.xml"\ngrant = "free"\nbackfill = "all"\n'
        '[grants.free]\nholder = "Daily, Inc."\n'
    )
    world.settings["more"] = 'expires = 2026-05-02\n[grants.unused]\nholder = "x"\n'
    text = CONFIG.format(url=world.publisher.url, **world.settings) + extra
    both = text.replace('sources = ["a"]', 'sources = ["a", "b"]')
    config = configuration.load(world._configure(both), environ={})
    world.engine.reload(config, now=NOW + HOUR)
    world.tick(NOW + HOUR)
    before = world.entries()
    world.engine.publish(now=NOW + 24 * HOUR)
    assert world.entries() == before


def test_a_box_that_shows_one_story_after_the_other_suppresses_none(
    publisher: Publisher, configure: Callable[[str], Path]
) -> None:
    text = CONFIG.format(
        url=publisher.url, name="a", path="one", grant="g", holder="Daily, Inc.", more=""
    ).replace('sources = ["a"]', 'sources = ["top", "a"]') + (
        f'[sources.top]\nurl = "{publisher.url}/two.xml"\ngrant = "g"\nbackfill = "all"\n'
    )
    publisher.documents.update({"/one.xml": rss(1), "/two.xml": rss(1, guid="top-story")})
    engine = Engine.start(configuration.load(configure(text), environ={}), now=NOW)
    try:
        for number in range(2, 6):
            now = NOW + number * HOUR
            publisher.documents["/two.xml"] = rss(number, guid="top-story")
            engine.poll(now=now, everything=True)
            publisher.documents["/one.xml"] = rss(*range(1, number + 1))
            engine.poll(now=now + HOUR / 2, everything=True)
            engine.publish(now=now + HOUR / 2)
        feed = etree.parse(Path(engine.config.output) / "world.atom")
        titles = {entry.findtext("{*}title") for entry in feed.findall("{*}entry")}
        assert titles == {f"Story {number}" for number in range(1, 6)}
    finally:
        engine.close()


def test_old_stories_do_not_flood_when_the_first_answer_was_empty(
    publisher: Publisher, configure: Callable[[str], Path]
) -> None:
    text = CONFIG.format(
        url=publisher.url, name="a", path="one", grant="g", holder="Daily, Inc.", more=""
    ).replace('backfill = "all"', 'backfill = "7d"')
    publisher.documents["/one.xml"] = rss()
    engine = Engine.start(configuration.load(configure(text), environ={}), now=NOW)
    try:
        for hours, document in enumerate((rss(), rss(1, 2, 3), rss(1, 2, 3, 4))):
            publisher.documents["/one.xml"] = document
            engine.poll(now=NOW + hours * HOUR, everything=True)
            engine.publish(now=NOW + hours * HOUR)
        feed = etree.parse(Path(engine.config.output) / "world.atom")
        assert [each.findtext("{*}title") for each in feed.findall("{*}entry")] == ["Story 4"]
    finally:
        engine.close()


def test_a_copied_database_leaves_the_output_of_the_other_alone(
    world: World, tmp_path: Path
) -> None:
    world.engine.poll(now=NOW)
    world.engine.publish(now=NOW)
    world.engine.close()
    stood = (tmp_path / "feeds" / "world.atom").read_bytes()
    copy = tmp_path / "staging"
    copy.mkdir()
    for name in ("config.toml", "syndicator.db"):
        shutil.copy(tmp_path / name, copy / name)
    config = configuration.load(copy / "config.toml", environ={})
    for _ in range(2):  # the second time, it is at home there
        with closing(Engine.start(config, now=NOW)) as engine:
            engine.publish(now=NOW, everything=True)
    assert (copy / "feeds" / "world.atom").read_bytes() == stood
    assert (tmp_path / "feeds" / "world.atom").read_bytes() == stood
