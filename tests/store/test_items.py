from __future__ import annotations

import itertools
import sqlite3
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import (
    Enclosure,
    GrantName,
    Identity,
    NewItem,
    Revised,
    Seen,
    SourceName,
)
from syndicator.store import items, sources
from syndicator.store.write_items import ALIASES

if TYPE_CHECKING:
    from tests.support.stored import Filled, Make

IRI = "https://alpha.example/?p=1"


def test_a_new_item_comes_back_as_it_was(filled: Filled, make: Make) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    change = make.new("1", published=make.now.astimezone(east))
    (number,) = filled.apply(change, first_poll=True)
    (item,) = items.get(filled.store, [number, 999])
    assert item.article == change.article
    assert item.source_meta == make.meta
    assert (item.id, item.number, item.story, item.first_poll) == (number, 1, number, True)
    assert (item.first_seen, item.updated) == (make.now, change.updated)
    assert item.published is not None
    assert item.published == make.now
    assert item.published.utcoffset() == timedelta(hours=5, minutes=30)
    assert (item.atom_id, item.link) == (IRI, "https://alpha.example/1")


def test_an_item_without_a_date_counts_from_when_it_was_seen(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1", published=None))
    (item,) = items.get(filled.store, [number])
    assert item.published is None
    assert item.date == make.now


def test_a_revision_is_added_and_the_first_one_kept(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1"))
    later = make.now + timedelta(hours=2)
    assert filled.apply(
        make.revised(number, make.incoming("1", "b"), significant=False), now=later
    ) == [number]
    first, second = items.revisions_of(filled.store, number)
    assert (first.item.article, second.item.article) == (make.article("1"), make.article("b"))
    assert (first.item.number, second.item.number) == (1, 2)
    assert (first.significant, second.significant) == (True, False)
    assert (first.seen_at, second.seen_at) == (make.now, later)
    assert first.item.updated == make.now - timedelta(hours=1)
    assert items.get(filled.store, [number]) == [second.item]
    assert first.item.atom_id == second.item.atom_id


def test_a_date_of_publication_is_learnt_once(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1", published=None))
    first, second = make.now - timedelta(days=2), make.now - timedelta(days=1)
    filled.apply(make.revised(number, make.incoming("1", "b", published=first)))
    filled.apply(make.revised(number, make.incoming("1", "c", published=second)))
    assert items.get(filled.store, [number])[0].published == first


def test_the_known_hash_is_the_present_one(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1", "a"))
    assert items.known_hashes(filled.store, filled.alpha) == {make.digest("raw a")}
    filled.apply(make.revised(number, make.incoming("1", "b")))
    assert items.known_hashes(filled.store, filled.alpha) == {make.digest("raw b")}
    filled.apply(make.revised(number, make.incoming("1", "a")))
    assert items.known_hashes(filled.store, filled.alpha) == {make.digest("raw a")}
    assert items.get(filled.store, [number])[0].number == 3
    assert items.known_hashes(filled.store, filled.beta) == frozenset()


def test_seeing_again_adds_names_and_the_raw_hash_only(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1"))
    (before,) = items.get(filled.store, [number])
    again = make.incoming("other", "1", guid="renamed")
    again = replace(again, raw_hash=make.digest("raw, otherwise"))
    assert filled.apply(make.seen(number, again)) == []
    assert items.get(filled.store, [number]) == [before]
    assert items.known_hashes(filled.store, filled.alpha) == {again.raw_hash}
    for guid in ("renamed", IRI):
        asked = Identity(guid=guid, link=None, fingerprint=None)
        found = items.known(filled.store, filled.alpha, [asked])
        assert {one.item for one in found} == {number}
        assert guid in {one.identity.guid for one in found}


def test_known_finds_by_each_key_in_one_source_only(filled: Filled, make: Make) -> None:
    (one,) = filled.apply(make.new("1"))
    filled.apply(make.new("2"))
    whole = make.incoming("1").identity
    for asked in (
        Identity(guid=whole.guid, link=None, fingerprint=None),
        Identity(guid=None, link=whole.link, fingerprint=None),
        Identity(guid=None, link=None, fingerprint=whole.fingerprint),
    ):
        (found,) = items.known(filled.store, filled.alpha, [asked])
        assert (found.item, found.identity) == (one, whole)
        assert found.text_hash == make.article("1").text_hash
        assert found.content_hash == make.article("1").content_hash
        assert items.known(filled.store, filled.beta, [asked]) == []
    assert items.known(filled.store, filled.alpha, []) == []


def test_known_finds_by_the_raw_hash_too(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1"))
    hashes = [make.digest("raw 1"), make.digest("raw 2")]
    assert [one.item for one in items.known(filled.store, filled.alpha, [], hashes)] == [number]
    assert items.known(filled.store, filled.beta, [], hashes) == []


def test_known_finds_by_the_words_however_few(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1", "a"))
    filled.apply(make.new("2", "other"))
    for text, found in (("a", [number]), ("b", [])):
        asked = Identity(guid="x", link=None, fingerprint=None, words=make.article(text).text_hash)
        assert [one.item for one in items.known(filled.store, filled.alpha, [asked])] == found
        assert items.known(filled.store, filled.beta, [asked]) == []
        filled.apply(make.revised(number, make.incoming("1", "c")))
        assert items.known(filled.store, filled.alpha, [asked]) == []  # the present words only


def test_known_tells_what_is_compared_besides_the_keys(filled: Filled, make: Make) -> None:
    new = make.new("1")
    article = replace(
        new.article,
        link="https://alpha.example/1?utm_source=rss#top",
        enclosures=(Enclosure(url="https://alpha.example/1.mp3", type="audio/mpeg", length=3),),
    )
    filled.apply(replace(new, article=article), make.new("2", published=None))
    one, two = (
        items.known(filled.store, filled.alpha, [make.incoming(key).identity])[0] for key in "12"
    )
    assert (one.published, one.link) == (new.published, article.link)
    assert one.enclosures == ("https://alpha.example/1.mp3",)
    assert (two.published, two.link, two.enclosures) == (None, None, ())


def test_known_tells_what_the_text_was_before(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1", "a"))
    for text in ("b", "a", "c"):
        filled.apply(make.revised(number, make.incoming("1", text)))
    for one in items.known(filled.store, filled.alpha, [make.incoming("1", "b").identity]):
        assert one.former == tuple(make.article(text).text_hash for text in "aba")
        assert one.text_hash == make.article("c").text_hash


def test_either_hash_makes_a_revision(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1"))
    incoming = make.incoming("1")
    assert incoming.article is not None
    for article in (
        replace(incoming.article, text_hash=make.digest("moved")),
        replace(incoming.article, content_hash=make.digest("moved")),
    ):
        change = make.revised(number, replace(incoming, article=article))
        assert filled.apply(change) == [number]
        assert filled.apply(change) == []


def test_known_takes_as_many_identities_as_there_are(filled: Filled, make: Make) -> None:
    changes = [make.new(str(number)) for number in range(3)]
    filled.apply(*changes)
    asked = [make.incoming(str(number)).identity for number in range(10_000)]
    assert len(items.known(filled.store, filled.alpha, asked)) == 3


def test_a_source_that_makes_up_guids_does_not_fill_the_table(filled: Filled, make: Make) -> None:
    (number,) = filled.apply(make.new("1"))
    for turn in range(3 * ALIASES):
        filled.apply(make.seen(number, make.incoming("1", guid=f"made-up-{turn}")))
    rows = filled.store.rows("SELECT * FROM item_keys WHERE kind = 'guid'")
    assert len(rows) == ALIASES


# ── atom:id ──────────────────────────────────────────────────────────────────────────────────


def test_one_guid_for_several_stories_still_gives_each_its_id(filled: Filled, make: Make) -> None:
    changes = [make.new(str(number), guid=IRI) for number in range(3)]
    changes.append(make.new("3", "text", guid=IRI, link="https://alpha.example/2"))
    ids = [item.atom_id for item in items.get(filled.store, filled.apply(*changes))]
    assert ids[0] == IRI
    assert len(set(ids)) == 4
    assert all(one.startswith("tag:feeds.example.org,2026:") for one in ids[1:])


def test_the_same_story_of_two_sources_keeps_one_id(filled: Filled, make: Make) -> None:
    found = filled.apply(make.new("1")) + filled.apply(make.new("1"), source=filled.beta)
    assert {item.atom_id for item in items.get(filled.store, found)} == {IRI}


# ── one story in several sources ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("guid", "link", "text", "joined"),
    [
        (IRI, None, "other", True),
        (None, "https://alpha.example/1", "other", True),
        (None, None, "1", True),
        (None, None, "other", False),
    ],
    ids=["guid", "link", "text", "nothing"],
)
def test_what_makes_two_items_one_story(
    filled: Filled, make: Make, *, guid: str | None, link: str | None, text: str, joined: bool
) -> None:
    (first,) = filled.apply(make.new("1"))
    (second,) = filled.apply(make.new("2", text, guid=guid, link=link), source=filled.beta)
    assert items.get(filled.store, [second])[0].story == (first if joined else second)


def test_a_number_as_guid_says_nothing_outside_its_feed(filled: Filled, make: Make) -> None:
    filled.apply(make.new("1", guid="42"))
    (second,) = filled.apply(make.new("2", guid="42"), source=filled.beta)
    assert items.get(filled.store, [second])[0].story == second


def test_a_link_that_a_source_gives_to_all_its_items_says_nothing(
    filled: Filled, make: Make
) -> None:
    front = "https://alpha.example/"
    filled.apply(make.new("1", link=front), make.new("2", link=front))
    (third,) = filled.apply(make.new("3", link=front), source=filled.beta)
    assert items.get(filled.store, [third])[0].story == third


def test_items_of_one_source_are_never_one_story(filled: Filled, make: Make) -> None:
    numbers = filled.apply(make.new("1"), make.new("2", "1", link="https://alpha.example/1"))
    assert [item.story for item in items.get(filled.store, numbers)] == numbers


# ── nothing is doubled, nothing is lost ──────────────────────────────────────────────────────

_numbers = itertools.count()
polls = st.lists(
    st.dictionaries(st.integers(0, 4), st.integers(0, 2), max_size=5), min_size=1, max_size=5
)


def compare(filled: Filled, make: Make, source: SourceName, poll: dict[int, int]) -> list[int]:
    """The plainest dedupe there is, by guid alone."""
    incoming = [make.incoming(str(key), f"{key} {version}") for key, version in poll.items()]
    identities = [one.identity for one in incoming]
    stood = {one.identity.guid: one for one in items.known(filled.store, source, identities)}
    changes: list[NewItem | Revised | Seen] = []
    for one, (key, version) in zip(incoming, poll.items(), strict=True):
        known = stood.get(one.identity.guid)
        if known is None:
            changes.append(make.new(str(key), f"{key} {version}"))
        elif one.article is not None and known.content_hash != one.article.content_hash:
            changes.append(make.revised(known.item, one))
        else:
            changes.append(make.seen(known.item, one))
    touched = filled.apply(*changes, source=source)
    assert filled.apply(*changes, source=source) == [], "the same changes again change nothing"
    return touched


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(polls)
def test_any_sequence_of_polls_doubles_and_loses_nothing(
    filled: Filled, make: Make, history: list[dict[int, int]]
) -> None:
    source = SourceName(f"source-{next(_numbers)}")
    with filled.store.transaction():
        sources.sync(
            filled.store, [(source, f"https://other.example/{source}", GrantName("g"))], make.now
        )
        last: dict[int, int] = {}
        for poll in history:
            changed = [key for key, version in poll.items() if last.get(key) != version]
            assert len(compare(filled, make, source, poll)) == len(changed)
            last |= poll
    found = items.candidates(filled.store, [source])
    assert sorted(item.article.title for item in found) == sorted(
        f"On {key} {version}" for key, version in last.items()
    )
    assert items.known_hashes(filled.store, source) == {
        make.digest(f"raw {key} {version}") for key, version in last.items()
    }
    for item in found:
        numbers = [one.item.number for one in items.revisions_of(filled.store, item.id)]
        assert numbers == list(range(1, item.number + 1))


def test_a_failure_in_the_middle_leaves_nothing(filled: Filled, make: Make) -> None:
    with pytest.raises(LookupError):
        filled.apply(make.new("1"), make.revised(77, make.incoming("2")))
    assert filled.store.rows("SELECT * FROM items") == []
    assert filled.store.rows("SELECT * FROM item_keys") == []


@pytest.mark.parametrize("sql", ["UPDATE revisions SET number = 7", "DELETE FROM revisions"])
def test_a_revision_is_never_changed(filled: Filled, make: Make, sql: str) -> None:
    filled.apply(make.new("1"))
    with (
        pytest.raises(sqlite3.IntegrityError, match="only be added to"),
        filled.store.transaction(),
    ):
        filled.store.write(sql)


def test_no_two_items_are_updated_in_one_second(filled: Filled, make: Make) -> None:
    same = make.now - timedelta(days=3)
    numbers = filled.apply(*(make.new(str(n), published=same) for n in range(5)))
    found = items.get(filled.store, numbers)
    assert [item.updated for item in found] == [same + timedelta(seconds=n) for n in range(5)]
    assert [item.published for item in found] == [same] * 5
    later = [make.revised(number, make.incoming(f"{number}", "b")) for number in numbers]
    filled.apply(*later, now=make.now + timedelta(hours=1))
    again = [item.updated for item in items.get(filled.store, numbers)]
    assert len(set(again)) == 5
    assert min(again) > same
    assert max(again) <= make.now + timedelta(hours=1)
