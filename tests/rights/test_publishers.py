"""What each publisher's preset lets go, and what it keeps back, for an invented story of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndicator.config import from_preset
from syndicator.model import CleanHtml, Desk, FeedName, Item, Person, SourceMeta, Word
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.attribution.agencies import Agency, load_agencies
from syndicator.rights.conditions.case import Place
from syndicator.rights.content.body import reprint
from syndicator.rights.notice.render import render
from syndicator.rights.permit import permit

UTC_ZONE = ZoneInfo("UTC")
APPEARED = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN = Place(feed=FeedName("world"))
CLOSED = Place(feed=FeedName("partners"), token=True)
DAY = timedelta(days=1)
APPROVED = Desk(approved=Word(at=APPEARED, by="Mara", reason="good"))
TEXT = CleanHtml(
    "<p>The ferry came back in spring.</p><p>It had been away for a year.</p>"
    '<p>People <a href="https://story.example/ferry">waved</a> from the bank.</p>'
    "<p>Nobody had thought it would.</p>"
)

Story = Callable[..., Item]

PUBLISHERS = {
    "voa": "Voice of America (VOA)",
    "the-conversation": "The Conversation",
    "propublica": "ProPublica",
    "kff-health-news": "KFF Health News",
    "states-newsroom": "States Newsroom",
    "grist": "Grist",
    "inside-climate-news": "Inside Climate News",
    "undark": "Undark",
    "global-voices": "Global Voices",
    "mongabay": "Mongabay",
    "360info": "360info",
    "the-19th": "The 19th",
    "city-desk-abq": "City Desk ABQ",
    "dialogue-earth": "Dialogue Earth",
    "publicsource": "PublicSource",
    "ap": "The Associated Press",
    "rferl": "Radio Free Europe/Radio Liberty",
}


@pytest.fixture
def article(story: Story) -> Story:
    """A story of four paragraphs by Ana Brandt, from the feed of a publisher."""

    def make(preset: str, **changes: Any) -> Item:
        told = {
            "content": TEXT,
            "authors": (Person(name="Ana Brandt"),),
            "url": "https://publisher.example/stories/the-ferry-123456",
            "published": APPEARED,
            "first_seen": APPEARED,
            "source_meta": SourceMeta(title=PUBLISHERS[preset]),
        }
        return story(**{**told, **changes})

    return make


@cache
def agencies() -> tuple[Agency, ...]:
    text = (files("syndicator.rights.attribution") / "agencies.toml").read_text("utf-8")
    return load_agencies(text)


def ruled(
    item: Item, preset: str, *, after: timedelta = 3 * DAY, place: Place | None = None
) -> str:
    grant = from_preset(preset)
    now = APPEARED + after
    return permit(item, grant, now=now, zone=UTC_ZONE, place=place, agencies=agencies()).code


def shown(item: Item, preset: str) -> str:
    grant = from_preset(preset)
    return reprint(item, grant, render(grant, item, zone=UTC_ZONE))


@pytest.mark.parametrize("preset", PUBLISHERS)
def test_an_approved_story_may_leave_three_days_later(article: Story, preset: str) -> None:
    assert ruled(article(preset, desk=APPROVED), preset, place=CLOSED) == "permitted"


@pytest.mark.parametrize("preset", PUBLISHERS)
def test_the_publisher_is_named_and_the_original_linked(article: Story, preset: str) -> None:
    html = shown(article(preset), preset)
    assert PUBLISHERS[preset] in plain_text(html)
    linked = 'href="https://publisher.example/stories/the-ferry-123456"' in html
    assert linked is (preset != "ap"), "AP asks for no link: its stories are licensed"


@pytest.mark.parametrize("preset", [name for name in PUBLISHERS if name != "publicsource"])
def test_the_text_is_whole_and_keeps_its_links(article: Story, preset: str) -> None:
    html = shown(article(preset), preset)
    assert "Nobody had thought it would." in html
    assert 'href="https://story.example/ferry"' in html


def test_publicsource_gives_three_paragraphs_and_a_link(article: Story) -> None:
    html = shown(article("publicsource"), "publicsource")
    assert "waved" in html
    assert "Nobody had thought it would." not in html
    assert "Excerpt" in html
    assert html.count('href="https://publisher.example/stories/the-ferry-123456"') == 2


@pytest.mark.parametrize(
    "preset", ["the-conversation", "propublica", "inside-climate-news", "undark"]
)
def test_an_editor_chooses(article: Story, preset: str) -> None:
    assert ruled(article(preset), preset, place=CLOSED) == "approval"


@pytest.mark.parametrize(
    ("preset", "after", "code"),
    [
        ("dialogue-earth", 2 * DAY - timedelta(seconds=1), "embargo"),
        ("dialogue-earth", 2 * DAY, "permitted"),
        ("undark", 90 * DAY - timedelta(seconds=1), "permitted"),
        ("undark", 90 * DAY, "use_within"),
        ("city-desk-abq", 90 * DAY - timedelta(seconds=1), "permitted"),
        ("city-desk-abq", 90 * DAY, "use_within"),
        ("ap", 30 * DAY - timedelta(seconds=1), "permitted"),
        ("ap", 30 * DAY, "use_within"),
        ("grist", 3650 * DAY, "permitted"),
    ],
)
def test_the_time_in_which_a_story_may_leave(
    article: Story, preset: str, after: timedelta, code: str
) -> None:
    item = article(preset, desk=APPROVED)
    assert ruled(item, preset, after=after, place=CLOSED) == code


@pytest.mark.parametrize(
    ("preset", "after", "code"),
    [
        ("city-desk-abq", 90 * DAY, "remove_after"),
        ("ap", 30 * DAY, "remove_after"),
        ("undark", 400 * DAY, "permitted"),
    ],
)
def test_what_was_taken_up_in_time_is_removed_or_stands_on(
    article: Story, preset: str, after: timedelta, code: str
) -> None:
    item = article(preset, desk=APPROVED, first_published=APPEARED + DAY)
    assert ruled(item, preset, after=after, place=CLOSED) == code


@pytest.mark.parametrize("preset", ["the-19th", "propublica", "ap"])
def test_what_may_not_be_passed_on_needs_a_token(article: Story, preset: str) -> None:
    item = article(preset, desk=APPROVED)
    assert ruled(item, preset, place=OPEN) == "onward"
    assert ruled(item, preset, place=CLOSED) == "permitted"


@pytest.mark.parametrize(
    "preset", [name for name in PUBLISHERS if name not in {"the-19th", "propublica", "ap"}]
)
def test_the_others_may_stand_in_a_feed_that_anybody_reads(article: Story, preset: str) -> None:
    assert ruled(article(preset, desk=APPROVED), preset, place=OPEN) == "permitted"


FIGURE = (
    "<figure><img src='https://publisher.example/{name}.jpg' alt=''>"
    "<figcaption>The ferry. {credit}</figcaption></figure>"
)


@pytest.mark.parametrize(
    ("preset", "own", "others"),
    [
        ("rferl", True, True),
        ("voa", True, False),
        ("the-conversation", False, False),
        ("propublica", False, False),
        ("kff-health-news", False, False),
        ("states-newsroom", True, False),
        ("grist", False, False),
        ("inside-climate-news", False, False),
        ("undark", True, False),
        ("global-voices", True, False),
        ("mongabay", True, False),
        ("360info", True, False),
        ("the-19th", True, False),
        ("city-desk-abq", True, False),
        ("dialogue-earth", True, False),
        ("publicsource", False, False),
        ("ap", True, False),
    ],
)
def test_pictures(article: Story, preset: str, *, own: bool, others: bool) -> None:
    credit = from_preset(preset).credit.partition(" (")[0]
    figures = FIGURE.format(name="own", credit=f"Photo: {credit}") + FIGURE.format(
        name="others", credit="Photo: Jo Sand / Faraway Pictures"
    )
    html = shown(article(preset, content=sanitise(figures + TEXT)), preset)
    assert ("own.jpg" in html) is own
    assert ("others.jpg" in html) is others


@pytest.mark.parametrize("preset", [name for name in PUBLISHERS if name != "rferl"])
def test_an_agencys_text_is_kept_back(article: Story, preset: str) -> None:
    item = article(preset, authors=(Person(name="Reuters"),), desk=APPROVED)
    assert ruled(item, preset, place=CLOSED) == "third_party"


def test_the_conversations_counter_stays_once(article: Story) -> None:
    counter = "https://counter.theconversation.com/content/123456/count.gif"
    bare = shown(article("the-conversation"), "the-conversation")
    assert bare.count(counter) == 1
    carried = sanitise(f'{TEXT}<img src="{counter}" alt="The Conversation" width="1" height="1">')
    assert (
        shown(article("the-conversation", content=carried), "the-conversation").count(counter) == 1
    )


def test_the_conversation_goes_out_three_a_day() -> None:
    assert from_preset("the-conversation").daily_limit == 3


@pytest.mark.parametrize(
    ("preset", "licence"),
    [
        ("the-conversation", "licenses/by-nd/4.0/"),
        ("inside-climate-news", "licenses/by-nc-nd/3.0/"),
        ("global-voices", "licenses/by/3.0/"),
        ("mongabay", "licenses/by-nd/4.0/"),
        ("360info", "licenses/by/4.0/"),
        ("dialogue-earth", "licenses/by-nc-nd/4.0/"),
        ("voa", "unspecified"),
        ("the-19th", "unspecified"),
        ("ap", "unspecified"),
    ],
)
def test_the_licence_that_flows_on(preset: str, licence: str) -> None:
    assert from_preset(preset).license.endswith(licence)


def test_global_voices_has_author_and_day_at_the_top(article: Story) -> None:
    text = " ".join(plain_text(shown(article("global-voices"), "global-voices")).split())
    assert text.startswith(
        "This story by Ana Brandt originally appeared on Global Voices on 2026-03-01."
    )
