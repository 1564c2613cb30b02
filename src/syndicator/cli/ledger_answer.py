"""What stood between two moments, as ``syndicator ledger`` shows it: as text, JSON or a report."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import datetime

import click

from syndicator.cli.tables import cell, short, table
from syndicator.config import Config
from syndicator.model import FeedName, Notice
from syndicator.model.counted import counted
from syndicator.model.grant import Scope
from syndicator.model.output_feed import Access, file_of
from syndicator.parse.text import plain_text
from syndicator.publish import proof
from syndicator.publish.proof import Interval
from syndicator.store import grant_periods
from syndicator.store import grants as permissions
from syndicator.store.database import Store
from syndicator.store.grant_periods import ActiveConfig


class Answer:
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
            each for each in grant_periods.history(store) if each.version.grant.name in names
        ]

    def _when(self, moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(self._config.timezone)

    # for people

    def show(self, day: str, span: tuple[datetime, datetime]) -> None:
        """Print what stood on a day, with the wordings of permissions and notices."""
        zone = self._config.timezone.key
        if not self._found:
            click.echo(f"Nothing stood on {day} ({zone}).")
            return
        stories = len({each.item for each in self._found})
        feeds = len({each.feed for each in self._found})
        places = f"{counted(stories, 'story', 'stories')} in {counted(feeds, 'feed')}"
        click.echo(f"On {day} ({zone}), {places}:")
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

    def _times(self, version: int) -> list[ActiveConfig]:
        return [each for each in self._history if each.version.id == version]

    # for a publisher

    def _file(self, feed: FeedName) -> str:
        """Where a feed lies below our address; one that is gone lay where public ones lie."""
        known = self._config.feeds.get(feed)
        return known.file if known else file_of(feed, Access.PUBLIC)

    def report(self) -> None:
        """Print the republication report for a publisher, as CSV."""
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
        """All of it, for JSON."""
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


def _safe(value: object) -> object:
    """A stranger's title must not become a formula in a spreadsheet (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
