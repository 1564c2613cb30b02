"""feedparser's dictionaries, read with suspicion, as our own values.

An element of an unknown name becomes a key of feedparser's dictionary, so that under every key
anything may lie: what has not the expected type is treated as missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from syndicator.model import Category, Enclosure, Person, SourceMeta, Text
from syndicator.parse import media_types
from syndicator.parse.date_context import certain
from syndicator.parse.exact import MAX_NUMBER
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url
from syndicator.parse.people import once, person
from syndicator.parse.rights_metadata import RSL_TYPE

MAX_ALIKE: Final = 100
"""Authors, categories, links or enclosures of one item; what comes after is left out."""
MAX_TEXT: Final = 4_000_000
"""Characters of one text; a longer one is cut."""


def mapping(value: object) -> Mapping[str, object]:
    """Return a dictionary as a plain one, without feedparser's other names for keys."""
    return dict(value.items()) if isinstance(value, dict) else {}


def string(values: Mapping[str, object], key: str) -> str:
    """Return the text under a key without outer white space, or an empty string."""
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def several(values: Mapping[str, object], key: str) -> Iterator[Mapping[str, object]]:
    """Yield the dictionaries in the list under a key."""
    value = values.get(key)
    if isinstance(value, list):
        for each in value[: 2 * MAX_ALIKE]:
            yield mapping(each)


def text(detail: object, *, document: str | None, base: str = "") -> Text | None:
    """Return a text construct.

    Args:
        detail: feedparser's dictionary with ``value``, ``type``, ``base`` and ``language``.
        document: the document's own address where the format does not say that it is the base
            of its texts (RSS): then only another base, from ``xml:base``, counts.
        base: that of a text that names none.
    """
    values = mapping(detail)
    value = string(values, "value")
    if not value:
        return None
    resolved = http_url(string(values, "base") or base)
    return Text(
        value=value[:MAX_TEXT],
        type=string(values, "type").lower() or "text/html",
        base=None if resolved == document else resolved,
        language=language_tag(values.get("language")),
    )


def authors(values: Mapping[str, object]) -> tuple[Person, ...]:
    """Return the authors, each once; where a tree was read, `syndicator.parse.people` is better."""
    each = several(values, "authors")
    return once(
        person(string(one, "name"), string(one, "email"), string(one, "href")) for one in each
    )


def categories(values: Mapping[str, object]) -> tuple[Category, ...]:
    """Return the categories, each once."""
    found: dict[Category, None] = {}
    for each in several(values, "tags"):
        term = string(each, "term")
        if term and len(found) < MAX_ALIKE:
            label, scheme = string(each, "label"), string(each, "scheme")
            found[Category(term=term, scheme=scheme or None, label=label or None)] = None
    return tuple(found)


def links(
    values: Mapping[str, object], rel: str, base: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the http and https links of a kind, absolute, with their attributes."""
    for each in several(values, "links"):
        address = http_url(string(each, "href"), base) if string(each, "rel") == rel else None
        if address:
            yield address, each


def alternate(values: Mapping[str, object], base: str) -> str | None:
    """Return the page that an item or a feed belongs to: HTML before other types."""
    found = [(address, string(link, "type")) for address, link in links(values, "alternate", base)]
    html = (
        address for address, kind in found if kind in {"", "text/html", "application/xhtml+xml"}
    )
    return next(html, None) or next((address for address, _ in found), None)


def licenses(values: Mapping[str, object], base: str) -> tuple[str, ...]:
    """Return what is licensed to readers; terms in RSL are none."""
    found = links(values, "license", base)
    return tuple(address for address, link in found if string(link, "type") != RSL_TYPE)


def enclosures(values: Mapping[str, object], base: str) -> tuple[Enclosure, ...]:
    """Return the enclosures as they are named; one file may be several times among them."""
    found: dict[Enclosure, None] = {}
    for address, link in links(values, "enclosure", base):
        length = string(link, "length")
        usable = length.isascii() and length.isdigit() and len(length) < MAX_NUMBER
        if len(found) < MAX_ALIKE:
            made = Enclosure(
                url=address,
                type=media_types.of(string(link, "type"), address),
                length=int(length) or None if usable else None,
            )
            found[made] = None
    return tuple(found)


def source(values: object, source_id: str | None, base: str) -> SourceMeta | None:
    """Return an incoming ``atom:source`` (RFC 4287 §4.2.11) or RSS ``source``."""
    found = mapping(values)
    if not found:
        return None
    feed_url = http_url(string(found, "href"), base)  # RSS: <source url="…">
    own = next((address for address, _ in links(found, "self", base)), None)
    meta = SourceMeta(
        id=source_id or string(found, "id") or feed_url,
        title=string(found, "title") or None,
        subtitle=string(found, "subtitle") or None,
        link=alternate(found, base),
        self_link=own or feed_url,
        rights=string(found, "rights") or None,
        licenses=licenses(found, base),
        authors=authors(found),
        icon=http_url(string(found, "icon") or string(found, "logo"), base),
        updated=certain(string(found, "updated")),
    )
    return meta if meta != SourceMeta() else None
