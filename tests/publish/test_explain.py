"""The one sentence at the top of ``why``."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from syndicator.model import (
    Article,
    CleanHtml,
    Decision,
    Digest,
    FeedName,
    GrantName,
    Item,
    Ruling,
    SourceMeta,
    SourceName,
    Verdict,
)
from syndicator.model.grant import Grant
from syndicator.publish.explain import Explanation, verdict
from syndicator.store.ledger import Action, LedgerEntry, LedgerRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTHING = Digest("0")
ITEM = Item(
    id=1,
    source=SourceName("daily"),
    atom_id="https://daily.example/river",
    link=None,
    story=1,
    first_seen=NOW,
    first_poll=False,
    published=NOW,
    updated=NOW,
    revision=1,
    number=1,
    article=Article(
        title="The river", content=CleanHtml(""), text_hash=NOTHING, content_hash=NOTHING
    ),
    source_meta=SourceMeta(),
)
GRANT = Grant(name=GrantName("daily"), expires=date(2027, 1, 1))
RIGHT = 'by the permission "daily", which holds until 2027-01-01'
PUBLISH, LEFT_OUT, WITHHELD = Verdict.PUBLISH, Verdict.LEFT_OUT, Verdict.WITHHELD


def stood(feed: str) -> LedgerRow:
    return LedgerRow(
        id=1,
        entry=LedgerEntry(
            at=NOW,
            action=Action.PUBLISHED,
            item=1,
            revision=1,
            feed=FeedName(feed),
            grant=1,
            notice=NOTHING,
            atom_id=ITEM.atom_id,
            link=None,
            title="The river",
        ),
        grant_name=GRANT.name,
        grant_digest=GRANT.digest,
        source=ITEM.source,
    )


def decided(feed: str, verdict: Verdict, reason: str = "because") -> Decision:
    return Decision(item=1, feed=FeedName(feed), verdict=verdict, rule="rule", reason=reason)


@pytest.mark.parametrize(
    ("decisions", "standing", "permitted", "said"),
    [
        (
            [decided("world", PUBLISH), decided("river", PUBLISH)],
            ["world", "river"],
            True,
            f"It is published in world and river, {RIGHT}.",
        ),
        ([decided("world", PUBLISH)], [], True, f"The next publish puts it into world, {RIGHT}."),
        (
            [decided("world", PUBLISH), decided("river", PUBLISH)],
            ["world"],
            True,
            f"It is published in world, {RIGHT}. The next publish puts it into river.",
        ),
        (
            [decided("world", PUBLISH), decided("river", LEFT_OUT, "no rule wants it")],
            ["world"],
            True,
            f"It is published in world, {RIGHT}. It is left out of river: no rule wants it.",
        ),
        (
            [decided("world", PUBLISH), decided("river", WITHHELD, "It is open to everybody.")],
            ["world"],
            True,
            (
                f"It is published in world, {RIGHT}. "
                "It is withheld from river: It is open to everybody."
            ),
        ),
        (
            [decided("world", WITHHELD, "The permission ended.")],
            [],
            False,
            "It is withheld: The permission ended.",
        ),
        (
            [decided("world", WITHHELD, "The permission ended.")],
            ["world"],
            False,
            (
                "It is withheld: The permission ended. "
                "It still stands in world; the next publish takes it down."
            ),
        ),
        (
            [decided("world", LEFT_OUT, "a copy of item 4")],
            [],
            True,
            'It is left out, although the permission "daily" would let it go: a copy of item 4.',
        ),
        (
            [decided("world", WITHHELD, "It is open to everybody.")],
            [],
            True,
            "It is withheld: It is open to everybody.",
        ),
        ([], [], True, f"It may leave, {RIGHT}, but no feed takes its source."),
        ([], [], False, "It is withheld: The permission ended."),
    ],
)
def test_the_verdict(
    decisions: list[Decision], standing: list[str], *, permitted: bool, said: str
) -> None:
    told = Explanation(
        item=ITEM,
        grant=GRANT,
        ruling=Ruling(
            permitted=permitted,
            reason="It may go." if permitted else "The permission ended.",
            code="x",
            checks=(),
        ),
        decisions=tuple(decisions),
        revisions=(),
        published=tuple(map(stood, standing)),
        notices={},
    )
    assert verdict(told) == said
