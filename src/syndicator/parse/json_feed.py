"""JSON Feed 1.0 and 1.1: a document's text into the same values as an XML feed's.

The specification (https://www.jsonfeed.org/version/1.1/) has readers be lenient; so are we: an id
may be a number, an author may be a name, and what has not the expected type is treated as missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from syndicator import __version__
from syndicator.model import (
    Category,
    Digest,
    Enclosure,
    Failed,
    FailureKind,
    Image,
    IncomingTombstone,
    Outline,
    ParsedFeed,
    ParsedItem,
    Person,
    Podcast,
    SourceMeta,
    Text,
)
from syndicator.parse import date_elements, json_text, media_types, newest, podcast, split
from syndicator.parse.date_context import DateContext, gather
from syndicator.parse.date_elements import DateTexts
from syndicator.parse.elements import MAX_TITLE, MAX_VALUE
from syndicator.parse.exact import MAX_ID, MAX_NUMBER
from syndicator.parse.hashing import fingerprint
from syndicator.parse.json_text import JsonDocument, JsonItem
from syndicator.parse.language import language_tag
from syndicator.parse.links import completed, http_url
from syndicator.parse.people import MAX_PEOPLE, once, person
from syndicator.parse.prolog import Prolog, no_feed
from syndicator.parse.text import xml_text
from syndicator.parse.values import MAX_ALIKE, MAX_TEXT

_VERSION: Final = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(1(?:\.[0-9]{1,2})?)/?")
_OWN: Final = frozenset({"content_html", "content_text", "date_published"})
"""Names that no other format has in its items."""
_HUBS: Final = frozenset({"websub", "pubsubhubbub"})
# Plain text, says the specification of titles and summaries; what is written for HTML shows it.
_MARKUP: Final = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
    r"|<(a|b|em|i|p|span|strong|sup|sub)(?:\s[^<>]{0,500})?>[^<>]{0,5000}</\1>|<br ?/?>"
)


def read(prolog: Prolog, url: str, known: Mapping[Digest, Outline]) -> ParsedFeed | Failed:
    """Read a document.

    Args:
        prolog: the document.
        url: where it came from; relative addresses are resolved against it.
        known: items that need not be read again; see `syndicator.parse.feed.parse`.
    """
    found = json_text.read(prolog.text)
    if (failed := _not_a_feed(found)) is not None:
        return failed
    gone = [stone for item in found.items if (stone := _withdrawn(item.value))]
    found = replace(found, items=[item for item in found.items if not _withdrawn(item.value)])
    dated = [_dates(item.value) for item in found.items]
    among = gather(
        ((*each.published, *each.updated) for each in dated),
        language=language_tag(_string(found.head, "language")) or "",
    )
    read_dates = [date_elements.read(each, among) for each in dated]
    kept = newest.indices(
        [each.published or each.updated for each in read_dates],
        ([_string(item.value, key) for item in found.items] for key in ("id", "url")),
    )
    items: dict[Digest, ParsedItem] = {}
    outlines: dict[Digest, Outline] = {}
    for at in kept:
        digest = _digest(found.items[at], url, among)
        outline = known.get(digest)
        item = (
            _item(found.items[at].value, read_dates[at], url)
            if outline is None
            else split.known_item(outline)
        )
        items.setdefault(item.raw_hash, item)
        outlines[digest] = outline or split.outline(item)
    problems = dict.fromkeys((prolog.problem, *_problems(found, len(kept))))
    return ParsedFeed(
        meta=_meta(found.head, url),
        items=tuple(items.values()),
        tombstones=tuple(gone),
        problem="; ".join(filter(None, problems)) or None,
        cut=found.cut,
        outlines=outlines,
        charset=prolog.charset,
    )


def _withdrawn(item: Mapping[str, object]) -> IncomingTombstone | None:
    """Read an item that says that it is deleted, as a feed of another syndicator does."""
    extension = item.get("_syndicator")
    guid = _string(item, "id", MAX_ID)
    if not guid or not isinstance(extension, dict) or extension.get("status") != "deleted":
        return None
    return IncomingTombstone(ref=guid, comment="deleted")


def _not_a_feed(found: JsonDocument) -> Failed | None:
    versioned = _VERSION.match(_string(found.head, "version")) is not None
    if not versioned and not any(_OWN & item.value.keys() for item in found.items):
        return no_feed("JSON")
    if found.items or not (found.cut or found.missing or not found.has_items):
        return None
    if found.missing:
        what = "the feed is too malformed for any item to be read"
    elif found.cut:
        what = "the document ends before its first item does"
    else:
        what = "this is a JSON Feed without a list of items"
    return Failed(kind=FailureKind.UNREADABLE, message=what)


def _problems(found: JsonDocument, kept: int) -> Iterator[str]:
    if found.missing:
        yield f"{found.missing} of {found.total} items could not be read"
    if found.cut:
        yield "the document ends in the middle"
    if found.problem:
        yield found.problem
    if left_out := len(found.items) - kept:
        yield f"{left_out} items left out, the oldest: a feed may have {newest.MAX_ITEMS}"
    if found.head.get("expired") is True:
        yield "it says that it has ended (expired)"


def _digest(item: JsonItem, url: str, among: DateContext) -> Digest:
    around = f"{__version__} {url} {among} {item.text}"
    return Digest(hashlib.sha256(around.encode("utf-8", "surrogatepass")).hexdigest())


# ── the feed ─────────────────────────────────────────────────────────────────────────────────


def _meta(head: Mapping[str, object], url: str) -> SourceMeta:
    version = _VERSION.match(_string(head, "version"))
    icons = (_url(head, key, url) for key in ("icon", "favicon"))
    hubs = (_url(hub, "url", url) for hub in _list(head, "hubs") if _is_websub(hub))
    return SourceMeta(
        title=_string(head, "title", MAX_TITLE) or None,
        subtitle=_string(head, "description", MAX_TITLE) or None,
        link=_url(head, "home_page_url", url),
        self_link=_url(head, "feed_url", url),
        language=language_tag(_string(head, "language")),
        authors=_authors(head),
        icon=next(filter(None, icons), None),
        # feedparser's names for these formats.
        format="json11" if version and version[1] != "1" else "json1",
        hubs=tuple(dict.fromkeys(filter(None, hubs))),
    )


def _is_websub(hub: Mapping[str, object]) -> bool:
    return _string(hub, "type").lower() in _HUBS


# ── an item ──────────────────────────────────────────────────────────────────────────────────


def _dates(item: Mapping[str, object]) -> DateTexts:
    published, updated = _string(item, "date_published"), _string(item, "date_modified")
    return DateTexts((published,) if published else (), (updated,) if updated else ())


def _item(value: Mapping[str, object], dated: date_elements.Dates, url: str) -> ParsedItem:
    guid = _string(value, "id", MAX_ID) or None
    page = _url(value, "url", url) or _url(value, "external_url", url)
    attached = _list(value, "attachments")
    item = ParsedItem(
        raw_hash=Digest(""),
        guid=guid,
        link=page or http_url(guid),
        title=_line(value, "title", MAX_TITLE),
        summary=_line(value, "summary", MAX_TEXT),
        content=tuple(_content(value)),
        authors=_authors(value),
        categories=_tags(value),
        enclosures=tuple(dict.fromkeys(_enclosures(attached, url))),
        images=tuple(
            Image(url=address)
            for address in dict.fromkeys(_url(value, key, url) for key in ("image", "banner_image"))
            if address
        ),
        podcast=_podcast(attached),
        published=dated.published,
        updated=dated.updated,
        unreadable_date=dated.unreadable,
        language=language_tag(_string(value, "language")),
    )
    return replace(item, raw_hash=fingerprint(item=item))


def _content(value: Mapping[str, object]) -> Iterator[Text]:
    for key, kind in (("content_html", "text/html"), ("content_text", "text/plain")):
        if text := _string(value, key, MAX_TEXT):
            yield Text(value=text, type=kind)


def _line(value: Mapping[str, object], key: str, longest: int) -> Text | None:
    text = _string(value, key, longest)
    kind = "text/html" if _MARKUP.search(text) else "text/plain"
    return Text(value=text, type=kind) if text else None


def _authors(value: Mapping[str, object]) -> tuple[Person, ...]:
    """Return ``authors`` (1.1) or ``author`` (1.0), each of which may be a list or one."""
    written = value.get("authors") or value.get("author")
    several = written if isinstance(written, list) else [written]
    return once(_person(each) for each in several[:MAX_PEOPLE])


def _person(written: object) -> Person | None:
    if isinstance(written, dict):
        return person(_string(written, "name"), uri=_string(written, "url"))
    return person(_cleaned(written)) if isinstance(written, str) else None


def _tags(value: Mapping[str, object]) -> tuple[Category, ...]:
    written = value.get("tags")
    several = written.split(",") if isinstance(written, str) else written
    terms = map(_cleaned, several if isinstance(several, list) else ())
    named = islice(dict.fromkeys(filter(None, terms)), MAX_ALIKE)
    return tuple(Category(term=term) for term in named)


def _enclosures(attached: Sequence[Mapping[str, object]], url: str) -> Iterator[Enclosure]:
    for each in attached:
        if address := _url(each, "url", url):
            length = _string(each, "size_in_bytes").partition(".")[0]
            usable = length.isascii() and length.isdigit() and len(length) < MAX_NUMBER
            yield Enclosure(
                url=address,
                type=media_types.of(_string(each, "mime_type"), address),
                length=int(length) or None if usable else None,
                caption=_string(each, "title") or None,
            )


def _podcast(attached: Sequence[Mapping[str, object]]) -> Podcast | None:
    lengths = (podcast.duration(_string(each, "duration_in_seconds")) for each in attached)
    length = next(filter(None, lengths), None)
    return Podcast(duration=length) if length else None


# ── values ───────────────────────────────────────────────────────────────────────────────────


def _string(value: Mapping[str, object], key: str, longest: int = MAX_VALUE) -> str:
    """Return the text under a name without outer white space; a number is as it is written."""
    return _cleaned(value.get(key), longest)


def _cleaned(written: object, longest: int = MAX_VALUE) -> str:
    # A string may escape what no document of ours may hold: half a character, a NUL.
    return xml_text(written[:longest]).strip() if isinstance(written, str) else ""


def _list(value: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """Return the objects in the list under a name; one without a list counts as well."""
    written = value.get(key)
    several = written if isinstance(written, list) else [written]
    return [each for each in several[:MAX_ALIKE] if isinstance(each, dict)]


def _url(value: Mapping[str, object], key: str, base: str) -> str | None:
    written = _string(value, key, MAX_ID)
    return completed(written, base) or http_url(written, base) if written else None
