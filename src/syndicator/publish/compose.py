"""From what may leave to what leaves: entries and feeds in no format yet.

::

    Item, Grant, Notice, body ─ entry ─▶ Entry | Unpublishable
    Entry… ─ feed ─▶ PublishedFeed ─ feed_digest, feed_updated ─▶ when it last changed

Nothing here asks whether an item may leave; that was decided. Pure: the same values make the same
entry, and `feed_updated` is given the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.curate.rules import OutputFeed
from syndicator.model import (
    Article,
    CleanHtml,
    Digest,
    Entry,
    Item,
    Link,
    Notice,
    Person,
    PublishedFeed,
)
from syndicator.parse.text import plain_text
from syndicator.publish import fields
from syndicator.publish.source import completed, copied_from
from syndicator.rights.body import join
from syndicator.rights.grant import UNSPECIFIED, Grant, Images, Scope
from syndicator.rights.notice import credit_of, holder_of, story_day

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
UNTITLED: Final = "Untitled"
TITLE_WORDS: Final = 10
"""So many words of a text without a title stand for it."""
TITLE_CHARACTERS: Final = 80
"""And at most so many characters, for scripts that set no spaces between words."""

_ACCESS: Final = {
    Scope.FULL: "Full text, republished as {credit} permits.",
    Scope.EXCERPT: "Excerpt, republished as {credit} permits; the full text is published there.",
    Scope.HEADLINE: "Title and link only; the text is published by {credit}.",
}
_NOT_ONWARD: Final = " It may not be republished from here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublishable:
    """An item that may leave but of which no valid entry can be made."""

    item: int
    reason: str
    """One sentence for an operator."""


def entry(
    item: Item,
    grant: Grant,
    grant_id: int,
    notice: Notice,
    body: CleanHtml,
    *,
    source_title: str | None,
    source_url: str,
    zone: ZoneInfo,
) -> Entry | Unpublishable:
    """Compose one story as it leaves.

    Args:
        item: what is republished, at its current revision.
        grant: the permission that lets it go.
        grant_id: the stored version of that permission.
        notice: what the permission makes us say of this story.
        body: what the scope lets go of the text, with the notices around it. Under the scope
            ``headline`` it is not used: the notices alone are the content.
        source_title: the source's title as the operator configured it, if so.
        source_url: the address from which the source is polled; shown without credentials.
        zone: where the days of the grant begin, and the year of a story that has no date.

    Returns:
        The entry; or why there can be none: its id cannot be written, or it has neither content
        nor a link to the original (RFC 4287 §4.1.2).
    """
    article = item.article
    original = fields.web_uri(article.link) or fields.web_uri(item.link)
    headline = grant.scope is Scope.HEADLINE
    content = CleanHtml(
        fields.markup(join(notice.above, CleanHtml(""), notice.below) if headline else body)
    )
    if not item.atom_id.strip() or item.atom_id != fields.writable(item.atom_id):
        reason = f"its id cannot be written in XML: {item.atom_id!r}"
        return Unpublishable(item=item.id, reason=reason)
    if not (content or original):
        return Unpublishable(item=item.id, reason="it has neither text nor a link to the original")
    own = copied_from(item, source_title, source_url)
    source = completed(article.source, own) if article.source else own
    credit = fields.name(credit_of(grant, item, source_title)) or item.source
    holder = fields.name(holder_of(grant, item, source_title)) or item.source
    return Entry(
        id=item.atom_id,
        title=_title(article, original, scope=grant.scope),
        updated=fields.whole_second(item.updated),
        published=fields.whole_second(item.published) if item.published else None,
        authors=fields.people(article.authors) or source.authors or _publisher(credit, item),
        content=content,
        summary="" if content else f"Read it at {credit}.",
        links=_links(article, grant, original),
        categories=fields.categories(article.categories),
        rights=fields.paragraph(notice.rights) or f"Rights holder: {holder}",
        source=source,
        language=fields.language(article.language, source.language),
        holder=holder,
        credit=credit,
        copyrighted=f"{story_day(item, zone=zone).year:04}",
        license=_license(grant),
        access=_ACCESS[grant.scope].format(credit=credit) + ("" if grant.onward else _NOT_ONWARD),
        valid_from=_midnight(grant.granted, zone),
        valid_until=_midnight(grant.expires, zone),
        images=article.images if _with_media(grant) and grant.images is Images.KEEP else (),
        item=item.id,
        revision=item.revision,
        grant=grant_id,
        notice=notice.digest,
    )


def _publisher(credit: str, item: Item) -> tuple[Person, ...]:
    return fields.people([Person(name=credit)]) or (Person(name=item.source),)


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return fields.whole_second(datetime.combine(day, time(), zone)) if day else None


def _title(article: Article, original: str | None, *, scope: Scope) -> str:
    """Give the article's, else its first words if they may leave, else where it comes from."""
    if title := fields.one_line(article.title):
        return title
    if scope is not Scope.HEADLINE:
        words = fields.one_line(plain_text(article.content or article.summary)).split()
        start = " ".join(words[:TITLE_WORDS])
        if start:
            cut = start[:TITLE_CHARACTERS].rstrip()
            return cut if len(words) <= TITLE_WORDS and cut == start else f"{cut}…"
    return fields.host(original) or UNTITLED


def _with_media(grant: Grant) -> bool:
    """Files and pictures are works of their own: only a permission for all lets them go."""
    return grant.scope is Scope.FULL


def _license(grant: Grant) -> str:
    return fields.web_uri(grant.license) or UNSPECIFIED


def _links(article: Article, grant: Grant, original: str | None) -> tuple[Link, ...]:
    links: list[Link] = []
    if original:
        # One day the story's page of our own may be the alternate; the original stays the via.
        links += [Link(rel="alternate", href=original), Link(rel="via", href=original)]
    links.append(Link(rel="license", href=_license(grant)))
    if _with_media(grant):
        links += [
            link
            for link in fields.enclosures(article.enclosures)
            if grant.images is not Images.STRIP or not (link.type or "").startswith("image/")
        ]
    return tuple(links)


# ── the feed ─────────────────────────────────────────────────────────────────────────────────


def feed(
    output: OutputFeed,
    entries: Sequence[Entry],
    *,
    base_url: str,
    site_title: str,
    updated: datetime,
    version: str,
    feed_id: str | None = None,
) -> PublishedFeed:
    """Compose an output feed.

    Args:
        output: what the editor asked for.
        entries: in the order in which they are to stand, each id once (RFC 4287 §4.1.1).
        base_url: where subscribers reach the output; ends with a slash.
        site_title: who publishes the feed; its author.
        updated: when the feed last changed (see `feed_updated`).
        version: of this program, for ``atom:generator``.
        feed_id: its ``atom:id`` where it is not its address, because it has moved since
            (RFC 4287 §4.2.6: an id never changes).
    """
    address = f"{base_url}{output.name}.atom"
    return PublishedFeed(
        name=output.name,
        id=feed_id or address,
        title=fields.one_line(output.title) or output.name,
        subtitle=fields.one_line(output.subtitle or "") or None,
        self_link=address,
        alternate=base_url,
        updated=fields.whole_second(updated),
        author=fields.name(site_title) or fields.host(base_url) or output.name,
        language=fields.language(output.language),
        generator_version=version,
        entries=tuple(entries),
    )


def feed_digest(published: PublishedFeed) -> Digest:
    """Over all that a subscriber can see, except when it changed and which version wrote it.

    What is empty does not count, so that a field that a later version adds moves no digest.
    """
    bare = replace(
        published,
        updated=_NEVER,
        generator_version="",
        entries=tuple(
            replace(each, item=0, revision=0, grant=0, notice=Digest(""))
            for each in published.entries
        ),
    )
    text = json.dumps(bare, default=_said, separators=(",", ":"))
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    assert is_dataclass(value)
    said = {each.name: getattr(value, each.name) for each in dataclass_fields(value)}
    return {name: content for name, content in said.items() if content}


def feed_updated(
    entries: Sequence[Entry],
    *,
    previous: datetime | None,
    previous_digest: Digest | None,
    digest: Digest,
    now: datetime,
    created: datetime,
) -> datetime:
    """Say when a feed last changed, for its ``atom:updated``.

    Args:
        entries: what it holds now.
        previous: what it said when it was published last; None if it never was.
        previous_digest: the `feed_digest` of what it then held.
        digest: of what it holds now.
        now: the time of the publish.
        created: the feed's first moment, for one that never held anything.

    Returns:
        The newest ``updated`` of its entries. If it changed although no entry is newer (something
        was removed, or the editor changed the selection), `now`. If nothing changed, `previous`.
        It never goes back, whatever the clock does.
    """
    if previous is not None and digest == previous_digest:
        return fields.whole_second(previous)
    newest = max((fields.whole_second(each.updated) for each in entries), default=None)
    if previous is None:
        return newest or fields.whole_second(created)
    if newest and newest > fields.whole_second(previous):
        return newest
    return max(fields.whole_second(previous), fields.whole_second(now))
