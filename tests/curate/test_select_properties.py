"""What must hold for any selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from syndicator.curate.room import CORRECTED
from syndicator.curate.select import select
from syndicator.model import Decision, FeedName, Head, Item, Mark, SourceName, Verdict
from syndicator.model.output_feed import History, Order, OutputFeed
from syndicator.model.rules import NO_QUOTA, Quota

MakeItem = Callable[..., Item]
Judged = list[tuple[Head, Decision]]
Items = list[Head]

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HARBOUR = SourceName("harbour")
SOURCES = (HARBOUR, SourceName("beacon"), SourceName("lantern"))
TOO_OLD = "feeds.world.max_age"


MARKS = st.lists(
    st.sampled_from([None, "Ports", "Tides"]).map(
        lambda label: Mark(rule="given", reason="given", label=label)
    ),
    max_size=2,
).map(tuple)
Drawn = tuple[dict[str, object], Verdict, str, tuple[Mark, ...]]
QUOTAS = st.none() | st.integers(1, 3)


@dataclass(frozen=True)
class Situation:
    """Items that share stories and ids, a decision for each, a feed, and what stands where."""

    drawn: list[Drawn]
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
            "source": draw(st.sampled_from(SOURCES)),
        }
        verdict = draw(st.sampled_from([Verdict.PUBLISH, Verdict.LEFT_OUT, Verdict.WITHHELD]))
        rule = draw(st.sampled_from(["given", TOO_OLD])) if verdict is Verdict.LEFT_OUT else "given"
        drawn.append((fields, verdict, rule, draw(MARKS)))
    feed = OutputFeed(
        name=FeedName("world"),
        title="World",
        sources=SOURCES,
        prefer=tuple(draw(st.lists(st.sampled_from(SOURCES), unique=True))),
        limit=draw(st.integers(1, 6)),
        order=draw(st.sampled_from(Order)),
        history=draw(st.sampled_from(History)),
        quota=Quota(source=draw(QUOTAS), label=draw(QUOTAS)),
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


def build(situation: Situation, make_item: MakeItem) -> Judged:
    judged: Judged = []
    for fields, verdict, rule, marks in situation.drawn:
        item = make_item(**fields)
        decision = Decision(
            item=item.id,
            feed=FeedName("world"),
            verdict=verdict,
            rule=rule,
            reason="given",
            marks=marks if verdict is Verdict.PUBLISH else (),
        )
        judged.append((item, decision))
    return judged


def with_verdict(final: Judged, verdict: Verdict) -> Items:
    return [item for item, decision in final if decision.verdict is verdict]


def precedence(item: Head, feed: OutputFeed) -> tuple[int, datetime, str, int]:
    preferred = [*feed.prefer, *(each for each in SOURCES if each not in feed.prefer)]
    place = min(preferred.index(item.source), len(feed.prefer))
    return place, item.date, item.source, item.id


def require_quotas(final: Judged, feed: OutputFeed) -> None:
    counted = [(i, d) for i, d in final if d.verdict is Verdict.PUBLISH and d.rule != CORRECTED]
    sources = Counter(item.source for item, _ in counted)
    labels = Counter(label for _, decision in counted for label in decision.labels)
    assert all(feed.quota.source is None or n <= feed.quota.source for n in sources.values())
    assert all(feed.quota.label is None or n <= feed.quota.label for n in labels.values())
    # What is over a quota is so because as many stand that come before it.
    for item, decision in final:
        if decision.verdict is Verdict.LEFT_OUT and decision.rule == "feeds.world.quota.source":
            assert sources[item.source] == feed.quota.source
        if decision.verdict is Verdict.LEFT_OUT and decision.rule == "feeds.world.quota.label":
            assert feed.quota.label in {labels[label] for label in decision.labels}


@given(situation=situations(), data=st.data())
def test_select(make_item: MakeItem, situation: Situation, data: st.DataObject) -> None:
    feed, judged = situation.feed, build(situation, make_item)
    ask = partial(select, feed=feed, corrected=situation.corrected)
    final = ask(judged, standing=situation.standing, settled=situation.settled)
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

    pinned = {item.id: decision.pinned for item, decision in final}
    places = [
        (pinned[item.id], item.updated if feed.order is Order.UPDATED else item.date)
        for item in shown
    ]
    assert places == sorted(places, reverse=True)
    require_quotas(final, feed)

    shuffled = data.draw(st.permutations(judged))
    again = ask(shuffled, standing=situation.standing, settled=situation.settled)
    assert again == final

    # Of copies of one story that all might be new, the one that comes first is carried.
    chosen = {item.story: item for item in shown}
    for item, decision in judged:
        other = chosen.get(item.story)
        if decision.verdict is not Verdict.PUBLISH or other is None or item.id == other.id:
            continue
        if feed.quota != NO_QUOTA:
            continue  # there may have been room for the other one only
        if {item.id, other.id} & held or "urn:x:shared" in {item.atom_id, other.atom_id}:
            continue
        assert precedence(other, feed) < precedence(item, feed)

    stands = frozenset(item.id for item in shown)
    next_time = select(
        judged,
        feed,
        standing=stands,
        settled=frozenset(item.id for item in archived),
        corrected={i: t for i, t in situation.corrected.items() if feed.keeps or i in stands},
    )
    assert with_verdict(next_time, Verdict.PUBLISH) == shown


@given(situation=situations(), data=st.data())
def test_the_order_of_polls_does_not_matter(
    make_item: MakeItem, situation: Situation, data: st.DataObject
) -> None:
    """Of what was never published the same is chosen, whichever source was asked first."""
    drawn = sorted(situation.drawn, key=lambda each: int(str(each[0]["id"])))
    numbers = data.draw(st.permutations([each[0]["id"] for each in drawn]))
    # The items of one source are numbered in its own order.
    waiting: dict[object, list[int]] = {}
    for each, number in zip(drawn, numbers, strict=True):
        waiting.setdefault(each[0]["source"], []).append(int(str(number)))
    for own in waiting.values():
        own.sort(reverse=True)
    other = [replace_id(each, waiting[each[0]["source"]].pop()) for each in drawn]
    former = {fields["id"]: each[0]["id"] for each, (fields, *_) in zip(drawn, other, strict=True)}

    def chosen(given: list[Drawn]) -> list[int]:
        judged = build(replace(situation, drawn=given), make_item)
        return [i.id for i in with_verdict(select(judged, situation.feed), Verdict.PUBLISH)]

    assert sorted(chosen(drawn)) == sorted(int(str(former[i])) for i in chosen(other))


def replace_id(drawn: Drawn, number: int) -> Drawn:
    fields, *rest = drawn
    made: dict[str, object] = {**fields, "id": number}
    return (made, *rest)  # type: ignore[return-value]  # the same four
