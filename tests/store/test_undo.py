"""What was said is taken back by another word: nothing is deleted, and a kill stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.stored import Filled, Make

from syndicator.model import Desk, Word
from syndicator.store import editorial, items, source_holds
from syndicator.store.database import Store
from syndicator.store.editorial import Action

if TYPE_CHECKING:
    from syndicator.model import Item

SAID = (*(each for each in Action if each not in {Action.KILL, Action.UNDO}),)


def of(filled: Filled, item: int) -> Item:
    [found] = items.get(filled.store, [item])
    return found


def say(filled: Filled, item: int, action: Action, minute: int = 0, **word: object) -> None:
    now = Make.now + timedelta(minutes=minute)
    said = Word(at=now, by="maria", reason=f"reason {minute}", **word)  # type: ignore[arg-type]
    if action in {Action.LABEL, Action.UNLABEL, Action.PIN, Action.UNPIN, Action.NOTE}:
        editorial.record_alone(filled.store, [item], action, said, label="election")
    else:
        editorial.record_word(filled.store, [item], action, said)


def undo(filled: Filled, item: int) -> editorial.Recorded:
    return editorial.undo(filled.store, item, by="emil", reason="", now=Make.now)


@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_each_undo_gives_back_what_stood_before(said: list[Action]) -> None:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "x.db", mode="own") as store:
        filled = Filled(store)
        [item] = filled.apply(Make().new("a"))
        stood = [Desk()]
        for minute, action in enumerate(said):
            say(filled, item, action, minute)
            if (desk := of(filled, item).desk) != stood[-1]:
                stood.append(desk)
        words = len(editorial.history(store, item))
        for before in reversed(stood[:-1]):
            assert undo(filled, item).items == (item,)
            assert of(filled, item).desk == before
        assert undo(filled, item) == editorial.Recorded()
        assert len(editorial.history(store, item)) == words + len(stood) - 1


def test_what_is_final_or_anothers_is_not_taken_back(filled: Filled, make: Make) -> None:
    killed, withdrawn, whole = filled.apply(make.new("a"), make.new("b"), make.new("c"))
    say(filled, killed, Action.KILL)
    editorial.record(
        filled.store, [withdrawn], Action.HOLD, by=editorial.AGENCY, reason="x", now=make.now
    )
    word = Word(at=make.now, by="boss", reason="broken into")
    source_holds.hold(filled.store, [of(filled, whole).source], word)
    for item in (killed, withdrawn, whole):
        before = of(filled, item).desk
        assert undo(filled, item) == editorial.Recorded()
        assert of(filled, item).desk == before


@pytest.mark.parametrize("action", [Action.HOLD, Action.REJECT])
def test_copies_come_back_with_the_story(filled: Filled, make: Make, action: Action) -> None:
    one, two = filled.apply(make.new("a"), make.new("b", "a", link="https://alpha.example/a"))
    say(filled, two, Action.NOTE)
    say(filled, one, action, 1)
    assert of(filled, two).desk != Desk()
    assert undo(filled, one).copies == (two,)
    assert of(filled, two).desk == Desk()
    # A copy of which something else was said since keeps that.
    say(filled, one, action, 2)
    say(filled, two, Action.APPROVE, 3)
    kept = of(filled, two).desk
    assert undo(filled, one).copies == ()
    assert of(filled, two).desk == kept


def test_a_hold_until_a_time_waits_behind_a_hold_of_its_source(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    until = make.now + timedelta(days=2)
    say(filled, item, Action.HOLD, until=until)
    name = of(filled, item).source
    source_holds.hold(filled.store, [name], Word(at=make.now, by="boss", reason="court"))
    late = until + timedelta(days=1)
    assert of(filled, item).desk.hold(late) is not None
    source_holds.release(filled.store, [name], Word(at=make.now, by="boss", reason=""))
    held = of(filled, item).desk.hold(make.now)
    assert held is not None
    assert (held.by, held.until) == ("maria", until)
    assert of(filled, item).desk.hold(until) is None
