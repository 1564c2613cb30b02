"""The text that leaves: as much of the article as the permission allows, between its notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from syndicator.model import CleanHtml, Item, Notice
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import parse_fragment, serialise
from syndicator.rights import blocks
from syndicator.rights.excerpt import excerpt
from syndicator.rights.existing_notice import without_notice
from syndicator.rights.grant import Grant, Scope
from syndicator.rights.notice import credit_of, holder_of, original_link

EXCERPT_LABEL: Final = "Excerpt"
READ_MORE: Final = "Read the full story at"


def reprint(
    item: Item, grant: Grant, notice: Notice, *, source_title: str | None = None
) -> CleanHtml:
    """Compose what a reader sees below the title.

    Each notice stands exactly once, outside the article's own element, whatever the source's text
    already says and however often the result is fed in as a source again.

    Args:
        item: the story.
        grant: what `notice` was rendered for.
        notice: from `syndicator.rights.notice.render`.
        source_title: the source's title as the operator configured it, if so.

    Returns:
        The notices and, by scope, the whole article, a labelled and linked excerpt, or no text.
    """
    credit = credit_of(grant, item, source_title)
    names = (credit, holder_of(grant, item, source_title))
    article = item.article.content or item.article.summary
    body = CleanHtml("")
    if grant.scope is Scope.FULL:
        body = _bare(article, (notice.above, notice.below), names)
    elif grant.scope is Scope.EXCERPT:
        label = CleanHtml(f"<p><em>{EXCERPT_LABEL}</em></p>")
        more = _read_more(original_link(item), credit)
        bare = _bare(article, (notice.above, notice.below, label, more), names)
        kept = blocks.as_paragraph(_unwrapped(excerpt(bare, grant.excerpt)))
        body = CleanHtml(f"{label}{kept}{more}") if kept else more
    return join(notice.above, body, notice.below)


def join(above: CleanHtml, body: CleanHtml, below: CleanHtml) -> CleanHtml:
    """Put notices and text together, each in a ``<div>`` of its own; what is empty is left out."""
    return CleanHtml("".join(f"<div>{part}</div>" for part in (above, body, below) if part))


def _bare(html: CleanHtml, notices: Iterable[CleanHtml], names: Iterable[str]) -> CleanHtml:
    return _unwrapped(without_notice(html, notices, names=names))


def _unwrapped(html: CleanHtml) -> CleanHtml:
    """The text without the ``<div>`` that an earlier reprint set around it."""
    root = parse_fragment(html)
    inner = blocks.unwrap(root)
    return html if inner is root else serialise(inner)


def _read_more(link: str | None, credit: str) -> CleanHtml:
    if link is None:
        return CleanHtml("")
    line = Markup('<p><a href="{}">{} {}</a></p>').format(link, READ_MORE, credit)
    return sanitise(line)
