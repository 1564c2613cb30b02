"""What the pages show, and what their forms do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import html5lib
import pytest
from tests.support.admin_newsroom import HOSTILE, NOON, config_of, fill

from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor import overview
from syndicator.monitor.outside import OutsideReport
from syndicator.monitor.pages import page_of
from syndicator.store import incidents, measured
from syndicator.store.database import Store

Private = Any
Start = Callable[..., Private]
PAGES = (
    *("/", "/?q=zzzz", "/incidents", "/feeds", "/permissions", "/ledger"),
    *("/permissions?q=nothing", "/ledger?feed=world&action=withdrawn", "/service", "/nowhere"),
    *("/sources/source-0", "/sources/source-3", "/sources/source-5", "/permissions/grant-0"),
    *("/permissions/grant-1", "/ledger?before=5"),
)


@pytest.fixture
def start_filled(start: Start) -> Callable[[int], Private]:
    def filled(sources: int) -> Private:
        def before(store: Store, config: Any) -> None:
            fill(store, config, NOON)

        return start(config_of(sources), before=before)

    return filled


@pytest.fixture
def newsroom(start_filled: Callable[[int], Private]) -> Private:
    return start_filled(12)


def mistakes(document: bytes) -> list[Any]:
    """What a validating parser finds (HTML Standard §13.2.2)."""
    parser = html5lib.HTMLParser()
    parser.parse(document, transport_encoding="utf-8")
    # It knows neither what SVG allows nor that a foreign element may close itself.
    return [(position, code) for position, code, _ in parser.errors]


def texts(document: str) -> str:
    """What is read of a page."""
    inline = re.sub(r"</?(?:a|bdi|code|span|strong|time)\b[^>]*>", "", document)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inline)).split())


def test_pages_are_valid_and_hostile_texts_stay_texts(newsroom: Private) -> None:
    newsroom.server.ticked("poll", "bug", 1.0, None)
    seen = {"world": (f"is not served ({HOSTILE})",)}
    newsroom.server.ticked("outside", "done", 1.0, OutsideReport(at=NOON, seen=seen))  # type: ignore[arg-type]
    browser = newsroom.browser()
    shown = 0
    for path in PAGES:
        answer = browser.ask(path)
        assert mistakes(answer.body) == [], path
        tree = html5lib.parse(answer.body, transport_encoding="utf-8", namespaceHTMLElements=False)
        assert [each for each in tree.iter("script") if not each.get("src")] == []
        assert [each.get("src") for each in tree.iter("img")] == []
        assert not any(name.startswith("on") for each in tree.iter() for name in each.attrib)
        hrefs = [each.get("href", "") for each in tree.iter("a")]
        assert not [href for href in hrefs if not href.startswith(("/", "#", "https://feeds."))]
        assert "\u202e" not in answer.text
        shown += texts(answer.text).count('<script>alert("x")</script>')
        assert "&amp;49" not in answer.text
    assert shown > 20


def test_a_search_is_repeated_as_text(newsroom: Private) -> None:
    answer = newsroom.browser().ask("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert mistakes(answer.body) == []
    assert "<script>alert" not in answer.text
    for path in (
        "/?page=-1",
        "/?page=99999999999999999999",
        "/?page=x",
        "/?sort=x&state=x&tag=x",
        "/ledger?before=99999999999999999999",
        "/ledger?before=x&feed=x&action=x",
    ):
        assert newsroom.browser().ask(path).status == 200, path


# ── the first page ───────────────────────────────────────────────────────────────────────────────


def sources_of(answer: Any) -> list[str]:
    return re.findall(r'<a href="/sources/([^"]+)">', answer.text.partition('id="sources"')[2])


def test_what_is_wrong_stands_first(newsroom: Private) -> None:
    text = texts(newsroom.browser().ask("/").text)
    order = ["critical database, disk", "error world, outside", "error source-3, failing"]
    order += ["warning grant-1, permission ending", "warning source-5, silent", "Sources Search"]
    places = [text.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "12 sources: 1 failing" in text
    assert "Nobody is told of source-4" in text


def test_nothing_is_wrong(unguarded: Private) -> None:
    text = texts(unguarded.browser().ask("/").text)
    assert "Nothing: no incident is open." in text


def test_sources_are_searched_filtered_and_sorted(newsroom: Private) -> None:
    browser = newsroom.browser()
    assert sources_of(browser.ask("/"))[0] == "source-3"
    assert sources_of(browser.ask("/?sort=name"))[:3] == ["source-0", "source-1", "source-10"]
    assert sources_of(browser.ask("/?state=failing")) == ["source-3"]
    by_title = sources_of(browser.ask("/?q=the+publisher+no."))
    assert by_title == ["source-3", *(f"source-{n}" for n in (1, 11, 5, 7, 9))]
    assert sources_of(browser.ask("/?q=publisher-8.example")) == ["source-8"]
    assert sources_of(browser.ask("/?tag=science&q=source-1")) == ["source-11"]
    assert sources_of(browser.ask("/?q=%3Cscript")) == ["source-3"]
    everything = set(sources_of(browser.ask("/")))
    for sort in ("story", "success", "next"):
        assert set(sources_of(browser.ask(f"/?sort={sort}"))) == everything
    assert "No source is like that." in browser.ask("/?q=zzzz").text


def test_long_lists_are_shown_in_pages(start_filled: Callable[[int], Private]) -> None:
    browser = start_filled(120).browser()
    first = browser.ask("/?sort=name&tag=europe")
    assert "40 sources" in first.text
    pages = [browser.ask(f"/?sort=name&page={page}") for page in (1, 2, 3)]
    assert "120 sources, page 1 of 3" in texts(pages[0].text)
    assert [len(sources_of(each)) for each in pages] == [50, 50, 20]
    assert len({name for each in pages for name in sources_of(each)}) == 120
    assert 'href="/?sort=name&amp;page=3"' in pages[1].text
    assert 'href="/?sort=name"' in pages[1].text


def test_each_source_has_a_chart_that_says_the_same_in_words(newsroom: Private) -> None:
    text = newsroom.browser().ask("/?q=source-3").text
    chart = re.search(r'<svg class="spark".*?</svg>', text, re.DOTALL)
    assert chart
    assert 'role="img"' in chart[0]
    said = "source-3, last 14 days: 3 stories, 5 of 24 polls failed; today"
    assert f'aria-label="{said}' in chart[0]
    assert f"<title>{said}" in chart[0]
    assert 'class="failures"' in chart[0]


def test_many_look_and_the_sources_are_looked_at_once(
    newsroom: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.web.admin.status import glance  # noqa: PLC0415

    browser = newsroom.browser()
    browser.ask("/")
    looks: list[int] = []

    def counted(*arguments: Any) -> overview.Overview:
        looks.append(1)
        return overview.overview(*arguments)

    monkeypatch.setattr(glance, "overview", counted)
    browser.ask("/")
    newsroom.later(seconds=29)
    browser.ask("/")
    assert looks == []
    with newsroom.store.transaction():
        newsroom.store.write(
            "INSERT INTO polls (source, at, outcome, seconds, bytes, new, revised)"
            " VALUES ('source-1', 0, 'fetched', 0, 0, 0, 0)"
        )
    browser.ask("/")
    assert looks == [1]
    newsroom.later(seconds=31)
    browser.ask("/")
    assert looks == [1, 1]


# ── a source ─────────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_known_of_a_source(newsroom: Private) -> None:
    text = texts(newsroom.browser().ask("/sources/source-3").text)
    for said in (
        "source-3 The Publisher No. 3",
        "failing ×5",
        "error source-3, failing (comes and goes)",
        "https://publisher-3.example/feed?token=***",
        "Permission grant-3",
        "The last poll failed (timeout): no answer within 20 s",
        "Stories of source-3 by day: 3 stories in 30 days",
        "Failed polls of source-3 by day: 5 failed polls in 14 days",
        "source-3, stories by hour of the week (UTC): most on Monday 06:00",
        "the quietest day is Saturday",
        "Story 0 of source-3",
        "The full text may be republished.",
    ):
        assert said in text, said
    assert "secret3" not in text
    assert newsroom.browser().ask("/sources/nobody").status == 404


def test_poll_now(newsroom: Private) -> None:
    browser = newsroom.browser()
    token = browser.token("/sources/source-3")
    answer = browser.post("/sources/source-3/poll", {}, token=token)
    assert (answer.status, answer.location) == (303, "/sources/source-3?asked=done")
    assert newsroom.engine.polls == [["source-3"]]
    assert "It was asked just now" in browser.ask(answer.location).text
    assert browser.post("/sources/nobody/poll", {}, token=token).status == 404


def test_poll_now_waits_for_nobody_for_long(
    newsroom: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading  # noqa: PLC0415

    from syndicator.web.admin.status import source  # noqa: PLC0415

    monkeypatch.setattr(source, "WAIT_SECONDS", 0.05)
    hangs = threading.Event()
    real = newsroom.engine.poll
    monkeypatch.setattr(newsroom.engine, "poll", lambda **named: (hangs.wait(20), real(**named))[1])
    browser = newsroom.browser()
    token = browser.token("/sources/source-3")
    try:
        for _ in range(3):
            answer = browser.post("/sources/source-3/poll", {}, token=token)
            assert answer.location == "/sources/source-3?asked=waits"
        assert browser.ask("/").status == 200
    finally:
        hangs.set()
    monkeypatch.setattr(source, "WAIT_SECONDS", 10)
    browser.post("/sources/source-4/poll", {}, token=token)
    # However often it is asked for, a source is asked once.
    assert newsroom.engine.polls == [["source-3"], ["source-4"]]


# ── incidents ────────────────────────────────────────────────────────────────────────────────────


def test_an_incident_is_acknowledged_and_that_is_taken_back(newsroom: Private) -> None:
    browser = newsroom.browser()
    with newsroom.store.reader() as store:
        number = next(e.id for e in incidents.standing(store) if e.finding.subject == "source-3")
    place = f"/incidents/{number}/acknowledge"
    token = browser.token("/incidents")
    fields = {"until": "3d", "note": f"they know {HOSTILE}"}
    answer = browser.post(place, fields, token=token)
    assert answer.location == f"/incidents#incident-{number}"
    with newsroom.store.reader() as store:
        known = incidents.get(store, number)
    assert known is not None
    assert known.acknowledged_until == newsroom.now + timedelta(days=3)
    assert known.note == f"operator: they know {HOSTILE}"
    shown = texts(browser.ask("/incidents").text)
    assert "Acknowledged until 2026-12-03 12:00Z: operator: they know" in shown
    browser.post(place, {"until": "0s"}, token=token)
    assert "they know" not in browser.ask("/incidents").text


def test_what_cannot_be_acknowledged(newsroom: Private) -> None:
    browser = newsroom.browser()
    token = browser.token("/incidents")
    assert browser.post("/incidents/999/acknowledge", {"until": "1d"}, token=token).status == 409
    for until in ("", "soon", "-1d", "9999d", "1d; DROP TABLE incidents"):
        answer = browser.post("/incidents/1/acknowledge", {"until": until}, token=token)
        assert answer.status == 400
        assert "Nothing was changed" in answer.text
    fields = {"until": "1d", "note": "x" * 501}
    assert browser.post("/incidents/1/acknowledge", fields, token=token).status == 400
    assert browser.post("/incidents/x/acknowledge", {}, token=token).status == 404


def test_a_source_is_muted_and_told_of_again(newsroom: Private) -> None:
    browser = newsroom.browser()
    token = browser.token("/sources/source-3")
    fields = {"subject": "source-3", "until": "4h", "note": "", "back": "/sources/source-3"}
    assert browser.post("/mutes", fields, token=token).location == "/sources/source-3"
    assert "Nobody is told of it until 2026-11-30 16:00Z" in texts(
        browser.ask("/sources/source-3").text
    )
    everything = {"subject": "", "until": "1h", "back": "//evil.example/"}
    assert browser.post("/mutes", everything, token=token).location == "/incidents#mutes"
    assert "Everything until 2026-11-30 13:00Z" in texts(browser.ask("/incidents").text)
    browser.post("/mutes", {**fields, "until": "0s"}, token=token)
    browser.post("/mutes", {"subject": "", "until": "0s"}, token=token)
    with newsroom.store.reader() as store:
        assert [mute.subject for mute in incidents.mutes(store, newsroom.now)] == ["source-4"]
    assert browser.post("/mutes", {"subject": "x", "until": "1h"}, token=token).status == 400


# ── the other pages ──────────────────────────────────────────────────────────────────────────────


def test_feeds_and_how_strangers_see_them(newsroom: Private) -> None:
    browser = newsroom.browser()
    before = texts(browser.ask("/feeds").text)
    assert "not yet since the service began" in before
    assert "error world, outside" in before
    seen = {"world": ("https://feeds.example.org/world.atom is not served",), "europe": ()}
    newsroom.server.ticked("outside", "done", 1.0, OutsideReport(at=NOON, seen=seen))  # type: ignore[arg-type]
    after = texts(browser.ask("/feeds").text)
    assert "differs" in after
    assert "world.atom is not served" in after
    assert "as published" in after


def test_permissions_by_their_end(newsroom: Private) -> None:
    browser = newsroom.browser()
    names = re.findall(r'<a href="/permissions/([^"]+)">', browser.ask("/permissions").text)
    assert names == ["grant-2", "grant-4", "grant-1", "grant-5", "grant-0", "grant-3"]
    assert "3 days 2026-12-03" in texts(browser.ask("/permissions").text)
    found = browser.ask("/permissions?q=holder+4").text
    assert re.findall(r'<a href="/permissions/([^"]+)">', found) == ["grant-4"]
    one = texts(browser.ask("/permissions/grant-1").text)
    assert "Used by source-1, source-7" in one
    assert "warning grant-1, permission ending" in one
    assert browser.ask("/permissions/none").status == 404


def test_the_ledger_by_day_and_event_by_event(newsroom: Private) -> None:
    browser = newsroom.browser()
    text = browser.ask("/ledger").text
    with newsroom.store.reader() as store:
        total = store.rows("SELECT count(*) FROM ledger")[0][0]
    said = re.search(r"Stories: (\d+) published, (\d+) revised, (\d+) withdrawn in 14 days", text)
    assert said
    assert sum(map(int, said.groups())) == total
    only = texts(browser.ask("/ledger?feed=europe&action=withdrawn").text)
    assert "published 2026" not in only
    earlier = browser.ask("/ledger?before=3").text
    assert earlier.count('<td class="event">') == 2


def test_the_service(newsroom: Private) -> None:
    newsroom.server.ticked("poll", "done", 1.25, None)
    newsroom.server.ticked("publish", "bug", 0.5, None)
    text = texts(newsroom.browser().ask("/service").text)
    assert "It works: ticks come to their end." in text
    assert "poll a moment ago done 1.25" in text
    assert "failed by a bug: the log has it" in text
    assert "None are made" in text
    assert "Nobody: name somebody in [alerts.NAME]" in text


# ── health ───────────────────────────────────────────────────────────────────────────────────────


def test_healthz_and_readyz(private: Private) -> None:
    browser = private.browser("10.0.0.7")
    assert browser.ask("/healthz").status == 200
    assert browser.ask("/readyz").status == 503
    private.server.ticked("poll", "done", 0.1, None)
    private.server.ticked("publish", "failed", 0.1, None)
    assert browser.ask("/readyz").body == b"ok\n"
    pulse = private.server._pulse
    pulse._last = {kind: at - 1_000 for kind, at in pulse._last.items()}
    answer = browser.ask("/healthz")
    assert answer.status == 503
    assert re.fullmatch(
        r"no poll has ended for \d+ s\nno publish has ended for \d+ s\n", answer.text
    )
    # What fails for a reason is alive, what fails by a bug is not: the watchdog has it so, too.
    private.server.ticked("poll", "bug", 0.1, None)
    private.server.ticked("publish", "failed", 0.1, None)
    assert "no poll" in browser.ask("/healthz").text
    assert "no publish" not in browser.ask("/healthz").text


def test_a_page_while_the_database_cannot_be_read(
    unguarded: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.errors import StoreError  # noqa: PLC0415

    def fails(*_: object) -> int:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(incidents, "count_open", fails)
    monkeypatch.setattr(measured, "last_poll", fails)
    answer = unguarded.browser().ask("/")
    assert answer.status == 503
    assert "disk" not in answer.text


def test_who_is_signed_in_while_the_database_cannot_be_read(
    private: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.errors import StoreError  # noqa: PLC0415
    from syndicator.store import sessions  # noqa: PLC0415

    def fails(*_: object) -> None:
        raise StoreError("the disk is gone")

    browser = private.user("olga")
    monkeypatch.setattr(sessions, "get", fails)
    answer = browser.ask("/")
    assert (answer.status, answer.text) == (503, "the database cannot be used now\n")
    assert "default-src" in answer.headers["content-security-policy"]
    assert browser.ask("/healthz").status == 200
    monkeypatch.undo()
    assert browser.ask("/").status == 200


def test_every_incident_leads_to_a_page_that_is_there(private: Private) -> None:
    browser = private.user("vera")
    for kind in Kind:
        finding = Finding(
            kind=kind, subject="harbor", severity=Severity.ERROR, since=NOON, sentence="Wrong."
        )
        assert browser.ask(page_of(finding).partition("#")[0]).status == 200, kind
