"""Names that look like something else: a month, a sentence, a label, no name at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from syndicator.model import Article, Image
from syndicator.rights.attribution.detect import Claim

Make = Callable[..., Article]
Find = Callable[..., tuple[Claim, ...]]
OWN: Final = frozenset({"Riverside Herald"})
FILLER: Final = "<p>The council met on Monday to decide about the old bridge.</p>" * 4


def claimed(found: tuple[Claim, ...], subject: str) -> set[str]:
    return {claim.holder for claim in found if claim.subject == subject}


@pytest.mark.parametrize(
    ("behind", "holders"),
    [
        pytest.param("Marlow Gazette", {"Marlow Gazette"}, id="begins like March"),
        pytest.param("Decker Weekly", {"Decker Weekly"}, id="begins like December"),
        pytest.param("Novelty Press", {"Novelty Press"}, id="begins like November"),
        pytest.param("March 3, 2024", set(), id="March"),
        pytest.param("Sept. 3, 2024", set(), id="shortened"),
        pytest.param("Monday", set(), id="a weekday"),
    ],
)
def test_a_date_is_a_whole_word(behind: str, holders: set[str], article: Make, find: Find) -> None:
    story = article(f"{FILLER}<p>This story was originally published on {behind}.</p>")
    assert claimed(find(story, own=OWN), "text") == holders


@pytest.mark.parametrize("month", ["Januar", "Februar", "März", "Juni", "Oktober", "Dezember"])
def test_a_german_month_is_no_holder(month: str, article: Make, find: Find) -> None:
    story = article(f"{FILLER}<p>Zuerst veröffentlicht im {month} 2024</p>")
    assert find(story, own=OWN) == ()


@pytest.mark.parametrize(
    ("opening", "holders"),
    [
        ("Offenbach am Main (dpa) - Die Brücke ist zu.", {"dpa"}),
        ("Neustadt an der Aisch (dpa) - Die Brücke ist zu.", {"dpa"}),
        ("Freiburg i.Br. (dpa) - Die Brücke ist zu.", {"dpa"}),
        ("Brücke am Fluss bleibt nach Auskunft (dpa) - zu.", set()),
        ("am Main (dpa) - zu.", set()),
        ("Die Lage am (dpa) - zu.", set()),
    ],
)
def test_small_words_in_a_german_place(
    opening: str, holders: set[str], article: Make, find: Find
) -> None:
    story = article(f"<p>{opening}</p>{FILLER}")
    assert claimed(find(story, own=OWN), "text") == holders


@pytest.mark.parametrize(
    "html",
    [
        "<p>picture alliance / Jonas Feld</p>",
        "<p>(picture alliance / Jonas Feld)</p>",
        "<p>Foto: picture alliance / Jonas Feld</p>",
        "<figure><figcaption>The pier. picture alliance / Jonas Feld</figcaption></figure>",
    ],
    ids=["a line", "in brackets", "behind a label", "in a caption"],
)
def test_a_label_that_begins_a_name(html: str, article: Make, find: Find) -> None:
    assert claimed(find(article(FILLER + html), own=OWN), "media") == {"picture alliance"}


@pytest.mark.parametrize(
    ("credit", "holders"),
    [
        ("iStock/quaylight", {"iStock"}),
        ("Shutterstock / quaylight", {"Shutterstock"}),
        ("Alamy shares fell on news of the sale", set()),
        ("Alamy/shares fell on news of the sale", set()),
    ],
)
def test_a_user_behind_a_library(credit: str, holders: set[str], article: Make, find: Find) -> None:
    image = Image(url="https://x.example/1.jpg", credit=credit)
    assert claimed(find(article(FILLER, images=(image,)), own=OWN), "media") == holders
