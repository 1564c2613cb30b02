from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Digest, Entry, FeedName, Item, PublishedFeed
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.compose import feed as compose

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]

DAY = timedelta(days=1)
MONDAY = datetime(2020, 4, 20, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 3 * DAY
OLD, NEW = Digest("a" * 64), Digest("b" * 64)


def test_a_feed_says_who_and_where_it_is(feed: MakeFeed, entry: MakeEntry) -> None:
    one = entry()
    made = feed(one)
    assert (made.id, made.self_link) == ("https://feeds.example.org/world.atom",) * 2
    assert made.alternate == "https://feeds.example.org/"
    assert (made.author, made.generator_version) == ("Example Newsroom", "0.1")
    assert made.entries == (one,)
    assert feed(feed_id="tag:feeds.example.org,2019:world").id == "tag:feeds.example.org,2019:world"


def test_a_feed_has_a_title_and_an_author_whatever_is_configured() -> None:
    made = compose.feed(
        OutputFeed(name=FeedName("world"), title=" ", subtitle="\n", language="en_us"),
        [],
        site=compose.Site(base_url="https://feeds.example.org/", title="", version="0.1"),
        updated=MONDAY,
    )
    assert (made.title, made.subtitle, made.author) == ("world", None, "feeds.example.org")
    assert made.language == "en-US"


@pytest.mark.parametrize(
    ("entries", "previous", "digest", "expected"),
    [
        ([MONDAY, TUESDAY], None, NEW, TUESDAY),
        ([], None, NEW, MONDAY),
        ([MONDAY, TUESDAY], TUESDAY, OLD, TUESDAY),
        ([WEDNESDAY], TUESDAY, NEW, WEDNESDAY),
        ([MONDAY], TUESDAY, NEW, THURSDAY),
        ([], TUESDAY, NEW, THURSDAY),
        ([MONDAY], THURSDAY + DAY, NEW, THURSDAY + DAY),
        ([WEDNESDAY], TUESDAY, OLD, TUESDAY),
    ],
    ids=[
        "first time",
        "first time, empty",
        "nothing changed",
        "a newer entry",
        "something was removed",
        "everything was removed",
        "the clock went back",
        "the same digest is the same feed",
    ],
)
def test_updated_moves_with_what_is_seen_never_with_the_clock(
    entry: MakeEntry,
    entries: list[datetime],
    previous: datetime | None,
    digest: Digest,
    expected: datetime,
) -> None:
    assert (
        compose.feed_updated(
            [replace(entry(), updated=moment) for moment in entries],
            previous=previous,
            previous_digest=None if previous is None else OLD,
            digest=digest,
            now=THURSDAY + timedelta(microseconds=5),
            created=MONDAY,
        )
        == expected
    )


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the strategy adds the zone


@settings(deadline=None)
@given(entries=st.lists(moments), previous=moments, changed=st.booleans(), now=moments)
def test_updated_never_goes_back(
    entry: MakeEntry, entries: list[datetime], previous: datetime, now: datetime, *, changed: bool
) -> None:
    previous = previous.replace(microsecond=0)
    made = compose.feed_updated(
        [replace(entry(), updated=moment) for moment in entries],
        previous=previous,
        previous_digest=OLD,
        digest=NEW if changed else OLD,
        now=now,
        created=MONDAY,
    )
    assert made >= previous
    assert made.microsecond == 0
    assert changed or made == previous


def test_the_digest_is_over_what_a_subscriber_sees(entry: MakeEntry, feed: MakeFeed) -> None:
    one = entry()
    made = feed(one, replace(one, id="urn:x:2"))
    digest = compose.feed_digest(made)
    unseen = [
        feed(*made.entries),
        replace(made, updated=TUESDAY),
        replace(made, generator_version="9"),
        replace(made, entries=tuple(replace(each, grant=9, revision=9) for each in made.entries)),
    ]
    seen = [
        replace(made, title="Other"),
        replace(made, entries=made.entries[:1]),
        replace(made, entries=made.entries[::-1]),
        replace(made, entries=(replace(one, rights="Other"), made.entries[1])),
        replace(made, entries=(replace(one, updated=TUESDAY), made.entries[1])),
    ]
    assert {compose.feed_digest(each) for each in unseen} == {digest}
    assert digest not in {compose.feed_digest(each) for each in seen}
