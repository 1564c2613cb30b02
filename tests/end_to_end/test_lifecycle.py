"""Stories that are corrected, held, released, killed and replaced, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from syndicator.store import feeds
from syndicator.store.database import Store

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"

Run = Callable[..., CompletedProcess[str]]
Outputs = Callable[[], Mapping[str, tuple[bytes, int]]]
Configure = Callable[[str], Path]


TEXTS = (
    "The ferry across the lower river stopped at noon because the cable had worn thin overnight.",
    "Bakers in the old town begin before three so that the bread is warm when the trams start.",
    "A school in the hills teaches arithmetic with the weights of the market next to its gate.",
)


def story(
    number: int, *, guid: str = "", title: str = "", link: str = "", text: str = "", site: str = ""
) -> str:
    site = site or "https://harbor.example"
    link = link or f"{site}/story-{number}"
    text = text or TEXTS[number]
    return (
        f"<item><title>{title or f'Headline of story number {number}'}</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{guid or f'{site}/id-{number}'}</guid>"
        f"<description>{text}</description></item>"
    )


def rss(*items: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel>'
        "<title>Radio Free Harbor</title><link>https://harbor.example/</link>"
        f"<description>News</description><language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


def gone(ref: str, comment: str = "") -> str:
    said = f"<at:comment>{comment}</at:comment>" if comment else ""
    return f'<at:deleted-entry ref="{ref}" when="2026-01-01T00:00:00Z">{said}</at:deleted-entry>'


CONFIG = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[sources.mirror]
url = "{url}/mirror.xml"
title = "The Mirror"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
footer = "Copyright {{{{ year }}}} {{{{ holder }}}}"

[feeds.world]
title = "World"
sources = ["harbor", "mirror"]
max_age = "all"
"""


STUB = "This story was withdrawn on "


class Desk:
    """The whole program, and what stands in its one feed."""

    def __init__(self, publisher: Publisher, run: Run, outputs: Outputs) -> None:
        self.publisher = publisher
        self.run = run
        self.outputs = outputs

    def poll(self, *items: str, source: str = "harbor") -> None:
        self.publisher.documents[f"/{source}.xml"] = rss(*items)
        self.run("poll", "--all")

    def root(self) -> etree._Element:
        return etree.fromstring(self.outputs()["world.atom"][0])

    def entries(self) -> dict[str, etree._Element]:
        found = {e.findtext(f"{ATOM}id") or "": e for e in self.root().findall(f"{ATOM}entry")}
        said = {name: entry.findtext(f"{ATOM}content") or "" for name, entry in found.items()}
        return {name: found[name] for name, text in said.items() if f">{STUB}" not in text}

    def titles(self) -> set[str]:
        return {e.findtext(f"{ATOM}title") or "" for e in self.entries().values()}

    def tombstones(self) -> dict[str, str]:
        found = self.root().findall(f"{AT}deleted-entry")
        return {each.get("ref", ""): each.findtext(f"{AT}comment") or "" for each in found}

    def why(self, item: int) -> dict[str, Any]:
        return dict(json.loads(self.run("why", str(item), "--json").stdout)[0])


@pytest.fixture
def desk(publisher: Publisher, configure: Configure, syndicator: Run, outputs: Outputs) -> Desk:
    publisher.documents["/harbor.xml"] = rss(story(0), story(1))
    publisher.documents["/mirror.xml"] = rss()
    configure(CONFIG.format(url=publisher.url))
    made = Desk(publisher, syndicator, outputs)
    syndicator("poll")
    assert len(made.entries()) == 2
    return made


ZERO, ONE = "https://harbor.example/id-0", "https://harbor.example/id-1"


def number_of(desk: Desk, atom_id: str) -> int:
    found = json.loads(desk.run("items", "--json").stdout)
    return int(next(each["item"] for each in found if each["id"] == atom_id))


def test_a_kill_is_done_at_once_with_a_tombstone_and_a_record(desk: Desk) -> None:
    before = desk.root().findtext(f"{ATOM}updated")
    number = number_of(desk, ZERO)
    said = desk.run(
        "kill", "--yes", str(number), "--reason", "a lawyer called", "--by", "Maria"
    ).stdout
    assert "killed" in said
    assert "world: 1 taken out" in said
    assert set(desk.entries()) == {ONE}
    assert desk.tombstones() == {ZERO: "Withdrawn."}
    stone = desk.root().find(f"{AT}deleted-entry")
    assert stone is not None
    assert stone.findtext(f"{AT}by/{ATOM}name") == "Example Newsroom"
    assert desk.root().findtext(f"{ATOM}updated") == stone.get("when")
    assert str(stone.get("when")) >= str(before)
    assert b"lawyer" not in desk.outputs()["world.atom"][0]
    told = desk.why(number)
    assert not told["permitted"]
    assert "Maria" in told["reason"]
    assert "a lawyer called" in told["reason"]
    assert told["ledger"][-1]["action"] == "withdrawn"
    assert "a lawyer called" in told["ledger"][-1]["reason"]


@pytest.mark.parametrize(
    "comes",
    [
        story(0),
        story(0, text="Something else entirely was written under the same number this time."),
        story(0, guid="new-guid", text="An entirely different text of enough words to tell it by."),
        story(0, guid="new-guid", link="https://harbor.example/elsewhere"),
        story(0, guid="new-guid", link="https://harbor.example/story-0?utm_source=feed"),
    ],
    ids=["as it was", "revised", "same link", "same words", "same link but for tracking"],
)
@pytest.mark.parametrize("kept", [True, False], ids=["beside the old one", "alone"])
def test_a_killed_story_never_comes_back(desk: Desk, comes: str, *, kept: bool) -> None:
    desk.run("kill", "--yes", ZERO, "--reason", "wrong")
    desk.poll(*([story(0)] if kept else []), comes, story(1))
    assert set(desk.entries()) == {ONE}
    desk.poll(comes, story(1), source="mirror")
    assert set(desk.entries()) == {ONE}
    assert set(desk.tombstones()) == {ZERO}


def test_copies_in_other_sources_die_with_it(desk: Desk) -> None:
    desk.poll(story(0, site="https://mirror.example"), story(2), source="mirror")
    number = number_of(desk, "https://mirror.example/id-0")
    desk.run("kill", "--yes", ZERO, "--reason", "wrong")
    assert "the same as killed item" in desk.why(number)["reason"]
    assert set(desk.entries()) == {ONE, "https://harbor.example/id-2"}


def test_a_live_page_is_no_story(desk: Desk) -> None:
    live = "https://harbor.example/live"
    texts = [f"Update {n}: the water at the bridge has risen by {n} hands since." for n in range(4)]
    updates = [story(n, guid=f"live-{n}", link=live, text=texts[n]) for n in range(3)]
    desk.poll(*updates)
    first = next(i for i in json.loads(desk.run("items", "--json").stdout) if i["link"] == live)
    desk.run("kill", "--yes", str(first["item"]), "--reason", "wrong")
    desk.poll(*updates, story(3, guid="live-3", link=live, text=texts[3]))
    assert len(desk.entries()) == 2 + 3


def test_a_replacement_links_to_what_it_replaces(desk: Desk) -> None:
    desk.run("kill", "--yes", ZERO, "--replaced-by", ONE, "--reason", "a new version")
    assert desk.tombstones() == {ZERO: "Withdrawn. Replaced by https://harbor.example/story-1."}
    links = desk.entries()[ONE].findall(f"{ATOM}link[@rel='related']")
    assert [link.get("href") for link in links] == ["https://harbor.example/story-0"]


def test_hold_and_release_keep_the_id(desk: Desk) -> None:
    before = desk.entries()[ZERO]
    desk.run("hold", ZERO, "--reason", "wait for the court")
    assert set(desk.entries()) == {ONE}
    assert desk.tombstones() == {ZERO: "Withdrawn for the time being."}
    withdrawn = str(desk.root().find(f"{AT}deleted-entry").get("when"))  # type: ignore[union-attr]
    desk.run("release", ZERO)
    after = desk.entries()[ZERO]
    moved = after.find(f"{ATOM}updated")
    assert moved is not None
    assert withdrawn < str(moved.text)
    for entry in (before, after):
        for moved in entry.iter(f"{ATOM}updated"):
            moved.text = withdrawn
    assert etree.tostring(after) == etree.tostring(before)
    assert desk.tombstones() == {}
    assert "it is not held" in desk.run("release", ZERO).stdout


def test_reject_and_approve(desk: Desk) -> None:
    desk.run("reject", ZERO, ONE, "--reason", "not for us")
    assert desk.entries() == {}
    assert set(desk.tombstones()) == {ZERO, ONE}
    desk.run("approve", ONE)
    assert set(desk.entries()) == {ONE}
    assert set(desk.tombstones()) == {ZERO}


def test_beside_a_running_service_the_word_is_left_to_it(desk: Desk, tmp_path: Path) -> None:
    with Store.open(tmp_path / "syndicator.db", mode="own") as store:
        said = desk.run("kill", "--yes", ZERO, "--reason", "wrong").stdout
        assert "if it is the service, it follows in world within a minute" in said
        assert "`syndicator publish`" in said
        assert set(desk.entries()) == {ZERO, ONE}
        [state] = feeds.all(store)
        assert state.dirty
    desk.run("poll")
    assert set(desk.entries()) == {ONE}


def test_a_kill_is_final(desk: Desk) -> None:
    desk.run("kill", "--yes", ZERO, "--reason", "wrong")
    for verb in ("approve", "release"):
        assert "a kill is final" in desk.run(verb, ZERO).stdout
    assert set(desk.entries()) == {ONE}


@pytest.mark.parametrize(
    "words",
    [
        ("kill", "--yes", "4711", "--reason", "x"),
        ("hold", "https://harbor.example/none", "--reason", "x"),
        ("kill", "--yes", ZERO, "--replaced-by", "4711", "--reason", "x"),
        ("kill", "--yes", ZERO, "--replaced-by", ZERO, "--reason", "x"),
    ],
)
def test_what_there_is_not_is_said_in_one_line(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run(*words, code=2)
    assert done.stderr.count("\n") == 1
    assert len(desk.entries()) == 2


# ── before it is done ────────────────────────────────────────────────────────────────────────


def test_a_kill_shows_what_it_takes_down_and_asks(desk: Desk) -> None:
    desk.poll(story(0, site="https://mirror.example"), source="mirror")
    reason = ("--reason", "untrue")
    shown = desk.run("kill", ZERO, "--dry-run").stdout
    assert "of harbor: stands in world" in shown
    assert "of mirror, a copy: stands in no feed" in shown
    asked = desk.run("kill", ZERO, *reason, code=2)
    assert asked.stdout == shown
    assert "--yes" in asked.stderr
    assert len(desk.entries()) == 2
    desk.run("kill", ZERO, *reason, "--yes")
    assert set(desk.entries()) == {ONE}
    assert "killed before" in desk.run("kill", ZERO, *reason, "--dry-run").stdout


@pytest.mark.parametrize("verb", ["kill", "reject", "hold"])
@pytest.mark.parametrize("reason", [(), ("--reason", " "), ("--reason", "\u200b\u2060")])
def test_what_takes_stories_out_wants_a_reason(
    desk: Desk, verb: str, reason: tuple[str, ...]
) -> None:
    assert "--reason" in desk.run(verb, ZERO, *reason, code=2).stderr
    assert len(desk.entries()) == 2


@pytest.mark.parametrize(
    "chosen", [("--source", "harbor"), ("--grant", "harbor"), ("--all",)], ids=" ".join
)
def test_all_of_a_source_is_held_with_what_comes_until_the_release(
    desk: Desk, chosen: tuple[str, ...]
) -> None:
    desk.run("hold", ONE, "--reason", "a question")
    desk.run("hold", *chosen, "--reason", "their site was broken into", "--by", "Maria")
    assert not desk.entries()
    desk.poll(story(0), story(1), story(2))
    assert not desk.entries()
    row = next(
        each
        for each in json.loads(desk.run("status", "--json").stdout)["sources"]
        if each["source"] == "harbor"
    )
    assert "by Maria: their site was broken into" in row["wrong"]
    assert "held already by Maria" in desk.run("hold", *chosen, "--reason", "again").stdout
    desk.run("release", *chosen)
    assert set(desk.entries()) == {ZERO, "https://harbor.example/id-2"}
    assert "not held" in desk.run("release", *chosen).stdout


@pytest.mark.parametrize(
    "chosen", [("--source", "harbor"), ("--grant", "harbor"), ("--all",)], ids=" ".join
)
def test_what_a_source_brought_that_is_configured_no_more_is_held_too(
    desk: Desk, configure: Configure, tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    number = number_of(desk, ZERO)
    left = CONFIG.partition("[sources.mirror]")
    configure((left[1] + left[2]).replace('"harbor", "mirror"', '"mirror"').format(url="http://x"))
    if chosen[0] != "--grant":
        desk.run("publish")
    assert "2 stories held" in desk.run("hold", *chosen, "--reason", "a court order").stdout
    assert "a court order" in desk.why(number)["desk"][-1]["reason"]
    assert not [*(tmp_path / "feeds").glob(f"world/**/{number}.html")]


@pytest.mark.parametrize(
    "words",
    [
        (),
        (ZERO, "--all"),
        ("--source", "harbour"),
        ("--grant", "harbour"),
    ],
    ids=["nothing", "both", "no source", "no permission"],
)
def test_a_hold_names_stories_or_sources_that_there_are(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run("hold", *words, "--reason", "x", code=2).stderr.count("\n") == 1
    assert len(desk.entries()) == 2


# ── from the source ──────────────────────────────────────────────────────────────────────────


def test_a_tombstone_of_the_same_source_kills(desk: Desk) -> None:
    desk.poll(story(0), story(1), gone(ZERO, "Pulled by the author"))
    assert set(desk.entries()) == {ONE}
    assert desk.tombstones() == {ZERO: "Withdrawn by Radio Free Harbor."}
    reason = desk.why(number_of(desk, ZERO))["reason"]
    assert "its source" in reason
    assert "Pulled by the author" in reason
    desk.poll(story(0, text="It is back, with quite other words than it had the first time."))
    assert set(desk.entries()) == {ONE}


def test_an_item_that_says_it_is_deleted_is_withdrawn(desk: Desk) -> None:
    deleted = (
        '<item xmlns:media="http://search.yahoo.com/mrss/"><title>Withdrawn</title>'
        '<guid isPermaLink="false">{}</guid><media:status state="deleted"/></item>'
    )
    known, never = deleted.format(ZERO), deleted.format("https://harbor.example/id-9")
    desk.poll(known, never, story(1))
    assert set(desk.entries()) == {ONE}
    assert set(desk.tombstones()) == {ZERO}
    assert "Headline of story number 0" in desk.run("why", str(number_of(desk, ZERO))).stdout
    desk.poll(known, story(1))
    assert set(desk.entries()) == {ONE}


def test_a_tombstone_of_another_source_is_ignored(desk: Desk) -> None:
    desk.poll(gone(ZERO), gone(ONE), source="mirror")
    assert set(desk.entries()) == {ZERO, ONE}
    # Nor does it help to carry the story first.
    desk.poll(story(0), gone(ZERO), source="mirror")
    assert set(desk.entries()) == {ZERO, ONE}


def test_a_source_that_withdraws_its_copy_withdraws_no_more(desk: Desk) -> None:
    copy = story(0, site="https://mirror.example", link="https://harbor.example/story-0")
    desk.poll(copy, source="mirror")
    desk.poll(copy, gone("https://mirror.example/id-0"), source="mirror")
    assert set(desk.entries()) == {ZERO, ONE}


def test_a_copy_that_came_first_gives_way_to_the_story_itself(desk: Desk) -> None:
    """The mirror had it first, so its copy stands; when it goes, the publisher's is there."""
    text = "A lighthouse on the north coast burns again, and nobody knows who lit it last night."
    copy = story(7, site="https://mirror.example", link="https://harbor.example/story-7", text=text)
    mirrored, own = "https://mirror.example/id-7", "https://harbor.example/id-7"
    desk.poll(copy, source="mirror")
    desk.poll(story(0), story(1), story(7, text=text))
    assert set(desk.entries()) == {ZERO, ONE, mirrored}
    desk.poll(copy, gone(mirrored), source="mirror")
    assert set(desk.entries()) == {ZERO, ONE, own}
    desk.poll(story(0), story(1), story(7, text=text), gone(own))
    assert set(desk.entries()) == {ZERO, ONE}


@pytest.mark.parametrize(
    ("headline", "stands", "comment"),
    [
        ("MANDATORY KILL: Headline of story number 0", False, "Withdrawn by Radio Free Harbor."),
        ("KILL", False, "Withdrawn by Radio Free Harbor."),
        ("Kill: Headline of story number 0", False, "Withdrawn by Radio Free Harbor."),
        ("HOLD FOR RELEASE: Headline of story number 0", False, "Withdrawn for the time being."),
        ("CORRECTION: Headline of story number 0", True, None),
        ("KILLED: Three soldiers die in an ambush", True, None),
        ("Hold: Judge stops the sale", True, None),
        ("Withdrawn: the vaccine that never was", True, None),
        ("Kill: a memoir", True, None),
        ("How to kill weeds", True, None),
    ],
)
@pytest.mark.parametrize("again", [True, False], ids=["the same guid", "an item of its own"])
def test_an_advisory_does_what_it_says(
    desk: Desk, headline: str, comment: str | None, *, stands: bool, again: bool
) -> None:
    if again:
        desk.poll(story(0, title=headline), story(1))
    else:
        advisory = story(
            2,
            title=headline,
            guid="adv",
            link="https://harbor.example/adv" if "Headline" in headline else "",
        )
        desk.poll(story(0), story(1), advisory)
        if headline == "KILL":  # it names no story: an editor has to look
            assert set(desk.entries()) == {ZERO, ONE}
            found = json.loads(desk.run("items", "--json").stdout)
            [number] = [each["item"] for each in found if each["title"] == "KILL"]
            assert "no story was found" in desk.why(number)["reason"]
            return
    assert (ZERO in desk.entries()) is stands
    assert desk.tombstones().get(ZERO) == comment
    if not stands:
        assert headline not in desk.titles()


@pytest.mark.parametrize(
    ("headline", "kinds"),
    [
        ("MANDATORY KILL: Headline of story number 0", ["withdrawal"]),
        ("CORRECTION: Headline of story number 0", ["correction"]),
        ("Headline of story number 0, and more", []),
    ],
)
@pytest.mark.parametrize("again", [True, False], ids=["the same guid", "an item of its own"])
def test_editors_are_told_what_a_publisher_takes_back(
    desk: Desk, headline: str, kinds: list[str], *, again: bool
) -> None:
    if again:
        desk.poll(story(0, title=headline), story(1))
    else:
        told = story(2, title=headline, guid="adv", link="https://harbor.example/adv")
        desk.poll(story(0), story(1), told)
    found = json.loads(desk.run("incidents", "--json").stdout)
    assert [(each["kind"], each["subject"]) for each in found] == [(k, "harbor") for k in kinds]
    assert all("`syndicator why 1`" in each["sentence"] for each in found)


def test_what_an_agency_held_it_may_release(desk: Desk) -> None:
    desk.poll(story(0, title="HOLD: Headline of story number 0"), story(1))
    assert set(desk.entries()) == {ONE}
    desk.poll(story(0, title="RELEASED: Headline of story number 0"), story(1))
    assert set(desk.entries()) == {ZERO, ONE}


def test_what_the_desk_held_no_agency_releases(desk: Desk) -> None:
    desk.run("hold", ZERO, "--reason", "wait")
    desk.poll(story(0, title="RELEASED: Headline of story number 0"), story(1))
    assert set(desk.entries()) == {ONE}


# ── approvals ────────────────────────────────────────────────────────────────────────────────


OTHER = "Nothing of this was there before: a minister resigns, and the harbour burns all night."


@pytest.mark.parametrize("verb", ["approve", "release"])
def test_an_approval_covers_the_text_that_was_seen(desk: Desk, verb: str) -> None:
    desk.run("approve", ZERO)
    desk.poll(story(0, text=f"{TEXTS[0]} A diver mended it."), story(1))
    assert set(desk.entries()) == {ZERO, ONE}
    desk.poll(story(0, title="A minister resigns", text=OTHER), story(1))
    assert set(desk.entries()) == {ONE}
    assert "most of its words are others" in desk.why(number_of(desk, ZERO))["reason"]
    desk.run(verb, ZERO)
    assert set(desk.entries()) == {ZERO, ONE}
    desk.poll(story(0, title="A minister resigns", text=f"{OTHER} He is 61."), story(1))
    assert set(desk.entries()) == {ZERO, ONE}


def test_a_new_holder_goes_back_to_the_editor(desk: Desk, configure: Configure) -> None:
    held = CONFIG.replace('holder = "RFH', 'third_party = "hold"\nholder = "RFH')
    configure(held.format(url=desk.publisher.url))
    desk.run("approve", ZERO)
    desk.poll(story(0, text=f"LONDON (Reuters) - {TEXTS[0]}"), story(1))
    assert set(desk.entries()) == {ONE}
    assert "it now names Reuters as a holder" in desk.why(number_of(desk, ZERO))["reason"]


# ── corrections ──────────────────────────────────────────────────────────────────────────────


def test_a_correction_says_so_once_outside_the_article(desk: Desk) -> None:
    before = desk.entries()[ZERO]
    desk.poll(story(0, text=f"{TEXTS[0]} A diver mended it."), story(1))
    after = desk.entries()[ZERO]
    content = after.findtext(f"{ATOM}content") or ""
    assert content.count("Corrected on ") == 1
    assert content.startswith('<div><p lang="en"><em>Corrected on ')
    assert after.findtext(f"{ATOM}updated") != before.findtext(f"{ATOM}updated")
    assert "Corrected" not in (desk.entries()[ONE].findtext(f"{ATOM}content") or "")
    bytes_before = desk.outputs()
    desk.run("publish")
    assert desk.outputs() == bytes_before


def test_changed_markup_is_no_correction(desk: Desk) -> None:
    desk.poll(story(0, text=TEXTS[0].replace("ferry", "&lt;b&gt;ferry&lt;/b&gt;")), story(1))
    content = desk.entries()[ZERO].findtext(f"{ATOM}content") or ""
    assert "<b>ferry</b>" in content
    assert "Corrected" not in content


# ── the permission ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("[feeds.world]", "expires = 2024-01-01\n\n[feeds.world]"), "2024-01-01"),
        (("[feeds.world]", "granted = 2999-01-01\n\n[feeds.world]"), "2999-01-01"),
        (
            (
                CONFIG[: CONFIG.index("[sources.mirror]")],
                "",
            ),
            "no permission",
        ),
    ],
    ids=["expired", "not yet", "the source is gone"],
)
def test_a_permission_that_ends_takes_its_stories_down(
    desk: Desk, configure: Configure, change: tuple[str, str], why: str
) -> None:
    changed = CONFIG.replace(*change)
    if why == "no permission":
        changed = changed.replace('["harbor", "mirror"]', '["mirror"]')
    configure(changed.format(url=desk.publisher.url))
    desk.run("publish")
    assert desk.entries() == {}
    assert desk.tombstones() == dict.fromkeys((ZERO, ONE), "It may no longer be republished here.")
    rows = json.loads(desk.run("ledger", "--json").stdout)
    assert [row["what"] for row in rows] == ["published"] * 2 + ["withdrawn"] * 2
    assert all(why in row["reason"] for row in rows[2:])
    configure(CONFIG.format(url=desk.publisher.url))
    desk.run("publish")
    assert set(desk.entries()) == {ZERO, ONE}
    assert desk.tombstones() == {}


def test_what_falls_off_by_number_or_by_a_rule_is_not_withdrawn(
    desk: Desk, configure: Configure
) -> None:
    configure(CONFIG.format(url=desk.publisher.url) + "limit = 1\n")
    desk.run("publish")
    assert len(desk.entries()) == 1
    assert desk.tombstones() == {}
    # But a kill is for readers who kept it, too.
    [stands] = desk.entries()
    [left] = {ZERO, ONE} - {stands}
    number = number_of(desk, left)
    told = desk.why(number)
    assert told["verdict"] == 'It stands in the archive of world, by the permission "harbor".'
    [decision] = told["decisions"]
    assert (decision["verdict"], decision["rule"]) == ("archived", "feeds.world.history")
    shown = json.loads(desk.run("items", "--verdict", "archived", "--json").stdout)
    assert [each["item"] for each in shown] == [number]
    assert "in the archive" in desk.run("why", str(number)).stdout
    [row] = json.loads(desk.run("status", "--json").stdout)["feeds"]
    assert (row["entries"], row["archived"]) == (1, 1)
    desk.run("kill", "--yes", left, "--reason", "wrong")
    assert set(desk.tombstones()) == {left}
    assert set(desk.entries()) == {stands}
