"""``review``: what waits for an editor, story by story, one key for each decision."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from syndicator.cli.context import load, names_in, now
from syndicator.cli.desk import by_option, is_reason, login, publish, record
from syndicator.cli.tables import say
from syndicator.errors import UsageError, unknown
from syndicator.model import FeedName, SourceName
from syndicator.model.moments import format_moment

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.publish.desk import Desked
    from syndicator.store.desk import Seen

_VERBS: Final = {"a": "approve", "r": "reject", "h": "hold", "l": "release", "k": "kill"}
_OTHERS: Final = {
    "u": "undo the last decision",
    "t": "the whole text",
    "s": "skip",
    "q": "quit",
}
_REASONED: Final = frozenset({"reject", "hold", "kill"})
_LINES: Final = 12
"""Of a text, until all of it is asked for."""


@click.command()
@click.option("--source", help="Only of this source.", shell_complete=names_in("sources"))
@by_option
@click.pass_context
def review(ctx: click.Context, source: str | None, name: str | None) -> None:
    """Walk through what waits for an editor, and decide with one key each.

    What has waited longest comes first. Each decision is recorded at once, with its copies, as by
    `syndicator approve` and the others; it is published when the review ends, a kill at once.
    A story that changes meanwhile, or that somebody else decides on, is left alone.

    \b
    Example:
        syndicator review
        syndicator review --source harbor
    """
    config = load(ctx)
    if source is not None and source not in config.sources:
        raise unknown("source", source, config.sources)
    if not sys.stdin.isatty():
        raise UsageError(
            "a review needs a terminal; `syndicator items --waiting` lists what waits, "
            "`syndicator approve` and `reject` decide"
        )
    walk = _Walk(config, name or login())
    try:
        walk.through(_waiting(config, SourceName(source) if source else None))
    finally:
        # Also after Ctrl-C: what was decided is decided.
        publish(config, sorted(walk.feeds))


def _waiting(config: Config, source: SourceName | None) -> list[int]:
    from syndicator.publish.desk import waiting_rules
    from syndicator.store import desk
    from syndicator.store.database import Store

    asked = desk.Asked(rules=waiting_rules(config), now=now(), source=source)
    with Store.open(config.database, mode="read") as store:
        return desk.numbers(store, asked)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A story as it was shown, and how far the database went then."""

    number: int
    found: Desked
    seen: Seen


class _Walk:
    """One editor's way through what waits."""

    def __init__(self, config: Config, by: str) -> None:
        self.config = config
        self.by = by
        self.feeds: set[FeedName] = set()
        """Those that what was decided may change."""
        self._decided: list[int] = []
        """The places, in the list, of the stories that were decided on and could be undone."""

    def through(self, numbers: list[int]) -> None:
        """Show one story after the other, until all are decided on or the editor quits."""
        if not numbers:
            click.echo("nothing waits for an editor")
        place = 0
        while place < len(numbers):
            shown = self._show(numbers[place], f"{place + 1} of {len(numbers)}")
            if shown is None:
                place += 1
                continue
            step = self._decide(shown, place, numbers)
            if step is None:
                break
            place += step
        if numbers:
            click.echo(f"{len(self._decided)} of {len(numbers)} decided")

    def _decide(self, shown: _Shown, place: int, numbers: list[int]) -> int | None:
        """Ask until a key leads on: so many stories further, or None to the end."""
        while True:
            key = _ask()
            if key == "q":
                return None
            if key == "s":
                return 1
            if key == "t":
                _text(shown.found, whole=True)
            elif key == "u":
                if not self._decided:
                    click.echo("nothing was decided that could be taken back")
                    continue
                last = self._decided.pop()
                self._record(numbers[last], "undo", "", None)
                return last - place
            elif self._say(shown, _VERBS[key]):
                if key != "k":
                    self._decided.append(place)
                return 1

    def _say(self, shown: _Shown, verb: str) -> bool:
        """Record a decision; False where the editor thought better of it."""
        reason = ""
        if verb in _REASONED:
            reason = click.prompt("Why, in a sentence (empty: not after all)", default="").strip()
            if not is_reason(reason):
                return False
        if verb == "kill" and not click.confirm("Withdraw it and its copies for good?"):
            return False
        self._record(shown.number, verb, reason, shown.seen)
        if verb == "kill":
            publish(self.config, sorted(self.feeds))
            self.feeds.clear()
        return True

    def _record(self, number: int, verb: str, reason: str, seen: Seen | None) -> None:
        from syndicator.cli.desk_words import Asked

        asked = Asked(
            verb=verb,
            by=self.by,
            reason=reason,
            named=(str(number),),
            seen=(seen.word, seen.revision) if seen else None,
        )
        done = record(self.config, asked)
        for line in done.lines:
            click.echo(line)
        self.feeds |= set(done.feeds)

    def _show(self, number: int, place: str) -> _Shown | None:
        """Show one story with what stands in its way; None where it is not there any more."""
        from syndicator.publish.desk import desked
        from syndicator.store import desk, items
        from syndicator.store.database import Store

        with Store.open(self.config.database, mode="read") as store, store.snapshot():
            seen = desk.seen(store)
            found = items.get(store, [number])
            if not found:
                return None
            story = desked(store, self.config, found[0], now=now())
        item = story.told.item
        date = format_moment(item.date, self.config.timezone)
        click.echo()
        say(f"{place}: item {item.id} of {item.source}, {date}")
        click.secho(item.article.title or "(without a title)", bold=True)
        failed = [check.detail for check in story.told.ruling.checks if not check.passed]
        for detail in failed:
            _line(detail)
        for decision in story.told.decisions:
            if decision.reason not in failed:
                _line(f"{decision.feed}: {decision.reason}")
        for copy in story.told.copies:
            _line(f"the same story in {copy.item.source}: item {copy.item.id}")
        if story.changes:
            _line("it has changed since it was approved")
        _text(story, whole=False)
        return _Shown(number, story, seen)


def _line(text: str) -> None:
    say(f"  {text}", indent=2)


def _text(story: Desked, *, whole: bool) -> None:
    click.echo()
    if story.shown is None:
        _line(story.hindrance)
        return
    lines = [line for line in story.shown.plain.split("\n") if line.strip()]
    for line in lines if whole else lines[:_LINES]:
        _line(line)
    if not whole and len(lines) > _LINES:
        _line(f"… and {len(lines) - _LINES} more paragraphs (t)")


def _ask() -> str:
    """Ask for a key until it is one of ours."""
    click.echo()
    for keys in (_VERBS, _OTHERS):
        click.echo("  ".join(f"[{key}] {what}" for key, what in keys.items()))
    while (key := click.getchar().lower()) not in {*_VERBS, *_OTHERS}:
        if key in {"\x03", "\x04"}:
            raise click.exceptions.Abort
    return key
