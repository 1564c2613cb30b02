"""What an editor asks for: an output feed, and the rules that choose its stories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from syndicator.model import FeedName, SourceName


class Order(StrEnum):
    """How the entries of a feed are ordered; the limit cuts the end of that order."""

    NEWEST = "newest"
    """By the story's date, newest first."""
    UPDATED = "updated"
    """By the last significant change, newest first."""


class Access(StrEnum):
    """Who may read an output feed."""

    PUBLIC = "public"
    TOKEN = "token"  # noqa: S105  # the word of the configuration, no secret


class History(StrEnum):
    """What becomes of stories that have made room for newer ones."""

    ARCHIVE = "archive"
    """They stay, in archive documents by month and on their pages (RFC 5005 §4)."""
    COMPLETE = "complete"
    """They go, and the feed says that it is complete: readers drop them too (RFC 5005 §2)."""
    NONE = "none"
    """They go; what readers keep is their affair."""


PRIVATE: Final = "private"
"""The folder in the output that is only for subscribers with a token."""


ARCHIVABLE: Final = ("atom", "rss")
"""The forms that have archive documents; RFC 5005 knows no other."""
PAGES: Final = "html"
"""The form that is pages: one for the feed, one for each story."""


def stem_of(feed: FeedName, access: Access) -> str:
    """The files of a feed without their suffix, below the output folder and its address."""
    return f"{PRIVATE}/{feed}" if access is Access.TOKEN else feed


def file_of(feed: FeedName, access: Access) -> str:
    """The Atom file of a feed, below the output folder and below the address of that."""
    return f"{stem_of(feed, access)}.atom"


class Field(StrEnum):
    """The part of an item that a rule looks into."""

    TITLE = "title"
    TEXT = "text"
    AUTHOR = "author"
    CATEGORY = "category"
    LINK = "link"
    SOURCE = "source"
    LANGUAGE = "language"
    ANY = "any"
    """One of the words, anywhere in title, text or categories."""
    ALL = "all"
    """Every one of the words, anywhere in title, text or categories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One word or expression of a rule, compiled when the configuration was read."""

    source: str
    """As the operator wrote it; ``re:`` in front of a regular expression."""
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One key of a rule: the field, and what it must contain."""

    field: Field
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One table of ``include`` or ``exclude``: it matches when every clause does."""

    clauses: tuple[Clause, ...]
    text: str
    """As the operator wrote it, on one line, for ``why``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFeed:
    """One ``[feeds.*]`` table."""

    name: FeedName
    title: str
    subtitle: str | None = None
    sources: tuple[SourceName, ...] = ()
    """Resolved: named ones and those that carry one of the tags, in the configuration's order."""
    formats: tuple[str, ...] = ("atom",)
    limit: int = 50
    include: tuple[Rule, ...] = ()
    """At least one must match; none given: everything is wanted."""
    exclude: tuple[Rule, ...] = ()
    """None may match."""
    max_age: timedelta | None = timedelta(days=30)
    order: Order = Order.NEWEST
    access: Access = Access.PUBLIC
    language: str | None = None
    email: str | None = None
    """Where listeners can write to; directories of podcasts demand it."""
    territory: tuple[str, ...] = ("*",)
    """Where it is offered (`syndicator.rights.territory`)."""
    history: History = History.ARCHIVE
    was: tuple[FeedName, ...] = ()
    """Its former names, whose addresses lead here."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs that are told of every change."""

    @property
    def pages(self) -> bool:
        """Whether each story has a page of its own."""
        return PAGES in self.formats

    @property
    def archives(self) -> tuple[str, ...]:
        """The forms of its archive documents."""
        if self.history is not History.ARCHIVE:
            return ()
        return tuple(form for form in ARCHIVABLE if form in self.formats)

    @property
    def keeps(self) -> bool:
        """Whether a story that made room for newer ones still stands somewhere."""
        return self.history is History.ARCHIVE and (self.pages or bool(self.archives))

    @property
    def stem(self) -> str:
        """Its files without their suffix, below the output folder and its address."""
        return stem_of(self.name, self.access)

    @property
    def file(self) -> str:
        """Its Atom file, below the output folder and below the address of that."""
        return file_of(self.name, self.access)
