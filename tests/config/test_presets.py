from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicator.config import Config, presets
from syndicator.config.grant_table import GrantTable
from syndicator.config.licenses import FAMILIES
from syndicator.model import GrantName
from syndicator.rights.notice.render import counter_problems
from syndicator.rights.notice.variables import problems


def test_the_shipped_ones() -> None:
    assert presets.names() == (
        "360info", "ap", "cc-by", "cc-by-nc", "cc-by-nc-nd", "cc-by-nc-sa", "cc-by-nd", "cc-by-sa",
        "city-desk-abq", "dialogue-earth", "global-voices", "grist", "headline-only",
        "inside-climate-news", "kff-health-news", "mongabay", "propublica", "public-domain",
        "publicsource", "rferl", "states-newsroom", "the-19th", "the-conversation", "undark", "voa",
    )  # fmt: skip


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_whole(name: str) -> None:
    preset = presets.load(name)
    assert preset.summary.endswith(".")
    assert preset.conditions
    assert preset.decide
    assert name == "headline-only" or (preset.page and preset.read and preset.grade)
    # Without the context that load gives, nothing is passed over.
    GrantTable.model_validate(preset.sets)
    texts = [preset.sets[key] for key in ("header", "footer") if key in preset.sets]
    assert texts
    assert [problems(text) for text in texts] == [[]] * len(texts)
    assert counter_problems(preset.sets.get("counter", "https://example.org/1")) == []


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_that_comes_from_others_says_how_it_is_known(name: str) -> None:
    preset = presets.load(name)
    assert preset.grade in {"A", "B", None}
    assert (preset.grade is None) == (preset.page is None) == (preset.read is None)
    assert all(line.endswith(".") for line in (*preset.conditions, *preset.decide))


@pytest.mark.parametrize(
    "name", ["the-conversation", "propublica", "inside-climate-news", "undark"]
)
def test_a_publisher_who_asks_for_an_editors_choice_gets_it(name: str) -> None:
    assert presets.load(name).sets["approval"] == "editor"


@pytest.mark.parametrize("name", [name for name in presets.choices() if name not in FAMILIES])
def test_a_preset_makes_a_grant(read: Callable[[str], Config], good: str, name: str) -> None:
    text = good.replace("[grants.own]", f'[grants.own]\npreset = "{name}"')
    grant = read(text).grants[GrantName("own")]
    assert grant.preset == name
    assert grant.holder == "One, Inc."


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-nd-2.5", "https://creativecommons.org/licenses/by-nc-nd/2.5/"),
    ],
)
def test_the_version_is_part_of_the_name(name: str, url: str) -> None:
    assert presets.load(name).sets["license"] == url


def test_the_notice_of_rferl_is_worded_as_agreed() -> None:
    sets = presets.load("rferl").sets
    assert sets["header"] == (
        "Editor's Note: This article originally appeared on {{ credit_link }}."
    )
    assert sets["footer"] == (
        "Copyright (c) {{ year }}. {{ holder }} Reprinted with the permission of {{ credit }}, "
        "1201 Connecticut Ave NW, Ste 400, Washington DC 20036."
    )


def test_an_unknown_one() -> None:
    with pytest.raises(ValueError, match=r'unknown preset "cc-by-5\.0"; did you mean "cc-by-'):
        presets.load("cc-by-5.0")
