"""The notice: what a permission makes us say, in the operator's words, for one story.

It stands above and below the article, and in plain text in ``atom:rights``. Every name, link and
year in it comes from the story and the agreement, never from the feed's own copyright line or from
today's date: a feed says the current year over stories of any age.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from syndicator.model import CleanHtml, Digest, Item, Notice
from syndicator.model.grant import UNSPECIFIED, Grant, Scope
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.markup import blocks
from syndicator.rights.notice import counter, excerpt_labels, select_wording, template
from syndicator.rights.notice.variables import COUNTER_VARIABLES

DEFAULT_RIGHTS: Final = "© {{ year }} {{ holder }}"
"""What ``atom:rights`` says where the grant words no notice."""

_REMEMBERED: Final = 2_000
"""Notices, of which many stories share one."""
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their Unicode category that are drawn as nothing."""
_UNSEEN: Final = frozenset("CMZ")
"""First letters of the categories of what shows nothing by itself: controls, marks, spaces."""
_CREATIVE_COMMONS: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(?P<kind>[a-z-]+)|publicdomain/(?P<public>zero|mark))"
    r"/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3}))?/?(?:(?:deed|legalcode)[^/]*)?$"
)


class NoticeError(ValueError):
    """A notice that could not be made; the text is for an editor. No notice, no story."""


def counter_problems(text: str) -> list[str]:
    """Find everything that is wrong with a ``counter``; empty for a good one."""
    return counter.problems(text, variables=COUNTER_VARIABLES)


def needs_link(grant: Grant, item: Item | None = None, *, zone: ZoneInfo | None = None) -> bool:
    """Whether the grant's notice, or its counter, cannot be said of a story without a link.

    Args:
        grant: the permission.
        item: the story, whose day and language choose the wording; None: any wording counts.
        zone: as for `render`; only with `item`.
    """
    if item is not None and zone is not None:
        texts = [*_wording(grant, item, zone)]
    else:
        texts = [text for each in select_wording.every(grant) for text in each]
    if grant.scope is Scope.FULL:
        texts.append(grant.counter)
    demanded = frozenset[str]().union(
        *(template.demanded(text, unless="link") for text in texts if text)
    )
    return not demanded.isdisjoint({"link", "credit_link"})


def story_language(item: Item) -> str | None:
    """The language that the story, or else its feed, says it is in (BCP 47)."""
    original = item.article.source.language if item.article.source else None
    return item.article.language or original or item.source_meta.language


def _wording(grant: Grant, item: Item, zone: ZoneInfo) -> select_wording.Sides:
    day = story_day(item, zone=zone)
    return select_wording.sides(grant, day=day, language=story_language(item))


def render(grant: Grant, item: Item, *, zone: ZoneInfo, source_title: str | None = None) -> Notice:
    """Say the grant's notice for one story.

    Args:
        grant: its templates have no `syndicator.rights.notice.variables.problems`.
        item: the story.
        zone: in which the day counts on which a story without a date was first seen.
        source_title: the source's title as the operator configured it, if so.

    Raises:
        NoticeError: a template failed, or nothing readable came of it.
    """
    values = _values(grant, item, zone, source_title)
    chosen = _wording(grant, item, zone)
    above = _side("header", chosen.above, values)
    below = _side("footer", chosen.below, values)
    said = _words(below) or _words(above)
    if (chosen.above or chosen.below) and not any(map(str.isalnum, said)):
        raise NoticeError("Neither header nor footer says anything of this story.")
    rights = said or _words(_side("rights line", DEFAULT_RIGHTS, values))
    content = json.dumps([above, below, rights], ensure_ascii=False)
    digest = Digest(hashlib.sha256(content.encode("utf-8", "replace")).hexdigest())
    excerpt, language = grant.scope is Scope.EXCERPT, story_language(item)
    credit, link = credit_of(grant, item, source_title), original_link(item)
    return Notice(
        above=above,
        below=below,
        rights=rights,
        digest=digest,
        label=excerpt_labels.label(language) if excerpt else CleanHtml(""),
        more=excerpt_labels.more(language, link, credit) if excerpt else CleanHtml(""),
        counter=_counter(grant, item, values) if grant.scope is Scope.FULL else CleanHtml(""),
        also=tuple(_others(grant, values, (chosen.above, chosen.below), {above, below})),
    )


def _counter(grant: Grant, item: Item, values: Mapping[str, object]) -> CleanHtml:
    """The counter, which is due where the whole text is published."""
    if not grant.counter:
        return CleanHtml("")
    own = {"id": item.atom_id, "number": counter.number(item.atom_id, original_link(item))}
    try:
        return counter.make(grant.counter, {**values, **own})
    except template.TemplateFault as fault:
        raise NoticeError(f"The counter cannot be made: {fault}.") from fault


def _others(
    grant: Grant,
    values: Mapping[str, object],
    chosen: tuple[str | None, str | None],
    said: set[CleanHtml],
) -> Iterator[CleanHtml]:
    """What the other wordings of the grant would say of the same story, as far as they can."""
    wordings = dict.fromkeys(text for each in select_wording.every(grant) for text in each)
    for text in (each for each in wordings if each not in chosen):
        # Another wording may need what this story lacks; it was never said of it then.
        with suppress(NoticeError):
            side = _side("wording", text, values)
            if side and side not in said:
                yield side


def _side(key: str, text: str | None, values: Mapping[str, object]) -> CleanHtml:
    if not text:
        return CleanHtml("")
    try:
        rendered = template.fill(text, values)
    except template.TemplateFault as fault:
        raise NoticeError(f"The {key} cannot be made: {fault}.") from fault
    paragraph, readable = _cleaned(rendered)
    if rendered and not readable:
        raise NoticeError(f"The {key} has no words left after cleaning.")
    return paragraph


@lru_cache(_REMEMBERED)
def _cleaned(rendered: str) -> tuple[CleanHtml, bool]:
    """What a filled template says, safe to show, and whether it says anything."""
    cleaned = sanitise(rendered)
    return blocks.as_paragraph(cleaned), bool(_words(cleaned))


def _values(
    grant: Grant, item: Item, zone: ZoneInfo, source_title: str | None
) -> dict[str, object]:
    day = story_day(item, zone=zone)
    source = title_of_source(item, source_title)
    credit, link = credit_of(grant, item, source_title), original_link(item) or ""
    license_url = "" if grant.license in {UNSPECIFIED, "unspecified"} else grant.license
    return {
        "credit": credit,
        "credit_link": _anchor(link, credit) if link else credit,
        "holder": holder_of(grant, item, source_title),
        "year": day.year,
        "title": item.article.title,
        "link": link,
        "published": day.isoformat(),
        "author": _authors(item) or source,
        "source": source,
        "license": license_url,
        "license_link": _anchor(license_url, license_name(license_url)) if license_url else "",
        "terms": grant.terms or "",
    }


def _anchor(href: str, text: str) -> Markup:
    return Markup(f'<a href="{escape(href)}">{escape(text)}</a>')  # noqa: S704  # both are escaped


def story_day(item: Item, *, zone: ZoneInfo) -> date:
    """The day that dates the story, and whose year its copyright notice carries.

    It is the day in the offset that the source wrote, so that a story of New Year's Eve keeps its
    year wherever we are; without a date, the day it was first seen, in ``zone``.
    """
    if item.published is not None:
        return item.published.date()
    return item.first_seen.astimezone(zone).date()


def title_of_source(item: Item, configured: str | None = None) -> str:
    """The source's title: as configured, else as its feed says, else its name; never empty."""
    return _one_line(configured) or _one_line(item.source_meta.title) or str(item.source)


def credit_of(grant: Grant, item: Item, source_title: str | None = None) -> str:
    """The publisher's name as readers know it; never empty."""
    return _one_line(grant.credit) or title_of_source(item, source_title)


def holder_of(grant: Grant, item: Item, source_title: str | None = None) -> str:
    """Who owns the rights; never empty."""
    return _one_line(grant.holder) or title_of_source(item, source_title)


def _authors(item: Item) -> str:
    original = item.article.source.authors if item.article.source else ()
    for people in (item.article.authors, original, item.source_meta.authors):
        names = [name for person in people if (name := _one_line(person.name))]
        if names:
            return ", ".join(names)
    return ""


def original_link(item: Item) -> str | None:
    """The address of the original, if it is one that a reader can open."""
    for link in (item.article.link, item.link):
        if link and link.lower().startswith(("https://", "http://")):
            return link
    return None


def license_name(url: str) -> str:
    """The licence's usual short name, as ``CC BY-ND 4.0``; the address itself where unknown."""
    match = _CREATIVE_COMMONS.match(url)
    if match is None:
        return url
    version, port = match["version"], match["port"]
    if match["public"]:
        return f"CC0 {version}" if match["public"] == "zero" else f"Public Domain Mark {version}"
    return " ".join(filter(None, ("CC", match["kind"].upper(), version, (port or "").upper())))


@lru_cache(_REMEMBERED)
def _words(html: CleanHtml) -> str:
    """The readable text of a notice, on one line; none if nothing of it can be seen."""
    return _one_line(plain_text(html))


def _one_line(text: str | None) -> str:
    """Put a text on one line; one that shows nothing is empty."""
    line = " ".join((text or "").split())
    return line if any(map(_shows, line)) else ""


def _shows(character: str) -> bool:
    return unicodedata.category(character)[0] not in _UNSEEN and character not in _FILLERS
