"""A preview is exactly what publishing then does, and writes nothing."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator import config as configuration
from syndicator.config import Config
from syndicator.errors import ConfigError
from syndicator.model import Decision, Digest, FeedName, Fetched, Job, SourceName, Verdict
from syndicator.pipeline import Engine
from syndicator.poll.ingest import ingest
from syndicator.poll.page_check import limits
from syndicator.poll.read_document import read
from syndicator.publish.preview import Change, Preview, preview, try_rules
from syndicator.store import decisions, editorial, items, placements
from syndicator.store.database import Store

X = FeedName("x")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEAD = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.a]
url = "https://a.example/feed"
grant = "free"
tags = ["loud"]
[sources.b]
url = "https://b.example/feed"
grant = "few"
[sources.c]
url = "https://c.example/feed"
grant = "few"
[grants.free]
holder = "A"
embargo = "2h"
remove_after = "6d"
[grants.few]
holder = "B"
daily_limit = 2
use_within = "3d"
"""
ACTIONS = [
    'exclude = [{ title = "sport" }]',
    'hold = [{ any = ["court"] }]',
    'include = [{ any = ["news", { tag = "loud" }] }]',
    'label = { Ports = [{ title = "port" }], Courts = [{ any = ["court", "news"] }] }',
    'pin = [{ title = "port", none = ["sport"] }]',
]
rule_set = st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3, unique=True)
feed = st.fixed_dictionaries(
    {
        "sources": st.sampled_from(['["a", "b", "c"]', '["a", "b"]', '["c", "b"]']),
        "limit": st.integers(1, 4).map(str),
        "max_age": st.sampled_from(['"2d"', '"all"']),
        "history": st.sampled_from(['"archive"', '"none"', '"complete"']),
        "order": st.sampled_from(['"newest"', '"updated"']),
        "labels": st.sampled_from(["true", "false"]),
        "rules": st.sampled_from(["[]", '["one"]', '["two", "one"]']),
        "quota": st.sampled_from(["{ source = 1 }", "{ label = 1 }", "{ source = 2, label = 2 }"]),
    },
)
documents = st.fixed_dictionaries(
    {"one": rule_set, "two": rule_set, "x": feed, "y": feed, "was": st.booleans()}
)
stories = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from(["news", "sport", "port", "court"]), st.integers(0, 90)
    ),
    min_size=1,
    max_size=4,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("bring"), st.sampled_from("abc"), stories),
        st.tuples(st.sampled_from(list(editorial.Action)), st.integers(1, 8)),
        st.tuples(st.just("publish")),
        st.tuples(st.just("wait"), st.integers(1, 40)),
    ),
    min_size=2,
    max_size=7,
)


def written(drawn: dict[str, object], *, renamed: bool = False) -> str:
    text = HEAD
    for name in ("one", "two"):
        listed = drawn[name]
        assert isinstance(listed, list)
        text += f"[rules.{name}]\n" + "\n".join(listed) + "\n"
    for name in ("x", "y"):
        table = drawn[name]
        assert isinstance(table, dict)
        new = "z" if renamed and name == "x" else name
        text += f'[feeds.{new}]\ntitle = "X"\nformats = ["json", "html"]\n'
        text += 'was = ["x"]\n' if new == "z" else ""
        text += "".join(f"{key} = {value}\n" for key, value in table.items())
    return text


def load(folder: Path, text: str, name: str = "config.toml") -> Config:
    file = folder / name
    file.write_text(text, "utf-8")
    return configuration.load(file, environ={})


def bring(engine: Engine, source: str, listed: list[tuple[int, str, int]], now: datetime) -> None:
    parts = "".join(
        f"<item><guid isPermaLink='false'>{source}{guid}</guid><title>{title} {guid}</title>"
        f"<link>https://x.example/{guid}</link><description>{title} text</description>"
        f"<pubDate>{(START - timedelta(hours=hours)):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for guid, title, hours in listed
    )
    body = f'<rss version="2.0"><channel><title>X</title>{parts}</channel></rss>'.encode()
    name = SourceName(source)
    url = engine.config.sources[name].url
    job = Job(source=name, url=url, limits=limits(engine.config, name), now=now)
    rules = engine._active
    answer = Fetched(url=url, body=body, body_hash=Digest("0" * 64), headers={})
    ingest(
        engine._store,
        rules.config,
        [read(job, answer)],
        versions=rules.versions,
        digests=rules.digests,
        now=now,
    )


def previewed(config: Config, now: datetime) -> dict[FeedName, Preview]:
    with Store.open(config.database, mode="read") as store, store.snapshot():
        return {name: preview(store, config, feed, now=now) for name, feed in config.feeds.items()}


def require_equal(engine: Engine, found: Preview, before: dict[int, Digest | None]) -> None:
    store, name = engine._store, found.plan.feed.name
    recorded = {each.item: each for each in recorded_decisions(store, name)}
    for head, decision in found.plan.decided:
        assert (decision.verdict, decision.rule, decision.reason) == (
            recorded[head.id].verdict,
            recorded[head.id].rule,
            recorded[head.id].reason,
        )
    now_standing = standing(store, name)
    assert sorted(now_standing) == sorted(entry.item for entry in found.plan.entries)
    document = json.loads((Path(engine.config.output) / f"{name}.json").read_text("utf-8"))
    ids = [each["id"] for each in document["items"]]
    entries = {entry.id: entry for entry in found.plan.entries}
    shown = [each for each in ids if each in entries]
    assert shown == [entry.id for entry in found.plan.entries]
    tags = {each["id"]: each.get("tags", []) for each in document["items"]}
    for entry in found.plan.entries:
        assert tags[entry.id] == [category.term for category in entry.categories]
    expected = dict.fromkeys(before, Change.GOES)
    for item, digest in now_standing.items():
        if item not in before:
            expected[item] = Change.COMES
        else:
            expected[item] = Change.STAYS if digest == before[item] else Change.CHANGES
    assert dict(found.changes) == expected


def standing(store: Store, name: FeedName) -> dict[int, Digest | None]:
    return {each.item: each.digest for each in placements.standing(store, name, current=True)}


def recorded_decisions(store: Store, name: FeedName) -> list[Decision]:
    rows = store.rows("SELECT * FROM decisions WHERE feed = ?", (name,))
    return [decisions.decided_from(row).decision for row in rows]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=documents, then=documents, taken=steps)
def test_a_preview_is_what_is_published(
    first: dict[str, object], then: dict[str, object], taken: list[tuple[object, ...]]
) -> None:
    with TemporaryDirectory() as name:
        folder, now = Path(name), START
        with closing(Engine.start(load(folder, written(first)), now=now)) as engine:
            bring(engine, "a", [(n, "news" if n % 2 else "port", n) for n in range(4)], now)
            for kind, *rest in taken:
                now += timedelta(minutes=1)
                match kind, *rest:
                    case "bring", str(source), list(listed):
                        bring(engine, source, listed, now)
                    case "publish", *_:
                        engine.publish(now=now)
                    case "wait", int(hours):
                        now += timedelta(hours=hours)
                    case editorial.Action() as action, int(item):
                        if items.get(engine._store, [item]):
                            editorial.record(
                                engine._store, [item], action, by="ed", reason="-", now=now
                            )
            now += timedelta(minutes=1)
            edited = load(folder, written(then, renamed=bool(then["was"])), "edited.toml")
            before = {
                feed: standing(engine._store, FeedName("x" if feed == "z" else feed))
                for feed in edited.feeds
            }
            found = previewed(edited, now)
            engine.reload(edited, now=now)
            engine.publish(now=now)
            for feed, each in found.items():
                if feed == "z" and not each.changes:
                    continue
                require_equal(engine, each, before[feed])


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".db-shm"  # the locks of who reads
    }


EDITED = """
[rules.sport]
exclude = [{ title = "sport" }]
hold = [{ title = "court" }]
label = { Ports = [{ title = "port" }] }
[feeds.x]
title = "X"
sources = ["a"]
rules = ["sport"]
labels = true
"""


def test_a_preview_writes_nothing_beside_a_service(tmp_path: Path) -> None:
    config = load(tmp_path, HEAD + '[feeds.x]\ntitle = "X"\nsources = ["a"]\n')
    with closing(Engine.start(config, now=START)) as engine:
        bring(engine, "a", [(1, "sport", 3), (2, "port", 4), (3, "news", 5)], START)
        later = START + timedelta(hours=3)
        engine.publish(now=later)
        bring(engine, "a", [(4, "court", 2), (5, "news", 1)], later)
        edited = load(tmp_path, HEAD + EDITED, "edited.toml")
        before = contents(tmp_path)
        found = previewed(edited, later + timedelta(hours=3))[X]
        with Store.open(edited.database, mode="read") as store:
            tried = try_rules(store, edited, edited.feeds[X], since=None, most=None)
        assert contents(tmp_path) == before
    decided = {item.id: decision for item, decision in found.plan.decided}
    assert found.changes == {
        1: Change.GOES,
        2: Change.CHANGES,
        3: Change.STAYS,
        5: Change.COMES,
    }
    assert decided[4].verdict is Verdict.LEFT_OUT
    assert decided[4].rule == "rules.sport.hold[0]"
    assert "waits for an editor" in decided[4].reason
    assert tried.stories == 5
    assert [(each.placed.key, each.matches, each.decides) for each in tried.rules] == [
        ("rules.sport.exclude[0]", 1, 1),
        ("rules.sport.hold[0]", 1, 1),
        ("rules.sport.label.Ports[0]", 1, 1),
    ]
    assert list(tried.otherwise) == [("feeds.x.sources", 3)]


def test_a_configuration_that_would_be_refused_is_refused(tmp_path: Path) -> None:
    config = load(tmp_path, HEAD + '[feeds.x]\ntitle = "X"\nsources = ["a"]\n')
    with closing(Engine.start(config, now=START)) as engine:
        bring(engine, "a", [(1, "news", 3)], START)
        other = HEAD.replace('"https://a.example/feed"\ngrant = "free"', '"https://o.example/"\n')
        other = other.replace('"https://o.example/"\n', '"https://o.example/"\ngrant = "few"')
        edited = load(tmp_path, other + '[feeds.x]\ntitle = "X"\nsources = ["a"]\n', "edited.toml")
        with pytest.raises(ConfigError, match="another publisher"):
            previewed(edited, START)
