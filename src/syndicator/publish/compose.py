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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from syndicator.curate.rules import Access, OutputFeed
from syndicator.model import (
    Article,
    CleanHtml,
    Digest,
    Entry,
    Image,
    Item,
    Link,
    Notice,
    Paging,
    Person,
    Podcast,
    PublishedFeed,
    Tombstone,
)
from syndicator.parse.text import plain_text
from syndicator.publish import fields, replaced
from syndicator.publish.source import completed, copied_from
from syndicator.rights import correction, media
from syndicator.rights.body import join, pictures_of
from syndicator.rights.carried import carried
from syndicator.rights.grant import UNSPECIFIED, Grant, Scope
from syndicator.rights.machines import RESERVED
from syndicator.rights.notice import credit_of, holder_of, story_day
from syndicator.rights.periods import Period

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KINDS: Final = 50
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
UNTITLED: Final = "Untitled"
STYLESHEET: Final = "style/feed.css"
"""Below the feeds' address: what browsers show their XML with."""
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
    claims: Iterable[media.Claim] = (),
    page: str | None = None,
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
        claims: what in the story is another's, where the grant takes such pictures out.
        page: the address of the story's page of our own, where the feed has pages.

    Returns:
        The entry; or why there can be none: its id cannot be written, or it has neither content
        nor a link to the original (RFC 4287 §4.1.2).
    """
    article = item.article
    original = fields.web_uri(article.link) or fields.web_uri(item.link)
    headline = grant.scope is Scope.HEADLINE
    pictures = pictures_of(item, grant, source_title=source_title, claims=claims)
    content = CleanHtml(
        fields.markup(join(notice.above, CleanHtml(""), notice.below) if headline else body)
    )
    if item.corrected and content:
        said = correction.line(item.corrected, article.language, zone=zone)
        content = CleanHtml(f"{fields.markup(join(said, CleanHtml(''), CleanHtml('')))}{content}")
    if not item.atom_id.strip() or item.atom_id != fields.writable(item.atom_id):
        reason = f"its id cannot be written in XML: {item.atom_id!r}"
        return Unpublishable(item=item.id, reason=reason)
    if not (content or original):
        return Unpublishable(item=item.id, reason="it has neither text nor a link to the original")
    own = copied_from(item, source_title, source_url)
    source = completed(article.source, own) if article.source else own
    credit = fields.name(credit_of(grant, item, source_title)) or item.source
    holder = fields.name(holder_of(grant, item, source_title)) or item.source
    granted = Period(start=_midnight(grant.granted, zone), end=_midnight(grant.expires, zone))
    reserving = carried(item, grant, granted, zone=zone)
    license_ = fields.web_uri(reserving.license) or UNSPECIFIED
    access = _ACCESS[grant.scope].format(credit=credit) + ("" if grant.onward else _NOT_ONWARD)
    if reserving.machines.tdm_reserved and RESERVED not in reserving.access:
        access = f"{access} {RESERVED}"
    return Entry(
        id=item.atom_id,
        title=_title(article, original, scope=grant.scope),
        updated=fields.whole_second(item.updated),
        published=fields.whole_second(item.published) if item.published else None,
        authors=fields.people(article.authors) or source.authors or _publisher(credit, item),
        content=content,
        summary="" if content else f"Read it at {credit}.",
        links=_links(article, grant, (page or original, original), pictures, license_)
        + replaced.links(item, original),
        categories=fields.categories(article.categories),
        rights=fields.paragraph(notice.rights) or f"Rights holder: {holder}",
        source=source,
        language=fields.language(article.language, source.language),
        holder=holder,
        credit=credit,
        copyrighted=f"{story_day(item, zone=zone).year:04}",
        license=license_,
        access=fields.one_line(f"{access} {reserving.access}"),
        valid_from=_second(reserving.period.start),
        valid_until=_second(reserving.period.end),
        images=fields.images(media.announced(article.images, pictures))
        if _with_media(grant)
        else (),
        podcast=_podcast(article, pictures) if _with_media(grant) else None,
        page=page,
        corrections=tuple(map(fields.whole_second, item.corrections)),
        machines=reserving.machines,
        item=item.id,
        revision=item.revision,
        grant=grant_id,
        notice=notice.digest,
    )


def _publisher(credit: str, item: Item) -> tuple[Person, ...]:
    return fields.people([Person(name=credit)]) or (Person(name=item.source),)


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return fields.whole_second(datetime.combine(day, time(), zone)) if day else None


def _second(moment: datetime | None) -> datetime | None:
    return fields.whole_second(moment) if moment else None


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


def _podcast(article: Article, pictures: media.Pictures) -> Podcast | None:
    found = fields.podcast(article.podcast)
    if found and found.image and not media.announced((Image(url=found.image),), pictures):
        return replace(found, image=None)
    return found


def _links(
    article: Article,
    grant: Grant,
    readers: tuple[str | None, str | None],
    pictures: media.Pictures,
    license_: str,
) -> tuple[Link, ...]:
    """Lead readers to where they should land, and to where the story was first published."""
    alternate, original = readers
    links = [Link(rel="alternate", href=alternate)] if alternate else []
    if original:
        links.append(Link(rel="via", href=original))
    links.append(Link(rel="license", href=license_))
    if _with_media(grant):
        links += fields.enclosures(media.enclosures(article.enclosures, pictures))
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
    tombstones: Sequence[Tombstone] = (),
    paging: Paging = Paging(),  # noqa: B008  # frozen
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
        tombstones: of what was withdrawn, the newest first; none for an entry that stands.
        paging: where the document stands among those of the feed (RFC 5005).
    """
    ids = {each.id for each in entries}
    stem = f"{base_url}{output.stem}"
    return PublishedFeed(
        name=output.name,
        id=feed_id or f"{stem}.atom",
        title=fields.one_line(output.title) or output.name,
        subtitle=fields.one_line(output.subtitle or "") or None,
        stem=stem,
        forms=output.formats,
        alternate=base_url,
        updated=fields.whole_second(updated),
        author=fields.name(site_title) or fields.host(base_url) or output.name,
        language=fields.language(output.language),
        generator_version=version,
        entries=tuple(entries),
        tombstones=tuple(stone for stone in tombstones if stone.ref not in ids),
        hubs=output.hubs,
        private=output.access is Access.TOKEN,
        stylesheet=f"{base_url}{STYLESHEET}",
        email=output.email,
        paging=paging,
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
        tombstones=tuple(replace(stone, item=0) for stone in published.tombstones),
    )
    return digest_of(bare)


def digest_of(value: object) -> Digest:
    """Over a value of the model, and all that it holds; what is empty does not count."""
    text = json.dumps(value, default=_said, separators=(",", ":"))
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    assert is_dataclass(value)
    assert not isinstance(value, type)
    return {name: content for name in _names(type(value)) if (content := getattr(value, name))}


@lru_cache(_KINDS)
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(each.name for each in dataclass_fields(kind))


def feed_updated(
    entries: Sequence[Entry],
    *,
    previous: datetime | None,
    previous_digest: Digest | None,
    digest: Digest,
    now: datetime,
    created: datetime,
    tombstones: Sequence[Tombstone] = (),
) -> datetime:
    """Say when a feed last changed, for its ``atom:updated``.

    Args:
        entries: what it holds now.
        previous: what it said when it was published last; None if it never was.
        previous_digest: the `feed_digest` of what it then held.
        digest: of what it holds now.
        now: the time of the publish.
        created: the feed's first moment, for one that never held anything.
        tombstones: of what it no longer holds.

    Returns:
        The newest ``updated`` of its entries and ``when`` of its tombstones. If it changed
        although none of these is newer (something was removed, or the editor changed the
        selection), `now`. If nothing changed, `previous`.
        It never goes back, whatever the clock does.
    """
    if previous is not None and digest == previous_digest:
        return fields.whole_second(previous)
    moments = [each.updated for each in entries] + [stone.when for stone in tombstones]
    newest = max(map(fields.whole_second, moments), default=None)
    if previous is None:
        return newest or fields.whole_second(created)
    if newest and newest > fields.whole_second(previous):
        return newest
    return max(fields.whole_second(previous), fields.whole_second(now))
