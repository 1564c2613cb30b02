"""What is already known of a source's items: all that dedupe is told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from syndicator.model import Digest, Identity, Known, SourceName
from syndicator.store.database import Store
from syndicator.store.times import moment

Kind = Literal["guid", "link", "fingerprint"]

REMEMBERED: Final = 5_000
"""How many raw hashes of a source are handed out, the newest items first. A listed item beyond
them is cleaned and compared again, which costs time and changes nothing."""
FORMER: Final = 64
"""How many of an item's earlier revisions dedupe is told of, the last ones."""


def known_hashes(store: Store, source: SourceName) -> frozenset[Digest]:
    """The raw hash of each item of a source, as it is now.

    Only the current one: a source that goes back to an earlier version is revised again.
    """
    rows = store.rows(
        "SELECT raw_hash FROM items WHERE source = ? ORDER BY id DESC LIMIT ?",
        (source, REMEMBERED),
    )
    return frozenset(Digest(row["raw_hash"]) for row in rows)


def known(
    store: Store,
    source: SourceName,
    identities: Iterable[Identity],
    raw_hashes: Iterable[Digest] = (),
) -> list[Known]:
    """Every stored item of the source that shares a key, or all its words, with an identity.

    An item comes first with the keys that it has now and once more, with that key in the place of
    the present one, for each earlier key that was asked for; by item, in the order of the ids.

    Args:
        store: any mode.
        source: whose items.
        identities: of the items of a document.
        raw_hashes: of the same items; finds those that have no other key.
    """
    asked: dict[Kind, set[str]] = {"guid": set(), "link": set(), "fingerprint": set()}
    words: set[Digest] = set()
    for identity in identities:
        if identity.words is not None and identity.words != identity.fingerprint:
            words.add(identity.words)
        for kind, key in keys_of(identity):
            asked[kind].add(key)
    found: dict[int, list[tuple[Kind, str]]] = {}
    for row in store.rows(
        "SELECT id FROM items WHERE source = ? AND raw_hash IN (SELECT value FROM json_each(?))",
        (source, json.dumps(sorted(set(raw_hashes)))),
    ):
        found[row["id"]] = []
    for row in store.rows(
        "SELECT items.id FROM items JOIN revisions ON revisions.id = items.revision"
        " WHERE items.id IN (SELECT id FROM items WHERE source = ? ORDER BY id DESC LIMIT ?)"
        " AND text_hash IN (SELECT value FROM json_each(?))",
        (source, REMEMBERED, json.dumps(sorted(words))),
    ):
        found.setdefault(row["id"], [])
    for kind, keys in asked.items():
        for row in store.rows(
            "SELECT item, key FROM item_keys WHERE kind = ? AND source = ?"
            " AND key IN (SELECT value FROM json_each(?))",
            (kind, source, json.dumps(sorted(keys))),
        ):
            found.setdefault(row["item"], []).append((kind, row["key"]))
    ids = json.dumps(sorted(found))
    former: dict[int, list[Digest]] = {item: [] for item in found}
    for row in store.rows(
        "SELECT earlier.item, earlier.text_hash FROM items"
        " JOIN revisions AS present ON present.id = items.revision"
        " JOIN revisions AS earlier ON earlier.item = items.id"
        " AND earlier.number BETWEEN present.number - ? AND present.number - 1"
        " WHERE items.id IN (SELECT value FROM json_each(?)) ORDER BY earlier.item, earlier.number",
        (FORMER, ids),
    ):
        former[row["item"]].append(Digest(row["text_hash"]))
    rows = store.rows(
        "SELECT items.id, guid, link, fingerprint, raw_hash, items.updated,"
        " coalesce(future_date, published) AS published, text_hash,"
        " content_hash, json_extract(article, '$.link') AS address,"
        " json_extract(article, '$.enclosures') AS enclosures,"
        " json_extract(article, '$.title') AS title"
        " FROM items JOIN revisions ON revisions.id = items.revision"
        " WHERE items.id IN (SELECT value FROM json_each(?)) ORDER BY items.id",
        (ids,),
    )
    return [one for row in rows for one in _known(row, found[row["id"]], former[row["id"]])]


def keys_of(identity: Identity) -> list[tuple[Kind, str]]:
    """The keys that an identity has, strongest first."""
    keys: list[tuple[Kind, str]] = []
    if identity.guid is not None:
        keys.append(("guid", identity.guid))
    if identity.link is not None:
        keys.append(("link", identity.link))
    if identity.fingerprint is not None:
        keys.append(("fingerprint", identity.fingerprint))
    return keys


def _known(row: sqlite3.Row, matched: list[tuple[Kind, str]], former: list[Digest]) -> list[Known]:
    fingerprint = row["fingerprint"]
    present = Identity(
        guid=row["guid"],
        link=row["link"],
        fingerprint=None if fingerprint is None else Digest(fingerprint),
    )
    identities = [present]
    for kind, key in matched:
        if kind == "guid" and key != present.guid:
            identities.append(replace(present, guid=key))
        elif kind == "link" and key != present.link:
            identities.append(replace(present, link=key))
        elif kind == "fingerprint" and key != present.fingerprint:
            identities.append(replace(present, fingerprint=Digest(key)))
    return [
        Known(
            item=row["id"],
            identity=identity,
            raw_hash=Digest(row["raw_hash"]),
            text_hash=Digest(row["text_hash"]),
            content_hash=Digest(row["content_hash"]),
            updated=moment(row["updated"]),
            former=tuple(former),
            published=moment(row["published"]),
            link=row["address"],
            enclosures=tuple(each["url"] for each in json.loads(row["enclosures"] or "[]")),
            title=row["title"] or "",
        )
        for identity in identities
    ]
