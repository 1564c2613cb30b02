"""What was republished: the record itself, what stood on a day, the report to a publisher."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click

from syndicator import proof
from syndicator.cli.context import as_json_option, reading, since
from syndicator.cli.look import require
from syndicator.cli.output import as_json as print_json
from syndicator.cli.output import cell, short, table
from syndicator.config import Config
from syndicator.curate.rules import Access, file_of
from syndicator.errors import UsageError
from syndicator.model import FeedName, GrantName, Notice, SourceName
from syndicator.parse.text import plain_text
from syndicator.proof import Interval
from syndicator.rights.grant import Scope
from syndicator.rights.window import first_moment
from syndicator.store import feeds, in_force, sources
from syndicator.store import grants as permissions
from syndicator.store import ledger as book
from syndicator.store.database import Store
from syndicator.store.in_force import InForce
from syndicator.store.ledger import LedgerRow


@click.command()
@click.option("--grant", help="Only under this permission, in any version.")
@click.option("--source", help="Only of this source.")
@click.option("--feed", help="Only in this output feed.")
@click.option("--item", type=click.IntRange(1, 2**63 - 1), help="Only of this item.")
@click.option("--since", "after", help="Only since: 2026-01-31, or 7d for a week.")
@click.option("--on", "day", help="What stood on this day: 2026-01-31.")
@click.option("--csv", "as_csv", is_flag=True, help="A report for a publisher, as a spreadsheet.")
@as_json_option
@click.pass_context
def ledger(
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

    The record is only ever added to. By itself, and with --json, it is shown event by event. With
    --on it answers what stood on a day, where, since when and until when, under which wording of
    which permission and with which notice. With --csv it is a republication report: a row for
    each time in which a story stood in a feed under one permission and one notice. Why a story went
    is not in it: that may be an editor's own word.

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
        start, until = span or (since(after), None)
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
        answer = _Answer(config, store, found)
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


# ── event by event ───────────────────────────────────────────────────────────────────────────


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
    }


# ── what stood ───────────────────────────────────────────────────────────────────────────────


class _Answer:
    """Intervals, with the wordings and versions that they refer to."""

    def __init__(self, config: Config, store: Store, found: Sequence[Interval]) -> None:
        self._config = config
        self._found = found
        self._notices = {
            digest: notice
            for digest in proof.notices(found)
            if (notice := permissions.get_notice(store, digest)) is not None
        }
        used = set(proof.versions(found))
        self._versions = {
            version.id: version for version in permissions.versions(store) if version.id in used
        }
        names = {each.grant_name for each in found}
        self._history = [
            each for each in in_force.history(store) if each.version.grant.name in names
        ]

    def _when(self, moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(self._config.timezone)

    # for people

    def show(self, day: str, span: tuple[datetime, datetime]) -> None:
        zone = self._config.timezone.key
        if not self._found:
            click.echo(f"Nothing stood on {day} ({zone}).")
            return
        stories = len({each.item for each in self._found})
        feeds = len({each.feed for each in self._found})
        counted = f"{_count(stories, 'story', 'stories')} in {_count(feeds, 'feed', 'feeds')}"
        click.echo(f"On {day} ({zone}), {counted}:")
        click.echo()
        table(
            ["feed", "#item", "title", "source", "from", "until", "permission", "notice"],
            [
                [
                    each.feed,
                    each.item,
                    short(each.text_before(span[1]).title),
                    each.source,
                    self._when(each.start),
                    self._when(each.until) or "it stands",
                    f"{each.grant_name} {each.grant_digest[:8]}",
                    each.notice[:8],
                ]
                for each in self._found
            ],
        )
        self._show_permissions(span)
        click.echo()
        click.echo(click.style("Notices", bold=True))
        for digest, notice in self._notices.items():
            click.echo(f"  {digest[:8]}  {cell(_words(notice))}")

    def _show_permissions(self, span: tuple[datetime, datetime]) -> None:
        click.echo()
        click.echo(click.style("Permissions", bold=True))
        for version in self._versions.values():
            grant = version.grant
            proof_of = f"on record as {grant.proof}" if grant.proof else "no proof on record"
            shown = f"{_SHOWN[grant.scope]}, {proof_of}"
            click.echo(f"  {cell(grant.name)} {version.digest[:8]}  {shown}")
            times = [each for each in self._times(version.id) if each.on(*span)]
            for each in times:
                until = f" until {cell(self._when(each.until))}" if each.until else ""
                click.echo(f"    in force from {cell(self._when(each.start))}{until}")
            if not times:
                click.echo("    not in force any more on that day")

    def _times(self, version: int) -> list[InForce]:
        return [each for each in self._history if each.version.id == version]

    # for a publisher

    def _file(self, feed: FeedName) -> str:
        """Where a feed lies below our address; one that is gone lay where public ones lie."""
        known = self._config.feeds.get(feed)
        return known.file if known else file_of(feed, Access.PUBLIC)

    def report(self) -> None:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in self._found:
            writer.writerow([_safe(value) for value in self._reported(each)])

    def _reported(self, each: Interval) -> tuple[object, ...]:
        feed = self._config.feeds.get(each.feed)
        notice = self._notices.get(each.notice)
        version = self._versions[each.grant]
        start, until = self._when(each.start), self._when(each.until)
        return (
            each.title,
            each.link or "",
            feed.title if feed else each.feed,
            f"{self._config.base_url}{self._file(each.feed)}",
            start.isoformat() if start else "",
            until.isoformat() if until else "",
            _SHOWN[version.grant.scope],
            _words(notice) if notice else "",
            each.grant_name,
            each.grant_digest[:8],
            version.grant.proof or "",
            len(each.texts),
            each.texts[-1].received or "",
            each.texts[-1].published or "",
            each.atom_id,
        )

    # for programs

    def plain(self, day: str | None) -> dict[str, object]:
        return {
            "on": day,
            "carried": [
                {
                    "feed": each.feed,
                    "item": each.item,
                    "source": each.source,
                    "id": each.atom_id,
                    "link": each.link,
                    "title": each.title,
                    "from": each.start,
                    "until": each.until,
                    "reason": each.reason,
                    "grant": each.grant_name,
                    "version": each.grant_digest,
                    "notice": each.notice,
                    "revisions": [
                        {
                            "since": text.since,
                            "revision": text.revision,
                            "title": text.title,
                            "received_hash": text.received,
                            "published_hash": text.published,
                        }
                        for text in each.texts
                    ],
                }
                for each in self._found
            ],
            "permissions": [
                {
                    "grant": version.grant.name,
                    "version": version.digest,
                    "proof": version.grant.proof,
                    "in_force": [
                        {"from": each.start, "until": each.until}
                        for each in self._times(version.id)
                    ],
                }
                for version in self._versions.values()
            ],
            "notices": {
                digest: {"above": notice.above, "below": notice.below, "rights": notice.rights}
                for digest, notice in self._notices.items()
            },
        }


_SHOWN = {
    Scope.FULL: "full text",
    Scope.EXCERPT: "excerpt",
    Scope.HEADLINE: "title and link",
}
COLUMNS = (
    "Title",
    "Original",
    "Published in",
    "Our feed",
    "From",
    "Until",
    "Shown",
    "Notice",
    "Permission",
    "Version",
    "Proof",
    "Revisions",
    "Hash of the text received",
    "Hash of the text published",
    "Id",
)
"""Of the republication report. Why a story went is not among them: that may be a word of the desk,
which is not for others."""


def _words(notice: Notice) -> str:
    """What readers saw: above the text and below it, on one line."""
    sides = [" ".join(plain_text(side).split()) for side in (notice.above, notice.below)]
    return " … ".join(side for side in sides if side) or notice.rights


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _safe(value: object) -> object:
    """A stranger's title must not become a formula in a spreadsheet (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
