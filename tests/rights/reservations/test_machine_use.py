"""What is said to machines is never wider than what the source and the permission say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import GrantName, Machines, Reservation
from syndicator.model.grant import UNSPECIFIED, Grant
from syndicator.rights.reservations.machine_use import machines

Permit = Callable[..., Grant]

BY: Final = "https://creativecommons.org/licenses/by/4.0/"
POLICY: Final = "https://daily.example/tdm.json"
NO_AI: Final = ("noai", "noimageai")


def said(kind: str, value: str, where: str) -> Reservation:
    return Reservation(kind=kind, value=value, where=where)


RESERVED: Final = Machines(tdm_reserved=True, robots=NO_AI, prohibited=("ai-all",))


NO_ARCHIVE: Final = replace(RESERVED, robots=(*NO_AI, "noarchive"))


@pytest.mark.parametrize(
    ("reservation", "expected"),
    [
        (said("tdm", "1", "response tdm-reservation"), RESERVED),
        (said("tdm", "0", "response tdm-reservation"), Machines()),
        (
            said("tdm", POLICY, "response tdm-policy"),
            Machines(tdm_reserved=True, tdm_policy=POLICY, robots=NO_AI, prohibited=("ai-all",)),
        ),
        (
            said("tdm", "javascript:x", "response tdm-policy"),
            RESERVED,
        ),
        (said("robots", "noai", "response x-robots-tag"), RESERVED),
        (said("robots", "noindex, all", "item robots"), Machines(robots=("noindex",))),
        (said("robots", "noarchive,noai", "item robots"), NO_ARCHIVE),
        (said("robots", "NOINDEX", "item robots"), Machines(robots=("noindex",))),
        (said("usage", "train-ai=n", "response content-usage"), RESERVED),
        (said("usage", "train-ai=y, search=y", "response content-usage"), Machines()),
        (said("rsl", "https://daily.example/rsl.xml", "item atom:link rel=license"), RESERVED),
        (said("rsl", "ai-train", "item rsl:prohibits usage"), RESERVED),
        (
            said("rsl", "search ai-train", "item rsl:prohibits usage"),
            Machines(tdm_reserved=True, robots=NO_AI, prohibited=("ai-all", "search")),
        ),
        (
            said("rsl", "all", "item rsl:prohibits usage"),
            Machines(tdm_reserved=True, robots=NO_AI, prohibited=("all",)),
        ),
        (
            said("rsl", "whatever", "item rsl:prohibits usage"),
            RESERVED,
        ),
        (said("rights", "All rights reserved", "item dc:rights"), Machines()),
        (said("tdm", "1", "item media:tdm"), Machines()),
    ],
)
def test_what_the_source_reserves(
    permission: Permit, reservation: Reservation, expected: Machines
) -> None:
    assert machines([reservation], permission(license=BY), BY) == expected


def test_where_nothing_flows_on_nothing_flows_to_machines(permission: Permit) -> None:
    assert machines([], permission(), UNSPECIFIED) == RESERVED
    assert machines([], permission(license=BY, onward=False), BY) == RESERVED
    assert machines([], permission(license=BY), BY) == Machines()


def test_search_engines_are_told_what_the_permission_says(permission: Permit) -> None:
    assert machines([], permission(license=BY, index=False), BY).robots == ("noindex",)


SAID: Final = st.lists(
    st.builds(
        said,
        st.sampled_from(["tdm", "robots", "usage", "rsl", "rights", "license"]),
        st.sampled_from(["1", "0", "noai", "noindex", "train-ai=n", "all", "search", "ai-train"]),
        st.sampled_from(
            ["item rsl:prohibits usage", "response tdm-policy", "response tdm-reservation"]
        ),
    ),
    max_size=4,
)


GRANTS: Final = st.builds(
    Grant, name=st.just(GrantName("g")), index=st.booleans(), onward=st.booleans()
)


@given(SAID, SAID, GRANTS, st.sampled_from([BY, UNSPECIFIED]))
def test_more_that_is_said_never_leaves_more(
    some: list[Reservation], more: list[Reservation], grant: Grant, license_: str
) -> None:
    less, least = machines(some, grant, license_), machines([*some, *more], grant, license_)
    assert least.tdm_reserved >= less.tdm_reserved
    assert set(least.robots) >= set(less.robots)
    assert covers(least.prohibited, less.prohibited)


def covers(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    of_ai = {"ai-train", "ai-input", "ai-index"}
    return all(
        use in wide or "all" in wide or (use in of_ai and "ai-all" in wide) for use in narrow
    )
