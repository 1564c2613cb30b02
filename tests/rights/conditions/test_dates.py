"""Embargo, use within, remove after: at their edges, in zones, and in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Check, Item, Ruling
from syndicator.model.grant import Grant
from syndicator.rights.conditions.dates import day_around
from syndicator.rights.permit import permit

Story = Callable[..., Item]
Permission = Callable[..., Grant]

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = timezone(timedelta(hours=9))
TICK = timedelta(microseconds=1)
# The clocks of Berlin are put forward on the 29th at 02:00.
APPEARED = datetime(2026, 3, 28, 12, tzinfo=UTC)


def rule(item: Item, grant: Grant, now: datetime, zone: ZoneInfo = BERLIN) -> Ruling:
    return permit(item, grant, now=now, zone=zone)


def check(ruling: Ruling, name: str) -> Check:
    return next(check for check in ruling.checks if check.name == name)


DATES = [
    pytest.param({"published": APPEARED}, id="as-the-source-says"),
    pytest.param({"published": APPEARED.astimezone(TOKYO)}, id="in-the-sources-offset"),
    pytest.param({"published": None, "first_seen": APPEARED}, id="when-first-seen"),
    pytest.param(
        {"published": APPEARED, "updated": APPEARED + timedelta(9), "number": 3}, id="corrected"
    ),
]


@pytest.mark.parametrize("item", DATES)
@pytest.mark.parametrize("zone", [BERLIN, ZoneInfo("Pacific/Kiritimati")])
@pytest.mark.parametrize(
    ("key", "before", "after"),
    [("embargo", False, True), ("use_within", True, False), ("remove_after", True, False)],
)
def test_to_the_moment(  # what pytest hands over by name
    story: Story,
    permission: Permission,
    item: dict[str, object],
    zone: ZoneInfo,
    key: str,
    before: bool,  # noqa: FBT001
    after: bool,  # noqa: FBT001
) -> None:
    grant, made = permission(**{key: timedelta(days=2)}), story(**item)
    ends = APPEARED + timedelta(days=2)
    early, late = rule(made, grant, ends - TICK, zone), rule(made, grant, ends, zone)
    assert (early.permitted, late.permitted) == (before, after)
    assert (early.wake_at, late.wake_at) == (ends, None)
    assert {early.code, late.code} == {"permitted", key}
    assert (check(early, key).passed, check(late, key).passed) == (before, after)


SEEN = APPEARED + timedelta(9)
LATER = SEEN + timedelta(30)


@pytest.mark.parametrize(
    ("key", "item", "terms", "ends"),
    [
        # From the later of the story's own date and first sight; the times that end, from its own.
        ("embargo", {"published": APPEARED, "first_seen": SEEN}, {}, SEEN),
        ("embargo", {"published": None, "first_seen": SEEN}, {}, SEEN),
        ("embargo", {"published": None, "first_seen": SEEN, "future_date": LATER}, {}, LATER),
        ("embargo", {"published": SEEN, "first_seen": SEEN, "future_date": LATER}, {}, LATER),
        ("embargo", {"published": None, "first_seen": SEEN, "future_date": APPEARED}, {}, SEEN),
        ("use_within", {"published": APPEARED, "first_seen": SEEN}, {}, APPEARED),
        ("remove_after", {"published": APPEARED, "first_seen": SEEN}, {}, APPEARED),
        # A date that lies ahead is not believed, but where the permission has the story wait.
        ("use_within", {"published": None, "first_seen": SEEN, "future_date": LATER}, {}, SEEN),
        ("remove_after", {"published": None, "first_seen": SEEN, "future_date": LATER}, {}, SEEN),
        (
            "use_within",
            {"published": None, "first_seen": SEEN, "future_date": LATER},
            {"embargo": timedelta(1)},
            LATER,
        ),
        (
            "remove_after",
            {"published": None, "first_seen": SEEN, "future_date": LATER},
            {"embargo": timedelta(1)},
            LATER,
        ),
    ],
)
def test_what_a_time_counts_from(
    story: Story,
    permission: Permission,
    key: str,
    item: dict[str, object],
    terms: dict[str, object],
    ends: datetime,
) -> None:
    grant, made = permission(**{key: timedelta(days=2)}, **terms), story(**item)
    early, late = (rule(made, grant, ends + timedelta(2) + each) for each in (-TICK, timedelta(0)))
    assert early.permitted == (key != "embargo")
    assert late.permitted == (key == "embargo")
    assert early.wake_at == ends + timedelta(2)


@pytest.mark.parametrize(
    ("key", "now", "detail"),
    [
        (
            "embargo",
            APPEARED,
            (
                "The story may leave 2 days after publication: from 2026-03-30 14:00 "
                "(Europe/Berlin) on, which is still to come."
            ),
        ),
        (
            "embargo",
            APPEARED + timedelta(3),
            "The story may leave 2 days after publication: since 2026-03-30 14:00 (Europe/Berlin).",
        ),
        (
            "use_within",
            APPEARED,
            (
                "The story must be taken up within 2 days of its publication: before "
                "2026-03-30 14:00 (Europe/Berlin)."
            ),
        ),
        (
            "use_within",
            APPEARED + timedelta(3),
            (
                "The story must be taken up within 2 days of its publication; that time ended on "
                "2026-03-30 14:00 (Europe/Berlin)."
            ),
        ),
        (
            "remove_after",
            APPEARED,
            (
                "The story must be gone 2 days after its publication: from "
                "2026-03-30 14:00 (Europe/Berlin) on."
            ),
        ),
        (
            "remove_after",
            APPEARED + timedelta(3),
            (
                "The story must be gone 2 days after its publication: since "
                "2026-03-30 14:00 (Europe/Berlin)."
            ),
        ),
    ],
)
def test_what_an_editor_reads(
    story: Story, permission: Permission, key: str, now: datetime, detail: str
) -> None:
    grant = permission(**{key: timedelta(days=2)})
    assert check(rule(story(published=APPEARED), grant, now), key).detail == detail


@pytest.mark.parametrize(
    ("first", "permitted"),
    [
        (None, False),
        (APPEARED + timedelta(days=2) - TICK, True),
        (APPEARED + timedelta(days=2), False),
    ],
)
def test_what_was_taken_up_in_time_stands_on(
    story: Story,
    permission: Permission,
    first: datetime | None,
    permitted: bool,  # noqa: FBT001
) -> None:
    item = story(published=APPEARED, first_published=first)
    ruling = rule(item, permission(use_within=timedelta(days=2)), APPEARED + timedelta(days=80))
    assert ruling.permitted is permitted
    assert ruling.wake_at is None
    if permitted:
        assert check(ruling, "use_within").detail.endswith(
            "It was, on 2026-03-30 13:59:59 (Europe/Berlin), and may stand on."
        )


def test_the_windows_of_one_story(story: Story, permission: Permission) -> None:
    grant = permission(
        embargo=timedelta(days=1), use_within=timedelta(days=3), remove_after=timedelta(days=5)
    )
    item, moments = story(published=APPEARED), []
    now: datetime | None = APPEARED
    while now is not None:
        ruling = rule(item, grant, now)
        moments.append(((now - APPEARED).days, ruling.code))
        now = ruling.wake_at
    # From the third day on it would be too late; that it must be gone as well is told by `why`.
    assert moments == [(0, "embargo"), (1, "permitted"), (3, "use_within")]
    stands = rule(story(published=APPEARED, first_published=APPEARED), grant, APPEARED)
    assert stands.wake_at == APPEARED + timedelta(days=1)


@pytest.mark.parametrize("key", ["embargo", "use_within", "remove_after"])
def test_beyond_the_calendar(story: Story, permission: Permission, key: str) -> None:
    item = story(published=datetime(9990, 1, 1, tzinfo=UTC))
    ruling = rule(item, permission(**{key: timedelta(days=36_500)}), APPEARED)
    assert ruling.permitted is (key != "embargo")
    assert ruling.wake_at is None


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ((2026, 3, 28, 22, 59), (2026, 3, 27, 23), (2026, 3, 28, 23)),
        ((2026, 3, 28, 23, 0), (2026, 3, 28, 23), (2026, 3, 29, 22)),  # 23 hours
        ((2026, 10, 24, 22, 0), (2026, 10, 24, 22), (2026, 10, 25, 23)),  # 25 hours
    ],
)
def test_a_day(now: tuple[int, ...], begins: tuple[int, ...], ends: tuple[int, ...]) -> None:
    def moment(parts: tuple[int, ...]) -> datetime:
        return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # only numbers

    assert day_around(moment(now), BERLIN) == (moment(begins), moment(ends))
