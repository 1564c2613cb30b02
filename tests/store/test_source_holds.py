"""Holds of whole sources: what is stored, what comes, and what a release leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicator.model import Desk, GrantName, SourceName, Word
from syndicator.store import configured, editorial, items, source_holds
from syndicator.store.editorial import Action

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make


def desk(filled: Filled, item: int) -> Desk:
    [found] = items.get(filled.store, [item])
    return found.desk


def source_of(filled: Filled, item: int) -> SourceName:
    [found] = items.get(filled.store, [item])
    return found.source


def test_a_hold_of_a_source_ends_with_it_but_for_what_was_held_before(
    filled: Filled, make: Make
) -> None:
    free, held, killed = filled.apply(make.new("a"), make.new("b"), make.new("c"))
    name = source_of(filled, free)
    own = Word(at=make.now, by="maria", reason="libel?")
    for item, action in ((held, Action.HOLD), (killed, Action.KILL)):
        editorial.record(filled.store, [item], action, by="maria", reason="libel?", now=make.now)
    word = Word(at=make.now, by="boss", reason="broken \n into")
    done = source_holds.hold(filled.store, [name, name], word)
    assert done.items == (free,)
    assert desk(filled, free).held == Word(
        at=make.now, by="boss", reason=f'all of "{name}" is held: broken into'
    )
    assert desk(filled, held).held == own
    assert set(source_holds.current(filled.store)) == {name}
    assert source_holds.hold(filled.store, [name], word).items == ()

    [late] = filled.apply(make.new("d"))
    assert source_holds.hold_new(filled.store, [late, free], now=make.now).items == (late,)
    assert desk(filled, late).held

    ended = source_holds.release(filled.store, [name, SourceName("other")], word)
    assert sorted(ended.items) == [free, late]
    assert desk(filled, held).held == own
    assert not desk(filled, free).held
    assert not desk(filled, late).held
    assert source_holds.current(filled.store) == {}
    assert source_holds.hold_new(filled.store, [late], now=make.now).items == ()


def test_what_is_added_while_everything_is_held_is_held(filled: Filled, make: Make) -> None:
    word = Word(at=make.now, by="boss", reason="a court order")
    source_holds.hold(filled.store, [source_holds.EVERY], word)
    added = SourceName("added")
    configured.sync(filled.store, [(added, "https://added.example/", GrantName("g"))], make.now)
    assert source_holds.current(filled.store)[added] == word
    source_holds.release(filled.store, [added], word)
    configured.sync(filled.store, [(added, "https://added.example/2", GrantName("g"))], make.now)
    assert added not in source_holds.current(filled.store), "it is not added again"
    source_holds.release(filled.store, [source_holds.EVERY], word)
    other = SourceName("other")
    configured.sync(filled.store, [(other, "https://other.example/", GrantName("g"))], make.now)
    assert source_holds.current(filled.store) == {}


def test_a_hold_goes_with_its_source_under_another_name(filled: Filled, make: Make) -> None:
    [item] = filled.apply(make.new("a"))
    name = source_of(filled, item)
    [row] = filled.store.rows("SELECT url FROM sources WHERE name = ?", (name,))
    word = Word(at=make.now, by="boss", reason="broken into")
    source_holds.hold(filled.store, [name], word)
    new = SourceName("renamed")
    configured.sync(filled.store, [(new, row["url"], GrantName("g"))], make.now)
    assert source_holds.current(filled.store) == {new: word}
    assert source_holds.release(filled.store, [new], word).items == (item,)
    assert not desk(filled, item).held
