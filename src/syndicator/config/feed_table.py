"""The ``[feeds.*]`` tables: what is published, and the rules that choose it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import field_validator, model_validator

from syndicator.config import kinds
from syndicator.config.kinds import SourceWords, Words, duration, one_of, or_all, whole
from syndicator.config.table import Table, key
from syndicator.curate.rules import Access, Field, History, Order, Pattern

Patterns = tuple[Pattern, ...]


class RuleTable(Table):
    """One rule of a feed: it matches a story when every key in it does."""

    any: Annotated[Patterns, Words(Field.ANY)] = key(
        "One of the words stands in the title, the text or a category.", '["NATO", "Elbe"]', ()
    )
    all: Annotated[Patterns, Words(Field.ALL)] = key(
        "All of the words stand there.", '["Torgau", "bridge"]', ()
    )
    title: Annotated[Patterns, Words(Field.TITLE)] = key(
        "One of the words stands in the title.", '"re:(?i)^live:"', ()
    )
    text: Annotated[Patterns, Words(Field.TEXT)] = key(
        "One of the words stands in the text.", '"armistice"', ()
    )
    author: Annotated[Patterns, Words(Field.AUTHOR)] = key(
        "One of the words stands in an author's name.", '"Reuters"', ()
    )
    category: Annotated[Patterns, Words(Field.CATEGORY)] = key(
        "One of the words stands in a category.", '"sport"', ()
    )
    link: Annotated[Patterns, Words(Field.LINK)] = key(
        "One of the words stands in the story's address.", '"/opinion/"', ()
    )
    source: Annotated[Patterns, SourceWords(Field.SOURCE)] = key(
        "The source is one of these.", '["rferl"]', ()
    )
    language: Annotated[Patterns, Words(Field.LANGUAGE)] = key(
        'The story is in one of these languages; `"en"` includes `"en-GB"`.', '["en", "uk"]', ()
    )

    @model_validator(mode="after")
    def _says_something(self) -> RuleTable:
        if not self.model_fields_set:
            raise ValueError("an empty rule would match every story")
        return self


class FeedTable(Table):
    """One feed that is published; its files carry the table's name."""

    where = "feeds.*"

    title: kinds.Text = key("What subscribers see.", '"World"')
    subtitle: kinds.Text | None = key(
        "A line about the feed.", '"News from abroad, by permission"', None
    )
    sources: kinds.Sources = key("Sources by name.", '["rferl"]', ())
    tags: kinds.Tags = key(
        "Sources by tag: those that carry one of these, beside those in `sources`.",
        '["europe"]',
        (),
    )
    include: tuple[RuleTable, ...] = key(
        "Rules, of which one must match; without any, every story is wanted.",
        '[{ any = ["NATO", "Elbe"] }]',
        (),
    )
    exclude: tuple[RuleTable, ...] = key(
        "Rules, of which none may match.",
        '[{ category = "sport" }, { title = "re:(?i)live blog" }]',
        (),
    )
    limit: Annotated[int, whole(1, 1_000)] = key("Entries at most.", "50", 50)
    max_age: Annotated[
        timedelta | None,
        or_all(duration("1m", "36500d")),
    ] = key('How old a story may be; `"all"`: any age.', '"30d"', timedelta(days=30))
    order: Annotated[Order, one_of(Order)] = key(
        "Newest story first, or last significant change first; `limit` cuts the end.",
        '"updated"',
        Order.NEWEST,
    )
    language: kinds.Language | None = key("The feed's language.", '"en"', None)
    email: kinds.Email | None = key(
        "Where listeners can write to; everybody sees it. Directories of podcasts demand it: with "
        "it and `language`, episodes in `NAME.rss` are described in Apple's terms, too.",
        '"podcasts@example.org"',
        None,
    )
    formats: Annotated[tuple[kinds.Format, ...], kinds.Once, kinds.NotEmpty] = key(
        "What is written: `NAME.atom`, `NAME.rss` and `NAME.json` for feed readers, and with "
        '`"html"` a page of the feed, `NAME/`, and one of each story.',
        '["atom", "rss", "json", "html"]',
        ("atom",),
    )
    history: Annotated[History, one_of(History)] = key(
        "What becomes of stories that make room for newer ones. `archive`: they stay, in archive "
        "documents by month and on their pages, until their permission ends. `complete`: they go, "
        "and the feed tells readers to drop them too. `none`: they go.",
        '"archive"',
        History.ARCHIVE,
    )
    was: kinds.FormerNames = key(
        "Names that this table had before. The feed takes over what was published under them, and "
        "their addresses lead to it.",
        '["abroad"]',
        (),
    )
    access: Annotated[Access, one_of(Access)] = key(
        "Who may read it: everybody, or subscribers with a token. The file of such a feed is "
        "`private/NAME.atom` in the output folder, which a web server must not show to others.",
        '"public"',
        Access.PUBLIC,
    )
    hubs: kinds.Hubs | None = key(
        "Hubs for this feed, in place of those of `[syndicator]`; `[]`: none. A feed with "
        '`access = "token"` has none: a hub would hand it to whoever asks.',
        '["https://hub.example.com/"]',
        None,
    )
    territory: Annotated[tuple[kinds.Territory, ...], kinds.Once, kinds.NotEmpty] = key(
        "The countries in which the feed is offered; you see to it that it is read nowhere else. "
        "Stories whose permission does not hold in all of them stay out.",
        '["*"]',
        ("*",),
    )

    @model_validator(mode="after")
    def _no_hub_for_secrets(self) -> FeedTable:
        if self.hubs and self.access is Access.TOKEN:
            raise ValueError(
                'a feed with access = "token" cannot have hubs: they would hand it to whoever asks'
            )
        return self

    @field_validator("territory", mode="after")
    @classmethod
    def _one_territory(cls, territory: tuple[str, ...]) -> tuple[str, ...]:
        return kinds.without_contradictions(territory)
