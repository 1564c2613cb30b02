"""The commands that only look: ``status``, ``items``, ``preview``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from syndicator.cli.context import as_json_option, now, reading, since
from syndicator.cli.moved import moved
from syndicator.cli.output import as_json as print_json
from syndicator.cli.output import short, table
from syndicator.config import Config
from syndicator.errors import unknown
from syndicator.model import Decision, FailureKind, FeedName, Item, SourceName, Verdict
from syndicator.rights.ending import expiring
from syndicator.store import feeds, hosts, outbox, pages, placements, sources, subscriptions
from syndicator.store import items as stories
from syndicator.store.outbox import Waiting
from syndicator.store.sources import SourceState


@click.command()
@as_json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Every source: its state, last success, next poll, items, what is wrong.

    Then every output feed, the permissions that end within 60 days, published stories whose own
    pages are not found any more, the hubs that are still to be told of changes, and how the
    subscriptions at hubs stand. Works beside a running service.

    \b
    Example:
        syndicator status
        syndicator status --json
    """
    with reading(ctx) as (config, store):
        counts = stories.counts(store)
        states = [state for state in sources.all(store) if state.active]
        resting = hosts.waiting(store, now())
        pushing = subscriptions.counts(store)
        built = {state.name: state for state in feeds.all(store)}
        lost = pages.missing(store)
        titles = {
            item.id: short(item.article.title)
            for item in stories.get(store, [each.item for each in lost])
        }
        untold = outbox.untold(store)
        held = {name: placements.count(store, name) for name in config.feeds}
    source_rows = [
        {
            "source": state.name,
            "state": _state(state, resting.get(state.host)),
            "last_success": state.last_success,
            "next_poll": _next_poll(state, resting.get(state.host)),
            "items": counts.get(state.name, 0),
            "wrong": _wrong(state, config, resting.get(state.host)),
        }
        for state in states
    ]
    feed_rows = [
        {
            "feed": name,
            "entries": held[name].current,
            "archived": held[name].archived,
            "updated": built[name].updated if name in built else None,
            "built": built[name].built_at if name in built else None,
        }
        for name in config.feeds
    ]
    page_rows = [
        {
            "item": each.item,
            "title": titles[each.item],
            "asked": each.asked_at,
            "times": each.times,
        }
        for each in lost
    ]
    today = now().astimezone(config.timezone).date()
    endings = expiring(config.grants.values(), today)
    ending_rows = [
        {
            "grant": ending.grant,
            "holder": ending.holder,
            "expires": ending.expires,
            "days": ending.days,
            "sources": sum(source.grant == ending.grant for source in config.sources.values()),
        }
        for ending in endings
    ]
    hub_rows = _hubs(untold)
    if as_json:
        shown = {"sources": source_rows, "feeds": feed_rows, "ending": ending_rows}
        more = {"pages": page_rows, "hubs": hub_rows, "subscriptions": pushing}
        print_json({**shown, **more})
        return
    columns = ["source", "state", "last success", "next poll", "#items", "what is wrong"]
    table(columns, [_local(row.values(), config) for row in source_rows])
    click.echo()
    table(
        ["feed", "#entries", "#in archive", "updated", "last built"],
        [_local(row.values(), config) for row in feed_rows],
    )
    if ending_rows:
        click.echo()
        table(
            ["permission", "holder", "expires", "#days left", "#sources"],
            [list(row.values()) for row in ending_rows],
            title="Permissions that end soon",
        )
    if page_rows:
        click.echo()
        table(
            ["#item", "title", "last asked", "#times"],
            [_local([*row.values()], config) for row in page_rows],
            title="Published stories whose own pages are not found (404)",
        )
    if hub_rows:
        click.echo()
        table(
            ["hub", "#waiting", "#given up", "since", "next try", "what is wrong"],
            [_local(row.values(), config) for row in hub_rows],
            title="Hubs that are still to be told of changes",
        )
    if pushing:
        said = ", ".join(f"{number} {state}" for state, number in sorted(pushing.items()))
        click.echo(f"\nsubscriptions at hubs: {said}")


def _hubs(untold: Iterable[Waiting]) -> list[dict[str, object]]:
    """One row for each hub that was not told yet; a feed's every document counts."""
    by_hub: dict[str, list[Waiting]] = {}
    for each in untold:
        by_hub.setdefault(each.ping.hub, []).append(each)
    return [
        {
            "hub": hub,
            "waiting": sum(each.failed_at is None for each in pings),
            "given_up": sum(each.failed_at is not None for each in pings),
            "since": min(each.since for each in pings),
            "next_try": min((p.next_try for p in pings if p.failed_at is None), default=None),
            "wrong": next((each.error for each in pings if each.error), None),
        }
        for hub, pings in by_hub.items()
    ]


def _state(state: SourceState, waits_until: datetime | None) -> str:
    if state.failure_kind is FailureKind.GONE:
        return "gone"
    if waits_until:
        return "waiting"
    if state.failures:
        return f"failing ({state.failures})"
    return "ok" if state.last_success else "never polled"


def _next_poll(state: SourceState, waits_until: datetime | None) -> datetime | None:
    if state.failure_kind is FailureKind.GONE:
        return None
    return max(state.next_poll, waits_until or state.next_poll)


def _wrong(state: SourceState, config: Config, waits_until: datetime | None) -> str | None:
    parts = []
    if waits_until:
        until = waits_until.astimezone(config.timezone)
        parts.append(f"{state.host} wants to be left alone until {until:%Y-%m-%d %H:%M}")
    if state.failure_kind is FailureKind.GONE:
        parts.append("not asked any more, but by `syndicator poll` with its name")
    if state.failure_kind:
        parts.append(f"{state.failure_kind}: {state.failure_message}")
    if state.problem:
        parts.append(f"not well-formed: {state.problem}")
    if state.move:
        parts.append(moved(state.move, state.name, config))
    return "; ".join(parts) or None


@click.command()
@click.argument("word", nargs=-1)
@click.option("--source", help="Only of this source.")
@click.option("--feed", help="Only what was judged for this feed.")
@click.option(
    "--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Only with it."
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
    """
    with reading(ctx) as (config, store):
        require("source", source, config.sources)
        require("feed", feed, config.feeds)
        found = stories.search(
            store,
            source=SourceName(source) if source else None,
            words=word,
            since=since(after),
            feed=FeedName(feed) if feed else None,
            verdict=Verdict(verdict) if verdict else None,
            limit=limit,
        )
    if as_json:
        print_json(
            [
                {
                    **_item(each.item),
                    "decisions": [_decision(one.decision) for one in each.decisions],
                }
                for each in found
            ]
        )
        return
    rows: list[list[object]] = []
    for each in found:
        head = _local(list(_item(each.item).values())[:3], config)
        head.append(short(each.item.article.title))
        if not each.decisions:
            rows.append([*head, None, None, "not judged for any feed"])
        for decided in each.decisions:
            decision = decided.decision
            rows.append([*head, decision.feed, decision.verdict, decision.reason])
            head = [" "] * len(head)
    table(["#item", "date", "source", "title", "feed", "verdict", "reason"], rows)


@click.command()
@click.argument("feed")
@as_json_option
@click.pass_context
def preview(ctx: click.Context, feed: str, as_json: bool) -> None:
    """What FEED would hold now, and what was left out and why; writes nothing.

    \b
    Example:
        syndicator preview world
    """
    from syndicator.publishing.planning import preview_feed

    with reading(ctx) as (config, store):
        require("feed", feed, config.feeds)
        planned = preview_feed(store, config, config.feeds[FeedName(feed)], now=now())
        known = {each.id: each for each in stories.whole(store, [i for i, _ in planned.decided])}
        found = [(known[item.id], decision) for item, decision in planned.decided]
    if as_json:
        print_json([{**_item(item), **_decision(decision)} for item, decision in found])
        return
    table(
        ["#item", "date", "source", "title", "verdict", "rule", "reason"],
        [
            [
                item.id,
                item.date.astimezone(config.timezone),
                item.source,
                short(item.article.title),
                decision.verdict,
                decision.rule,
                decision.reason,
            ]
            for item, decision in found
        ],
    )


def _local(values: Iterable[object], config: Config) -> list[object]:
    """A row for people: its moments on the newsroom's clock."""
    return [
        value.astimezone(config.timezone) if isinstance(value, datetime) else value
        for value in values
    ]


def require(what: str, name: str | None, known: Iterable[str]) -> None:
    """Refuse a name that is not in the configuration.

    Raises:
        UsageError: it is not.
    """
    names = list(known)
    if name is not None and name not in names:
        raise unknown(what, name, names)


def _item(item: Item) -> dict[str, object]:
    return {
        "item": item.id,
        "date": item.date,
        "source": item.source,
        "title": item.article.title,
        "id": item.atom_id,
        "link": item.article.link,
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "feed": decision.feed,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "reason": decision.reason,
    }
