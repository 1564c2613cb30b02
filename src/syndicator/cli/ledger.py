"""What was republished: the record itself, what stood on a day, the report to a publisher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click

from syndicator.cli.context import as_json_option, names_in, reading, require, since
from syndicator.cli.ledger_answer import Answer
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import short, table
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.model import FeedName, GrantName, SourceName
from syndicator.publish import proof
from syndicator.rights.conditions.dates import first_moment
from syndicator.store import feeds, sources
from syndicator.store import grants as permissions
from syndicator.store import ledger as book
from syndicator.store.ledger import LedgerRow


@click.command()
@click.option(
    "--grant", help="Only under this permission, in any version.", shell_complete=names_in("grants")
)
@click.option("--source", help="Only of this source.", shell_complete=names_in("sources"))
@click.option("--feed", help="Only in this output feed.", shell_complete=names_in("feeds"))
@click.option("--item", type=click.IntRange(1, 2**63 - 1), help="Only of this item.")
@click.option("--since", "after", help="Only since: 2026-01-31, or 7d for a week.")
@click.option("--on", "day", help="What was published on this day: 2026-01-31.")
@click.option("--csv", "as_csv", is_flag=True, help="A report for a publisher, as a spreadsheet.")
@as_json_option
@click.pass_context
def ledger(  # noqa: PLR0913  # click hands over one for each option
    ctx: click.Context,
    grant: str | None,
    source: str | None,
    feed: str | None,
    item: int | None,
    after: str | None,
    day: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """What was republished, when, where, and under which version of which permission.

    The ledger is only ever added to. Without --on or --csv it is listed event by event. --on shows
    what was published on a day: where, from when until when, under which wording of which
    permission, with which notice. --csv writes a report for a publisher: a row for each period in
    which a story was in a feed under one permission and one notice. It leaves out why a story was
    withdrawn, since that may be an editor's own words.

    \b
    Example:
        syndicator ledger --grant rferl --since 2026-01-01
        syndicator ledger --on 2026-01-31 --grant rferl
        syndicator ledger --grant rferl --csv > report.csv
    """
    if day and after:
        raise UsageError("say either --on or --since; not both")
    if as_csv and as_json:
        raise UsageError("say either --csv or --json; not both")
    with reading(ctx) as (config, store):
        require("grant", grant, {each.grant.name for each in permissions.versions(store)})
        require("feed", feed, {*config.feeds, *(state.name for state in feeds.all(store))})
        require("source", source, {state.name for state in sources.all(store)})
        span = _day(day, config) if day else None
        start, until = span or (since(after, config.timezone), None)
        if not day and not as_csv:
            rows = book.query(
                store,
                grant=GrantName(grant) if grant else None,
                feed=FeedName(feed) if feed else None,
                item=item,
                since=start,
            )
            rows = [row for row in rows if source in {None, row.source}]
            _events(rows, config, as_json=as_json)
            return
        # All of it first: a story may have gone on under another permission.
        rows = book.query(store, feed=FeedName(feed) if feed else None, item=item)
        found = proof.during(
            proof.intervals(rows),
            start,
            until,
            grant=GrantName(grant) if grant else None,
            source=SourceName(source) if source else None,
        )
        answer = Answer(config, store, found)
    if as_json:
        print_json(answer.plain(day))
    elif as_csv or span is None:
        answer.report()
    else:
        answer.show(str(day), span)


def _day(text: str, config: Config) -> tuple[datetime, datetime]:
    """The span of a day in the configured zone."""
    try:
        day = date.fromisoformat(text)
        return (
            first_moment(day, config.timezone),
            first_moment(day + timedelta(days=1), config.timezone),
        )
    except (ValueError, OverflowError) as error:
        raise UsageError(f'"{text}" is no day such as 2026-01-31') from error


def _events(rows: Sequence[LedgerRow], config: Config, *, as_json: bool) -> None:
    if as_json:
        print_json([_row(row) for row in rows])
        return
    table(
        ["when", "what", "feed", "#item", "title", "grant", "version", "notice", "reason"],
        [
            [
                row.entry.at.astimezone(config.timezone),
                row.entry.action,
                row.entry.feed,
                row.entry.item,
                short(row.entry.title),
                row.grant_name,
                row.grant_digest[:8],
                row.entry.notice[:8],
                row.entry.reason,
            ]
            for row in rows
        ],
    )


def _row(row: LedgerRow) -> dict[str, object]:
    entry = row.entry
    return {
        "when": entry.at,
        "what": entry.action,
        "feed": entry.feed,
        "source": row.source,
        "item": entry.item,
        "revision": entry.revision,
        "title": entry.title,
        "id": entry.atom_id,
        "link": entry.link,
        "grant": row.grant_name,
        "version": row.grant_digest,
        "notice": entry.notice,
        "reason": entry.reason,
        "received_hash": entry.received_hash,
        "published_hash": entry.published_hash,
        "killed": row.killed,
    }
