"""Every condition of a permission, at its edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Check, CleanHtml, Desk, FeedName, Item, Ruling, Word
from syndicator.model.grant import Approval, Grant, Scope
from syndicator.rights.conditions.case import Place
from syndicator.rights.conditions.dates import first_moment
from syndicator.rights.permit import CONDITIONS, permit

PRAGUE = ZoneInfo("Europe/Prague")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = (
    *("killed", "grant", "text", "granted", "expires", "embargo", "use_within", "remove_after"),
    *("rejected", "held", "third_party", "reserved", "approval", "onward", "territory"),
    "daily_limit",
    *("scope", "link", "notice", "edits"),
)

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def rule(
    item: Item,
    grant: Grant | None,
    *,
    now: datetime = NOW,
    zone: ZoneInfo = PRAGUE,
) -> Ruling:
    return permit(item, grant, now=now, zone=zone)


def check(ruling: Ruling, name: str) -> Check:
    return next(check for check in ruling.checks if check.name == name)


def test_a_story_that_may_leave(story: Story, permission: Permission) -> None:
    ruling = rule(story(), permission(expires=date(2027, 1, 1)))
    assert ruling.permitted
    assert ruling.code == "permitted"
    assert ruling.reason == 'The permission "daily" lets the full text go until 2027-01-01.'
    assert tuple(check.name for check in ruling.checks) == NAMES
    assert len(CONDITIONS) == len(NAMES)
    assert all(check.passed for check in ruling.checks)
    assert all(check.detail.rstrip("”").endswith(".") for check in ruling.checks)
    assert ruling.wake_at == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_without_a_permission_nothing_leaves(story: Story) -> None:
    ruling = rule(story(), None)
    assert not ruling.permitted
    assert ruling.code == "grant"
    assert ruling.reason == 'The source "daily" has no permission, and nothing leaves without one.'
    assert [check.passed for check in ruling.checks] == [False]
    assert ruling.wake_at is None


def test_the_proof_is_named(story: Story, permission: Permission) -> None:
    ruling = rule(story(), permission(proof="agreements/daily.pdf"))
    assert check(ruling, "grant").detail.endswith(", on record as agreements/daily.pdf.")


DAYS = [
    # The day begins in UTC …
    (PRAGUE, date(2026, 1, 1), datetime(2025, 12, 31, 23, tzinfo=UTC)),
    (PRAGUE, date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
    (PRAGUE, date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),  # summer time begins
    (PRAGUE, date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),  # and ends
    (NEW_YORK, date(2026, 1, 1), datetime(2026, 1, 1, 5, tzinfo=UTC)),
    (NEW_YORK, date(2026, 7, 1), datetime(2026, 7, 1, 4, tzinfo=UTC)),
    (NEW_YORK, date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=UTC)),
    (ZoneInfo("Pacific/Kiritimati"), date(2026, 1, 1), datetime(2025, 12, 31, 10, tzinfo=UTC)),
    # No midnight that day: the clock went from 23:59:59 to 01:00.
    (ZoneInfo("America/Sao_Paulo"), date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=UTC)),
    # Two midnights: it went back from 01:00 to 00:00.
    (ZoneInfo("America/Havana"), date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "day", "moment"), DAYS)
def test_the_first_moment_of_a_day(zone: ZoneInfo, day: date, moment: datetime) -> None:
    assert first_moment(day, zone) == moment
    assert moment.astimezone(zone).date() == day
    assert (moment - timedelta(microseconds=1)).astimezone(zone).date() < day


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("zone", [PRAGUE, NEW_YORK, ZoneInfo("Pacific/Kiritimati")])
def test_the_ends_of_the_calendar(zone: ZoneInfo, day: date) -> None:
    assert abs(first_moment(day, zone) - datetime(day.year, day.month, day.day, tzinfo=UTC)) < (
        timedelta(days=1)
    )


@pytest.mark.parametrize(("zone", "day", "moment"), DAYS)
def test_expires_from_the_first_moment_of_the_day(
    story: Story, permission: Permission, zone: ZoneInfo, day: date, moment: datetime
) -> None:
    grant = permission(expires=day)
    before = rule(story(), grant, now=moment - timedelta(microseconds=1), zone=zone)
    assert before.permitted
    assert before.wake_at == moment
    # The same moment, however it is written.
    for now in (moment, moment.astimezone(zone), moment.astimezone(NEW_YORK)):
        after = rule(story(), grant, now=now, zone=zone)
        assert not after.permitted
        assert after.code == "expires"
        assert after.reason == f"The permission ended when {day} began ({zone})."
        assert after.wake_at is None


@pytest.mark.parametrize(("zone", "day", "moment"), DAYS)
def test_granted_from_the_first_moment_of_the_day(
    story: Story, permission: Permission, zone: ZoneInfo, day: date, moment: datetime
) -> None:
    grant = permission(granted=day)
    before = rule(story(), grant, now=moment - timedelta(microseconds=1), zone=zone)
    assert not before.permitted
    assert before.code == "granted"
    assert before.reason == f"The permission begins on {day} ({zone}), which is still to come."
    assert before.wake_at == moment
    after = rule(story(), grant, now=moment, zone=zone)
    assert after.permitted
    assert after.wake_at is None


@pytest.mark.parametrize(
    ("granted", "expires", "code", "wake_at"),
    [
        (date(2026, 4, 1), date(2026, 5, 1), "granted", datetime(2026, 4, 1, tzinfo=UTC)),
        (date(2026, 1, 1), date(2026, 5, 1), "permitted", datetime(2026, 5, 1, tzinfo=UTC)),
        (date(2025, 1, 1), date(2026, 1, 1), "expires", None),
        # Something else stands in the way from May on; in April, nothing that would be told.
        (date(2026, 5, 1), date(2026, 4, 1), "granted", datetime(2026, 5, 1, tzinfo=UTC)),
        (None, None, "permitted", None),
    ],
)
def test_wakes_at_the_next_change(
    *,
    story: Story,
    permission: Permission,
    granted: date | None,
    expires: date | None,
    code: str,
    wake_at: datetime | None,
) -> None:
    grant = permission(granted=granted, expires=expires)
    ruling = rule(story(), grant, zone=ZoneInfo("UTC"))
    assert (ruling.code, ruling.wake_at) == (code, wake_at)


@pytest.mark.parametrize(
    ("scope", "title", "code"),
    [
        (Scope.FULL, "", "permitted"),
        (Scope.EXCERPT, "", "permitted"),
        (Scope.HEADLINE, "T", "permitted"),
        (Scope.HEADLINE, "", "scope"),
    ],
)
def test_scope(story: Story, permission: Permission, scope: Scope, title: str, code: str) -> None:
    assert rule(story(title=title), permission(scope=scope)).code == code


@pytest.mark.parametrize(
    ("scope", "header", "url", "code"),
    [
        (Scope.FULL, "{{ credit }}", None, "permitted"),
        (Scope.FULL, "{{ credit_link }}", None, "link"),
        (Scope.FULL, "{% if link %}{{ credit_link }}{% endif %}.", None, "permitted"),
        (Scope.FULL, "{{ credit_link }}", "javascript:x", "link"),
        (Scope.FULL, "{{ credit_link }}", "http://daily.example/", "permitted"),
        (Scope.EXCERPT, "{{ credit }}", None, "link"),
        (Scope.HEADLINE, "{{ credit }}", None, "link"),
        (Scope.HEADLINE, "{{ credit }}", "https://daily.example/", "permitted"),
    ],
)
def test_link(
    *,
    story: Story,
    permission: Permission,
    scope: Scope,
    header: str,
    url: str | None,
    code: str,
) -> None:
    ruling = rule(story(url=url), permission(scope=scope, header=header))
    assert ruling.code == code
    if code == "link":
        assert "link to the original" in ruling.reason


def test_no_notice_no_story(story: Story, permission: Permission) -> None:
    ruling = rule(story(), permission(footer="{{ title|truncate('x') }}"))
    assert not ruling.permitted
    assert ruling.code == "notice"
    assert ruling.reason.startswith("The footer cannot be made: the template failed")


def test_all_checks_are_listed_and_the_first_that_fails_decides(
    story: Story, permission: Permission
) -> None:
    grant = permission(granted=date(2027, 1, 1), expires=date(2026, 1, 1), scope=Scope.HEADLINE)
    ruling = rule(story(title="", url=None, first_poll=True), grant)
    failed = [check.name for check in ruling.checks if not check.passed]
    assert failed == ["granted", "expires", "scope", "link"]
    assert ruling.code == "granted"
    assert ruling.reason == check(ruling, "granted").detail
    assert tuple(check.name for check in ruling.checks) == NAMES


SPANS = st.none() | st.timedeltas(timedelta(hours=1), timedelta(days=900))
days = st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1))
WORD = Word(at=datetime(2026, 1, 1, tzinfo=UTC), by="mira", reason="a reason")
moments = st.timedeltas(timedelta(0), timedelta(days=1500)).map(
    lambda age: datetime(2028, 6, 1, tzinfo=UTC) - age
)
said = st.none() | st.just(WORD)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Place | None, ZoneInfo]:
    """What of a story, and of its permission, can make a difference; a place; and a zone."""
    item = {
        "published": draw(st.none() | moments),
        "first_seen": draw(moments),
        "first_published": draw(st.none() | moments),
        "desk": draw(st.builds(Desk, approved=said, rejected=said, held=said, killed=said)),
        "url": draw(st.sampled_from([None, "https://daily.example/"])),
        "content": CleanHtml("<p>x</p>"),
    }
    grant = {
        "granted": draw(days),
        "expires": draw(days),
        "embargo": draw(SPANS) or timedelta(0),
        "use_within": draw(SPANS),
        "remove_after": draw(SPANS),
        "approval": draw(st.sampled_from(Approval)),
        "onward": draw(st.booleans()),
        "territory": draw(st.sampled_from([("*",), ("*", "!US"), ("DE", "AT")])),
        "scope": draw(st.sampled_from(Scope)),
    }
    territory = draw(st.sampled_from([("*",), ("DE",), ("US",)]))
    place = Place(feed=FeedName("world"), token=draw(st.booleans()), territory=territory)
    zone = draw(st.sampled_from([PRAGUE, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]))
    return item, grant, draw(st.none() | st.just(place)), zone


def outcome(ruling: Ruling) -> tuple[bool, str]:
    return ruling.permitted, ruling.code


@given(case=cases(), now=moments, part=st.floats(0, 1, exclude_max=True))
def test_a_ruling_holds_until_it_wakes_and_no_longer(
    *,
    story: Story,
    permission: Permission,
    case: tuple[dict[str, Any], dict[str, Any], Place | None, ZoneInfo],
    now: datetime,
    part: float,
) -> None:
    item, grant, place, zone = story(**case[0]), permission(**case[1]), case[2], case[3]

    def at(moment: datetime) -> Ruling:
        return permit(item, grant, now=moment, zone=zone, place=place)

    ruling = at(now)
    failed = [check for check in ruling.checks if not check.passed]
    assert ruling.permitted is not bool(failed)
    assert ruling.code == (failed[0].name if failed else "permitted")
    if ruling.wake_at is None:
        assert outcome(at(now + 4000 * part * timedelta(days=1))) == outcome(ruling)
    else:
        assert ruling.wake_at > now
        last = ruling.wake_at - timedelta(microseconds=1)
        # Of a part that is all but the whole, the product is the whole.
        between = min(now + (ruling.wake_at - now) * part, last)
        assert outcome(at(between)) == outcome(ruling)
        assert outcome(at(last)) == outcome(ruling)
        assert outcome(at(ruling.wake_at)) != outcome(ruling)


@given(case=cases(), now=moments)
def test_what_is_permitted_is_within_every_window(
    *,
    story: Story,
    permission: Permission,
    case: tuple[dict[str, Any], dict[str, Any], Place | None, ZoneInfo],
    now: datetime,
) -> None:
    item, grant, place, zone = story(**case[0]), permission(**case[1]), case[2], case[3]
    if not permit(item, grant, now=now, zone=zone, place=place).permitted:
        return
    today, age = now.astimezone(zone).date(), now - item.date
    assert grant.granted is None or grant.granted <= today
    assert grant.expires is None or today < grant.expires
    assert grant.embargo <= max(age, timedelta(0))
    assert grant.remove_after is None or age < grant.remove_after
    if grant.use_within is not None:
        first = item.first_published or now
        assert min(first, now) - item.date < grant.use_within
    assert item.desk.killed is item.desk.rejected is item.desk.held is None
    assert item.desk.approved or grant.approval is Approval.AUTO
    assert place is None or place.token or grant.onward


def test_an_empty_story_is_not_one(story: Story, permission: Permission) -> None:
    bare = story(title="", url=None)
    empty = replace(bare, article=replace(bare.article, content=CleanHtml(""), link=None))
    ruling = rule(empty, permission(footer="Always."))
    assert (ruling.permitted, ruling.code) == (False, "scope")
    assert "nothing to reprint" in ruling.reason
