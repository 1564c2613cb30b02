"""The editor's desk: what waits, what is decided, by whom, and what is left alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any

import pytest
from tests.support import desk_newsroom as newsroom
from tests.support.admin_newsroom import HOSTILE

from syndicator.model import Desk
from syndicator.store import editorial, items
from syndicator.store.editorial import Action

Private = Any
Browser = Any


@pytest.fixture
def desk(start: Callable[..., Private]) -> Private:
    private = start(newsroom.CONFIG, before=newsroom.fill_desk)
    private.engine.engine.publish(now=private.now)
    return private


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return unescape(found[1])


def say(browser: Browser, item: int, verb: str, *, page: str = "", **fields: str) -> Any:
    """Send a form of a story's page as it was shown, now or before."""
    page = page or browser.ask(f"/desk/{item}").text
    return browser.post(
        f"/desk/{item}/say",
        {"verb": verb, "seen": hidden(page, "seen"), **fields},
        token=hidden(page, "csrf"),
    )


def of(private: Private, item: int) -> Desk:
    [found] = items.get(private.store, [item])
    return found.desk


def words(private: Private, item: int) -> list[tuple[str, str, str]]:
    found = editorial.history(private.store, item)
    return [(each.action, each.word.by, each.word.reason) for each in found]


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def test_what_waits_is_grouped_by_why(desk: Private) -> None:
    editorial.record(
        desk.store, [93], Action.HOLD, by="maria", reason="ask the mayor", now=desk.now
    )
    editorial.record(desk.store, [12], Action.HOLD, by="agency", reason="ADVISORY", now=desk.now)
    text = desk.user("vera").ask("/desk").text
    counted = re.findall(r'<h2 id="why-([a-z-]+)">[^<]* <span class="quiet">(\d+)</span>', text)
    assert counted == [("publisher", "1"), ("approval", "11"), ("rule", "2"), ("held", "1")]
    assert "14" not in dict(counted).values()
    assert "ask the mayor" in text
    assert '<a href="/desk?why=approval">All 11</a>' in text
    assert "<form method" not in text.replace('<form method="post" action="/desk/bulk"', "")
    assert '<button type="submit" name="verb"' not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=z%C3%BCrich", 1),
        ("q=Z%C3%9CRICH+rumour", 1),
        ("q=press", 12),
        ("q=bridge+elbe", 14),
        ("q=bridge&source=gazette", 2),
        ("q=%22%5C%25", 0),
        ("why=rule", 2),
        ("why=nonsense", 14),
        ("why=approval&q=figures&page=99", 12),
    ],
)
def test_searching(desk: Private, query: str, found: int) -> None:
    text = desk.user("vera").ask(f"/desk?{query}").text
    word = "story waits" if found == 1 else "stories wait"
    assert f"{found} {word} for an editor" in text


def test_a_group_has_pages(start: Callable[..., Private]) -> None:
    private = start(newsroom.CONFIG, before=partial(newsroom.fill_desk, stories=60))
    private.engine.engine.publish(now=private.now)
    browser = private.user("vera")
    numbers = [
        set(re.findall(r'href="/desk/(\d+)\?', browser.ask(f"/desk?why=approval&page={page}").text))
        for page in (1, 2)
    ]
    assert [len(each) for each in numbers] == [50, 10]
    assert not numbers[0] & numbers[1]


# ── one story ────────────────────────────────────────────────────────────────────────────────────


def test_a_story_and_why_it_waits(desk: Private) -> None:
    text = desk.user("emil").ask("/desk/3").text
    assert "nobody has chosen this one yet" in text
    assert "First published by" in text
    assert "(c) 2026 Harbor, Inc." in text
    assert "Of story 3." in text
    assert text.index("stands in the way") < text.index("The story is not killed")


def test_there_is_no_such_story(desk: Private) -> None:
    for path in ("/desk/4711", "/desk/x", "/desk/4711/copy", "/desk/-1", f"/desk/{'9' * 30}"):
        assert desk.user("emil").ask(path).status == 404


def test_a_hostile_story_does_nothing_here(desk: Private) -> None:
    for path in ("/desk", "/desk?why=rule", "/desk/91", "/desk/91/copy"):
        answer = desk.user("emil").ask(path)
        assert answer.status == 200
        assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", answer.text)
        assert not re.search(r"<(?:style|iframe|object|embed|base|video|audio)\b", answer.text)
        assert not re.search(r"\s(?:style|on[a-z]+)=\"", answer.text)
        assert not re.search(r"\s(?:src|srcset|action)=\"(?!/)", answer.text)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<img" not in answer.text
        assert HOSTILE not in answer.text
        assert "\u202e" not in answer.text
        assert "49" not in re.findall(r"\{\{|\b49\b", answer.text)


@pytest.mark.parametrize(
    ("verb", "reason", "stands"),
    [
        ("approve", "", {"approved"}),
        ("reject", "no room", {"rejected"}),
        ("hold", "a call", {"held"}),
        ("note", "look again", set()),
        ("pin", "", {"pinned"}),
    ],
)
def test_a_decision(desk: Private, verb: str, reason: str, stands: set[str]) -> None:
    answer = say(desk.user("emil"), 3, verb, reason=reason)
    assert (answer.status, answer.location) == (303, f"/desk/3?done={verb}")
    found = of(desk, 3)
    assert {
        name for name in ("approved", "rejected", "held", "pinned") if getattr(found, name)
    } == stands
    assert words(desk, 3) == [(verb, "emil", reason)]
    ends = time.monotonic() + 5
    while not desk.engine.published and time.monotonic() < ends:
        time.sleep(0.01)
    assert desk.engine.published == [["world"]]


def test_an_approval_is_published_and_what_waits_is_less(desk: Private) -> None:
    browser = desk.user("emil")
    say(browser, 3, "approve")
    assert "13 stories wait" in browser.ask("/desk").text
    desk.engine.engine.publish(now=desk.now)
    assert b"part 3" in (desk.config.output / "world.atom").read_bytes()


@pytest.mark.parametrize("verb", ["reject", "hold", "kill", "note"])
def test_a_reason_is_needed(desk: Private, verb: str) -> None:
    browser = desk.user("emil")
    answer = say(browser, 3, verb, reason=" \u200b ", sure="yes")
    assert answer.location == "/desk/3?problem=reason"
    assert "Say why" in browser.ask(answer.location).text
    assert words(desk, 3) == []


def test_a_kill_is_asked_twice(desk: Private) -> None:
    browser = desk.user("emil")
    say(browser, 3, "approve")
    desk.engine.engine.publish(now=desk.now)
    asked = say(browser, 3, "kill", reason="libel")
    assert asked.status == 200
    assert "stands in world" in asked.text
    assert of(desk, 3).killed is None
    done = say(browser, 3, "kill", page=asked.text, reason="libel", sure="yes", replaced_by="4")
    assert done.location == "/desk/3?done=kill"
    killed = of(desk, 3)
    assert killed.killed is not None
    assert (killed.killed.by, killed.killed.reason, killed.replaced_by) == ("emil", "libel", 4)
    after = browser.ask("/desk/3").text
    assert 'value="undo"' not in after
    assert 'value="approve"' not in after
    again = browser.ask("/desk").text
    assert say(browser, 3, "undo", page=again).location == "/desk/3?problem=nothing"


@pytest.mark.parametrize("other", ["3", "4711", "x", "٣"])
def test_what_cannot_stand_in_the_place_of_a_killed_story(desk: Private, other: str) -> None:
    answer = say(desk.user("emil"), 3, "kill", reason="libel", sure="yes", replaced_by=other)
    assert answer.location == "/desk/3?problem=replaced_by"
    assert of(desk, 3).killed is None


def test_undo(desk: Private) -> None:
    browser = desk.user("emil")
    say(browser, 3, "approve")
    say(browser, 3, "hold", reason="a call")
    assert "a call" in browser.ask("/desk/3").text
    assert say(browser, 3, "undo").location == "/desk/3?done=undo"
    assert of(desk, 3).held is None
    assert of(desk, 3).approved is not None
    say(desk.user("olga"), 3, "undo")
    assert of(desk, 3) == Desk()
    assert [each[:2] for each in words(desk, 3)] == [
        ("approve", "emil"),
        ("hold", "emil"),
        ("undo", "emil"),
        ("undo", "olga"),
    ]


def test_the_second_of_two_editors_is_told(desk: Private) -> None:
    first, second = desk.user("emil"), desk.user("olga")
    page = second.ask("/desk/3").text
    say(first, 3, "reject", reason="no room")
    answer = say(second, 3, "approve", page=page)
    assert answer.status == 409
    assert "<strong>rejected</strong> by <bdi>emil</bdi>: <bdi>no room</bdi>" in answer.text
    assert of(desk, 3).approved is None
    # Another text of the story counts as well.
    page = second.ask("/desk/4").text
    newsroom.revise(desk.store, 4, newsroom.article(4, "Other words"), desk.now)
    answer = say(second, 4, "approve", page=page)
    assert answer.status == 409
    assert "another text" in answer.text
    assert words(desk, 4) == []


def test_until_a_time(desk: Private) -> None:
    browser = desk.user("emil")
    assert say(browser, 3, "hold", reason="x", until="2026-11-30T11:59").location.endswith("until")
    assert say(browser, 3, "hold", reason="x", until="soon").location.endswith("problem=until")
    say(browser, 3, "approve", until="2026-12-01T08:00", reason="for the morning")
    held = of(desk, 3)
    assert held.approved is not None
    assert held.hold(desk.now) is not None
    assert "Held until a time" in browser.ask("/desk").text
    desk.engine.engine.publish(now=desk.now)
    world = desk.config.output / "world.atom"
    assert b"part 3" not in world.read_bytes()
    wake = desk.engine.engine.next_wake()
    assert wake is not None
    assert wake <= desk.now + timedelta(hours=20)
    desk.later(hours=20)
    desk.engine.engine.publish(now=desk.now)
    assert b"part 3" in world.read_bytes()
    assert "Held until a time" not in browser.ask("/desk").text


def test_labels_and_pins_reach_readers(desk: Private) -> None:
    browser = desk.user("emil")
    for item in (3, 4):
        say(browser, item, "approve")
    say(browser, 4, "label", label="  Flood \n 2026 ")
    say(browser, 4, "pin", until="2026-12-01T00:00")
    assert say(browser, 4, "label", label=" ").location.endswith("problem=label")
    desk.engine.engine.publish(now=desk.now)
    text = (desk.config.output / "world.atom").read_text()
    assert text.index("part 4") < text.index("part 3")
    assert 'term="Flood 2026"' in text
    desk.later(days=1)
    desk.engine.engine.publish(now=desk.now)
    text = (desk.config.output / "world.atom").read_text()
    assert text.index("part 3") < text.index("part 4")
    say(desk.user("emil"), 4, "unlabel", label="Flood 2026")
    assert of(desk, 4).labels == ()


def test_what_changed_since_it_was_approved(desk: Private) -> None:
    browser = desk.user("emil")
    say(browser, 3, "approve")
    desk.later(hours=1)
    text = newsroom.TEXT.replace("two metres", "nine <b>metres</b>")
    newsroom.revise(
        desk.store, 3, newsroom.article(3, "The harbor in numbers, part 3", text), desk.now
    )
    page = re.sub(r"<span class=\"hidden\">[^<]*</span>", "", browser.ask("/desk/3").text)
    assert "<del>two</del><ins>nine</ins>" in re.sub(r"\s+(?=<)", "", page)
    assert "<del>figures,</del><ins>numbers,</ins>" in re.sub(r"\s+(?=<)", "", page)


def test_a_copy_for_another_system(desk: Private) -> None:
    browser = desk.user("vera")
    text = browser.ask("/desk/3/copy").text
    assert "It may not leave" in text
    assert "Of story 3." not in text
    say(desk.user("emil"), 3, "approve")
    text = unescape(browser.ask("/desk/3/copy").text)
    assert "<p>Of story 3.</p>" in text
    assert "https://harbor.example/3" in text
    assert "(c) 2026 Harbor, Inc." in text


# ── several ──────────────────────────────────────────────────────────────────────────────────────


def many(browser: Browser, verb: str, page: str, **fields: str) -> Any:
    return browser.post(
        "/desk/bulk",
        {"verb": verb, "seen": hidden(page, "seen"), **fields},
        token=hidden(page, "csrf"),
    )


def test_all_that_match_are_decided_on_at_once(desk: Private) -> None:
    browser = desk.user("emil")
    page = browser.ask("/desk?q=harbor").text
    say(desk.user("olga"), 7, "hold", reason="mine")
    shown = many(browser, "reject", page, all="yes", q="harbor")
    assert shown.status == 200
    assert "Reject 12 stories?" in shown.text
    assert words(desk, 3) == []
    without = many(browser, "reject", shown.text, all="yes", q="harbor", sure="yes")
    assert "Say why" in without.text
    assert words(desk, 3) == []
    done = many(browser, "reject", shown.text, all="yes", q="harbor", sure="yes", reason="no room")
    assert done.location == "/desk?q=harbor&done=reject&count=11&left=1"
    assert "11 stories were rejected. 1 was left alone" in browser.ask(done.location).text
    assert words(desk, 3) == [("reject", "emil", "no room")]
    assert words(desk, 7) == [("hold", "olga", "mine")]


def test_those_that_are_ticked(desk: Private) -> None:
    browser = desk.user("emil")
    page = browser.ask("/desk").text
    shown = many(browser, "approve", page, item="3")
    assert 'name="item" value="3"' in shown.text
    done = many(browser, "approve", shown.text, item="3", sure="yes")
    assert done.location == "/desk?done=approve&count=1&left=0"
    assert of(desk, 3).approved is not None
    assert of(desk, 4).approved is None
    assert many(browser, "approve", page).status == 400
    assert many(browser, "kill", page, item="4", sure="yes", reason="x").status == 400
    assert many(browser, "explode", page, item="4").status == 400


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


def test_a_viewer_reads_and_decides_nothing(desk: Private) -> None:
    editor, viewer = desk.user("emil"), desk.user("vera")
    seen = hidden(editor.ask("/desk/3").text, "seen")
    token = viewer.token("/")
    for path in ("/desk/3/say", "/desk/bulk"):
        fields = {"verb": "approve", "seen": seen, "item": "3", "sure": "yes"}
        answer = viewer.post(path, fields, token=token)
        assert answer.status == 403
        assert "This needs the role editor" in answer.text
        assert viewer.post(path, fields, token="x").status == 403
        assert editor.post(path, fields, token=token).status == 403
        assert desk.browser().post(path, fields).status == 401
        crossing = editor.post(
            path, fields, token=editor.token("/desk/3"), origin="https://evil.example"
        )
        assert crossing.status == 403
    assert words(desk, 3) == []


@pytest.mark.parametrize("seen", ["", "x", "1", "1.x", "-1.2", "1.2.3", f"{'9' * 40}.1", "١.١"])
def test_a_form_that_is_not_whole(desk: Private, seen: str) -> None:
    browser = desk.user("emil")
    answer = browser.post(
        "/desk/3/say", {"verb": "approve", "seen": seen}, token=browser.token("/desk/3")
    )
    assert answer.status == 400
    assert words(desk, 3) == []
