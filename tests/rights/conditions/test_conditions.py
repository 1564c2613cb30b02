"""What the desk said, where a story may go, and what is another's: each condition in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndicator.config.grant_table import SUBJECTS
from syndicator.model import Desk, FeedName, Image, Item, Ruling, Word
from syndicator.model.grant import Approval, Grant, Scope, ThirdParty
from syndicator.model.recall import Recall
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.conditions import third_party
from syndicator.rights.conditions.case import Place
from syndicator.rights.conditions.territory import (
    COUNTRIES,
    contradictions,
    countries,
    outside,
    spell,
)
from syndicator.rights.permit import permit
from syndicator.rights.reservations.conflicts import Subject

Story = Callable[..., Item]
Permission = Callable[..., Grant]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")


def rule(item: Item, grant: Grant, place: Place | None = None) -> Ruling:
    return permit(item, grant, now=NOW, zone=ZONE, place=place)


def detail(ruling: Ruling, name: str) -> str:
    return next(check.detail for check in ruling.checks if check.name == name)


def word(reason: str = "", by: str = "mira") -> Word:
    return Word(at=datetime(2026, 2, 27, 8, 30, tzinfo=UTC), by=by, reason=reason)


# ── the desk ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("desk", "approval", "code", "reason"),
    [
        pytest.param(Desk(), Approval.AUTO, "permitted", None, id="nobody-asked"),
        pytest.param(
            Desk(),
            Approval.EDITOR,
            "approval",
            "The permission asks an editor to choose each story, and nobody has chosen this one "
            "yet: `syndicator approve 1` does.",
            id="waits",
        ),
        pytest.param(
            Desk(approved=word("for page one.")), Approval.EDITOR, "permitted", None, id="chosen"
        ),
        pytest.param(
            Desk(rejected=word("not for us")),
            Approval.AUTO,
            "rejected",
            "The story was rejected by mira on 2026-02-27 09:30 (Europe/Berlin): not for us. "
            "`syndicator approve 1` would take that back.",
            id="rejected",
        ),
        pytest.param(
            Desk(held=word("two\n sources?"), approved=word()),
            Approval.EDITOR,
            "held",
            "The story is held by mira on 2026-02-27 09:30 (Europe/Berlin): two sources? "
            "`syndicator release 1` lets it go on.",
            id="a-hold-beats-an-approval",
        ),
        pytest.param(
            Desk(killed=word("wrong name", by="source"), approved=word(), held=word()),
            Approval.AUTO,
            "killed",
            "The story was killed by its source on 2026-02-27 09:30 (Europe/Berlin): wrong name.",
            id="killed-by-its-source",
        ),
        pytest.param(
            Desk(killed=word(by="page"), replaced_by=7),
            Approval.AUTO,
            "killed",
            "The story was killed by its own page, which says that it is gone, on 2026-02-27 09:30 "
            "(Europe/Berlin). Item 7 stands in its place.",
            id="replaced",
        ),
    ],
)
def test_the_desk(
    *,
    story: Story,
    permission: Permission,
    desk: Desk,
    approval: Approval,
    code: str,
    reason: str | None,
) -> None:
    ruling = rule(story(desk=desk), permission(approval=approval))
    assert ruling.code == code
    assert ruling.wake_at is None
    assert reason is None or ruling.reason == reason


def test_an_approval_survives_a_correction(story: Story, permission: Permission) -> None:
    item = story(desk=Desk(approved=word("ok")), number=4, corrected=NOW)
    ruling = rule(item, permission(approval=Approval.EDITOR))
    assert ruling.permitted
    assert detail(ruling, "approval") == (
        "The story was approved by mira on 2026-02-27 09:30 (Europe/Berlin): ok."
    )


def test_a_kill_comes_before_everything(story: Story, permission: Permission) -> None:
    grant = permission(expires=NOW.date(), onward=False)
    place = Place(feed=FeedName("world"))
    assert rule(story(desk=Desk(killed=word())), grant, place).code == "killed"


# ── where to ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("onward", "place", "code", "reason"),
    [
        (True, Place(feed=FeedName("world")), "permitted", "Subscribers may carry the story on."),
        (
            False,
            Place(feed=FeedName("world")),
            "onward",
            (
                "Subscribers may not carry the story on, so that only feeds with a token may hold "
                'it, and "world" is open to everybody.'
            ),
        ),
        (
            False,
            Place(feed=FeedName("club"), token=True),
            "permitted",
            (
                "Subscribers may not carry the story on, so that only feeds with a token may hold "
                'it, as "club" is.'
            ),
        ),
        (
            False,
            None,
            "permitted",
            "Subscribers may not carry the story on, so that only feeds with a token may hold it.",
        ),
    ],
)
def test_onward(  # what pytest hands over by name
    story: Story,
    permission: Permission,
    onward: bool,  # noqa: FBT001
    place: Place | None,
    code: str,
    reason: str,
) -> None:
    ruling = rule(story(), permission(onward=onward), place)
    assert (ruling.code, detail(ruling, "onward")) == (code, reason)


@pytest.mark.parametrize(
    ("allowed", "offered", "beyond"),
    [
        (("*",), ("*",), ()),
        (("*", "!US"), ("*",), ("US",)),
        (("!US",), ("*",), ("US",)),
        (("*", "!US"), ("*", "!US"), ()),
        (("*", "!US"), ("*", "!US", "!CA"), ()),
        (("*", "!US", "!CA"), ("*", "!US"), ("CA",)),
        (("*", "!US"), ("DE", "AT"), ()),
        (("*", "!US"), ("DE", "US"), ("US",)),
        (("DE", "AT"), ("DE",), ()),
        (("DE",), ("DE", "AT", "CH"), ("AT", "CH")),
        (("DE", "AT"), ("*", "!DE"), tuple(sorted(COUNTRIES - {"DE", "AT"}))),
    ],
)
def test_territory(
    story: Story,
    permission: Permission,
    allowed: tuple[str, ...],
    offered: tuple[str, ...],
    beyond: tuple[str, ...],
) -> None:
    assert outside(offered, allowed) == beyond
    place = Place(feed=FeedName("world"), territory=offered)
    ruling = rule(story(), permission(territory=allowed), place)
    assert ruling.code == ("territory" if beyond else "permitted")
    assert rule(story(), permission(territory=allowed)).permitted


@pytest.mark.parametrize(
    ("allowed", "offered", "reason"),
    [
        (
            ("*", "!US"),
            ("*",),
            (
                'The permission holds everywhere but in US; "world" is offered everywhere, and so '
                "in US, where it does not hold."
            ),
        ),
        (
            ("DE", "AT"),
            ("*", "!FR"),
            (
                'The permission holds only in AT and DE; "world" is offered everywhere but in FR, '
                "and so in AD, AE, AF, AG, AI and 242 more, where it does not hold."
            ),
        ),
        (
            ("DE",),
            ("DE",),
            'The permission holds only in DE, and "world" is offered only in DE.',
        ),
    ],
)
def test_territory_in_words(
    story: Story,
    permission: Permission,
    allowed: tuple[str, ...],
    offered: tuple[str, ...],
    reason: str,
) -> None:
    place = Place(feed=FeedName("world"), territory=offered)
    ruling = rule(story(), permission(territory=allowed), place)
    assert detail(ruling, "territory") == reason


def test_the_countries() -> None:
    assert len(COUNTRIES) == 249 + 1  # ISO 3166-1 in 2026, and XK
    assert countries(("DE", "!DE")) == frozenset()
    assert spell(("DE", "!DE")) == "nowhere"
    assert contradictions(("*", "!US")) == contradictions(("!US",)) == contradictions(("DE",)) == []


@pytest.mark.parametrize(
    ("most", "first", "said"),
    [
        (None, None, "Any number of stories may leave in a day."),
        (
            1,
            None,
            (
                "Only one story may leave for the first time in a day, the oldest first; each feed "
                "says whether it is this one's turn."
            ),
        ),
        (
            3,
            NOW,
            (
                "Only 3 stories may leave for the first time in a day, the oldest first; this one "
                "did on 2026-03-01 13:00 (Europe/Berlin), and waits no more."
            ),
        ),
    ],
)
def test_a_daily_limit_is_told(
    story: Story, permission: Permission, most: int | None, first: datetime | None, said: str
) -> None:
    ruling = rule(story(first_published=first), permission(daily_limit=most))
    assert ruling.permitted
    assert detail(ruling, "daily_limit") == said


# ── others' material ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sign:
    """What the detector would say."""

    subject: str
    holder: str
    where: str = "byline"
    evidence: str = "By Harbor Press"


TEXT, MEDIA = Sign("text", "Harbor Press"), Sign("media", "Quay Pictures", "caption", "Quay/HP")
QUOTED = {
    TEXT: "text of Harbor Press (byline: “By Harbor Press”)",
    MEDIA: "a picture of Quay Pictures (caption: “Quay/HP”)",
}


@pytest.fixture
def detected(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the detector find something."""

    def detect(*found: Sign) -> None:
        monkeypatch.setattr(third_party, "_recall", Recall(10))
        monkeypatch.setattr(third_party, "_read", lambda *_: found)

    return detect


@pytest.mark.parametrize(
    ("treatment", "found", "permitted"),
    [
        (ThirdParty.KEEP, (TEXT, MEDIA), True),
        (ThirdParty.WITHHOLD, (), True),
        (ThirdParty.WITHHOLD, (TEXT,), False),
        (ThirdParty.WITHHOLD, (MEDIA,), False),
        (ThirdParty.STRIP_MEDIA, (), True),
        (ThirdParty.STRIP_MEDIA, (MEDIA,), True),
        (ThirdParty.STRIP_MEDIA, (TEXT,), False),
        (ThirdParty.STRIP_MEDIA, (TEXT, MEDIA), False),
        (ThirdParty.HOLD, (), True),
        (ThirdParty.HOLD, (MEDIA,), False),
    ],
)
def test_third_party(
    *,
    story: Story,
    permission: Permission,
    detected: Callable[..., None],
    treatment: ThirdParty,
    found: tuple[Sign, ...],
    permitted: bool,
) -> None:
    detected(*found)
    grant = permission(third_party=treatment)
    ruling = rule(story(), grant)
    assert ruling.code == ("permitted" if permitted else "third_party")
    if not permitted:
        assert all(QUOTED[sign] in ruling.reason for sign in found if sign.subject == "text")
        assert "covers only what belongs to Daily Example, Inc." in ruling.reason
    approved = rule(story(desk=Desk(approved=word())), grant)
    assert approved.permitted is (permitted or treatment is ThirdParty.HOLD)


def test_third_party_in_words(
    story: Story, permission: Permission, detected: Callable[..., None]
) -> None:
    detected(TEXT, MEDIA, Sign("text", "A"), Sign("text", "B"), Sign("text", "C"))
    hold = permission(third_party=ThirdParty.HOLD)
    assert rule(story(), hold).reason == (
        f"There is {QUOTED[TEXT]}, {QUOTED[MEDIA]}, text of A (byline: “By Harbor Press”) and "
        "2 more, and the permission covers only what belongs to Daily Example, Inc. An editor must "
        "look at it: `syndicator approve 1` lets it go."
    )
    detected(MEDIA)
    approved = rule(story(desk=Desk(approved=word())), hold)
    assert detail(approved, "third_party") == (
        f"There is {QUOTED[MEDIA]}; mira approved the story all the same."
    )
    strip = rule(story(), permission(third_party=ThirdParty.STRIP_MEDIA))
    assert detail(strip, "third_party") == (
        f"There is {QUOTED[MEDIA]}; the story has no picture or recording that it could be."
    )
    pictured = story(
        images=(Image(url="https://daily.example/1.png"), Image(url="https://daily.example/2.png"))
    )
    strip = rule(pictured, permission(third_party=ThirdParty.STRIP_MEDIA))
    assert detail(strip, "third_party") == f"There is {QUOTED[MEDIA]}; 2 pictures taken out."
    excerpt = permission(third_party=ThirdParty.STRIP_MEDIA, scope=Scope.EXCERPT)
    assert detail(rule(pictured, excerpt), "third_party") == (
        f"There is {QUOTED[MEDIA]}; no picture or recording leaves."
    )


def test_a_story_is_read_once(
    story: Story, permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def read(*arguments: Any) -> tuple[Sign, ...]:
        asked.append(arguments)
        return (TEXT,)

    monkeypatch.setattr(third_party, "_recall", Recall(3))
    monkeypatch.setattr(third_party, "_read", read)

    def claims(item: Item, grant: Grant, *agencies: Agency) -> object:
        return third_party.claims_of(item, grant, source_title=None, agencies=agencies)

    grant = permission(third_party=ThirdParty.WITHHOLD)
    for _ in range(3):
        assert claims(story(), grant) == (TEXT,)
    assert len(asked) == 1
    claims(story(content="<p>Another text.</p>"), grant)
    claims(story(), permission(holder="Somebody else"))
    assert len(asked) == 3
    claims(story(), grant, Agency(name="Harbor Press"))
    claims(story(), grant)
    assert len(asked) == 5  # no more than so many are kept


def test_what_may_be_overridden() -> None:
    assert set(SUBJECTS) == {subject.value for subject in Subject}
