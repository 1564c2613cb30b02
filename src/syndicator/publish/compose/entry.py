"""From a story that may leave to an entry, in no format yet.

Nothing here asks whether it may leave; that was decided. Pure: the same values make the same entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model import (
    Article,
    Category,
    CleanHtml,
    Entry,
    Image,
    Item,
    Link,
    Notice,
    Person,
    Podcast,
)
from syndicator.model.grant import UNSPECIFIED, Grant, Images, Scope
from syndicator.parse.text import plain_text
from syndicator.publish.compose import fields, replaced
from syndicator.publish.compose.source import completed, copied_from
from syndicator.rights.content import media
from syndicator.rights.content.body import join, pictures_of
from syndicator.rights.notice import correction
from syndicator.rights.notice.render import credit_of, holder_of, story_day
from syndicator.rights.reservations.entry_rights import carried
from syndicator.rights.reservations.machine_use import RESERVED
from syndicator.rights.reservations.periods import Period

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A permission as it applies to one story."""

    grant: Grant
    version: int
    """The stored version of the grant."""
    notice: Notice
    """What it makes us say of the story."""
    claims: tuple[media.Claim, ...] = ()
    """What in the story is another's, where the grant takes such pictures out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that a story came from, as the operator configured it."""

    title: str | None
    url: str
    """Where it is polled; shown without credentials."""


def entry(
    item: Item,
    permission: Permission,
    body: CleanHtml,
    *,
    origin: Origin,
    zone: ZoneInfo,
    page: str | None = None,
    labels: Iterable[str] = (),
) -> Entry | Unpublishable:
    """Compose one story as it leaves.

    Args:
        item: what is republished, at its current revision.
        permission: what lets it go.
        body: what the scope lets go of the text, with the notices around it. Under the scope
            ``headline`` it is not used: the notices alone are the content.
        origin: where it came from.
        zone: where the days of the grant begin, and the year of a story that has no date.
        page: the address of the story's page of our own, where the feed has pages.
        labels: what the feed's rules call it; they are categories without a scheme.

    Returns:
        The entry; or why there can be none: its id cannot be written, or it has neither content
        nor a link to the original (RFC 4287 §4.1.2).
    """
    grant, notice, source_title = permission.grant, permission.notice, origin.title
    article = item.article
    original = fields.web_uri(article.link) or fields.web_uri(item.link)
    headline = grant.scope is Scope.HEADLINE
    pictures = pictures_of(item, grant, source_title=source_title, claims=permission.claims)
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
    own = copied_from(item, source_title, origin.url)
    source = completed(article.source, own) if article.source else own
    if grant.images is not Images.KEEP:
        source = replace(source, icon=None)  # a picture that nothing credits
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
        categories=fields.categories(
            [*article.categories, *(Category(term=label) for label in labels)]
        ),
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
        grant=permission.version,
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
    if article.enclosures and not media.enclosures(article.enclosures, pictures):
        return None  # what it describes does not leave
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
