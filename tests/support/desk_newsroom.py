"""A newsroom whose editor has something to decide, written into a database at once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from tests.support.admin_newsroom import HOSTILE, NOON

from syndicator.model import Article, CleanHtml, Digest, Image, Person
from syndicator.store.codec import article_to_json
from syndicator.store.database import Store
from syndicator.store.times import seconds

CONFIG = """
[syndicator]
title = "Harbor Newsroom"
base_url = "https://feeds.example.org/"

[admin]
listen = "127.0.0.1:0"

[admin.users.vera]
role = "viewer"
[admin.users.emil]
role = "editor"
[admin.users.olga]
role = "operator"

[sources.harbor]
url = "https://harbor.example/feed"
title = "Harbor Press"
grant = "harbor"
[sources.gazette]
url = "https://gazette.example/feed"
grant = "gazette"

[grants.harbor]
holder = "Harbor, Inc."
approval = "editor"
header = "First published by {{ credit_link }}."
footer = "(c) {{ year }} {{ holder }}"
[grants.gazette]
holder = "Gazette, Ltd."
footer = "(c) {{ year }} {{ holder }}"

[feeds.world]
title = "World"
sources = ["harbor", "gazette"]
hold = [{ title = "rumour" }]
labels = true
"""
TEXT = "The river rose by two metres on Tuesday, and the bridge at Elbe Road was closed."


def digest(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def article(number: int, title: str, text: str = TEXT, **more: Any) -> Article:
    return Article(
        title=title,
        content=CleanHtml(f"<p>{text}</p><p>Of story {number}.</p>"),
        text_hash=digest(f"{title} {text}"),
        content_hash=digest(f"{title} {text} html"),
        link=f"https://harbor.example/{number}",
        authors=(Person(name=more.pop("author", "Ada Roth")),),
        **more,
    )


def add(store: Store, number: int, source: str, made: Article, date: datetime = NOON) -> None:
    """Store a story that was seen an hour after its date."""
    at = seconds(date - timedelta(hours=number % 50 + 2))
    with store.transaction():
        store.write(
            "INSERT INTO items (id, source, atom_id, link, story, first_seen, first_poll,"
            " published, updated, revision, raw_hash) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, '')",
            (number, source, f"urn:x:{number}", made.link, number, at, at, at, number * 10),
        )
        _revision(store, number, number * 10, 1, at, made)


def revise(store: Store, number: int, made: Article, at: datetime, serial: int = 2) -> None:
    """Store another text of a story."""
    new = 100_000 + number * 10 + serial
    with store.transaction():
        _revision(store, number, new, serial, seconds(at), made)
        store.write("UPDATE items SET revision = ? WHERE id = ?", (new, number))


def _revision(store: Store, item: int, revision: int, serial: int, at: int, made: Article) -> None:
    store.write(
        "INSERT INTO revisions (id, item, number, seen_at, significant, text_hash, content_hash,"
        " updated, article, meta) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, '{}')",
        (
            revision,
            item,
            serial,
            at,
            made.text_hash,
            made.content_hash,
            at,
            article_to_json(made),
        ),
    )


def fill_desk(store: Store, config: object = None, *, stories: int = 12) -> None:  # noqa: ARG001
    """Write stories that wait: for approval, and two that a rule holds."""
    for number in range(1, stories + 1):
        add(store, number, "harbor", article(number, f"The harbor in figures, part {number}"))
    hostile = article(
        91, f"A rumour {HOSTILE}", author=HOSTILE, images=(Image(url="https://evil.example/x.png"),)
    )
    add(store, 91, "gazette", hostile)
    add(store, 92, "gazette", article(92, "Another rumour of Zürich"))
    add(store, 93, "gazette", article(93, "A day at the market"))
