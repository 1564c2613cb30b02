"""What an editor's rules make of one story: the first that decides, decides. Pure.

The rule sets of a feed are asked one after the other, as ``rules`` lists them, and the feed's own
rules last. Within a set, ``exclude`` comes before ``hold``, and ``hold`` before ``include``:

- ``exclude`` and ``include`` decide: the story is left out, or wanted.
- ``hold`` stops a story on its way: what a later rule, or no rule, leaves out does not wait.
- Where nothing decides, the story is left out if there is any rule ``include``, else wanted.

``label`` and ``pin`` decide nothing: all of them are asked, of what is to be published.
"""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.curate.haystack import Haystack
from syndicator.curate.match import Hits, match
from syndicator.model import Mark, SourceName
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import Action, PlacedRule, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a feed's rules want with a story."""

    action: Action
    """`Action.INCLUDE`, `Action.EXCLUDE` or `Action.HOLD`."""
    key: str
    """The key of the rule that decided, or of what did where no rule matched."""
    reason: str


def found(placed: PlacedRule, hits: Hits) -> str:
    """Say what a rule found: ``{ title = "Elbe" } found "Elbe" in the title``."""
    return f"{placed.rule.text} found {', '.join(map(str, hits))}"


def wish(feed: OutputFeed, haystack: Haystack) -> Wish:
    """Say what the feed's rules want with a story from one of its sources.

    Args:
        feed: whose rules are asked.
        haystack: the story.
    """
    held: Wish | None = None
    approved = haystack.item.desk.approved is not None
    for placed in feed.deciding:
        if placed.action is Action.HOLD and (held or approved):
            continue
        if not (hits := match(placed.rule, haystack)):
            continue
        said = found(placed, hits)
        if placed.action is Action.EXCLUDE:
            return Wish(action=Action.EXCLUDE, key=placed.key, reason=f"not wanted here: {said}")
        if placed.action is Action.HOLD:
            reason = (
                f"it waits for an editor: {said}; `syndicator approve {haystack.item.id}` lets it "
                "go, `reject` turns it down"
            )
            held = Wish(action=Action.HOLD, key=placed.key, reason=reason)
        else:
            return held or Wish(action=Action.INCLUDE, key=placed.key, reason=f"wanted: {said}")
    if first := first_including(feed):
        reason = "none of the rules for what is wanted matches"
        return Wish(action=Action.EXCLUDE, key=f"{first.key}.include", reason=reason)
    return held or _by_source(feed, haystack.item.source)


def _by_source(feed: OutputFeed, source: SourceName) -> Wish:
    reason = f"every story from {source} is wanted"
    return Wish(action=Action.INCLUDE, key=f"feeds.{feed.name}.sources", reason=reason)


def first_including(feed: OutputFeed) -> RuleSet | None:
    """The feed's own table, or the first set, if it says which stories are wanted."""
    sets = feed.rule_sets
    return next((each for each in (sets[-1], *sets) if each.include), None)


def marks(feed: OutputFeed, haystack: Haystack) -> tuple[Mark, ...]:
    """What the feed's rules add to a story: its labels, in the order of the file, and a pin."""
    return tuple(
        Mark(rule=placed.key, label=placed.label, reason=found(placed, hits))
        for placed in feed.marking
        if (hits := match(placed.rule, haystack))
    )
