"""From entries to an output feed, in no format yet, and when it last changed.

::

    Entry… ─ feed ─▶ PublishedFeed ─ feed_digest, feed_updated ─▶ when it last changed

Pure: `feed_updated` is given the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from syndicator.model import Digest, Entry, Paging, PublishedFeed, Tombstone
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.publish.compose import fields

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KINDS: Final = 50
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
STYLESHEET: Final = "style/feed.css"
"""Below the feeds' address: what browsers show their XML with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What publishes the feeds."""

    base_url: str
    """Where subscribers reach the output; ends with a slash."""
    title: str
    """The feeds' author."""
    version: str
    """Of this program, for ``atom:generator``."""


def feed(
    output: OutputFeed,
    entries: Sequence[Entry],
    *,
    site: Site,
    updated: datetime,
    feed_id: str | None = None,
    tombstones: Sequence[Tombstone] = (),
    paging: Paging = Paging(),  # noqa: B008  # frozen
) -> PublishedFeed:
    """Compose an output feed.

    Args:
        output: what the editor asked for.
        entries: in the order in which they are to stand, each id once (RFC 4287 §4.1.1).
        site: what publishes it.
        updated: when the feed last changed (see `feed_updated`).
        feed_id: its ``atom:id`` where it is not its address, because it has moved since
            (RFC 4287 §4.2.6: an id never changes).
        tombstones: of what was withdrawn, the newest first; none for an entry that stands. A stub
            has one beside it.
        paging: where the document stands among those of the feed (RFC 5005).
    """
    ids = {each.id for each in entries if not each.withdrawn}
    stem = f"{site.base_url}{output.stem}"
    return PublishedFeed(
        name=output.name,
        id=feed_id or f"{stem}.atom",
        title=fields.one_line(output.title) or output.name,
        subtitle=fields.one_line(output.subtitle or "") or None,
        stem=stem,
        forms=output.formats,
        alternate=site.base_url,
        updated=fields.whole_second(updated),
        author=fields.name(site.title) or fields.host(site.base_url) or output.name,
        language=fields.language(output.language),
        generator_version=site.version,
        entries=tuple(entries),
        tombstones=tuple(stone for stone in tombstones if stone.ref not in ids),
        hubs=output.hubs,
        private=output.access is Access.TOKEN,
        stylesheet=f"{site.base_url}{STYLESHEET}",
        email=output.email,
        paging=paging,
    )


def feed_digest(published: PublishedFeed) -> Digest:
    """Over all that a subscriber can see, except when it changed and which version wrote it.

    What is empty does not count, so that a field that a later version adds moves no digest.
    """
    bare = replace(
        published,
        updated=_NEVER,
        generator_version="",
        entries=tuple(
            replace(each, item=0, revision=0, grant=0, notice=Digest(""))
            for each in published.entries
        ),
        tombstones=tuple(replace(stone, item=0) for stone in published.tombstones),
    )
    return digest_of(bare)


def digest_of(value: object) -> Digest:
    """Over a value of the model, and all that it holds; what is empty does not count."""
    text = json.dumps(value, default=_plain, separators=(",", ":"))
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    assert is_dataclass(value)
    assert not isinstance(value, type)
    return {name: content for name in _names(type(value)) if (content := getattr(value, name))}


@lru_cache(_KINDS)
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(each.name for each in dataclass_fields(kind))


def feed_updated(
    entries: Sequence[Entry],
    *,
    previous: datetime | None,
    previous_digest: Digest | None,
    digest: Digest,
    now: datetime,
    created: datetime,
    tombstones: Sequence[Tombstone] = (),
) -> datetime:
    """Say when a feed last changed, for its ``atom:updated``.

    Args:
        entries: what it holds now.
        previous: what it said when it was published last; None if it never was.
        previous_digest: the `feed_digest` of what it then held.
        digest: of what it holds now.
        now: the time of the publish.
        created: the feed's first moment, for one that never held anything.
        tombstones: of what it no longer holds.

    Returns:
        The newest ``updated`` of its entries and ``when`` of its tombstones. If it changed
        although none of these is newer (something was removed, or the editor changed the
        selection), `now`. If nothing changed, `previous`.
        It never goes back, whatever the clock does.
    """
    if previous is not None and digest == previous_digest:
        return fields.whole_second(previous)
    moments = [each.updated for each in entries] + [stone.when for stone in tombstones]
    newest = max(map(fields.whole_second, moments), default=None)
    if previous is None:
        return newest or fields.whole_second(created)
    if newest and newest > fields.whole_second(previous):
        return newest
    return max(fields.whole_second(previous), fields.whole_second(now))
