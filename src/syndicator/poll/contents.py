"""What a document held, as far as it tells whether it is of use: ids, words, characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from syndicator.model import Article, Change, Known, NewItem, Revised
from syndicator.model.polling import Contents

_GARBLED: Final = re.compile("\ufffd|[ÂÃ][\x80-\xbf]|â€[\x80-\xbf™œ“”¦\u201c\u201d]|Ð[\x80-\xbf]Ð")
"""UTF-8 that was read as Windows-1252, or what could not be read at all."""
_MAX_CHARACTERS: Final = 4_000
"""Of each text; a wrong encoding shows early."""


def contents(items: int, changes: Sequence[Change], known: Iterable[Known]) -> Contents:
    """Count what a document held.

    Args:
        items: in the document.
        changes: what they are to the stories that are stored.
        known: those stories, as they were before.
    """
    guids = {each.item: each.identity.guid for each in known}
    changed = [change.article for change in changes if isinstance(change, NewItem | Revised)]
    return Contents(
        items=items,
        renamed=sum(_renamed(change, guids) for change in changes),
        empty=sum(_is_empty(article) for article in changed),
        garbled=sum(_is_garbled(article) for article in changed),
    )


def _renamed(change: Change, guids: dict[int, str | None]) -> bool:
    """Whether a story is known although its id is new; not where it is as it was before."""
    if isinstance(change, NewItem) or change.incoming.article is None:
        return False
    before, now = guids.get(change.item), change.incoming.identity.guid
    return before is not None and now is not None and before != now


def _is_empty(article: Article) -> bool:
    nothing = not (article.content or article.summary or article.title)
    return nothing and not (article.enclosures or article.images)


def _is_garbled(article: Article) -> bool:
    return any(
        _GARBLED.search(text[:_MAX_CHARACTERS])
        for text in (article.title, article.content, article.summary)
    )
