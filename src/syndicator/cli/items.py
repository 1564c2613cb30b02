"""``syndicator items``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click

from syndicator.cli.context import as_json_option, names_in, reading_anyway, require, since
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import local, short, table
from syndicator.config import Config
from syndicator.model import Decision, FeedName, Item, SourceName, Verdict
from syndicator.store import feeds, sources
from syndicator.store import items as stories

_WAITING: Final = "waiting"


@click.command()
@click.argument("word", nargs=-1)
@click.option("--source", help="Only of this source.", shell_complete=names_in("sources"))
@click.option(
    "--feed", help="Only what was judged for this feed.", shell_complete=names_in("feeds")
)
@click.option(
    "--verdict",
    type=click.Choice([*(verdict.value for verdict in Verdict), _WAITING]),
    help="Only with it.",
)
@click.option(
    "--waiting", "verdict", flag_value=_WAITING, help="Only what waits for an editor's approval."
)
@click.option("--since", "after", help="Only what appeared since: 2026-01-31, or 7d for a week.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="At most so many.",
)
@as_json_option
@click.pass_context
def items(
    ctx: click.Context,
    word: tuple[str, ...],
    source: str | None,
    feed: str | None,
    verdict: str | None,
    after: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Search what was collected, with verdict and reason.

    Each WORD must occur in the title, the text, the authors or the categories.

    \b
    Example:
        syndicator items river --verdict withheld
        syndicator items --source rferl --since 2d
        syndicator items --waiting
    """
    with reading_anyway(ctx) as (config, store):
        require("source", source, config.sources or {each.name for each in sources.all(store)})
        require("feed", feed, config.feeds or {each.name for each in feeds.all(store)})
        found = stories.search(
            store,
            source=SourceName(source) if source else None,
            words=word,
            since=since(after, config.timezone),
            feed=FeedName(feed) if feed else None,
            verdict=Verdict(verdict) if verdict and verdict != _WAITING else None,
            waiting=verdict == _WAITING,
            limit=limit,
        )
        _show(found, config, as_json=as_json)


def _show(found: Sequence[stories.Found], config: Config, *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    **item_row(each.item),
                    "decisions": [decision_row(one.decision) for one in each.decisions],
                }
                for each in found
            ]
        )
        return
    rows: list[list[object]] = []
    for each in found:
        head = local(list(item_row(each.item).values())[:3], config.timezone)
        head.append(short(each.item.article.title))
        if not each.decisions:
            rows.append([*head, None, None, "not judged for any feed"])
        for decided in each.decisions:
            decision = decided.decision
            rows.append([*head, decision.feed, decision.verdict, decision.reason])
            head = [" "] * len(head)
    table(["#item", "date", "source", "title", "feed", "verdict", "reason"], rows)


def item_row(item: Item) -> dict[str, object]:
    """An item, for programs."""
    return {
        "item": item.id,
        "date": item.date,
        "source": item.source,
        "title": item.article.title,
        "id": item.atom_id,
        "link": item.article.link,
    }


def decision_row(decision: Decision) -> dict[str, object]:
    """A decision, for programs."""
    return {
        "feed": decision.feed,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "reason": decision.reason,
    }
