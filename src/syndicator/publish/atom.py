"""A feed as an Atom document (RFC 4287), by feedgen and an extension of ours.

feedgen makes the frame: feed and entry, their ids, titles, authors, categories, contents and
rights. The extension puts right what feedgen cannot say: links with all their attributes, dates
in whole seconds of UTC, ``atom:source`` in full, the language of each entry, Dublin Core.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any, Final

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import Entry, Link, Person, PublishedFeed, SourceMeta, Tombstone
from syndicator.publish.fields import looks_like_markup, writable

ATOM: Final = "http://www.w3.org/2005/Atom"
DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
MEDIA_TYPE: Final = "application/atom+xml"

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_GENERATOR: Final = "syndicator"
# Under this name feedgen hangs the extension on its objects; it must not be one of its methods.
_EXTENSION: Final = "syndicated"
# feedgen ships no types.
_FeedGenerator: Final[Any] = FeedGenerator
# What validators and readers (feedparser among them) take for UTF-8 that was decoded as Latin-1,
# and "repair". In HTML a reference says the same and is left alone.
_MISREADABLE: Final = re.compile("[\ufffd\xc2-\xf4](?:(?<=\ufffd)|[\x80-\xbf]+)")


def render(feed: PublishedFeed) -> bytes:
    """Write a feed as Atom: UTF-8, with an XML declaration; the same value gives the same bytes.

    Raises:
        OutputError: a value cannot be written as Atom.
    """
    try:
        document: bytes = _generator(feed).atom_str(pretty=True)
    except (ValueError, TypeError) as error:
        raise OutputError(f"feed {feed.name} cannot be written as Atom: {error}") from error
    return document


def reread(document: bytes, feed: PublishedFeed) -> None:
    """Check a document that was rendered, before it may replace what stands.

    Args:
        document: what is to be written.
        feed: what it should say.

    Raises:
        OutputError: it is not well-formed, is no Atom feed, or does not hold the entries that
            were meant, in their order, each with an id of its own, a title, rights and exactly
            one licence.
    """
    # Our own document may be large; no entity, DTD or network is ever needed to read it.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise OutputError(f"feed {feed.name} came out not well-formed: {error}") from error
    if root.tag != f"{{{ATOM}}}feed" or root.findtext(f"{{{ATOM}}}id") != feed.id:
        raise OutputError(f"feed {feed.name} came out as something else than itself")
    entries = root.findall(f"{{{ATOM}}}entry")
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    if ids != [entry.id for entry in feed.entries]:
        raise OutputError(
            f"feed {feed.name} came out with other entries than meant "
            f"({len(ids)} instead of {len(feed.entries)}, or other ids)"
        )
    if len(set(ids)) != len(ids):
        raise OutputError(f"feed {feed.name} holds two entries with one id")
    buried = [stone.get("ref") for stone in root.findall(f"{{{TOMBSTONES}}}deleted-entry")]
    if buried != [stone.ref for stone in feed.tombstones] or set(buried) & set(ids):
        raise OutputError(f"feed {feed.name} came out with other tombstones than meant")
    for entry in entries:
        licenses = entry.findall(f"{{{ATOM}}}link[@rel='license']")
        said = [entry.findtext(f"{{{ATOM}}}{name}") for name in ("title", "rights", "updated")]
        if len(licenses) != 1 or not all(said):
            raise OutputError(
                f"feed {feed.name}: the entry {entry.findtext(f'{{{ATOM}}}id')} came out without "
                "a title, rights, a date or its one licence"
            )


def _generator(feed: PublishedFeed) -> Any:
    generator = _FeedGenerator()
    generator.register_extension(_EXTENSION, _FeedExtension, _EntryExtension, atom=True, rss=False)
    getattr(generator, _EXTENSION).feed = feed
    generator.id(feed.id)
    generator.title(writable(feed.title))
    generator.updated(feed.updated)
    generator.author(_person(Person(name=feed.author)))
    generator.generator(_GENERATOR, version=feed.generator_version)
    generator.subtitle(writable(feed.subtitle) if feed.subtitle else None)
    for entry in feed.entries:
        _add(generator.add_entry(order="append"), entry)
    return generator


def _add(made: Any, entry: Entry) -> None:
    getattr(made, _EXTENSION).entry = entry
    made.id(entry.id)
    made.title(writable(entry.title))
    made.updated(entry.updated)
    made.published(entry.published)
    made.author([_person(person) for person in entry.authors])
    made.rights(writable(entry.rights))
    if entry.categories:
        made.category(
            [
                {
                    "term": writable(category.term),
                    "scheme": category.scheme,
                    "label": writable(category.label) if category.label else None,
                }
                for category in entry.categories
            ]
        )
    if entry.content:
        made.content(_unmistakable(writable(entry.content)), type="html")
    else:
        # feedgen demands a link here (RFC 4287 §4.1.2); the extension replaces it with ours.
        made.link([{"href": writable(link.href), "rel": "alternate"} for link in entry.links])
        made.summary(writable(entry.summary) or None)


def _person(person: Person) -> dict[str, str | None]:
    return {"name": writable(person.name), "email": person.email, "uri": person.uri}


class _FeedExtension(BaseExtension):
    """What feedgen leaves to be said about the feed."""

    feed: PublishedFeed

    def extend_ns(self) -> dict[str, str]:
        withdrawn = {"at": TOMBSTONES} if self.feed.tombstones else {}
        return {"dc": DC, "dcterms": DCTERMS, **withdrawn}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        _language(element, self.feed.language)
        _date(element, "updated", self.feed.updated)
        links = [Link(rel="self", href=self.feed.self_link, type=MEDIA_TYPE)]
        if self.feed.alternate:
            links.append(Link(rel="alternate", href=self.feed.alternate))
        _links(element, tuple(links))
        _declare_text(element, "title", "subtitle")
        for stone in self.feed.tombstones:
            _tombstone(element, stone)
        return element


class _EntryExtension(BaseEntryExtension):
    """What feedgen leaves to be said about an entry."""

    entry: Entry

    def extend_atom(self, element: etree._Element) -> etree._Element:
        entry = self.entry
        _language(element, entry.language)
        _date(element, "updated", entry.updated)
        if entry.published:
            _date(element, "published", entry.published)
        _links(element, entry.links)
        _declare_text(element, "title", "summary", "rights")
        _dublin_core(element, entry)
        # After dc:source: validators take the reverse order for saying one thing twice.
        _source(element, entry.source)
        return element


def _child(parent: etree._Element, name: str, text: str) -> etree._Element:
    # feedgen's own elements are in no namespace until the document is written; so are ours.
    element = etree.SubElement(parent, name)
    element.text = writable(text)
    return element


def _language(element: etree._Element, language: str | None) -> None:
    if language:
        element.set(_LANG, language)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _date(element: etree._Element, name: str, moment: datetime) -> None:
    made = element.find(name)
    if made is None:
        made = etree.SubElement(element, name)
    made.text = _utc(moment)


def _links(element: etree._Element, links: tuple[Link, ...]) -> None:
    for wrong in element.findall("link"):
        element.remove(wrong)
    for link in links:
        made = etree.SubElement(element, "link", rel=link.rel, href=writable(link.href))
        for name in ("type", "hreflang", "title"):
            if value := getattr(link, name):
                made.set(name, writable(value))
        if link.length is not None:
            made.set("length", str(link.length))


def _declare_text(element: etree._Element, *names: str) -> None:
    """Say that a text is HTML where, as plain text, it would be misread (RFC 4287 §3.1.1)."""
    for name in names:
        made = element.find(name)
        text = made.text if made is not None else None
        if made is not None and text and (looks_like_markup(text) or _MISREADABLE.search(text)):
            made.text = _unmistakable(html.escape(text, quote=False))
            made.set("type", "html")


def _unmistakable(markup: str) -> str:
    return _MISREADABLE.sub(
        lambda found: "".join(f"&#{ord(character)};" for character in found.group()), markup
    )


def _dublin_core(element: etree._Element, entry: Entry) -> None:
    original = next((link.href for link in entry.links if link.rel == "via"), None)
    start, end = entry.valid_from, entry.valid_until
    period = [f"start={_utc(start)}"] if start else []
    period += [f"end={_utc(end)}"] if end else []
    # DCMI Period without spaces: feedparser reads only the first part of one that has them.
    valid = ";".join([*period, "scheme=W3C-DTF"]) if period else None
    for namespace, name, value in (
        (DCTERMS, "rightsHolder", entry.holder),
        (DCTERMS, "dateCopyrighted", entry.copyrighted),
        (DCTERMS, "license", entry.license),
        (DCTERMS, "accessRights", entry.access),
        (DCTERMS, "valid", valid),
        (DC, "publisher", entry.credit),
        (DC, "source", original),
    ):
        if value:
            _child(element, f"{{{namespace}}}{name}", value)


def _tombstone(element: etree._Element, stone: Tombstone) -> None:
    """RFC 6721 §3. The W3C feed validator knows none and warns of the namespace."""
    made = etree.SubElement(
        element, f"{{{TOMBSTONES}}}deleted-entry", ref=stone.ref, when=_utc(stone.when)
    )
    _child(etree.SubElement(made, f"{{{TOMBSTONES}}}by"), "name", stone.by)
    _child(made, f"{{{TOMBSTONES}}}comment", stone.comment)


def _source(element: etree._Element, source: SourceMeta) -> None:
    made = etree.SubElement(element, "source")
    _language(made, source.language)
    if source.id:
        _child(made, "id", source.id)
    if source.title:
        _child(made, "title", source.title)
    if source.subtitle:
        _child(made, "subtitle", source.subtitle)
    if source.updated:
        _date(made, "updated", source.updated)
    links = (("self", source.self_link), ("alternate", source.link))
    _links(made, tuple(Link(rel=rel, href=href) for rel, href in links if href))
    for person in source.authors:
        author = etree.SubElement(made, "author")
        for name, value in _person(person).items():
            if value:
                _child(author, name, value)
    if source.rights:
        _child(made, "rights", source.rights)
    if source.icon:
        _child(made, "icon", source.icon)
    _declare_text(made, "title", "subtitle", "rights")
