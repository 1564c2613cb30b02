"""What must hold for any selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from syndicator.curate.desk import CORRECTED, select
from syndicator.curate.rules import History, Order, OutputFeed
from syndicator.model import Decision, FeedName, Head, Item, SourceName, Verdict

MakeItem = Callable[..., Item]
Judged = list[tuple[Head, Decision]]
Items = list[Head]

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HARBOUR = SourceName("harbour")
TOO_OLD = "feeds.world.max_age"


@dataclass(frozen=True)
class Situation:
    """Items that share stories and ids, a verdict for each, a feed, and what stands where."""

    drawn: list[tuple[dict[str, object], Verdict, str]]
    feed: OutputFeed
    standing: frozenset[int]
    settled: frozenset[int]
    corrected: dict[int, datetime]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    numbers = draw(st.lists(st.integers(1, 30), unique=True, max_size=12))
    drawn = []
    for number in numbers:
        hours = st.integers(0, 3).map(lambda count: DATE + timedelta(hours=count))
        fields: dict[str, object] = {
            "id": number,
            "story": draw(st.sampled_from([number, 1, 2])),
            "atom_id": draw(st.sampled_from([f"urn:x:{number}", "urn:x:shared"])),
            "published": draw(hours | st.none()),
            "updated": draw(hours),
        }
        verdict = draw(st.sampled_from([Verdict.PUBLISH, Verdict.LEFT_OUT, Verdict.WITHHELD]))
        rule = draw(st.sampled_from(["given", TOO_OLD])) if verdict is Verdict.LEFT_OUT else "given"
        drawn.append((fields, verdict, rule))
    feed = OutputFeed(
        name=FeedName("world"),
        title="World",
        sources=(HARBOUR,),
        limit=draw(st.integers(1, 6)),
        order=draw(st.sampled_from(Order)),
        history=draw(st.sampled_from(History)),
    )
    standing = draw(st.sets(st.integers(1, 30)))
    settled = draw(st.sets(st.integers(1, 30))) - standing if feed.keeps else set()
    held = sorted(standing | settled)
    corrected = draw(st.sets(st.sampled_from(held))) if held else set()
    return Situation(
        drawn=drawn,
        feed=feed,
        standing=frozenset(standing),
        settled=frozenset(settled),
        corrected=dict.fromkeys(corrected, DATE + timedelta(days=7)),
    )


def build(drawn: list[tuple[dict[str, object], Verdict, str]], make_item: MakeItem) -> Judged:
    judged: Judged = []
    for fields, verdict, rule in drawn:
        item = make_item(**fields)
        decision = Decision(
            item=item.id, feed=FeedName("world"), verdict=verdict, rule=rule, reason="given"
        )
        judged.append((item, decision))
    return judged


def with_verdict(final: Judged, verdict: Verdict) -> Items:
    return [item for item, decision in final if decision.verdict is verdict]


@given(situation=situations(), data=st.data())
def test_select(make_item: MakeItem, situation: Situation, data: st.DataObject) -> None:
    feed, judged = situation.feed, build(situation.drawn, make_item)
    places = partial(select, feed=feed, corrected=situation.corrected)
    final = places(judged, standing=situation.standing, settled=situation.settled)
    asked = {item.id: decision for item, decision in judged}
    shown, archived = (with_verdict(final, v) for v in (Verdict.PUBLISH, Verdict.ARCHIVED))

    assert sorted(item.id for item, _ in final) == sorted(asked), "every item is answered once"
    assert all(item.id == decision.item for item, decision in final)
    for item, decision in final:
        if asked[item.id].verdict is Verdict.WITHHELD:
            assert decision == asked[item.id], "what may not leave does not"
    late = {i for i, d in asked.items() if d.rule == TOO_OLD and i in situation.corrected}
    assert all(asked[i.id].verdict is Verdict.PUBLISH or i.id in late for i in shown)
    assert len([d for _, d in final if d.verdict is Verdict.PUBLISH and d.rule != CORRECTED]) <= (
        feed.limit
    )
    assert len({item.story for item in shown}) == len(shown)
    assert len({item.atom_id for item in shown}) == len(shown)
    assert [item for item, _ in final[: len(shown)]] == shown

    # What stands goes on to stand, in a feed that keeps its past, and keeps its copies out.
    held = situation.standing | situation.settled
    kept = {i for i, d in asked.items() if i in held and d.verdict is not Verdict.WITHHELD}
    if feed.keeps:
        assert kept <= {item.id for item in (*shown, *archived)}
        assert {item.id for item in archived} <= kept
        for item in shown:
            copies = {i.id for i in archived if item.id not in held and i.story == item.story}
            assert not copies
        back = {i.id for i in shown} & situation.settled
        assert back <= situation.corrected.keys(), "it does not come back by itself"
    else:
        assert archived == []

    dates = [item.updated if feed.order is Order.UPDATED else item.date for item in shown]
    assert dates == sorted(dates, reverse=True)

    shuffled = data.draw(st.permutations(judged))
    again = places(shuffled, standing=situation.standing, settled=situation.settled)
    assert again == final

    stands = frozenset(item.id for item in shown)
    next_time = select(
        judged,
        feed,
        standing=stands,
        settled=frozenset(item.id for item in archived),
        corrected={i: t for i, t in situation.corrected.items() if feed.keeps or i in stands},
    )
    assert with_verdict(next_time, Verdict.PUBLISH) == shown
