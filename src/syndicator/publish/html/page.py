"""Pages: a feed's, a story's, the index, and what stands where a story no longer does.

Values in, bytes out: the same value gives the same page, on any machine. The pages work without
scripts, ask no third party for anything but a story's own pictures and sound, and name their
styles and each other by relative addresses, so that they can also be read as files.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from syndicator.model import SUFFIXES, Entry, FeedName, Image, Notice, PublishedFeed
from syndicator.publish.compose.addresses import WHOLE_FEED
from syndicator.publish.compose.fields import writable
from syndicator.publish.formats import rsl
from syndicator.publish.formats.registry import FEED_FORMS
from syndicator.publish.html import localized
from syndicator.publish.html.json_ld import news_article
from syndicator.publish.html.story import story_of

MEDIA_TYPE: Final = "text/html"
"""Of every page; all of them are UTF-8."""
SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src http: https:; media-src http: https:; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy that every page states, and that a server may send as well."""

_STYLES: Final = ("style/page.css", "style/feed.css")
_LABELS: Final = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
_ENGLISH: Final = "en"
# What marks our own words on a page in another language.
_OURS: Final = Markup(' lang="en" dir="ltr"')
# Of a story's page alone: the list in which it stands may be found.
_OF_ONE_PAGE: Final = frozenset({"noindex", "nofollow", "none", "nosnippet"})
_UNQUOTED: Final = frozenset({"noindex", "none", "nosnippet"})

_WITHDRAWN: Final = "This story was withdrawn"
_ERRORS: Final = {
    401: ("A token is needed", "This feed is only for subscribers, who have a token for it."),
    403: ("Not allowed", "This token is not, or no longer, good for this feed."),
    404: ("Not found", "There is nothing at this address; perhaps there never was."),
    405: ("Not allowed", "This address can only be read."),
    410: ("No longer here", "What stood at this address was taken down."),
    500: ("Something went wrong", "This is our fault. Please try again later."),
    503: ("Not now", "Please try again in a few minutes."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """Where one form of a document is."""

    label: str
    address: str
    href: str
    """The same as seen from the page, which may be opened from a disk."""
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A story in a feed's list."""

    entry: Entry
    language: str | None
    link: str
    unquoted: bool
    """Whether search engines may not quote it."""
    picture: Image | None
    """The first of those that may leave with the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest story of a feed."""

    title: str
    at: datetime
    link: str | None
    """Its page, as seen from the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """A feed in the index."""

    feed: PublishedFeed
    language: str | None
    page: str | None
    forms: list[_Address]
    newest: Newest | None


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=PackageLoader("syndicator.publish.html", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "day": localized.day,
        "direction": localized.direction,
        "linked": localized.linked,
        "machine": localized.machine,
        "minute": localized.minute,
    }
    return environment


_ENVIRONMENT: Final = _environment()


def feed_page(feed: PublishedFeed, *, site_title: str, zone: tzinfo = UTC) -> bytes:
    """Write a feed's page: what is in it, and how to subscribe.

    Args:
        feed: with its entries.
        site_title: who republishes them.
        zone: in which its times are shown.
    """
    language = _known(feed.language) or _ENGLISH
    entries = [entry for entry in feed.entries if not entry.withdrawn]
    robots = dict.fromkeys(
        each for entry in entries for each in entry.machines.robots if each not in _OF_ONE_PAGE
    )
    return _page(
        "feed.html",
        language,
        root=_root(feed),
        zone=zone,
        site_title=site_title,
        feed=feed,
        feed_address=feed.address("html"),
        forms=_addresses(feed, feed.stem),
        older=_addresses(feed, feed.paging.previous, lacking=WHOLE_FEED),
        lines=[_line(entry, feed.stem) for entry in entries],
        page_language=language,
        robots=_robots(tuple(robots), feed),
        reserved=any(entry.machines.tdm_reserved for entry in entries),
    )


def story_page(
    entry: Entry,
    feed: PublishedFeed,
    *,
    site_title: str,
    permission: str,
    notice: Notice | None = None,
    zone: tzinfo = UTC,
) -> bytes:
    """Write a story's page.

    Args:
        entry: the story; the notices stand in its content.
        feed: the feed in which it stands.
        site_title: who republishes it.
        permission: by what right, in a line of plain text; addresses in it become links.
        notice: what stands above and below the text in its content, to be set apart.
        zone: in which its times are shown.
    """
    stem = feed.paging.current or feed.stem
    root = _root(feed)
    story = story_of(entry, stem, notice)
    language = story.language or _ENGLISH
    own = Markup(' lang="" dir="auto"') if story.language is None else Markup("")
    return _page(
        "story.html",
        language,
        root=root,
        zone=zone,
        site_title=site_title,
        feed=feed,
        feed_language=_known(feed.language) or _ENGLISH,
        forms=_addresses(feed, stem),
        story=story,
        own=own,
        permission=permission,
        robots=_robots(entry.machines.robots, feed),
        terms=Markup(rsl.terms(entry) or ""),  # noqa: S704  # XML that can end no element
        terms_type=rsl.MEDIA_TYPE,
        data=news_article(
            entry,
            site_title=site_title,
            base_url=_base_url(feed),
            original=story.original,
        ),
    )


def gone_page(
    feed_title: str, *, site_title: str, when: datetime, root: str = "../", zone: tzinfo = UTC
) -> bytes:
    """Write what stands in the place of a story that was withdrawn; it says nothing of the story.

    Args:
        feed_title: the feed in which it stood.
        site_title: who republished it.
        when: it was withdrawn.
        root: the output folder's address as seen from the page, with a slash at its end.
        zone: in which the time is shown.
    """
    said = f"It was taken out of “{feed_title}” on {localized.minute(when, zone)}."
    return _message(
        _WITHDRAWN,
        (said, "It may not be published; please do not pass on what you have kept of it."),
        site_title=site_title,
        root=root,
    )


def error_page(status: int, *, site_title: str, root: str = "/") -> bytes:
    """Write what a web server shows with an HTTP status.

    Args:
        status: 401, 404 and so on; one that is not known is said to be our fault.
        site_title: whose pages these are.
        root: the output folder's address as seen from the page, with a slash at its end.
    """
    heading, text = _ERRORS.get(status, _ERRORS[500])
    return _message(heading, (text,), site_title=site_title, root=root)


def index_page(
    feeds: Sequence[PublishedFeed],
    *,
    site_title: str,
    base_url: str,
    newest: Mapping[FeedName, Newest] = MappingProxyType({}),
    zone: tzinfo = UTC,
) -> bytes:
    """Write the page of all feeds that everybody may read.

    Args:
        feeds: in the order in which they are to be shown; private ones are left out.
        site_title: whose they are.
        base_url: where the output is, with a slash at its end.
        newest: the newest story of each feed that holds any.
        zone: in which times are shown.
    """
    listed = [
        _Listed(
            feed=feed,
            language=_known(feed.language) or _ENGLISH,
            page=f"{feed.name}/index.html" if "html" in feed.forms else None,
            forms=_addresses(feed, feed.stem, root="./"),
            newest=newest.get(feed.name),
        )
        for feed in feeds
        if not feed.private
    ]
    return _page(
        "index.html",
        _ENGLISH,
        root="./",
        zone=zone,
        site_title=site_title,
        base_url=base_url,
        feeds=listed,
    )


def styles() -> tuple[tuple[str, bytes, str], ...]:
    """The files that pages and feeds name as their styles: path, content and media type."""
    found = ((path, pkgutil.get_data("syndicator.publish.html", path)) for path in _STYLES)
    return tuple((path, data, "text/css") for path, data in found if data is not None)


def _page(template: str, language: str, **values: Any) -> bytes:
    direction = localized.direction(language)
    made = _ENVIRONMENT.get_template(template).render(
        lang=language,
        dir=direction,
        ui="" if language.partition("-")[0] == _ENGLISH else _OURS,
        policy=SECURITY_POLICY,
        **values,
    )
    return writable(made).encode()


def _message(heading: str, texts: Sequence[str], *, site_title: str, root: str) -> bytes:
    return _page(
        "message.html", _ENGLISH, root=root, site_title=site_title, heading=heading, texts=texts
    )


def _root(feed: PublishedFeed) -> str:
    return "../../" if feed.private else "../"


def _base_url(feed: PublishedFeed) -> str:
    """Return where the output is, with a slash at its end."""
    ours = f"private/{feed.name}" if feed.private else feed.name
    return (feed.paging.current or feed.stem).removesuffix(ours)


def _known(language: str | None) -> str | None:
    return language if language and localized.known_language(language) else None


def _addresses(
    feed: PublishedFeed, stem: str | None, *, root: str = "", lacking: Container[str] = ()
) -> list[_Address]:
    """The forms of the document with this stem, if there is one; it lacks some of the feed's."""
    place = (stem or "").removeprefix(_base_url(feed))
    return [
        _Address(
            label=_LABELS.get(name, name),
            address=f"{stem}{SUFFIXES[name]}",
            href=f"{root or _root(feed)}{place}{SUFFIXES[name]}",
            media_type=FEED_FORMS[name].media_type,
        )
        for name in feed.forms
        if stem and name in FEED_FORMS and name not in lacking
    ]


def _line(entry: Entry, stem: str) -> _Line:
    original = next((link.href for link in entry.links if link.rel in {"via", "alternate"}), "")
    return _Line(
        entry=entry,
        language=_known(entry.language),
        link=entry.page.removeprefix(f"{stem}/") if entry.page else original,
        unquoted=not _UNQUOTED.isdisjoint(entry.machines.robots),
        picture=next(iter(entry.images), None),
    )


def _robots(directives: Sequence[str], feed: PublishedFeed) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*directives, *(("noindex",) if feed.private else ()))))
