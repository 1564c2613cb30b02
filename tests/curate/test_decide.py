"""The order in which an item is judged, and what each decision says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.curate.decide import judge
from syndicator.curate.haystack import Haystack
from syndicator.curate.room import CORRECTED
from syndicator.curate.select import select
from syndicator.model import (
    Decision,
    FeedName,
    GrantName,
    Head,
    Item,
    Mark,
    Ruling,
    SourceName,
    Verdict,
)
from syndicator.model.output_feed import History, Order, OutputFeed
from syndicator.model.rules import Clause, Field, Pattern, Quota, Rule

MakeItem = Callable[..., Item]

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = DATE + timedelta(days=1)
GRANT = GrantName("harbour-2026")
HARBOUR = SourceName("harbour")
FEED = OutputFeed(name=FeedName("world"), title="World", sources=(HARBOUR,))
LATER, MUCH_LATER = NOW + timedelta(days=1), NOW + timedelta(days=400)


def rule(word: str) -> Rule:
    pattern = Pattern(source=word, expression=re.compile(word, re.IGNORECASE))
    clause = Clause(field=Field.TITLE, patterns=(pattern,))
    return Rule(clauses=(clause,), text=f'{{ title = "{word}" }}')


def permitted(wake_at: datetime | None = None) -> Ruling:
    return Ruling(permitted=True, reason="fine", code="permitted", checks=(), wake_at=wake_at)


def refused(wake_at: datetime | None = None) -> Ruling:
    reason = "the permission ended on 1 January 2026"
    return Ruling(permitted=False, reason=reason, code="expires", checks=(), wake_at=wake_at)


def decide(
    item: Item,
    feed: OutputFeed,
    ruling: Ruling | None = None,
    *,
    now: datetime = NOW,
    backfill: timedelta | None = None,
) -> Decision:
    return judge(
        Haystack(item=item), feed, ruling or permitted(), now=now, grant=GRANT, backfill=backfill
    )


EVERYTHING_AGAINST = replace(
    FEED,
    sources=(),
    exclude=(rule("Oder"), rule("Elbe")),
    include=(rule("Oder"),),
    max_age=timedelta(hours=1),
)


@pytest.mark.parametrize(
    ("feed", "ruling", "expected"),
    [
        pytest.param(
            EVERYTHING_AGAINST,
            refused(),
            (
                Verdict.WITHHELD,
                "grants.harbour-2026.expires",
                "the permission ended on 1 January 2026",
            ),
            id="permission-first",
        ),
        pytest.param(
            EVERYTHING_AGAINST,
            permitted(),
            (Verdict.LEFT_OUT, "feeds.world.sources", "harbour is no source of this feed"),
            id="then-source",
        ),
        pytest.param(
            replace(EVERYTHING_AGAINST, sources=(HARBOUR,)),
            permitted(),
            (
                Verdict.LEFT_OUT,
                "feeds.world.exclude[1]",
                'not wanted here: { title = "Elbe" } found "Elbe" in the title',
            ),
            id="then-exclude",
        ),
        pytest.param(
            replace(EVERYTHING_AGAINST, sources=(HARBOUR,), exclude=()),
            permitted(),
            (
                Verdict.LEFT_OUT,
                "feeds.world.include",
                "none of the rules for what is wanted matches",
            ),
            id="then-include",
        ),
        pytest.param(
            replace(FEED, max_age=timedelta(hours=1)),
            permitted(),
            (Verdict.LEFT_OUT, "feeds.world.max_age", "of 2026-03-01: more than 1 hour ago"),
            id="then-age",
        ),
        pytest.param(
            replace(FEED, max_age=timedelta(0)),
            permitted(),
            (Verdict.LEFT_OUT, "feeds.world.max_age", "of 2026-03-01: more than 0 days ago"),
            id="no-age-at-all",
        ),
        pytest.param(
            replace(FEED, include=(rule("Oder"), rule("Elbe"), rule("Ferries"))),
            permitted(),
            (
                Verdict.PUBLISH,
                "feeds.world.include[1]",
                'wanted: { title = "Elbe" } found "Elbe" in the title',
            ),
            id="let-in-by-a-rule",
        ),
        pytest.param(
            FEED,
            permitted(),
            (Verdict.PUBLISH, "feeds.world.sources", "every story from harbour is wanted"),
            id="let-in-by-its-source",
        ),
    ],
)
def test_the_order_of_verdicts(
    make_item: MakeItem, feed: OutputFeed, ruling: Ruling, expected: tuple[Verdict, str, str]
) -> None:
    decision = decide(make_item(7), feed, ruling)
    assert (decision.item, decision.feed) == (7, "world")
    assert (decision.verdict, decision.rule, decision.reason) == expected


def test_no_permission_at_all(make_item: MakeItem) -> None:
    haystack = Haystack(item=make_item())
    decision = judge(haystack, FEED, refused(), now=NOW, grant=None)
    assert (decision.verdict, decision.rule) == (Verdict.WITHHELD, "sources.harbour.grant")


@pytest.mark.parametrize(
    ("ruling", "max_age", "expected"),
    [
        pytest.param(permitted(), None, None, id="never"),
        pytest.param(permitted(LATER), None, LATER, id="permission"),
        pytest.param(permitted(), timedelta(days=3), DATE + timedelta(days=3), id="age"),
        pytest.param(permitted(LATER), timedelta(days=3), LATER, id="permission-first"),
        pytest.param(
            permitted(MUCH_LATER), timedelta(days=3), DATE + timedelta(days=3), id="age-first"
        ),
        pytest.param(refused(LATER), timedelta(days=1, hours=1), LATER, id="withheld"),
        pytest.param(permitted(LATER), timedelta(hours=1), LATER, id="too-old-already"),
        pytest.param(permitted(), timedelta.max, None, id="beyond-the-calendar"),
    ],
)
def test_when_to_ask_again(
    make_item: MakeItem, ruling: Ruling, max_age: timedelta | None, expected: datetime | None
) -> None:
    decision = decide(make_item(), replace(FEED, max_age=max_age), ruling)
    assert decision.wake_at == expected


def test_an_item_is_too_old_from_the_moment_that_was_announced(make_item: MakeItem) -> None:
    item = make_item()
    decision = decide(item, FEED)
    assert decision.wake_at is not None
    just_before = decide(item, FEED, now=decision.wake_at - timedelta(microseconds=1))
    assert just_before.verdict is Verdict.PUBLISH
    assert decide(item, FEED, now=decision.wake_at).rule == "feeds.world.max_age"


def test_an_item_without_a_date_ages_from_when_it_was_seen(make_item: MakeItem) -> None:
    item = make_item(published=None, first_seen=NOW - timedelta(days=31))
    assert decide(item, FEED).rule == "feeds.world.max_age"


@pytest.mark.parametrize(
    ("first_poll", "backfill", "expected"),
    [
        pytest.param(True, timedelta(days=6), "sources.harbour.backfill", id="too-old"),
        pytest.param(True, timedelta(days=7), "feeds.world.sources", id="just-new-enough"),
        pytest.param(True, None, "feeds.world.sources", id="any-age"),
        pytest.param(False, timedelta(days=6), "feeds.world.sources", id="came-later"),
    ],
)
def test_what_a_new_source_brings_with_it(
    make_item: MakeItem, backfill: timedelta | None, expected: str, *, first_poll: bool
) -> None:
    item = make_item(first_poll=first_poll, first_seen=DATE + timedelta(days=7))
    decision = decide(item, FEED, now=DATE + timedelta(days=8), backfill=backfill)
    assert decision.rule == expected


def test_what_a_new_source_brings_without_a_date(make_item: MakeItem) -> None:
    item = make_item(first_poll=True, published=None)
    assert decide(item, FEED, backfill=timedelta(days=7)).rule == "sources.harbour.backfill"
    assert decide(item, FEED, backfill=None).verdict is Verdict.PUBLISH
    later = replace(item, first_poll=False)
    assert decide(later, FEED, backfill=timedelta(days=7)).verdict is Verdict.PUBLISH


def accepted(*items: Item) -> list[tuple[Head, Decision]]:
    return [(item, decide(item, FEED)) for item in items]


def published(final: list[tuple[Head, Decision]]) -> list[int]:
    return [item.id for item, decision in final if decision.verdict is Verdict.PUBLISH]


def verdicts(final: list[tuple[Head, Decision]]) -> dict[int, tuple[Verdict, str]]:
    return {item.id: (decision.verdict, decision.rule) for item, decision in final}


def test_newest_first_and_ties_by_id(make_item: MakeItem) -> None:
    days = {1: 1, 2: 3, 3: 2, 4: 3}
    items = [
        make_item(number, published=DATE - timedelta(days=day)) for number, day in days.items()
    ]
    for standing in ([], [2], [4]):
        final = select(accepted(*items), FEED, standing=frozenset(standing))
        assert published(final) == [1, 3, 2, 4]


def test_last_changed_first(make_item: MakeItem) -> None:
    items = [make_item(number, updated=DATE + timedelta(days=number)) for number in (1, 2, 3)]
    feed = replace(FEED, order=Order.UPDATED)
    assert published(select(accepted(*items), feed)) == [3, 2, 1]
    assert published(select(accepted(*items), FEED)) == [1, 2, 3]


def test_the_limit_cuts_the_end(make_item: MakeItem) -> None:
    items = [make_item(number, published=DATE + timedelta(hours=number)) for number in range(1, 6)]
    final = select(accepted(*items), replace(FEED, limit=2))
    assert published(final) == [5, 4]
    cut = final[2:]
    assert [item.id for item, _ in cut] == [1, 2, 3]
    assert {(each.verdict, each.rule) for _, each in cut} == {
        (Verdict.LEFT_OUT, "feeds.world.limit")
    }


def test_one_copy_of_a_story(make_item: MakeItem) -> None:
    items = [
        make_item(12, story=12, source=SourceName("lighthouse")),
        make_item(13, story=12),
        make_item(14, atom_id="urn:x:12"),
        make_item(15),
    ]
    lighthouse = SourceName("lighthouse")
    feed = replace(FEED, sources=(HARBOUR, lighthouse), prefer=(lighthouse,))
    final = select([(item, decide(item, feed)) for item in items], feed)
    assert published(final) == [12, 15]
    copies = [decision for _, decision in final if decision.rule == "dedupe"]
    assert [decision.item for decision in copies] == [13, 14]
    assert {decision.reason for decision in copies} == {"a copy of item 12, from lighthouse"}
    assert {decision.verdict for decision in copies} == {Verdict.LEFT_OUT}


def test_the_copy_that_stands_stays(make_item: MakeItem) -> None:
    copies = accepted(make_item(1, story=1), make_item(2, story=1), make_item(3, story=1))
    assert published(select(copies, FEED)) == [1]
    assert published(select(copies, FEED, standing=frozenset({3}))) == [3]
    assert published(select(copies, FEED, standing=frozenset({2, 3}))) == [2]


def test_a_copy_takes_the_place_of_one_that_may_no_longer_stand(make_item: MakeItem) -> None:
    gone, copy = make_item(1, story=1), make_item(2, story=1)
    judged = [(gone, decide(gone, FEED, refused())), (copy, decide(copy, FEED))]
    final = select(judged, FEED, standing=frozenset({1}))
    assert published(final) == [2]
    assert [decision.verdict for _, decision in final] == [Verdict.PUBLISH, Verdict.WITHHELD]


def test_a_copy_that_the_limit_cuts_stands_no_longer(make_item: MakeItem) -> None:
    new, old = make_item(1), make_item(2, story=1, published=DATE - timedelta(days=2))
    other = make_item(3, published=DATE - timedelta(days=1))
    judged = accepted(new, old, other)
    feed = replace(FEED, history=History.NONE)
    assert published(select(judged, feed, standing=frozenset({2}))) == [3, 2]
    feed = replace(feed, limit=1)
    assert published(select(judged, feed, standing=frozenset({2}))) == [3]
    preferred = replace(judged[0][0], source=SourceName("lighthouse"))
    feed = replace(feed, prefer=(preferred.source,))
    judged = [(preferred, judged[0][1]), *judged[1:]]
    assert published(select(judged, feed, standing=frozenset({2}))) == [1]


def test_a_copy_that_goes_into_the_archive_stands_there(make_item: MakeItem) -> None:
    new, old = make_item(1), make_item(2, story=1, published=DATE - timedelta(days=2))
    other = make_item(3, published=DATE - timedelta(days=1))
    judged = accepted(new, old, other)
    feed = replace(FEED, limit=1)
    final = select(judged, feed, standing=frozenset({2}))
    assert published(final) == [3]
    assert verdicts(final) == {
        1: (Verdict.LEFT_OUT, "dedupe"),
        2: (Verdict.ARCHIVED, "feeds.world.limit"),
        3: (Verdict.PUBLISH, "feeds.world.sources"),
    }
    again = select(judged, feed, standing=frozenset({3}), settled=frozenset({2}))
    assert published(again) == [3]
    assert verdicts(again)[2] == (Verdict.ARCHIVED, "feeds.world.history")


def test_what_made_room_does_not_come_back_when_there_is_room_again(make_item: MakeItem) -> None:
    old, new = make_item(1, published=DATE - timedelta(days=2)), make_item(2)
    judged = accepted(old, new)
    feed = replace(FEED, limit=5)
    assert published(select(judged, feed, settled=frozenset({1}))) == [2]
    # Unless the rules have changed since: then it is a candidate like others.
    assert published(select(judged, feed, standing=frozenset({1}))) == [2, 1]


@pytest.mark.parametrize(
    ("verdict", "rule", "stands"),
    [
        (Verdict.PUBLISH, "given", True),
        (Verdict.LEFT_OUT, "feeds.world.max_age", True),
        (Verdict.LEFT_OUT, "feeds.world.exclude[0]", False),
        (Verdict.WITHHELD, "grants.g.expires", False),
    ],
)
def test_a_correction_is_seen_whatever_its_age_and_the_limit(
    make_item: MakeItem, verdict: Verdict, rule: str, *, stands: bool
) -> None:
    old = make_item(1, published=DATE - timedelta(days=40))
    new = make_item(2)
    [(_, decision)] = accepted(old)
    judged = [(old, replace(decision, verdict=verdict, rule=rule)), *accepted(new)]
    until = DATE + timedelta(days=3)
    final = select(judged, replace(FEED, limit=1), settled=frozenset({1}), corrected={1: until})
    assert published(final) == ([2, 1] if stands else [2])
    if stands:
        assert next(d for i, d in final if i.id == 1).wake_at == until
        assert verdicts(final)[1] == (Verdict.PUBLISH, CORRECTED)


def test_copies_do_not_count_towards_the_limit(make_item: MakeItem) -> None:
    items = [make_item(1, story=1), make_item(2, story=1), make_item(3)]
    assert published(select(accepted(*items), replace(FEED, limit=2))) == [1, 3]


def labelled(item: Item, *labels: str | None) -> tuple[Head, Decision]:
    marks = tuple(Mark(rule="r", reason="r", label=label) for label in labels)
    return item, replace(decide(item, FEED), marks=marks)


def test_a_loud_source_does_not_fill_the_feed(make_item: MakeItem) -> None:
    loud = [
        make_item(n, published=DATE + timedelta(hours=n), source=SourceName("loud"))
        for n in range(1, 6)
    ]
    quiet = make_item(6, published=DATE - timedelta(days=3))
    feed = replace(FEED, sources=(HARBOUR, SourceName("loud")), quota=Quota(source=2))
    judged: list[tuple[Head, Decision]] = [(each, decide(each, feed)) for each in (*loud, quiet)]
    assert published(select(judged, feed)) == [5, 4, 6]
    # Of what made no room, the newest moves up when another leaves.
    gone = [pair for pair in judged if pair[0].id != 5]
    assert published(select(gone, feed)) == [4, 3, 6]
    # What is over a quota takes no place of the limit.
    assert published(select(judged, replace(feed, limit=3))) == [5, 4, 6]
    final = dict(verdicts(select(judged, replace(feed, limit=2))))
    assert final[6] == (Verdict.LEFT_OUT, "feeds.world.limit")
    assert final[1] == (Verdict.LEFT_OUT, "feeds.world.quota.source")


def test_labels_have_a_quota_and_pins_come_first(make_item: MakeItem) -> None:
    items = [make_item(n, published=DATE + timedelta(hours=n)) for n in range(1, 6)]
    one, two, three, four, five = items
    judged = [
        labelled(one, "Ports", None),
        labelled(two, "Ports"),
        labelled(three, "Ports", "Tides"),
        labelled(four, "Tides"),
        labelled(five),
    ]
    assert published(select(judged, FEED)) == [1, 5, 4, 3, 2]
    feed = replace(FEED, quota=Quota(label=1))
    # The pinned one has the place of its label; 3 needs two, and both are taken.
    assert published(select(judged, feed)) == [1, 5, 4]
    reasons = {decision.item: decision.reason for _, decision in select(judged, feed)}
    assert reasons[3] == 'over its quota: another labelled "Ports" comes before it'
    assert published(select(judged, replace(FEED, limit=2))) == [1, 5]


def test_of_a_story_over_its_quota_another_source_carries_its_copy(make_item: MakeItem) -> None:
    loud, quiet = SourceName("loud"), SourceName("quiet")
    feed = replace(FEED, sources=(loud, quiet), quota=Quota(source=1), prefer=(loud,))
    judged = [
        (item, decide(item, feed))
        for item in (
            make_item(1, source=loud, published=DATE),
            make_item(2, source=loud, story=2, published=DATE - timedelta(hours=1)),
            make_item(3, source=quiet, story=2, published=DATE - timedelta(hours=1)),
        )
    ]
    final = select(judged, feed)
    assert published(final) == [1, 3]
    assert verdicts(final)[2] == (Verdict.LEFT_OUT, "dedupe")
    again = select(judged, feed, standing=frozenset({1, 3}))
    assert again == final


def test_what_select_changes_keeps_its_moment(make_item: MakeItem) -> None:
    final = select(accepted(make_item(1), make_item(2)), replace(FEED, limit=1))
    assert [decision.wake_at for _, decision in final] == [DATE + timedelta(days=30)] * 2


def test_nothing_in_nothing_out() -> None:
    assert select([], FEED) == []
