"""Where things lie: the other documents of a feed, and where a reader of an entry lands. Pure."""

from __future__ import annotations

from typing import Final

from syndicator.model import SUFFIXES, Entry, Link, PublishedFeed

MEDIA_TYPES: Final = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "html": "text/html",
}
"""Of each form, without parameters."""
WHOLE_FEED: Final = frozenset({"json", "html"})
"""Forms of the feed alone, not of its archive documents."""


def home(feed: PublishedFeed) -> str | None:
    """The page that a feed belongs to: its own, if it has one."""
    own = "html" in feed.forms and not feed.paging.archive
    return feed.address("html") if own else feed.alternate


def hubs(feed: PublishedFeed) -> tuple[str, ...]:
    """Those that may be told of its changes: never of a feed that is not for everybody."""
    return () if feed.private else feed.hubs


def feed_links(feed: PublishedFeed, form: str) -> tuple[Link, ...]:
    """The links of a feed document.

    They lead to itself, to its page and its other forms (RFC 4287 §4.2.7.2), to its hubs
    (WebSub §4) and to the documents before and after it (RFC 5005 §4).

    Args:
        feed: the document.
        form: in which it is written: ``atom`` or ``rss``.
    """
    found = [Link(rel="self", href=feed.address(form), type=MEDIA_TYPES[form])]
    if page := home(feed):
        own = page != feed.alternate
        found.append(Link(rel="alternate", href=page, type=MEDIA_TYPES["html"] if own else None))
    found += [
        Link(rel="alternate", href=feed.address(other), type=MEDIA_TYPES[other])
        for other in feed.forms
        if other not in {form, "html"} and not (feed.paging.archive and other in WHOLE_FEED)
    ]
    found += [Link(rel="hub", href=hub) for hub in hubs(feed)]
    return tuple(found) + _history(feed, form)


def _history(feed: PublishedFeed, form: str) -> tuple[Link, ...]:
    paging = feed.paging
    if paging.complete:  # RFC 5005 §2: there is nothing else
        return ()
    following = paging.following
    if paging.archive and not (paging.previous or following):
        # The only archive document so far: the one that continues it is the feed itself.
        following = paging.current
    stems = (
        ("current", paging.current),
        ("prev-archive", paging.previous),
        ("next-archive", following),
    )
    return tuple(Link(rel=rel, href=f"{stem}{SUFFIXES[form]}") for rel, stem in stems if stem)


def linked(entry: Entry, rel: str) -> str | None:
    """The first address of an entry with this relation."""
    return next((link.href for link in entry.links if link.rel == rel), None)


def original(entry: Entry) -> str | None:
    """Where the story was first published."""
    return linked(entry, "via")


def landing(entry: Entry) -> str | None:
    """Where a reader of the entry should land: our page, else the original."""
    return linked(entry, "alternate")


def enclosures(entry: Entry) -> tuple[Link, ...]:
    """The files that go with an entry, the recording of an episode first."""
    found = [link for link in entry.links if link.rel == "enclosure"]
    return tuple(sorted(found, key=lambda link: not is_recording(link)))


def is_recording(link: Link) -> bool:
    """Whether a file is sound or film."""
    return (link.type or "").startswith(("audio/", "video/"))
