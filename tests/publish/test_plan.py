"""What must hold of any plan: what is withheld is not in it, and it holds until it wakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.config import Config, Poll, Source
from syndicator.curate import decide as deciding
from syndicator.curate.decide import decide
from syndicator.curate.haystack import Haystack
from syndicator.model import (
    Article,
    CleanHtml,
    Desk,
    Digest,
    FeedName,
    GrantName,
    Item,
    SourceMeta,
    SourceName,
    Verdict,
    Word,
)
from syndicator.model.grant import Approval, Grant
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.publish.plan import Plan, Standing, composer, plan

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Berlin")
HARBOR, QUAY = SourceName("harbor"), SourceName("quay")
WORD = Word(at=START, by="mira", reason="so")


def configured(grants: dict[SourceName, Grant], feed: OutputFeed) -> Config:
    sources = {
        name: Source(
            name=name,
            url=f"https://{name}.example/feed",
            title=name.title(),
            grant=grant.name,
            tags=(),
            every=DAY,
            timeout=DAY,
            max_bytes=1,
            backfill=None,
        )
        for name, grant in grants.items()
    }
    return Config(
        path=Path("/config.toml"),
        title="Newsroom",
        base_url="https://feeds.example.org/",
        contact=None,
        database=Path("/db"),
        output=Path("/feeds"),
        timezone=ZONE,
        poll=Poll(
            every=DAY,
            timeout=DAY,
            max_bytes=1,
            per_host=1,
            workers=1,
            allow_private=(),
            backfill=None,
        ),
        sources=sources,
        grants={grant.name: grant for grant in grants.values()},
        feeds={feed.name: feed},
    )


def story(number: int, **fields: Any) -> Item:
    hashed = Digest(f"{number:064}")
    item = {
        "id": number,
        "source": HARBOR,
        "atom_id": f"https://harbor.example/{number}",
        "link": f"https://harbor.example/{number}",
        "story": number,
        "first_seen": START,
        "first_poll": False,
        "published": START - timedelta(hours=number),
        "updated": START,
        "revision": number,
        "number": 1,
        "article": Article(
            title=f"Story {number}",
            content=CleanHtml(f"<p>Text {number}.</p>"),
            text_hash=hashed,
            content_hash=hashed,
            link=f"https://harbor.example/{number}",
        ),
        "source_meta": SourceMeta(title="Harbor"),
    }
    return Item(**{**item, **fields})


def permission(name: str, **conditions: Any) -> Grant:
    return Grant(
        name=GrantName(name), holder=name, footer="© {{ year }} {{ holder }}", **conditions
    )


spans = st.none() | st.timedeltas(timedelta(hours=1), 40 * DAY)
words = st.sampled_from([None, None, WORD])
desks = st.builds(Desk, approved=words, rejected=words, held=words, killed=words)
grants = st.fixed_dictionaries(
    {
        "granted": st.none() | st.dates(date(2026, 2, 20), date(2026, 3, 20)),
        "expires": st.none() | st.dates(date(2026, 2, 20), date(2026, 4, 20)),
        "embargo": st.timedeltas(timedelta(0), 3 * DAY),
        "use_within": spans,
        "remove_after": spans,
        "approval": st.sampled_from(Approval),
        "daily_limit": st.none() | st.integers(1, 3),
        "onward": st.booleans(),
        "territory": st.sampled_from([("*",), ("*", "!US")]),
    }
)
items = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from([HARBOR, QUAY]),
            "published": st.timedeltas(-DAY, 40 * DAY).map(lambda age: START - age),
            "first_published": st.none()
            | st.timedeltas(timedelta(0), 9 * DAY).map(lambda age: START - age),
            "desk": desks,
            "story": st.integers(1, 6),
        }
    ),
    max_size=6,
).map(lambda fields: [story(number, **each) for number, each in enumerate(fields, start=1)])
feeds = st.builds(
    OutputFeed,
    name=st.just(FeedName("world")),
    title=st.just("World"),
    sources=st.just((HARBOR, QUAY)),
    limit=st.integers(1, 6),
    max_age=st.none() | st.just(30 * DAY),
    access=st.sampled_from(Access),
    territory=st.sampled_from([("*",), ("DE",)]),
)


@settings(max_examples=60, deadline=None)
def planned_of(
    config: Config,
    feed: OutputFeed,
    held: Sequence[Item],
    standing: Standing,
    versions: Mapping[GrantName, int],
    *,
    now: datetime,
) -> Plan:
    """Plan from nothing but the items."""
    texts = {item.id: item for item in held}
    composed = composer(config, feed, versions)
    return plan(
        config,
        feed,
        decide(config, feed, held, now=now),
        standing=standing,
        compose=lambda heads: composed(texts[head.id] for head in heads),
        now=now,
    )


@given(
    conditions=st.tuples(grants, grants),
    held=items,
    feed=feeds,
    later=st.timedeltas(timedelta(0), 50 * DAY),
    standing=st.frozensets(st.integers(1, 6)),
)
def test_nothing_that_is_withheld_is_planned(
    conditions: tuple[dict[str, Any], dict[str, Any]],
    held: list[Item],
    feed: OutputFeed,
    later: timedelta,
    standing: frozenset[int],
) -> None:
    harbor, quay = (permission(n, **c) for n, c in zip(("one", "two"), conditions, strict=True))
    config = configured({HARBOR: harbor, QUAY: quay}, feed)
    now = START + later
    versions = {harbor.name: 1, quay.name: 2}

    def planned(moment: datetime) -> Plan:
        return planned_of(config, feed, held, Standing(current=standing), versions, now=moment)

    made = planned(now)
    assert sorted(item.id for item, _ in made.decided) == [item.id for item in held]
    wanted = [item.id for item, each in made.decided if each.verdict is Verdict.PUBLISH]
    assert [entry.item for entry in made.entries] == wanted
    kept = [item.id for item, each in made.decided if each.verdict is Verdict.ARCHIVED]
    assert [entry.item for entry in made.archived] == kept
    assert made.notices.keys() == {*wanted, *kept}
    assert standing.issuperset(kept)
    assert len(wanted) <= feed.limit
    by_id = {item.id: item for item in held}
    for number in kept:
        assert deciding.rule(config, by_id[number], now=now, feed=feed).permitted
    for entry in made.entries:
        item = by_id[entry.item]
        assert deciding.rule(config, item, now=now, feed=feed).permitted
        assert item.desk.killed is item.desk.held is item.desk.rejected is None
        grant = deciding.grant_of(config, item)
        assert grant is not None
        assert entry.grant == versions[grant.name]
    for grant in (harbor, quay):
        if grant.daily_limit is not None:
            new = [
                number
                for number in wanted
                if deciding.grant_of(config, by_id[number]) == grant
                and by_id[number].first_published is None
            ]
            assert len(new) <= grant.daily_limit
    # Nothing changes by itself before it is woken.
    if made.wake_at is not None:
        assert made.wake_at > now
        before = planned(made.wake_at - timedelta(microseconds=1))
        assert before.entries == made.entries


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_what_left_today_takes_from_the_day(limit: int) -> None:
    grant = permission("one", daily_limit=limit)
    feed = OutputFeed(name=FeedName("world"), title="World", sources=(HARBOR,))
    config = configured({HARBOR: grant}, feed)
    held = [story(number) for number in range(1, 6)]

    def planned(*today: int) -> set[int]:
        left = Standing(left_today={grant.name: frozenset(today)})
        made = planned_of(config, feed, held, left, {grant.name: 1}, now=START)
        return {entry.item for entry in made.entries}

    assert planned() == set(range(5, 5 - limit, -1))  # 5 is the oldest
    # One of ours left already, and one of another feed.
    assert planned(1, 99) == {1} | set(range(5, 5 - max(0, limit - 2), -1))


def test_one_reading_of_an_item_serves_every_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def haystack(item: Item, source_title: str | None, zone: ZoneInfo) -> Haystack:
        made.append(item.id)
        return Haystack(item=item, source_title=source_title, zone=zone)

    monkeypatch.setattr(deciding, "Haystack", haystack)
    feed = OutputFeed(name=FeedName("world"), title="World", sources=(HARBOR,))
    config = configured({HARBOR: permission("one")}, feed)
    haystacks: dict[int, Haystack] = {}
    for _ in range(3):
        decide(config, feed, [story(1), story(2)], now=START, haystacks=haystacks)
    assert made == [1, 2]


def test_the_place_is_part_of_the_question() -> None:
    feed = OutputFeed(
        name=FeedName("club"), title="Club", access=Access.TOKEN, territory=("DE", "AT")
    )
    place = deciding.place_of(feed)
    assert (place.feed, place.token, place.territory) == ("club", True, ("DE", "AT"))
    config = configured({HARBOR: permission("one", onward=False)}, feed)

    assert deciding.rule(config, story(1), now=START, feed=feed).permitted
    public = replace(feed, access=Access.PUBLIC)
    assert deciding.rule(config, story(1), now=START, feed=public).code == "onward"
    assert deciding.rule(config, story(1), now=START).permitted
