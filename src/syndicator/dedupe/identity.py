"""By what an item is known again: its guid, its link, its words."""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import Final

from syndicator.model import Article, Digest, Identity, ParsedItem
from syndicator.parse.hashing import fingerprint
from syndicator.parse.links import canonical_link
from syndicator.parse.text import plain_text, words

TELLING_WORDS: Final = 12
"""So many words of text are not written twice by chance."""
TELLING_CHARACTERS: Final = 60
"""The same for scripts that set no spaces between words."""
_NO_WORDS: Final = fingerprint(words=words(""))
"""The text hash of an article without a title and without readable text."""


def identify(item: ParsedItem, article: Article | None) -> Identity:
    """Name the keys by which this item may be known again.

    Args:
        item: as received; its dates need not be credible, only stable.
        article: the same item cleaned; None when it was not, because its raw hash is known.
    """
    return Identity(
        guid=_guid(item),
        link=canonical_link(item.link) if item.link else None,
        fingerprint=_fingerprint(item, article) if article else None,
        words=said(article.text_hash) if article else None,
    )


def said(text_hash: Digest) -> Digest | None:
    """The text hash as a key: all that say nothing would share one."""
    return None if text_hash == _NO_WORDS else text_hash


def _guid(item: ParsedItem) -> str | None:
    return (item.guid.strip() if item.guid else "") or None


def _fingerprint(item: ParsedItem, article: Article) -> Digest | None:
    """Over the words, if they tell this item from every other of its source.

    A short text ("Read more on our site.") may stand under many items, so it counts only together
    with the date that the source wrote; without a date only where nothing better is there.
    """
    text = plain_text(article.content or article.summary)
    if len(text) >= TELLING_CHARACTERS or len(text.split()) >= TELLING_WORDS:
        return article.text_hash
    if not item.published and _guid(item):
        return None
    if not (article.title or text):
        return None
    date = item.published.astimezone(UTC).isoformat() if item.published else ""
    return Digest(hashlib.sha256(f"{article.text_hash} {date}".encode()).hexdigest())
