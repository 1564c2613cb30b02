"""``atom:source``: the feed from which an entry was copied (RFC 4287 §4.2.11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from syndicator.model import Item, SourceMeta
from syndicator.publish.compose import fields

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it, a date of a feed is a mistake."""


def copied_from(item: Item, source_title: str | None, source_url: str) -> SourceMeta:
    """Say which feed the entry was copied from: id, title and ``updated`` are always there.

    Args:
        item: with what its feed said of itself when it was copied.
        source_title: the feed's title as the operator configured it, if so.
        source_url: where it is polled; shown without credentials.
    """
    meta = item.source_meta
    address = fields.public_address(source_url)
    named = fields.one_line(meta.title or "") or fields.one_line(source_title or "")
    # An Atom feed's id is kept byte for byte; what an RSS document is known by is its address.
    atom = meta.format.startswith("atom")
    kept = meta.id if fields.is_iri(meta.id) else None
    known = kept if atom else fields.public_address(kept)
    return _metadata(
        meta,
        id=known or address or uuid5(NAMESPACE_OID, item.source).urn,
        title=named or fields.host(meta.link) or fields.host(address) or item.source,
        self_link=fields.public_address(meta.self_link) or address,
        updated=item.updated,
    )


def completed(meta: SourceMeta, own: SourceMeta) -> SourceMeta:
    """Keep the source of an entry that was itself copied, completed where it says too little.

    Args:
        meta: what came with the entry.
        own: the feed that we read it from, see `copied_from`.
    """
    address = fields.public_address(meta.self_link)
    page = fields.web_uri(meta.link)
    assert own.id
    assert own.title
    assert own.updated
    return _metadata(
        meta,
        id=(meta.id if fields.is_iri(meta.id) else None) or address or page or own.id,
        title=fields.one_line(meta.title or "") or fields.host(page or address) or own.title,
        self_link=address,
        updated=own.updated,
    )


def _metadata(
    meta: SourceMeta,
    *,
    id: str,  # noqa: A002  # the element's name
    title: str,
    self_link: str | None,
    updated: datetime,
) -> SourceMeta:
    dated = meta.updated
    return SourceMeta(
        id=id,
        title=title,
        subtitle=fields.one_line(meta.subtitle or "") or None,
        link=fields.web_uri(meta.link),
        self_link=self_link,
        language=fields.language(meta.language),
        rights=fields.paragraph(meta.rights or "") or None,
        authors=fields.people(meta.authors),
        icon=fields.web_uri(meta.icon),
        updated=fields.whole_second(dated if dated and dated >= EARLIEST else updated),
        format=meta.format,
    )
