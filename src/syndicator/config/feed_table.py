"""The ``[feeds.*]`` tables: what is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import field_validator, model_validator

from syndicator.config import kinds
from syndicator.config.kinds import duration, one_of, or_all, whole
from syndicator.config.rule_table import ActionsTable
from syndicator.config.table import Table, key
from syndicator.model.output_feed import Access, History, Order, Withdrawn


class QuotaTable(Table):
    """How much of a feed one source, or one label, may take."""

    where = "feeds.*.quota"

    source: Annotated[int, whole(1, 1_000)] | None = key(
        "Entries at most of one source.", "10", None
    )
    label: Annotated[int, whole(1, 1_000)] | None = key(
        "Entries at most with one label.", "5", None
    )

    @model_validator(mode="after")
    def _says_something(self) -> QuotaTable:
        if not self.model_fields_set:
            raise ValueError("is empty; set source or label, or leave the key out")
        return self


class FeedTable(ActionsTable):
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
    rules: kinds.RuleSets = key(
        "Named sets of rules, `[rules.NAME]`, in the order in which they are asked; the feed's own "
        "rules come after them.",
        '["no-sport"]',
        (),
    )
    limit: Annotated[int, whole(1, 1_000)] = key("Entries at most.", "50", 50)
    quota: QuotaTable = key(
        "How many of these entries may be of one source, or have one label: pinned ones first, "
        "then the newest. What is over the quota moves up when another leaves.",
        "{ source = 10, label = 5 }",
        QuotaTable.model_construct(),
    )
    labels: kinds.Flag = key(
        "Whether the labels that rules give leave as categories, behind those of the source.",
        "true",
        False,
    )
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
    prefer: kinds.Sources = key(
        "Whose copy is carried where several sources have the same story, the first of these whose "
        "permission lets it go; then the copy with the earliest date. One that stands stays.",
        '["rferl", "voa"]',
        (),
    )
    near_duplicates: kinds.Flag = key(
        "Whether a story of another source counts as a copy that tells the same in nearly the same "
        "words: under another headline, cut, as an excerpt, with a paragraph rewritten. `false`: "
        "only what has the same id, link or words.",
        "false",
        True,
    )
    withdrawn: Annotated[Withdrawn, one_of(Withdrawn)] = key(
        "What subscribers see of a story that was withdrawn: `stub`, an entry under the same id "
        "without its text, with which importers overwrite what they have; `tombstone`, RFC 6721, "
        "which few readers know and RSS cannot say; or `both`. There are at most `limit` stubs.",
        '"tombstone"',
        Withdrawn.BOTH,
    )
    withdrawn_for: Annotated[timedelta, duration("1h", "90d")] = key(
        "How long a stub stands, and how lately its story must have stood in what subscribers "
        "poll. What stood only in archives has none.",
        '"14d"',
        timedelta(days=30),
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
