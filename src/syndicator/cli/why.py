"""``syndicator why``: by what right is this here, or why is it not?"""

from __future__ import annotations

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from syndicator.cli.context import as_json_option, now, reading_anyway
from syndicator.cli.moved import moved
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import cell
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.model import Item, Verdict
from syndicator.publish.explain import Copy, Explanation, explain, find, verdict
from syndicator.store.ledger import Action

_SPEAKERS = {"source": "its source", "agency": "its agency", "page": "its own page"}
_ACTIONS = {
    Action.PUBLISHED: "published in",
    Action.REVISED: "revised in",
    Action.WITHDRAWN: "withdrawn from",
}
_JUDGED = ("verdict", "grant", "permitted", "reason", "checks", "decisions")
"""What depends on the configuration."""
_VERDICTS = {
    Verdict.PUBLISH: "published",
    Verdict.ARCHIVED: "in the archive",
    Verdict.LEFT_OUT: "left out",
    Verdict.WITHHELD: "withheld",
}


@click.command()
@click.argument("item")
@as_json_option
@click.pass_context
def why(ctx: click.Context, item: str, as_json: bool) -> None:
    """The whole story of one item: source, permission, every check and rule, where published.

    The verdict comes first, in a sentence; then what it rests on.

    ITEM is a number as `syndicator items` shows it, or an id, a guid or a link.

    \b
    Example:
        syndicator why 42
        syndicator why https://www.example.org/story.html
    """
    with reading_anyway(ctx) as (config, store):
        judged = config.sources != {}  # of a configuration that is wrong nothing else is known
        found = find(store, item)
        if not found:
            raise UsageError(f'no item "{item}"; `syndicator items WORD` finds them')
        explanations = [explain(store, config, each, now=now()) for each in found]
        if as_json:
            unknown = {} if judged else dict.fromkeys(_JUDGED)
            print_json([{**_plain(each), **unknown} for each in explanations])
            return
        for number, explanation in enumerate(explanations):
            if number:
                click.echo()
            _show(explanation, config, judged=judged)


def _show(told: Explanation, config: Config, *, judged: bool) -> None:
    item = told.item
    source = config.sources.get(item.source)
    named = source.title if source and source.title else item.source_meta.title
    _line(0, click.style(f"Item {item.id}: {cell(item.article.title)}", bold=True))
    if judged:
        _line(0, cell(verdict(told)))
    else:
        stands = (
            f"It stands in {', '.join(told.standing)}" if told.standing else "It stands nowhere"
        )
        _line(0, f"{stands}. What its permission says now cannot be told; this is on record:")
    _line(0)
    _field("source", f"{item.source}, {cell(named)}")
    if told.move:
        _field("", cell(moved(told.move, item.source, config)))
    _field("original", cell(item.article.link))
    _field("id", item.atom_id)
    zone = config.timezone
    _field("appeared", f"{_when(item.published, zone)}; first seen {_when(item.first_seen, zone)}")
    if item.future_date:
        _field("", f"its own date lay ahead: {_when(item.future_date, zone)}")
    _field("times", f"are those of {zone.key}")
    _revisions(told, zone)
    if judged:
        _permission(told)
    _desk(told, zone)
    _copies(told, zone)
    _reserved(told)
    if judged:
        _feeds(told)
    _published(told, zone)


def _revisions(told: Explanation, zone: ZoneInfo) -> None:
    for revision in told.revisions[1:]:
        kind = "its words changed" if revision.significant else "only its markup changed"
        _field(
            "revised", f"{_when(revision.seen_at, zone)}: {kind} (revision {revision.item.number})"
        )


def _permission(told: Explanation) -> None:
    name = f'"{told.grant.name}"' if told.grant else "none"
    verdict = "it may leave" if told.ruling.permitted else "nothing may leave"
    _line(0)
    _line(0, click.style(f"Permission {name}: {verdict}", bold=True))
    for check in sorted(told.ruling.checks, key=lambda each: each.passed):
        mark = _mark("✓", "green") if check.passed else _mark("✗", "red")
        _line(1, f"{mark} {check.name:<12} {cell(check.detail)}")


def _desk(told: Explanation, zone: ZoneInfo) -> None:
    if not told.words:
        return
    _line(0)
    _line(0, click.style("What the desk said", bold=True))
    for spoken in told.words:
        reason = f": {cell(spoken.word.reason)}" if spoken.word.reason else ", without a reason"
        who = _SPEAKERS.get(spoken.word.by, spoken.word.by)
        _line(1, f"{_when(spoken.word.at, zone)} {spoken.action}, by {cell(who)}{reason}")
        if spoken.replaced_by is not None:
            _line(2, f"item {spoken.replaced_by} stands in its place")


def _copies(told: Explanation, zone: ZoneInfo) -> None:
    if not told.copies:
        return
    _line(0)
    _line(0, click.style("The same story in other sources", bold=True))
    for copy in told.copies:
        corrected = copy.item.corrected
        late = f"; corrected {_when(corrected, zone)}, this one may need it, too"
        later = late if corrected and corrected > told.item.updated else ""
        _line(1, f"item {copy.item.id}, {copy.item.source}: {_likeness(copy)}{later}")


def _likeness(copy: Copy) -> str:
    if not copy.near:
        return "the same id, link or words"
    if copy.copied is None:
        return "the same page, by another address"
    return f"nearly the same words: {copy.copied} % of the shorter text stand in the longer one"


def _reserved(told: Explanation) -> None:
    if not told.reserved:
        return
    _line(0)
    _line(0, click.style("What the source itself says about its use", bold=True))
    for each in told.reserved:
        _line(1, f"{each.kind:<12} {cell(each.value)}  [{cell(each.where)}]")


def _feeds(told: Explanation) -> None:
    _line(0)
    _line(0, click.style("In the output feeds, as of now", bold=True))
    if not told.decisions:
        _line(1, "no feed takes its source")
    for decision in told.decisions:
        published = decision.verdict in {Verdict.PUBLISH, Verdict.ARCHIVED}
        mark = _mark("✓", "green") if published else _mark("✗", "red")
        _line(1, f"{mark} {decision.feed}: {_VERDICTS[decision.verdict]}")
        _line(2, f"{cell(decision.reason)}  [{decision.rule}]")
        for each in decision.marks:
            what = "pinned" if each.label is None else f'labelled "{cell(each.label)}"'
            _line(2, f"{what}: {cell(each.reason)}  [{each.rule}]")


def _published(told: Explanation, zone: ZoneInfo) -> None:
    _line(0)
    _line(0, click.style("Where it was published", bold=True))
    if not told.published:
        _line(1, "nowhere, ever")
    for row in told.published:
        entry = row.entry
        reason = f": {entry.reason}" if entry.reason else ""
        version = f'permission "{row.grant_name}", version {row.grant_digest[:8]}'
        _line(
            1, f"{_when(entry.at, zone)} {_ACTIONS[entry.action]} {entry.feed} ({version}){reason}"
        )
    shown = {row.entry.notice: None for row in told.published}
    for digest in shown:
        if notice := told.notices.get(digest):
            _line(1, f"notice {digest[:8]}: {cell(notice.rights)}")


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return cell(moment and moment.astimezone(zone))


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
        "verdict": verdict(told),
        "id": item.atom_id,
        "link": item.article.link,
        "published": item.published,
        "first_seen": item.first_seen,
        "future_date": item.future_date,
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
        "desk": [
            {
                "at": spoken.word.at,
                "action": spoken.action,
                "by": spoken.word.by,
                "reason": spoken.word.reason,
                "replaced_by": spoken.replaced_by,
            }
            for spoken in told.words
        ],
        "copies": [
            {
                "item": copy.item.id,
                "source": copy.item.source,
                "near": copy.near,
                "copied": copy.copied,
                "corrected": copy.item.corrected,
            }
            for copy in told.copies
        ],
        "reserved": [
            {"kind": each.kind, "value": each.value, "where": each.where} for each in told.reserved
        ],
        "standing": told.standing,
        "decisions": [
            {
                "feed": d.feed,
                "verdict": d.verdict,
                "rule": d.rule,
                "reason": d.reason,
                "labels": list(d.labels),
                "pinned": d.pinned,
            }
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
