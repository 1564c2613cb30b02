"""What stands at the addresses of a feed that has ended: the same feed, with one last entry. Pure.

Subscribers are told, in the place where they look, and need not wonder about an error. The document
says that it is complete (RFC 5005 §2), so that readers drop what the feed held before.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import (
    CleanHtml,
    Digest,
    Entry,
    FeedName,
    Link,
    Paging,
    Person,
    PublishedFeed,
    SourceMeta,
    Tombstone,
)
from syndicator.model.grant import UNSPECIFIED
from syndicator.publish.compose import fields
from syndicator.publish.compose.feed import STYLESHEET, Site

_LANGUAGE: Final = "en"
_FRAGMENT: Final = "#ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedFeed:
    """A feed that left the configuration, as it last stood."""

    name: FeedName
    """The key that it had in the configuration."""
    id: str
    """Its ``atom:id``."""
    title: str
    stem: str
    """Its address without the suffix of a form."""
    forms: tuple[str, ...]
    """In which it stood."""
    private: bool
    """Whether it was only for subscribers with a token."""
    ended: datetime


def closing(
    feed: EndedFeed,
    *,
    site: Site,
    others: bool,
    stubs: Sequence[Entry] = (),
    tombstones: Sequence[Tombstone] = (),
) -> PublishedFeed:
    """Compose the last document of a feed.

    Args:
        feed: what ended.
        site: what published it.
        others: whether there are other feeds to point to.
        stubs: of what was withdrawn before it ended.
        tombstones: of what was withdrawn before it ended.
    """
    base_url = site.base_url
    title = fields.one_line(feed.title) or feed.name
    author = fields.name(site.title) or fields.host(base_url) or feed.name
    moment = fields.whole_second(feed.ended)
    day = f"{moment:%Y-%m-%d}"
    said = f"The feed “{title}” ended on {day}. Nothing more will be published in it."
    also = f" The other feeds of {author} are at "
    text = f"<p>{html.escape(said)}"
    if others:
        text += f'{html.escape(also)}<a href="{html.escape(base_url)}">{html.escape(base_url)}</a>.'
    entry = Entry(
        id=f"{feed.id}{_FRAGMENT}",
        title=f"This feed has ended: {title}",
        updated=moment,
        published=moment,
        authors=(Person(name=author),),
        content=CleanHtml(f"{text}</p>"),
        links=(
            Link(rel="alternate", href=base_url),
            Link(rel="license", href=UNSPECIFIED),
        ),
        categories=(),
        rights=f"© {moment.year} {author}",
        source=SourceMeta(id=feed.id, title=title, updated=moment),
        language=_LANGUAGE,
        holder=author,
        credit=author,
        copyrighted=f"{moment.year:04}",
        license=UNSPECIFIED,
        access="This notice is our own.",
        valid_from=None,
        valid_until=None,
        item=0,
        revision=0,
        grant=0,
        notice=Digest(""),
    )
    return PublishedFeed(
        name=feed.name,
        id=feed.id,
        title=title,
        subtitle=None,
        stem=feed.stem,
        forms=feed.forms,
        alternate=base_url,
        updated=max([moment, *(stone.when for stone in tombstones)]),
        author=author,
        language=_LANGUAGE,
        generator_version=site.version,
        entries=(entry, *stubs),
        tombstones=tuple(tombstones),
        paging=Paging(complete=True),
        private=feed.private,
        closed=True,
        stylesheet=f"{base_url}{STYLESHEET}",
    )
