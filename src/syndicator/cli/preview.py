"""``syndicator preview``: what would be published, and what each rule would have done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import click

from syndicator.cli.context import as_json_option, names_in, now, reading, require
from syndicator.cli.items import decision_row, item_row
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import short, table
from syndicator.model import FeedName
from syndicator.model.counted import counted

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.model.output_feed import OutputFeed
    from syndicator.publish.preview import Preview, Tally
    from syndicator.store.database import Store

_MAX_DAYS: Final = 36_500


@click.command()
@click.argument("feed", shell_complete=names_in("feeds"))
@click.option(
    "--days",
    type=click.IntRange(1, _MAX_DAYS),
    help="What each rule would have done with the stories of so many days.",
)
@as_json_option
@click.pass_context
def preview(ctx: click.Context, feed: str, days: int | None, as_json: bool) -> None:
    """What FEED would hold under config.toml as it is now; writes nothing.

    Says what would come, go and change, and of every story why it is there or is left out. Edit
    config.toml, or a copy of it in the same folder, look, and let the service read it when it is
    right. With --days, it says of each rule how many stories it matches and decides on, with
    examples: of all that was stored, whatever became of it.

    \b
    Example:
        syndicator preview world
        syndicator --config edited.toml preview world --days 30
    """
    moment = now()
    with reading(ctx) as (config, store), store.snapshot():
        require("feed", feed, config.feeds)
        chosen = config.feeds[FeedName(feed)]
        if days is None:
            _show_stories(config, store, chosen, moment, as_json=as_json)
        else:
            _show_rules(config, store, chosen, moment - timedelta(days=days), as_json=as_json)


def _show_stories(
    config: Config, store: Store, feed: OutputFeed, moment: datetime, *, as_json: bool
) -> None:
    from syndicator.publish.preview import preview as previewed
    from syndicator.store import items as stories

    found = previewed(store, config, feed, now=moment)
    heads = [item for item, _ in found.plan.decided]
    texts = {item.id: item for item in stories.whole(store, heads)}
    rows = [(texts[item.id], decision) for item, decision in found.plan.decided]
    if as_json:
        print_json(
            [
                {
                    **item_row(item),
                    **decision_row(decision),
                    "labels": list(decision.labels),
                    "pinned": decision.pinned,
                    "change": found.changes.get(item.id),
                }
                for item, decision in rows
            ]
        )
        return
    click.echo(_summary(found))
    table(
        ["#item", "date", "source", "title", "change", "verdict", "rule", "reason"],
        [
            [
                item.id,
                item.date.astimezone(config.timezone),
                item.source,
                short(item.article.title),
                found.changes.get(item.id),
                f"{decision.verdict}, pinned" if decision.pinned else decision.verdict,
                decision.rule,
                decision.reason + _labels(decision.labels),
            ]
            for item, decision in rows
        ],
    )


def _labels(labels: tuple[str, ...]) -> str:
    return f"; labelled {', '.join(labels)}" if labels else ""


def _summary(found: Preview) -> str:
    """In a sentence: how many stories it would hold, and what changes."""
    from syndicator.publish.preview import Change

    words = {
        Change.COMES: ("comes", "come"),
        Change.GOES: ("goes", "go"),
        Change.CHANGES: ("reads otherwise", "read otherwise"),
        Change.STAYS: ("stays as it is", "stay as they are"),
    }
    counts = [(found.count(change), *said) for change, said in words.items()]
    said = [f"{count} {one if count == 1 else several}" for count, one, several in counts if count]
    held = counted(len(found.plan.entries), "story", "stories")
    changes = ", ".join(said)
    return f"{found.plan.feed.name} would hold {held}{': ' if changes else ''}{changes}."


def _show_rules(
    config: Config, store: Store, feed: OutputFeed, since: datetime, *, as_json: bool
) -> None:
    from syndicator.publish.preview import try_rules

    found = try_rules(store, config, feed, since=since, most=None)
    if as_json:
        print_json(_plain(feed, found, since))
        return
    count = counted(found.stories, "story", "stories")
    day = since.astimezone(config.timezone).date()
    click.echo(f"{count} of the sources of {feed.name} since {day}, under its rules:")
    table(
        ["rule", "asks", "#matches", "#decides", "examples"],
        [
            [
                each.placed.key,
                short(each.placed.rule.text),
                each.matches,
                each.decides,
                "; ".join(f"{one.item} {short(one.title)}" for one in each.examples) or None,
            ]
            for each in found.rules
        ],
    )
    for key, number in found.otherwise:
        become = "is wanted" if key.endswith(".sources") else "is left out"
        click.echo(f"On {counted(number, 'story', 'stories')} no rule decides: each {become}.")


def _plain(feed: OutputFeed, found: Tally, since: datetime) -> dict[str, object]:
    return {
        "feed": feed.name,
        "since": since,
        "stories": found.stories,
        "rules": [
            {
                "rule": each.placed.key,
                "action": each.placed.action,
                "label": each.placed.label,
                "asks": each.placed.rule.text,
                "matches": each.matches,
                "decides": each.decides,
                "examples": [{"item": one.item, "title": one.title} for one in each.examples],
            }
            for each in found.rules
        ],
        "otherwise": [{"rule": key, "stories": number} for key, number in found.otherwise],
    }
