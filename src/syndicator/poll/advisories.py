"""Whether an article is an order to editors, by the shipped words of agencies."""

from __future__ import annotations

import pkgutil
import tomllib
from functools import cache
from typing import Final

from syndicator.dedupe.advisories.classify import MAX_TEXT, advisory
from syndicator.dedupe.advisories.told import Told
from syndicator.dedupe.advisories.vocabulary import Vocabulary, load
from syndicator.model import Advisory, Article
from syndicator.parse.text import plain_text

_MAX_HTML: Final = 10 * MAX_TEXT
"""Characters of an article that are made plain, to read the beginning of it."""


@cache
def vocabulary() -> Vocabulary:
    """The words of every language there is a file for, read once."""
    languages = tomllib.loads(_text("index"))["languages"]
    return load(map(_text, languages))


def _text(name: str) -> str:
    data = pkgutil.get_data("syndicator.dedupe.advisories", f"words/{name}.toml")
    if data is None:
        message = f"words/{name}.toml is not readable where this program is installed"
        raise FileNotFoundError(message)
    return data.decode()


def read(article: Article, text: str | None = None) -> Advisory | None:
    """What an article says to editors.

    Args:
        article: what is read.
        text: its plain text, where that was made already.
    """
    html = article.content or article.summary or ""
    if text is None or len(html) > _MAX_HTML:
        text = plain_text(html[:_MAX_HTML])
    told = Told(
        title=article.title,
        text=text[:MAX_TEXT],
        categories=tuple(category.label or category.term for category in article.categories),
    )
    return advisory(told, vocabulary())
