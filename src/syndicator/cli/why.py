"""``syndicator why``: by what right is this here, or why is it not?"""

from __future__ import annotations

import sys

import click

from syndicator.cli.context import as_json_option, now, reading
from syndicator.cli.output import as_json as print_json
from syndicator.cli.output import cell
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.explain import Explanation, explain, find
from syndicator.model import Item, Verdict

_VERDICTS = {
    Verdict.PUBLISH: "published",
    Verdict.LEFT_OUT: "left out",
    Verdict.WITHHELD: "withheld",
}


@click.command()
@click.argument("item")
@as_json_option
@click.pass_context
def why(ctx: click.Context, item: str, as_json: bool) -> None:
    """The whole story of one item: source, permission, every check and rule, where published.

    ITEM is a number as `syndicator items` shows it, or an id, a guid or a link.

    \b
    Example:
        syndicator why 42
        syndicator why https://www.example.org/story.html
    """
    with reading(ctx) as (config, store):
        found = find(store, item)
        if not found:
            raise UsageError(f'no item "{item}"; `syndicator items WORD` finds them')
        explanations = [explain(store, config, each, now=now()) for each in found]
    if as_json:
        print_json([_plain(each) for each in explanations])
        return
    for number, explanation in enumerate(explanations):
        if number:
            click.echo()
        _show(explanation, config)


def _show(told: Explanation, config: Config) -> None:
    item = told.item
    source = config.sources.get(item.source)
    named = source.title if source and source.title else item.source_meta.title
    _line(0, click.style(f"Item {item.id}: {cell(item.article.title)}", bold=True))
    _field("source", f"{item.source}, {cell(named)}")
    _field("original", cell(item.article.link))
    _field("id", item.atom_id)
    _field("appeared", f"{cell(item.published)}; first seen {cell(item.first_seen)}")
    _revisions(told)
    _permission(told)
    _feeds(told)
    _published(told)


def _revisions(told: Explanation) -> None:
    for revision in told.revisions[1:]:
        kind = "its words changed" if revision.significant else "only its markup changed"
        _field("revised", f"{cell(revision.seen_at)}: {kind} (revision {revision.item.number})")


def _permission(told: Explanation) -> None:
    name = f'"{told.grant.name}"' if told.grant else "none"
    verdict = "it may leave" if told.ruling.permitted else "nothing may leave"
    _line(0)
    _line(0, click.style(f"Permission {name}: {verdict}", bold=True))
    for check in told.ruling.checks:
        mark = _mark("✓", "green") if check.passed else _mark("✗", "red")
        _line(1, f"{mark} {check.name:<10} {cell(check.detail)}")


def _feeds(told: Explanation) -> None:
    _line(0)
    _line(0, click.style("In the output feeds, as of now", bold=True))
    if not told.decisions:
        _line(1, "no feed takes its source")
    for decision in told.decisions:
        published = decision.verdict is Verdict.PUBLISH
        mark = _mark("✓", "green") if published else _mark("✗", "red")
        _line(1, f"{mark} {decision.feed}: {_VERDICTS[decision.verdict]}")
        _line(2, f"{cell(decision.reason)}  [{decision.rule}]")


def _published(told: Explanation) -> None:
    _line(0)
    _line(0, click.style("Where it was published", bold=True))
    if not told.published:
        _line(1, "nowhere, ever")
    for row in told.published:
        entry = row.entry
        reason = f": {entry.reason}" if entry.reason else ""
        version = f'permission "{row.grant_name}", version {row.grant_digest[:8]}'
        _line(1, f"{cell(entry.at)} {entry.action} in {entry.feed} ({version}){reason}")
    shown = {row.entry.notice: None for row in told.published}
    for digest in shown:
        if notice := told.notices.get(digest):
            _line(1, f"notice {digest[:8]}: {cell(notice.rights)}")


def _field(name: str, value: str) -> None:
    _line(1, f"{name:<10} {value}")


def _line(indent: int, text: str = "") -> None:
    click.echo("  " * indent + text)


def _mark(sign: str, colour: str) -> str:
    """A tick or a cross; words where the output cannot carry them."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    if not encoding.startswith("utf"):
        sign = {"✓": "yes", "✗": "NO "}[sign]
    return click.style(sign, fg=colour)


def _plain(told: Explanation) -> dict[str, object]:
    item: Item = told.item
    return {
        "item": item.id,
        "source": item.source,
        "title": item.article.title,
        "id": item.atom_id,
        "link": item.article.link,
        "published": item.published,
        "first_seen": item.first_seen,
        "updated": item.updated,
        "revisions": [
            {"number": r.item.number, "seen_at": r.seen_at, "significant": r.significant}
            for r in told.revisions
        ],
        "grant": told.grant.name if told.grant else None,
        "permitted": told.ruling.permitted,
        "reason": told.ruling.reason,
        "checks": [
            {"name": c.name, "passed": c.passed, "detail": c.detail} for c in told.ruling.checks
        ],
        "decisions": [
            {"feed": d.feed, "verdict": d.verdict, "rule": d.rule, "reason": d.reason}
            for d in told.decisions
        ],
        "ledger": [
            {
                "at": row.entry.at,
                "action": row.entry.action,
                "feed": row.entry.feed,
                "revision": row.entry.revision,
                "grant": row.grant_name,
                "version": row.grant_digest,
                "notice": row.entry.notice,
                "reason": row.entry.reason,
            }
            for row in told.published
        ],
    }
