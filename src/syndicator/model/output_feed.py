"""What an editor asks for: an output feed, and the rules that choose its stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Final

from syndicator.model import FeedName, SourceName
from syndicator.model.rules import DECIDING, NO_QUOTA, PlacedRule, Quota, Rule, RuleSet


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


class Withdrawn(StrEnum):
    """What a feed says of a story that was withdrawn."""

    STUB = "stub"
    """An entry without text under the same id: what importers overwrite their copy with."""
    TOMBSTONE = "tombstone"
    """``at:deleted-entry`` (RFC 6721): what says the same to readers that know it."""
    BOTH = "both"


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


@dataclass(frozen=True, kw_only=True)  # without slots: cached_property needs a __dict__
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
    hold: tuple[Rule, ...] = ()
    """What waits for an editor; like the two above, of its own table."""
    label: tuple[tuple[str, tuple[Rule, ...]], ...] = ()
    pin: tuple[Rule, ...] = ()
    rules: tuple[RuleSet, ...] = ()
    """The named sets that it uses; they are asked first, in this order."""
    quota: Quota = NO_QUOTA
    labels: bool = False
    """Whether labels leave as categories."""
    max_age: timedelta | None = timedelta(days=30)
    order: Order = Order.NEWEST
    access: Access = Access.PUBLIC
    language: str | None = None
    email: str | None = None
    """Where listeners can write to; directories of podcasts demand it."""
    territory: tuple[str, ...] = ("*",)
    """Where it is offered (`syndicator.rights.conditions.territory`)."""
    history: History = History.ARCHIVE
    was: tuple[FeedName, ...] = ()
    """Its former names, whose addresses lead here."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs that are told of every change."""
    prefer: tuple[SourceName, ...] = ()
    """Whose copy of a story is carried, the first of these that may be."""
    near_duplicates: bool = True
    """Whether what is nearly the same counts as a copy, too."""
    withdrawn: Withdrawn = Withdrawn.BOTH
    withdrawn_for: timedelta = timedelta(days=30)
    """How long a stub stands, and how lately its story must have stood in what subscribers poll."""

    @cached_property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """All of its rules: the named sets, then its own."""
        own = RuleSet(
            key=f"feeds.{self.name}",
            exclude=self.exclude,
            hold=self.hold,
            include=self.include,
            label=self.label,
            pin=self.pin,
        )
        return (*self.rules, own)

    @cached_property
    def deciding(self) -> tuple[PlacedRule, ...]:
        """The rules that choose stories, in the order in which they are asked."""
        return tuple(each for each in self._placed if each.action in DECIDING)

    @cached_property
    def marking(self) -> tuple[PlacedRule, ...]:
        """The rules that label and pin what was chosen."""
        return tuple(each for each in self._placed if each.action not in DECIDING)

    @property
    def _placed(self) -> Iterator[PlacedRule]:
        return chain.from_iterable(rules.placed for rules in self.rule_sets)

    @property
    def stubs(self) -> int:
        """How many stubs it has at most."""
        return 0 if self.withdrawn is Withdrawn.TOMBSTONE else self.limit

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
