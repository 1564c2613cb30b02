"""A permission in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from syndicator.config import from_preset, presets
from syndicator.model.grant import (
    Approval,
    Edits,
    Excerpt,
    Grant,
    Images,
    Placement,
    Reapproval,
    Scope,
    ThirdParty,
    Wording,
)
from syndicator.rights.summary import permission_line, terms

SAID: list[tuple[dict[str, Any], str, str]] = [
    ({}, "scope", "The full text may be republished."),
    ({"scope": Scope.HEADLINE}, "scope", "Only the title may be republished"),
    ({"scope": Scope.EXCERPT, "excerpt": Excerpt(words=1)}, "scope", "the first word may"),
    ({"scope": Scope.EXCERPT, "excerpt": Excerpt(paragraphs=3)}, "scope", "first 3 paragraphs"),
    ({}, "credit", "The Daily Example/The Weekly Example"),
    ({}, "holder", "The rights are held by Daily Example, Inc."),
    ({"credit": ""}, "credit", "the source's title"),
    ({"holder": ""}, "holder", "whom the notice calls by the source's title"),
    ({"granted": date(2026, 1, 2)}, "granted", "It begins on 2026-01-02."),
    ({}, "expires", "It names no last day."),
    ({"expires": date(2027, 1, 2)}, "expires", "It ends when 2027-01-02 begins"),
    ({}, "proof", "No proof of it is on record."),
    ({"proof": "agreements/daily.pdf"}, "proof", "agreements/daily.pdf"),
    ({}, "license", "no licence flows on to readers"),
    (
        {"license": "https://creativecommons.org/licenses/by-nd/4.0/"},
        "license",
        "CC BY-ND 4.0 (https://creativecommons.org/licenses/by-nd/4.0/)",
    ),
    ({"license": "https://daily.example/terms"}, "license", "under https://daily.example/terms."),
    ({"terms": "https://daily.example/terms"}, "terms", "https://daily.example/terms"),
    ({}, "header", "Above the text stands: Editor's Note"),
    ({}, "footer", "Below the text stands: Copyright"),
    (
        {"wording": (Wording(start=date(2024, 1, 1), language="de", header="Zuerst erschienen"),)},
        "wording",
        "From 2024-01-01 on, for stories in “de”, the notice reads: Zuerst erschienen",
    ),
    (
        {"wording": (Wording(footer="First seen", placement=Placement.BOTH),)},
        "wording",
        "the notice above and below the text reads: First seen",
    ),
    ({"images": Images.STRIP}, "images", "No pictures"),
    ({"images": Images.OWN_CREDIT}, "images", "Only pictures credited to the publisher"),
    ({"scope": Scope.EXCERPT, "images": Images.KEEP}, "images", "without pictures"),
    ({"edits": Edits.NONE}, "edits", "may not be changed"),
    ({"third_party": ThirdParty.HOLD}, "third_party", "waits for an editor"),
    ({"embargo": timedelta(days=2)}, "embargo", "2 days after its publication at the earliest"),
    ({"use_within": timedelta(days=90)}, "use_within", "within 90 days of its publication"),
    ({"remove_after": timedelta(days=90)}, "remove_after", "taken down 90 days after"),
    ({"approval": Approval.EDITOR}, "approval", "An editor must approve each story"),
    ({"reapprove": Reapproval.ALWAYS}, "reapprove", "when any of its words change"),
    ({"reapprove": Reapproval.NEVER}, "reapprove", "covers whatever the publisher makes"),
    ({"daily_limit": 1}, "daily_limit", "At most 1 story leaves in a day"),
    ({"daily_limit": 3}, "daily_limit", "At most 3 stories leave in a day"),
    ({"onward": False}, "onward", "only feeds with a token"),
    ({"index": False}, "index", "Search engines may not list our pages"),
    ({"territory": ("*", "!US")}, "territory", "It holds everywhere but in US."),
    ({"overrides": ("licence", "personal")}, "overrides", "as that concerns: licence, personal."),
    ({"keep": timedelta(days=30)}, "keep", "deleted 30 days after"),
    ({"counter": "https://daily.example/count"}, "counter", "https://daily.example/count"),
]


@pytest.mark.parametrize(("changes", "key", "words"), SAID)
def test_a_condition_is_said(
    permission: Callable[..., Grant], changes: dict[str, Any], key: str, words: str
) -> None:
    (found,) = [term.text for term in terms(permission(**changes)) if term.key == key]
    assert words in found


def test_every_key_of_a_permission_can_be_said() -> None:
    keys = {key for _, key, _ in SAID}
    unsaid = {"name", "preset", "excerpt"}
    assert {field.name for field in fields(Grant)} - unsaid == keys


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_can_be_said(name: str) -> None:
    said = terms(from_preset(name))
    assert {"scope", "expires", "license", "approval", "onward"} <= {term.key for term in said}
    assert all(term.text and "\n" not in term.text for term in said)


def test_what_has_no_bearing_is_not_said(permission: Callable[..., Grant]) -> None:
    keys = {term.key for term in terms(permission(scope=Scope.HEADLINE))}
    assert keys.isdisjoint(
        {"images", "edits", "embargo", "use_within", "remove_after", "daily_limit", "territory"}
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Republished with the permission of The Daily."),
        ({"scope": Scope.EXCERPT}, "An excerpt, republished with the permission of The Daily."),
        (
            {"license": "https://creativecommons.org/licenses/by-nd/4.0/"},
            "Republished under the licence CC BY-ND 4.0 of The Daily.",
        ),
        (
            {"terms": "https://daily.example/terms"},
            "Republished with the permission of The Daily; conditions: https://daily.example/terms",
        ),
    ],
)
def test_readers_are_told_by_what_right(
    permission: Callable[..., Grant], changes: dict[str, Any], line: str
) -> None:
    assert permission_line(permission(**changes), "The Daily") == line


def test_no_permission_is_claimed_for_a_headline() -> None:
    line = permission_line(from_preset("headline-only"), "Daily Example, Inc.")
    assert line == "Listed with a link to Daily Example, Inc., where the text is published."
