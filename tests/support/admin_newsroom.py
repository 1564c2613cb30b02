"""A newsroom that has worked for weeks, written into a database at once."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.model.incident import Finding, Kind, Mute, Severity
from syndicator.store import incidents, rhythms
from syndicator.store.database import Store
from syndicator.store.rhythms import StoredRhythm
from syndicator.store.times import seconds

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""When everything here happens."""
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>"\'&\u202e{{ 7*7 }}'
"""What stands in titles, names and messages."""


def config_of(number: int, *, users: str = "", base: str = "https://desk.example.org/") -> str:
    """A configuration with so many sources, half as many permissions at most, and a few feeds."""
    parts = [
        "[syndicator]",
        'title = "Harbor Newsroom"',
        'base_url = "https://feeds.example.org/"',
        "[admin]",
        'listen = "127.0.0.1:0"',
        f'base_url = "{base}"',
        users,
        '[monitor]\noutside = "15m"',
    ]
    grants = max(min(number // 2, 40), 1)
    for each in range(number):
        parts += [
            f"[sources.source-{each}]",
            f'url = "https://publisher-{each}.example/feed?token=secret{each}"',
            f'grant = "grant-{each % grants}"',
            f'tags = ["{["europe", "world", "science"][each % 3]}"]',
        ]
        if each % 2:
            parts.append(f'title = "The Publisher No. {each}"')
    for each in range(grants):
        parts += [f"[grants.grant-{each}]", f'holder = "Holder {each}, Inc."']
        if each % 3:
            parts.append(f"expires = 202{6 + each % 2}-12-{1 + each % 27:02}")
    for name in ("world", "europe", "science"):
        chosen = "europe" if name == "europe" or number < 2 else "world"
        parts += [f"[feeds.{name}]", f'title = "{name.title()}"', f'tags = ["{chosen}"]']
    return "\n".join(parts)


def fill(store: Store, config: Config, now: datetime, *, polls: int = 24) -> None:
    """Write what such a newsroom would have collected until now."""
    chance = random.Random(7)  # the same each time
    with store.transaction():
        store.write("INSERT OR IGNORE INTO notices VALUES ('n', '', '', '')")
        for number, name in enumerate(config.sources):
            _source(store, name, number, chance, now, polls)
        _feeds(store, config, now)
        _incidents(store, config, now)


def _source(
    store: Store, name: SourceName, number: int, chance: random.Random, now: datetime, polls: int
) -> None:
    bad = number % 10 == 3
    newest = now - timedelta(hours=chance.randrange(1, 60))
    store.write(
        "UPDATE sources SET host = ?, first_success = ?, last_attempt = ?, last_success = ?,"
        " next_poll = ?, failures = ?, failure_kind = ?, failure_message = ?, failure_status = ?"
        " WHERE name = ?",
        (
            f"publisher-{number}.example",
            seconds(now - timedelta(days=40)),
            seconds(now - timedelta(minutes=chance.randrange(1, 55))),
            seconds(now - timedelta(hours=9 if bad else 0, minutes=chance.randrange(1, 55))),
            seconds(now + timedelta(minutes=chance.randrange(1, 55))),
            5 if bad else 0,
            "timeout" if bad else None,
            f"no answer within 20 s {HOSTILE if number == 3 else ''}" if bad else None,
            None,
            name,
        ),
    )
    store.write_many(
        "INSERT INTO polls (source, at, outcome, kind, status, seconds, bytes, new, revised, items,"
        " renamed, empty, garbled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
        [
            (
                name,
                seconds(now - timedelta(hours=14 * 24 * each / polls)),
                "failed" if (failed := bad and each < 5) else "fetched",
                "timeout" if failed else None,
                None if failed else 200,
                20.0 if failed else chance.random() * 2,
                0 if failed else chance.randrange(5_000, 90_000),
                0 if failed else chance.randrange(4),
                0,
                None if failed else 20,
            )
            for each in range(polls)
        ],
    )
    week = bytes(
        min(255, 2 + (40 if 6 <= hour < 20 else 0) * (2 if day < 5 else 1) // 2)
        for day in range(7)
        for hour in range(24)
    )
    rhythms.save(
        store,
        [
            StoredRhythm(
                source=name,
                learned_at=now,
                stories=200,
                last_story=newest,
                longest=30.0,
                mean=timedelta(hours=5),
                week=week,
                quiet_at=newest + timedelta(days=2),
                silent_at=newest + timedelta(days=3),
            )
        ],
    )
    for each in range(3):
        _story(
            store, name, number, each, now - timedelta(days=each * 2, hours=chance.randrange(20))
        )


def _story(store: Store, name: SourceName, number: int, each: int, date: datetime) -> None:
    item = number * 3 + each + 1
    title = f"Story {each} of {name}" + (f" {HOSTILE}" if number < 2 else "")
    article: dict[str, Any] = {"title": title, "content": "<p>Words.</p>"}
    store.write(
        "INSERT INTO items (id, source, atom_id, story, first_seen, first_poll, published, updated,"
        " revision, raw_hash) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, '')",
        (item, name, f"urn:x:{item}", item, seconds(date), seconds(date), seconds(date), item),
    )
    store.write(
        "INSERT INTO revisions (id, item, number, seen_at, significant, text_hash, content_hash,"
        " updated, article, meta) VALUES (?, ?, 1, ?, 1, '', '', ?, ?, '{}')",
        (item, item, seconds(date), seconds(date), json.dumps(article)),
    )


def _feeds(store: Store, config: Config, now: datetime) -> None:
    grant = store.row("SELECT id FROM grants LIMIT 1")
    assert grant is not None
    names = list(config.feeds)
    for name in names:
        store.write(
            "INSERT INTO feeds (name, atom_id, created, updated, dirty, built_at, title, stem)"
            " VALUES (?, ?, ?, ?, 0, ?, ?, ?)",
            (name, f"urn:feed:{name}", 0, seconds(now), seconds(now), name.title(), name),
        )
    for item, date, name in store.rows(
        "SELECT id, date, source FROM items ORDER BY id DESC LIMIT 300"
    ):
        feed = names[item % len(names)]
        revision = item
        store.write(
            "INSERT INTO placements (feed, item, revision, grant_id, notice, since, current)"
            " VALUES (?, ?, ?, ?, 'n', ?, ?)",
            (feed, item, revision, grant["id"], date, item % 4 != 0),
        )
        store.write(
            "INSERT INTO decisions (feed, item, verdict, rule, reason, revision, grant_id,"
            " decided_at) VALUES (?, ?, ?, ?, '', ?, ?, ?)",
            (
                feed,
                item,
                "withheld" if item % 7 == 0 else "publish",
                "approval" if item % 7 == 0 else "",
                revision,
                grant["id"],
                date,
            ),
        )
        for action in ("published", "revised", "withdrawn")[: 1 + item % 3]:
            store.write(
                "INSERT INTO ledger (at, action, item, revision, feed, grant_id, notice, atom_id,"
                " link, title, reason) VALUES (?, ?, ?, ?, ?, ?, 'n', ?, ?, ?, ?)",
                (
                    date,
                    action,
                    item,
                    revision,
                    feed,
                    grant["id"],
                    f"urn:x:{item}",
                    "javascript:alert(1)" if item % 2 else f"https://x.example/{item}",
                    f"{name} {HOSTILE}",
                    HOSTILE if action == "withdrawn" else "",
                ),
            )


def _incidents(store: Store, config: Config, now: datetime) -> None:
    said = [
        (Kind.FAILING, "source-3", Severity.ERROR, f"It has not answered since 03:00. {HOSTILE}"),
        (Kind.SILENT, "source-5", Severity.WARNING, "It has brought nothing for 4 days."),
        (
            Kind.PERMISSION_ENDING,
            "grant-1",
            Severity.WARNING,
            (
                "The permission grant-1 ends on 2026-12-02, in 2 days, and takes 40 stories in "
                "3 feeds down; ask Holder 1, Inc. for another and write its `expires` into "
                "config.toml."
            ),
        ),
        (
            Kind.OUTSIDE,
            "world",
            Severity.ERROR,
            (
                "https://feeds.example.org/world.atom is not what was published: a cache keeps an "
                "old copy, or another folder is served."
            ),
        ),
        (Kind.DISK, "database", Severity.CRITICAL, "The disk of the database is full in 2 days."),
    ]
    known = {*config.sources, *config.feeds, *config.grants, "database"}
    for number, (kind, subject, severity, sentence) in enumerate(said):
        if subject not in known:
            continue
        made = incidents.begin(
            store,
            Finding(
                kind=kind,
                subject=subject,
                severity=severity,
                since=now - timedelta(hours=9 + number),
                sentence=sentence,
                effect="Readers miss its stories." if kind is Kind.FAILING else "",
                command=f"syndicator status {subject}",
                count=5,
                flapping=kind is Kind.FAILING,
            ),
            now - timedelta(hours=8),
        )
        if kind is Kind.SILENT:
            incidents.acknowledge(
                store, made.id, until=now + timedelta(days=2), note=f"on holiday {HOSTILE}", now=now
            )
    over = incidents.begin(
        store,
        Finding(
            kind=Kind.HOST,
            subject="slow.example",
            severity=Severity.ERROR,
            since=now - timedelta(days=3),
            sentence="All 4 sources of the host failed.",
        ),
        now - timedelta(days=3),
    )
    incidents.close(store, over, now - timedelta(days=2))
    incidents.mute(
        store, Mute(subject="source-4", until=now + timedelta(days=2), note=f"it moves {HOSTILE}")
    )
