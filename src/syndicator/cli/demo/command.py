"""``syndicator demo``."""

from __future__ import annotations

from pathlib import Path

import click

from syndicator.cli.context import as_typed, now, relative
from syndicator.cli.tables import short, table
from syndicator.model import Verdict


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo/feeds"),
    show_default=True,
    help="Where the feeds go.",
)
def demo(output: Path) -> None:
    """The whole job at once, on built-in sample publishers.

    Starts a server on this machine with the feeds of five invented publishers, polls it twice
    (between the two, one of them corrects a story), publishes, and shows what was
    published, what was withheld and why. Needs no network.

    \b
    Example:
        syndicator demo
    """
    from syndicator.cli.demo.show import STATE, demonstrate
    from syndicator.cli.poll import show_feeds, show_poll
    from syndicator.log import configure
    from syndicator.store import grants, placements
    from syndicator.store import items as stories
    from syndicator.store.database import Store

    configure("error", environ={})
    folder = Path(STATE).absolute()
    shown = demonstrate(folder, output, now=now())
    for title, polled, published in zip(
        ("First poll", "Second poll, an hour later: one story was corrected"),
        shown.polls,
        shown.published,
        strict=True,
    ):
        click.secho(title, bold=True)
        show_poll(polled)
        click.echo()
        show_feeds(published)
        click.echo()

    with Store.open(shown.config.database, mode="read") as store:
        found = stories.search(store, limit=1000)
        standing = {
            (place.item, name): grants.get_notice(store, place.notice)
            for name in shown.config.feeds
            for place in placements.standing(store, name)
        }
    titles = {each.item.id: (each.item.source, each.item.article.title) for each in found}
    click.secho("What was published, and what it had to say", bold=True)
    table(
        ["#item", "source", "title", "feed", "notice"],
        [
            [item, titles[item][0], short(titles[item][1], 48), feed, notice and notice.rights]
            for (item, feed), notice in sorted(standing.items(), key=lambda pair: pair[0])
        ],
    )
    click.echo()
    rows = [
        [each.item.id, each.item.source, short(each.item.article.title, 48), d.feed, d.reason]
        for each in sorted(found, key=lambda one: one.item.id)
        for d in (decided.decision for decided in each.decisions)
        if d.verdict not in {Verdict.PUBLISH, Verdict.ARCHIVED}
    ]
    click.secho("What was not published, and why", bold=True)
    table(["#item", "source", "title", "feed", "reason"], rows)
    command, config = as_typed(shown.config.path), relative(shown.config.path)
    files = ", ".join(relative(report.path) for report in shown.published[0])
    click.echo()
    click.secho("Where to look", bold=True)
    click.echo(f"  the feeds:          {files}")
    click.echo(f"  in a browser:       {relative(shown.config.output)}/index.html")
    click.echo(f"  the configuration:  {config}")
    click.echo(f"  one item's story:   {command} why 1")
    click.echo(f"  what was carried:   {command} ledger")
    click.echo()
    click.secho("What comes next", bold=True)
    click.echo(f"  a feed of your own: {as_typed()} init")
