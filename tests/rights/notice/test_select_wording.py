"""Which wording of a notice holds for a story, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Item, SourceMeta
from syndicator.model.grant import Grant, Placement, Scope, Wording
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.content.body import reprint
from syndicator.rights.notice.render import needs_link, render, story_language
from syndicator.rights.notice.select_wording import every, sides

PRAGUE = ZoneInfo("Europe/Prague")

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def worded(header: str, start: str | None = None, language: str | None = None) -> Wording:
    return Wording(
        start=date.fromisoformat(start) if start else None, language=language, header=header
    )


OLD, NEW = worded("old", "2018-01-01"), worded("new", "2024-01-01")
GERMAN, AUSTRIAN = worded("deutsch", language="de"), worded("wienerisch", language="de-AT")
GERMAN_NEW = worded("neu", "2024-01-01", "de")
ANY = worded("any", language="*")


@pytest.mark.parametrize(
    ("wordings", "day", "language", "expected"),
    [
        ([], "2020-04-25", None, "base"),
        ([NEW], "2023-12-31", None, "base"),
        ([NEW], "2024-01-01", None, "new"),
        ([NEW, OLD], "2020-04-25", None, "old"),
        ([NEW, OLD], "2017-12-31", None, "base"),
        ([NEW, OLD], "2025-01-01", None, "new"),
        ([OLD, NEW], "2025-01-01", None, "new"),
        ([NEW, GERMAN], "2025-01-01", "de", "deutsch"),
        ([NEW, GERMAN], "2025-01-01", "de-CH", "deutsch"),
        ([NEW, GERMAN], "2025-01-01", "DE", "deutsch"),
        ([NEW, GERMAN], "2025-01-01", "den", "new"),
        ([NEW, GERMAN], "2025-01-01", "en", "new"),
        ([NEW, GERMAN], "2025-01-01", None, "new"),
        ([GERMAN], "2025-01-01", "en", "base"),
        ([GERMAN, GERMAN_NEW], "2025-01-01", "de", "neu"),
        ([GERMAN, GERMAN_NEW], "2023-01-01", "de", "deutsch"),
        ([GERMAN_NEW, NEW], "2023-01-01", "de", "base"),
        ([AUSTRIAN, GERMAN_NEW], "2025-01-01", "de-AT", "wienerisch"),
        ([AUSTRIAN, GERMAN_NEW], "2025-01-01", "de-DE", "neu"),
        ([ANY, GERMAN], "2025-01-01", "fr", "any"),
        ([OLD, worded("later line", "2018-01-01")], "2020-04-25", None, "later line"),
    ],
)
def test_the_wording_of_a_day_and_a_language(
    permission: Permission, wordings: list[Wording], day: str, language: str | None, expected: str
) -> None:
    grant = permission(header="base", footer=None, wording=tuple(wordings))
    found = sides(grant, day=date.fromisoformat(day), language=language)
    assert found == (expected, None)


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        (Wording(header="h"), ("h", "base below")),
        (Wording(footer="f"), ("base above", "f")),
        (Wording(header="", footer="f"), ("", "f")),
        (Wording(header="one", placement=Placement.ABOVE), ("one", None)),
        (Wording(footer="one", placement=Placement.ABOVE), ("one", None)),
        (Wording(header="one", placement=Placement.BELOW), (None, "one")),
        (Wording(header="one", placement=Placement.BOTH), ("one", "one")),
        (Wording(placement=Placement.BELOW), (None, "base above")),
    ],
)
def test_where_a_wording_stands(
    permission: Permission, wording: Wording, expected: tuple[str | None, str | None]
) -> None:
    grant = permission(header="base above", footer="base below", wording=(wording,))
    assert sides(grant, day=date(2025, 1, 1), language=None) == expected


def test_the_storys_own_day_decides(story: Story, permission: Permission) -> None:
    grant = permission(wording=(worded("new since {{ year }}", "2021-01-01"),))
    eve = datetime.fromisoformat("2020-12-31T23:30:00-08:00")
    assert "new" not in render(grant, story(published=eve), zone=PRAGUE).above
    unknown = story(published=None, first_seen=datetime(2020, 12, 31, 23, 30, tzinfo=UTC))
    assert "new since 2021" in render(grant, unknown, zone=PRAGUE).above


@pytest.mark.parametrize(
    ("article", "original", "feed", "expected"),
    [("de", "fr", "en", "de"), (None, "fr", "en", "fr"), (None, None, "en", "en")],
)
def test_the_language_of_a_story(
    story: Story, article: str | None, original: str | None, feed: str, expected: str
) -> None:
    item = story(language=article, source_meta=SourceMeta(language=feed))
    copied = replace(item.article, source=SourceMeta(language=original))
    assert story_language(replace(item, article=copied)) == expected


def test_every_wording_is_found_in_the_sources_own_text(
    story: Story, permission: Permission
) -> None:
    old = Wording(start=date(2019, 1, 1), header="Once printed in {{ credit }}.")
    new = Wording(
        start=date(2030, 1, 1), header="Taken from {{ credit }}.", footer="Thank you all."
    )
    german = Wording(language="de", header="Zuerst bei {{ credit }}.", placement=Placement.BOTH)
    grant = permission(credit="The Daily", wording=(old, new, german))
    base = "<p>Editor's Note: This article originally appeared on The Daily.</p>"
    for said in (
        base,
        "<p>Once printed in The Daily.</p>",
        "<p>Taken from The Daily.</p>",
        "<p>Zuerst bei The Daily.</p>",
    ):
        item = story(content=sanitise(f"{said}<p>It rained.</p><p>Thank you all.</p>"))
        made = reprint(item, grant, render(grant, item, zone=PRAGUE))
        shown = plain_text(made).split("\n")
        assert shown[:2] == ["Once printed in The Daily.", "It rained."]
        assert len(shown) == 3


def test_each_text_above_and_below_stands_once_on_each_side(
    story: Story, permission: Permission
) -> None:
    both = Wording(header="From {{ credit_link }}.", placement=Placement.BOTH)
    grant = permission(credit="The Daily", wording=(both,))
    item = story()
    html = item.article.content
    for _ in range(3):
        item = replace(item, article=replace(item.article, content=html))
        html = reprint(item, grant, render(grant, item, zone=PRAGUE))
    assert plain_text(html).split("\n") == [
        "From The Daily.",
        "The water stood at nine metres.",
        "From The Daily.",
    ]


def test_a_wording_that_a_story_cannot_have_does_no_harm(
    story: Story, permission: Permission
) -> None:
    broken = Wording(start=date(2099, 1, 1), header="{{ title|truncate('x') }}")
    grant = permission(wording=(broken,))
    assert render(grant, story(title="long " * 99), zone=PRAGUE).also == ()


@pytest.mark.parametrize(
    ("changes", "language", "expected"),
    [
        ({"header": "{{ link }}"}, None, True),
        ({"wording": (worded("{{ link }}"),)}, None, True),
        ({"wording": (worded("{{ link }}", language="de"),)}, None, False),
        ({"wording": (worded("{{ link }}", language="de"),)}, "de", True),
        ({"counter": "https://count.example/{{ link|urlencode }}"}, None, True),
        ({"counter": "https://count.example/{{ id }}"}, None, False),
        (
            {"counter": "https://count.example/{{ link }}", "scope": Scope.EXCERPT},
            None,
            False,
        ),
    ],
)
def test_a_link_is_needed_by_what_is_said_of_this_story(
    story: Story,
    permission: Permission,
    changes: dict[str, object],
    language: str | None,
    *,
    expected: bool,
) -> None:
    grant = permission(**({"header": "Of {{ credit }}.", "footer": None} | changes))
    assert needs_link(grant, story(language=language), zone=PRAGUE) is expected


def test_every_side_once(permission: Permission) -> None:
    grant = permission(header="h", footer=None, wording=(Wording(), worded("x")))
    assert every(grant) == (("h", None), ("x", None))
