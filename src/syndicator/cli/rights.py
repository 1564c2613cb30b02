"""What was permitted and what was done with it: ``grants`` and ``ledger``."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from datetime import date

import click

from syndicator.cli.context import as_json_option, now, reading, since
from syndicator.cli.look import require
from syndicator.cli.output import as_json as print_json
from syndicator.cli.output import short, table
from syndicator.model import FeedName, GrantName
from syndicator.rights.grant import Grant
from syndicator.store import grants as permissions
from syndicator.store import ledger as book
from syndicator.store.ledger import LedgerRow


@click.command()
@as_json_option
@click.pass_context
def grants(ctx: click.Context, as_json: bool) -> None:
    """Every permission: its scope, when it ends, what it has let through.

    \b
    Example:
        syndicator grants
    """
    with reading(ctx) as (config, store):
        carried = {
            name: len({row.entry.item for row in book.query(store, grant=name)})
            for name in config.grants
        }
        versions = Counter(version.grant.name for version in permissions.versions(store))
        today = now().astimezone(config.timezone).date()
    used = Counter(source.grant for source in config.sources.values())
    rows = [
        {
            "grant": grant.name,
            "state": _state(grant, today),
            "scope": grant.scope,
            "granted": grant.granted,
            "expires": grant.expires,
            "holder": grant.holder,
            "sources": used[grant.name],
            "stories": carried[grant.name],
            "versions": versions[grant.name],
        }
        for grant in config.grants.values()
    ]
    if as_json:
        print_json(rows)
        return
    table(
        [
            "grant",
            "state",
            "scope",
            "granted",
            "expires",
            "holder",
            "#sources",
            "#stories",
            "#versions",
        ],
        [list(row.values()) for row in rows],
    )


def _state(grant: Grant, today: date) -> str:
    if grant.granted and today < grant.granted:
        return "not yet"
    if grant.expires and today >= grant.expires:
        return "expired"
    if grant.expires:
        days = (grant.expires - today).days
        return f"{days} day{'' if days == 1 else 's'} left"
    return "in force"


@click.command()
@click.option("--grant", help="Only under this permission, in any version.")
@click.option("--feed", help="Only in this output feed.")
@click.option("--item", type=int, help="Only of this item.")
@click.option("--since", "after", help="Only since: 2026-01-31, or 7d for a week.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for a spreadsheet.")
@as_json_option
@click.pass_context
def ledger(
    ctx: click.Context,
    grant: str | None,
    feed: str | None,
    item: int | None,
    after: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """What was republished, when, where, and under which version of which permission.

    The record is only ever added to.

    \b
    Example:
        syndicator ledger --grant rferl --since 2026-01-01
        syndicator ledger --grant rferl --csv > report.csv
    """
    with reading(ctx) as (_, store):
        stored = [version.grant.name for version in permissions.versions(store)]
        require("grant", grant, stored)
        rows = book.query(
            store,
            grant=GrantName(grant) if grant else None,
            feed=FeedName(feed) if feed else None,
            item=item,
            since=since(after),
        )
    if as_json:
        print_json([_row(row) for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([_safe(value) for value in _row(row).values()] for row in rows)
    else:
        table(
            ["when", "what", "feed", "#item", "title", "grant", "version", "notice", "reason"],
            [
                [
                    row.entry.at,
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


_COLUMNS = (
    "when",
    "what",
    "feed",
    "source",
    "item",
    "revision",
    "title",
    "id",
    "link",
    "grant",
    "version",
    "notice",
    "reason",
)


def _row(row: LedgerRow) -> dict[str, object]:
    entry = row.entry
    values = (
        entry.at.isoformat(),
        entry.action,
        entry.feed,
        row.source,
        entry.item,
        entry.revision,
        entry.title,
        entry.atom_id,
        entry.link,
        row.grant_name,
        row.grant_digest,
        entry.notice,
        entry.reason,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _safe(value: object) -> object:
    """A stranger's title must not become a formula in a spreadsheet (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
