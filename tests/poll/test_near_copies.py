"""The same story in other sources, from what a poll brought to what a feed carries."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from syndicator import config as configuration
from syndicator.cli import cli
from syndicator.model import Digest, Fetched, Job, SourceName
from syndicator.pipeline import Engine
from syndicator.poll.ingest import ingest
from syndicator.poll.page_check import limits
from syndicator.poll.read_document import read
from syndicator.store import editorial, items
from syndicator.store.editorial import Action

START: Final = datetime(2026, 11, 30, 2, tzinfo=UTC)
SOURCES: Final = ("harbor", "quay", "anchor", "mole")
CONFIG: Final = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/out/"
[grants.all]
holder = "Publisher"
[grants.none]
holder = "Publisher"
expires = 2026-12-01
{sources}
[feeds.all]
title = "All"
sources = ["harbor", "quay", "anchor", "mole"]
{more}
"""
STORY: Final = """The lighthouse on the eastern mole was lit again on Sunday evening, eleven
years after its lamp had been taken to a museum in the capital.

Four hundred people walked out along the mole with lanterns to see it, although it rained and the
ferry that should have brought the minister had not been able to leave port.

"We have had a light in every window for eleven years instead," said the harbour master. "Now the
windows may sleep." The lamp turns once in nine seconds, as it did before.

The museum had given it back after a petition by pupils of the village school, who will be allowed
to switch it on in turns."""
OTHER: Final = """The cable car to the upper town stands still until Easter, since the rope that
was delivered last week turned out to be forty metres too short.

The manufacturer offered to splice it. The town refused, and pointed to an accident of the year
1961 that older people still speak of.

Pupils who live above may use the lift of the hospital, whose director complained that it is full
of ice skates every morning."""
WEATHER: Final = """On {day} it will be {sky} in the bay at first, with {n} degrees in the morning
and winds from the {wind}. Towards evening showers are expected near the coast, and gusts may reach
{m} kilometres an hour on the islands. The night stays dry. The
next forecast follows at six in the evening."""


@dataclass(frozen=True)
class Told:
    """A story as one source tells it."""

    source: str
    text: str
    title: str = "Lighthouse lit again"
    guid: str = "1"
    link: str = ""
    date: datetime = START - timedelta(hours=3)


class Newsroom:
    """An engine, with what is asked of it."""

    def __init__(self, folder: Path, more: str, granted: dict[str, str]) -> None:
        tables = "".join(
            f'[sources.{name}]\nurl = "https://{name}.example/feed"\n'
            f'grant = "{granted.get(name, "all")}"\n'
            for name in SOURCES
        )
        self.folder = folder
        (folder / "config.toml").write_text(CONFIG.format(sources=tables, more=more), "utf-8")
        self.load()

    def load(self) -> None:
        settings = configuration.load(self.folder / "config.toml", environ={})
        self.engine = Engine.start(settings, now=START)
        self.store = self.engine._store

    def bring(self, *told: Told, now: datetime = START, head: str = "") -> None:
        """Poll the sources of these, one after the other, in this order."""
        for name in dict.fromkeys(each.source for each in told):
            listed = "".join(_item(each) for each in told if each.source == name)
            body = (
                f'<rss version="2.0"><channel><title>{name}</title>{head}{listed}</channel></rss>'
            )
            source = SourceName(name)
            url = self.engine.config.sources[source].url
            job = Job(source=source, url=url, limits=limits(self.engine.config, source), now=now)
            fetched = Fetched(url=url, body=body.encode(), body_hash=Digest("0" * 64), headers={})
            rules = self.engine._active
            ingest(
                self.store,
                rules.config,
                [read(job, fetched)],
                versions=rules.versions,
                digests=rules.digests,
                now=now,
            )

    def published(self, now: datetime = START) -> list[str]:
        """The sources of what stands, in the feed's order."""
        self.engine.publish(now=now)
        path = self.folder / "feeds" / "all.json"
        entries = json.loads(path.read_bytes())["items"]
        numbers = {each.atom_id: each.source for each in items.get(self.store, range(1, 200))}
        return [numbers[each["id"]] for each in entries if each.get("content_html")]

    def near(self) -> set[tuple[int, int]]:
        rows = self.store.rows("SELECT item, other FROM near_copies")
        return {(row["item"], row["other"]) for row in rows}

    def number(self, source: str) -> int:
        row = self.store.row("SELECT max(id) AS id FROM items WHERE source = ?", (source,))
        assert row is not None
        return int(row["id"])

    def why(self, item: int) -> str:
        self.engine.close()
        config = str(self.folder / "config.toml")
        ran = CliRunner().invoke(cli, ["--config", config, "why", str(item)])
        self.load()
        return ran.output


def _item(told: Told) -> str:
    body = "".join(f"<p>{' '.join(each.split())}</p>" for each in told.text.split("\n\n"))
    link = told.link or f"https://{told.source}.example/{told.guid}"
    return (
        f"<item><guid isPermaLink='false'>{told.source}-{told.guid}</guid>"
        f"<title>{html.escape(told.title)}</title><link>{html.escape(link)}</link>"
        f"<pubDate>{told.date:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        f"<description>{html.escape(body)}</description></item>"
    )


Open = Callable[..., Newsroom]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Open]:
    opened: list[Newsroom] = []

    def start(more: str = 'formats = ["json"]', **granted: str) -> Newsroom:
        opened.append(Newsroom(tmp_path, more, granted))
        return opened[-1]

    yield start
    for each in opened:
        each.engine.close()


LINES: Final = STORY.split("\n\n")
CUT: Final = "\n\n".join(LINES[:2])
EXCERPT: Final = " ".join(STORY.split()[:45]) + " …"
NOTED: Final = f"This article appeared in the Harbour News.\n\n{STORY}\n\nAll rights reserved."


@pytest.mark.parametrize("text", [STORY, CUT, EXCERPT, NOTED], ids=["all", "cut", "start", "more"])
def test_a_copy_under_another_headline_leaves_once(newsroom: Open, text: str) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", text, title="Light returns to the mole"))
    assert room.published() == ["harbor"]
    assert room.near() == {(1, 2), (2, 1)}
    said = room.why(2)
    assert "nearly the same as item 1, from harbor" in said
    assert "item 1, harbor: nearly the same words: 100 % of the shorter text" in said


def test_it_may_be_switched_off(newsroom: Open) -> None:
    room = newsroom('formats = ["json"]\nnear_duplicates = false')
    room.bring(Told("harbor", STORY), Told("quay", CUT, title="Light returns"))
    assert sorted(room.published()) == ["harbor", "quay"]


def test_other_stories_are_no_copies(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", OTHER), Told("anchor", "Lit again. Read more."))
    assert len(room.published()) == 3
    assert room.near() == set()


def test_a_template_is_no_copy(newsroom: Open) -> None:
    room = newsroom()
    days = (("Monday", "dry", 9, "west", 71), ("Tuesday", "foggy", 12, "north", 64))
    filled = [
        WEATHER.format(day=day, sky=sky, n=n, wind=wind, m=m) for day, sky, n, wind, m in days
    ]
    room.bring(Told("harbor", filled[0]), Told("quay", filled[1], title="Weather"))
    assert len(room.published()) == 2


def test_what_a_site_writes_under_all_its_stories_counts_for_nothing(newsroom: Open) -> None:
    room = newsroom()
    box = (
        "You are reading one of the free stories of our network of local papers. Subscribers get "
        "three more of them every day, a crossword, and the recipes of readers who can cook. It "
        "costs less than a bun and a cup of coffee, and it keeps the lights on in our office."
    )
    short = [
        "The mayor of the lower town has resigned.",
        "A seal was seen in the dock on Friday.",
        "The swimming bath opens one hour earlier.",
        "Two trams collided without much damage.",
    ]
    told = [
        Told(source, f"{each}\n\n{box}", title=each, guid=str(at))
        for source in ("harbor", "quay")
        for at, each in enumerate(short[:3] if source == "harbor" else short[1:])
    ]
    room.bring(*told)
    new = Told("harbor", f"The choir sings in the gasworks.\n\n{box}", title="Choir", guid="9")
    room.bring(new)
    mine = room.number("harbor")
    assert not any(item == mine for item, _ in room.near())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_nothing_depends_on_the_order_of_polls(newsroom: Open, order: Sequence[int]) -> None:
    room = newsroom('formats = ["json"]\nprefer = ["anchor"]')
    told = [
        Told("harbor", STORY),
        Told("quay", CUT, title="Light returns", date=START - timedelta(hours=5)),
        Told("anchor", NOTED, title="Lamp is back"),
    ]
    room.bring(*(told[at] for at in order))
    assert room.published() == ["anchor"]


def test_what_stands_stays_and_the_next_takes_its_place(newsroom: Open) -> None:
    room = newsroom('formats = ["json"]\nprefer = ["quay"]\nwithdrawn = "tombstone"', harbor="none")
    room.bring(Told("harbor", STORY))
    assert room.published() == ["harbor"]
    room.bring(Told("quay", CUT, title="Light returns"))
    assert room.published(START + timedelta(hours=1)) == ["harbor"]
    ended = datetime(2026, 12, 2, tzinfo=UTC)
    assert room.published(ended) == ["quay"]


def test_two_that_stand_already_are_left_alone(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", OTHER, title="Light returns"))
    assert len(room.published()) == 2
    later = START + timedelta(hours=1)
    room.bring(Told("quay", STORY, title="Light returns"), now=later)
    assert room.near() == {(1, 2), (2, 1)}
    assert len(room.published(later)) == 2


def test_a_correction_that_makes_another_story_ends_the_likeness(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", CUT, title="Light returns"))
    assert room.published() == ["harbor"]
    later = START + timedelta(hours=1)
    room.bring(Told("quay", OTHER, title="Cable car"), now=later)
    assert room.near() == set()
    assert len(room.published(later)) == 2


def test_a_window_of_thirty_days(newsroom: Open) -> None:
    room = newsroom('formats = ["json"]\nmax_age = "all"')
    old = START - timedelta(days=31)
    room.bring(Told("harbor", STORY, date=old), Told("quay", CUT, title="Light returns"))
    assert room.near() == set()
    later = START + timedelta(days=40)
    room.bring(Told("anchor", CUT, title="Back", date=later), now=later)
    assert room.near() == set()
    count = room.store.row("SELECT count(*) AS n, min(item) AS first FROM sketches")
    assert count is not None
    assert (count["n"], count["first"]) == (1, 3), "what is too old has left the index"


def test_a_source_tells_no_story_twice(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("harbor", CUT, title="Light returns", guid="2"))
    assert room.near() == set()


@pytest.mark.parametrize(
    "link",
    [
        "https://m.harbor.example/news/1?utm_source=x",
        "https://www.harbor.example/news/1/amp/",
        "https://www.google.com/url?rct=j&url=https://harbor.example/news/1&usg=x",
        "https://harbor-example.cdn.ampproject.org/c/s/harbor.example/news/1",
    ],
)
def test_one_page_by_other_addresses_is_one_story(newsroom: Open, link: str) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY, link="http://harbor.example/news/1"))
    room.bring(Told("quay", "A lamp is back.", title="Lamp", link=link))
    assert room.near() == {(1, 2), (2, 1)}
    assert room.published() == ["harbor"]
    assert "the same page, by another address" in room.why(2)


def test_a_page_of_several_stories_makes_none_of_them_one(newsroom: Open) -> None:
    room = newsroom()
    room.bring(
        Told("harbor", STORY, link="https://harbor.example/latest"),
        Told("harbor", OTHER, guid="2", title="Cable", link="https://harbor.example/latest"),
    )
    room.bring(Told("quay", "A lamp.", link="https://m.harbor.example/latest"))
    assert room.near() == set()


# ── the desk ─────────────────────────────────────────────────────────────────────────────────


def test_an_editors_kill_takes_near_copies_along_and_names_them(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", CUT, title="Light returns"))
    done = editorial.record(room.store, [1], Action.KILL, by="maria", reason="libel", now=START)
    assert done.copies == (2,)
    assert room.published() == []


def test_a_rejection_means_the_near_copies_that_do_not_stand(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", CUT, title="Light returns"))
    done = editorial.record(room.store, [1], Action.REJECT, by="maria", reason="no", now=START)
    assert done.copies == (2,)


def test_of_two_near_copies_that_stand_one_may_be_rejected(newsroom: Open) -> None:
    room = newsroom('formats = ["json"]\nwithdrawn = "tombstone"')
    room.bring(Told("harbor", STORY), Told("quay", OTHER, title="Light returns"))
    room.published()
    later = START + timedelta(hours=1)
    room.bring(Told("quay", STORY, title="Light returns"), now=later)
    room.published(later)
    done = editorial.record(room.store, [2], Action.REJECT, by="maria", reason="twice", now=later)
    assert done.copies == ()
    assert room.published(later + timedelta(hours=1)) == ["harbor"]


def test_a_near_copy_of_a_killed_story_that_comes_later_waits_for_an_editor(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY))
    editorial.record(room.store, [1], Action.KILL, by="maria", reason="libel", now=START)
    room.bring(Told("quay", CUT, title="Light returns"))
    desk = editorial.desk_of(room.store, 2)
    assert desk.killed is None
    assert desk.held is not None
    assert desk.held.reason == "nearly the same as killed item 1"
    assert room.published() == []


def test_a_source_that_withdraws_its_own_leaves_the_near_copy(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY), Told("quay", CUT, title="Light returns"))
    by = editorial.SOURCE
    done = editorial.record(room.store, [1], Action.KILL, by=by, reason="gone", now=START)
    assert done.copies == ()
    assert room.published() == ["quay"]


# ── our own output ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("link", "head"),
    [
        ("https://feeds.example.org/out/all/17.html", ""),
        ("http://feeds.example.org/out/private/all/17.html?from=x", ""),
        (
            "https://quay.example/a",
            (
                '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self"'
                ' href="https://feeds.example.org/out/all.rss"/>'
            ),
        ),
    ],
)
def test_our_own_output_never_leaves_again(newsroom: Open, link: str, head: str) -> None:
    room = newsroom()
    room.bring(Told("quay", STORY, link=link), head=head)
    desk = editorial.desk_of(room.store, 1)
    assert desk.rejected is not None
    assert desk.rejected.by == editorial.OURSELVES
    assert room.published() == []
    assert "our own output" in room.why(1)


def test_an_id_that_we_made_is_known_when_it_comes_back(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY))
    made = items.get(room.store, [1])[0].atom_id
    assert made.startswith("tag:feeds.example.org,")
    told = Told("quay", OTHER, title="Something else")
    body = _item(told).replace("quay-1", made)
    room_item = f'<rss version="2.0"><channel><title>q</title>{body}</channel></rss>'
    name = SourceName("quay")
    url = room.engine.config.sources[name].url
    job = Job(source=name, url=url, limits=limits(room.engine.config, name), now=START)
    fetched = Fetched(url=url, body=room_item.encode(), body_hash=Digest("1" * 64), headers={})
    rules = room.engine._active
    ingest(room.store, rules.config, [read(job, fetched)], versions=rules.versions, now=START)
    desk = editorial.desk_of(room.store, 2)
    assert desk.rejected is not None
    assert desk.rejected.reason == "its id is one that we made"


def test_a_site_of_our_own_on_the_same_host_is_a_source_like_others(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("quay", STORY, link="https://feeds.example.org/news/17.html"))
    assert room.published() == ["quay"]


def test_the_index_knows_each_item_once(newsroom: Open) -> None:
    room = newsroom()
    room.bring(Told("harbor", STORY))
    before = room.store.rows("SELECT * FROM shingles")
    room.bring(Told("harbor", STORY, title="Lighthouse lit"), now=START + timedelta(hours=1))
    assert room.store.rows("SELECT * FROM shingles") == before
