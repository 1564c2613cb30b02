"""A feed as an RSS 2.0 document after the RSS Best Practices Profile, by feedgen and an extension.

feedgen makes the frame; the extension adds the dates (feedgen formats its own by changing the
locale of the whole process) and all that other namespaces say. RSS has no form for a tombstone:
what was withdrawn is not there any more, but for its stub, which says so by ``media:status``.

``description`` holds what the entry says beside its text: the summary, or the notice in plain
words. It is no beginning of the text; a text that is cut is an excerpt, which not every permission
allows. The whole text, with its notices, is ``content:encoded``.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import Entry, PublishedFeed
from syndicator.publish.compose.addresses import MEDIA_TYPES, enclosures, feed_links, home, landing
from syndicator.publish.compose.fields import web_uri, writable
from syndicator.publish.compose.stub import contradicted
from syndicator.publish.formats import feedgen_extensions
from syndicator.publish.formats.xml import (
    ATOM,
    CREATIVE_COMMONS,
    DC,
    ITUNES,
    MEDIA,
    child,
    language,
    links,
    plain,
    read_back,
    styled,
    unmistakable,
    utc,
)
from syndicator.rights.reservations import licenses

MEDIA_TYPE: Final = MEDIA_TYPES["rss"]

_LINK: Final = f"{{{ATOM}}}link"
_RIGHTS: Final = f"{{{DC}}}rights"
_GENERATOR: Final = "syndicator"
_EXTENSION: Final = "syndicated"
_FeedGenerator: Final[Any] = FeedGenerator
# Of what stands here, the item has elements of its own.
_ELSEWHERE: Final = frozenset({"alternate", "enclosure"})


def render(feed: PublishedFeed) -> bytes:
    """Write a feed as RSS: UTF-8, with an XML declaration; the same value gives the same bytes.

    Raises:
        OutputError: a value cannot be written as RSS.
    """
    try:
        document: bytes = _generator(feed).rss_str(pretty=True)
    except (ValueError, TypeError) as error:
        raise OutputError(f"feed {feed.name} cannot be written as RSS: {error}") from error
    return document


def reread(document: bytes, feed: PublishedFeed) -> None:
    """Check a document that was rendered, before it may replace what stands.

    Raises:
        OutputError: it is not well-formed, is no RSS 2.0 feed, or does not hold the items that
            were meant, in their order, each with a guid of its own, a title, a date, rights and
            exactly one licence; or one that was withdrawn.
    """
    root = read_back(document, feed.name)
    own = root.find(f"channel/{_LINK}[@rel='self']")
    known = own is not None and own.get("href") == feed.address("rss")
    if root.tag != "rss" or root.get("version") != "2.0" or not known:
        raise OutputError(f"feed {feed.name} cannot be read back as it was written")
    items = root.findall("channel/item")
    ids = [item.findtext("guid") for item in items]
    if ids != [entry.id for entry in feed.entries]:
        raise OutputError(
            f"feed {feed.name} was written with other items than intended "
            f"({len(ids)} instead of {len(feed.entries)}, or other guids)"
        )
    if len(set(ids)) != len(ids):
        raise OutputError(f"feed {feed.name} holds two items with one guid")
    if withdrawn := contradicted(feed):
        raise OutputError(f"feed {feed.name} came out with what was withdrawn: {min(withdrawn)}")
    gone = [item.find(f"{{{MEDIA}}}status") is not None for item in items]
    if gone != [entry.withdrawn for entry in feed.entries]:
        raise OutputError(f"feed {feed.name} was written with other stubs than intended")
    for item in items:
        said = [item.findtext(name) for name in ("title", "pubDate", "description", _RIGHTS)]
        if len(item.findall(f"{_LINK}[@rel='license']")) != 1 or not all(said):
            raise OutputError(
                f"feed {feed.name}: the item {item.findtext('guid')} came out without a title, "
                "a description, rights, a date or its one licence"
            )


def _generator(feed: PublishedFeed) -> Any:
    generator = _FeedGenerator()
    generator.register_extension(_EXTENSION, _FeedExtension, _EntryExtension, atom=False, rss=True)
    getattr(generator, _EXTENSION).feed = feed
    # Its own date would be formatted by `setlocale`, which other threads would notice.
    generator._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001  # there is no other way
    generator.title(plain(feed.title))
    generator.link({"href": home(feed) or feed.address("rss"), "rel": "alternate"})
    generator.description(plain(feed.subtitle or f"{feed.title}, published by {feed.author}"))
    generator.generator(f"{_GENERATOR} {feed.generator_version}")
    generator.language(feed.language)
    for entry in feed.entries:
        _add(generator.add_entry(order="append"), entry, listed=_listed(feed))
    return generator


def _add(made: Any, entry: Entry, *, listed: bool) -> None:
    getattr(made, _EXTENSION).entry = entry
    getattr(made, _EXTENSION).listed = listed
    page = landing(entry)
    made.title(plain(entry.title))
    # The profile, "guid": a permalink is the address at which readers find the item.
    made.guid(entry.id, permalink=entry.id == page and web_uri(entry.id) is not None)
    if page:
        made.link({"href": page, "rel": "alternate"})
    made.description(_as_html(entry.summary or entry.rights))
    if entry.content:
        made.content(unmistakable(writable(entry.content)))
    if entry.categories:
        made.category(
            [{"term": plain(each.term), "scheme": each.scheme} for each in entry.categories]
        )
    for link in enclosures(entry)[:1]:  # the profile, "enclosure": one for an item
        made.enclosure(url=link.href, length=str(link.length or 0), type=link.type)


def _as_html(text: str) -> str:
    lines = html.escape(writable(text), quote=False).split("\n")
    return unmistakable("<br>".join(lines))


def _rfc822(moment: datetime) -> str:
    """With four digits of the year, whatever the locale (the profile, "Dates")."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


class _FeedExtension(BaseExtension):
    """What feedgen leaves to be said about the channel."""

    feed: PublishedFeed

    def extend_ns(self) -> dict[str, str]:
        found = feedgen_extensions.namespaces(self.feed)
        if not _listed(self.feed):
            found.pop("itunes", None)
        if any(entry.withdrawn for entry in self.feed.entries):
            found["media"] = MEDIA
        if any(licenses.terms_of(entry.license) is not None for entry in self.feed.entries):
            found["creativeCommons"] = CREATIVE_COMMONS
        return found

    def extend_rss(self, element: etree._Element) -> etree._Element:
        feed = self.feed
        styled(element, feed.stylesheet)
        channel = element[0]
        child(channel, "pubDate", _rfc822(feed.updated))
        child(channel, "lastBuildDate", _rfc822(feed.updated))
        links(channel, feed_links(feed, "rss"), _LINK)
        feedgen_extensions.history(channel, feed)
        episodes = [entry.podcast for entry in feed.entries if entry.podcast]
        if _listed(feed) and episodes:
            _show(channel, feed, explicit=any(episode.explicit for episode in episodes))
        return element


def _listed(feed: PublishedFeed) -> bool:
    """Whether Apple's elements can stand in it: they demand an address and a language."""
    return bool(feed.email and feed.language)


def _show(channel: etree._Element, feed: PublishedFeed, *, explicit: bool) -> None:
    """What directories of podcasts demand of a channel with episodes (Apple Podcasts)."""
    child(channel, f"{{{ITUNES}}}author", plain(feed.author))
    child(channel, f"{{{ITUNES}}}explicit", str(explicit).lower())
    child(channel, f"{{{ITUNES}}}category").set("text", "News")
    owner = child(channel, f"{{{ITUNES}}}owner")
    child(owner, f"{{{ITUNES}}}name", plain(feed.author))
    child(owner, f"{{{ITUNES}}}email", feed.email)


class _EntryExtension(BaseEntryExtension):
    """What feedgen leaves to be said about an item."""

    entry: Entry
    listed: bool
    """Whether the channel says what directories of podcasts demand."""

    def extend_rss(self, element: etree._Element) -> etree._Element:
        entry = self.entry
        language(element, entry.language)
        child(element, "pubDate", _rfc822(entry.published or entry.updated))
        child(element, f"{{{ATOM}}}updated", utc(entry.updated))
        for person in entry.authors:
            child(element, f"{{{DC}}}creator", plain(person.name))
        child(element, _RIGHTS, plain(entry.rights))
        others = tuple(link for link in entry.links if link.rel not in _ELSEWHERE)
        links(element, others + enclosures(entry)[1:], _LINK)
        if licenses.terms_of(entry.license) is not None:
            child(element, f"{{{CREATIVE_COMMONS}}}license", entry.license)
        feedgen_extensions.dublin_core(element, entry)
        if entry.withdrawn:
            feedgen_extensions.deleted(element)
        feedgen_extensions.images(element, entry)
        feedgen_extensions.recording(element, entry)
        if entry.podcast:
            if self.listed:
                feedgen_extensions.itunes(element, entry.podcast)
            feedgen_extensions.podcasting(element, entry.podcast)
        _source(element, entry)
        return element


def _source(element: etree._Element, entry: Entry) -> None:
    """The feed from which the item was copied (RSS 2.0, ``source``).

    Last: feedparser takes a ``media:title`` behind it for the item's.
    """
    address = entry.source.self_link or web_uri(entry.source.id)
    if address:
        child(element, "source", plain(entry.source.title or address)).set("url", address)
