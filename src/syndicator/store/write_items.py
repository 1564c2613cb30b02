"""What a poll brought, written: new items, revisions, and further names of known ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from syndicator.model import (
    Article,
    Change,
    Identity,
    Incoming,
    NewItem,
    Revised,
    Seen,
    SourceMeta,
    SourceName,
)
from syndicator.store.atom_id import is_iri, proposals
from syndicator.store.codec import article_to_json, meta_to_json
from syndicator.store.database import Store
from syndicator.store.known_items import keys_of
from syndicator.store.times import moment, offset_minutes, seconds

ALIASES: Final = 16
"""How many keys of one kind an item may gather: a source that makes up new guids at every poll
would otherwise fill the table."""


def apply(
    store: Store,
    changes: Sequence[Change],
    *,
    source: SourceName,
    source_url: str,
    base_url: str,
    meta: SourceMeta,
    now: datetime,
    first_poll: bool,
) -> list[int]:
    """Write what dedupe made of a poll, all or nothing.

    Applying the same changes again adds nothing: an item with exactly these keys, or a revision
    with exactly this content, is there already.

    Args:
        store: open for writing; usually inside the transaction of the whole poll.
        changes: in the document's order.
        source: whose items they are.
        source_url: the address as configured; part of what a made-up ``atom:id`` is made from.
        base_url: ours; the authority of a made-up ``atom:id``.
        meta: what the feed says of itself now; frozen into the revisions.
        now: the moment of the tick.
        first_poll: whether the source was never read before.

    Returns:
        The ids of new and of revised items, and of those whose date ahead is another one now, in
        order, each once.
    """
    write = _Write(store, source, source_url, base_url, meta_to_json(meta), now, first_poll)
    with store.transaction():
        write.read(changes)
        touched = [write.change(change) for change in changes]
    return list(dict.fromkeys(item for item in touched if item is not None))


CROWDED: Final = 3600
"""How many seconds back an ``updated`` may be moved to be the only one of its second."""


@dataclass(slots=True)
class _Write:
    """Writes the changes of one poll.

    What stands in the way of new items is looked up once for all of them: most meet nothing, and
    only for the others is the database asked one by one. The sets hold what is there, and maybe
    more, never less.
    """

    store: Store
    source: SourceName
    source_url: str
    base_url: str
    meta: str
    now: datetime
    first_poll: bool
    keys_here: set[tuple[str, str]] = field(default_factory=set)
    """Kinds and keys of the source's own items."""
    keys_elsewhere: set[tuple[str, str]] = field(default_factory=set)
    """Kinds and keys of other sources' items."""
    ids_here: set[str] = field(default_factory=set)
    """Every ``atom:id`` of the source's own items."""
    seconds_taken: set[int] = field(default_factory=set)
    """Seconds at which some item was updated."""
    searched_to: dict[tuple[int, int], int] = field(default_factory=dict)
    """Of a second and a direction how far all seconds are taken."""

    def read(self, changes: Sequence[Change]) -> None:
        """Look up what may stand in the way of the new items among these changes."""
        new = [change for change in changes if isinstance(change, NewItem)]
        if not new:
            return
        keys = {key for change in new for _, key in keys_of(change.incoming.identity)}
        for row in self.store.rows(
            "SELECT kind, key, source FROM item_keys"
            " WHERE kind IN ('guid', 'link', 'fingerprint')"
            " AND key IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(keys)),),
        ):
            where = self.keys_here if row["source"] == self.source else self.keys_elsewhere
            where.add((row["kind"], row["key"]))
        ids = [next(self.proposals(change)) for change in new]
        for row in self.store.rows(
            "SELECT atom_id FROM items WHERE source = ?"
            " AND atom_id IN (SELECT value FROM json_each(?))",
            (self.source, json.dumps(ids)),
        ):
            self.ids_here.add(row["atom_id"])
        moments = [seconds(min(change.updated, self.now)) for change in new]
        for row in self.store.rows(
            "SELECT updated FROM items WHERE updated IN (SELECT value FROM json_each(?))",
            (json.dumps(moments),),
        ):
            self.seconds_taken.add(row["updated"])

    def change(self, change: Change) -> int | None:
        match change:
            case NewItem():
                return self.new(change)
            case Revised():
                return self.revised(change)
            case Seen():
                return self.seen(change)

    def new(self, change: NewItem) -> int | None:
        incoming = change.incoming
        identity = incoming.identity
        if (item := self.same(identity)) is not None:
            self.seen(Seen(item=item, incoming=incoming))
            return None
        atom_id = self.atom_id(change)
        updated = self.own_second(change.updated, atom_id)
        # The revision's number follows at once: the constraint between the two is deferred.
        item = self.store.write(
            "INSERT INTO items (source, atom_id, guid, link, fingerprint, story, first_seen,"
            " first_poll, published, published_offset, future_date, updated, revision, raw_hash)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 0, ?)",
            (
                self.source,
                atom_id,
                identity.guid,
                identity.link,
                identity.fingerprint,
                seconds(self.now),
                self.first_poll,
                seconds(change.published),
                offset_minutes(change.published),
                seconds(incoming.future_date),
                seconds(updated),
                incoming.raw_hash,
            ),
        ).lastrowid
        assert item is not None
        self.ids_here.add(atom_id)
        revision = self.revision(item, 1, change.article, updated, significant=True)
        self.store.write(
            "UPDATE items SET revision = ?, story = ? WHERE id = ?",
            (revision, self.story(identity) or item, item),
        )
        self.keys(item, identity)
        return item

    def revised(self, change: Revised) -> int | None:
        row = self.store.row(
            "SELECT number, text_hash, content_hash, items.updated, atom_id,"
            " link, fingerprint FROM revisions"
            " JOIN items ON items.revision = revisions.id WHERE items.id = ?",
            (change.item,),
        )
        if row is None:
            raise LookupError(f"no item {change.item}")
        article = change.article
        if (row["text_hash"], row["content_hash"]) == (article.text_hash, article.content_hash):
            self.seen(Seen(item=change.item, incoming=change.incoming))
            return None
        identity, published = change.incoming.identity, change.incoming.published
        updated = change.updated
        if change.significant:
            updated = self.own_second(updated, row["atom_id"], after=moment(row["updated"]))
        self.seconds_taken.add(seconds(updated))
        revision = self.revision(
            change.item,
            row["number"] + 1,
            article,
            updated,
            significant=change.significant,
        )
        # A date of publication is learnt once and then kept: it says when the story appeared, and
        # that was not after it was first seen.
        self.store.write(
            "UPDATE items SET revision = ?, updated = ?, raw_hash = ?, guid = coalesce(?, guid),"
            " link = coalesce(?, link), fingerprint = coalesce(?, fingerprint),"
            " published_offset = iif(published IS NULL, ?, published_offset),"
            " published = coalesce(published, iif(future_date IS NULL, min(?, first_seen), NULL)),"
            " corrected = iif(? AND first_published IS NOT NULL, ?, corrected), deleted_at = NULL"
            " WHERE id = ?",
            (
                revision,
                seconds(updated),
                change.incoming.raw_hash,
                identity.guid,
                identity.link,
                identity.fingerprint,
                offset_minutes(published),
                seconds(published),
                change.significant,
                seconds(updated),
                change.item,
            ),
        )
        if identity.link != row["link"] and identity.fingerprint != row["fingerprint"]:
            self.moved_on(change.item, identity)
        self.keys(change.item, identity)
        self.postponed(change.incoming, change.item)
        return change.item

    def postponed(self, incoming: Incoming, item: int) -> bool:
        """Take over another date for a story whose date lay ahead; say whether there is one."""
        date = seconds(incoming.future_date or incoming.published)
        return date is not None and bool(
            self.store.write(
                "UPDATE items SET future_date = :date"
                " WHERE id = :item AND future_date IS NOT NULL AND future_date <> :date",
                {"date": date, "item": item},
            ).rowcount
        )

    def moved_on(self, item: int, identity: Identity) -> None:
        """Take an item out of the story that it told: its place shows another one now.

        What other sources keep of the old story stays together.
        """
        self.store.write(
            "UPDATE items SET story = (SELECT min(id) FROM items AS others"
            " WHERE others.story = items.story AND id <> :item)"
            " WHERE story = (SELECT story FROM items WHERE id = :item) AND id <> :item",
            {"item": item},
        )
        self.store.write(
            "UPDATE items SET story = ? WHERE id = ?",
            (self.story(identity, apart_from=item) or item, item),
        )

    def seen(self, change: Seen) -> int | None:
        if change.incoming.article is None:
            return None  # its raw hash is known, and with it every key that it has
        self.store.write(
            "UPDATE items SET raw_hash = :hash WHERE id = :item AND raw_hash <> :hash",
            {"hash": change.incoming.raw_hash, "item": change.item},
        )
        self.keys(change.item, change.incoming.identity)
        return change.item if self.postponed(change.incoming, change.item) else None

    def same(self, identity: Identity) -> int | None:
        """The item of this source with exactly these keys."""
        if not (keys := keys_of(identity)):
            return None
        kind, key = keys[0]
        if (kind, key) not in self.keys_here:
            return None
        row = self.store.row(
            "SELECT id FROM items JOIN item_keys ON item_keys.item = items.id"
            " WHERE kind = ? AND key = ? AND item_keys.source = ?"
            " AND guid IS ? AND link IS ? AND fingerprint IS ?",
            (kind, key, self.source, identity.guid, identity.link, identity.fingerprint),
        )
        return None if row is None else int(row["id"])

    def own_second(
        self, wanted: datetime, atom_id: str, *, after: datetime | None = None
    ) -> datetime:
        """The second nearest to `wanted` at which no other story was updated.

        A validator warns of two entries of a feed with one ``updated``: readers that sort and
        page by it lose one of them. Later is tried first, as long as it is not in the future: a
        story is not updated before it is published. Where an hour is full, the warning is the
        lesser evil. Copies of one story, under one id, share their second.
        """
        middle = seconds(min(wanted, self.now))
        floor = middle - CROWDED if after is None else seconds(after) + 1
        # A correction in the very second of what it corrects is said to be of the next.
        start = max(middle, floor)
        if after is None and start not in self.seconds_taken:
            self.seconds_taken.add(start)
            return moment(start)
        taken = "SELECT 1 FROM items WHERE updated = ? AND atom_id <> ? LIMIT 1"
        if self.store.row(taken, (start, atom_id)) is None:
            self.seconds_taken.add(start)
            return moment(start)
        last, first = min(seconds(self.now), middle + CROWDED), max(middle - CROWDED, floor)
        free = self.free_second(start, last, atom_id) if start < last else None
        if free is None and first < middle:
            free = self.free_second(middle, first, atom_id)
        chosen = start if free is None else free
        self.seconds_taken.add(chosen)
        return moment(chosen)

    def free_second(self, start: int, end: int, atom_id: str) -> int | None:
        """The first second behind `start`, which is taken, towards `end` that is not."""
        step = 1 if start < end else -1
        # Of stories that are corrected together all that was found taken is taken still.
        begin = self.searched_to.get((start, step), start)
        if (end - begin) * step <= 0:
            return None
        order, low, high = ("ASC", begin, end - 1) if step > 0 else ("DESC", end + 1, begin)
        row = self.store.row(
            "SELECT updated + :step AS free FROM items AS taken"  # noqa: S608  # a constant
            " WHERE updated BETWEEN :low AND :high AND atom_id <> :id AND NOT EXISTS"
            " (SELECT 1 FROM items WHERE updated = taken.updated + :step AND atom_id <> :id)"
            f" ORDER BY updated {order} LIMIT 1",
            {"step": step, "low": low, "high": high, "id": atom_id},
        )
        free = None if row is None else int(row["free"])
        self.searched_to[start, step] = end if free is None else free
        return free

    def proposals(self, change: NewItem) -> Iterator[str]:
        return proposals(
            change.incoming.identity,
            raw_hash=change.incoming.raw_hash,
            source_url=self.source_url,
            base_url=self.base_url,
            minted=self.now,
        )

    def atom_id(self, change: NewItem) -> str:
        wanted = ""
        for number, wanted in enumerate(self.proposals(change)):
            if not number and wanted not in self.ids_here:
                break
            taken = "SELECT 1 FROM items WHERE atom_id = ? AND source = ?"
            if self.store.row(taken, (wanted, self.source)) is None:
                break
        return wanted

    def story(self, identity: Identity, *, apart_from: int = 0) -> int | None:
        """The story of which other sources have a copy.

        A key that one source uses for several items (the address of its front page) says nothing,
        nor does one that an item had once: a box "top story" has had many. A guid that is no IRI
        means something in its own feed only. And a source does not tell one story twice: what
        looks like it is another story.
        """
        stories = [
            row["story"]
            for kind, key in keys_of(identity)
            if apart_from or (kind, key) in self.keys_elsewhere
            if kind != "guid" or is_iri(key)
            for row in self.store.rows(
                "SELECT min(story) AS story FROM item_keys JOIN items ON items.id = item"  # noqa: S608  # a constant
                f" WHERE kind = ? AND key = ? AND items.{kind} = key"
                " AND item_keys.source <> ?"
                " HAVING count(*) > 0 AND count(*) = count(DISTINCT item_keys.source)",
                (kind, key, self.source),
            )
            if self.store.row(
                "SELECT 1 FROM items WHERE story = ? AND source = ? AND id <> ?",
                (row["story"], self.source, apart_from),
            )
            is None
        ]
        return min(stories, default=None)

    def revision(
        self, item: int, number: int, article: Article, updated: datetime, *, significant: bool
    ) -> int:
        revision = self.store.write(
            "INSERT INTO revisions (item, number, seen_at, significant, text_hash, content_hash,"
            " updated, article, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                item,
                number,
                seconds(self.now),
                significant,
                article.text_hash,
                article.content_hash,
                seconds(updated),
                article_to_json(article),
                self.meta,
            ),
        ).lastrowid
        assert revision is not None
        return revision

    def keys(self, item: int, identity: Identity) -> None:
        keys = keys_of(identity)
        self.keys_here.update(keys)
        self.store.write_many(
            "INSERT INTO item_keys (kind, key, source, item)"
            " SELECT :kind, :key, :source, :item WHERE"
            " (SELECT count(*) FROM item_keys WHERE item = :item AND kind = :kind) < :most"
            " ON CONFLICT DO NOTHING",
            [
                {"kind": kind, "key": key, "source": self.source, "item": item, "most": ALIASES}
                for kind, key in keys
            ],
        )
