"""A feed as an Atom document (RFC 4287), by feedgen and an extension of ours.

feedgen makes the frame: feed and entry, their ids, titles, authors, categories, contents and
rights. The extension puts right what feedgen cannot say: links with all their attributes, dates
in whole seconds of UTC, ``atom:source`` in full, the language of each entry, Dublin Core,
pictures, podcasts, archives and tombstones.
"""

from __future__ import annotations

import html
from typing import Any, Final

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import Entry, Link, Person, PublishedFeed, SourceMeta, Tombstone
from syndicator.publish.compose.addresses import MEDIA_TYPES, feed_links, original
from syndicator.publish.compose.fields import looks_like_markup, writable
from syndicator.publish.compose.stub import contradicted
from syndicator.publish.formats import feedgen_extensions
from syndicator.publish.formats.xml import (
    ATOM,
    DC,
    TOMBSTONES,
    child,
    date,
    language,
    links,
    misreadable,
    plain,
    read_back,
    styled,
    unmistakable,
    utc,
)

MEDIA_TYPE: Final = MEDIA_TYPES["atom"]

_GENERATOR: Final = "syndicator"
# Under this name feedgen hangs the extension on its objects; it must not be one of its methods.
_EXTENSION: Final = "syndicated"
# feedgen ships no types.
_FeedGenerator: Final[Any] = FeedGenerator


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
    root = read_back(document, feed.name)
    if root.tag != f"{{{ATOM}}}feed" or root.findtext(f"{{{ATOM}}}id") != feed.id:
        raise OutputError(f"feed {feed.name} cannot be read back as it was written")
    entries = root.findall(f"{{{ATOM}}}entry")
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    if ids != [entry.id for entry in feed.entries]:
        raise OutputError(
            f"feed {feed.name} was written with other entries than intended "
            f"({len(ids)} instead of {len(feed.entries)}, or other ids)"
        )
    if len(set(ids)) != len(ids):
        raise OutputError(f"feed {feed.name} holds two entries with one id")
    buried = [stone.get("ref") for stone in root.findall(f"{{{TOMBSTONES}}}deleted-entry")]
    if buried != [stone.ref for stone in feed.tombstones] or contradicted(feed):
        raise OutputError(f"feed {feed.name} was written with other tombstones than intended")
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
        made.content(unmistakable(writable(entry.content)), type="html")
    else:
        # feedgen demands a link here (RFC 4287 §4.1.2); the extension replaces it with ours.
        made.link([{"href": writable(link.href), "rel": "alternate"} for link in entry.links])
        made.summary(writable(entry.summary) or None)


def _person(person: Person) -> dict[str, str | None]:
    return {"name": plain(person.name), "email": person.email, "uri": person.uri}


class _FeedExtension(BaseExtension):
    """What feedgen leaves to be said about the feed."""

    feed: PublishedFeed

    def extend_ns(self) -> dict[str, str]:
        withdrawn = {"at": TOMBSTONES} if self.feed.tombstones else {}
        return {**feedgen_extensions.namespaces(self.feed), **withdrawn}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        styled(element, self.feed.stylesheet)
        language(element, self.feed.language)
        date(element, "updated", self.feed.updated)
        links(element, feed_links(self.feed, "atom"))
        feedgen_extensions.history(element, self.feed)
        _declare_text(element, "title", "subtitle")
        for stone in self.feed.tombstones:
            _tombstone(element, stone)
        return element


class _EntryExtension(BaseEntryExtension):
    """What feedgen leaves to be said about an entry."""

    entry: Entry

    def extend_atom(self, element: etree._Element) -> etree._Element:
        entry = self.entry
        language(element, entry.language)
        date(element, "updated", entry.updated)
        if entry.published:
            date(element, "published", entry.published)
        links(element, entry.links)
        _declare_text(element, "title", "summary", "rights")
        feedgen_extensions.dublin_core(element, entry)
        if first := original(entry):
            child(element, f"{{{DC}}}source", first)
        feedgen_extensions.images(element, entry)
        if entry.podcast:
            feedgen_extensions.itunes(element, entry.podcast)
            feedgen_extensions.podcasting(element, entry.podcast)
        # After dc:source: validators take the reverse order for saying one thing twice.
        _source(element, entry.source)
        return element


def _declare_text(element: etree._Element, *names: str) -> None:
    """Say that a text is HTML where, as plain text, it would be misread (RFC 4287 §3.1.1)."""
    for name in names:
        made = element.find(name)
        text = made.text if made is not None else None
        if made is not None and text and (looks_like_markup(text) or misreadable(text)):
            made.text = unmistakable(html.escape(text, quote=False))
            made.set("type", "html")


def _tombstone(element: etree._Element, stone: Tombstone) -> None:
    """RFC 6721 §3. The W3C feed validator knows none and warns of the namespace."""
    made = etree.SubElement(
        element, f"{{{TOMBSTONES}}}deleted-entry", ref=stone.ref, when=utc(stone.when)
    )
    child(etree.SubElement(made, f"{{{TOMBSTONES}}}by"), "name", plain(stone.by))
    child(made, f"{{{TOMBSTONES}}}comment", writable(stone.comment))


def _source(element: etree._Element, source: SourceMeta) -> None:
    made = etree.SubElement(element, "source")
    language(made, source.language)
    if source.id:
        child(made, "id", writable(source.id))
    if source.title:
        child(made, "title", writable(source.title))
    if source.subtitle:
        child(made, "subtitle", writable(source.subtitle))
    if source.updated:
        date(made, "updated", source.updated)
    addresses = (("self", source.self_link), ("alternate", source.link))
    links(made, tuple(Link(rel=rel, href=href) for rel, href in addresses if href))
    for person in source.authors:
        author = etree.SubElement(made, "author")
        for name, value in _person(person).items():
            if value:
                child(author, name, value)
    if source.rights:
        child(made, "rights", writable(source.rights))
    if source.icon:
        child(made, "icon", writable(source.icon))
    _declare_text(made, "title", "subtitle", "rights")
