"""What is stored as a whole, as JSON text, and back, without loss.

Articles, descriptions and entries leave out what has its default, which for all of them is
"nothing": a default in `syndicator.model` may therefore not change. Permissions are written whole,
because they must still be readable as they were when a default of theirs has moved. A key that is
not known, from an earlier or later form of the class, is passed over.
"""

from __future__ import annotations

from functools import cache
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from syndicator.errors import CorruptDatabase
from syndicator.model import Article, Desk, Entry, Notice, SourceMeta
from syndicator.model.grant import Grant

_SILENT: Final = Desk()
"""Of nearly every item, and they are many."""

_Noun = TypeVar("_Noun")


# Made when they are first needed: that takes milliseconds, and every command starts here.


@cache
def _articles() -> TypeAdapter[Article]:
    return TypeAdapter(Article)


@cache
def _metas() -> TypeAdapter[SourceMeta]:
    return TypeAdapter(SourceMeta)


@cache
def _grants() -> TypeAdapter[Grant]:
    return TypeAdapter(Grant)


@cache
def _desks() -> TypeAdapter[Desk]:
    return TypeAdapter(Desk)


@cache
def _composed() -> TypeAdapter[tuple[Entry, Notice]]:
    return TypeAdapter(tuple[Entry, Notice])


def article_to_json(article: Article) -> str:
    """An article in one line of JSON."""
    return _articles().dump_json(article, exclude_defaults=True).decode()


def article_from_json(text: str) -> Article:
    """Read what `article_to_json` wrote; raises `CorruptDatabase`."""
    return _read(_articles(), text, "article")


def meta_to_json(meta: SourceMeta) -> str:
    """What a feed said of itself, in one line of JSON."""
    return _metas().dump_json(meta, exclude_defaults=True).decode()


def meta_from_json(text: str) -> SourceMeta:
    """Read what `meta_to_json` wrote; raises `CorruptDatabase`."""
    return _read(_metas(), text, "description of a source")


def grant_to_json(grant: Grant) -> str:
    """All conditions of a permission, in one line of JSON."""
    return _grants().dump_json(grant).decode()


def grant_from_json(text: str) -> Grant:
    """Read what `grant_to_json` wrote; raises `CorruptDatabase`."""
    return _read(_grants(), text, "grant")


def desk_to_json(desk: Desk) -> str | None:
    """What the desk has decided, in one line of JSON; None where it has said nothing."""
    if desk is _SILENT or desk == _SILENT:
        return None
    return _desks().dump_json(desk, exclude_defaults=True).decode()


def desk_from_json(text: str | None) -> Desk:
    """Read what `desk_to_json` wrote; raises `CorruptDatabase`."""
    return _SILENT if text is None else _read(_desks(), text, "word of the desk")


def composed_to_json(entry: Entry, notice: Notice) -> str:
    """What was composed of a story, with what its permission made us say, in one line of JSON."""
    return _composed().dump_json((entry, notice), exclude_defaults=True).decode()


def composed_from_json(text: str) -> tuple[Entry, Notice]:
    """Read what `composed_to_json` wrote; raises `CorruptDatabase`."""
    return _read(_composed(), text, "entry")


def _read(adapter: TypeAdapter[_Noun], text: str, noun: str) -> _Noun:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:3])
        raise CorruptDatabase(f"a stored {noun} cannot be read ({where})") from error
