"""``syndicator audit``: is what stands what should stand?"""

from __future__ import annotations

from dataclasses import asdict

import click

from syndicator.cli.context import as_json_option, load, now, reading, working
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import table


@click.command()
@click.option("--repair", is_flag=True, help="Repair what differs; the service must be stopped.")
@as_json_option
@click.pass_context
def audit(ctx: click.Context, *, repair: bool, as_json: bool) -> None:
    """Check every published story again from scratch, and report differences.

    Every story in every feed, its archive and its pages is checked against its permission and
    written again for comparison; every file is read; the ledger is compared with both. Ends with 1
    if something differs. The service does this once a day and after every reload, and repairs what
    it finds; `poll` does a part of it each time. Files that are not ours are left alone.

    \b
    Example:
        syndicator audit
        syndicator audit --repair
    """
    from syndicator.publish.differences import Difference, look
    from syndicator.store.activate import look_at

    if repair:
        with working(load(ctx)) as engine:
            engine.publish(now=now())
            differences: list[Difference] = []
            report = engine.audit(now=now(), again=True)
            while report:
                differences += report.differences
                engine.publish(now=now())
                report = engine.audit(now=now())
    else:
        with reading(ctx) as (config, store):
            differences = look(store, look_at(store, config), now())
    if as_json:
        print_json({"differences": [asdict(each) for each in differences]})
    elif differences:
        table(
            ["feed", "#item", "file", "what differs"],
            [[each.feed, each.item, each.path, each.problem] for each in differences],
        )
    else:
        click.echo("everything stands as it should")
    if differences and not repair:
        ctx.exit(1)
