"""A feed's document, read: octets in, a value out.

::

    octets ─ prolog, encoding ─▶ Prolog ─ document ─▶ tree ─ exact ─▶ Exact ──────┐
                                                       └─ reader ─▶ Reading ─ values ─▶ ParsedFeed

feedparser reads every format that there is; around it stands what it needs to be safe with
foreign input and what it does not give. Nothing here is clean yet: `syndicator.parse.clean`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from syndicator.model import Digest, Failed, Outline, ParsedFeed, ParsedItem, SourceMeta
from syndicator.parse import dates, document, exact, values
from syndicator.parse.exact import Exact
from syndicator.parse.hashing import fingerprint
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url
from syndicator.parse.prolog import examine
from syndicator.parse.reader import Raw, Reading, read

_PERIODS: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST_TTL: Final = 60 * 24 * 366


def parse(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    known: Mapping[Digest, Outline] = MappingProxyType({}),
) -> ParsedFeed | Failed:
    """Read a feed: RSS 0.9x to 2.0, RSS 1.0 and other RDF, Atom 0.3 and 1.0.

    Args:
        body: the document's octets, decompressed.
        content_type: the HTTP header, if there was one.
        url: where it came from, absolute; what relative addresses are resolved against.
        known: of the items that were read before (`ParsedFeed.outlines`), those of which no more
            is needed as long as their elements are the same.

    Returns:
        The feed, with ``problem`` set where it was not well-formed; or a failure, with kind
        ``NOT_A_FEED``, ``UNSAFE`` or ``UNREADABLE``. Nothing is raised for what is in ``body``.
    """
    prolog = examine(body, content_type)
    if isinstance(prolog, Failed):
        return prolog
    found = read(prolog, url, known)
    if isinstance(found, Failed):
        return found
    items: dict[Digest, ParsedItem] = {}
    outlines: dict[Digest, Outline] = {}
    for item, digest in _items(found, url):
        items.setdefault(item.raw_hash, item)
        if digest is not None:
            outlines[digest] = _outline(item)
    problems = dict.fromkeys(each for each in (prolog.problem, *found.problems) if each)
    return ParsedFeed(
        meta=_meta(found, url),
        items=tuple(items.values()),
        tombstones=found.tombstones,
        problem="; ".join(problems) or None,
        outlines=outlines,
    )


def _items(found: Reading, url: str) -> Iterator[tuple[ParsedItem, Digest | None]]:
    """Yield each item, in the document's order, with its element's digest if it has one."""
    atom = found.version.startswith("atom")
    read = iter(found.entries)
    for number in range(len(found.entries) + len(found.known)):
        if (outline := found.known.get(str(number))) is not None:
            item = ParsedItem(
                raw_hash=outline.raw_hash,
                guid=outline.guid,
                link=outline.link,
                published=outline.published,
                updated=outline.updated,
            )
            yield item, found.digests.get(str(number))
        else:
            entry = next(read)
            marker = values.string(entry, document.MARKER)
            exactly = found.exact.get(marker, Exact())
            yield _item(entry, exactly, url, base=found.base, atom=atom), found.digests.get(marker)


def _outline(item: ParsedItem) -> Outline:
    return Outline(
        raw_hash=item.raw_hash,
        guid=item.guid,
        link=item.link,
        published=item.published,
        updated=item.updated,
    )


# ── values ───────────────────────────────────────────────────────────────────────────────────


def _meta(found: Reading, url: str) -> SourceMeta:
    head, about = found.head, found.about
    image = values.mapping(head.get("image"))
    icons = (values.string(head, "icon"), values.string(head, "logo"), values.string(image, "href"))
    licenses = about.licenses or values.licenses(head, url)
    atom = found.version.startswith("atom")
    return SourceMeta(
        id=(about.id or values.string(head, "id") or None) if atom else None,
        title=values.string(head, "title") or None,
        subtitle=values.string(head, "subtitle") or None,
        link=values.alternate(head, url),
        self_link=next((address for address, _ in values.links(head, "self", url)), None),
        language=language_tag(head.get("language")),
        rights=values.string(head, "rights") or None,
        licenses=licenses,
        authors=about.authors or values.authors(head),
        icon=next((address for icon in icons if (address := http_url(icon, url))), None),
        updated=values.date(head, "updated") or values.date(head, "published"),
        format=found.version,
        ttl=_ttl(head),
        update_every=_update_every(head),
        update_base=dates.moment(values.string(head, "sy_updatebase"), None),
        skip_hours=about.skip_hours,
        skip_days=about.skip_days,
        hubs=tuple(dict.fromkeys(address for address, _ in values.links(head, "hub", url))),
        reserved=about.reserved,
    )


def _ttl(head: Raw) -> timedelta | None:
    """Return RSS ``ttl``, which is in minutes."""
    minutes = _count(values.string(head, "ttl"))
    return timedelta(minutes=min(minutes, _LONGEST_TTL)) if minutes else None


def _update_every(head: Raw) -> timedelta | None:
    """Return RSS 1.0's ``sy:updatePeriod`` by its ``sy:updateFrequency``."""
    period = _PERIODS.get(values.string(head, "sy_updateperiod").lower())
    return period / (_count(values.string(head, "sy_updatefrequency")) or 1) if period else None


def _count(written: str) -> int:
    return (
        int(written)
        if written.isascii() and written.isdigit() and len(written) < exact.LONGEST_NUMBER
        else 0
    )


def _item(entry: Raw, known: Exact, url: str, *, base: str, atom: bool) -> ParsedItem:
    text = partial(values.text, document=None if atom else http_url(url), base=base)
    content = tuple(each for each in map(text, values.several(entry, "content")) if each)
    language = language_tag(entry.get("language"))
    enclosures = values.enclosures(entry, url)
    listed = {each.url for each in enclosures}
    published = values.date(entry, "published") or values.date(entry, "created")
    updated = values.date(entry, "updated")
    item = ParsedItem(
        raw_hash=Digest(""),
        guid=known.id or values.string(entry, "id")[: exact.LONGEST_ID] or None,
        link=_link(entry, known, url),
        title=text(entry.get("title_detail")),
        summary=text(entry.get("summary_detail")),
        content=content,
        authors=known.authors or values.authors(entry),
        categories=values.categories(entry) if known.categories is None else known.categories,
        enclosures=enclosures + tuple(each for each in known.recordings if each.url not in listed),
        images=known.images,
        podcast=known.podcast,
        # dc:date, which feedparser takes for an update, is all that RSS 1.0 has (DCMI: "date").
        published=published if atom else published or updated,
        updated=updated,
        language=language or next((each.language for each in content if each.language), None),
        rights=text(entry.get("rights_detail")),
        licenses=known.licenses or values.licenses(entry, url),
        source=values.source(entry.get("source"), known.source_id, url),
        reserved=known.reserved,
    )
    return replace(item, raw_hash=fingerprint(item=item))


def _link(entry: Raw, known: Exact, url: str) -> str | None:
    """Return the story's page: behind a link counter the original, else the link, else the guid."""
    return (
        http_url(values.string(entry, "feedburner_origlink"), url)
        or values.alternate(entry, url)
        or known.permalink
        or (None if known.id else http_url(values.string(entry, "link")))
    )
