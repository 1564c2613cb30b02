"""``syndicator poll`` and ``syndicator publish``: one tick now, by hand."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from syndicator.cli.context import as_json_option, load, names_in, now, relative, working
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import table
from syndicator.cli.waiting import waiting_sources
from syndicator.errors import StoreError, UsageError
from syndicator.model import Failed, FeedName, NotModified, SourceName

if TYPE_CHECKING:
    from syndicator.cli.remote import Working
    from syndicator.poll.ingest import SourceReport
    from syndicator.poll.tick import PollReport, Progress
    from syndicator.publish.hubs.deliver import PingReport
    from syndicator.publish.report import FeedReport


_AUDIT = timedelta(seconds=5)
"""So much of a poll goes to judging again what stands, until that is done for the day."""


@click.command()
@click.argument("source", nargs=-1, shell_complete=names_in("sources"))
@click.option(
    "--all", "everything", is_flag=True, help="Every source that may be asked, due or not."
)
@as_json_option
@click.pass_context
def poll(ctx: click.Context, source: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Poll what is due, publish, notify hubs and send alerts: what the service does, once.

    Without names, polls the sources that are due; with names, only those, even if not due. A source
    that fails is shown and does not make the command fail; nor does a hub. Two kinds of sources are
    polled only by name: those that are gone (410), and those whose host asked for a pause (429,
    503), with the end of that pause.

    \b
    Example:
        syndicator poll
        syndicator poll rferl
        syndicator poll --all
    """
    if source and everything:
        raise UsageError("name some sources, or say --all; not both")
    with working(load(ctx)) as engine, _then_alerts(engine), _beating(engine):
        names = [SourceName(name) for name in source] or None
        with _interrupted() as stop, _bar() as progress:
            report = engine.poll(
                now=now(), stop=stop, names=names, everything=everything, progress=progress
            )
        left = [] if names else engine.left_alone(now=now())
        if not as_json:
            show_poll(report, everything=everything)
            for each in left:
                click.echo(waiting_sources(each, engine.config))
            click.echo()
        if stop.by_keyboard:
            if as_json:
                print_json({"sources": _polled(report), "interrupted": True})
            click.echo(
                "interrupted: what is shown was polled and is stored; the next poll, or "
                "`syndicator publish`, publishes it",
                err=True,
            )
            ctx.exit(130)
        published = engine.publish(now=now())
        # A part of what is to be judged again today; where it differs, it is put right at once.
        if engine.audit(now=now(), limit=_AUDIT):
            published = (*published, *engine.publish(now=now()))
        pinged = notify_hubs(engine)
        if as_json:
            feeds = _published(published)
            done = {"sources": _polled(report), "left_alone": [asdict(each) for each in left]}
            print_json({**done, "feeds": feeds, "pings": asdict(pinged)})
        else:
            show_feeds(published)
            show_hubs(pinged)


@click.command()
@click.argument("feed", nargs=-1, shell_complete=names_in("feeds"))
@as_json_option
@click.pass_context
def publish(ctx: click.Context, feed: tuple[str, ...], as_json: bool) -> None:
    """Write the output feeds again from the database.

    Every permission is checked again. A file whose bytes are the same is left alone; hubs are
    notified of the others.

    \b
    Example:
        syndicator publish
        syndicator publish world
    """
    with working(load(ctx)) as engine, _then_alerts(engine):
        names = [FeedName(name) for name in feed] or None
        published = engine.publish(now=now(), names=names, everything=True)
        pinged = notify_hubs(engine)
    if as_json:
        print_json({"feeds": _published(published), "pings": asdict(pinged)})
    else:
        show_feeds(published)
        show_hubs(pinged)


@contextmanager
def _then_alerts(engine: Working) -> Iterator[None]:
    """Back up, and tell of incidents in the end, whatever went wrong; what cannot be told waits."""
    try:
        yield
    finally:
        with suppress(StoreError):
            engine.back_up(now=now())
        with _interrupted() as stop, suppress(StoreError):
            engine.alert(now=now(), stop=stop)


@contextmanager
def _beating(engine: Working) -> Iterator[None]:
    """Say elsewhere that the tick is done, or that it failed; nothing if it was interrupted."""
    try:
        yield
    except (click.exceptions.Exit, click.exceptions.Abort):
        raise
    except Exception:
        engine.beat(good=False)
        raise
    engine.beat(good=True)


def notify_hubs(engine: Working) -> PingReport:
    """Tell the hubs; what cannot be told in a short time waits for the next command."""
    with _interrupted() as stop:
        return engine.ping(now=now(), stop=stop)


def show_hubs(report: PingReport) -> None:
    """Say that hubs were told, or that they could not be; nothing if there was nothing to tell."""
    if report.told or report.failed:
        later = f", {report.failed} to be told later (`syndicator status`)" if report.failed else ""
        click.echo(f"\nhubs: {report.told} told{later}")


class _Stop(threading.Event):
    by_keyboard = False

    def heard(self, number: int, _: object) -> None:
        self.by_keyboard = self.by_keyboard or number == signal.SIGINT
        self.set()


@contextmanager
def _interrupted() -> Iterator[_Stop]:
    """An event that SIGTERM and SIGINT set: what is in flight ends, nothing more is begun."""
    stop = _Stop()
    before = {
        number: signal.signal(number, stop.heard) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A progress bar on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import console as rich_console
    from rich import progress as rich_progress

    columns = (
        rich_progress.TextColumn("polling"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TextColumn("{task.description}"),
    )
    with rich_progress.Progress(
        *columns, console=rich_console.Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)

        def advance(report: SourceReport, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=report.source)

        yield advance


def _outcome(report: SourceReport) -> str:
    match report.outcome:
        case Failed() as failed:
            return f"failed ({failed.kind}): {failed.message}"
        case NotModified():
            return "not modified"
        case _ if not report.parsed:
            return "the same as before"
        case _:
            return f"read, but {report.problem}" if report.problem else "read"


def show_poll(report: PollReport, *, everything: bool = False) -> None:
    """Show what a poll brought, source by source."""
    if not report.sources:
        due = "no source may be asked" if everything else "no source is due (--all polls every one)"
        click.echo(due)
        return
    ordered = sorted(report.sources, key=lambda each: each.source)
    rows = [[each.source, each.new, each.revised, _outcome(each)] for each in ordered]
    table(["source", "#new", "#revised", "outcome"], rows)


def show_feeds(reports: Sequence[FeedReport]) -> None:
    """Show what a publish did."""
    if not reports:
        click.echo("no feed had to change")
        return
    table(
        ["feed", "#entries", "#new", "#revised", "#withdrawn", "file"],
        [
            [
                each.feed,
                each.entries,
                each.published,
                each.revised,
                each.withdrawn,
                relative(each.path) + ("" if each.written else " (unchanged)"),
            ]
            for each in reports
        ],
    )
    show_replacements(reports)


def show_replacements(reports: Sequence[FeedReport]) -> None:
    """Say which copies took the places of stories that ended."""
    for each in reports:
        for gone, copy in each.instead:
            click.echo(f"{each.feed}: item {copy}, a copy of item {gone}, takes its place")


def _polled(report: PollReport) -> list[dict[str, object]]:
    return [
        {
            "source": each.source,
            "outcome": "failed" if each.failed else "ok",
            "detail": _outcome(each),
            "parsed": each.parsed,
            "new": each.new,
            "revised": each.revised,
            "problem": each.problem,
        }
        for each in report.sources
    ]


def _published(reports: Sequence[FeedReport]) -> list[dict[str, object]]:
    return [
        {
            "feed": each.feed,
            "path": str(each.path),
            "entries": each.entries,
            "published": each.published,
            "revised": each.revised,
            "withdrawn": each.withdrawn,
            "written": each.written,
        }
        for each in reports
    ]
