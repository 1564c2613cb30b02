"""``syndicator poll`` and ``syndicator publish``: one tick now, by hand."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from syndicator.cli.context import as_json_option, load, now, relative, working
from syndicator.cli.output import as_json as print_json
from syndicator.cli.output import table
from syndicator.errors import UsageError
from syndicator.model import Failed, FeedName, NotModified, SourceName

if TYPE_CHECKING:
    from syndicator.ingest import SourceReport
    from syndicator.pinging import PingReport
    from syndicator.pipeline import Engine, PollReport, Progress
    from syndicator.publishing.report import FeedReport


@click.command()
@click.argument("source", nargs=-1)
@click.option(
    "--all", "everything", is_flag=True, help="Every source that may be asked, due or not."
)
@as_json_option
@click.pass_context
def poll(ctx: click.Context, source: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """One tick now: poll what is due, then publish, and tell the hubs.

    Without names, the sources whose time has come; with names, those, due or not. A source that
    fails is shown and does not make the command fail, nor does a hub. One that said it is gone
    (410), and those whose host wants to be left alone (429), are asked by name only.

    \b
    Example:
        syndicator poll
        syndicator poll rferl
        syndicator poll --all
    """
    if source and everything:
        raise UsageError("name some sources, or say --all; not both")
    with working(load(ctx)) as engine:
        names = [SourceName(name) for name in source] or None
        with _interrupted() as stop, _bar() as progress:
            report = engine.poll(
                now=now(), stop=stop, names=names, everything=everything, progress=progress
            )
        if not as_json:
            show_poll(report)
            click.echo()
        published = engine.publish(now=now())
        pinged = tell_hubs(engine)
        if as_json:
            feeds = _published(published)
            print_json({"sources": _polled(report), "feeds": feeds, "pings": asdict(pinged)})
        else:
            show_feeds(published)
            show_hubs(pinged)


@click.command()
@click.argument("feed", nargs=-1)
@as_json_option
@click.pass_context
def publish(ctx: click.Context, feed: tuple[str, ...], as_json: bool) -> None:
    """Write the output feeds again from the database.

    Every permission is asked again. A file whose bytes are the same is left alone; of the others,
    the hubs are told.

    \b
    Example:
        syndicator publish
        syndicator publish world
    """
    with working(load(ctx)) as engine:
        names = [FeedName(name) for name in feed] or None
        published = engine.publish(now=now(), names=names, everything=True)
        pinged = tell_hubs(engine)
    if as_json:
        print_json({"feeds": _published(published), "pings": asdict(pinged)})
    else:
        show_feeds(published)
        show_hubs(pinged)


def tell_hubs(engine: Engine) -> PingReport:
    """Tell the hubs; what cannot be told in a short time waits for the next command."""
    with _interrupted() as stop:
        return engine.ping(now=now(), stop=stop)


def show_hubs(report: PingReport) -> None:
    """Say that hubs were told, or that they could not be; nothing if there was nothing to tell."""
    if report.told or report.failed:
        later = f", {report.failed} to be told later (`syndicator status`)" if report.failed else ""
        click.echo(f"\nhubs: {report.told} told{later}")


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set: what is in flight ends, nothing more is begun."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
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
            return f"read, though not well-formed: {report.problem}" if report.problem else "read"


def show_poll(report: PollReport) -> None:
    """Show what a poll brought, source by source."""
    if not report.sources:
        click.echo("no source is due (--all polls every one)")
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
