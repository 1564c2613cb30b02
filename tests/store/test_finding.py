from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from syndicator.model import (
    Decision,
    FeedName,
    Verdict,
)
from syndicator.store import decisions, items
from syndicator.store.decisions import Decided

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

IRI = "https://alpha.example/?p=1"


# ── finding ──────────────────────────────────────────────────────────────────────────────────


def test_candidates_are_the_newest_first_of_the_sources_asked_for(
    filled: Filled, make: Make
) -> None:
    for key, hours in (("1", 5), ("2", 1), ("3", 9)):
        filled.apply(make.new(key, published=make.now - timedelta(hours=hours)))
    filled.apply(make.new("4", "b"), source=filled.beta)
    found = items.candidates(filled.store, [filled.alpha])
    assert [item.article.title for item in found] == ["On 2", "On 1", "On 3"]
    since = make.now - timedelta(hours=5)
    assert len(items.candidates(filled.store, [filled.alpha], since=since)) == 2
    assert len(items.candidates(filled.store, [filled.alpha, filled.beta])) == 4
    assert items.candidates(filled.store, []) == []
    assert items.counts(filled.store) == {"alpha": 3, "beta": 1}


@pytest.mark.parametrize(
    "text", ["1", IRI, "https://alpha.example/1", "renamed"], ids=["number", "id", "link", "alias"]
)
def test_an_operator_finds_an_item(filled: Filled, make: Make, text: str) -> None:
    (number,) = filled.apply(make.new("1"))
    filled.apply(make.new("2"), make.seen(number, make.incoming("1", guid="renamed")))
    assert number == 1
    assert [item.id for item in items.find(filled.store, text)] == [number]


@pytest.mark.parametrize("text", ["", "7", "9" * 5000, "-1", "٣", "https://alpha.example/none"])
def test_what_is_not_there_is_not_found(filled: Filled, make: Make, text: str) -> None:
    filled.apply(make.new("1"))
    assert items.find(filled.store, text) == []


def decide(filled: Filled, make: Make, item: int, feed: str, verdict: Verdict) -> None:
    decision = Decision(
        item=item, feed=FeedName(feed), verdict=verdict, rule="feeds.x", reason="because"
    )
    (stored,) = items.get(filled.store, [item])
    decided = Decided(
        decision=decision, revision=stored.revision, grant=filled.grant, decided_at=make.now
    )
    decisions.save(filled.store, [decided])


def test_search(filled: Filled, make: Make) -> None:
    one, two = filled.apply(make.new("1", "Élan vital"), make.new("2", "the Elbe"))
    (three,) = filled.apply(make.new("3", "the Rhine"), source=filled.beta)
    decide(filled, make, one, "world", Verdict.PUBLISH)
    decide(filled, make, one, "local", Verdict.WITHHELD)
    decide(filled, make, two, "world", Verdict.LEFT_OUT)

    def ids(found: list[items.Found]) -> list[int]:
        return sorted(one.item.id for one in found)

    store, world = filled.store, FeedName("world")
    assert ids(items.search(store)) == [one, two, three]
    assert ids(items.search(store, limit=2)) == [two, three]
    assert ids(items.search(store, source=filled.beta)) == [three]
    assert ids(items.search(store, words=["éLAN"])) == [one]
    assert ids(items.search(store, words=["THE", "elbe"])) == [two]
    assert ids(items.search(store, words=["ada roth"])) == [one, two, three]
    assert ids(items.search(store, words=["<p>"])) == []
    assert ids(items.search(store, since=make.now)) == []
    assert ids(items.search(store, feed=world)) == [one, two]
    assert ids(items.search(store, verdict=Verdict.WITHHELD)) == [one]
    assert ids(items.search(store, feed=world, verdict=Verdict.WITHHELD)) == []
    (found,) = items.search(store, words=["vital"])
    assert [d.decision.feed for d in found.decisions] == ["local", "world"]
    (found,) = items.search(store, words=["vital"], feed=world)
    assert [d.decision.verdict for d in found.decisions] == [Verdict.PUBLISH]
