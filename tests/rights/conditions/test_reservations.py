"""What a source's own metadata stops, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config.grant_table import SUBJECTS
from syndicator.model import Desk, Enclosure, FeedName, Item, Person, Reservation, SourceMeta, Word
from syndicator.model.grant import UNSPECIFIED, Grant, Images, Scope
from syndicator.rights.conditions.case import Case, Place
from syndicator.rights.conditions.reservations import reserved
from syndicator.rights.reservations.collect import said
from syndicator.rights.reservations.conflicts import Conflict, Subject, conflicts

Make = Callable[..., Item]
Permit = Callable[..., Grant]

NOW: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Prague")
BY: Final = "https://creativecommons.org/licenses/by/4.0/"
BY_NC: Final = "https://creativecommons.org/licenses/by-nc/4.0/"
BY_SA: Final = "https://creativecommons.org/licenses/by-sa/4.0/"
ZERO: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
EVERYWHERE: Final = ("*",)


def item_says(kind: str, value: str, where: str = "") -> Reservation:
    return Reservation(kind=kind, value=value, where=f"item {where or 'dc:' + kind}")


def feed_says(kind: str, value: str, where: str = "") -> Reservation:
    return Reservation(kind=kind, value=value, where=f"feed {where or 'copyright'}")


def judge(
    story: Make,
    permission: Permit,
    *said: Reservation,
    offered: tuple[str, ...] | None = EVERYWHERE,
    **conditions: Any,
) -> tuple[Conflict, ...]:
    item = story(
        reserved=tuple(each for each in said if each.where.startswith("item")),
        source_meta=SourceMeta(
            title="Daily Example News",
            reserved=tuple(each for each in said if not each.where.startswith("item")),
        ),
    )
    return conflicts(item, permission(**conditions), now=NOW, zone=ZONE, offered=offered)


PRIVATE: Final[dict[str, Any]] = {"license": UNSPECIFIED}
"""A permission of one's own: readers are licensed nothing."""
PUBLIC: Final[dict[str, Any]] = {"license": BY}

CASES: Final[list[tuple[str, Reservation, dict[str, Any], Subject | None]]] = [
    # the ordinary reservation, and the holder's own line
    (
        "own line",
        item_says("rights", "© 2026 Daily Example, Inc. All rights reserved."),
        PRIVATE,
        None,
    ),
    (
        "own line, other form",
        item_says("rights", "Copyright (c) 2026, The Daily Example"),
        PRIVATE,
        None,
    ),
    ("own line, feed's title", item_says("rights", "© Daily Example News 2026"), PRIVATE, None),
    ("own host", item_says("rights", "© daily.example"), PRIVATE, None),
    (
        "without permission",
        item_says("rights", "Not to be reproduced without permission"),
        PRIVATE,
        None,
    ),
    ("reserved in the feed", feed_says("rights", "All rights reserved"), PUBLIC, None),
    ("reserved in the item", item_says("rights", "All rights reserved"), PUBLIC, Subject.LICENSE),
    ("riproduzione riservata", item_says("rights", "© RIPRODUZIONE RISERVATA"), PRIVATE, None),
    ("riservata, public", item_says("rights", "© RIPRODUZIONE RISERVATA"), PUBLIC, Subject.LICENSE),
    (
        "names its licence",
        item_says("rights", "All rights reserved but those of CC BY 4.0"),
        PUBLIC,
        None,
    ),
    # personal use, no republication
    ("personal", item_says("rights", "For personal use only"), PRIVATE, Subject.PERSONAL_USE),
    (
        "personal in the feed",
        feed_says("rights", "© Daily Example. FOR PERSONAL USE ONLY"),
        PRIVATE,
        Subject.PERSONAL_USE,
    ),
    (
        "forbidden",
        item_says("rights", "Nicht zur Weiterveröffentlichung"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    (
        "forbidden in access rights",
        item_says("access", "Not for redistribution"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    ("non-commercial, private", item_says("rights", "For non-commercial use only"), PRIVATE, None),
    (
        "non-commercial, public",
        item_says("rights", "For non-commercial use only"),
        PUBLIC,
        Subject.LICENSE,
    ),
    (
        "non-commercial, under NC",
        item_says("rights", "For non-commercial use only"),
        {"license": BY_NC},
        None,
    ),
    # licences
    ("the same licence", item_says("license", BY), PUBLIC, None),
    (
        "another version",
        item_says("license", "http://creativecommons.org/licenses/by/3.0/de/"),
        PUBLIC,
        None,
    ),
    ("a wider one", item_says("license", ZERO), PUBLIC, None),
    ("a narrower one", item_says("license", BY_NC), PUBLIC, Subject.LICENSE),
    ("another one", item_says("license", BY_SA), {"license": BY_NC}, Subject.LICENSE),
    ("narrower in the feed", feed_says("license", BY_NC), PUBLIC, Subject.LICENSE),
    (
        "narrower by its name",
        item_says("license", "cc-by-nc-4.0", "podcast:license"),
        PUBLIC,
        Subject.LICENSE,
    ),
    ("unknown", item_says("license", "https://daily.example/licence"), PUBLIC, Subject.LICENSE),
    ("beyond a public licence", item_says("license", BY_NC), PRIVATE, None),
    ("of its pictures only", item_says("license", BY_NC, "media:license"), PUBLIC, None),
    # another holder
    ("another's line", item_says("rights", "© 2026 Harbour News"), PRIVATE, Subject.HOLDER),
    ("another holder", item_says("holder", "Harbour News"), PRIVATE, Subject.HOLDER),
    ("own holder", item_says("holder", "Daily Example Incorporated"), PRIVATE, None),
    ("another's feed", feed_says("rights", "© 2026 Harbour Media Group"), PRIVATE, None),
    ("nobody", item_says("rights", "© 2026"), PRIVATE, None),
    ("the author", item_says("rights", "© the author 2026"), PRIVATE, None),
    ("a picture's", item_says("rights", "© Harbour Pictures", "media:copyright"), PRIVATE, None),
    ("in RSL", item_says("rsl", "Harbour News", "rsl:copyright"), PRIVATE, Subject.HOLDER),
    ("own in RSL", item_says("rsl", "The Daily Example", "rsl:copyright"), PRIVATE, None),
    (
        "respective",
        feed_says("rights", "All article content copyright of respective authors."),
        PRIVATE,
        Subject.HOLDER,
    ),
    (
        "respective and own",
        feed_says("rights", "© Daily Example and its respective authors"),
        PRIVATE,
        None,
    ),
    # periods
    (
        "past",
        item_says("valid", "start=2020-01-01; end=2021-01-01; scheme=W3C-DTF"),
        PRIVATE,
        Subject.VALID,
    ),
    ("not begun", item_says("valid", "start=2026-03-02"), PRIVATE, Subject.VALID),
    ("within", item_says("valid", "start=2026-01-01;end=2026-12-31"), PRIVATE, None),
    ("its last day", item_says("valid", "end=2026-03-01"), PRIVATE, None),
    ("the day before", item_says("valid", "end=2026-02-28"), PRIVATE, Subject.VALID),
    ("not understood", item_says("valid", "until further notice"), PRIVATE, None),
    # restrictions
    (
        "deny",
        item_says("restriction", "deny", "access:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    ("allow", item_says("restriction", "allow", "access:restriction"), PRIVATE, None),
    (
        "deny all",
        item_says("restriction", "deny all", "media:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    ("deny none", item_says("restriction", "deny none", "media:restriction"), PRIVATE, None),
    (
        "allow none",
        item_says("restriction", "allow none", "media:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    (
        "allow nobody",
        item_says("restriction", "allow", "media:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    ("allow all", item_says("restriction", "allow all", "media:restriction"), PRIVATE, None),
    (
        "no sharing",
        item_says("restriction", "deny sharing", "media:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    ("sharing", item_says("restriction", "allow sharing", "media:restriction"), PRIVATE, None),
    (
        "countries",
        item_says("restriction", "allow country au us", "media:restriction"),
        PRIVATE,
        Subject.TERRITORY,
    ),
    (
        "not there",
        item_says("restriction", "deny country us", "media:restriction"),
        PRIVATE,
        Subject.TERRITORY,
    ),
    (
        "own site",
        item_says("restriction", "allow uri https://daily.example/", "media:restriction"),
        PRIVATE,
        Subject.REPUBLICATION,
    ),
    (
        "another site",
        item_says("restriction", "deny uri https://x.example/", "media:restriction"),
        PRIVATE,
        None,
    ),
    ("senseless", item_says("restriction", "perhaps", "media:restriction"), PRIVATE, None),
    # automated use
    ("all uses", item_says("rsl", "all", "rsl:prohibits usage"), PRIVATE, Subject.AUTOMATED_USE),
    ("training", item_says("rsl", "ai-train ai-input", "rsl:prohibits usage"), PRIVATE, None),
    ("all of AI", item_says("rsl", "ai-all", "rsl:prohibits usage"), PRIVATE, None),
    ("search", item_says("rsl", "search", "rsl:prohibits usage"), PRIVATE, None),
    ("all permitted", item_says("rsl", "all", "rsl:permits usage"), PRIVATE, None),
    ("mining", Reservation(kind="tdm", value="1", where="response tdm-reservation"), PRIVATE, None),
    (
        "noai",
        Reservation(kind="robots", value="noai", where="response x-robots-tag"),
        PRIVATE,
        None,
    ),
]


@pytest.mark.parametrize(
    ("said", "conditions", "subject"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_what_stands_against_a_permission(
    story: Make,
    permission: Permit,
    said: Reservation,
    conditions: dict[str, Any],
    subject: Subject | None,
) -> None:
    found = judge(story, permission, said, **conditions)
    assert [each.subject for each in found] == ([subject] if subject else [])


@pytest.mark.parametrize("case", [case for case in CASES if case[3]], ids=lambda case: str(case[0]))
def test_an_agreement_that_says_otherwise_overrides_it(
    story: Make, permission: Permit, case: tuple[str, Reservation, dict[str, Any], Subject]
) -> None:
    _, said, conditions, subject = case
    assert not judge(story, permission, said, overrides=(subject.value,), **conditions)


def test_the_items_own_licence_outweighs_its_feeds(story: Make, permission: Permit) -> None:
    said = (item_says("license", BY), feed_says("license", BY_NC))
    assert not judge(story, permission, *said, **PUBLIC)


def test_a_pictures_licence_outweighs_no_feeds(story: Make, permission: Permit) -> None:
    said = (item_says("license", BY, "media:license"), feed_says("license", BY_NC))
    assert [each.subject for each in judge(story, permission, *said, **PUBLIC)] == [Subject.LICENSE]


def test_the_items_own_period_outweighs_its_feeds(story: Make, permission: Permit) -> None:
    said = (item_says("valid", "end=2027"), feed_says("valid", "end=2020"))
    assert not judge(story, permission, *said)


def test_of_two_licences_one_may_be_chosen(story: Make, permission: Permit) -> None:
    said = (item_says("license", BY_NC), item_says("license", BY, "cc:license"))
    assert not judge(story, permission, *said, **PUBLIC)


@pytest.mark.parametrize(
    ("value", "offered", "stopped"),
    [
        ("allow country au us", ("US",), False),
        ("allow country au us", ("US", "DE"), True),
        ("deny country us", ("*", "!US"), False),
        ("deny country us", ("DE",), False),
        ("deny country us", None, False),
    ],
)
def test_a_country_counts_where_the_feed_is_offered(
    story: Make,
    permission: Permit,
    value: str,
    offered: tuple[str, ...] | None,
    *,
    stopped: bool,
) -> None:
    said = item_says("restriction", value, "media:restriction")
    assert bool(judge(story, permission, said, offered=offered)) is stopped


@pytest.mark.parametrize(
    ("conditions", "sound", "stopped"),
    [
        ({}, False, True),
        ({"images": Images.STRIP}, False, False),
        ({"images": Images.STRIP}, True, True),
        ({"scope": Scope.EXCERPT}, True, False),
        ({"scope": Scope.HEADLINE}, False, False),
    ],
)
def test_pictures_stop_only_what_leaves_with_them(
    story: Make, permission: Permit, conditions: dict[str, Any], *, sound: bool, stopped: bool
) -> None:
    said = (
        item_says("restriction", "deny sharing", "media:content media:restriction"),
        item_says("rights", "Photos may not be republished"),
    )
    enclosures = (Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg"),) if sound else ()
    item = story(reserved=said, enclosures=enclosures)
    found = conflicts(item, permission(**conditions), now=NOW, zone=ZONE)
    assert bool(found) is stopped


def test_an_author_may_be_named_as_holder(story: Make, permission: Permit) -> None:
    said = item_says("rights", "© 2026 Ada Example")
    item = story(reserved=(said,), authors=(Person(name="Ada Example"),))
    assert not conflicts(item, permission(), now=NOW, zone=ZONE)


def test_a_line_that_was_read_without_a_tree_counts(story: Make, permission: Permit) -> None:
    item = story(rights="For personal use only", licenses=(BY_NC,))
    found = conflicts(item, permission(license=BY), now=NOW, zone=ZONE)
    assert {each.subject for each in found} == {Subject.PERSONAL_USE, Subject.LICENSE}


def test_what_came_with_an_incoming_source_counts(story: Make, permission: Permit) -> None:
    for rights, subject in (
        ("© 2026 Harbour News. All rights reserved.", Subject.HOLDER),
        ("© 2026 The Daily Example. All rights reserved.", None),
        ("For personal use only", Subject.PERSONAL_USE),
    ):
        item = replace(story(), article=replace(story().article, source=SourceMeta(rights=rights)))
        found = conflicts(item, permission(license=BY), now=NOW, zone=ZONE)
        assert [each.subject for each in found] == ([subject] if subject else [])


def test_every_subject_can_be_overridden() -> None:
    assert set(SUBJECTS) == set(Subject)


def _case(item: Item, grant: Grant, now: datetime = NOW) -> Case:
    place = Place(feed=FeedName("world"))
    return Case(item=item, grant=grant, now=now, zone=ZONE, place=place)


def test_the_reason_says_what_to_do(story: Make, permission: Permit) -> None:
    item = story(reserved=(item_says("rights", "For personal use only"),))
    found = reserved(_case(item, permission()))
    assert not found.check.passed
    assert found.check.name == "reserved"
    assert found.check.detail == (
        "The story's dc:rights says “For personal use only”. An editor must look at it:"
        " `syndicator approve 1` lets it go. If the agreement says otherwise, say so in the"
        ' permission: overrides = ["personal-use"].'
    )


def test_an_editor_may_let_it_go(story: Make, permission: Permit) -> None:
    word = Word(at=NOW, by="eva", reason="they agreed by telephone")
    item = story(reserved=(item_says("rights", "For personal use only"),), desk=Desk(approved=word))
    found = reserved(_case(item, permission()))
    assert found.check.passed
    assert found.check.detail.endswith("eva approved the story all the same.")


def test_a_story_that_reserves_nothing_passes(story: Make, permission: Permit) -> None:
    assert reserved(_case(story(), permission())).check.passed


@pytest.mark.parametrize(
    ("now", "passes", "wakes"),
    [
        ("2026-03-01T12:00", False, "2026-03-04T23:00"),
        ("2026-03-05T12:00", True, "2026-03-10T23:00"),
        ("2026-03-10T22:59", True, "2026-03-10T23:00"),
        ("2026-03-10T23:00", False, None),
    ],
)
def test_a_period_is_watched(
    story: Make, permission: Permit, now: str, wakes: str | None, *, passes: bool
) -> None:
    item = story(reserved=(item_says("valid", "start=2026-03-05;end=2026-03-10"),))
    found = reserved(_case(item, permission(), _utc(now)))
    assert found.check.passed is passes
    assert found.changes_at == (_utc(wakes) if wakes else None)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


KINDS: Final = (
    "rights",
    "access",
    "license",
    "holder",
    "valid",
    "restriction",
    "rsl",
    "tdm",
    "odd",
)
PLACES: Final = ("dc:rights", "media:restriction", "rsl:prohibits usage", "rsl:copyright", "")
WORDS: Final = (
    *("deny", "country", "us", "all", "©", "Copyright", "Harbour", "News", "start=2026", ";end="),
    *(
        "for personal use only",
        "All rights reserved",
        BY,
        BY_NC,
        "2026-02-30",
        "CC BY",
        "",
        "\u202e",
    ),
)
RESERVATIONS: Final = st.builds(
    Reservation,
    kind=st.sampled_from(KINDS),
    value=st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=6).map(" ".join),
    where=st.builds(
        "{} {}".format, st.sampled_from(["item", "feed", "response"]), st.sampled_from(PLACES)
    ),
)


@given(
    st.lists(RESERVATIONS, max_size=5),
    st.sampled_from([UNSPECIFIED, BY, BY_SA, "https://x.example/"]),
)
def test_whatever_is_said_is_judged(
    story: Make, permission: Permit, said_: list[Reservation], license_: str
) -> None:
    item = story(
        reserved=tuple(each for each in said_ if each.where.startswith("item")),
        source_meta=SourceMeta(reserved=tuple(e for e in said_ if not e.where.startswith("item"))),
    )
    found = reserved(_case(item, permission(license=license_)))
    assert found.check.detail.endswith(".")
    assert len(said(item.article, item.source_meta)) == len(dict.fromkeys(said_))


@given(st.lists(RESERVATIONS, max_size=4), RESERVATIONS)
def test_a_further_statement_never_widens(
    story: Make, permission: Permit, said_: list[Reservation], more: Reservation
) -> None:
    """But for a licence: two of them are a choice; and for names, which may be the holder's own."""
    if more.kind in {"license", "holder", "rights", "valid"}:
        return

    def judged(*reserving: Reservation) -> set[tuple[Subject, str]]:
        item = story(reserved=reserving)
        found = conflicts(item, permission(), now=NOW, zone=ZONE, offered=EVERYWHERE)
        return {(each.subject, each.reservation.value) for each in found}

    assert judged(*said_) <= judged(*said_, more)
