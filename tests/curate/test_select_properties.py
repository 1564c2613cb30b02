"""What must hold for any selection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.curate.desk import select
from syndicator.curate.rules import Order, OutputFeed
from syndicator.model import Decision, FeedName, Item, SourceName, Verdict

MakeItem = Callable[..., Item]
Judged = list[tuple[Item, Decision]]

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HARBOUR = SourceName("harbour")


@st.composite
def situations(
    draw: st.DrawFn,
) -> tuple[list[tuple[dict[str, object], Verdict]], OutputFeed, frozenset[int]]:
    """Draw items that share stories and ids, a verdict for each, a feed, and what stands."""
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
        drawn.append((fields, draw(st.sampled_from(Verdict))))
    feed = OutputFeed(
        name=FeedName("world"),
        title="World",
        sources=(HARBOUR,),
        limit=draw(st.integers(1, 6)),
        order=draw(st.sampled_from(Order)),
    )
    return drawn, feed, frozenset(draw(st.sets(st.integers(1, 30))))


def build(drawn: list[tuple[dict[str, object], Verdict]], make_item: MakeItem) -> Judged:
    judged = []
    for fields, verdict in drawn:
        item = make_item(**fields)
        decision = Decision(
            item=item.id, feed=FeedName("world"), verdict=verdict, rule="given", reason="given"
        )
        judged.append((item, decision))
    return judged


@given(situation=situations(), data=st.data())
def test_select(
    make_item: MakeItem,
    situation: tuple[list[tuple[dict[str, object], Verdict]], OutputFeed, frozenset[int]],
    data: st.DataObject,
) -> None:
    drawn, feed, standing = situation
    judged = build(drawn, make_item)
    final = select(judged, feed, standing=standing)
    asked = {item.id: decision for item, decision in judged}
    shown = [item for item, decision in final if decision.verdict is Verdict.PUBLISH]

    assert sorted(item.id for item, _ in final) == sorted(asked), "every item is answered once"
    assert all(item.id == decision.item for item, decision in final)
    assert all(asked[item.id].verdict is Verdict.PUBLISH for item in shown)
    for item, decision in final:
        if asked[item.id].verdict is not Verdict.PUBLISH:
            assert decision == asked[item.id], "what was decided before is not changed"
    assert len(shown) <= feed.limit
    assert len({item.story for item in shown}) == len(shown)
    assert len({item.atom_id for item in shown}) == len(shown)
    assert [item for item, _ in final[: len(shown)]] == shown

    dates = [item.updated if feed.order is Order.UPDATED else item.date for item in shown]
    assert dates == sorted(dates, reverse=True)

    shuffled = data.draw(st.permutations(judged))
    assert select(shuffled, feed, standing=standing) == final

    again = select(judged, feed, standing=frozenset(item.id for item in shown))
    assert [item for item, decision in again if decision.verdict is Verdict.PUBLISH] == shown
