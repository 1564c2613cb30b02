"""A text that may not be edited leaves as it came, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Check, CleanHtml, Item
from syndicator.model.grant import Edits, Excerpt, Grant, Images, Scope
from syndicator.parse.sanitise import sanitise
from syndicator.rights.conditions import edits
from syndicator.rights.conditions.case import Case
from syndicator.rights.conditions.edits import hashes, words_hash
from syndicator.rights.content.body import reprint, text_of
from syndicator.rights.notice.render import render

ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ARTICLE = "<p>The river rose. It rained all night.</p><p>Nobody slept in the old town.</p>"
FIGURE = (
    '<figure><img src="https://daily.example/i.png"><figcaption>Photo: Ann</figcaption></figure>'
)

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def ask(item: Item, grant: Grant) -> Check:
    return edits.edits(Case(item=item, grant=grant, now=NOW, zone=ZONE)).check


def held(item: Item, grant: Grant, body: str | None = None) -> Check:
    """Hold a body against what was received; None: the one that we make."""
    notice = render(grant, item, zone=ZONE)
    kept = text_of(item, grant, notice)
    made = reprint(item, grant, notice) if body is None else body
    return edits.check(item, grant, notice, made, taken=kept.taken)


@pytest.mark.parametrize(
    ("html", "changes"),
    [
        (ARTICLE, {}),
        (f"{FIGURE}{ARTICLE}", {"images": Images.KEEP}),
        (f"{FIGURE}{ARTICLE}{FIGURE}", {"images": Images.STRIP}),
        (f"{ARTICLE}<p>© 2019 Daily Example, Inc.</p>", {"footer": "© {{ year }} {{ holder }}"}),
        (f"<div><div>{ARTICLE}</div></div>", {}),
        ("One line.<br>And another.", {"counter": "https://count.example/{{ id|urlencode }}"}),
        (
            f'{ARTICLE}<p><a href="https://count.example/">Counted</a></p>',
            {"counter": '<a href="https://count.example/">Counted</a>'},
        ),
        (f"{FIGURE}{ARTICLE}", {"scope": Scope.EXCERPT, "excerpt": Excerpt(words=5)}),
        (ARTICLE, {"scope": Scope.EXCERPT, "excerpt": Excerpt(words=2)}),
        (ARTICLE, {"scope": Scope.EXCERPT, "excerpt": Excerpt(paragraphs=9)}),
        (ARTICLE, {"scope": Scope.HEADLINE}),
        ("", {}),
    ],
)
def test_what_the_permission_itself_asks_for_is_no_edit(
    story: Story, permission: Permission, html: str, changes: dict[str, object]
) -> None:
    found = ask(story(content=sanitise(html)), permission(edits=Edits.NONE, **changes))
    assert found.passed, found.detail
    assert found.name == "edits"


PARTED = [
    ("It rained all night.", "It rained all day.", "rained all night.", "rained all day."),
    ("It rained all night.", "", "The river rose. It rained", "The river rose. Nobody slept"),
    ("The river", "Our river", "The river rose.", "Our river rose."),
    ("old town.", "old town. Read ours!", "", "Nobody slept in the old town. Read ours!"),
    ("<p>Nobody slept in the old town.</p>", "", "Nobody slept in the old town.", ""),
]


@pytest.mark.parametrize(("old", "new", "came", "leaves"), PARTED)
def test_any_other_change_is_found_and_quoted(
    *, story: Story, permission: Permission, old: str, new: str, came: str, leaves: str
) -> None:
    item, grant = story(content=CleanHtml(ARTICLE)), permission(edits=Edits.NONE)
    body = reprint(item, grant, render(grant, item, zone=ZONE))
    found = held(item, grant, body.replace(old, new))
    assert not found.passed
    assert found.detail.startswith("The permission allows no edits")
    assert came in found.detail
    assert leaves in found.detail
    assert held(item, grant).passed


@pytest.mark.parametrize(
    ("excerpt", "passed"),
    [
        ("<p>The river rose.</p>", True),
        ("<p>The river rose. It rained…</p>", True),
        ("<p>The river rose. It rained all night.</p><p>Nobody</p>", True),
        ("<p>It rained all night.</p>", False),
        ("<p>The river rose. Nobody slept in the old town.</p>", False),
        (f"{ARTICLE}<p>More.</p>", False),
    ],
)
def test_an_excerpt_is_the_beginning_of_the_text(
    story: Story, permission: Permission, excerpt: str, *, passed: bool
) -> None:
    grant = permission(
        edits=Edits.NONE, scope=Scope.EXCERPT, excerpt=Excerpt(words=3), header=None, footer=None
    )
    item = story(content=CleanHtml(ARTICLE))
    notice = render(grant, item, zone=ZONE)
    body = f"<div>{notice.label}{excerpt}{notice.more}</div>"
    assert edits.check(item, grant, notice, body).passed is passed


def test_a_caption_may_be_missing_only_where_its_picture_may_not_leave(
    story: Story, permission: Permission
) -> None:
    item = story(content=sanitise(f"{ARTICLE}{FIGURE}"))
    kept = permission(edits=Edits.NONE, header=None, footer=None)
    assert not held(item, kept, f"<div>{ARTICLE}</div>").passed
    assert held(item, replace(kept, images=Images.STRIP), f"<div>{ARTICLE}</div>").passed


def test_marked_edits_are_not_looked_at(story: Story, permission: Permission) -> None:
    assert ask(story(), permission(edits=Edits.MARKED)).passed


def test_a_notice_that_fails_is_another_conditions_matter(
    story: Story, permission: Permission
) -> None:
    grant = permission(edits=Edits.NONE, header="<script>x</script>")
    assert ask(story(), grant).passed


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"counter": "https://count.example/x.gif"}, True),
        ({"counter": '<a href="https://count.example/">Counted</a>'}, True),
        ({"images": Images.STRIP}, False),
        ({"scope": Scope.EXCERPT, "excerpt": Excerpt(words=4)}, False),
    ],
)
@pytest.mark.parametrize("corrected", [None, NOW])
def test_the_hashes_are_equal_where_every_word_left(
    *,
    story: Story,
    permission: Permission,
    changes: dict[str, object],
    corrected: datetime | None,
    same: bool,
) -> None:
    item = story(content=sanitise(f"{FIGURE}{ARTICLE}"), corrected=corrected)
    grant = permission(**changes)
    notice = render(grant, item, zone=ZONE)
    line = "<div><p><em>Corrected on 2 March 2026.</em></p></div>" if corrected else ""
    found = hashes(item, line + reprint(item, grant, notice), notice)
    assert found.received == words_hash(item.article.content)
    assert (found.published == found.received) is same


def test_a_headline_has_no_text_to_hash(story: Story, permission: Permission) -> None:
    item, grant = story(), permission(scope=Scope.HEADLINE)
    notice = render(grant, item, zone=ZONE)
    assert hashes(item, reprint(item, grant, notice), notice).published is None


def test_anybody_can_make_the_hash() -> None:
    expected = hashlib.sha256(b"One two. Three").hexdigest()
    assert words_hash("<p>One <b>two</b>.</p>\n<p>Th\u00adree</p>") == expected


@given(
    text=st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=1, max_size=12),
    at=st.integers(0, 11),
    change=st.sampled_from(["drop", "add", "other"]),
)
def test_one_word_more_less_or_other_is_always_found(
    *, story: Story, permission: Permission, text: list[str], at: int, change: str
) -> None:
    at %= len(text)
    changed = {
        "drop": [*text[:at], *text[at + 1 :]],
        "add": [*text[:at], "five", *text[at:]],
        "other": [*text[:at], "five", *text[at + 1 :]],
    }[change]
    item = story(content=CleanHtml(f"<p>{' '.join(text)}</p>"))
    grant = permission(edits=Edits.NONE, header=None, footer=None)
    assert held(item, grant).passed
    assert not held(item, grant, f"<div><p>{' '.join(changed)}</p></div>").passed
