"""The text that leaves: as much of the article as the permission allows, between its notices.

::

    article ─ counter out ─ pictures by the grant ─ notices out ─ excerpt ─▶ text_of
    above · label + text + more + counter · below ─▶ reprint ─ own_text ─▶ text
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from syndicator.model import CleanHtml, Item, Notice
from syndicator.model.grant import Grant, Scope
from syndicator.parse.text import parse_fragment, serialise
from syndicator.rights.content import media
from syndicator.rights.content.excerpt import excerpt
from syndicator.rights.markup import blocks, remove
from syndicator.rights.notice import correction, counter, excerpt_labels
from syndicator.rights.notice.existing_notice import take_notices
from syndicator.rights.notice.render import credit_of, holder_of, title_of_source

_CORRECTION: Final = re.compile(r'^<div><p(?: lang="[^"]*")?><em>[^<]*</em></p></div>')
_SHOWS: Final = re.compile(
    rf"<(?:{'|'.join(sorted(blocks.MEDIA - {'figcaption', 'figure', 'picture'}))})\b"
    r"|(?:^|>)(?:\s|&nbsp;)*+[^\s<]"
)
"""What a reader would see in clean markup: something between its tags, or a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What may leave of an article, and what the permission itself had taken out of it."""

    html: CleanHtml
    taken: tuple[str, ...] = ()
    """The text of each notice, caption and credit line that went, by the permission's own rules."""


def pictures_of(
    item: Item, grant: Grant, *, source_title: str | None, claims: Iterable[media.Claim] = ()
) -> media.Pictures:
    """Which pictures may leave with a story; own ones are credited to holder, credit or source."""
    names = (
        credit_of(grant, item, source_title),
        holder_of(grant, item, source_title),
        title_of_source(item, source_title),
    )
    return media.rule(item, grant, names, claims)


def text_of(
    item: Item,
    grant: Grant,
    notice: Notice,
    *,
    source_title: str | None = None,
    claims: Iterable[media.Claim] = (),
) -> Kept:
    """What leaves of a story's own text, without anything that we say of it.

    Args:
        item: the story.
        grant: what `notice` was rendered for.
        notice: from `syndicator.rights.notice.render.render`.
        source_title: the source's title as the operator configured it, if so.
        claims: what in the story is another's, from `syndicator.rights.attribution.detect`.
    """
    article = item.article.content or item.article.summary
    if item.corrected:
        article = correction.without(article)
    if grant.scope is Scope.HEADLINE or not article:
        return Kept(html=CleanHtml(""))
    credit = credit_of(grant, item, source_title)
    names = (credit, holder_of(grant, item, source_title))
    said = [notice.above, notice.below, *notice.also]
    captions: tuple[str, ...] = ()
    if grant.scope is Scope.EXCERPT:
        # Pictures go first: a notice is looked for among the lines that a reader would see.
        root = parse_fragment(article)
        remove.drop_media(root)
        bare = remove.written(root)
        said += [notice.label, notice.more, *excerpt_labels.every(credit)]
    else:
        pictures = pictures_of(item, grant, source_title=source_title, claims=claims)
        bare = counter.without(article, notice.counter)
        if not pictures.all:
            # Our copyright line must not pass for the credit of the picture above it.
            bare, first = take_notices(bare, said, names=names)
            bare, captions = media.without_pictures(bare, pictures)
            captions += first
    bare, notices = take_notices(bare, said, names=names)
    # What shows nothing is no text: beside a counter it would go as soon as that is looked for.
    bare = _unwrapped(bare) if _SHOWS.search(bare) else CleanHtml("")
    if grant.scope is Scope.EXCERPT:
        bare = blocks.as_paragraph(_unwrapped(excerpt(bare, grant.excerpt)))
    return Kept(html=bare, taken=(*captions, *notices))


def reprint(
    item: Item,
    grant: Grant,
    notice: Notice,
    *,
    source_title: str | None = None,
    claims: Iterable[media.Claim] = (),
) -> CleanHtml:
    """Compose what a reader sees below the title.

    Each notice stands exactly once, outside the article's own element, whatever the source's text
    already says and however often the result is fed in as a source again. The arguments are those
    of `text_of`.

    Returns:
        The notices and, by scope, the whole article with the publisher's counter, a labelled and
        linked excerpt, or no text.
    """
    kept = text_of(item, grant, notice, source_title=source_title, claims=claims)
    return around(kept.html, notice)


def around(text: CleanHtml, notice: Notice) -> CleanHtml:
    """Put what we say around what is left of a text."""
    label = notice.label if text else CleanHtml("")
    body = CleanHtml(f"{label}{text}{notice.more}{notice.counter}")
    return join(notice.above, body, notice.below)


def join(above: CleanHtml, body: CleanHtml, below: CleanHtml) -> CleanHtml:
    """Put notices and text together, each in a ``<div>`` of its own; what is empty is left out."""
    return CleanHtml("".join(f"<div>{part}</div>" for part in (above, body, below) if part))


def own_text(published: str, notice: Notice, *, corrected: bool = False) -> CleanHtml:
    """What stands of the article itself in what was published: without what we say around it.

    Args:
        published: from `reprint`, or the content of an entry made of it.
        notice: what it was made with.
        corrected: whether a line of its own in front says that the story was corrected.
    """
    inner = _CORRECTION.sub("", published, count=1) if corrected else published
    if notice.above:
        inner = inner.removeprefix(f"<div>{notice.above}</div>")
    if notice.below:
        inner = inner.removesuffix(f"<div>{notice.below}</div>")
    inner = inner.removeprefix("<div>").removesuffix("</div>")
    inner = inner.removesuffix(notice.counter).removesuffix(notice.more)
    return CleanHtml(inner.removeprefix(notice.label))


def _unwrapped(html: CleanHtml) -> CleanHtml:
    """The text without the ``<div>`` that an earlier reprint set around it."""
    if "<div" not in html:
        return html
    root = parse_fragment(html)
    inner = blocks.unwrap(root)
    return html if inner is root else serialise(inner)
