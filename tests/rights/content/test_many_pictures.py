"""A story of very many pictures takes a time in proportion, and leaves with none it may not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from syndicator.model import CleanHtml, Enclosure, Image, Item, Notice
from syndicator.model.grant import Edits, Grant, Images, ThirdParty
from syndicator.parse.sanitise import sanitise
from syndicator.rights.conditions.edits import check
from syndicator.rights.content.body import pictures_of, text_of
from syndicator.rights.markup.remove import take_out

Story = Callable[..., Item]
Permission = Callable[..., Grant]

IMG = '<img src="https://daily.example/{n}.png">'
SHAPES = {
    "bare": ("{}", IMG + "Photo: Ann {n}<br>"),
    "paragraphs": ("{}", f"<p>{IMG}</p><p>Photo: Ann {{n}}</p>"),
    "figures": ("{}", f"<figure>{IMG}<figcaption>Photo: Ann {{n}}</figcaption></figure>"),
    "one figure": ("<figure>{}</figure>", f"{IMG}<figcaption>Photo: Ann {{n}}</figcaption>"),
    "cells": (
        "<table><tbody><tr>{}</tr></tbody></table>",
        f"<td>{IMG}</td><td>Photo: Ann {{n}}</td>",
    ),
    "list": ("<ul>{}</ul>", f"<li>{IMG}Photo: Ann {{n}}</li>"),
    "boxes": ("{}", f"<div>{IMG}<p>The dam {{n}}</p></div>"),
    "empty first": ("{}", f"<p></p><p></p><p>{IMG}</p>"),
}
TREATMENTS: dict[str, dict[str, Any]] = {
    "strip": {"images": Images.STRIP},
    "own-credit": {"images": Images.OWN_CREDIT},
    "strip-media": {"third_party": ThirdParty.STRIP_MEDIA},
}


@dataclass(frozen=True)
class Said:
    """A claim, as the detector makes them."""

    holder: str
    evidence: str
    subject: str = "media"
    where: str = "caption"


def text(shape: str, count: int, *, depth: int = 60) -> CleanHtml:
    around, one = SHAPES[shape]
    inner = around.replace("{}", "".join(one.replace("{n}", str(n)) for n in range(count)))
    return sanitise(f"<p>Above.</p>{'<div>' * depth}{inner}{'</div>' * depth}<p>Below.</p>")


def calls(work: Callable[[], object]) -> int:
    """How many functions are called: what takes time, and is the same on every machine."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_pictures_are_four_times_the_work(
    story: Story,
    permission: Permission,
    notice: Callable[..., Notice],
    shape: str,
    treatment: str,
) -> None:
    grant = permission(**TREATMENTS[treatment])
    said = [Said("Agency", "Photo: Ann 1"), Said("Other", "nowhere")]

    def work(count: int) -> int:
        item = story(content=text(shape, count))
        return calls(lambda: text_of(item, grant, notice(), claims=said))

    # Both beyond what is told apart picture by picture, or both within it.
    assert work(400) < 5 * work(100) + 1_000
    assert work(2_080) < 5 * work(520)


@pytest.mark.parametrize("treatment", ["own-credit", "strip-media"])
def test_of_too_many_pictures_none_leaves(
    story: Story, permission: Permission, notice: Callable[..., Notice], treatment: str
) -> None:
    own = '<p><img src="https://daily.example/o.png" alt="Photo: The Daily Example"></p>'
    grant = permission(credit="The Daily Example", **TREATMENTS[treatment])
    said = [Said("Agency", "Photo: Agency")]

    def left(count: int) -> str:
        content = sanitise(
            "<p>A</p>" + own * count + f"<p>C</p><p>{IMG}</p><p>Photo: Agency</p><p>B</p>"
        )
        return text_of(story(content=content), grant, notice(), claims=said).html

    assert left(499).count("<img") == 499
    assert left(500) == "<p>A</p><p>C</p><p>B</p>"


def test_what_stands_beside_a_text_counts_as_well(story: Story, permission: Permission) -> None:
    grant = permission(images=Images.OWN_CREDIT)
    url = "https://daily.example/i.png"
    images = tuple(Image(url=f"{url}?{n}") for n in range(300))
    files = tuple(Enclosure(url=f"{url}?f{n}", type="image/png") for n in range(201))
    item = story(images=images, enclosures=files)
    assert pictures_of(item, grant, source_title=None).crowded
    assert not pictures_of(
        replace(item, article=replace(item.article, enclosures=files[:-1])),
        grant,
        source_title=None,
    ).crowded


def test_so_many_claims_that_they_cannot_be_told_apart(
    story: Story, permission: Permission
) -> None:
    grant = permission(third_party=ThirdParty.STRIP_MEDIA)
    item = story(content=text("one figure", 100))
    claims = [Said(f"Agency {n}", f"Photo: Ann {n}") for n in range(400)]
    assert pictures_of(item, grant, source_title=None, claims=claims).images is Images.STRIP
    same = [claims[0]] * 400
    # The same word for word is one claim.
    assert pictures_of(item, grant, source_title=None, claims=same).images is Images.KEEP


def test_many_equal_lines_are_compared_in_proportion(
    story: Story, permission: Permission, notice: Callable[..., Notice]
) -> None:
    grant = permission(edits=Edits.NONE)

    def work(count: int) -> int:
        line = "<p>Photo: Ann</p>"
        item = story(content=CleanHtml(line * count))
        body = f"<div>{line * (count - 1)}</div>"
        return calls(lambda: check(item, grant, notice(), body, taken=["Photo: Ann"]))

    assert work(2_400) < 5 * work(600)


def test_nothing_to_take_out() -> None:
    take_out([])
