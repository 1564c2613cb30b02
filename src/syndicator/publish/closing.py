"""What stands at the addresses of a feed that has ended: the same feed, with one last entry. Pure.

Subscribers are told, in the place where they look, and need not wonder about an error. The document
says that it is complete (RFC 5005 §2), so that readers drop what the feed held before.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
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
from syndicator.publish import fields
from syndicator.publish.compose import STYLESHEET
from syndicator.rights.grant import UNSPECIFIED

_LANGUAGE: Final = "en"
_FRAGMENT: Final = "#ended"


def closing(
    name: FeedName,
    *,
    feed_id: str,
    title: str,
    stem: str,
    forms: Sequence[str],
    private: bool,
    base_url: str,
    site_title: str,
    ended: datetime,
    others: bool,
    version: str,
    tombstones: Sequence[Tombstone] = (),
) -> PublishedFeed:
    """Compose the last document of a feed.

    Args:
        name: the key that it had in the configuration.
        feed_id: its ``atom:id``.
        title: its title.
        stem: its address without the suffix of a form.
        forms: in which it stood.
        private: whether it was only for subscribers with a token.
        base_url: where subscribers reach the output; ends with a slash.
        site_title: who published it.
        ended: when it ended.
        others: whether there are other feeds to point to.
        version: of this program, for ``atom:generator``.
        tombstones: of what was withdrawn before it ended.
    """
    title = fields.one_line(title) or name
    author = fields.name(site_title) or fields.host(base_url) or name
    moment = fields.whole_second(ended)
    day = f"{moment:%Y-%m-%d}"
    said = f"The feed “{title}” ended on {day}. Nothing more will be published in it."
    also = f" The other feeds of {author} are at "
    text = f"<p>{html.escape(said)}"
    if others:
        text += f'{html.escape(also)}<a href="{html.escape(base_url)}">{html.escape(base_url)}</a>.'
    entry = Entry(
        id=f"{feed_id}{_FRAGMENT}",
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
        source=SourceMeta(id=feed_id, title=title, updated=moment),
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
        name=name,
        id=feed_id,
        title=title,
        subtitle=None,
        stem=stem,
        forms=tuple(forms),
        alternate=base_url,
        updated=max([moment, *(stone.when for stone in tombstones)]),
        author=author,
        language=_LANGUAGE,
        generator_version=version,
        entries=(entry,),
        tombstones=tuple(tombstones),
        paging=Paging(complete=True),
        private=private,
        closed=True,
        stylesheet=f"{base_url}{STYLESHEET}",
    )
