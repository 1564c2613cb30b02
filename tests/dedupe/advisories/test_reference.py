from __future__ import annotations

import pytest

from syndicator.dedupe.advisories.reference import named, same_headline

TITLES = [(1, "River bridge opens at last"), (2, "Bakers begin before three")]


@pytest.mark.parametrize(
    ("rest", "titles", "number"),
    [
        ("River bridge opens at last", TITLES, 1),
        ("RIVER BRIDGE OPENS AT LAST!", TITLES, 1),
        ("River bridge opens at lastt", TITLES, 1),
        ("River bridge", TITLES, None),
        ("Bridge", [(1, "Bridge")], None),
        ("", TITLES, None),
        ("Something else altogether", TITLES, None),
        ("River bridge opens at last", [*TITLES, (3, "River bridge opens at last")], None),
        ("River bridge opens at last", [*TITLES, (3, "River bridge opens at lasd")], 1),
        ("River bridge opens at lasx", [*TITLES, (3, "River bridge opens at lasd")], None),
    ],
    ids=[
        *("equal", "case and signs", "near", "too little", "too short", "nothing", "another"),
        *("two equal", "equal before near", "two near"),
    ],
)
def test_an_advisory_names_one_story_or_none(
    rest: str, titles: list[tuple[int, str]], number: int | None
) -> None:
    assert named(rest, titles) == number


def test_one_headline_is_like_another_or_not() -> None:
    assert same_headline("River bridge opens", "river bridge opens!")
    assert not same_headline("a memoir", "How I became a painter")


def test_only_what_counts_is_meant() -> None:
    titles = [(1, "River bridge opens at last"), (2, "River bridge opens at last")]
    assert named("River bridge opens at last", titles, counts=lambda number: number == 2) == 2
