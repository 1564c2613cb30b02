"""The digest of a permission is the one under which it was stored before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from syndicator.model import GrantName
from syndicator.model.grant import Excerpt, Grant, Images, Placement, Reapproval, Scope, Wording

BARE = Grant(name=GrantName("house"))
FULL = replace(
    BARE,
    holder="Häuser, a.s.",
    scope=Scope.EXCERPT,
    granted=date(2026, 1, 2),
    excerpt=Excerpt(paragraphs=2),
    images=Images.OWN_CREDIT,
    embargo=timedelta(hours=6),
    use_within=timedelta(days=2, seconds=1),
    daily_limit=3,
    territory=("CZ", "SK"),
    wording=(
        Wording(header="Old", placement=Placement.BOTH),
        Wording(start=date(2026, 3, 1), language="cs", footer="Nové"),
    ),
    overrides=("license",),
)
NEVER = replace(FULL, reapprove=Reapproval.NEVER)


@pytest.mark.parametrize(
    "grant", [BARE, FULL, replace(FULL, index=False), replace(FULL, keep=timedelta(days=30)), NEVER]
)
def test_the_digest_is_over_every_condition(grant: Grant) -> None:
    said = asdict(grant)
    if grant.index:
        del said["index"]
    if grant.keep is None:
        del said["keep"]
    if grant.reapprove is Reapproval.IMPORTANT:
        del said["reapprove"]
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    assert grant.digest == hashlib.sha256(text.encode()).hexdigest()
