"""What was decided once is what would be decided again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator import config as configuration
from syndicator.curate.decide import Timed
from syndicator.model import Decision, Digest, FeedName, Fetched, Item, Job, SourceName, Verdict
from syndicator.model.output_feed import OutputFeed
from syndicator.pipeline import Engine
from syndicator.poll.ingest import ingest
from syndicator.poll.page_check import limits
from syndicator.poll.read_document import read
from syndicator.publish.candidates import plan_feed
from syndicator.store import decision_cache, editorial, items

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFIG = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.a]
url = "https://a.example/feed"
grant = "windows"
[sources.b]
url = "https://b.example/feed"
grant = "few"
[grants.windows]
holder = "A"
footer = "Copyright {{ year }} A"
embargo = "6h"
use_within = "2d"
remove_after = "4d"
expires = 2026-03-06
[grants.few]
holder = "B"
footer = "Copyright {{ year }} B"
daily_limit = 2
approval = "editor"
[feeds.all]
title = "All"
sources = ["a", "b"]
limit = 3
max_age = "3d"
exclude = [{ title = "sport" }]
[feeds.b]
title = "B"
sources = ["b"]
"""


def document(stories: list[tuple[int, str, int]]) -> bytes:
    parts = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>https://x.example/{guid}</link><description>{title} text</description>"
        f"<pubDate>{(START - timedelta(hours=hours)):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for guid, title, hours in stories
    )
    return f'<rss version="2.0"><channel><title>X</title>{parts}</channel></rss>'.encode()


def bring(engine: Engine, source: str, body: bytes, now: datetime) -> None:
    name = SourceName(source)
    url = engine.config.sources[name].url
    job = Job(source=name, url=url, limits=limits(engine.config, name), now=now)
    rules = engine._active
    collected = read(job, Fetched(url=url, body=body, body_hash=Digest("0" * 64), headers={}))
    ingest(
        engine._store, rules.config, [collected], versions=rules.versions, digests=rules.digests,
        now=now,
    )  # fmt: skip


def decided(engine: Engine, feed: OutputFeed, now: datetime, *, kept: bool) -> list[Decision]:
    rules = engine._active
    planned = plan_feed(
        engine._store,
        rules.config,
        feed,
        versions=rules.versions,
        now=now,
        digest=rules.digests[feed.name] if kept else None,
    )
    return [decision for _, decision in planned.decided]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, "utf-8")
    with closing(Engine.start(configuration.load(file, environ={}), now=START)) as made:
        yield made


stories = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["news", "sport", "more"]), st.integers(0, 90)),
    min_size=1, max_size=4,
)  # fmt: skip
steps = st.lists(
    st.one_of(
        st.tuples(st.just("bring"), st.sampled_from("ab"), stories),
        st.tuples(st.sampled_from(list(editorial.Action)[:4]), st.integers(1, 6)),
        st.tuples(st.just("publish")),
        st.tuples(st.just("wait"), st.integers(1, 50)),
        st.tuples(st.just("configure"), st.sampled_from(["1d", "2d"])),
    ),
    min_size=2, max_size=8,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(steps)
def test_a_decision_that_stands_is_the_one_that_would_be_made(
    steps: list[tuple[object, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_text(CONFIG, "utf-8")
        now = START
        with closing(Engine.start(configuration.load(file, environ={}), now=now)) as engine:
            for kind, *rest in steps:
                now += timedelta(minutes=1)
                match kind, *rest:
                    case "bring", str(source), list(listed):
                        bring(engine, source, document(listed), now)
                    case "publish", *_:
                        engine.publish(now=now)
                    case "wait", int(hours):
                        now += timedelta(hours=hours)
                    case "configure", str(age):
                        text = CONFIG.replace('max_age = "3d"', f'max_age = "{age}"')
                        file.write_text(text, "utf-8")
                        engine.reload(configuration.load(file, environ={}), now=now)
                    case editorial.Action() as action, int(item):
                        if items.get(engine._store, [item]):
                            editorial.record(
                                engine._store, [item], action, by="ed", reason="-", now=now
                            )
                for feed in engine.config.feeds.values():
                    kept = decided(engine, feed, now, kept=True)
                    assert kept == decided(engine, feed, now, kept=False)


def test_what_stands_is_not_asked_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicator.curate import decide  # noqa: PLC0415  # what is counted

    asked: list[int] = []
    permit: Any = vars(decide)["permit"]

    def counted(item: Item, *args: object, **keywords: object) -> object:
        asked.append(item.id)
        return permit(item, *args, **keywords)

    monkeypatch.setattr(decide, "permit", counted)
    bring(engine, "a", document([(n, "news", n) for n in range(3)]), START)
    bring(engine, "a", document([(n, "news", n) for n in range(5)]), START + timedelta(hours=1))
    assert sorted(asked) == [1, 2, 3, 4, 5]
    asked.clear()
    engine.publish(now=START + timedelta(hours=1, minutes=1))
    assert asked == []
    engine.publish(now=START + timedelta(hours=6, minutes=30), everything=True)
    assert 0 < len(asked) < 5, "the clock has changed what may leave"
    asked.clear()
    editorial.record(engine._store, [2], editorial.Action.KILL, by="ed", reason="-", now=START)
    feed = engine.config.feeds[FeedName("all")]
    decided(engine, feed, START + timedelta(hours=6, minutes=31), kept=True)
    assert 2 in asked


def standing(
    engine: Engine, item: Item, digest: Digest, now: datetime = START
) -> dict[int, Decision]:
    return decision_cache.standing(
        engine._store, FeedName("all"), [item], digest, now, timed=Timed(engine.config)
    )


def test_a_decision_for_another_state_or_configuration_does_not_stand(engine: Engine) -> None:
    bring(engine, "b", document([(1, "news", 1)]), START)
    (item,) = items.get(engine._store, [1])
    digest = engine._active.digests[FeedName("all")]
    known = standing(engine, item, digest)
    assert known[1].verdict is Verdict.WITHHELD, "an editor has to approve it"
    assert not standing(engine, item, Digest("a" * 64))
    assert not standing(engine, item, digest, START - timedelta(seconds=1))
    editorial.record(engine._store, [1], editorial.Action.APPROVE, by="ed", reason="-", now=START)
    (approved,) = items.get(engine._store, [1])
    assert not standing(engine, approved, digest)
