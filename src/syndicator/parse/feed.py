"""A feed's document, read: octets in, a value out.

::

    octets ─ prolog, encoding ─▶ Prolog ─ document ─▶ tree ─ exact ─▶ Exact ──────┐
                                                       └─ reader ─▶ Reading ─ values ─▶ ParsedFeed
              └─ json_feed ──────────────────────────────────────────────────────────▶ ParsedFeed

feedparser reads every format of XML that there is; around it stands what it needs to be safe with
foreign input and what it does not give. Nothing here is clean yet: `syndicator.parse.clean`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from syndicator.model import Digest, Failed, Outline, ParsedFeed, ParsedItem, SourceMeta, Text
from syndicator.parse import date_elements, exact, json_feed, split, values
from syndicator.parse.date_context import DateContext, certain
from syndicator.parse.exact import Exact
from syndicator.parse.hashing import fingerprint
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url
from syndicator.parse.prolog import JSON, examine
from syndicator.parse.reader import Entry, Raw, Reading, read

_PERIODS: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_TAG: Final = re.compile(r"<[^<>]*>")
_MAX_EMPTY: Final = 2_000
"""Characters of a text that may turn out to hold no words."""
_MAX_TTL: Final = 60 * 24 * 366


def parse(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    known: Mapping[Digest, Outline] = MappingProxyType({}),
) -> ParsedFeed | Failed:
    """Read a feed: RSS 0.9x to 2.0, RSS 1.0 and other RDF, Atom 0.3 and 1.0, JSON Feed.

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
    if prolog.root == JSON:
        return json_feed.read(prolog, url, known)
    found = read(prolog, url, known)
    if isinstance(found, Failed):
        return found
    items: dict[Digest, ParsedItem] = {}
    outlines: dict[Digest, Outline] = {}
    for item, each in _items(found, url):
        items.setdefault(item.raw_hash, item)
        outlines[each.digest] = each.outline or split.outline(item)
    problems = dict.fromkeys(each for each in (prolog.problem, *found.problems) if each)
    return ParsedFeed(
        meta=_meta(found, url),
        items=tuple(items.values()),
        tombstones=found.tombstones,
        problem="; ".join(problems) or None,
        cut=found.cut,
        outlines=outlines,
        charset=prolog.charset,
    )


def _items(found: Reading, url: str) -> Iterator[tuple[ParsedItem, Entry]]:
    """Yield each item, in the document's order, with the entry that it was made of."""
    atom = found.version.startswith("atom")
    for each in found.entries:
        if (outline := each.outline) is not None:
            item = split.known_item(outline)
        else:
            item = _item(each.raw, each.exact, url, base=found.base, atom=atom, among=found.dates)
        yield item, each


# ── values ───────────────────────────────────────────────────────────────────────────────────


def _meta(found: Reading, url: str) -> SourceMeta:
    head, about = found.head, found.about
    image = values.mapping(head.get("image"))
    icons = (values.string(head, "icon"), values.string(head, "logo"), values.string(image, "href"))
    licenses = about.licenses or values.licenses(head, url)
    atom = found.version.startswith("atom")
    dated = date_elements.read(about.dates, found.dates)
    return SourceMeta(
        id=about.id if atom else None,
        title=values.string(head, "title") or None,
        subtitle=values.string(head, "subtitle") or None,
        link=http_url(about.page) or values.alternate(head, url),
        self_link=next((address for address, _ in values.links(head, "self", url)), None),
        language=language_tag(head.get("language")),
        rights=values.string(head, "rights") or None,
        licenses=licenses,
        authors=about.authors,
        icon=next((address for icon in icons if (address := http_url(icon, url))), None),
        updated=dated.updated or dated.published,
        format=found.version,
        ttl=_ttl(head),
        update_every=_update_every(head),
        update_base=certain(values.string(head, "sy_updatebase")),
        skip_hours=about.skip_hours,
        skip_days=about.skip_days,
        hubs=tuple(dict.fromkeys(address for address, _ in values.links(head, "hub", url))),
        reserved=about.reserved,
    )


def _ttl(head: Raw) -> timedelta | None:
    """Return RSS ``ttl``, which is in minutes."""
    minutes = _count(values.string(head, "ttl"))
    return timedelta(minutes=min(minutes, _MAX_TTL)) if minutes else None


def _update_every(head: Raw) -> timedelta | None:
    """Return RSS 1.0's ``sy:updatePeriod`` by its ``sy:updateFrequency``."""
    period = _PERIODS.get(values.string(head, "sy_updateperiod").lower())
    return period / (_count(values.string(head, "sy_updatefrequency")) or 1) if period else None


def _count(written: str) -> int:
    return (
        int(written)
        if written.isascii() and written.isdigit() and len(written) < exact.MAX_NUMBER
        else 0
    )


def _item(
    entry: Raw, known: Exact, url: str, *, base: str, atom: bool, among: DateContext
) -> ParsedItem:
    text = partial(values.text, document=None if atom else http_url(url), base=base)
    content = tuple(each for each in map(text, values.several(entry, "content")) if each)
    language = language_tag(entry.get("language"))
    summary = text(entry.get("summary_detail"))
    dated = date_elements.read(known.dates, among)
    item = ParsedItem(
        raw_hash=Digest(""),
        guid=known.id,
        link=_link(entry, known, url),
        title=text(entry.get("title_detail")),
        summary=summary,
        content=content,
        authors=known.authors,
        categories=values.categories(entry) if known.categories is None else known.categories,
        enclosures=tuple(dict.fromkeys(values.enclosures(entry, url) + known.recordings)),
        images=known.images,
        description=None if any(map(_has_words, (*content, summary))) else known.description,
        podcast=known.podcast,
        # dc:date is all that RSS 1.0 has (DCMI: "date").
        published=dated.published if atom else dated.published or dated.updated,
        updated=dated.updated,
        unreadable_date=dated.unreadable,
        language=language or next((each.language for each in content if each.language), None),
        rights=text(entry.get("rights_detail")),
        licenses=known.licenses or values.licenses(entry, url),
        source=values.source(entry.get("source"), known.source_id, url),
        reserved=known.reserved,
    )
    return replace(item, raw_hash=fingerprint(item=item))


def _has_words(text: Text | None) -> bool:
    """Say whether a text may hold more than markup; a quick look, which errs on this side."""
    if text is None or len(text.value) > _MAX_EMPTY:
        return text is not None
    return bool(_TAG.sub(" ", text.value).strip())


def _link(entry: Raw, known: Exact, url: str) -> str | None:
    """Return the story's page: behind a link counter the original, else the link, else the guid."""
    return (
        http_url(values.string(entry, "feedburner_origlink"), url)
        or http_url(known.page)
        or values.alternate(entry, url)
        or known.permalink
        or (None if known.id else http_url(values.string(entry, "link")))
    )
