"""Words as data: TOML files that are shipped, one for each language, and how a phrase is written.

A folder of such files has an ``index.toml`` that names them in order, and a ``README.md`` for those
who add to them. They are part of the program, as its modules are, and read once, when a module that
needs them is first imported.
"""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections.abc import Iterable
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_GROUP: Final = re.compile(r"(?<!\\)\((?!\?)")
_GAP: Final = re.compile(r"( ?)<(\d{1,3})>( ?)")
_BETWEEN: Final = r"[\w\s,'’()/&-]"
"""What may stand in a gap: words, and the signs that end no sentence."""

Words = tuple[Annotated[str, Field(min_length=1)], ...]
"""A list of words or phrases."""


class Section(BaseModel):
    """A table of a file; a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Language = TypeVar("Language", bound=Section)


class WordsFault(ValueError):
    """A shipped file of words is not as its schema wants it; the message names file and key."""


def read_languages(package: str, model: type[Language]) -> tuple[Language, ...]:
    """Read the files of words that lie in the folder ``languages`` of a package.

    Args:
        package: its full name.
        model: the schema of one file.

    Returns:
        The languages, in the order of the folder's index.

    Raises:
        WordsFault: a file is no TOML, lacks a key or has one that is not known.
        FileNotFoundError: the index names a file that is not there.
    """
    index = tomllib.loads(_text(package, "index"))["languages"]
    return tuple(parse_language(_text(package, code), model, f"{code}.toml") for code in index)


def parse_language(text: str, model: type[Language], name: str) -> Language:
    """Read one file of words.

    Args:
        text: its content.
        model: its schema.
        name: how messages call it.

    Raises:
        WordsFault: it is no TOML, or not as the schema wants it.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WordsFault(f"{name}: no TOML: {error}") from error
    except ValidationError as error:
        faults = (
            f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
        )
        raise WordsFault("\n".join(faults)) from error


def _text(package: str, name: str) -> str:
    content = pkgutil.get_data(package, f"languages/{name}.toml")
    if content is None:  # a loader that cannot hand out files
        raise FileNotFoundError(f"{package}: languages/{name}.toml")
    return content.decode("utf-8")


def expression(phrase: str) -> str:
    """The regular expression of a phrase.

    Brackets do not capture, an apostrophe is either kind, and ``<40>`` is a gap of up to so many
    characters; where a space stands beside it, a word ends or begins there.
    """
    written = _GROUP.sub("(?:", phrase).replace("'", "['’]")
    return _GAP.sub(_gap, written)


def _gap(found: re.Match[str]) -> str:
    before, length, behind = found.groups()
    edge = r"\b"
    return f"{edge if before else ''}{_BETWEEN}{{0,{length}}}{edge if behind else ''}"


def any_of(phrases: Iterable[str]) -> str:
    """The regular expression of any of some phrases; of none, one that matches nothing."""
    return "|".join(dict.fromkeys(map(expression, phrases))) or "(?!)"
