"""The ``[grants.*]`` tables: every condition that a permission can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Final

from pydantic import ValidationInfo, field_validator, model_validator

from syndicator.config import kinds, values
from syndicator.config.kinds import Kind, duration, one_of, whole
from syndicator.config.suggest import quoted
from syndicator.config.table import Table, key
from syndicator.model.grant import (
    UNSPECIFIED,
    Approval,
    Edits,
    Images,
    Placement,
    Reapproval,
    Scope,
    ThirdParty,
)

SUBJECTS: Final = (
    *("personal-use", "republication", "license", "holder", "valid", "territory"),
    "automated-use",
)
"""What a source may forbid: `conditions.reservations.Subject`, which is slow to import."""
_OVERRIDES: Final = Kind(
    " · ".join(f'`"{each}"`' for each in SUBJECTS), partial(values.choice, choices=SUBJECTS)
)


class ExcerptTable(Table):
    """The length of an excerpt: words or paragraphs, one of the two."""

    words: Annotated[int, whole(1, 10_000)] | None = key("Words, at most.", "150", None)
    paragraphs: Annotated[int, whole(1, 1_000)] | None = key("Paragraphs, at most.", "3", None)

    @model_validator(mode="after")
    def _one_of_two(self) -> ExcerptTable:
        if (self.words is None) == (self.paragraphs is None):
            raise ValueError("give either words or paragraphs, such as { words = 150 }")
        return self


class WordingTable(Table):
    """A notice in other words, for stories from some day on or in one language.

    Of several tables that hold for a story, one in its language goes before one in any, and then
    the latest. Where none holds, `header` and `footer` of the grant itself do.
    """

    where = "grants.*.wording"

    from_: kinds.Day | None = key(
        "It holds for stories that appeared on this day or later; left out: for any.",
        "2026-01-01",
        None,
        alias="from",
    )
    language: kinds.Language | None = key(
        'For stories in this language; `"en"` includes `"en-GB"`. Left out: for any.', '"de"', None
    )
    header: kinds.Template | None = key(
        "The notice above the text, instead of the grant's own.",
        '"Dieser Text erschien zuerst bei {{ credit_link }}."',
        None,
    )
    footer: kinds.Template | None = key(
        "The notice below the text, instead of the grant's own.",
        '"© {{ year }} {{ holder }}"',
        None,
    )
    placement: Annotated[Placement, one_of(Placement)] | None = key(
        "Where a notice of one text stands, if not where its key says.", '"both"', None
    )

    @model_validator(mode="after")
    def _says_something(self) -> WordingTable:
        texts = [text for text in (self.header, self.footer) if text is not None]
        if not texts:
            raise ValueError("says nothing; give a header, a footer or both")
        if self.placement is not None and len(texts) > 1:
            raise ValueError(
                "placement says where one text stands, and there are two; "
                "leave out header, footer or placement"
            )
        return self


class GrantTable(Table):
    """One permission, in the words of the agreement."""

    where = "grants.*"

    preset: kinds.Preset | None = key(
        "Conditions that are shipped (see below); every key beside it overrides one of them.",
        '"cc-by-4.0"',
        None,
    )
    holder: kinds.Text = key(
        "Who owns the rights, as the notice must name it; else the source's title.",
        '"RFE/RL, Inc."',
        "",
    )
    credit: kinds.Text = key(
        "The publisher's name as readers know it; else the source's title.",
        '"Radio Free Europe/Radio Liberty"',
        "",
    )
    scope: Annotated[Scope, one_of(Scope)] = key(
        "How much of a story may leave: all of it, its beginning, or title and link.",
        '"excerpt"',
        Scope.FULL,
    )
    excerpt: ExcerptTable = key(
        'How much `scope = "excerpt"` lets through, by `words` or by `paragraphs`.',
        "{ paragraphs = 3 }",
        ExcerptTable(words=150),
    )
    granted: kinds.Day | None = key(
        "The first day of the permission; stories are judged by the day they leave.",
        "2026-01-01",
        None,
    )
    expires: kinds.Day | None = key(
        "The first day on which nothing may be published: the day after the last one.",
        "2027-01-01",
        None,
    )
    proof: kinds.Text | None = key(
        "Where the agreement is kept. For you; it is never published.",
        '"agreements/rferl-2026.pdf"',
        None,
    )
    license: kinds.License = key(
        "A licence that flows on to your readers, by its short name or URL. `unspecified` where "
        "the permission is yours alone.",
        '"cc-by-4.0"',
        UNSPECIFIED,
    )
    terms: kinds.Page | None = key(
        "The page with the publisher's conditions.", '"https://example.org/terms"', None
    )
    header: kinds.Template | None = key(
        "The notice above the text, a template.",
        '"This article originally appeared on {{ credit_link }}."',
        None,
    )
    footer: kinds.Template | None = key(
        "The notice below the text, a template. Where neither the table nor its preset has a "
        "notice, a plain one with holder, year and link is set here: nothing leaves without one.",
        '"© {{ year }} {{ holder }}"',
        None,
    )
    images: Annotated[Images, one_of(Images)] = key(
        "Which pictures may leave: all, none, or those credited to the publisher. Of a story with "
        "more than 500 pictures none is kept unless all are.",
        '"keep"',
        Images.KEEP,
    )
    edits: Annotated[Edits, one_of(Edits)] = key(
        "Whether the text may be changed.", '"marked"', Edits.MARKED
    )
    embargo: Annotated[timedelta, Kind("duration", values.duration)] = key(
        "How long to wait after publication, or after first sight where that is later.",
        '"2d"',
        timedelta(0),
    )
    use_within: Annotated[timedelta, duration("1m", "36500d")] | None = key(
        "How long after publication a story may be taken up.", '"90d"', None
    )
    remove_after: Annotated[timedelta, duration("1m", "36500d")] | None = key(
        "How long after publication it must be gone.", '"365d"', None
    )
    keep: Annotated[timedelta, duration("0h", "36500d")] | None = key(
        "How long the database keeps a story's text after the story left the last feed, or after "
        "the permission no longer let it in. Its hashes, notices and the ledger stay.",
        '"30d"',
        None,
    )
    approval: Annotated[Approval, one_of(Approval)] = key(
        "Who lets a story go: the rules, or an editor.", '"auto"', Approval.AUTO
    )
    reapprove: Annotated[Reapproval, one_of(Reapproval)] = key(
        "Which changes of a story that an editor approved take it back to the editor: `important` "
        "ones (most of its words, or a new holder), every change of its words (`always`), or none.",
        '"always"',
        Reapproval.IMPORTANT,
    )
    daily_limit: Annotated[int, whole(1, 10_000)] | None = key(
        "How many stories may leave in a day.", "10", None
    )
    onward: kinds.Flag = key(
        "Whether subscribers may carry the story on; if not, only feeds with a token hold it.",
        "true",
        True,
    )
    index: kinds.Flag = key(
        "Whether search engines may list your page of the story; it always names the original as "
        "the one to prefer.",
        "false",
        True,
    )
    territory: Annotated[tuple[kinds.Territory, ...], kinds.Once, kinds.NotEmpty] = key(
        "The countries for which the permission holds.", '["*", "!US"]', ("*",)
    )
    third_party: Annotated[ThirdParty, one_of(ThirdParty)] = key(
        "What becomes of agency material inside the feed.", '"keep"', ThirdParty.KEEP
    )
    counter: kinds.Counter | None = key(
        "A republication counter that must stay in the text: an address, which becomes an "
        "invisible picture, or HTML; a template in either case.",
        "\"<img src='https://example.org/count?story={{ link }}'>\"",
        None,
    )
    wording: tuple[WordingTable, ...] = key(
        "Notices in other words, for stories from some day on or in one language (see below).",
        '[{ language = "de", footer = "© {{ year }} {{ holder }}" }]',
        (),
    )

    overrides: Annotated[tuple[Annotated[str, _OVERRIDES], ...], kinds.Once] = key(
        "What the agreement allows although the source's own metadata forbids it, in its copyright "
        "line or its licence for instance. Without it such a story waits for an editor.",
        '["personal-use", "license"]',
        (),
    )

    @field_validator("expires", mode="after")
    @classmethod
    def _after_granted(cls, expires: date, info: ValidationInfo) -> date:
        granted = info.data.get("granted")
        if granted is not None and expires <= granted:
            raise ValueError(f"the permission would end before it begins: granted is {granted}")
        return expires

    @field_validator("use_within", "remove_after", mode="after")
    @classmethod
    def _after_embargo(cls, length: timedelta, info: ValidationInfo) -> timedelta:
        embargo = info.data.get("embargo")
        if embargo and length <= embargo:
            shown = values.show_duration(embargo)
            raise ValueError(f"no story could ever leave: embargo is {quoted(shown)}")
        return length

    @field_validator("territory", mode="after")
    @classmethod
    def _one_territory(cls, territory: tuple[str, ...]) -> tuple[str, ...]:
        return kinds.without_contradictions(territory)

    @field_validator("wording", mode="after")
    @classmethod
    def _each_once(cls, wording: tuple[WordingTable, ...]) -> tuple[WordingTable, ...]:
        seen: dict[tuple[date | None, str | None], int] = {}
        for index, table in enumerate(wording):
            first = seen.setdefault((table.from_, table.language), index)
            if first != index:
                raise ValueError(
                    f"wording[{index}] holds from the same day and for the same language as "
                    f"wording[{first}]"
                )
        return wording


def templates(table: Mapping[str, Any]) -> Iterator[str]:
    """Give every template in a table of conditions as TOML has it."""
    wording = table.get("wording", ())
    tables = [table, *(wording if isinstance(wording, list) else ())]
    for each in tables:
        for name in ("header", "footer", "counter"):
            if isinstance(each, Mapping) and isinstance(each.get(name), str):
                yield each[name]
