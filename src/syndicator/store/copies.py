"""Which items are the same story, so that a kill of one takes the other along.

A person's kill means the story, wherever it came from. A source speaks only for what is its own: by
a tombstone or an advisory it takes down its own items, and copies in other sources only if the page
that the copy points to is on its site. To have carried the story first proves nothing.
"""

from __future__ import annotations

from sqlite3 import Row
from typing import Final

from syndicator.model.hosts import host_of, same_site
from syndicator.model.items import names_a_page
from syndicator.store.atom_id import is_iri
from syndicator.store.database import Store

SAME_AS: Final = "the same as killed item"
"""How the reason of a kill begins that took a copy along."""
_ONE_SOURCE: Final = frozenset({"source", "agency"})
"""Those that speak for one source only (`syndicator.store.editorial`)."""


_SHARED: Final = (
    "SELECT theirs.kind, theirs.key, theirs.item, other.source AS there, me.source AS here,"
    " coalesce(json_extract(iif(:killed, other.desk, me.desk), '$.killed.by'), '') AS by,"
    " iif(:killed, other.source, me.source) AS speaker,"
    " iif(:killed, me.source, other.source) AS listener,"
    " iif(:killed, me.link, other.link) AS page,"
    " coalesce(json_extract(iif(:killed, other.desk, me.desk), '$.killed.reason'), '') AS reason"
    " FROM item_keys AS mine JOIN items AS me ON me.id = mine.item"
    " JOIN item_keys AS theirs ON theirs.kind = mine.kind AND theirs.key = mine.key"
    " JOIN items AS other ON other.id = theirs.item"
    " WHERE mine.item = :item AND theirs.item <> :item"
    " AND (json_extract(other.desk, '$.killed') IS NOT NULL) = :killed ORDER BY theirs.item"
)


def alike(store: Store, item: int, *, killed: bool) -> list[int]:
    """The items that are the same story as this one: of the killed ones, or of the living.

    The same is what shares a guid that is an IRI, a page of its own, or its words, now or in an
    earlier revision.
    """
    found: dict[int, None] = {}
    for row in store.rows(_SHARED, {"item": item, "killed": killed}):
        foreign = row["there"] != row["here"]
        if foreign and row["by"] in _ONE_SOURCE and not _is_its_own(store, row):
            continue
        if row["kind"] == "guid":
            same = not foreign or is_iri(row["key"])
        elif row["kind"] == "link":
            same = _page_of_its_own(store, row["key"], item, row["item"], killed=killed)
        else:
            same = True
        if same:
            found[row["item"]] = None
    return list(found)


def _is_its_own(store: Store, row: Row) -> bool:
    """Whether the page of a copy is the speaker's, more than that of the source that has it.

    A copy that was taken along says nothing: it was another source that spoke.
    """
    if row["reason"].startswith(SAME_AS):
        return False
    host = host_of(row["page"] or "")
    speaker, listener = (_claim(store, row[each], host) for each in ("speaker", "listener"))
    return speaker == _SERVED or speaker > listener


_SERVED: Final = 2
"""The feed comes from the site itself."""


def _claim(store: Store, source: str, host: str) -> int:
    """How well a source can say that a site is its own.

    Returns:
        `_SERVED`; 1 if the feed names the site as its home page, which anybody can; else 0.
    """
    row = store.row(
        "SELECT url, json_extract(meta, '$.link') AS home FROM sources WHERE name = ?", (source,)
    )
    if row is None or not host:
        return 0
    if same_site(host_of(row["url"]), host):
        return _SERVED
    return int(same_site(host_of(row["home"] or ""), host))


def _page_of_its_own(store: Store, link: str, item: int, other: int, *, killed: bool) -> bool:
    """Whether an address that two items share is that of one story.

    It is not if further living items of the same sources have it, or had: the root of a site, a
    live page. For an item that has just come, only those count that were there before it.
    """
    if not names_a_page(link):
        return False
    row = store.row(
        "SELECT 1 FROM item_keys JOIN items ON items.id = item WHERE kind = 'link' AND key = :link"
        " AND item_keys.source IN (SELECT source FROM items WHERE id IN (:item, :other))"
        " AND json_extract(desk, '$.killed') IS NULL AND item <> :item"
        " AND iif(:killed, item < :item,"
        " item <> :other OR items.source = (SELECT source FROM items WHERE id = :item))",
        {"link": link, "item": item, "other": other, "killed": killed},
    )
    return row is None
