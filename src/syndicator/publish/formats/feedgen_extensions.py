"""What Atom and RSS say in other namespaces: Dublin Core, media, podcasts, history.

Each is written so that the W3C feed validator and feedparser take it as it is meant. Media RSS
gives ``media:license`` and ``media:rights`` no place that the validator knows: they are left out,
the entry's own licence holds for its pictures.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from syndicator.model import Entry, Image, Link, Podcast, PublishedFeed
from syndicator.publish.compose.addresses import enclosures, is_recording
from syndicator.publish.compose.fields import writable
from syndicator.publish.formats.xml import (
    DC,
    DCTERMS,
    HISTORY,
    ITUNES,
    MEDIA,
    PODCAST,
    child,
    plain,
    utc,
)

CHAPTERS: Final = "application/json+chapters"
"""The media type of chapters that have none (Podcasting 2.0, ``podcast:chapters``)."""


def namespaces(feed: PublishedFeed) -> dict[str, str]:
    """The prefixes that a document needs beside those of its form."""
    found = {"dc": DC, "dcterms": DCTERMS}
    if feed.paging.complete or feed.paging.archive:
        found["fh"] = HISTORY
    if any(entry.images for entry in feed.entries):
        found["media"] = MEDIA
    if any(entry.podcast for entry in feed.entries):
        found |= {"itunes": ITUNES, "media": MEDIA, "podcast": PODCAST}
    return dict(sorted(found.items()))


def history(element: etree._Element, feed: PublishedFeed) -> None:
    """Say whether a document is the whole feed, or one of its archive (RFC 5005 §2, §4)."""
    if feed.paging.complete:
        child(element, f"{{{HISTORY}}}complete")
    if feed.paging.archive:
        child(element, f"{{{HISTORY}}}archive")


def dublin_core(element: etree._Element, entry: Entry) -> None:
    """Say who holds the rights, since when, under which licence and until when."""
    for name, value in (
        ("rightsHolder", plain(entry.holder)),
        ("dateCopyrighted", entry.copyrighted),
        ("license", entry.license),
        ("accessRights", plain(entry.access)),
        ("valid", period(entry)),
    ):
        if value:
            child(element, f"{{{DCTERMS}}}{name}", value)
    child(element, f"{{{DC}}}publisher", plain(entry.credit))


def period(entry: Entry) -> str | None:
    """The time for which the permission holds, as DCMI Period.

    Without spaces: feedparser reads only the first part of one that has them.
    """
    start, end = entry.valid_from, entry.valid_until
    parts = [f"start={utc(start)}"] if start else []
    parts += [f"end={utc(end)}"] if end else []
    return ";".join([*parts, "scheme=W3C-DTF"]) if parts else None


# ── media ────────────────────────────────────────────────────────────────────────────────────


def images(element: etree._Element, entry: Entry) -> None:
    """Announce the pictures of an entry, each with what credits it (Media RSS 1.5.1).

    Their descriptions are left out: feedparser takes the first of them for the entry's summary.
    """
    for image in entry.images:
        _image(element, image)


def deleted(element: etree._Element) -> None:
    """Say that an entry was deleted by its publisher (Media RSS 1.5.1, ``media:status``).

    The W3C feed validator does not know the element, and takes it for a mistake.
    """
    etree.SubElement(element, f"{{{MEDIA}}}status", state="deleted")


def _image(element: etree._Element, image: Image) -> None:
    made = etree.SubElement(element, f"{{{MEDIA}}}content", url=image.url, medium="image")
    if image.type:
        made.set("type", image.type)
    for name, value in (
        ("title", image.title),
        ("credit", image.credit),
        ("copyright", image.copyright),
    ):
        if value:
            child(made, f"{{{MEDIA}}}{name}", plain(value))


def recording(element: etree._Element, entry: Entry) -> None:
    """Say of an episode's recording what only Media RSS can: how long it plays, for whom."""
    podcast = entry.podcast
    found: Link | None = next(filter(is_recording, enclosures(entry)), None)
    if not (podcast and found):
        return
    made = etree.SubElement(element, f"{{{MEDIA}}}content", url=found.href, type=found.type or "")
    if found.length:
        made.set("fileSize", str(found.length))
    if podcast.duration is not None:
        made.set("duration", str(podcast.duration))
    if podcast.explicit is not None:
        rating = "adult" if podcast.explicit else "nonadult"
        child(made, f"{{{MEDIA}}}rating", rating).set("scheme", "urn:simple")
    if podcast.image:
        child(made, f"{{{MEDIA}}}thumbnail").set("url", podcast.image)


# ── podcasts ─────────────────────────────────────────────────────────────────────────────────


def itunes(element: etree._Element, podcast: Podcast) -> None:
    """Describe an episode in the words of Apple Podcasts."""
    explicit = None if podcast.explicit is None else str(podcast.explicit).lower()
    for name, value in (
        ("duration", podcast.duration),
        ("season", podcast.season),
        ("episode", podcast.episode),
        ("explicit", explicit),
    ):
        if value is not None:
            child(element, f"{{{ITUNES}}}{name}", str(value))
    if podcast.image:
        child(element, f"{{{ITUNES}}}image").set("href", podcast.image)


def podcasting(element: etree._Element, podcast: Podcast) -> None:
    """Describe an episode in the words of Podcasting 2.0."""
    for name, value in (("season", podcast.season), ("episode", podcast.episode)):
        if value is not None:
            child(element, f"{{{PODCAST}}}{name}", str(value))
    if podcast.chapters:
        made = child(element, f"{{{PODCAST}}}chapters")
        made.set("url", podcast.chapters)
        made.set("type", podcast.chapters_type or CHAPTERS)
    for transcript in podcast.transcripts:
        made = child(element, f"{{{PODCAST}}}transcript")
        made.set("url", transcript.url)
        made.set("type", writable(transcript.type))
        if transcript.language:
            made.set("language", transcript.language)
